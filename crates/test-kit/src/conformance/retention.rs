//! What is past keeping goes.

use super::{Harness, assert_not_found, world};
use crate::world::World;
use flow::id::{JobId, RunId};
use store::jobs::JobRow;
use store::runs::{Record, Retention, RunStatus};

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    the_newest_ended_runs_of_each_flow_stay(&world(harness).await).await;
    a_run_goes_with_everything_of_it(&world(harness).await).await;
    ended_keys_go(&world(harness).await).await;
    runs_go_when_they_are_too_old(&world(harness).await).await;
}

/// The time in the id decides, which is when the run began.
async fn runs_go_when_they_are_too_old(world: &World) {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let mut runs = Vec::new();
    for (days, status) in
        [(60, RunStatus::Succeeded), (60, RunStatus::Waiting), (31, RunStatus::Failed), (29, RunStatus::Succeeded)]
    {
        let began_ms = u128::from(world.now().plus_ms(-days * DAY_MS).0.unsigned_abs());
        let mut record = world.record(&flow, status);
        record.run = RunId(uuid::Uuid::from_u128((began_ms << 80) | record.run.0.as_u128()));
        world.store.commit(record.clone()).await.unwrap();
        runs.push(record.run);
    }
    let kept = Retention { runs_per_flow: 100, days: 30 };
    assert_eq!(world.store.prune_runs(kept, world.now(), 1).await.unwrap(), 1);
    assert_eq!(world.store.prune_runs(kept, world.now(), 100).await.unwrap(), 1);
    assert_eq!(world.store.prune_runs(kept, world.now(), 100).await.unwrap(), 0);
    let mut left: Vec<RunId> = Vec::new();
    for run in &runs {
        if world.store.load_run(*run).await.is_ok_and(|(_, chunks)| chunks == [b"first".to_vec()]) {
            left.push(*run);
        }
    }
    assert_eq!(left, [runs[1], runs[3]]);
}

async fn the_newest_ended_runs_of_each_flow_stay(world: &World) {
    let tenant = world.set_up().await;
    let (busy, quiet) = (world.flow(tenant.id(), "Busy").await, world.flow(tenant.id(), "Quiet").await);
    let mut runs = Vec::new();
    for status in
        [RunStatus::Waiting, RunStatus::Succeeded, RunStatus::Failed, RunStatus::Succeeded, RunStatus::Running]
    {
        let record = world.record(&busy, status);
        world.store.commit(record.clone()).await.unwrap();
        runs.push(record.run);
    }
    let only = world.record(&quiet, RunStatus::Succeeded);
    world.store.commit(only.clone()).await.unwrap();
    runs.push(only.run);

    // A piece at a time: the oldest excess may wait for the next call.
    assert_eq!(world.store.prune_runs(Retention::of_flow(1), world.now(), 1).await.unwrap(), 1);
    assert_eq!(world.store.prune_runs(Retention::of_flow(1), world.now(), 100).await.unwrap(), 1);
    assert_eq!(world.store.prune_runs(Retention::of_flow(1), world.now(), 100).await.unwrap(), 0);
    let mut left: Vec<RunId> = Vec::new();
    for run in &runs {
        if world.store.load_run(*run).await.is_ok() {
            left.push(*run);
        }
    }
    // The open ones, the newest ended one, and that of the other flow.
    assert_eq!(left, [runs[0], runs[3], runs[4], runs[5]]);
}

async fn a_run_goes_with_everything_of_it(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let mut record = world.record(&flow, RunStatus::Succeeded);
    record.messages = vec![world.message("SM1")];
    world.store.commit(record.clone()).await.unwrap();
    let job = JobRow {
        id: JobId::new(&*world.ids),
        workspace: tenant.id(),
        run: record.run,
        kind: "sms".into(),
        scheduled_at: world.now(),
        created_at: world.now(),
    };
    world.store.create_job(job.clone()).await.unwrap();

    assert_eq!(world.store.prune_runs(Retention::of_flow(0), world.now(), 100).await.unwrap(), 1);
    assert_not_found(world.store.run(tenant.id(), record.run).await);
    assert_not_found(world.store.job(tenant.id(), job.id).await);
    assert!(world.store.messages(tenant.id(), record.run).await.unwrap().is_empty());
    // Nothing of it is in the way of a run with the same id and message.
    world.store.commit(record.clone()).await.unwrap();
    assert_eq!(world.store.messages(tenant.id(), record.run).await.unwrap()[0].history.len(), 1);
}

async fn ended_keys_go(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    for (key, lives_ms) in [("short", 10), ("long", 1000)] {
        let mut record: Record = world.record(&flow, RunStatus::Running);
        if let Some(accept) = &mut record.accept {
            let mut key = world.key(key);
            key.expires_at = world.now().plus_ms(lives_ms);
            accept.idempotency = Some(key);
        }
        world.store.commit(record).await.unwrap();
    }
    assert_eq!(world.store.prune_runs(Retention::of_flow(100), world.now().plus_ms(10), 100).await.unwrap(), 1);
    assert_eq!(world.store.idempotency(tenant.id(), "hook", "short").await.unwrap(), None);
    assert!(world.store.idempotency(tenant.id(), "hook", "long").await.unwrap().is_some());
}
