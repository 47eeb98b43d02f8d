//! The suite of all stores on PostgreSQL, on a cluster of its own.

use async_trait::async_trait;
use std::sync::{Arc, Mutex};
use store::postgres::{PostgresOptions, PostgresStore};
use store::{Store, StoreError};
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
        // The locks of a process that died go with its connections, which the database may notice a moment later.
        loop {
            match PostgresStore::open(&url, &PostgresOptions::default()) {
                Ok(store) => return store,
                Err(StoreError::Conflict(_)) => tokio::task::yield_now().await,
                Err(error) => panic!("the database cannot be opened: {error}"),
            }
        }
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

#[tokio::test]
async fn a_second_process_is_kept_out_until_the_first_ends() {
    let cluster = TempCluster::start();
    let url = cluster.database();
    let open = || PostgresStore::open(&url, &PostgresOptions::default());
    let first = open().expect("nobody else is there");
    let Err(StoreError::Conflict(message)) = open() else { panic!("opened twice") };
    assert!(message.contains("another Towpath process"), "{message}");
    drop(first);
    open().expect("the first has gone");
}

#[tokio::test]
async fn a_certificate_is_verified() {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
    let (certificate, key) = (certificate.pem(), key.serialize_pem());
    let cluster = TempCluster::start_with("ssl = on", &[("server.crt", &certificate), ("server.key", &key)]);
    let url = cluster.database() + "?sslmode=require";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authorities.pem");
    std::fs::write(&file, certificate).unwrap();
    let open = |authorities| PostgresStore::open(&url, &PostgresOptions { authorities, ..PostgresOptions::default() });

    assert!(matches!(open(None), Err(StoreError::Unavailable(_))), "nobody vouches for this certificate");
    assert!(open(Some(file)).is_ok(), "the file does");
}
