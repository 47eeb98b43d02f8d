//! Copies everything that is kept from one database into another, empty one:
//! for backups, for restoring them, and for moving between SQLite and PostgreSQL.
//!
//! Ids stay what they are. The source may be in use: what is copied is its state at
//! one moment. A backup is a SQLite file, whatever database it was taken of.

mod cell;
mod postgres;
mod sqlite;
mod table;

use crate::{StoreError, StoreResult};
use cell::Cell;
use std::path::PathBuf;
use table::Table;

/// A database.
#[derive(Clone, Debug)]
pub enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL database.
    Postgres {
        /// Its address.
        url: String,
        /// A PEM file with the authorities whose certificates it may show; None: the system's.
        authorities: Option<PathBuf>,
    },
}

/// How many rows of a table were copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The table.
    pub table: String,
    /// How many rows.
    pub rows: u64,
}

/// Where rows are read, all as they stood at one moment.
trait Source {
    /// Hands each row of a table to `take`, its columns in the table's order.
    fn rows(&mut self, table: &Table, take: &mut Take<'_>) -> StoreResult<()>;
}

/// Where rows are written; nothing is kept before `finish`.
trait Target {
    /// Writes the rows that `give` hands out.
    fn fill(&mut self, table: &Table, give: &mut Give<'_>) -> StoreResult<()>;
    /// Keeps what was written.
    fn finish(self: Box<Self>) -> StoreResult<()>;
}

/// Takes a row.
type Take<'a> = dyn FnMut(&[Cell]) -> StoreResult<()> + 'a;
/// Hands out rows.
type Give<'a> = dyn FnMut(&mut Take<'_>) -> StoreResult<()> + 'a;

/// Copies all rows. It waits inside and must not be called on a thread of an async runtime.
///
/// `Conflict` if the target holds something already, if a running process uses it, or if
/// the source has another schema than this version of Towpath; nothing is kept then.
pub fn copy(from: &Place, to: &Place) -> StoreResult<Vec<Copied>> {
    let tables = table::all()?;
    let mut source: Box<dyn Source> = match from {
        Place::File(file) => Box::new(sqlite::Reader::open(file)?),
        Place::Postgres { url, authorities } => Box::new(postgres::Reader::open(url, authorities.as_deref())?),
    };
    let mut target: Box<dyn Target> = match to {
        Place::File(file) => Box::new(sqlite::Writer::create(file)?),
        Place::Postgres { url, authorities } => Box::new(postgres::Writer::open(url, authorities.as_deref())?),
    };
    let mut copied = Vec::with_capacity(tables.len());
    for table in &tables {
        let mut rows = 0;
        target.fill(table, &mut |take| {
            source.rows(table, &mut |row| {
                rows += 1;
                take(row)
            })
        })?;
        copied.push(Copied { table: table.name.clone(), rows });
    }
    target.finish()?;
    Ok(copied)
}

fn other_schema(found: usize, known: usize) -> StoreError {
    let mend = match found < known {
        true => "start this version of Towpath on it once, so that it is brought up to date",
        false => "use the newer version of Towpath that wrote it",
    };
    StoreError::Conflict(format!("the database has schema {found}, this version of Towpath has {known}; {mend}"))
}

fn not_empty(place: &str) -> StoreError {
    StoreError::Conflict(format!("{place} holds something already; give an empty one"))
}
