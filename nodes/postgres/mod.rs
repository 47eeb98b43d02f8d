//! Reads and changes a PostgreSQL database.

use crate::catalog::sql::{perform, server, sql_node};
use databases::Dialect;
use node_sdk::{Field, Group, HeavyContext, HeavyNode, Kind, Names, NodeError, Output, async_trait, heavy};

sql_node! {
    /// # PostgreSQL
    ///
    /// Reads and changes a PostgreSQL database.
    ///
    /// Write the statement yourself, or say which rows are read, inserted, updated or deleted. Each row that comes back
    /// becomes an item; where none comes back, the item goes on with `affected_rows`.
    ///
    /// All items are worked on in one transaction: if one fails, nothing is changed, and the step can safely be tried
    /// again. That can be set otherwise under Advanced.
    ///
    /// Values become JSON without loss: dates and times as ISO 8601, lists as lists, `json` as it is, bytes in base 64,
    /// and numbers that programs would round as texts.
    Postgres, Dialect::Postgres;
    first {}
    table {
        /// The schema of the table. Empty: the usual one of the user.
        #[serde(default)]
        #[schemars(extend("x-show" = {"operation": ["select", "insert", "upsert", "update", "delete"]}, "x-placeholder" = "public"))]
        schema: Field<String>,
        /// # Give back
        ///
        /// Columns of the changed rows that become items, with commas between. Empty: the item goes on.
        #[serde(default = "all_columns")]
        #[schemars(extend("x-show" = {"operation": ["insert", "upsert", "update", "delete"]}, "x-group" = "Advanced"))]
        returning: Names,
    }
    schema: |node| Some(&node.schema), returning: |node| Some(&node.returning)
}

#[async_trait]
impl HeavyNode for Postgres {
    fn check(&self) -> Result<(), NodeError> {
        self.job().check()
    }

    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let credential = context.services.credential("database").await?;
        let server = server::of(&credential, Dialect::Postgres, context.services).await?;
        perform(&self.job(), &server, &credential.id, context).await
    }
}

fn all_columns() -> Names {
    Names::of(["*"])
}

/// The kind `postgres`.
pub fn kind() -> Kind {
    heavy::<Postgres>("postgres", Group::Network, include_str!("icon.svg"))
        .keywords(&["sql", "database", "postgresql", "query", "select", "insert", "upsert", "table"])
        .credential("database", "postgres", true)
        .effect()
        .timeout_ms(300_000)
}
