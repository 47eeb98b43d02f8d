//! The suite of all stores on SQLite, and what only SQLite has: the lock on the
//! folder, the bounded queue, closing.

use async_trait::async_trait;
use std::sync::{Arc, Mutex};
use store::runs::{RunStatus, Runs as _};
use store::sqlite::{SqliteOptions, SqliteStore};
use store::{Store, StoreError};
use test_kit::conformance::{self, Harness};
use test_kit::{TempStore, World};

/// Holds the store that was opened last, and what came after its crash.
#[derive(Default)]
struct SqliteHarness {
    open: Mutex<Option<Arc<TempStore>>>,
    crashed: Mutex<Option<TempStore>>,
}

impl SqliteHarness {
    fn current(&self) -> Arc<TempStore> {
        self.open.lock().unwrap().clone().expect("a store was opened")
    }
}

#[async_trait]
impl Harness for SqliteHarness {
    async fn open(&self) -> Arc<dyn Store> {
        let store = Arc::new(TempStore::default());
        *self.open.lock().unwrap() = Some(store.clone());
        store.shared()
    }

    async fn after_crash(&self) -> Arc<dyn Store> {
        let store = self.current().after_crash();
        let shared = store.shared();
        *self.crashed.lock().unwrap() = Some(store);
        shared
    }

    fn can_fill_disk(&self) -> bool {
        true
    }

    async fn fill_disk(&self) {
        // The limit is never below the present size, so this leaves no room at all.
        self.current().set_size_max_bytes(Some(0)).await.unwrap();
    }

    async fn free_disk(&self) {
        self.current().set_size_max_bytes(None).await.unwrap();
    }
}

macro_rules! areas {
    ($($area:ident)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $area() {
            conformance::$area::all(&SqliteHarness::default()).await;
        }
    )*};
}

areas! { identity flows limits triggers waits credentials audit runs children messages retention durability variables tables static_data seen polls }

#[tokio::test]
async fn a_second_process_is_kept_out_until_the_first_ends() {
    let store = TempStore::default();
    let Err(error) = SqliteStore::open(store.folder(), SqliteOptions::default()) else { panic!("opened twice") };
    assert!(error.to_string().contains("another Towpath process"), "{error}");

    let folder = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(folder.path(), SqliteOptions::default()).unwrap());
    SqliteStore::open(folder.path(), SqliteOptions::default()).unwrap();
}

#[tokio::test]
async fn a_full_queue_refuses_at_once() {
    let store = TempStore::with(SqliteOptions { queue_length: 2, ..SqliteOptions::default() });
    let world = World::new(store.shared());
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    // Polled once each without a chance for the answers: more than the queue and a batch can hold.
    let mut commits: Vec<_> =
        (0..2000).map(|_| Box::pin(store.commit(world.record(&flow, RunStatus::Succeeded)))).collect();
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut refused = 0;
    for commit in &mut commits {
        let polled = commit.as_mut().poll(&mut context);
        refused += usize::from(matches!(polled, std::task::Poll::Ready(Err(StoreError::Overloaded))));
    }
    assert!(refused > 0, "none of 2000 was refused by a queue of 2");
    assert!(refused < 2000, "at least the first was taken");
}

#[tokio::test]
async fn closing_writes_what_is_queued() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), SqliteOptions::default()).unwrap();
    let world = World::new(store.clone());
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let records: Vec<_> = (0..200).map(|_| world.record(&flow, RunStatus::Succeeded)).collect();
    let runs: Vec<_> = records.iter().map(|record| record.run).collect();
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    for record in records {
        // Polled once: it is in the queue, and nobody waits for the answer.
        let mut commit = Box::pin(store.commit(record));
        assert!(commit.as_mut().poll(&mut context).is_pending());
    }
    drop((world, store));
    let store = SqliteStore::open(folder.path(), SqliteOptions::default()).unwrap();
    for run in runs {
        assert_eq!(store.load_run(run).await.unwrap().1.len(), 1);
    }
}
