//! Reads and changes a SQLite file.

use crate::catalog::sql::{perform, sql_node};
use databases::{Dialect, Server};
use node_sdk::each::of_item;
use node_sdk::folder::of_flows;
use node_sdk::{Field, Group, HeavyContext, HeavyNode, Kind, Names, NodeError, Output, async_trait, heavy};

sql_node! {
    /// # SQLite
    ///
    /// Reads and changes a SQLite file in the folder for files of flows.
    ///
    /// Write the statement yourself, or say which rows are read, inserted, updated or deleted. Each row that comes back
    /// becomes an item; where none comes back, the item goes on with `affected_rows`.
    ///
    /// Whoever runs this server must have set the folder (`flow_files`); files outside of it cannot be reached. A
    /// statement touches its own file only: nothing can be attached to it.
    Sqlite, Dialect::Sqlite;
    first {
        /// Where the file is in the folder. It is made if it is not there.
        #[schemars(extend("x-placeholder" = "orders.db"))]
        file: Field<String>,
    }
    table {
        /// # Give back
        ///
        /// Columns of the changed rows that become items, with commas between. Empty: the item goes on.
        #[serde(default = "all_columns")]
        #[schemars(extend("x-show" = {"operation": ["insert", "upsert", "update", "delete"]}, "x-group" = "Advanced"))]
        returning: Names,
    }
    schema: |_| None, returning: |node| Some(&node.returning)
}

#[async_trait]
impl HeavyNode for Sqlite {
    fn check(&self) -> Result<(), NodeError> {
        self.job().check()
    }

    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let folder = of_flows(context.services)?;
        let mut file = None;
        for index in 0..context.items().len() {
            let name = self.file.get(&context.scope(index)).map_err(|error| NodeError::from(error).at("file"))?;
            let place = folder.place(&name).map_err(|error| error.at("file"))?;
            if *file.get_or_insert_with(|| place.clone()) != place {
                let message = "The items name different files.";
                let error = NodeError::permanent("file_differs", message, "Use a loop with one item at a time.");
                return Err(of_item(error.at("file"), index, context.items().len()));
            }
        }
        let Some(file) = file else { return Ok(Output::main(Vec::new())) };
        let owner = format!("sqlite\0{}", file.display());
        perform(&self.job(), &Server::Sqlite(file), &owner, context).await
    }
}

fn all_columns() -> Names {
    Names::of(["*"])
}

/// The kind `sqlite`.
pub fn kind() -> Kind {
    heavy::<Sqlite>("sqlite", Group::Network, include_str!("icon.svg"))
        .keywords(&["sql", "database", "file", "query", "select", "insert", "upsert", "table"])
        .effect()
        .timeout_ms(300_000)
}
