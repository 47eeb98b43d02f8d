//! Where a database is and how it is signed in to.

use crate::error::{DatabaseError, ErrorKind};
use crate::{Session, mysql, postgres, sqlite};
use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Connecting, agreeing on keys and signing in may take this long together.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// Trying one address may take this long.
const ADDRESS_TIMEOUT: Duration = Duration::from_secs(5);

/// How the way to a database is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encryption {
    /// TLS, with a certificate that is verified.
    Tls,
    /// Not at all.
    None,
}

/// A database.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Server {
    /// PostgreSQL.
    Postgres(Login),
    /// MySQL or MariaDB.
    MySql(Login),
    /// A SQLite file.
    Sqlite(PathBuf),
}

/// A database on another machine, and who signs in.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Login {
    /// The name of the host, as its certificate has it.
    pub host: String,
    /// Its addresses, vetted.
    pub addresses: Vec<SocketAddr>,
    /// The database.
    pub database: String,
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
    /// How the way is protected.
    pub encryption: Encryption,
    /// Authorities (PEM) trusted in place of the system's.
    pub authorities: Vec<Vec<u8>>,
}

impl Server {
    /// Opens a connection.
    pub async fn connect(&self) -> Result<Box<dyn Session>, DatabaseError> {
        Ok(match self {
            Self::Postgres(login) => Box::new(in_time(&login.host, postgres::Postgres::connect(login)).await?),
            Self::MySql(login) => Box::new(in_time(&login.host, mysql::MySql::connect(login)).await?),
            Self::Sqlite(file) => Box::new(sqlite::Sqlite::open(file).await?),
        })
    }

    /// A number that tells this database and login from others.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
}

impl Login {
    /// Opens a connection to the first address that takes one.
    pub(crate) async fn open(&self) -> Result<TcpStream, DatabaseError> {
        let mut reason = "it has no address".to_owned();
        for address in &self.addresses {
            match timeout(ADDRESS_TIMEOUT, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    // Statements are small and waited for; an error here only makes it slower.
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Ok(Err(error)) => reason = error.to_string(),
                Err(_) => reason = "it does not accept a connection in time".to_owned(),
            }
        }
        Err(unreachable(&self.host, &reason))
    }
}

/// No connection, and why.
pub(crate) fn unreachable(host: &str, reason: &str) -> DatabaseError {
    DatabaseError::new(ErrorKind::Connect, format!("No connection to the database at `{host}`: {reason}."))
}

async fn in_time<T>(
    host: &str,
    connecting: impl Future<Output = Result<T, DatabaseError>>,
) -> Result<T, DatabaseError> {
    match timeout(CONNECT_TIMEOUT, connecting).await {
        Ok(outcome) => outcome,
        Err(_) => Err(unreachable(host, "it does not answer in time")),
    }
}
