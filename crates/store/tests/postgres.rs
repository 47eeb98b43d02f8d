//! The suite of all stores on PostgreSQL, on a cluster of its own.

use async_trait::async_trait;
use std::sync::{Arc, Mutex};
use store::Store;
use store::postgres::{PostgresOptions, PostgresStore};
use test_kit::TempCluster;
use test_kit::conformance::{self, Harness};

/// A cluster, and the database that was opened last.
struct PostgresHarness {
    cluster: TempCluster,
    url: Mutex<String>,
}

impl PostgresHarness {
    fn new() -> Self {
        Self { cluster: TempCluster::start(), url: Mutex::default() }
    }

    async fn connect(&self) -> Arc<dyn Store> {
        let url = self.url.lock().unwrap().clone();
        let open = move || PostgresStore::open(&url, &PostgresOptions::default()).expect("the database can be reached");
        tokio::task::spawn_blocking(open).await.expect("it opens")
    }
}

#[async_trait]
impl Harness for PostgresHarness {
    async fn open(&self) -> Arc<dyn Store> {
        let url = self.cluster.database();
        *self.url.lock().unwrap() = url;
        self.connect().await
    }

    async fn after_crash(&self) -> Arc<dyn Store> {
        self.cluster.crash();
        self.connect().await
    }

    /// Only root could limit the room of the cluster's folder.
    fn can_fill_disk(&self) -> bool {
        false
    }

    async fn fill_disk(&self) {}

    async fn free_disk(&self) {}
}

/// One test, because each has a cluster of its own and starting one takes longest.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn does_what_every_store_must_do() {
    conformance::all(&PostgresHarness::new()).await;
}
