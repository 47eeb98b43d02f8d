//! Data tables: which there are, their columns, and their rows as they are asked for.
//!
//! A row is kept as the JSON list of its cells, so conditions are looked at here and not
//! by the database: they mean the same on both, whatever the columns are. What an
//! indexed column holds is found by `data_key`.

mod change;
mod reshape;

use super::fields::Fields;
use super::query::{all, execute, first, query};
use super::steps;
use super::transaction::Transaction;
use super::value::params;
use super::{Backend, Reach};
use crate::page::{self, Cursor};
use crate::tables::{RowPage, RowQuery, TABLES_MOST, TableRow, Tables};
use crate::{Page, PageRequest, StoreError, StoreResult};
use async_trait::async_trait;
use change::Work;
use flow::Timestamp;
use flow::id::{TableId, WorkspaceId};
use flow::tables::{Change, Changed, Column, Matcher, ROWS_MOST, Row};
use serde_json::Value;

#[async_trait]
impl<B: Backend> Tables for B {
    async fn create_table(&self, row: TableRow) -> StoreResult<()> {
        self.write(Reach::Workspace(row.workspace), move |transaction| {
            let key = params![row.workspace.0.into_bytes(), "", [0_u8; 16], TABLES_MOST as u32];
            if all(transaction, query!("tables/list"), key, table_row)?.len() >= TABLES_MOST {
                return Err(StoreError::Conflict(format!("there are {TABLES_MOST} tables already; delete one first")));
            }
            let columns = params![
                row.id.0.into_bytes(),
                row.workspace.0.into_bytes(),
                row.name,
                shape(&row.columns)?,
                u32::from(row.next_place),
                row.created_at.0
            ];
            match execute(transaction, query!("tables/insert"), columns)? {
                0 => Err(taken(&row.name)),
                _ => Ok(()),
            }
        })
        .await
    }

    async fn shape_table(
        &self,
        workspace: WorkspaceId,
        id: TableId,
        name: String,
        columns: Vec<Column>,
        now: Timestamp,
    ) -> StoreResult<TableRow> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            let before = table(transaction, workspace, id)?;
            if before.name != name && by_name(transaction, workspace, &name)?.is_some() {
                return Err(taken(&name));
            }
            reshape::reshape(transaction, before, &name, &columns, now)
        })
        .await
    }

    async fn table(&self, workspace: WorkspaceId, id: TableId) -> StoreResult<TableRow> {
        self.read(Reach::Workspace(workspace), move |transaction| table(transaction, workspace, id)).await
    }

    async fn table_by_name(&self, workspace: WorkspaceId, name: &str) -> StoreResult<TableRow> {
        let name = name.to_owned();
        self.read(Reach::Workspace(workspace), move |transaction| {
            by_name(transaction, workspace, &name)?.ok_or(StoreError::NotFound("table"))
        })
        .await
    }

    async fn tables(&self, workspace: WorkspaceId, page: PageRequest) -> StoreResult<Page<TableRow>> {
        let (after, limit) = (page.after(), page.rows());
        let rows = self
            .read(Reach::Workspace(workspace), move |transaction| {
                let key = params![workspace.0.into_bytes(), after.text, after.id.into_bytes(), limit.fetched()];
                all(transaction, query!("tables/list"), key, table_row)
            })
            .await?;
        let place = |row: &TableRow| Cursor { text: row.name.to_ascii_lowercase(), ..Cursor::of_id(row.id.0) };
        Ok(page::cut(rows, limit, place))
    }

    async fn delete_table(&self, workspace: WorkspaceId, id: TableId) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
            if execute(transaction, query!("tables/delete"), key)? == 0 {
                return Err(StoreError::NotFound("table"));
            }
            execute(transaction, query!("tables/delete_keys"), key)?;
            execute(transaction, query!("tables/delete_rows"), key)?;
            Ok(())
        })
        .await
    }

    async fn table_rows(&self, workspace: WorkspaceId, id: TableId, query: RowQuery) -> StoreResult<RowPage> {
        self.read_snapshot(Reach::Workspace(workspace), move |transaction| {
            let table = table(transaction, workspace, id)?;
            rows(transaction, &table, &query)
        })
        .await
    }

    async fn change_rows(
        &self,
        workspace: WorkspaceId,
        id: TableId,
        changes: Vec<Change>,
        step: Option<String>,
        now: Timestamp,
    ) -> StoreResult<Vec<Changed>> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            steps::once(transaction, workspace, step.as_deref(), now, || {
                let mut work = Work::begin(transaction, table(transaction, workspace, id)?, now);
                let changed = changes.iter().map(|change| work.perform(change)).collect::<StoreResult<_>>()?;
                work.finish()?;
                Ok(changed)
            })
        })
        .await
    }
}

fn rows(transaction: &Transaction<'_>, table: &TableRow, query: &RowQuery) -> StoreResult<RowPage> {
    let limit = usize::try_from(query.limit.min(ROWS_MOST)).unwrap_or(usize::MAX);
    if query.filter.conditions.is_empty() && query.sort.is_none() {
        let (limit, offset) = (limit as u32, query.offset.min(ROWS_MOST) as u32);
        let key = params![table.workspace.0.into_bytes(), table.id.0.into_bytes(), limit, offset];
        let rows = all(transaction, query!("tables/rows_by_place"), key, row)?;
        return Ok(RowPage { rows, total: table.row_count });
    }
    let order = query.sort.as_ref().map(|sort| sort.over(&table.columns)).transpose().map_err(StoreError::Conflict)?;
    let mut rows = find(transaction, table, &query.filter.over(&table.columns).map_err(StoreError::Conflict)?)?;
    if let Some(order) = order {
        rows.sort_by(order);
    }
    let total = rows.len() as u64;
    let offset = usize::try_from(query.offset).unwrap_or(usize::MAX);
    Ok(RowPage { rows: rows.into_iter().skip(offset).take(limit).collect(), total })
}

/// The rows that are meant, by number, on the quickest way.
fn find(transaction: &Transaction<'_>, table: &TableRow, matcher: &Matcher<'_>) -> StoreResult<Vec<Row>> {
    let (workspace, id) = (table.workspace.0.into_bytes(), table.id.0.into_bytes());
    let mut found = if let Some(number) = matcher.id() {
        all(transaction, query!("tables/row"), params![workspace, id, number], row)?
    } else if let Some((column, value)) = matcher.key() {
        let key = params![workspace, id, u32::from(column.place), hash(value)];
        all(transaction, query!("tables/rows_by_key"), key, row)?
    } else {
        return scan(transaction, table, matcher);
    };
    found.retain(|row| matcher.holds(row));
    Ok(found)
}

/// Looks at all rows; only those that are meant stay in memory.
fn scan(transaction: &Transaction<'_>, table: &TableRow, matcher: &Matcher<'_>) -> StoreResult<Vec<Row>> {
    let mut found = Vec::new();
    let key = params![table.workspace.0.into_bytes(), table.id.0.into_bytes(), 0_i64, ROWS_MOST as u32];
    transaction.each_row(query!("tables/rows"), key, &mut |fields| {
        let row = row(fields)?;
        if matcher.holds(&row) {
            found.push(row);
        }
        Ok(true)
    })?;
    Ok(found)
}

fn table(transaction: &Transaction<'_>, workspace: WorkspaceId, id: TableId) -> StoreResult<TableRow> {
    let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
    first(transaction, query!("tables/table"), key, table_row)?.ok_or(StoreError::NotFound("table"))
}

fn by_name(transaction: &Transaction<'_>, workspace: WorkspaceId, name: &str) -> StoreResult<Option<TableRow>> {
    first(transaction, query!("tables/by_name"), params![workspace.0.into_bytes(), name], table_row)
}

fn save(transaction: &Transaction<'_>, table: &TableRow) -> StoreResult<()> {
    let columns = params![
        table.workspace.0.into_bytes(),
        table.id.0.into_bytes(),
        table.name,
        shape(&table.columns)?,
        u32::from(table.next_place),
        table.next_row,
        table.row_count.cast_signed(),
        table.size_bytes.cast_signed(),
        table.updated_at.0
    ];
    execute(transaction, query!("tables/save"), columns)?;
    Ok(())
}

/// Makes a row findable by its indexed cells.
fn put_keys(transaction: &Transaction<'_>, table: &TableRow, row: &Row) -> StoreResult<()> {
    for column in table.columns.iter().filter(|column| column.indexed) {
        let cell = row.cell(column);
        if !cell.is_null() {
            let place = u32::from(column.place);
            let key = params![table.workspace.0.into_bytes(), table.id.0.into_bytes(), place, hash(cell), row.id];
            execute(transaction, query!("tables/insert_key"), key)?;
        }
    }
    Ok(())
}

/// FNV-1a of what stands in a cell. It is kept, so it must never change; what it finds is
/// compared.
fn hash(cell: &Value) -> i64 {
    let whole = cell.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9e15);
    let text = match whole {
        Some(number) => (number as i64).to_string(),
        None => cell.to_string(),
    };
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    hash.cast_signed()
}

fn shape(columns: &[Column]) -> StoreResult<String> {
    serde_json::to_string(columns).map_err(|error| StoreError::Damaged(error.to_string()))
}

fn taken(name: &str) -> StoreError {
    StoreError::Conflict(format!("there is a table “{name}” already"))
}

fn row(fields: &mut Fields<'_>) -> StoreResult<Row> {
    let (id, cells) = (fields.integer()?, fields.text()?);
    let cells = serde_json::from_str(&cells).map_err(|error| StoreError::Damaged(error.to_string()))?;
    Ok(Row { id, cells, created_at: fields.integer()?, updated_at: fields.integer()? })
}

fn table_row(fields: &mut Fields<'_>) -> StoreResult<TableRow> {
    let (id, workspace, name) = (TableId(fields.uuid()?), WorkspaceId(fields.uuid()?), fields.text()?);
    let columns = serde_json::from_str(&fields.text()?).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let next_place = u16::try_from(fields.integer()?).map_err(|error| StoreError::Damaged(error.to_string()))?;
    Ok(TableRow {
        id,
        workspace,
        name,
        columns,
        next_place,
        next_row: fields.integer()?,
        row_count: fields.count()?,
        size_bytes: fields.count()?,
        created_at: fields.time()?,
        updated_at: fields.time()?,
    })
}
