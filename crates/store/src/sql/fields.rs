//! Reads the columns of a row one after another, in the order of the statement.

use crate::{StoreError, StoreResult};
use flow::Timestamp;
use postgres::types::{FromSql, Type};
use std::error::Error;
use uuid::Uuid;

/// The columns of a row, taken from left to right.
pub(crate) struct Fields<'row> {
    row: Row<'row>,
    next: usize,
}

#[derive(Clone, Copy)]
enum Row<'row> {
    Sqlite(&'row rusqlite::Row<'row>),
    Postgres(&'row postgres::Row),
}

/// What a column can be read as.
pub(crate) trait Column: Sized {
    /// What SQLite gives.
    type Sqlite: rusqlite::types::FromSql;
    /// What PostgreSQL gives.
    type Postgres: for<'a> FromSql<'a>;
    fn of_sqlite(kept: Self::Sqlite) -> StoreResult<Self>;
    fn of_postgres(kept: Self::Postgres) -> StoreResult<Self>;
}

impl<'row> Fields<'row> {
    pub(crate) fn of_sqlite(row: &'row rusqlite::Row<'row>) -> Self {
        Self { row: Row::Sqlite(row), next: 0 }
    }

    pub(crate) fn of_postgres(row: &'row postgres::Row) -> Self {
        Self { row: Row::Postgres(row), next: 0 }
    }

    /// The next column; `Option` where it may be null.
    pub(crate) fn take<T: Column>(&mut self) -> StoreResult<T> {
        let index = self.next;
        self.next += 1;
        match self.row {
            Row::Sqlite(row) => T::of_sqlite(row.get(index)?),
            Row::Postgres(row) => T::of_postgres(row.try_get(index).map_err(StoreError::from)?),
        }
    }

    pub(crate) fn uuid(&mut self) -> StoreResult<Uuid> {
        self.take()
    }

    pub(crate) fn optional_uuid(&mut self) -> StoreResult<Option<Uuid>> {
        self.take()
    }

    pub(crate) fn text(&mut self) -> StoreResult<String> {
        self.take()
    }

    pub(crate) fn integer(&mut self) -> StoreResult<i64> {
        self.take()
    }

    /// A number that counts something.
    pub(crate) fn count(&mut self) -> StoreResult<u64> {
        counted(self.integer()?)
    }

    pub(crate) fn optional_count(&mut self) -> StoreResult<Option<u64>> {
        self.take::<Option<i64>>()?.map(counted).transpose()
    }

    pub(crate) fn time(&mut self) -> StoreResult<Timestamp> {
        self.take().map(Timestamp)
    }

    pub(crate) fn optional_time(&mut self) -> StoreResult<Option<Timestamp>> {
        Ok(self.take::<Option<i64>>()?.map(Timestamp))
    }

    /// A list of texts kept as JSON.
    pub(crate) fn texts(&mut self) -> StoreResult<Vec<String>> {
        serde_json::from_str(&self.text()?).map_err(|error| StoreError::Damaged(error.to_string()))
    }

    /// A number that stands for one of a few things.
    pub(crate) fn one_of<T>(&mut self, name: &str, read: fn(i64) -> Option<T>) -> StoreResult<T> {
        let number = self.integer()?;
        read(number).ok_or_else(|| StoreError::Damaged(format!("{number} is not a {name}")))
    }
}

/// A whole number of any width.
pub(crate) struct Whole(i64);

impl<'a> FromSql<'a> for Whole {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *kind {
            Type::BOOL => bool::from_sql(kind, raw)?.into(),
            Type::INT2 => i16::from_sql(kind, raw)?.into(),
            Type::INT4 => i32::from_sql(kind, raw)?.into(),
            _ => i64::from_sql(kind, raw)?,
        }))
    }

    fn accepts(kind: &Type) -> bool {
        [Type::BOOL, Type::INT2, Type::INT4, Type::INT8].contains(kind)
    }
}

/// Columns of the same type in both.
macro_rules! plain {
    ($($kind:ty)*) => {$(
        impl Column for $kind {
            type Sqlite = Self;
            type Postgres = Self;
            fn of_sqlite(kept: Self) -> StoreResult<Self> {
                Ok(kept)
            }
            fn of_postgres(kept: Self) -> StoreResult<Self> {
                Ok(kept)
            }
        }
    )*};
}

plain! { String Vec<u8> }

impl Column for Uuid {
    type Sqlite = [u8; 16];
    type Postgres = Self;
    fn of_sqlite(kept: [u8; 16]) -> StoreResult<Self> {
        Ok(Self::from_bytes(kept))
    }
    fn of_postgres(kept: Self) -> StoreResult<Self> {
        Ok(kept)
    }
}

impl Column for [u8; 32] {
    type Sqlite = Self;
    type Postgres = Vec<u8>;
    fn of_sqlite(kept: Self) -> StoreResult<Self> {
        Ok(kept)
    }
    fn of_postgres(kept: Vec<u8>) -> StoreResult<Self> {
        kept.try_into().map_err(|_| StoreError::Damaged("a hash has not 32 bytes".to_owned()))
    }
}

macro_rules! whole_numbers {
    ($($kind:ty)*) => {$(
        impl Column for $kind {
            type Sqlite = Self;
            type Postgres = Whole;
            fn of_sqlite(kept: Self) -> StoreResult<Self> {
                Ok(kept)
            }
            fn of_postgres(kept: Whole) -> StoreResult<Self> {
                kept.0.try_into().map_err(|_| StoreError::Damaged(format!("{} is out of range", kept.0)))
            }
        }
    )*};
}

whole_numbers! { i64 u32 }

impl Column for bool {
    type Sqlite = Self;
    type Postgres = Whole;
    fn of_sqlite(kept: Self) -> StoreResult<Self> {
        Ok(kept)
    }
    fn of_postgres(kept: Whole) -> StoreResult<Self> {
        Ok(kept.0 != 0)
    }
}

impl<T: Column> Column for Option<T> {
    type Sqlite = Option<T::Sqlite>;
    type Postgres = Option<T::Postgres>;
    fn of_sqlite(kept: Self::Sqlite) -> StoreResult<Self> {
        kept.map(T::of_sqlite).transpose()
    }
    fn of_postgres(kept: Self::Postgres) -> StoreResult<Self> {
        kept.map(T::of_postgres).transpose()
    }
}

fn counted(number: i64) -> StoreResult<u64> {
    u64::try_from(number).map_err(|_| StoreError::Damaged(format!("{number} counts nothing")))
}

/// A list of texts as JSON, to be kept.
pub(crate) fn texts_as_json(texts: &[String]) -> String {
    serde_json::Value::from(texts).to_string()
}
