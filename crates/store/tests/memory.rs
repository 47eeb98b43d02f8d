//! The suite of all stores on the one in memory, and its faults.

use async_trait::async_trait;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::faults::{Fault, Faults, Faulty, Operation};
use store::memory::MemoryStore;
use store::runs::RunStatus;
use store::{Store, StoreError};
use test_kit::World;
use test_kit::conformance::{self, Harness};

/// A full disk, on demand.
#[derive(Default)]
struct Disk {
    is_full: Mutex<bool>,
}

impl Faults for Disk {
    fn next(&self, operation: Operation) -> Fault {
        let is_full = *self.is_full.lock().unwrap();
        match operation {
            Operation::Write | Operation::Commit if is_full => {
                Fault::Refused(Duration::ZERO, StoreError::Unavailable("the disk is full".to_owned()))
            }
            _ => Fault::None(Duration::ZERO),
        }
    }
}

/// A store and what of it is handed out.
type Opened = (Arc<MemoryStore>, Arc<Faulty<MemoryStore>>);

#[derive(Default)]
struct MemoryHarness {
    disk: Arc<Disk>,
    open: Mutex<Option<Opened>>,
}

#[async_trait]
impl Harness for MemoryHarness {
    async fn open(&self) -> Arc<dyn Store> {
        let memory = MemoryStore::open().unwrap();
        let store = Faulty::new(memory.clone(), self.disk.clone());
        *self.open.lock().unwrap() = Some((memory, store.clone()));
        store
    }

    /// What is in memory is what another process of the simulation finds.
    async fn after_crash(&self) -> Arc<dyn Store> {
        self.open.lock().unwrap().clone().expect("a store was opened").1
    }

    async fn beside(&self) -> Option<Arc<dyn Store>> {
        let (memory, _) = self.open.lock().unwrap().clone()?;
        Some(Faulty::new(memory.beside(), self.disk.clone()))
    }

    fn can_fill_disk(&self) -> bool {
        true
    }

    async fn fill_disk(&self) {
        *self.disk.is_full.lock().unwrap() = true;
    }

    async fn free_disk(&self) {
        *self.disk.is_full.lock().unwrap() = false;
    }
}

#[tokio::test]
async fn does_what_every_store_must_do() {
    conformance::all(&MemoryHarness::default()).await;
}

#[tokio::test]
async fn what_is_kept_for_flows_is_bounded() {
    conformance::variables::bounds(&MemoryHarness::default()).await;
    conformance::tables::bounds(&MemoryHarness::default()).await;
}

#[tokio::test]
async fn several_processes_share_it() {
    conformance::owners::all(&MemoryHarness::default()).await;
}

/// Says of the second commit that it failed, though it was kept.
#[derive(Default)]
struct LosesTheSecondAnswer {
    commits: Mutex<u32>,
}

impl Faults for LosesTheSecondAnswer {
    fn next(&self, operation: Operation) -> Fault {
        if operation != Operation::Commit {
            return Fault::None(Duration::ZERO);
        }
        let mut commits = self.commits.lock().unwrap();
        *commits += 1;
        match *commits {
            2 => Fault::AnswerLost(Duration::ZERO, StoreError::Unavailable("no answer".to_owned())),
            _ => Fault::None(Duration::ZERO),
        }
    }
}

#[tokio::test]
async fn a_lost_answer_leaves_the_record_kept() {
    let world = World::new(Faulty::new(MemoryStore::open().unwrap(), Arc::new(LosesTheSecondAnswer::default())));
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let (first, second) = (world.record(&flow, RunStatus::Succeeded), world.record(&flow, RunStatus::Succeeded));
    world.store.commit(first).await.unwrap();
    assert!(matches!(world.store.commit(second.clone()).await, Err(StoreError::Unavailable(_))));
    assert_eq!(world.store.load_run(second.run).await.unwrap().0.status, RunStatus::Succeeded);
}
