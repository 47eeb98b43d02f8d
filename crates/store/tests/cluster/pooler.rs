//! The store behind PgBouncer in transaction mode, with fewer sessions than connections: what
//! a transaction leaves in its session would be found by another.

use async_trait::async_trait;
use std::sync::{Arc, Mutex};
use store::Store;
use store::postgres::{PostgresOptions, PostgresStore};
use test_kit::conformance::{self, Harness};
use test_kit::{TempCluster, TempPooler, pooler};

/// Two stores have ten connections each that write.
const SESSIONS: u32 = 5;

struct PooledHarness {
    // In this order: the pooler ends before its cluster.
    pooler: TempPooler,
    cluster: TempCluster,
    direct_url: Mutex<String>,
}

impl PooledHarness {
    fn connect(&self) -> Arc<dyn Store> {
        let direct_url = self.direct_url.lock().unwrap().clone();
        let url = self.pooler.url(&self.cluster, &direct_url);
        let options = PostgresOptions { direct_url: Some(direct_url), ..PostgresOptions::default() };
        PostgresStore::open(&url, &options).expect("the database can be opened through the pooler")
    }
}

#[async_trait]
impl Harness for PooledHarness {
    async fn open(&self) -> Arc<dyn Store> {
        *self.direct_url.lock().unwrap() = self.cluster.database();
        self.connect()
    }

    async fn after_crash(&self) -> Arc<dyn Store> {
        self.connect()
    }

    async fn beside(&self) -> Option<Arc<dyn Store>> {
        Some(self.connect())
    }

    fn can_fill_disk(&self) -> bool {
        false
    }

    async fn fill_disk(&self) {}

    async fn free_disk(&self) {}
}

/// The hot path, and what processes say to each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_does_what_every_store_must_do() {
    let cluster = TempCluster::start();
    let Some(pooler) = TempPooler::start(&cluster, SESSIONS) else {
        eprintln!("left out: {}", pooler::HOW_TO_INSTALL);
        return;
    };
    let harness = PooledHarness { pooler, cluster, direct_url: Mutex::default() };
    conformance::runs::all(&harness).await;
    conformance::children::all(&harness).await;
    conformance::owners::all(&harness).await;
}
