//! A stand-by answers lists while it keeps up; the primary does when it does not. And nobody
//! writes to a stand-by, whatever its name.

use super::ask;
use store::identity::Identity as _;
use store::postgres::{PostgresOptions, PostgresStore};
use store::runs::{RunStatus, Runs as _};
use store::{PageRequest, Store, StoreError};
use test_kit::{TempPair, Tenant, World};

async fn listed(store: &dyn Store, tenant: &Tenant) -> usize {
    let page = PageRequest { cursor: None, limit: 50 };
    store.runs(tenant.id(), Default::default(), page).await.unwrap().items.len()
}

/// The last beat the stand-by knows of, `seconds` from now.
fn beat(url: &str, seconds: i32) {
    ask(url, move |client| {
        client
            .batch_execute(&format!(
                "DELETE FROM owner; INSERT INTO owner VALUES (gen_random_uuid(), '', 1, 'all', '', 0, \
                 (extract(epoch FROM clock_timestamp()) * 1000)::bigint + {seconds} * 1000, 0, '', '')"
            ))
            .unwrap();
    });
}

/// Waits until the stand-by shows what the primary has, and lets it stand there.
fn stand_still_at(primary: &str, standby: &str) {
    let place: String =
        ask(primary, |client| client.query_one("SELECT pg_current_wal_lsn()::text", &[]).unwrap().get(0));
    ask(standby, move |client| {
        let has = "SELECT pg_last_wal_replay_lsn() >= $1::text::pg_lsn";
        while !client.query_one(has, &[&place]).unwrap().get::<_, bool>(0) {}
        client.batch_execute("SELECT pg_wal_replay_pause()").unwrap();
        while client.query_one("SELECT pg_get_wal_replay_pause_state()", &[]).unwrap().get::<_, String>(0) != "paused" {
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_come_from_a_stand_by_that_keeps_up() {
    let pair = TempPair::start();
    let url = pair.database();
    let database = url.split_once('?').unwrap().0.rsplit_once('/').unwrap().1.to_owned();
    let standby_url = format!("postgres://towpath@127.0.0.1:{}/{database}", pair.standby().port());
    let options = PostgresOptions { replica_url: Some(standby_url.clone()), ..PostgresOptions::default() };
    let store = PostgresStore::open(&url, &options).unwrap();
    let world = World::new(store.clone());
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let (primary, standby) = (pair.primary().superuser(&url), pair.standby().superuser(&standby_url));

    // One that keeps up, as far as anybody can see, shows what it has.
    world.store.commit(world.record(&flow, RunStatus::Succeeded)).await.unwrap();
    beat(&primary, 86_400);
    stand_still_at(&primary, &standby);
    let later = world.record(&flow, RunStatus::Succeeded);
    world.store.commit(later.clone()).await.unwrap();
    assert_eq!(listed(&*store, &tenant).await, 1, "the list is the stand-by's");
    assert_eq!(store.run(tenant.id(), later.run).await.unwrap().id, later.run, "a single run is the primary's");

    // One that lags is not asked, nor is one that is gone.
    ask(&standby, |client| client.batch_execute("SELECT pg_wal_replay_resume()").unwrap());
    beat(&primary, -86_400);
    stand_still_at(&primary, &standby);
    world.store.commit(world.record(&flow, RunStatus::Succeeded)).await.unwrap();
    assert_eq!(listed(&*store, &tenant).await, 3, "the list is the primary's");
    pair.standby().kill();
    let another = PostgresStore::open(&url, &options).unwrap();
    assert_eq!(listed(&*another, &tenant).await, 3);
}

/// The address names both servers and says nothing about which of them takes writes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_go_on_at_the_new_primary_though_the_old_one_is_a_stand_by_now() {
    let mut pair = TempPair::start();
    let url = pair.database();
    let (url, _) = url.split_once('?').unwrap();
    let store = PostgresStore::open(url, &PostgresOptions::default()).unwrap();
    let world = World::new(store.clone());
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    world.store.commit(world.record(&flow, RunStatus::Succeeded)).await.unwrap();

    let mut pair = tokio::task::spawn_blocking(move || {
        pair.fail_over();
        pair.mend();
        pair
    })
    .await
    .unwrap();
    let (later, renamed) = (world.record(&flow, RunStatus::Succeeded), store.region(tenant.id()).await);
    assert_eq!(renamed.unwrap(), "");
    world.store.commit(later).await.unwrap();
    store.set_region(tenant.id(), "here", true).await.unwrap();

    // The other way round it is the first of the address that is alone.
    let pair = tokio::task::spawn_blocking(move || {
        pair.fail_over();
        pair
    })
    .await
    .unwrap();
    world.store.commit(world.record(&flow, RunStatus::Succeeded)).await.unwrap();
    assert_eq!(listed(&*store, &tenant).await, 3);
    drop(pair);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_takes_no_writes_counts_as_away() {
    let pair = TempPair::start();
    let url = pair.database();
    let store = PostgresStore::open(&url, &PostgresOptions::default()).unwrap();
    let world = World::new(store.clone());
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let standby = url.split_once('?').unwrap().0.replace(&format!("127.0.0.1:{},", pair.primary().port()), "");
    let refused = PostgresStore::open(&standby, &PostgresOptions::default()).err();
    assert!(matches!(refused, Some(StoreError::Unavailable(_))), "{refused:?}");

    let set = |word: &str| {
        pair.primary().ask(&format!("ALTER SYSTEM SET default_transaction_read_only = {word}"));
        pair.primary().ask("SELECT pg_reload_conf()");
    };
    set("on");
    // Each session hears of it a moment later.
    let record = world.record(&flow, RunStatus::Succeeded);
    let refused = loop {
        match store.commit(world.record(&flow, RunStatus::Succeeded)).await {
            Ok(_) => tokio::task::yield_now().await,
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
    set("off");
    while store.commit(record.clone()).await.is_err() {
        tokio::task::yield_now().await;
    }
}
