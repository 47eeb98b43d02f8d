//! A few connections, each on a thread of its own that takes work from one queue.

use super::connection::{Address, Connection, Isolation, Prepared};
use crate::sql::Reach;
use crate::sql::transaction::Transaction;
use crate::{StoreError, StoreResult};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Work that others got in the way of is done again so often before it is refused.
const ATTEMPTS: usize = 50;

type Job = Box<dyn FnOnce(&mut Member) + Send>;

/// The way to the connections.
pub(super) struct Pool {
    jobs: Option<SyncSender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Pool {
    pub(super) fn start(address: &Address, connections: usize, queue_length: usize) -> StoreResult<Self> {
        let (sender, jobs) = sync_channel::<Job>(queue_length.max(1));
        let jobs = Arc::new(Mutex::new(jobs));
        let threads = (0..connections.max(1)).map(|_| {
            let (jobs, mut member) = (jobs.clone(), Member { address: address.clone(), connection: None });
            std::thread::Builder::new()
                .name("store-connection".to_owned())
                .spawn(move || member.serve(&jobs))
                .map_err(|error| StoreError::Unavailable(format!("cannot start a thread: {error}")))
        });
        Ok(Self { threads: threads.collect::<StoreResult<_>>()?, jobs: Some(sender) })
    }

    /// Performs work once, in a transaction of this kind that keeps nothing.
    pub(super) async fn once<T, F>(&self, isolation: Isolation, reach: Reach, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.perform(move |member| {
            let prepared = member.begin(isolation, reach)?;
            work(&Transaction::Postgres(RefCell::new(prepared)))
        })
        .await
    }

    /// Performs work in a transaction of this kind, again if others got in its way, and commits it.
    pub(super) async fn until_done<T, F>(&self, isolation: Isolation, reach: Reach, mut work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.perform(move |member| {
            for _ in 1..ATTEMPTS {
                match member.transact(isolation, reach, &mut work) {
                    Err(StoreError::Unavailable(_)) if member.is_connected() => {}
                    result => return result,
                }
            }
            member.transact(isolation, reach, &mut work)
        })
        .await
    }

    /// Performs work that begins its transactions itself, once.
    pub(super) async fn with_connection<T, F>(&self, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> StoreResult<T> + Send + 'static,
    {
        self.perform(move |member| work(member.connection()?)).await
    }

    async fn perform<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Member) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        let (sender, answer) = oneshot::channel();
        let job: Job = Box::new(move |member| {
            // Whoever asked may have gone.
            sender.send(job(member)).ok();
        });
        let jobs = self.jobs.as_ref().ok_or_else(stopped)?;
        jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => StoreError::Overloaded,
            TrySendError::Disconnected(_) => stopped(),
        })?;
        answer.await.map_err(|_| stopped())?
    }
}

impl Drop for Pool {
    /// Lets the threads finish what is queued and waits for them.
    fn drop(&mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            // A panic of the thread has been reported where it happened.
            thread.join().ok();
        }
    }
}

/// One thread's connection; made when it is first needed, and again after it was lost.
struct Member {
    address: Address,
    connection: Option<Connection>,
}

impl Member {
    fn serve(&mut self, jobs: &Mutex<Receiver<Job>>) {
        loop {
            let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(job) = job else { return };
            // A bug in one piece of work must not end the thread; its connection is not trusted any more.
            if catch_unwind(AssertUnwindSafe(|| job(self))).is_err() {
                self.connection = None;
            }
        }
    }

    fn is_connected(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| !connection.is_closed())
    }

    fn connection(&mut self) -> StoreResult<&mut Connection> {
        if !self.is_connected() {
            self.connection = None;
        }
        match &mut self.connection {
            Some(connection) => Ok(connection),
            none => Ok(none.insert(self.address.connect()?)),
        }
    }

    /// Begins a transaction, on another connection if this one was lost while nobody used it.
    fn begin(&mut self, isolation: Isolation, reach: Reach) -> StoreResult<Prepared<'_>> {
        if let Err(error) = self.connection()?.start(isolation, reach) {
            let StoreError::Unavailable(_) = error else { return Err(error) };
            self.connection = None;
            self.connection()?.start(isolation, reach)?;
        }
        // Not by `connection()`: on another one there is no transaction.
        Ok(self.connection.as_mut().ok_or_else(stopped)?.started())
    }

    fn transact<T>(
        &mut self,
        isolation: Isolation,
        reach: Reach,
        work: &mut impl FnMut(&Transaction<'_>) -> StoreResult<T>,
    ) -> StoreResult<T> {
        let transaction = Transaction::Postgres(RefCell::new(self.begin(isolation, reach)?));
        // Dropped uncommitted, a transaction is rolled back.
        let result = work(&transaction)?;
        if let Transaction::Postgres(prepared) = transaction {
            prepared.into_inner().commit()?;
        }
        Ok(result)
    }
}

fn stopped() -> StoreError {
    StoreError::Unavailable("the store is closed".to_owned())
}
