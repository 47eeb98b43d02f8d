//! The suite of all stores on PostgreSQL, on a cluster of its own.

use async_trait::async_trait;
use std::sync::{Arc, Mutex};
use store::postgres::{PostgresOptions, PostgresStore};
use store::runs::RunStatus;
use store::{PageRequest, Store, StoreError};
use test_kit::conformance::{self, Harness};
use test_kit::{TempCluster, World};

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
        PostgresStore::open(&url, &PostgresOptions::default()).expect("the database can be opened")
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

    async fn beside(&self) -> Option<Arc<dyn Store>> {
        Some(self.connect().await)
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_processes_share_it() {
    conformance::owners::all(&PostgresHarness::new()).await;
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

#[tokio::test]
async fn the_database_itself_keeps_workspaces_apart() {
    let cluster = TempCluster::start();
    let url = cluster.database();
    let Err(StoreError::Conflict(message)) = PostgresStore::open(&cluster.superuser(&url), &PostgresOptions::default())
    else {
        panic!("a superuser was let in")
    };
    assert!(message.contains("bypasses row-level security"), "{message}");

    let world = World::new(PostgresStore::open(&url, &PostgresOptions::default()).unwrap());
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    world.store.commit(world.record(&flow, RunStatus::Succeeded)).await.unwrap();
    let (mine, others) = (tenant.id().0.to_string(), uuid::Uuid::nil().to_string());
    std::thread::spawn(move || {
        let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
        let tables = ["workspace", "flow", "draft", "run", "run_data", "run_count", "member"];
        for table in tables {
            let count = format!("SELECT COUNT(*) FROM {table}");
            assert!(client.query_one(&count, &[]).is_err(), "{table} is shown to whom names no workspace");
            for (workspace, expected) in [(&mine, true), (&others, false)] {
                let mut transaction = client.transaction().unwrap();
                transaction.execute("SELECT set_config('towpath.workspace', $1, true)", &[workspace]).unwrap();
                let rows: i64 = transaction.query_one(&count, &[]).unwrap().get(0);
                assert_eq!(rows > 0, expected, "{table} for {workspace}");
            }
        }
        let mut transaction = client.transaction().unwrap();
        transaction.execute("SELECT set_config('towpath.workspace', $1, true)", &[&others]).unwrap();
        assert_eq!(transaction.execute("DELETE FROM run", &[]).unwrap(), 0);
        let moved = transaction
            .execute("INSERT INTO run_count (flow, quarter, finished, failed) SELECT $1, 0, 1, 0", &[&flow.id.0]);
        assert!(moved.is_err(), "a row of another workspace was written");
    })
    .join()
    .unwrap();
}

/// One connection serves workspaces in turn, also after work that failed or panicked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_takes_nothing_along_from_one_workspace_to_the_next() {
    let cluster = TempCluster::start();
    let options = PostgresOptions { connections: 1, ..PostgresOptions::default() };
    let world = World::new(PostgresStore::open(&cluster.database(), &options).unwrap());
    let tenant = world.set_up().await;
    let second = world.workspace(tenant.organisation.id, "Second");
    world.store.create_workspace(second.clone(), tenant.owner.id).await.unwrap();
    let (first_flow, second_flow) = (world.flow(tenant.id(), "First").await, world.flow(second.id, "Second").await);
    for round in 0..500 {
        let ((workspace, own), foreign) = match round % 2 {
            0 => ((tenant.id(), &first_flow), &second_flow),
            _ => ((second.id, &second_flow), &first_flow),
        };
        let page = PageRequest { cursor: None, limit: 50 };
        let seen = world.store.flows(workspace, Default::default(), page).await.unwrap().items;
        assert_eq!(seen, std::slice::from_ref(own));
        assert!(matches!(world.store.flow(workspace, foreign.id).await, Err(StoreError::NotFound(_))));
        assert!(world.store.delete_flow(workspace, foreign.id).await.is_err());
        // Asked for and given up before the answer.
        drop(Box::pin(world.store.flow(workspace, own.id)));
    }
}
