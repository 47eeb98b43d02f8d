//! The schema of a database by its number: looked at, and brought up to date before
//! the servers start.

use crate::postgres::{Address, migrate as of_postgres, open_direct};
use crate::sqlite::{SqliteOptions, SqliteStore, migrate as of_sqlite};
use crate::transfer::Place;
use crate::{StoreError, StoreResult};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// How a database's schema stands to this version of Towpath.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    /// What the database has; 0 is an empty one, or none yet.
    pub found: usize,
    /// What this version of Towpath works with.
    pub known: usize,
}

/// Looks at the schema and changes nothing. It waits inside and must not be called on a
/// thread of an async runtime.
pub fn look(place: &Place) -> StoreResult<Schema> {
    match place {
        Place::File(file) => Ok(Schema { found: of_file(file)?, known: of_sqlite::known() }),
        Place::Postgres { url, authorities } => {
            let mut connection = Address::parse(url, authorities.as_deref())?.connect()?;
            Ok(Schema { found: of_postgres::version(&mut connection.client)?, known: of_postgres::known() })
        }
    }
}

/// Brings the schema up to date; gives how it stood. It waits inside like `look`.
///
/// `Conflict` if the database is of a newer version of Towpath, or is a file that a
/// running process has open. A PostgreSQL database may be in use by processes of the
/// version before.
pub fn bring_up(place: &Place) -> StoreResult<Schema> {
    let before = look(place)?;
    match place {
        Place::File(file) => {
            // As a start of the server does it, with the folder locked.
            drop(SqliteStore::open(file.parent().unwrap_or(Path::new(".")), SqliteOptions::default())?);
        }
        Place::Postgres { url, authorities } => {
            drop(open_direct(&Address::parse(url, authorities.as_deref())?.for_writing())?);
        }
    }
    Ok(before)
}

fn of_file(file: &Path) -> StoreResult<usize> {
    if !file.exists() {
        return Ok(0);
    }
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|error| StoreError::Unavailable(format!("cannot open `{}`: {error}", file.display())))?;
    of_sqlite::version(&connection)
}

pub(crate) fn newer(found: usize, known: usize) -> StoreError {
    StoreError::Conflict(format!(
        "the database has schema {found}, but this version of Towpath knows only up to {known}; \
         run the newer version, or restore a backup from before the upgrade"
    ))
}
