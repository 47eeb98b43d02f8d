//! Rows of a SQLite file.

use super::cell::Cell;
use super::table::Table;
use super::{Give, Source, Take, Target, not_empty, other_schema};
use crate::sqlite::migrate;
use crate::{StoreError, StoreResult};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use std::path::{Path, PathBuf};

/// Reads a file that may be in use.
pub(super) struct Reader(Connection);

impl Reader {
    pub(super) fn open(file: &Path) -> StoreResult<Self> {
        let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(|error| StoreError::Unavailable(format!("cannot open `{}`: {error}", file.display())))?;
        let found = migrate::version(&connection)?;
        if found != migrate::known() {
            return Err(other_schema(found, migrate::known()));
        }
        // The first read fixes the state that all reads see.
        connection.execute_batch("BEGIN")?;
        Ok(Self(connection))
    }
}

impl Source for Reader {
    fn rows(&mut self, table: &Table, take: &mut Take<'_>) -> StoreResult<()> {
        let mut statement = self.0.prepare(&format!("SELECT {} FROM {}", table.column_list(), table.name))?;
        let mut rows = statement.query([])?;
        let mut cells = Vec::with_capacity(table.columns.len());
        while let Some(row) = rows.next()? {
            cells.clear();
            for index in 0..table.columns.len() {
                cells.push(cell(row.get_ref(index)?)?);
            }
            take(&cells)?;
        }
        Ok(())
    }
}

fn cell(value: ValueRef<'_>) -> StoreResult<Cell> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => return Err(StoreError::Damaged("a column holds a fraction".to_owned())),
    })
}

/// Writes a new file; it has its name only when it is complete.
pub(super) struct Writer {
    connection: Connection,
    unfinished: PathBuf,
    file: PathBuf,
}

impl Writer {
    pub(super) fn create(file: &Path) -> StoreResult<Self> {
        if file.exists() {
            return Err(not_empty(&format!("`{}`", file.display())));
        }
        let mut unfinished = file.as_os_str().to_owned();
        unfinished.push(".unfinished");
        let unfinished = PathBuf::from(unfinished);
        // Left behind by a copy that broke off.
        std::fs::remove_file(&unfinished).ok();
        let mut connection = Connection::open(&unfinished)
            .map_err(|error| StoreError::Unavailable(format!("cannot write `{}`: {error}", unfinished.display())))?;
        connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
        migrate::migrate(&mut connection)?;
        connection.execute_batch("BEGIN")?;
        Ok(Self { connection, unfinished, file: file.to_owned() })
    }
}

impl Target for Writer {
    fn fill(&mut self, table: &Table, give: &mut Give<'_>) -> StoreResult<()> {
        let places = vec!["?"; table.columns.len()].join(", ");
        let sql = format!("INSERT INTO {} ({}) VALUES ({places})", table.name, table.column_list());
        let mut statement = self.connection.prepare(&sql)?;
        give(&mut |row| {
            use crate::sql::value::Bind;
            statement.execute(params_from_iter(row.iter().map(Bind::bind)))?;
            Ok(())
        })
    }

    fn finish(self: Box<Self>) -> StoreResult<()> {
        self.connection.execute_batch("COMMIT")?;
        self.connection.close().map_err(|(_, error)| error)?;
        let durable = std::fs::File::open(&self.unfinished)
            .and_then(|file| file.sync_all())
            .and_then(|()| std::fs::rename(&self.unfinished, &self.file));
        durable.map_err(|error| StoreError::Unavailable(format!("cannot write `{}`: {error}", self.file.display())))
    }
}
