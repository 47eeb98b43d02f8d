//! PostgreSQL.

mod cell;
mod parameter;

use crate::error::{DatabaseError, ErrorKind, sentence};
use crate::server::{Encryption, Login, unreachable};
use crate::statement::Bound;
use crate::{Access, Answer, Reading, Session, tls};
use async_trait::async_trait;
use cell::Cell;
use futures_util::TryStreamExt;
use futures_util::future::join_all;
use parameter::Parameter;
use serde_json::Map;
use std::collections::HashMap;
use std::error::Error as _;
use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Error, NoTls, Statement};

/// So many statements are sent before the answer to the first is awaited.
const AHEAD: usize = 64;
/// So many prepared statements are remembered on a connection.
const MOST_PREPARED: usize = 100;

/// A connection to PostgreSQL.
pub(crate) struct Postgres {
    client: Client,
    prepared: HashMap<String, Statement>,
    limit: Option<Duration>,
}

impl Postgres {
    /// Connects and signs in.
    pub(crate) async fn connect(login: &Login) -> Result<Self, DatabaseError> {
        let mut config = Config::new();
        config.user(&login.user).password(&login.password).dbname(&login.database);
        config.application_name("Towpath").ssl_mode(SslMode::Disable);
        let stream = login.open().await?;
        let client = match login.encryption {
            Encryption::None => sign_in(&config, stream, &login.host).await?,
            Encryption::Tls => {
                let stream = ask_for_tls(stream, &login.host).await?;
                sign_in(&config, tls::secure(stream, &login.host, &login.authorities).await?, &login.host).await?
            }
        };
        Ok(Self { client, prepared: HashMap::new(), limit: None })
    }

    async fn execute(&self, text: &str) -> Result<(), DatabaseError> {
        self.client.batch_execute(text).await.map_err(|error| failed(&error))
    }

    /// The server ends a statement that takes longer, also when nobody waits for it any more.
    async fn limit(&mut self, limit: Duration) -> Result<(), DatabaseError> {
        if self.limit != Some(limit) {
            self.execute(&format!("SET statement_timeout = {}", limit.as_millis())).await?;
            self.limit = Some(limit);
        }
        Ok(())
    }

    async fn prepare(&mut self, text: &str) -> Result<Statement, DatabaseError> {
        if let Some(statement) = self.prepared.get(text) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(text).await.map_err(|error| failed(&error))?;
        if self.prepared.len() >= MOST_PREPARED {
            self.prepared.clear();
        }
        self.prepared.insert(text.to_owned(), statement.clone());
        Ok(statement)
    }

    async fn answer(&self, statement: &Statement, bound: &Bound, reading: &Reading) -> Result<Answer, DatabaseError> {
        let parameters: Vec<Parameter<'_>> = bound.parameters.iter().map(Parameter).collect();
        let parameters: Vec<&(dyn ToSql + Sync)> = parameters.iter().map(|it| it as &(dyn ToSql + Sync)).collect();
        if statement.columns().is_empty() {
            let affected = self.client.execute(statement, &parameters).await.map_err(|error| failed(&error))?;
            return Ok(Answer { affected, ..Answer::default() });
        }
        let rows = self.client.query_raw(statement, parameters).await.map_err(|error| failed(&error))?;
        let mut rows = pin!(rows);
        let mut found = Vec::new();
        let mut size_bytes = 0;
        while let Some(row) = rows.try_next().await.map_err(|error| failed(&error))? {
            if found.len() >= reading.most_rows {
                return Err(DatabaseError::too_many_rows(reading.most_rows));
            }
            size_bytes += row.raw_size_bytes();
            if size_bytes > reading.most_bytes {
                return Err(DatabaseError::too_many_bytes(reading.most_bytes));
            }
            let mut fields = Map::new();
            for (place, column) in row.columns().iter().enumerate() {
                let cell: Cell = row.try_get(place).map_err(|error| unreadable(column.name(), &error))?;
                fields.insert(column.name().to_owned(), cell.value(reading.large_numbers));
            }
            found.push(fields);
        }
        let affected = rows.rows_affected().unwrap_or(0);
        Ok(Answer { rows: Some(found), affected, insert_id: None })
    }
}

#[async_trait]
impl Session for Postgres {
    async fn begin(&mut self, access: Access) -> Result<(), DatabaseError> {
        let text = match access {
            Access::Reads => "BEGIN READ ONLY",
            Access::Changes => "BEGIN",
        };
        self.execute(text).await
    }

    async fn commit(&mut self) -> Result<(), DatabaseError> {
        self.execute("COMMIT").await
    }

    async fn roll_back(&mut self) -> Result<(), DatabaseError> {
        self.execute("ROLLBACK").await
    }

    async fn run(&mut self, bound: &Bound, reading: &Reading) -> Result<Answer, DatabaseError> {
        let mut answers = self.run_all(std::slice::from_ref(bound), reading).await;
        answers.pop().unwrap_or_else(|| Ok(Answer::default()))
    }

    async fn run_all(&mut self, statements: &[Bound], reading: &Reading) -> Vec<Result<Answer, DatabaseError>> {
        let mut answers = Vec::with_capacity(statements.len());
        if let Err(error) = self.limit(reading.timeout).await {
            return vec![Err(error)];
        }
        // A statement is prepared when those before it are done: they may make its table.
        for same in statements.chunk_by(|left, right| left.text == right.text).flat_map(|same| same.chunks(AHEAD)) {
            let statement = match self.prepare(&same[0].text).await {
                Ok(statement) => statement,
                Err(error) => {
                    answers.push(Err(error));
                    return answers;
                }
            };
            let work = same.iter().map(|bound| self.answer(&statement, bound, reading));
            // The server's own limit comes first; this one is for a server that is silent.
            match timeout(reading.timeout + Duration::from_secs(2), join_all(work)).await {
                Ok(done) => answers.extend(done),
                Err(_) => answers.push(Err(DatabaseError::too_slow(reading.timeout))),
            }
            if let Some(place) = answers.iter().position(Result::is_err) {
                answers.truncate(place + 1);
                return answers;
            }
        }
        answers
    }

    async fn reset(&mut self) -> bool {
        self.prepared.clear();
        self.limit = None;
        self.client.batch_execute(AS_NEW).await.is_ok()
    }

    async fn is_alive(&mut self) -> bool {
        !self.client.is_closed()
    }
}

/// What `DISCARD ALL` does, but for forgetting prepared statements: the driver has some of its own.
const AS_NEW: &str = "ROLLBACK; CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; \
    SELECT pg_advisory_unlock_all(); DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES";

/// The length of this message and the number that asks for TLS, as the protocol has them.
const ASK_FOR_TLS: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

async fn ask_for_tls(mut stream: TcpStream, host: &str) -> Result<TcpStream, DatabaseError> {
    let broken = |error: std::io::Error| unreachable(host, &error.to_string());
    stream.write_all(&ASK_FOR_TLS).await.map_err(broken)?;
    match stream.read_u8().await.map_err(broken)? {
        b'S' => Ok(stream),
        _ => Err(DatabaseError::new(ErrorKind::Tls, format!("The database at `{host}` offers no encryption."))),
    }
}

async fn sign_in(
    config: &Config,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    host: &str,
) -> Result<Client, DatabaseError> {
    let (client, connection) = config.connect_raw(stream, NoTls).await.map_err(|error| match error.as_db_error() {
        Some(_) => failed(&error),
        None => unreachable(host, &innermost(&error)),
    })?;
    // It ends with the client; what went wrong on it shows there.
    tokio::spawn(async move { drop(connection.await) });
    Ok(client)
}

fn failed(error: &Error) -> DatabaseError {
    let Some(told) = error.as_db_error() else {
        return match error.source() {
            Some(source) if source.is::<parameter::Unfit>() => {
                DatabaseError::new(ErrorKind::Value, sentence(&source.to_string()))
            }
            _ if error.is_closed() => lost(error),
            _ if error.source().is_some_and(|source| source.is::<std::io::Error>()) => lost(error),
            _ => DatabaseError::new(ErrorKind::Statement, sentence(&innermost(error))),
        };
    };
    let mut message = sentence(told.message());
    for part in [told.detail(), told.hint()].into_iter().flatten() {
        message = format!("{message} {}", sentence(part));
    }
    DatabaseError::coded(kind_of(told.code()), message, told.code().code())
}

fn kind_of(code: &SqlState) -> ErrorKind {
    let class = code.code().get(..2).unwrap_or_default();
    match code.code() {
        "57014" => ErrorKind::Timeout,
        "40001" | "40P01" | "55P03" | "55006" | "57P03" => ErrorKind::Busy,
        "57P01" | "57P02" => ErrorKind::Lost,
        "25006" => ErrorKind::Refused,
        "3D000" | "42501" => ErrorKind::NotAllowed,
        _ => match class {
            "28" => ErrorKind::NotAllowed,
            "53" => ErrorKind::Busy,
            "08" => ErrorKind::Lost,
            "22" => ErrorKind::Value,
            _ => ErrorKind::Statement,
        },
    }
}

fn lost(error: &Error) -> DatabaseError {
    DatabaseError::new(ErrorKind::Lost, format!("The connection to the database broke: {}.", innermost(error)))
}

fn unreadable(column: &str, error: &Error) -> DatabaseError {
    DatabaseError::new(ErrorKind::Value, format!("The column `{column}` cannot be read: {}.", innermost(error)))
}

fn innermost(error: &Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
