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
mod partitions;
mod pool;
mod replica;
mod role;
mod tls;

use crate::runs::{Committed, Record};
use crate::sql::hold::Hold;
use crate::sql::transaction::Transaction;
use crate::sql::{Backend, Notification, Reach};
use crate::{Store, StoreError, StoreResult};
use commit::Committer;
use connection::Isolation;
pub(crate) use connection::{Address, Connection, Prepared};
use ear::Ear;
use flow::Timestamp;
use pool::Pool;
use replica::Replica;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use uuid::Uuid;

/// How the store is opened.
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    /// Where the address is that of a pooler in transaction mode: that of the database itself, to
    /// listen at and to bring the schema up to date.
    pub direct_url: Option<String>,
    /// The address of stand-bys that may answer what need not be of this moment.
    pub replica_url: Option<String>,
    /// How many connections serve the areas.
    pub connections: usize,
    /// A PEM file with the authorities whose certificates the database may show; None: the system's.
    pub authorities: Option<PathBuf>,
    /// How many requests may wait for a connection or a lane; the next is refused as `Overloaded`.
    pub queue_length: usize,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self { direct_url: None, replica_url: None, connections: 8, authorities: None, queue_length: 8192 }
    }
}

/// The store on PostgreSQL.
///
/// Dropping it commits what is queued and closes the connections; it waits for that.
pub struct PostgresStore {
    committer: Committer,
    pool: Pool,
    replica: Option<Replica>,
    hold: Arc<Hold>,
    _ear: Ear,
}

impl PostgresStore {
    /// Connects to the database of this address (`postgres://user:password@host:port/database`)
    /// and brings its schema up to date.
    ///
    /// `Unavailable` if the database cannot be reached, `Conflict` if it is of a newer version.
    pub fn open(url: &str, options: &PostgresOptions) -> StoreResult<Arc<Self>> {
        let parse = |url: &str| Address::parse(url, options.authorities.as_deref());
        let (address, direct) = match &options.direct_url {
            Some(direct) => (parse(url)?.for_writing().through_pooler(), parse(direct)?.for_writing()),
            None => (parse(url)?.for_writing(), parse(url)?.for_writing()),
        };
        on_a_thread(|| open_direct(&direct).map(drop))?;
        let hold = Arc::new(Hold::default());
        let pool = Pool::start(&address, options.connections, options.queue_length)?;
        let replica = match &options.replica_url {
            Some(url) => Some(Replica::start(&parse(url)?, options)?),
            None => None,
        };
        let committer = Committer::start(&address, options.queue_length, &hold)?;
        let ear = Ear::start(&direct, &hold)?;
        Ok(Arc::new(Self { committer, pool, replica, hold, _ear: ear }))
    }
}

/// A connection to the database itself, of a role and with a schema that are right.
pub(crate) fn open_direct(address: &Address) -> StoreResult<Connection> {
    let mut connection = address.connect()?;
    role::refuse_bypassing(&mut connection.client)?;
    migrate::migrate(&mut connection)?;
    Ok(connection)
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

    async fn read_stale<T, F>(&self, reach: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: Fn(&Transaction<'_>) -> StoreResult<T> + Clone + Send + 'static,
    {
        if let Some(replica) = &self.replica
            && let Some(found) = replica.ask(reach, work.clone()).await
        {
            return Ok(found);
        }
        self.read_snapshot(reach, work).await
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

    async fn tend_history(&self, now: Timestamp, oldest: Option<Timestamp>) -> StoreResult<Vec<Range<Uuid>>> {
        self.pool.with_connection(move |connection| partitions::tend(connection, now, oldest)).await
    }

    async fn drop_history(&self, now: Timestamp) -> StoreResult<()> {
        self.pool.with_connection(move |connection| partitions::drop_left(connection, now)).await
    }

    async fn notify(&self, notifications: Vec<Notification>) -> StoreResult<()> {
        let tell = move |transaction: &Transaction<'_>| transaction.notify(&notifications);
        self.pool.until_done(Isolation::Statement, Reach::Server, tell).await
    }

    async fn commit(&self, record: Record) -> StoreResult<Committed> {
        self.committer.commit(record).await
    }
}

impl Store for PostgresStore {}
