//! Runs the statements of items, kept together as the author wants it.

use super::{Job, Operation, Transactions};
use databases::{Access, Answer, Bound, Cache, DatabaseError, ErrorKind, Lease, Pool, Reading, Server};
use node_sdk::each::{Pace, each, extended_item, failed_item, of_item, paired};
use node_sdk::flow::Item;
use node_sdk::{HeavyContext, NodeError, Output, Remembered};
use serde_json::{Value, json};
use std::sync::LazyLock;
use std::time::Duration;
use tokio::sync::Mutex;

/// So many statements are handed over at once.
const AHEAD: usize = 64;
/// The rows of one statement have no more bytes.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Connections of all steps.
static POOL: LazyLock<Pool> = LazyLock::new(Pool::new);
/// Answers of all steps.
static CACHE: LazyLock<Cache> = LazyLock::new(Cache::default);
/// What was done for items, while their step goes on.
static DONE: Remembered<Vec<Answer>> = Remembered::new();

/// What is known about a statement that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Certainty {
    /// It had no effect, or its effect was undone.
    Undone,
    /// If the database did not say otherwise, it may have had its effect.
    Unknown,
}

/// Works on all items. `owner` tells credentials apart.
pub(crate) async fn perform(
    job: &Job<'_>,
    server: &Server,
    owner: &str,
    context: &HeavyContext<'_>,
) -> Result<Output, NodeError> {
    let line = Line { job, server, owner, lease: None };
    let results = match job.transactions {
        Transactions::All => line.together(context).await?.into_iter().map(Ok).collect(),
        Transactions::Item | Transactions::None => line.one_by_one(context).await?,
    };
    let items = results.into_iter().enumerate().flat_map(|(index, result)| match result {
        Ok(answers) => items(context, index, answers),
        Err(error) => vec![failed_item(context, index, &error)],
    });
    Ok(Output::main(items.collect::<Vec<Item>>()))
}

/// The connection of a step, opened when it is needed first and again when it broke.
struct Line<'a> {
    job: &'a Job<'a>,
    server: &'a Server,
    owner: &'a str,
    lease: Option<Lease>,
}

impl Line<'_> {
    /// All items in one transaction: all of it is kept, or nothing.
    async fn together(mut self, context: &HeavyContext<'_>) -> Result<Vec<Vec<Answer>>, NodeError> {
        let count = context.items().len();
        let mut results = vec![None; count];
        let mut statements = Vec::new();
        let mut pending = Vec::new();
        for (index, result) in results.iter_mut().enumerate() {
            let own = self.job.statements(context, index).map_err(|error| of_item(error, index, count))?;
            let key = self.key(&own);
            *result = self.remembered(key.as_deref());
            if result.is_none() {
                pending.push((index, own.len(), key));
                statements.extend(own);
            }
        }
        if !statements.is_empty() {
            let owner = |place: usize| {
                let mut lengths = pending.iter().scan(0, |end, (index, length, _)| {
                    *end += length;
                    Some((*index, *end))
                });
                lengths.find(|(_, end)| place < *end).map(|(index, _)| index)
            };
            let answers = self.in_transaction(&statements).await;
            let answers = answers.map_err(|(place, error)| match place.and_then(owner) {
                Some(index) => of_item(error, index, count),
                None => error,
            })?;
            let mut answers = answers.into_iter();
            for (index, length, key) in pending {
                let own: Vec<Answer> = answers.by_ref().take(length).collect();
                remember(key, &own);
                results[index] = Some(own);
            }
        }
        self.close().await;
        Ok(results.into_iter().map(Option::unwrap_or_default).collect())
    }

    async fn one_by_one(self, context: &HeavyContext<'_>) -> Result<Vec<Result<Vec<Answer>, NodeError>>, NodeError> {
        let pace = Pace { at_once: 1, pause_ms: 0, on_item_error: self.job.on_item_error };
        let line = Mutex::new(self);
        let results = each(context, pace, Some(&DONE), async |index| line.lock().await.one(context, index).await);
        let results = results.await;
        line.into_inner().close().await;
        results
    }

    async fn one(&mut self, context: &HeavyContext<'_>, index: usize) -> Result<Vec<Answer>, NodeError> {
        let statements = self.job.statements(context, index)?;
        let key = self.key(&statements);
        if let Some(answers) = self.remembered(key.as_deref()) {
            return Ok(answers);
        }
        let answers = match self.job.transactions {
            Transactions::None if !self.needs_guard() => self.apart(&statements).await?,
            _ => self.in_transaction(&statements).await.map_err(|(_, error)| error)?,
        };
        remember(key, &answers);
        Ok(answers)
    }

    /// Each statement is kept as soon as it is done.
    async fn apart(&mut self, statements: &[Bound]) -> Result<Vec<Answer>, NodeError> {
        let certainty = if self.job.only_reads() { Certainty::Undone } else { Certainty::Unknown };
        let reading = self.reading();
        let mut answers = Vec::with_capacity(statements.len());
        for statement in statements {
            let lease = self.lease().await?;
            match lease.run(statement, &reading).await {
                Ok(answer) => answers.push(answer),
                Err(error) => {
                    self.lease = None;
                    return Err(told(error, certainty));
                }
            }
            self.refuse_many(&answers)?;
        }
        Ok(answers)
    }

    /// All statements or none. The failure says which one it was of, if it was of one.
    async fn in_transaction(&mut self, statements: &[Bound]) -> Result<Vec<Answer>, (Option<usize>, NodeError)> {
        let access = if self.needs_guard() { Access::Reads } else { Access::Changes };
        let reading = self.reading();
        let of_none = |error| (None, error);
        let lease = self.lease().await.map_err(of_none)?;
        lease.begin(access).await.map_err(|error| of_none(told(error, Certainty::Undone)))?;
        let mut answers = Vec::with_capacity(statements.len());
        for chunk in statements.chunks(AHEAD) {
            let lease = self.lease().await.map_err(of_none)?;
            for answer in lease.run_all(chunk, &reading).await {
                match answer {
                    Ok(answer) => answers.push(answer),
                    Err(error) => {
                        self.undo().await;
                        return Err((Some(answers.len()), told(error, Certainty::Undone)));
                    }
                }
            }
            if let Err(error) = self.refuse_many(&answers) {
                self.undo().await;
                return Err(of_none(error));
            }
        }
        let certainty = if access == Access::Reads { Certainty::Undone } else { Certainty::Unknown };
        let lease = self.lease().await.map_err(of_none)?;
        let committed = lease.commit().await;
        if let Err(error) = committed {
            self.lease = None;
            return Err(of_none(told(error, certainty)));
        }
        Ok(answers)
    }

    /// A connection that cannot even undo is closed, which undoes as well.
    async fn undo(&mut self) {
        if let Some(mut lease) = self.lease.take()
            && lease.roll_back().await.is_ok()
        {
            self.lease = Some(lease);
        }
    }

    async fn lease(&mut self) -> Result<&mut Lease, NodeError> {
        if self.lease.is_none() {
            let taken = POOL.take(self.owner, self.server).await;
            self.lease = Some(taken.map_err(|error| told(error, Certainty::Undone))?);
        }
        // It was set just now, if it was not there.
        self.lease.as_mut().ok_or_else(|| NodeError::transient("connect_failed", "No connection.", ""))
    }

    async fn close(self) {
        if let Some(lease) = self.lease {
            lease.give_back().await;
        }
    }

    /// Whether the database must see to it that a statement of the author only reads.
    fn needs_guard(&self) -> bool {
        self.job.operation == Operation::Query && self.job.only_reads()
    }

    fn reading(&self) -> Reading {
        Reading {
            most_rows: self.job.most_rows,
            most_bytes: MOST_BYTES,
            large_numbers: self.job.numbers.read(),
            timeout: Duration::from_millis(self.job.timeout_ms),
        }
    }

    fn refuse_many(&self, answers: &[Answer]) -> Result<(), NodeError> {
        let rows: usize = answers.iter().filter_map(|answer| answer.rows.as_ref()).map(Vec::len).sum();
        if rows <= self.job.most_rows {
            return Ok(());
        }
        let message = format!("The items together give more than {} rows.", self.job.most_rows);
        Err(NodeError::permanent("answer_too_large", message, TOO_LARGE).at("most_rows"))
    }

    fn remembered(&self, key: Option<&str>) -> Option<Vec<Answer>> {
        CACHE.get(key?, Duration::from_millis(self.job.cache_ms))
    }

    /// By what the answers are remembered; None if they are not to be.
    fn key(&self, statements: &[Bound]) -> Option<String> {
        if self.job.cache_ms == 0 {
            return None;
        }
        let mut key = format!("{}\0{:?}", self.owner, self.job.numbers);
        for statement in statements {
            key.push('\0');
            key += &statement.key();
        }
        Some(key)
    }
}

fn remember(key: Option<String>, answers: &[Answer]) {
    if let Some(key) = key {
        CACHE.keep(key, answers);
    }
}

const TOO_LARGE: &str = "Ask for less with a condition or a limit, or allow more rows.";

/// The items an item became: its rows, or itself with what was done.
fn items(context: &HeavyContext<'_>, index: usize, answers: Vec<Answer>) -> Vec<Item> {
    let mut items = Vec::new();
    let affected: u64 = answers.iter().map(|answer| answer.affected).sum();
    let insert_id = answers.iter().rev().find_map(|answer| answer.insert_id);
    let gives_rows = answers.iter().any(|answer| answer.rows.is_some());
    for row in answers.into_iter().filter_map(|answer| answer.rows).flatten() {
        items.push(Item { lineage: paired(index), ..Item::new(Value::Object(row)) });
    }
    if !gives_rows {
        let mut item = extended_item(context, index, [("affected_rows", json!(affected))]);
        if let Some(id) = insert_id {
            item.json["insert_id"] = json!(id);
        }
        items.push(item);
    }
    items
}

/// What a failure means to the step.
fn told(error: DatabaseError, certainty: Certainty) -> NodeError {
    let DatabaseError { kind, message, code } = error;
    let was_answered = code.is_some();
    let message = match code {
        Some(code) => format!("{message} (code {code})"),
        None => message,
    };
    let is_silent = matches!(kind, ErrorKind::Lost | ErrorKind::Timeout) && !was_answered;
    if certainty == Certainty::Unknown && is_silent {
        let hint = "Look in the database whether it took effect before it is run again.";
        return NodeError::in_doubt("no_answer", message, hint);
    }
    match kind {
        ErrorKind::Connect | ErrorKind::Lost => NodeError::transient(
            "connect_failed",
            message,
            "It is tried again. If it stays so, check host and port, and that the database is up.",
        ),
        ErrorKind::Busy => NodeError::transient("busy", message, "It is tried again."),
        ErrorKind::Timeout => NodeError::transient(
            "timeout",
            message,
            "It is tried again. If it stays slow, allow it more time or make the statement faster.",
        ),
        ErrorKind::NotAllowed => {
            NodeError::permanent("not_allowed", message, "Check the credential: user, password, database, and rights.")
        }
        ErrorKind::Tls => NodeError::permanent(
            "tls_failed",
            message,
            "Check the host of the credential; its certificate must be valid, or its authority be named there.",
        ),
        ErrorKind::TooLarge => NodeError::permanent("answer_too_large", message, TOO_LARGE).at("most_rows"),
        ErrorKind::Refused => NodeError::permanent("refused", message, "Use a statement that does less."),
        ErrorKind::Value => NodeError::permanent(
            "value_invalid",
            message,
            "Correct the value, or say in the statement what it is, as in `$1::text`.",
        ),
        ErrorKind::Statement => {
            NodeError::permanent("statement_failed", message, "Correct the statement or its values.")
        }
    }
}

/// The same for a credential that is tried.
pub(crate) fn refused(error: DatabaseError) -> NodeError {
    told(error, Certainty::Undone)
}
