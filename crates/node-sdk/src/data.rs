//! What the server keeps for flows beyond their runs: variables, data tables, and
//! what items had in earlier runs.
//!
//! What changes something takes a key and is done once for each, so a step that is
//! performed again after a crash changes nothing twice and is told the same.

use crate::error::NodeError;
use async_trait::async_trait;
use flow::tables::{Change, Changed, Column, Filter, Row, Sort};
use flow::variables::{Deed, VariableScope};
use serde_json::Value;

/// A table: how it is called and its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableShape {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its columns in order.
    pub columns: Vec<Column>,
    /// Whether it takes further columns as they come, as tables of a rehearsal do.
    pub is_open: bool,
}

/// Rows that are asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Those that are meant.
    pub filter: Filter,
    /// Their order; by number if none is given.
    pub sort: Option<Sort>,
    /// How many at most.
    pub limit: u64,
}

/// Whose history of seen items is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenScope {
    /// This node's.
    Node,
    /// The flow's: that of all its nodes which say so.
    Flow,
}

/// What the server keeps for flows.
#[async_trait]
pub trait Data: Send + Sync {
    /// The value of a variable: of this scope, or the nearest one.
    async fn variable(&self, scope: Option<VariableScope>, name: &str) -> Result<Option<Value>, NodeError>;

    /// Changes a variable and gives its value afterwards; once for each key.
    async fn change_variable(
        &self,
        scope: VariableScope,
        name: &str,
        deed: Deed,
        key: &str,
    ) -> Result<Option<Value>, NodeError>;

    /// The table of this name or id.
    async fn table(&self, name: &str) -> Result<TableShape, NodeError>;

    /// Rows of a table, and how many are meant in all.
    async fn rows(&self, table: &TableShape, query: Query) -> Result<(Vec<Row>, u64), NodeError>;

    /// Changes rows of a table, all or none; once for each key.
    async fn change_rows(&self, table: &TableShape, changes: Vec<Change>, key: &str)
    -> Result<Vec<Changed>, NodeError>;

    /// Says of each value whether no earlier step had it, and remembers all; a history
    /// keeps the `size` that were seen last.
    async fn see_marks(
        &self,
        scope: SeenScope,
        marks: Vec<String>,
        size: u32,
        key: &str,
    ) -> Result<Vec<bool>, NodeError>;

    /// Says of each number whether it is higher than all of earlier steps, and remembers
    /// the highest.
    async fn see_numbers(&self, scope: SeenScope, numbers: Vec<f64>, key: &str) -> Result<Vec<bool>, NodeError>;

    /// Forgets what was seen.
    async fn clear_seen(&self, scope: SeenScope) -> Result<(), NodeError>;

    /// Writes names with values onto the run, which is found by them. Where no run is
    /// kept, there is nothing to write onto.
    async fn note_run(&self, notes: Vec<(String, String)>) -> Result<(), NodeError> {
        let _ = notes;
        Ok(())
    }
}
