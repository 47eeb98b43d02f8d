//! What was answered is there after a crash, and a full disk harms nothing.

use super::{Harness, assert_conflict, world};
use crate::world::World;
use store::StoreError;
use store::runs::{Committed, Record, RunStatus};

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    what_was_answered_survives_a_crash(harness, &world(harness).await).await;
    if harness.can_fill_disk() {
        a_full_disk_is_told_and_passes(harness, &world(harness).await).await;
    }
}

async fn what_was_answered_survives_a_crash(harness: &dyn Harness, world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let mut records = Vec::new();
    for index in 0..40 {
        let mut record = world.record(&flow, RunStatus::Waiting);
        record.chunk = vec![index; 2000];
        assert_eq!(world.store.commit(record.clone()).await.unwrap(), Committed::Durable);
        records.push(record);
    }
    let after = world.with_store(harness.after_crash().await);
    for record in &records {
        let (row, chunks) = after.store.load_run(record.run).await.unwrap();
        assert_eq!((row.status, chunks), (RunStatus::Waiting, vec![record.chunk.clone()]));
    }
    assert_eq!(after.store.flow(tenant.id(), flow.id).await.unwrap(), flow);
    // It goes on where it was: the next chunk is taken, the last one is not taken twice.
    let next = after.next_record(&records[0], RunStatus::Succeeded);
    after.store.commit(next.clone()).await.unwrap();
    assert_conflict(after.store.commit(next).await);
}

async fn a_full_disk_is_told_and_passes(harness: &dyn Harness, world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let before = world.record(&flow, RunStatus::Waiting);
    world.store.commit(before.clone()).await.unwrap();
    world.store.ping().await.unwrap();

    harness.fill_disk().await;
    let large = Record { chunk: vec![7; 1 << 20], ..world.record(&flow, RunStatus::Succeeded) };
    let refused = world.store.commit(large.clone()).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert!(matches!(world.store.load_run(large.run).await, Err(StoreError::NotFound(_))));
    assert_eq!(world.store.load_run(before.run).await.unwrap().1.len(), 1, "reading goes on");

    harness.free_disk().await;
    world.store.ping().await.unwrap();
    assert_eq!(world.store.commit(large.clone()).await.unwrap(), Committed::Durable);
    assert_eq!(world.store.load_run(large.run).await.unwrap().1, [large.chunk]);
    let counts = world.store.flow_counts(tenant.id(), &[flow.id], world.now()).await.unwrap();
    assert_eq!(counts[0].finished_24h, 1, "the refused attempt is not counted");
}
