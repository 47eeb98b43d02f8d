//! The history of runs in parts by week: made ahead, and dropped when all their runs are gone.

use super::ask;
use flow::Timestamp;
use flow::id::RunId;
use store::postgres::{PostgresOptions, PostgresStore};
use store::runs::{Record, Retention, RunStatus};
use test_kit::{TempCluster, World};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const KEPT: Retention = Retention { runs_per_flow: 1_000, days: 30 };

/// The parts, and how many rows each holds.
fn parts(url: &str) -> Vec<(String, i64)> {
    ask(url, |client| {
        client.batch_execute("SET towpath.workspace = 'server'").unwrap();
        let names =
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'run_data'::regclass ORDER BY 1";
        let rows = "SELECT COUNT(*) FROM run_data WHERE tableoid = $1::text::regclass";
        let names = client.query(names, &[]).unwrap();
        names
            .iter()
            .map(|row| row.get::<_, String>(0))
            .map(|name| {
                let count = client.query_one(rows, &[&name]).unwrap().get(0);
                (name, count)
            })
            .collect()
    })
}

fn rows_of<'a>(parts: &'a [(String, i64)], name: &str) -> Option<&'a i64> {
    parts.iter().find(|(part, _)| part == name).map(|(_, rows)| rows)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_are_made_ahead_and_dropped_with_their_last_run() {
    let cluster = TempCluster::start();
    let url = cluster.database();
    let world = World::new(PostgresStore::open(&url, &PostgresOptions::default()).unwrap());
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let begin = async |at: Timestamp, status| {
        let mut record: Record = world.record(&flow, status);
        record.run = RunId(uuid::Uuid::from_u128((u128::from(at.0.unsigned_abs()) << 80) | record.run.0.as_u128()));
        world.store.commit(record.clone()).await.unwrap();
        record.run
    };
    let prune = async || world.store.prune_runs(KEPT, world.now(), 1_000).await.unwrap();
    let begun = world.now();

    // Before anybody looks after it, all is in one part; so is what comes before its end.
    let early = begin(begun, RunStatus::Succeeded).await;
    assert_eq!(parts(&url), [("run_data_first".to_owned(), 1)]);
    assert_eq!(prune().await, 0);
    let ahead: Vec<String> = parts(&url).into_iter().map(|(name, _)| name).collect();
    assert_eq!(ahead.len(), 4, "the first, two weeks after it, and the rest: {ahead:?}");
    assert_eq!(prune().await, 0);
    assert_eq!(parts(&url).len(), 4, "nothing is made twice");

    // What comes later is in the part of its week; what comes far too late in the rest.
    let week = ahead[0].clone();
    let week_begins = Timestamp(week.trim_start_matches("run_data_").parse::<i64>().unwrap() * 7 * DAY_MS);
    let ended = begin(week_begins, RunStatus::Failed).await;
    let next_week = week_begins.plus_ms(7 * DAY_MS);
    let waiting = begin(next_week, RunStatus::Waiting).await;
    let beside = begin(next_week.plus_ms(DAY_MS), RunStatus::Succeeded).await;
    let strange = begin(begun.plus_ms(10_000 * DAY_MS), RunStatus::Succeeded).await;
    let (found, next) = (parts(&url), ahead[1].clone());
    assert_eq!(rows_of(&found, &week), Some(&1));
    assert_eq!(rows_of(&found, &next), Some(&2));
    assert_eq!(rows_of(&found, "run_data_rest"), Some(&1));
    for run in [early, ended, waiting, beside, strange] {
        assert_eq!(world.store.load_run(run).await.unwrap().1, [b"first".to_vec()]);
    }

    // Long after: whole weeks are dropped. The one with an open run stays, without its ended one.
    world.clock.set(next_week.plus_ms(60 * DAY_MS));
    assert_eq!(prune().await, 3);
    let found = parts(&url);
    assert_eq!((rows_of(&found, "run_data_first"), rows_of(&found, &week)), (None, None));
    assert_eq!((rows_of(&found, &next), rows_of(&found, "run_data_rest")), (Some(&1), Some(&1)));
    assert_eq!(world.store.load_run(waiting).await.unwrap().1, [b"first".to_vec()]);
    assert_eq!(world.store.load_run(strange).await.unwrap().1, [b"first".to_vec()]);
    assert!(world.store.load_run(ended).await.is_err() && world.store.load_run(beside).await.is_err());
}

#[tokio::test]
async fn a_part_by_itself_shows_nothing() {
    let cluster = TempCluster::start();
    let url = cluster.database();
    let world = World::new(PostgresStore::open(&url, &PostgresOptions::default()).unwrap());
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    world.store.commit(world.record(&flow, RunStatus::Succeeded)).await.unwrap();
    world.store.prune_runs(KEPT, Timestamp(0), 10).await.unwrap();
    let names: Vec<String> = parts(&url).into_iter().map(|(name, _)| name).collect();
    ask(&url, move |client| {
        client.batch_execute("SET towpath.workspace = 'server'").unwrap();
        for name in names {
            let rows: i64 = client.query_one(&format!("SELECT COUNT(*) FROM {name}"), &[]).unwrap().get(0);
            assert_eq!(rows, 0, "{name}");
        }
        let rows: i64 = client.query_one("SELECT COUNT(*) FROM run_data", &[]).unwrap().get(0);
        assert_eq!(rows, 1);
    });
}
