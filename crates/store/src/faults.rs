//! A database that fails on demand: for simulations, and for tests that end the process
//! at a chosen record. Only what is wrapped in `Faulty` passes through here.

use crate::runs::{Committed, Record};
use crate::sql::hold::Hold;
use crate::sql::transaction::Transaction;
use crate::sql::{Backend, Reach};
use crate::{Store, StoreError, StoreResult};
use flow::Timestamp;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

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
    /// It is done, and the answer comes after that while.
    SlowAnswer(Duration),
    /// It is refused; nothing is kept.
    Refused(Duration, StoreError),
    /// It is done, but the answer says otherwise.
    AnswerLost(Duration, StoreError),
    /// The process ends here: the caller never hears of it.
    Killed {
        /// Whether it was done before the end.
        is_kept: bool,
    },
}

/// Decides what goes wrong.
pub trait Faults: Send + Sync {
    /// Asked once for each operation, in the order in which they begin.
    fn next(&self, operation: Operation) -> Fault;

    /// The process has come to the point where it ends; whoever plays its end may do so now.
    fn killed(&self) {}
}

/// A store whose operations go wrong as its faults would have it.
pub struct Faulty<B> {
    store: Arc<B>,
    faults: Arc<dyn Faults>,
}

impl<B> Faulty<B> {
    /// This store with these faults.
    pub fn new(store: Arc<B>, faults: Arc<dyn Faults>) -> Arc<Self> {
        Arc::new(Self { store, faults })
    }

    /// Performs work as the operation's fault would have it.
    async fn perform<T: Send>(
        &self,
        operation: Operation,
        work: impl Future<Output = StoreResult<T>> + Send,
    ) -> StoreResult<T> {
        let (pause, error, is_done) = match self.faults.next(operation) {
            Fault::None(pause) => (pause, None, true),
            Fault::Refused(pause, error) => (pause, Some(error), false),
            Fault::AnswerLost(pause, error) => (pause, Some(error), true),
            Fault::SlowAnswer(pause) => {
                let result = work.await;
                tokio::time::sleep(pause).await;
                return result;
            }
            Fault::Killed { is_kept } => {
                if is_kept {
                    // How it went nobody hears.
                    let _ = work.await;
                }
                self.faults.killed();
                return std::future::pending().await;
            }
        };
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        match error {
            Some(error) if is_done => work.await.and(Err(error)),
            Some(error) => Err(error),
            None => work.await,
        }
    }
}

impl<B: Backend> Backend for Faulty<B> {
    const SHARED: bool = B::SHARED;

    fn hold(&self) -> &Hold {
        self.store.hold()
    }

    async fn read<T, F>(&self, reach: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.perform(Operation::Read, self.store.read(reach, work)).await
    }

    async fn read_snapshot<T, F>(&self, reach: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.perform(Operation::Read, self.store.read_snapshot(reach, work)).await
    }

    async fn tend_history(&self, now: Timestamp, oldest: Option<Timestamp>) -> StoreResult<Vec<Range<Uuid>>> {
        self.store.tend_history(now, oldest).await
    }

    async fn drop_history(&self, now: Timestamp) -> StoreResult<()> {
        self.store.drop_history(now).await
    }

    async fn write<T, F>(&self, reach: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.perform(Operation::Write, self.store.write(reach, work)).await
    }

    async fn write_queue<T, F>(&self, reach: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.perform(Operation::Write, self.store.write_queue(reach, work)).await
    }

    async fn commit(&self, record: Record) -> StoreResult<Committed> {
        self.perform(Operation::Commit, self.store.commit(record)).await
    }
}

impl<B: Backend> Store for Faulty<B> {}
