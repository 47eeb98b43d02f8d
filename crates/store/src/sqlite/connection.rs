//! How connections are opened and set.

use crate::{StoreError, StoreResult};
use rusqlite::{Connection, OpenFlags};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Bytes of a page of the file. Every commit writes whole pages: at 16 runs a commit this
/// writes 5.4 KB a run where 8 KiB pages write 7.7 KB and 16 KiB pages 11 KB; at 512 a commit
/// it costs a tenth more time on the processor (6.4 µs a run) and writes the same.
const PAGE_SIZE_BYTES: u32 = 4096;
/// The writer folds the log into the file when it has grown by this much.
const LOG_SIZE_BYTES: u32 = 16 << 20;
const WRITER_CACHE_KIB: u32 = 32 << 10;
const READER_CACHE_KIB: u32 = 4 << 10;
const STATEMENTS_CACHED: usize = 160;
/// Nobody but this process writes; what may hold the lock is a backup or a person with a shell.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const NO_LIMIT: u64 = u64::MAX;

/// The database file and the settings of its connections.
pub(super) struct Database {
    path: PathBuf,
    size_max_bytes: AtomicU64,
}

impl Database {
    pub(super) fn new(path: PathBuf, size_max_bytes: Option<u64>) -> Self {
        Self { path, size_max_bytes: AtomicU64::new(size_max_bytes.unwrap_or(NO_LIMIT)) }
    }

    pub(super) fn set_size_max_bytes(&self, size_max_bytes: Option<u64>) {
        self.size_max_bytes.store(size_max_bytes.unwrap_or(NO_LIMIT), Ordering::Relaxed);
    }

    pub(super) fn open_for_writing(&self) -> StoreResult<Connection> {
        let connection = self.open(OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        // The page size counts only before the first table is made; after that it is ignored.
        connection.execute_batch(&format!(
            "PRAGMA page_size = {PAGE_SIZE_BYTES};
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA temp_store = MEMORY;
             PRAGMA cache_size = -{WRITER_CACHE_KIB};
             PRAGMA journal_size_limit = {LOG_SIZE_BYTES};"
        ))?;
        let page_size: u32 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        let log_pages = LOG_SIZE_BYTES / page_size.max(512);
        connection.execute_batch(&format!("PRAGMA wal_autocheckpoint = {log_pages}"))?;
        self.limit_size(&connection)?;
        Ok(connection)
    }

    pub(super) fn open_for_reading(&self) -> StoreResult<Connection> {
        let connection = self.open(OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.execute_batch(&format!("PRAGMA cache_size = -{READER_CACHE_KIB}; PRAGMA temp_store = MEMORY;"))?;
        Ok(connection)
    }

    /// Puts the size limit in force on the writer's connection.
    pub(super) fn limit_size(&self, connection: &Connection) -> StoreResult<()> {
        let page_size: u32 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        let pages = (self.size_max_bytes.load(Ordering::Relaxed) / u64::from(page_size.max(512))).clamp(1, 0xffff_fffe);
        // The pragma answers with the limit in force, which is never below the present size.
        connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
        Ok(())
    }

    fn open(&self, mode: OpenFlags) -> StoreResult<Connection> {
        let connection = Connection::open_with_flags(&self.path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|error| StoreError::Unavailable(format!("cannot open `{}`: {error}", self.path.display())))?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
        Ok(connection)
    }
}
