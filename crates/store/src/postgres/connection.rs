//! A connection, its prepared statements, and the transactions on it.

use super::tls::Tls;
use crate::sql::value::Value;
use crate::sql::{Notification, Reach};
use crate::{StoreError, StoreResult};
use ::postgres::config::TargetSessionAttrs;
use ::postgres::types::ToSql;
use ::postgres::{Client, Config, Row, SimpleQueryMessage, Statement};
use flow::Timestamp;
use flow::id::OwnerId;
use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A statement of ours that takes longer has met something wrong.
const STATEMENT_TIMEOUT_MS: u32 = 30_000;
/// A transaction that asks nothing for so long is of a process that stands still: it must
/// not keep others from ending that one's lease.
const IDLE_TIMEOUT_MS: u32 = 5_000;
/// Says to the triggers of the database that this process tells others by itself what it asks
/// and answers, after the commit: a notification within it makes all commits wait for each other.
const TELLS: &str = "towpath.tells";
/// A machine that answers nothing, not even that it is gone, is given up after this long.
const SILENCE_MOST: Duration = Duration::from_secs(10);

/// Where the database is.
#[derive(Clone)]
pub(crate) struct Address {
    config: Config,
    tls: Tls,
    /// A pooler stands between that gives each transaction another session.
    is_pooled: bool,
}

impl Address {
    pub(crate) fn parse(url: &str, authorities: Option<&Path>) -> StoreResult<Self> {
        let mut config: Config = url
            .parse()
            .map_err(|error| StoreError::Unavailable(format!("the database address cannot be read: {error}")))?;
        config.application_name("towpath").connect_timeout(CONNECT_TIMEOUT).keepalives_idle(Duration::from_secs(30));
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE_MOST);
        }
        Ok(Self { config, tls: Tls::trusting(authorities)?, is_pooled: false })
    }

    /// The same where writes are taken: a stand-by, which a name may lead to for a while after a
    /// fail-over, counts as not there.
    pub(crate) fn for_writing(mut self) -> Self {
        self.config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        self
    }

    /// The same as that of a pooler in transaction mode: nothing may be left in a session,
    /// so each transaction says all it needs and takes its prepared statements away.
    pub(crate) fn through_pooler(self) -> Self {
        Self { is_pooled: true, ..self }
    }

    pub(crate) fn connect(&self) -> StoreResult<Connection> {
        let mut config = self.config.clone();
        if !self.is_pooled {
            config.options(&format!(
                "-c statement_timeout={STATEMENT_TIMEOUT_MS} -c synchronous_commit=on -c {TELLS}=self \
                 -c idle_in_transaction_session_timeout={IDLE_TIMEOUT_MS}"
            ));
        }
        let client = config.connect(self.tls.clone())?;
        Ok(Connection { client, statements: HashMap::new(), is_pooled: self.is_pooled })
    }
}

/// How a transaction stands to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// Each statement sees what is committed.
    Statement,
    /// All statements see one state; nothing is written.
    Snapshot,
    /// As if there were no others.
    Serialised,
}

/// A connection.
pub(crate) struct Connection {
    pub(crate) client: Client,
    statements: HashMap<&'static str, Statement>,
    is_pooled: bool,
}

impl Connection {
    /// Begins a transaction and says whose rows it is about, in one round trip.
    pub(crate) fn start(&mut self, isolation: Isolation, reach: Reach) -> StoreResult<()> {
        let isolation = match isolation {
            Isolation::Statement => "READ COMMITTED",
            Isolation::Snapshot => "REPEATABLE READ READ ONLY",
            Isolation::Serialised => "SERIALIZABLE",
        };
        let workspace = match reach {
            Reach::Workspace(id) => id.0.to_string(),
            Reach::Server => "server".to_owned(),
        };
        let settings = self.settings();
        Ok(self.client.batch_execute(&format!(
            "BEGIN ISOLATION LEVEL {isolation}; {settings}SET LOCAL towpath.workspace = '{workspace}'"
        ))?)
    }

    /// What a session says when it is opened, where none stays open.
    fn settings(&self) -> String {
        match self.is_pooled {
            false => String::new(),
            true => format!(
                "SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MS}; SET LOCAL synchronous_commit = on; \
                 SET LOCAL {TELLS} = 'self'; SET LOCAL idle_in_transaction_session_timeout = {IDLE_TIMEOUT_MS}; "
            ),
        }
    }

    /// Begins a transaction that commits only while this owner's lease is not ended by
    /// others: they wait for it. `Fenced` if it is; one round trip, as without.
    pub(crate) fn start_fenced(&mut self, owner: OwnerId) -> StoreResult<()> {
        let settings = self.settings();
        let messages = self.client.simple_query(&format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; {settings}SET LOCAL towpath.workspace = 'server'; \
             SELECT 1 FROM owner WHERE id = '{}' FOR KEY SHARE",
            owner.0
        ))?;
        let is_there = messages.iter().any(|message| matches!(message, SimpleQueryMessage::Row(_)));
        if is_there {
            return Ok(());
        }
        // Dropped, it is rolled back.
        drop(self.started());
        Err(StoreError::Fenced)
    }

    /// The transaction that was begun last.
    pub(crate) fn started(&mut self) -> Prepared<'_> {
        let Self { client, statements, is_pooled } = self;
        Prepared { client, statements, is_pooled: *is_pooled, is_over: false }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }
}

/// A transaction and the statements its connection has prepared. Dropped
/// uncommitted, it is rolled back.
pub(crate) struct Prepared<'a> {
    client: &'a mut Client,
    statements: &'a mut HashMap<&'static str, Statement>,
    is_pooled: bool,
    is_over: bool,
}

impl Prepared<'_> {
    pub(crate) fn execute(&mut self, text: &'static str, values: &[Value<'_>]) -> StoreResult<u64> {
        let statement = self.statement(text)?;
        Ok(self.client.execute(&statement, &references(values))?)
    }

    pub(crate) fn query(&mut self, text: &'static str, values: &[Value<'_>]) -> StoreResult<Vec<Row>> {
        self.query_with(text, &references(values))
    }

    /// The same for values that are lists.
    pub(crate) fn query_with(&mut self, text: &'static str, values: &[&(dyn ToSql + Sync)]) -> StoreResult<Vec<Row>> {
        let statement = self.statement(text)?;
        Ok(self.client.query(&statement, values)?)
    }

    pub(crate) fn now(&mut self) -> StoreResult<Timestamp> {
        const NOW: &str = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
        let rows = self.query_with(NOW, &[])?;
        rows.first().map_or(Ok(Timestamp(0)), |row| Ok(Timestamp(row.try_get(0)?)))
    }

    pub(crate) fn notify(&mut self, notifications: &[Notification]) -> StoreResult<()> {
        const NOTIFY: &str =
            "SELECT pg_notify(channel, text) FROM unnest($1::text[], $2::text[]) AS told (channel, text)";
        let (channels, texts): (Vec<&str>, Vec<&str>) =
            notifications.iter().map(|(channel, text)| (*channel, text.as_str())).unzip();
        self.query_with(NOTIFY, &[&channels, &texts]).map(drop)
    }

    pub(crate) fn commit(mut self) -> StoreResult<()> {
        self.is_over = true;
        self.leave_nothing();
        Ok(self.client.batch_execute("COMMIT")?)
    }

    /// Closes the statements where the session is another's after this transaction, who may
    /// give one of his the same name.
    fn leave_nothing(&mut self) {
        if self.is_pooled {
            self.statements.clear();
        }
    }

    fn statement(&mut self, text: &'static str) -> StoreResult<Statement> {
        if let Some(statement) = self.statements.get(text) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(text)?;
        self.statements.insert(text, statement.clone());
        Ok(statement)
    }
}

impl Drop for Prepared<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            self.leave_nothing();
            // If this fails the connection is gone, and the transaction with it.
            self.client.batch_execute("ROLLBACK").ok();
        }
    }
}

fn references<'a>(values: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}
