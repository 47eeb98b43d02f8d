//! PostgreSQL: one cluster, any number of processes.
//!
//! Areas work on a pool of connections, each on a thread of its own, and every piece
//! of writing work is a serialisable transaction, so it may read before it writes as
//! it does on SQLite, where there is one writer. Records of the hot path go through
//! lanes that commit many at once (`commit`).

mod commit;
mod connection;
mod ear;
mod error;
pub(crate) mod migrate;
mod pool;
mod role;
mod tls;

use crate::runs::{Committed, Record};
use crate::sql::hold::Hold;
use crate::sql::transaction::Transaction;
use crate::sql::{Backend, Reach};
use crate::{Store, StoreError, StoreResult};
use commit::Committer;
use connection::Isolation;
pub(crate) use connection::{Address, Connection, Prepared};
use ear::Ear;
use pool::Pool;
use std::path::PathBuf;
use std::sync::Arc;

/// How the store is opened.
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    /// How many connections serve the areas.
    pub connections: usize,
    /// A PEM file with the authorities whose certificates the database may show; None: the system's.
    pub authorities: Option<PathBuf>,
    /// How many requests may wait for a connection or a lane; the next is refused as `Overloaded`.
    pub queue_length: usize,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self { connections: 8, authorities: None, queue_length: 8192 }
    }
}

/// The store on PostgreSQL.
///
/// Dropping it commits what is queued and closes the connections; it waits for that.
pub struct PostgresStore {
    committer: Committer,
    pool: Pool,
    hold: Arc<Hold>,
    _ear: Ear,
}

impl PostgresStore {
    /// Connects to the database of this address (`postgres://user:password@host:port/database`)
    /// and brings its schema up to date.
    ///
    /// `Unavailable` if the database cannot be reached, `Conflict` if it is of a newer version.
    pub fn open(url: &str, options: &PostgresOptions) -> StoreResult<Arc<Self>> {
        let address = Address::parse(url, options.authorities.as_deref())?;
        on_a_thread(|| {
            let mut connection = address.connect()?;
            role::refuse_bypassing(&mut connection.client)?;
            migrate::migrate(&mut connection)
        })?;
        let hold = Arc::new(Hold::default());
        let pool = Pool::start(&address, options.connections, options.queue_length)?;
        let committer = Committer::start(&address, options.queue_length, &hold)?;
        let ear = Ear::start(&address, &hold)?;
        Ok(Arc::new(Self { committer, pool, hold, _ear: ear }))
    }
}

/// The driver waits inside, which a thread of an async runtime must not do.
fn on_a_thread<T: Send>(work: impl FnOnce() -> StoreResult<T> + Send) -> StoreResult<T> {
    let broke_off = |_| Err(StoreError::Unavailable("connecting to the database broke off".to_owned()));
    std::thread::scope(|scope| scope.spawn(work).join().unwrap_or_else(broke_off))
}

impl Backend for PostgresStore {
    const SHARED: bool = true;

    fn hold(&self) -> &Hold {
        &self.hold
    }

    async fn read<T, F>(&self, reach: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.pool.once(Isolation::Statement, reach, work).await
    }

    async fn read_snapshot<T, F>(&self, reach: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.pool.once(Isolation::Snapshot, reach, work).await
    }

    async fn write<T, F>(&self, reach: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.pool.until_done(Isolation::Serialised, reach, work).await
    }

    async fn write_queue<T, F>(&self, reach: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.pool.until_done(Isolation::Statement, reach, work).await
    }

    async fn commit(&self, record: Record) -> StoreResult<Committed> {
        self.committer.commit(record).await
    }
}

impl Store for PostgresStore {}
