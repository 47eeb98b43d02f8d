//! Reads the columns of a row one after another, in the order of the statement.

use crate::{StoreError, StoreResult};
use flow::Timestamp;
use rusqlite::Row;
use rusqlite::types::FromSql;
use uuid::Uuid;

/// The columns of a row, taken from left to right.
pub(super) struct Fields<'row> {
    row: &'row Row<'row>,
    next: usize,
}

impl<'row> Fields<'row> {
    pub(super) fn of(row: &'row Row<'row>) -> Self {
        Self { row, next: 0 }
    }

    pub(super) fn take<T: FromSql>(&mut self) -> StoreResult<T> {
        let index = self.next;
        self.next += 1;
        Ok(self.row.get(index)?)
    }

    pub(super) fn uuid(&mut self) -> StoreResult<Uuid> {
        self.take().map(Uuid::from_bytes)
    }

    pub(super) fn optional_uuid(&mut self) -> StoreResult<Option<Uuid>> {
        Ok(self.take::<Option<[u8; 16]>>()?.map(Uuid::from_bytes))
    }

    pub(super) fn text(&mut self) -> StoreResult<String> {
        self.take()
    }

    pub(super) fn integer(&mut self) -> StoreResult<i64> {
        self.take()
    }

    /// A number that counts something.
    pub(super) fn count(&mut self) -> StoreResult<u64> {
        counted(self.integer()?)
    }

    pub(super) fn optional_count(&mut self) -> StoreResult<Option<u64>> {
        self.take::<Option<i64>>()?.map(counted).transpose()
    }

    pub(super) fn time(&mut self) -> StoreResult<Timestamp> {
        self.take().map(Timestamp)
    }

    pub(super) fn optional_time(&mut self) -> StoreResult<Option<Timestamp>> {
        Ok(self.take::<Option<i64>>()?.map(Timestamp))
    }

    /// A list of texts kept as JSON.
    pub(super) fn texts(&mut self) -> StoreResult<Vec<String>> {
        serde_json::from_str(&self.text()?).map_err(|error| StoreError::Damaged(error.to_string()))
    }

    /// A number that stands for one of a few things.
    pub(super) fn one_of<T>(&mut self, name: &str, read: fn(i64) -> Option<T>) -> StoreResult<T> {
        let number = self.integer()?;
        read(number).ok_or_else(|| StoreError::Damaged(format!("{number} is not a {name}")))
    }
}

fn counted(number: i64) -> StoreResult<u64> {
    u64::try_from(number).map_err(|_| StoreError::Damaged(format!("{number} counts nothing")))
}

/// A list of texts as JSON, to be kept.
pub(super) fn texts_as_json(texts: &[String]) -> String {
    serde_json::Value::from(texts).to_string()
}
