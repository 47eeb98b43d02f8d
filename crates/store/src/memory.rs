//! A store in memory that works in the caller's thread: for flows that are run in
//! one process and forgotten, and for simulations, where nothing may depend on
//! threads and where the database must fail on demand.
//!
//! It is the SQLite store without its threads and its file: the same statements,
//! the same refusals.

use crate::runs::{Committed, Record};
use crate::sql::transaction::Transaction;
use crate::sql::{Backend, Reach};
use crate::sqlite::commit::{HotPath, commit};
use crate::sqlite::migrate;
use crate::{Store, StoreError, StoreResult};
use rusqlite::Connection;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What is asked of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Something is read.
    Read,
    /// Something beside the hot path is written.
    Write,
    /// A record is committed.
    Commit,
}

/// What goes wrong with an operation, after a while of this length.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Nothing.
    None(Duration),
    /// It is refused; nothing is kept.
    Refused(Duration, StoreError),
    /// It is done, but the answer says otherwise.
    AnswerLost(Duration, StoreError),
}

/// Decides what goes wrong.
pub trait Faults: Send + Sync {
    /// Asked once for each operation, in the order in which they begin.
    fn next(&self, operation: Operation) -> Fault;
}

/// Nothing goes wrong, and nothing takes time.
struct NoFaults;

impl Faults for NoFaults {
    fn next(&self, _: Operation) -> Fault {
        Fault::None(Duration::ZERO)
    }
}

/// The store in memory.
pub struct MemoryStore {
    database: Mutex<Database>,
    faults: Arc<dyn Faults>,
}

struct Database {
    connection: Connection,
    hot_path: HotPath,
}

impl MemoryStore {
    /// An empty store in which nothing goes wrong.
    pub fn open() -> StoreResult<Arc<Self>> {
        Self::with(Arc::new(NoFaults))
    }

    /// An empty store with these faults.
    pub fn with(faults: Arc<dyn Faults>) -> StoreResult<Arc<Self>> {
        let mut connection = Connection::open_in_memory()?;
        connection
            .execute_batch("PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;")?;
        connection.set_prepared_statement_cache_capacity(160);
        migrate::migrate(&mut connection)?;
        Ok(Arc::new(Self { database: Mutex::new(Database { connection, hot_path: HotPath::default() }), faults }))
    }

    /// Performs work as the operation's fault would have it.
    async fn perform<T>(
        &self,
        operation: Operation,
        work: impl FnOnce(&mut Database) -> StoreResult<T> + Send,
    ) -> StoreResult<T> {
        let (pause, error, is_done) = match self.faults.next(operation) {
            Fault::None(pause) => (pause, None, true),
            Fault::Refused(pause, error) => (pause, Some(error), false),
            Fault::AnswerLost(pause, error) => (pause, Some(error), true),
        };
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        let result = is_done.then(|| work(&mut self.database.lock().unwrap_or_else(PoisonError::into_inner)));
        match (error, result) {
            (Some(error), _) => Err(error),
            (None, Some(result)) => result,
            (None, None) => Err(StoreError::Unavailable("nothing was done".to_owned())),
        }
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
    async fn read<T, F>(&self, _: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.perform(Operation::Read, |database| work(&Transaction::Sqlite(&database.connection))).await
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
        self.perform(Operation::Write, |database| database.transact(|transaction, _| work(transaction))).await
    }

    async fn commit(&self, record: Record) -> StoreResult<Committed> {
        let work = |database: &mut Database| {
            database.transact(|transaction, hot_path| commit(transaction, hot_path, &record))?
        };
        self.perform(Operation::Commit, work).await
    }
}

impl Store for MemoryStore {}
