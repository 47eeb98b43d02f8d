//! Databases on other machines: PostgreSQL, MySQL and MariaDB.

use super::fields;
use crate::catalog::sql::server::greet;
use databases::Dialect;
use node_sdk::{Credential, CredentialKind, NodeError, Services, async_trait};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Fields of `postgres` and `mysql`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// The name of the server.
    #[schemars(extend("x-placeholder" = "db.example.com"))]
    pub host: String,
    /// 0: the usual one, 5432 for PostgreSQL, 3306 for MySQL.
    #[serde(default)]
    pub port: u16,
    /// The database.
    #[serde(default)]
    pub database: String,
    /// Who signs in. Give it no more rights than the flows need.
    pub user: String,
    /// The password that belongs to it.
    #[serde(default)]
    #[schemars(extend("x-secret" = true))]
    pub password: String,
    /// How the way to the server is protected.
    #[serde(default)]
    pub encryption: Encryption,
    /// # Certificates of the authority
    ///
    /// In PEM, where the server's certificate is not of a public authority.
    #[serde(default)]
    #[schemars(extend("x-widget" = "multiline"))]
    pub authorities: String,
}

/// How the way to a database is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Encryption {
    /// # TLS
    ///
    /// Encrypted, and the server must prove who it is.
    #[default]
    Tls,
    /// # None
    ///
    /// Not at all: only inside a network you trust.
    None,
}

/// A PostgreSQL database.
pub struct PostgresKind;

#[async_trait]
impl CredentialKind for PostgresKind {
    fn name(&self) -> &'static str {
        "postgres"
    }
    fn title(&self) -> &'static str {
        "PostgreSQL"
    }
    fn icon(&self) -> &'static str {
        include_str!("../postgres/icon.svg")
    }
    fn docs(&self) -> &'static str {
        include_str!("databases.md")
    }
    fn parameters(&self) -> Value {
        fields::<Database>()
    }
    fn testable(&self) -> bool {
        true
    }
    async fn test(&self, credential: &Credential, services: &dyn Services) -> Result<String, NodeError> {
        greet(credential, Dialect::Postgres, services).await
    }
}

/// A MySQL or MariaDB database.
pub struct MySqlKind;

#[async_trait]
impl CredentialKind for MySqlKind {
    fn name(&self) -> &'static str {
        "mysql"
    }
    fn title(&self) -> &'static str {
        "MySQL, MariaDB"
    }
    fn icon(&self) -> &'static str {
        include_str!("../mysql/icon.svg")
    }
    fn docs(&self) -> &'static str {
        include_str!("databases.md")
    }
    fn parameters(&self) -> Value {
        fields::<Database>()
    }
    fn testable(&self) -> bool {
        true
    }
    async fn test(&self, credential: &Credential, services: &dyn Services) -> Result<String, NodeError> {
        greet(credential, Dialect::MySql, services).await
    }
}
