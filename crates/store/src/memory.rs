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
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The store in memory.
pub struct MemoryStore {
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
        let mut connection = Connection::open_in_memory()?;
        connection
            .execute_batch("PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;")?;
        connection.set_prepared_statement_cache_capacity(160);
        migrate::migrate(&mut connection)?;
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

impl Backend for MemoryStore {
    const SHARED: bool = false;

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

impl Store for MemoryStore {}
