//! MySQL and MariaDB.

mod cell;

use crate::error::{DatabaseError, ErrorKind, sentence};
use crate::server::{Encryption, Login, unreachable};
use crate::statement::Bound;
use crate::{Access, Answer, Reading, Session, tls};
use async_trait::async_trait;
use mysql_async::prelude::{Protocol, Queryable};
use mysql_async::{Conn, DriverError, Error, IoError, Opts, OptsBuilder, Params, QueryResult, ServerError, SslOpts};
use serde_json::Map;
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::timeout;

/// MariaDB took up counting where MySQL never came to.
const FIRST_MARIADB: u16 = 10;
/// `This command is not supported in the prepared statement protocol yet`
const NOT_PREPARABLE: u16 = 1295;

/// A connection to MySQL or MariaDB.
pub(crate) struct MySql {
    connection: Conn,
    limit: Option<Duration>,
}

impl MySql {
    /// Connects and signs in.
    pub(crate) async fn connect(login: &Login) -> Result<Self, DatabaseError> {
        let addresses: Vec<IpAddr> = login.addresses.iter().map(|address| address.ip()).collect();
        let port = login.addresses.first().map_or(3306, |address| address.port());
        let options = OptsBuilder::default()
            .ip_or_hostname(&login.host)
            .resolved_ips(Some(addresses))
            .tcp_port(port)
            .user(Some(&login.user))
            .pass(Some(&login.password))
            .db_name(Some(&login.database).filter(|name| !name.is_empty()))
            // It would look for the server's socket on this machine.
            .prefer_socket(false)
            .client_found_rows(true)
            .ssl_opts(encryption(login)?);
        let connection = Conn::new(Opts::from(options)).await.map_err(|error| refused(login, error))?;
        Ok(Self { connection, limit: None })
    }

    async fn execute(&mut self, text: &str) -> Result<(), DatabaseError> {
        self.connection.query_drop(text).await.map_err(failed)
    }

    /// A new connection, or one that was reset, is made ready: times are in UTC, and
    /// the server ends what takes too long (MySQL itself only reading).
    async fn limit(&mut self, limit: Duration) -> Result<(), DatabaseError> {
        if self.limit == Some(limit) {
            return Ok(());
        }
        let limits = match self.connection.server_version() {
            (FIRST_MARIADB.., _, _) => format!("max_statement_time = {}", limit.as_secs_f64()),
            (5, 7.., _) | (8.., _, _) => format!("max_execution_time = {}", limit.as_millis()),
            _ => "time_zone = '+00:00'".into(),
        };
        self.execute(&format!("SET SESSION time_zone = '+00:00', SESSION {limits}")).await?;
        self.limit = Some(limit);
        Ok(())
    }

    async fn answer(&mut self, bound: &Bound, reading: &Reading) -> Result<Answer, DatabaseError> {
        let parameters = Params::Positional(bound.parameters.iter().map(cell::parameter).collect());
        let parameters = if bound.parameters.is_empty() { Params::Empty } else { parameters };
        let is_bare = bound.parameters.is_empty();
        match self.connection.exec_iter(bound.text.as_str(), parameters).await {
            Ok(result) => return collected(result, reading).await,
            Err(Error::Server(ServerError { code: NOT_PREPARABLE, .. })) if is_bare => {}
            Err(error) => return Err(failed(error)),
        }
        let result = self.connection.query_iter(bound.text.as_str()).await.map_err(failed)?;
        collected(result, reading).await
    }
}

#[async_trait]
impl Session for MySql {
    async fn begin(&mut self, access: Access) -> Result<(), DatabaseError> {
        self.execute(match access {
            Access::Reads => "START TRANSACTION READ ONLY",
            Access::Changes => "START TRANSACTION",
        })
        .await
    }

    async fn commit(&mut self) -> Result<(), DatabaseError> {
        self.execute("COMMIT").await
    }

    async fn roll_back(&mut self) -> Result<(), DatabaseError> {
        self.execute("ROLLBACK").await
    }

    async fn run(&mut self, bound: &Bound, reading: &Reading) -> Result<Answer, DatabaseError> {
        self.limit(reading.timeout).await?;
        // The server's own limit comes first; this one is for a server that is silent.
        match timeout(reading.timeout + Duration::from_secs(2), self.answer(bound, reading)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(DatabaseError::too_slow(reading.timeout)),
        }
    }

    async fn reset(&mut self) -> bool {
        self.limit = None;
        self.connection.reset().await.unwrap_or(false)
    }

    async fn is_alive(&mut self) -> bool {
        self.connection.ping().await.is_ok()
    }
}

fn encryption(login: &Login) -> Result<Option<SslOpts>, DatabaseError> {
    if login.encryption == Encryption::None {
        return Ok(None);
    }
    let roots = tls::authorities(&login.authorities)?.into_iter().map(|root| root.to_vec().into()).collect();
    Ok(Some(SslOpts::default().with_disable_built_in_roots(true).with_root_certs(roots)))
}

async fn collected<P: Protocol>(
    mut result: QueryResult<'_, '_, P>,
    reading: &Reading,
) -> Result<Answer, DatabaseError> {
    let mut rows = None;
    let mut size_bytes = 0;
    let (mut affected, mut insert_id) = (result.affected_rows(), result.last_insert_id());
    // A procedure may give several results; their rows are taken together.
    while !result.is_empty() {
        let rows: &mut Vec<_> = rows.get_or_insert_default();
        while let Some(row) = result.next().await.map_err(failed)? {
            if rows.len() >= reading.most_rows {
                return Err(DatabaseError::too_many_rows(reading.most_rows));
            }
            let mut fields = Map::new();
            let columns = row.columns();
            // It would fail only if a value had been taken out before.
            for (column, value) in columns.iter().zip(row.unwrap()) {
                size_bytes += cell::size_bytes(&value);
                fields.insert(column.name_str().into_owned(), cell::value(column, value, reading.large_numbers));
            }
            if size_bytes > reading.most_bytes {
                return Err(DatabaseError::too_many_bytes(reading.most_bytes));
            }
            rows.push(fields);
        }
        affected = affected.max(result.affected_rows());
        insert_id = insert_id.or(result.last_insert_id());
    }
    result.drop_result().await.map_err(failed)?;
    Ok(Answer { rows, affected, insert_id: insert_id.filter(|id| *id > 0) })
}

/// Why no connection came about.
fn refused(login: &Login, error: Error) -> DatabaseError {
    match error {
        Error::Server(_) => failed(error),
        Error::Io(IoError::Tls(error)) => untrusted(login, &error.to_string()),
        // The driver files what went wrong with the keys under the connection.
        Error::Io(IoError::Io(error)) if error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => {
            untrusted(login, &error.to_string())
        }
        Error::Driver(DriverError::NoClientSslFlagFromServer) => {
            let message = format!("The database at `{}` offers no encryption.", login.host);
            DatabaseError::new(ErrorKind::Tls, message)
        }
        Error::Io(IoError::Io(error)) => unreachable(&login.host, &error.to_string()),
        other => unreachable(&login.host, &other.to_string()),
    }
}

fn untrusted(login: &Login, reason: &str) -> DatabaseError {
    DatabaseError::new(ErrorKind::Tls, format!("No trusted connection to the database at `{}`: {reason}.", login.host))
}

fn failed(error: Error) -> DatabaseError {
    match error {
        Error::Server(told) => DatabaseError::coded(kind_of(told.code), sentence(&told.message), told.code.to_string()),
        Error::Io(error) => lost(&error.to_string()),
        Error::Driver(DriverError::ConnectionClosed) => lost("it is closed"),
        Error::Driver(DriverError::StmtParamsMismatch { required, supplied }) => DatabaseError::new(
            ErrorKind::Value,
            format!("The statement asks for {required} parameters, but {supplied} are given."),
        ),
        other => DatabaseError::new(ErrorKind::Statement, sentence(&other.to_string())),
    }
}

fn lost(reason: &str) -> DatabaseError {
    DatabaseError::new(ErrorKind::Lost, format!("The connection to the database broke: {reason}."))
}

fn kind_of(code: u16) -> ErrorKind {
    match code {
        // Deadlock, lock wait, connections.
        1213 | 1205 | 1040 | 1203 | 1226 => ErrorKind::Busy,
        1044 | 1045 | 1049 | 1142 | 1143 | 1227 | 1698 => ErrorKind::NotAllowed,
        1317 | 1969 | 3024 => ErrorKind::Timeout,
        1053 => ErrorKind::Lost,
        1792 => ErrorKind::Refused,
        1264 | 1265 | 1292 | 1366 | 1406 | 3140 => ErrorKind::Value,
        _ => ErrorKind::Statement,
    }
}
