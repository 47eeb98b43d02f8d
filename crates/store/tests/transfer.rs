//! Everything arrives: from SQLite to PostgreSQL, into a backup, and back.

use std::path::Path;
use store::postgres::{PostgresOptions, PostgresStore};
use store::runs::{RunStatus, Runs as _};
use store::sqlite::{SqliteOptions, SqliteStore};
use store::transfer::{Copied, Place, copy};
use store::{PageRequest, Store, StoreError};
use test_kit::{TempCluster, TempStore, Tenant, World};

/// A place with the store's file in it.
fn file(folder: &Path) -> Place {
    Place::File(folder.join("towpath.db"))
}

fn postgres(url: &str) -> Place {
    Place::Postgres { url: url.to_owned(), authorities: None }
}

/// A tenant with a flow and runs, one under way and some ended.
async fn filled() -> (TempStore, Tenant) {
    let store = TempStore::default();
    let world = World::new(store.shared());
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "Grüße ✉").await;
    for status in [RunStatus::Succeeded, RunStatus::Failed, RunStatus::Waiting] {
        store.commit(world.record(&flow, status)).await.unwrap();
    }
    (store, tenant)
}

/// What is seen of the tenant's flows and runs.
async fn seen(store: &dyn Store, tenant: &Tenant) -> String {
    let page = || PageRequest { cursor: None, limit: 50 };
    let flows = store.flows(tenant.id(), Default::default(), page()).await.unwrap().items;
    let runs = store.runs(tenant.id(), Default::default(), page()).await.unwrap().items;
    let mut seen = format!("{flows:?} {runs:?}");
    for run in runs {
        seen += &format!("{:?}", store.load_run(run.id).await.unwrap().1);
    }
    let flows: Vec<_> = flows.iter().map(|flow| flow.id).collect();
    seen + &format!("{:?}", store.flow_counts(tenant.id(), &flows, flow::Timestamp(0)).await.unwrap())
}

fn rows(copied: &[Copied], table: &str) -> u64 {
    copied.iter().find(|copied| copied.table == table).expect("the table is there").rows
}

#[tokio::test]
async fn everything_arrives_on_the_other_side_and_back() {
    let (store, tenant) = filled().await;
    let before = seen(&*store, &tenant).await;
    let cluster = TempCluster::start();
    let (url, folder) = (cluster.database(), tempfile::tempdir().unwrap());

    // The source stays open and in use.
    let there = on_a_thread(file(store.folder()), postgres(&url)).unwrap();
    assert_eq!((rows(&there, "run"), rows(&there, "flow"), rows(&there, "person")), (3, 1, 1));
    let moved = PostgresStore::open(&url, &PostgresOptions::default()).unwrap();
    assert_eq!(seen(&*moved, &tenant).await, before);

    let back = on_a_thread(postgres(&url), file(folder.path())).unwrap();
    assert_eq!(back, there);
    let restored = SqliteStore::open(folder.path(), SqliteOptions::default()).unwrap();
    assert_eq!(seen(&*restored, &tenant).await, before);
}

#[tokio::test]
async fn what_holds_something_is_not_written_over() {
    let (store, _) = filled().await;
    let (other, _) = filled().await;
    let refused = on_a_thread(file(store.folder()), file(other.folder()));
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");

    let cluster = TempCluster::start();
    let url = cluster.database();
    on_a_thread(file(store.folder()), postgres(&url)).unwrap();
    let refused = on_a_thread(file(store.folder()), postgres(&url));
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
}

fn on_a_thread(from: Place, to: Place) -> Result<Vec<Copied>, StoreError> {
    std::thread::spawn(move || copy(&from, &to)).join().unwrap()
}
