//! SQLite files. The library waits inside, so its work is done aside.
//!
//! A statement may touch its own file and nothing else: no other database can be
//! attached, no extension loaded, and only harmless pragmas are allowed.

use crate::error::{DatabaseError, ErrorKind, sentence};
use crate::number::float;
use crate::statement::Bound;
use crate::{Access, Answer, Reading, Session};
use async_trait::async_trait;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::{ToSqlOutput, Value as Cell, ValueRef};
use rusqlite::{Connection, Error, ErrorCode, InterruptHandle, OpenFlags, ToSql};
use serde_json::{Map, Value};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long a file that another connection writes to is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// No text or blob may be longer.
const MOST_CELL_BYTES: i32 = 64 * 1024 * 1024;
/// Pragmas that only tell, or change nothing but this file.
const PRAGMAS: &[&str] = &[
    "application_id",
    "encoding",
    "foreign_key_check",
    "foreign_key_list",
    "foreign_keys",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "journal_mode",
    "optimize",
    "page_count",
    "page_size",
    "quick_check",
    "table_info",
    "table_list",
    "table_xinfo",
    "user_version",
    "wal_checkpoint",
];

/// A connection to a SQLite file.
pub(crate) struct Sqlite {
    /// None while it is at work, and for good if that was abandoned.
    connection: Option<Connection>,
    handle: Arc<InterruptHandle>,
    /// Whether the statement at work is one of ours, which may do more.
    is_ours: Arc<AtomicBool>,
}

impl Sqlite {
    /// Opens a file; it is made if it is not there.
    pub(crate) async fn open(file: &Path) -> Result<Self, DatabaseError> {
        let file = file.to_owned();
        let is_ours = Arc::new(AtomicBool::new(false));
        let shared = is_ours.clone();
        let opened = tokio::task::spawn_blocking(move || guarded(&file, shared).map_err(|error| failed(&error))).await;
        let connection = opened.map_err(|_| abandoned())??;
        let handle = Arc::new(connection.get_interrupt_handle());
        Ok(Self { connection: Some(connection), handle, is_ours })
    }

    /// Does work where it holds up nobody. If nobody waits for it any more, it is interrupted.
    async fn aside<T: Send + 'static>(
        &mut self,
        limit: Duration,
        work: impl FnOnce(&Connection) -> Result<T, DatabaseError> + Send + 'static,
    ) -> Result<T, DatabaseError> {
        let connection = self.connection.take().ok_or_else(abandoned)?;
        // Where nothing is at work any more, interrupting does nothing.
        let _guard = Interrupting(self.handle.clone());
        let mut task = tokio::task::spawn_blocking(move || {
            let outcome = work(&connection);
            (connection, outcome)
        });
        let ended = match tokio::time::timeout(limit, &mut task).await {
            Ok(ended) => ended,
            Err(_) => {
                self.handle.interrupt();
                task.await
            }
        };
        let (connection, outcome) = ended.map_err(|_| abandoned())?;
        self.connection = Some(connection);
        outcome
    }

    async fn execute(&mut self, text: &'static str) -> Result<(), DatabaseError> {
        let is_ours = self.is_ours.clone();
        let work = move |connection: &Connection| {
            is_ours.store(true, Ordering::Relaxed);
            let outcome = connection.execute_batch(text).map_err(|error| failed(&error));
            is_ours.store(false, Ordering::Relaxed);
            outcome
        };
        self.aside(BUSY_TIMEOUT * 2, work).await
    }
}

/// Interrupts what goes on if it is dropped.
struct Interrupting(Arc<InterruptHandle>);

impl Drop for Interrupting {
    fn drop(&mut self) {
        self.0.interrupt();
    }
}

#[async_trait]
impl Session for Sqlite {
    async fn begin(&mut self, access: Access) -> Result<(), DatabaseError> {
        match access {
            Access::Reads => self.execute("PRAGMA query_only = ON; BEGIN").await,
            Access::Changes => self.execute("BEGIN IMMEDIATE").await,
        }
    }

    async fn commit(&mut self) -> Result<(), DatabaseError> {
        self.execute("COMMIT; PRAGMA query_only = OFF").await
    }

    async fn roll_back(&mut self) -> Result<(), DatabaseError> {
        self.execute("ROLLBACK; PRAGMA query_only = OFF").await
    }

    async fn run(&mut self, bound: &Bound, reading: &Reading) -> Result<Answer, DatabaseError> {
        let (bound, reading) = (bound.clone(), *reading);
        self.aside(reading.timeout, move |connection| answer(connection, &bound, &reading)).await
    }

    async fn reset(&mut self) -> bool {
        let Some(connection) = &self.connection else { return false };
        connection.is_autocommit() && self.execute("PRAGMA query_only = OFF").await.is_ok()
    }

    async fn is_alive(&mut self) -> bool {
        self.connection.is_some()
    }
}

fn guarded(file: &Path, is_ours: Arc<AtomicBool>) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MOST_CELL_BYTES)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.authorizer(Some(move |context: AuthContext<'_>| match is_ours.load(Ordering::Relaxed) {
        true => Authorization::Allow,
        false => authorize(&context),
    }))?;
    Ok(connection)
}

/// What statements of flows may do.
fn authorize(context: &AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => Authorization::Deny,
        AuthAction::Pragma { pragma_name, .. } => {
            let is_harmless = PRAGMAS.iter().any(|name| pragma_name.eq_ignore_ascii_case(name));
            if is_harmless { Authorization::Allow } else { Authorization::Deny }
        }
        _ => Authorization::Allow,
    }
}

fn answer(connection: &Connection, bound: &Bound, reading: &Reading) -> Result<Answer, DatabaseError> {
    let before = connection.total_changes();
    let mut statement = connection.prepare_cached(&bound.text).map_err(|error| failed(&error))?;
    let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let parameters = bound.parameters.iter().map(Parameter);
    let mut rows = statement.query(rusqlite::params_from_iter(parameters)).map_err(|error| failed(&error))?;
    let mut found = Vec::new();
    let mut size_bytes = 0;
    while let Some(row) = rows.next().map_err(|error| failed(&error))? {
        if found.len() >= reading.most_rows {
            return Err(DatabaseError::too_many_rows(reading.most_rows));
        }
        let mut fields = Map::new();
        for (place, name) in names.iter().enumerate() {
            let cell = row.get_ref(place).map_err(|error| failed(&error))?;
            size_bytes += cell.as_bytes().map_or(8, <[u8]>::len);
            fields.insert(name.clone(), value(cell, reading));
        }
        if size_bytes > reading.most_bytes {
            return Err(DatabaseError::too_many_bytes(reading.most_bytes));
        }
        found.push(fields);
    }
    drop(rows);
    let affected = connection.total_changes() - before;
    let word = bound.text.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    let inserts = affected > 0 && matches!(word.as_str(), "INSERT" | "REPLACE");
    Ok(Answer {
        rows: (!names.is_empty()).then_some(found),
        affected,
        insert_id: inserts.then(|| connection.last_insert_rowid()).and_then(|id| u64::try_from(id).ok()),
    })
}

fn value(cell: ValueRef<'_>, reading: &Reading) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => reading.large_numbers.whole(number.into()),
        ValueRef::Real(number) => float(number),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
        ValueRef::Blob(bytes) => BASE64_STANDARD.encode(bytes).into(),
    }
}

/// A JSON value as a parameter.
struct Parameter<'a>(&'a Value);

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let cell = match self.0 {
            Value::Null => Cell::Null,
            Value::Bool(truth) => Cell::Integer(i64::from(*truth)),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => Cell::Integer(whole),
                None => Cell::Real(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => return Ok(ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))),
            other => Cell::Text(other.to_string()),
        };
        Ok(ToSqlOutput::Owned(cell))
    }
}

fn failed(error: &Error) -> DatabaseError {
    let (kind, code) = match error {
        Error::SqliteFailure(failure, _) | Error::SqlInputError { error: failure, .. } => {
            (kind_of(failure.code), failure.extended_code.to_string())
        }
        Error::InvalidParameterCount(given, wanted) => {
            let message = format!("The statement asks for {wanted} parameters, but {given} are given.");
            return DatabaseError::new(ErrorKind::Value, message);
        }
        _ => (ErrorKind::Statement, String::new()),
    };
    let words = match error {
        Error::SqliteFailure(_, Some(words)) => words.clone(),
        Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    };
    DatabaseError { code: Some(code).filter(|code| !code.is_empty()), ..DatabaseError::new(kind, sentence(&words)) }
}

fn kind_of(code: ErrorCode) -> ErrorKind {
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => ErrorKind::Busy,
        ErrorCode::OperationInterrupted => ErrorKind::Timeout,
        ErrorCode::AuthorizationForStatementDenied | ErrorCode::ReadOnly => ErrorKind::Refused,
        ErrorCode::PermissionDenied | ErrorCode::CannotOpen => ErrorKind::NotAllowed,
        ErrorCode::NotADatabase => ErrorKind::Connect,
        ErrorCode::TooBig | ErrorCode::TypeMismatch => ErrorKind::Value,
        _ => ErrorKind::Statement,
    }
}

fn abandoned() -> DatabaseError {
    DatabaseError::new(ErrorKind::Lost, "The connection to the file was closed in the middle of a statement.")
}
