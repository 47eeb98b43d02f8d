//! The database a credential leads to.

use super::work::refused;
use crate::catalog::credentials::databases::{Database, Encryption};
use databases::{Dialect, Given, LargeNumbers, Login, Piece, Reading, Server, bind};
use node_sdk::{Credential, NodeError, Services};
use serde_json::Value;
use std::time::Duration;

/// The database of this credential, at addresses that were vetted.
pub(crate) async fn of(
    credential: &Credential,
    dialect: Dialect,
    services: &dyn Services,
) -> Result<Server, NodeError> {
    let database = credential.read::<Database>()?;
    let usual = if dialect == Dialect::MySql { 3306 } else { 5432 };
    let port = if database.port == 0 { usual } else { database.port };
    let host = database.host.trim().to_owned();
    let mut authorities = services.http().extra_roots().to_vec();
    if !database.authorities.trim().is_empty() {
        authorities.push(database.authorities.into_bytes());
    }
    let login = Login {
        addresses: services.resolve(&host, port).await?,
        host,
        database: database.database,
        user: database.user,
        password: database.password,
        encryption: match database.encryption {
            Encryption::Tls => databases::Encryption::Tls,
            Encryption::None => databases::Encryption::None,
        },
        authorities,
    };
    Ok(if dialect == Dialect::MySql { Server::MySql(login) } else { Server::Postgres(login) })
}

/// Signs in and asks which version it is.
pub(crate) async fn greet(
    credential: &Credential,
    dialect: Dialect,
    services: &dyn Services,
) -> Result<String, NodeError> {
    let server = of(credential, dialect, services).await?;
    let mut session = server.connect().await.map_err(refused)?;
    let timeout = Duration::from_secs(10);
    let reading = Reading { most_rows: 1, most_bytes: 10_000, large_numbers: LargeNumbers::Exact, timeout };
    let question = [Piece::Text("SELECT version() AS version".into())];
    let statements = bind(dialect, &question, &Given::Listed(Vec::new())).map_err(refused)?;
    let mut version = String::new();
    for statement in &statements {
        let rows = session.run(statement, &reading).await.map_err(refused)?.rows.unwrap_or_default();
        let cell = rows.first().and_then(|row| row.get("version")).and_then(Value::as_str);
        version = cell.unwrap_or_default().split(',').next().unwrap_or_default().to_owned();
    }
    Ok(format!("Signed in. The database is {version}."))
}
