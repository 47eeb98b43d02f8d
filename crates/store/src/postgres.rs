//! PostgreSQL: one cluster, any number of processes.
//!
//! Areas work on a pool of connections, each on a thread of its own, and every piece
//! of writing work is a serialisable transaction, so it may read before it writes as
//! it does on SQLite, where there is one writer. Records of the hot path go through
//! lanes that commit many at once (`commit`).

mod commit;
mod connection;
mod error;
mod migrate;
mod pool;

use crate::runs::{Committed, Record};
use crate::sql::Backend;
use crate::sql::transaction::Transaction;
use crate::{Store, StoreResult};
use commit::Committer;
pub(crate) use connection::Prepared;
use connection::{Address, Isolation};
use pool::Pool;
use std::sync::Arc;

/// How the store is opened.
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    /// How many connections serve the areas.
    pub connections: usize,
    /// How many requests may wait for a connection or a lane; the next is refused as `Overloaded`.
    pub queue_length: usize,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self { connections: 8, queue_length: 8192 }
    }
}

/// The store on PostgreSQL.
///
/// Dropping it commits what is queued and closes the connections; it waits for that.
pub struct PostgresStore {
    committer: Committer,
    pool: Pool,
}

impl PostgresStore {
    /// Connects to the database of this address (`postgres://user:password@host:port/database`)
    /// and brings its schema up to date. It must not be called on a thread of an async runtime.
    ///
    /// `Unavailable` if the database cannot be reached, `Conflict` if it is of a newer version.
    pub fn open(url: &str, options: &PostgresOptions) -> StoreResult<Arc<Self>> {
        let address = Address::parse(url)?;
        migrate::migrate(&mut address.connect()?)?;
        let pool = Pool::start(&address, options.connections, options.queue_length)?;
        let committer = Committer::start(&address, options.queue_length)?;
        Ok(Arc::new(Self { committer, pool }))
    }
}

impl Backend for PostgresStore {
    async fn read<T, F>(&self, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.pool.once(Isolation::Statement, work).await
    }

    async fn read_snapshot<T, F>(&self, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.pool.once(Isolation::Snapshot, work).await
    }

    async fn write<T, F>(&self, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.pool.until_serialised(work).await
    }

    async fn commit(&self, record: Record) -> StoreResult<Committed> {
        self.committer.commit(record).await
    }
}

impl Store for PostgresStore {}
