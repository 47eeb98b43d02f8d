//! A few read-only connections, lent to one read at a time on a blocking thread.

use super::connection::Database;
use crate::sql::transaction::Transaction;
use crate::{StoreError, StoreResult};
use rusqlite::Connection;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(super) struct Readers {
    free: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn open(database: &Database, count: usize) -> StoreResult<Self> {
        let count = count.max(1);
        let connections = (0..count).map(|_| database.open_for_reading()).collect::<StoreResult<Vec<_>>>()?;
        Ok(Self { free: Arc::new(Mutex::new(connections)), permits: Arc::new(Semaphore::new(count)) })
    }

    pub(super) async fn read<T, F>(&self, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        let permit = self.permits.clone().acquire_owned().await.map_err(|_| closed())?;
        let lent = Lent::take(self.free.clone(), permit)?;
        tokio::task::spawn_blocking(move || lent.work(work))
            .await
            .map_err(|error| StoreError::Database(format!("a read broke off: {error}")))?
    }
}

/// A connection that goes back when it is dropped, also if the work panics. The
/// permit goes along, and is given back after the connection: a caller who gives up
/// must not let another read in, and whoever has a permit finds a connection.
struct Lent {
    connection: Option<Connection>,
    free: Arc<Mutex<Vec<Connection>>>,
    _permit: OwnedSemaphorePermit,
}

impl Lent {
    fn take(free: Arc<Mutex<Vec<Connection>>>, permit: OwnedSemaphorePermit) -> StoreResult<Self> {
        let connection = free.lock().unwrap_or_else(PoisonError::into_inner).pop().ok_or_else(closed)?;
        Ok(Self { connection: Some(connection), free, _permit: permit })
    }
}

impl Lent {
    fn work<T>(&self, work: impl FnOnce(&Transaction<'_>) -> StoreResult<T>) -> StoreResult<T> {
        let connection = self.connection.as_ref().ok_or_else(closed)?;
        // One snapshot for all statements of the work; it costs nothing to begin and to end.
        let snapshot = connection.unchecked_transaction()?;
        work(&Transaction::Sqlite(&snapshot))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}

fn closed() -> StoreError {
    StoreError::Unavailable("the store is closed".to_owned())
}
