//! Changes the rows of a table within one transaction.

use super::super::query::{execute, query};
use super::super::transaction::Transaction;
use super::super::value::params;
use super::{find, put_keys, save};
use crate::tables::TableRow;
use crate::{StoreError, StoreResult};
use flow::Timestamp;
use flow::tables::{Cells, Change, Changed, Column, Filter, ROW_BYTES_MOST, ROWS_MOST, Row, TABLE_BYTES_MOST};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Further changes without a quick way to their rows read the whole table once.
const SCANS_MOST: usize = 2;

/// A table that is being changed.
pub(super) struct Work<'t, 'c> {
    transaction: &'t Transaction<'c>,
    table: TableRow,
    columns: Arc<Vec<Column>>,
    now: Timestamp,
    scans: usize,
    /// All rows, once they were read.
    rows: Option<BTreeMap<i64, Row>>,
}

impl<'t, 'c> Work<'t, 'c> {
    pub(super) fn begin(transaction: &'t Transaction<'c>, table: TableRow, now: Timestamp) -> Self {
        let columns = Arc::new(table.columns.clone());
        Self { transaction, table, columns, now, scans: 0, rows: None }
    }

    pub(super) fn perform(&mut self, change: &Change) -> StoreResult<Changed> {
        match change {
            Change::Insert(cells) => self.insert(cells),
            Change::Update(filter, cells) => self.update(filter, cells),
            Change::Upsert(filter, cells) => {
                let changed = self.update(filter, cells)?;
                if changed.rows.is_empty() { self.insert(cells) } else { Ok(changed) }
            }
            Change::Delete(filter) => self.delete(filter),
        }
    }

    /// Keeps what the changes made of the table itself.
    pub(super) fn finish(mut self) -> StoreResult<()> {
        self.table.updated_at = self.now;
        save(self.transaction, &self.table)
    }

    fn insert(&mut self, cells: &Cells) -> StoreResult<Changed> {
        if self.table.row_count >= ROWS_MOST {
            return Err(StoreError::Conflict(format!(
                "the table “{}” has {ROWS_MOST} rows, and no table has more",
                self.table.name
            )));
        }
        let mut row =
            Row { id: self.table.next_row, cells: Vec::new(), created_at: self.now.0, updated_at: self.now.0 };
        self.fill(&mut row, cells)?;
        let text = self.text(&row, 0)?;
        let table = &self.table;
        let columns = params![
            table.workspace.0.into_bytes(),
            table.id.0.into_bytes(),
            row.id,
            text,
            row.created_at,
            row.updated_at
        ];
        execute(self.transaction, query!("tables/insert_row"), columns)?;
        put_keys(self.transaction, table, &row)?;
        self.table.next_row += 1;
        self.table.row_count += 1;
        self.note(&row);
        Ok(Changed { rows: vec![row], is_new: true })
    }

    fn update(&mut self, filter: &Filter, cells: &Cells) -> StoreResult<Changed> {
        let mut rows = self.find(filter)?;
        for row in &mut rows {
            let size_before = size_of(&row.cells);
            self.fill(row, cells)?;
            row.updated_at = self.now.0;
            let text = self.text(row, size_before)?;
            let key = params![self.table.workspace.0.into_bytes(), self.table.id.0.into_bytes(), row.id];
            let columns = params![
                self.table.workspace.0.into_bytes(),
                self.table.id.0.into_bytes(),
                row.id,
                text,
                row.updated_at
            ];
            execute(self.transaction, query!("tables/update_row"), columns)?;
            execute(self.transaction, query!("tables/delete_keys_of_row"), key)?;
            put_keys(self.transaction, &self.table, row)?;
            self.note(row);
        }
        Ok(Changed { rows, is_new: false })
    }

    fn delete(&mut self, filter: &Filter) -> StoreResult<Changed> {
        let rows = self.find(filter)?;
        for row in &rows {
            let key = params![self.table.workspace.0.into_bytes(), self.table.id.0.into_bytes(), row.id];
            execute(self.transaction, query!("tables/delete_row"), key)?;
            execute(self.transaction, query!("tables/delete_keys_of_row"), key)?;
            self.table.row_count = self.table.row_count.saturating_sub(1);
            self.table.size_bytes = self.table.size_bytes.saturating_sub(size_of(&row.cells));
            if let Some(rows) = &mut self.rows {
                rows.remove(&row.id);
            }
        }
        Ok(Changed { rows, is_new: false })
    }

    fn find(&mut self, filter: &Filter) -> StoreResult<Vec<Row>> {
        let columns = self.columns.clone();
        let matcher = filter.over(&columns).map_err(StoreError::Conflict)?;
        let is_quick = matcher.id().is_some() || matcher.key().is_some();
        if is_quick || (self.rows.is_none() && self.scans < SCANS_MOST) {
            self.scans += usize::from(!is_quick);
            return find(self.transaction, &self.table, &matcher);
        }
        if self.rows.is_none() {
            let all = Filter::default();
            let every = all.over(&columns).map_err(StoreError::Conflict)?;
            let rows = find(self.transaction, &self.table, &every)?;
            self.rows = Some(rows.into_iter().map(|row| (row.id, row)).collect());
        }
        let rows = self.rows.iter().flat_map(BTreeMap::values);
        Ok(rows.filter(|row| matcher.holds(row)).cloned().collect())
    }

    /// Puts values into the cells of a row.
    fn fill(&self, row: &mut Row, cells: &Cells) -> StoreResult<()> {
        for (name, value) in cells {
            let Some(column) = self.columns.iter().find(|column| column.name == *name) else {
                let known: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
                return Err(StoreError::Conflict(format!(
                    "the table “{}” has no column “{name}”; it has {}",
                    self.table.name,
                    known.join(", ")
                )));
            };
            let value = column.kind.accept(value).map_err(|wanted| {
                let shown: String = value.to_string().chars().take(60).collect();
                StoreError::Conflict(format!("the column “{name}” holds {wanted}, not {shown}"))
            })?;
            row.set(column, value);
        }
        Ok(())
    }

    /// The cells as they are kept. Counts what they take, and refuses what is too much.
    fn text(&mut self, row: &Row, size_before: u64) -> StoreResult<String> {
        let text = Value::from(row.cells.clone()).to_string();
        if text.len() > ROW_BYTES_MOST {
            let size = text.len();
            return Err(StoreError::Conflict(format!("the row would take {size} bytes; a row takes {ROW_BYTES_MOST}")));
        }
        self.table.size_bytes = self.table.size_bytes.saturating_sub(size_before) + text.len() as u64;
        if self.table.size_bytes > TABLE_BYTES_MOST && text.len() as u64 > size_before {
            return Err(StoreError::Conflict(format!(
                "the table “{}” would take more than {} MiB, and no table takes more",
                self.table.name,
                TABLE_BYTES_MOST >> 20
            )));
        }
        Ok(text)
    }

    fn note(&mut self, row: &Row) {
        if let Some(rows) = &mut self.rows {
            rows.insert(row.id, row.clone());
        }
    }
}

/// What the cells of a row take as they are kept.
pub(super) fn size_of(cells: &[Value]) -> u64 {
    Value::from(cells.to_vec()).to_string().len() as u64
}
