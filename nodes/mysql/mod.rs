//! Reads and changes a MySQL or MariaDB database.

use crate::catalog::sql::{perform, server, sql_node};
use databases::Dialect;
use node_sdk::{Group, HeavyContext, HeavyNode, Kind, NodeError, Output, async_trait, heavy};

sql_node! {
    /// # MySQL, MariaDB
    ///
    /// Reads and changes a MySQL or MariaDB database.
    ///
    /// Write the statement yourself, or say which rows are read, inserted, updated or deleted. Each row that comes back
    /// becomes an item; where none comes back, the item goes on with `affected_rows`, and with `insert_id` where the
    /// database gave a number to the new row.
    ///
    /// All items are worked on in one transaction: if one fails, nothing is changed, and the step can safely be tried
    /// again. That can be set otherwise under Advanced. Statements that change tables, such as `CREATE` and `ALTER`,
    /// end a transaction in these databases.
    ///
    /// Values become JSON without loss: dates and times as ISO 8601 (sessions are in UTC), `JSON` as it is, bytes in base
    /// 64, and numbers that programs would round as texts.
    MySql, Dialect::MySql;
    first {}
    table {}
    schema: |_| None, returning: |_| None
}

#[async_trait]
impl HeavyNode for MySql {
    fn check(&self) -> Result<(), NodeError> {
        self.job().check()
    }

    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let credential = context.services.credential("database").await?;
        let server = server::of(&credential, Dialect::MySql, context.services).await?;
        perform(&self.job(), &server, &credential.id, context).await
    }
}

/// The kind `mysql`.
pub fn kind() -> Kind {
    heavy::<MySql>("mysql", Group::Network, include_str!("icon.svg"))
        .keywords(&["sql", "database", "mariadb", "query", "select", "insert", "upsert", "table"])
        .credential("database", "mysql", true)
        .effect()
        .timeout_ms(300_000)
}
