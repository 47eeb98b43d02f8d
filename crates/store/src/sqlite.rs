//! SQLite: one file in the data folder, one process.
//!
//! All writes go through one thread that commits many requests at once
//! (`writer`, and `commit` for the hot path); reads have connections of their own
//! (`readers`) and never wait for the writer. A locked file in the data folder
//! keeps a second process out.

pub(crate) mod commit;
mod connection;
mod error;
mod lock;
pub(crate) mod migrate;
mod readers;
mod writer;

use crate::runs::{Committed, Record};
use crate::sql::hold::Hold;
use crate::sql::transaction::Transaction;
use crate::sql::{Backend, Reach};
use crate::{Store, StoreError, StoreResult};
use connection::Database;
use lock::FolderLock;
use readers::Readers;
use std::path::Path;
use std::sync::Arc;
use writer::Writer;

/// How the store is opened.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// How many requests may wait for the writer; the next is refused as `Overloaded`.
    pub queue_length: usize,
    /// How many reads run at once.
    pub readers: usize,
    /// The database file grows no further than this; None: as far as the disk goes.
    pub size_max_bytes: Option<u64>,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self { queue_length: 8192, readers: cores.clamp(2, 8), size_max_bytes: None }
    }
}

/// The store on SQLite.
///
/// Dropping it writes what is queued and closes the file; it waits for that.
pub struct SqliteStore {
    // In this order: the writer ends first, the lock goes last.
    writer: Writer,
    readers: Readers,
    database: Arc<Database>,
    hold: Hold,
    _lock: FolderLock,
}

impl SqliteStore {
    /// Opens the database in this data folder; makes both if they are not there.
    ///
    /// `Conflict` if another process has the folder open or the database is of a newer version.
    pub fn open(folder: &Path, options: SqliteOptions) -> StoreResult<Arc<Self>> {
        std::fs::create_dir_all(folder).map_err(|error| {
            StoreError::Unavailable(format!("cannot make the folder `{}`: {error}", folder.display()))
        })?;
        let lock = FolderLock::take(folder)?;
        let database = Arc::new(Database::new(folder.join("towpath.db"), options.size_max_bytes));
        let mut connection = database.open_for_writing()?;
        migrate::migrate(&mut connection)?;
        let writer = Writer::start(connection, database.clone(), options.queue_length)?;
        let readers = Readers::open(&database, options.readers)?;
        Ok(Arc::new(Self { writer, readers, database, hold: Hold::default(), _lock: lock }))
    }

    /// Limits how far the database file may grow from now on; None: as far as the disk goes.
    pub async fn set_size_max_bytes(&self, size_max_bytes: Option<u64>) -> StoreResult<()> {
        self.database.set_size_max_bytes(size_max_bytes);
        let database = self.database.clone();
        self.writer
            .write(move |transaction| match transaction {
                Transaction::Sqlite(connection) => database.limit_size(connection),
                Transaction::Postgres(_) => Ok(()),
            })
            .await
    }
}

impl Backend for SqliteStore {
    /// The locked folder keeps a second process out.
    const SHARED: bool = false;

    fn hold(&self) -> &Hold {
        &self.hold
    }

    async fn read<T, F>(&self, _: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.readers.read(work).await
    }

    async fn read_snapshot<T, F>(&self, _: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        // Every read here sees one state.
        self.readers.read(work).await
    }

    async fn write<T, F>(&self, _: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.writer.write(work).await
    }

    async fn write_queue<T, F>(&self, reach: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        // There is one writer.
        self.write(reach, work).await
    }

    async fn commit(&self, record: Record) -> StoreResult<Committed> {
        self.writer.commit(record, self.hold.owner()?).await
    }
}

impl Store for SqliteStore {}
