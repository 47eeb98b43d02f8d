//! A store in memory that works in the caller's thread: for flows that are run in
//! one process and forgotten, and for simulations, where nothing may depend on
//! threads (and where `faults` make it fail on demand).
//!
//! It is the SQLite store without its threads and its file: the same statements,
//! the same refusals.

use crate::runs::{Committed, Record};
use crate::sql::hold::Hold;
use crate::sql::transaction::Transaction;
use crate::sql::{Backend, Reach};
use crate::sqlite::commit::{HotPath, commit};
use crate::sqlite::migrate;
use crate::{Store, StoreResult};
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// To a backup: as many as there are.
const ALL_PAGES: i32 = -1;

/// The store in memory; `SHARED`: as processes see it that share it.
pub struct MemoryStore<const SHARED: bool = false> {
    database: Arc<Mutex<Database>>,
    hold: Hold,
}

struct Database {
    connection: Connection,
    hot_path: HotPath,
}

impl MemoryStore {
    /// An empty store.
    pub fn open() -> StoreResult<Arc<Self>> {
        Self::new()
    }
}

impl MemoryStore<true> {
    /// An empty store that several processes may use, each by its own `beside`. Its leases
    /// are on the machine's clock, and there are no notifications.
    pub fn open_shared() -> StoreResult<Arc<Self>> {
        Self::new()
    }
}

impl<const SHARED: bool> MemoryStore<SHARED> {
    fn new() -> StoreResult<Arc<Self>> {
        let connection = copy_of_empty()?;
        connection
            .execute_batch("PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;")?;
        connection.set_prepared_statement_cache_capacity(160);
        let database = Arc::new(Mutex::new(Database { connection, hot_path: HotPath::default() }));
        Ok(Arc::new(Self { database, hold: Hold::default() }))
    }

    /// What another process at the same database would hold.
    pub fn beside(&self) -> Arc<Self> {
        Arc::new(Self { database: self.database.clone(), hold: Hold::default() })
    }

    fn database(&self) -> MutexGuard<'_, Database> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A database with the schema and nothing in it. It is made once and copied after that:
/// to make it takes longer than most flows that are run in one.
fn copy_of_empty() -> StoreResult<Connection> {
    static EMPTY: Mutex<Option<Connection>> = Mutex::new(None);
    let mut empty = EMPTY.lock().unwrap_or_else(PoisonError::into_inner);
    let empty = match empty.take() {
        Some(made) => empty.insert(made),
        None => {
            let mut connection = Connection::open_in_memory()?;
            migrate::migrate(&mut connection)?;
            empty.insert(connection)
        }
    };
    let mut copy = Connection::open_in_memory()?;
    Backup::new(empty, &mut copy)?.step(ALL_PAGES)?;
    Ok(copy)
}

impl Database {
    /// All or nothing.
    fn transact<T>(&mut self, work: impl FnOnce(&Transaction<'_>, &mut HotPath) -> StoreResult<T>) -> StoreResult<T> {
        let Self { connection, hot_path } = self;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        let done = work(&Transaction::Sqlite(connection), hot_path)
            .and_then(|result| hot_path.write_counts(connection).map(|()| result));
        hot_path.end_batch();
        connection.execute_batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
        done
    }
}

impl<const SHARED: bool> Backend for MemoryStore<SHARED> {
    const SHARED: bool = SHARED;

    fn hold(&self) -> &Hold {
        &self.hold
    }

    async fn read<T, F>(&self, _: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        work(&Transaction::Sqlite(&self.database().connection))
    }

    async fn read_snapshot<T, F>(&self, reach: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        // Nobody comes between while the work goes on.
        self.read(reach, work).await
    }

    async fn write<T, F>(&self, _: Reach, mut work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.database().transact(|transaction, _| work(transaction))
    }

    async fn write_queue<T, F>(&self, reach: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.write(reach, work).await
    }

    async fn commit(&self, record: Record) -> StoreResult<Committed> {
        let owner = self.hold.owner()?;
        self.database().transact(|transaction, hot_path| commit(transaction, hot_path, &record, owner))?
    }
}

impl<const SHARED: bool> Store for MemoryStore<SHARED> {}
