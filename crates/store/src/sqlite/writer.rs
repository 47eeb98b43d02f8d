//! The one thread that writes: takes what is ready, commits it at once, answers all.
//!
//! There is no timer that waits for more: while one commit is under way the next
//! batch gathers by itself, so one request alone is as quick as the disk and a
//! thousand share one flush. Where all cores are busy the writer steps back for those who
//! are about to ask. A request that fails leaves its neighbours alone.

use super::commit::{CommitRequest, HotPath};
use super::connection::Database;
use crate::runs::{Committed, Record};
use crate::sql::transaction::Transaction;
use crate::{StoreError, StoreResult};
use flow::id::OwnerId;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

const BATCH_REQUESTS_MAX: usize = 512;
const BATCH_BYTES_MAX: usize = 1 << 20;
/// With so many requests a flush is shared well enough: the writer steps back no more.
const BATCH_REQUESTS_ENOUGH: usize = 128;
/// It steps back at most so often, and no more after so long: whoever asked first must not
/// wait for all that a crowded machine has to do.
const STEPS_BACK_MAX: usize = 4;
const STEP_BACK_MAX: Duration = Duration::from_millis(3);

/// Something to be written.
pub(super) trait Request: Send {
    /// About how much it writes.
    fn size_bytes(&self) -> usize;
    /// Performs it inside the transaction of its batch. What concerns only this request
    /// (a conflict, a missing row) is kept for the answer and leaves no trace; an error
    /// means that the whole transaction must be rolled back.
    fn perform(&mut self, connection: &Connection, hot_path: &mut HotPath) -> StoreResult<()>;
    /// Answers, after the commit or its failure.
    fn answer(self: Box<Self>, outcome: Result<(), &StoreError>);
}

/// The way to the writer's thread.
pub(super) struct Writer {
    requests: Option<SyncSender<Box<dyn Request>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(connection: Connection, database: Arc<Database>, queue_length: usize) -> StoreResult<Self> {
        let (sender, requests) = sync_channel(queue_length.max(1));
        let thread = WriterThread {
            requests,
            database,
            connection: Some(connection),
            refused: false,
            hot_path: HotPath::default(),
        };
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || thread.run())
            .map_err(|error| StoreError::Unavailable(format!("cannot start the writer: {error}")))?;
        Ok(Self { requests: Some(sender), thread: Some(thread) })
    }

    pub(super) async fn commit(&self, record: Record, owner: Option<OwnerId>) -> StoreResult<Committed> {
        let (sender, answer) = oneshot::channel();
        self.submit(Box::new(CommitRequest::new(record, owner, sender)))?;
        answer.await.map_err(|_| stopped())?
    }

    pub(super) async fn write<T, F>(&self, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        self.submit(Box::new(Work { work, result: None, sender }))?;
        answer.await.map_err(|_| stopped())?
    }

    fn submit(&self, request: Box<dyn Request>) -> StoreResult<()> {
        let requests = self.requests.as_ref().ok_or_else(stopped)?;
        requests.try_send(request).map_err(|error| match error {
            TrySendError::Full(_) => StoreError::Overloaded,
            TrySendError::Disconnected(_) => stopped(),
        })
    }
}

impl Drop for Writer {
    /// Lets the thread write what is queued and waits for it.
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been reported where it happened.
            thread.join().ok();
        }
    }
}

/// What is written in one transaction.
struct Batch {
    requests: Vec<Box<dyn Request>>,
    size_bytes: usize,
}

impl Batch {
    fn of(request: Box<dyn Request>) -> Self {
        Self { size_bytes: request.size_bytes(), requests: vec![request] }
    }

    fn take_ready(&mut self, ready: &Receiver<Box<dyn Request>>) {
        while self.requests.len() < BATCH_REQUESTS_MAX && self.size_bytes < BATCH_BYTES_MAX {
            let Ok(request) = ready.try_recv() else { break };
            self.size_bytes += request.size_bytes();
            self.requests.push(request);
        }
    }
}

struct WriterThread {
    requests: Receiver<Box<dyn Request>>,
    database: Arc<Database>,
    /// None after the database refused to write or roll back: opened anew for the next batch.
    connection: Option<Connection>,
    /// Whether the last batch was refused.
    refused: bool,
    hot_path: HotPath,
}

impl WriterThread {
    fn run(mut self) {
        while let Some(batch) = self.next_batch() {
            // A bug in one request must not end all writing. The unwinding drops the connection
            // and with it the transaction; the callers of this batch hear that it broke off.
            if catch_unwind(AssertUnwindSafe(|| self.write(batch))).is_err() {
                self.hot_path = HotPath::default();
            }
        }
    }

    /// Waits for a request and takes what else is ready. None when the store is dropped.
    fn next_batch(&self) -> Option<Vec<Box<dyn Request>>> {
        let mut batch = Batch::of(self.requests.recv().ok()?);
        batch.take_ready(&self.requests);
        let begun = Instant::now();
        for _ in 0..STEPS_BACK_MAX {
            let had = batch.requests.len();
            if had >= BATCH_REQUESTS_ENOUGH || begun.elapsed() > STEP_BACK_MAX {
                break;
            }
            // Comes back at once while a core is free. Otherwise threads that wait for one go
            // first; what they ask for shares this flush, and there are fewer flushes to do.
            std::thread::yield_now();
            batch.take_ready(&self.requests);
            if batch.requests.len() == had {
                break;
            }
        }
        Some(batch.requests)
    }

    fn write(&mut self, mut batch: Vec<Box<dyn Request>>) {
        let outcome = self.transact(&mut batch);
        if batch.len() > 1 && matches!(outcome, Err(ref error) if !refuses_writes(error)) {
            // One request broke the transaction in a way that was not foreseen. Each is
            // performed again alone, so that only the one at fault fails.
            for mut request in batch {
                let outcome = self.transact(std::slice::from_mut(&mut request));
                request.answer(outcome.as_ref().copied());
            }
            return;
        }
        for request in batch {
            request.answer(outcome.as_ref().copied());
        }
    }

    fn transact(&mut self, batch: &mut [Box<dyn Request>]) -> StoreResult<()> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.database.open_for_writing()?,
        };
        let outcome = transact(&connection, &mut self.hot_path, batch);
        let refused = outcome.as_ref().is_err_and(refuses_writes);
        // One that could not even roll back is of no use any more.
        if !refused && connection.is_autocommit() {
            self.connection = Some(connection);
        }
        self.log_change(refused, &outcome);
        outcome
    }

    /// Logs when the database begins and ceases to refuse, not every batch in between.
    fn log_change(&mut self, refused: bool, outcome: &StoreResult<()>) {
        match (self.refused, outcome) {
            (false, Err(error)) if refused => tracing::error!(%error, "the database refuses writes"),
            (true, Ok(())) => tracing::info!("the database takes writes again"),
            _ => {}
        }
        self.refused = refused;
    }
}

fn transact(connection: &Connection, hot_path: &mut HotPath, batch: &mut [Box<dyn Request>]) -> StoreResult<()> {
    let written = write_all(connection, hot_path, batch);
    hot_path.end_batch();
    if written.is_err() && !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK")?;
    }
    written
}

fn write_all(connection: &Connection, hot_path: &mut HotPath, batch: &mut [Box<dyn Request>]) -> StoreResult<()> {
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    for request in batch {
        request.perform(connection, hot_path)?;
    }
    hot_path.write_counts(connection)?;
    connection.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

/// Whether this error concerns the database as a whole and not one request.
fn refuses_writes(error: &StoreError) -> bool {
    matches!(error, StoreError::Unavailable(_))
}

/// Work given as a function.
struct Work<T, F> {
    work: F,
    result: Option<StoreResult<T>>,
    sender: oneshot::Sender<StoreResult<T>>,
}

impl<T, F> Request for Work<T, F>
where
    T: Send + 'static,
    F: FnMut(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
{
    fn size_bytes(&self) -> usize {
        // Work of this kind is rare and mostly small; documents are counted by this guess too.
        4096
    }

    fn perform(&mut self, connection: &Connection, _: &mut HotPath) -> StoreResult<()> {
        connection.prepare_cached("SAVEPOINT request")?.execute([])?;
        let result = (self.work)(&Transaction::Sqlite(connection));
        match result {
            Err(error) if refuses_writes(&error) || connection.is_autocommit() => return Err(error),
            Err(_) => {
                connection.prepare_cached("ROLLBACK TO request")?.execute([])?;
            }
            Ok(_) => {}
        }
        connection.prepare_cached("RELEASE request")?.execute([])?;
        self.result = Some(result);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), &StoreError>) {
        answer(self.sender, self.result, outcome);
    }
}

/// Gives the caller the result if the commit took place, else why it did not.
pub(super) fn answer<T>(
    sender: oneshot::Sender<StoreResult<T>>,
    result: Option<StoreResult<T>>,
    outcome: Result<(), &StoreError>,
) {
    let answer = match (outcome, result) {
        (Ok(()), Some(result)) => result,
        (Ok(()), None) => Err(stopped()),
        (Err(error), _) => Err(error.clone()),
    };
    // The caller may have gone; what is written stays written.
    sender.send(answer).ok();
}

fn stopped() -> StoreError {
    StoreError::Unavailable("the writer has stopped".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::{SqliteOptions, SqliteStore};
    use crate::sql::query::{Statement, execute, first};
    use crate::sql::transaction::Transaction;
    use crate::sql::value::params;
    use crate::sql::{Backend as _, Reach};
    use crate::{StoreError, StoreResult};
    use std::sync::Arc;
    use std::sync::mpsc::channel;
    use tempfile::TempDir;

    fn store() -> (TempDir, Arc<SqliteStore>) {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path(), SqliteOptions::default()).unwrap();
        (folder, store)
    }

    fn insert(id: i64) -> impl FnMut(&Transaction<'_>) -> StoreResult<()> + Send {
        let statement = Statement::new("INSERT INTO pulse VALUES ($1, 0)");
        move |transaction| execute(transaction, &statement, params![id]).map(drop)
    }

    async fn kept(store: &SqliteStore) -> i64 {
        let statement = Statement::new("SELECT COUNT(*) FROM pulse");
        let count = move |transaction: &Transaction<'_>| first(transaction, &statement, &[], |row| row.integer());
        store.read(Reach::Server, count).await.unwrap().unwrap()
    }

    /// Performs these in one batch: a request before them holds the writer until all are queued.
    macro_rules! in_one_batch {
        ($store:expr, $($work:expr),*) => {{
            let (enter, entered) = channel::<()>();
            let (release, held) = channel::<()>();
            let hold = $store.write(Reach::Server, move |_| Ok((enter.send(()).ok(), held.recv().ok())));
            // `join!` polls in this order: the writer is busy before the first of these is
            // queued, and goes on after the last.
            let (_, _, answers, _) = tokio::join!(
                biased;
                hold,
                async move { entered.recv().ok() },
                async { tokio::join!($($store.write(Reach::Server, $work)),*) },
                async move { release.send(()).ok() }
            );
            answers
        }};
    }

    #[tokio::test]
    async fn a_request_that_fails_is_undone_alone() {
        let (_folder, store) = store();
        let half = |transaction: &Transaction<'_>| {
            insert(2)(transaction)?;
            Err::<(), _>(StoreError::Conflict("no".into()))
        };
        let (before, failed, after) = in_one_batch!(store, insert(1), half, insert(3));
        assert!(before.is_ok() && after.is_ok());
        assert!(matches!(failed, Err(StoreError::Conflict(_))));
        assert_eq!(kept(&store).await, 2);
    }

    #[tokio::test]
    async fn a_request_that_breaks_the_transaction_fails_alone() {
        let (_folder, store) = store();
        let breaks = |transaction: &Transaction<'_>| {
            execute(transaction, &Statement::new("ROLLBACK"), &[])?;
            Err::<(), _>(StoreError::Database("broken".into()))
        };
        let (before, broken, after) = in_one_batch!(store, insert(1), breaks, insert(3));
        assert!(before.is_ok() && after.is_ok(), "{before:?} {after:?}");
        assert!(matches!(broken, Err(StoreError::Database(_))));
        assert_eq!(kept(&store).await, 2);
    }

    #[tokio::test]
    async fn a_panic_ends_its_batch_and_not_the_writer() {
        let (_folder, store) = store();
        let panics = |_: &Transaction<'_>| -> StoreResult<()> { panic!("a bug, made on purpose by this test") };
        let (before, panicked) = in_one_batch!(store, insert(1), panics);
        assert!(matches!(before, Err(StoreError::Unavailable(_))));
        assert!(matches!(panicked, Err(StoreError::Unavailable(_))));
        assert_eq!(kept(&store).await, 0);
        store.write(Reach::Server, insert(2)).await.unwrap();
        assert_eq!(kept(&store).await, 1);
    }
}
