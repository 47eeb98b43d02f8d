//! Data tables and their rows.

use crate::{Page, PageRequest, StoreResult};
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{TableId, WorkspaceId};
use flow::tables::{Change, Changed, Column, Filter, Row, Sort};

/// The most tables of a workspace.
pub const TABLES_MOST: usize = 500;

/// A table, without its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// Its id.
    pub id: TableId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its name.
    pub name: String,
    /// Its columns in order.
    pub columns: Vec<Column>,
    /// The place the next column gets.
    pub next_place: u16,
    /// The number the next row gets.
    pub next_row: i64,
    /// How many rows it has.
    pub row_count: u64,
    /// About how much they take.
    pub size_bytes: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it or a row was changed.
    pub updated_at: Timestamp,
}

/// Which rows are asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowQuery {
    /// Those that are meant.
    pub filter: Filter,
    /// Their order; by number if none is given.
    pub sort: Option<Sort>,
    /// How many are passed over.
    pub offset: u64,
    /// How many are wanted at most.
    pub limit: u64,
}

/// Rows that were asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowPage {
    /// These.
    pub rows: Vec<Row>,
    /// How many are meant in all.
    pub total: u64,
}

/// Data tables.
#[async_trait]
pub trait Tables {
    /// Keeps a new, empty table. `Conflict` if there is one of this name, or too many.
    async fn create_table(&self, row: TableRow) -> StoreResult<()>;
    /// Replaces name and columns. Cells of columns that are gone are gone, and those of a
    /// column of another kind are read as that; `Conflict` where one cannot be.
    async fn shape_table(
        &self,
        workspace: WorkspaceId,
        id: TableId,
        name: String,
        columns: Vec<Column>,
        now: Timestamp,
    ) -> StoreResult<TableRow>;
    /// The table.
    async fn table(&self, workspace: WorkspaceId, id: TableId) -> StoreResult<TableRow>;
    /// The table of this name.
    async fn table_by_name(&self, workspace: WorkspaceId, name: &str) -> StoreResult<TableRow>;
    /// Tables by name.
    async fn tables(&self, workspace: WorkspaceId, page: PageRequest) -> StoreResult<Page<TableRow>>;
    /// Removes a table and its rows.
    async fn delete_table(&self, workspace: WorkspaceId, id: TableId) -> StoreResult<()>;
    /// The rows that are asked for. `Conflict` if a column is not there.
    async fn table_rows(&self, workspace: WorkspaceId, id: TableId, query: RowQuery) -> StoreResult<RowPage>;
    /// Makes changes one after another, all or none; once for each key of a step.
    /// `Conflict` if a column is not there, a value does not fit or the table is full.
    async fn change_rows(
        &self,
        workspace: WorkspaceId,
        id: TableId,
        changes: Vec<Change>,
        step: Option<String>,
        now: Timestamp,
    ) -> StoreResult<Vec<Changed>>;
}
