//! Gives a table other columns, and its rows with it.

use super::super::query::{all, execute, query};
use super::super::transaction::Transaction;
use super::super::value::params;
use super::change::size_of;
use super::{put_keys, row, save};
use crate::tables::TableRow;
use crate::{StoreError, StoreResult};
use flow::Timestamp;
use flow::tables::{Column, ROWS_MOST, Row};
use serde_json::Value;

/// A column without a place of its own yet.
const NEW_PLACE: u16 = u16::MAX;

/// Replaces name and columns; gives the table as it is then.
pub(super) fn reshape(
    transaction: &Transaction<'_>,
    before: TableRow,
    name: &str,
    columns: &[Column],
    now: Timestamp,
) -> StoreResult<TableRow> {
    let mut after = TableRow { name: name.to_owned(), updated_at: now, columns: Vec::new(), ..before.clone() };
    for column in columns {
        let is_known = before.columns.iter().any(|known| known.place == column.place);
        let place = match column.place {
            place if is_known => place,
            NEW_PLACE => {
                after.next_place += 1;
                after.next_place - 1
            }
            _ => return Err(StoreError::Conflict(format!("there is no such column as “{}”", column.name))),
        };
        after.columns.push(Column { place, ..column.clone() });
    }
    if concerns_rows(&before, &after) {
        rewrite(transaction, &before, &mut after)?;
    }
    save(transaction, &after)?;
    Ok(after)
}

/// Whether more than names, order and new columns changed.
fn concerns_rows(before: &TableRow, after: &TableRow) -> bool {
    before.columns.iter().any(|column| {
        let now = after.columns.iter().find(|other| other.place == column.place);
        now.is_none_or(|now| (now.kind, now.indexed) != (column.kind, column.indexed))
    })
}

fn rewrite(transaction: &Transaction<'_>, before: &TableRow, after: &mut TableRow) -> StoreResult<()> {
    let (workspace, id) = (after.workspace.0.into_bytes(), after.id.0.into_bytes());
    execute(transaction, query!("tables/delete_keys"), params![workspace, id])?;
    after.size_bytes = 0;
    let rows = all(transaction, query!("tables/rows"), params![workspace, id, 0_i64, ROWS_MOST as u32], row)?;
    for mut row in rows {
        let is_changed = convert(before, after, &mut row)?;
        if is_changed {
            let text = Value::from(row.cells.clone()).to_string();
            execute(transaction, query!("tables/update_row"), params![workspace, id, row.id, text, row.updated_at])?;
        }
        after.size_bytes += size_of(&row.cells);
        put_keys(transaction, after, &row)?;
    }
    Ok(())
}

/// Reads the cells as what their columns hold now; tells whether any is another.
fn convert(before: &TableRow, after: &TableRow, row: &mut Row) -> StoreResult<bool> {
    let mut is_changed = false;
    for column in &before.columns {
        let cell = row.cell(column);
        let now = after.columns.iter().find(|other| other.place == column.place);
        let value = match now {
            None => Value::Null,
            Some(now) if now.kind == column.kind => continue,
            Some(now) => now.kind.accept(cell).map_err(|wanted| {
                let shown: String = cell.to_string().chars().take(60).collect();
                StoreError::Conflict(format!("row {} has {shown} in “{}”, which is not {wanted}", row.id, column.name))
            })?,
        };
        if value != *cell {
            row.set(column, value);
            is_changed = true;
        }
    }
    Ok(is_changed)
}
