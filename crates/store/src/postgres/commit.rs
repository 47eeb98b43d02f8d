//! The hot path: lanes that each take what is ready and commit it at once.
//!
//! A batch is one transaction of a few statements over lists, however many runs it
//! holds. While a lane waits for its commit the other gathers and works; a record
//! that is refused leaves its neighbours alone.

mod batch;

use super::connection::{Address, Connection};
use crate::runs::{Committed, Record};
use crate::sql::hold::Hold;
use crate::{StoreError, StoreResult};
use batch::Batch;
use flow::id::OwnerId;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

const LANES: u32 = 2;
const BATCH_RECORDS_MAX: usize = 512;
const BATCH_BYTES_MAX: usize = 1 << 20;

/// A record on its way to a lane.
pub(super) struct Request {
    pub record: Record,
    /// Under which it was given.
    pub owner: Option<OwnerId>,
    pub sender: oneshot::Sender<StoreResult<Committed>>,
}

/// The way to the lanes.
pub(super) struct Committer {
    queue: Arc<Queue>,
    hold: Arc<Hold>,
    lanes: Vec<JoinHandle<()>>,
}

impl Committer {
    pub(super) fn start(address: &Address, queue_length: usize, hold: &Arc<Hold>) -> StoreResult<Self> {
        let queue = Arc::new(Queue { waiting: Mutex::default(), ready: Condvar::new(), length: queue_length.max(1) });
        let lanes = (0..LANES).map(|number| {
            let (queue, hold) = (queue.clone(), hold.clone());
            let mut lane = Lane { number, queue, hold, address: address.clone(), connection: None };
            std::thread::Builder::new()
                .name("store-lane".to_owned())
                .spawn(move || lane.run())
                .map_err(|error| StoreError::Unavailable(format!("cannot start a thread: {error}")))
        });
        Ok(Self { lanes: lanes.collect::<StoreResult<_>>()?, queue, hold: hold.clone() })
    }

    pub(super) async fn commit(&self, record: Record) -> StoreResult<Committed> {
        let (sender, answer) = oneshot::channel();
        self.queue.put(Request { record, owner: self.hold.owner()?, sender })?;
        answer.await.map_err(|_| stopped())?
    }
}

impl Drop for Committer {
    /// Lets the lanes commit what is queued and waits for them.
    fn drop(&mut self) {
        self.queue.lock().is_closed = true;
        self.queue.ready.notify_all();
        for lane in self.lanes.drain(..) {
            // A panic of the thread has been reported where it happened.
            lane.join().ok();
        }
    }
}

/// Records that no lane has taken yet.
struct Queue {
    waiting: Mutex<Waiting>,
    ready: Condvar,
    length: usize,
}

#[derive(Default)]
struct Waiting {
    requests: VecDeque<Request>,
    is_closed: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, request: Request) -> StoreResult<()> {
        let mut waiting = self.lock();
        if waiting.is_closed {
            return Err(stopped());
        }
        if waiting.requests.len() >= self.length {
            return Err(StoreError::Overloaded);
        }
        waiting.requests.push_back(request);
        self.ready.notify_one();
        Ok(())
    }

    /// Puts back what a batch could not hold beside its neighbours.
    fn put_back(&self, requests: Vec<Request>) {
        if requests.is_empty() {
            return;
        }
        let mut waiting = self.lock();
        requests.into_iter().rev().for_each(|request| waiting.requests.push_front(request));
        self.ready.notify_one();
    }

    /// Waits for records and takes what is ready. None when the store is dropped.
    fn take(&self) -> Option<Vec<Request>> {
        let mut waiting = self.lock();
        while waiting.requests.is_empty() {
            if waiting.is_closed {
                return None;
            }
            waiting = self.ready.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        let mut size_bytes = 0;
        let mut taken = Vec::new();
        while taken.len() < BATCH_RECORDS_MAX && size_bytes < BATCH_BYTES_MAX {
            let Some(request) = waiting.requests.pop_front() else { break };
            size_bytes += request.record.chunk.len();
            taken.push(request);
        }
        Some(taken)
    }
}

struct Lane {
    number: u32,
    queue: Arc<Queue>,
    hold: Arc<Hold>,
    address: Address,
    /// Made when it is first needed, and again after it was lost.
    connection: Option<Connection>,
}

impl Lane {
    fn run(&mut self) {
        while let Some(requests) = self.queue.take() {
            let (batch, postponed) = Batch::of(requests);
            self.queue.put_back(postponed);
            // A bug in one batch must not end all writing; its callers hear that it broke off.
            if catch_unwind(AssertUnwindSafe(|| self.write(batch))).is_err() {
                self.connection = None;
            }
        }
    }

    fn write(&mut self, batch: Batch) {
        let outcome = self.commit(&batch);
        let is_own_fault =
            matches!(&outcome, Err(error) if !matches!(error, StoreError::Unavailable(_) | StoreError::Fenced));
        if is_own_fault && batch.len() > 1 {
            // One record broke the transaction in a way that was not foreseen. Each is
            // committed again alone, so that only the one at fault fails.
            for single in batch.singles() {
                let outcome = self.commit(&single);
                single.answer(outcome);
            }
            return;
        }
        batch.answer(outcome);
    }

    fn commit(&mut self, batch: &Batch) -> StoreResult<Vec<StoreResult<Committed>>> {
        if !self.hold.is_still(batch.owner()) {
            return Err(StoreError::Fenced);
        }
        let outcome = self.transact(batch);
        if let (Err(StoreError::Fenced), Some(owner)) = (&outcome, batch.owner()) {
            self.hold.lose(owner);
        }
        outcome
    }

    fn transact(&mut self, batch: &Batch) -> StoreResult<Vec<StoreResult<Committed>>> {
        match batch.start(self.connection()?) {
            // The connection may have been lost while nobody used it. Nothing was begun, so
            // another one will do.
            Err(StoreError::Unavailable(_)) => {
                self.connection = None;
                batch.start(self.connection()?)?;
            }
            started => started?,
        }
        // Not by `connection()`: on another one there is no transaction.
        let connection = self.connection.as_mut().ok_or_else(stopped)?;
        batch.commit(connection, self.number)
    }

    fn connection(&mut self) -> StoreResult<&mut Connection> {
        if self.connection.as_ref().is_none_or(Connection::is_closed) {
            self.connection = None;
        }
        match &mut self.connection {
            Some(connection) => Ok(connection),
            none => Ok(none.insert(self.address.connect()?)),
        }
    }
}

fn stopped() -> StoreError {
    StoreError::Unavailable("the store is closed".to_owned())
}
