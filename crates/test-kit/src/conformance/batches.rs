//! Batches of runs that are begun again.

use super::{Harness, world};
use crate::world::World;
use flow::id::{BatchId, RunId};
use store::StoreError;
use store::batches::BatchRow;

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    a_batch_goes_forwards_only(&world(harness).await).await;
    workspaces_have_turns(&world(harness).await).await;
}

async fn workspaces_have_turns(world: &World) {
    let first = world.set_up().await;
    let second = world.another(&first, "Second").await;
    for tenant in [&first, &first, &second] {
        let row = BatchRow {
            id: BatchId::new(&*world.ids),
            workspace: tenant.id(),
            newest: false,
            runs: vec![RunId::new(&*world.ids)],
            position: 0,
            refused: 0,
            created_at: world.now(),
            finished_at: None,
        };
        world.store.create_batch(row).await.unwrap();
    }
    let mut after = None;
    let mut served = Vec::new();
    for _ in 0..4 {
        after = world.store.open_batch(after).await.unwrap().map(|row| row.workspace);
        served.extend(after);
    }
    assert_eq!(served, [first.id(), second.id(), first.id(), second.id()]);
}

async fn a_batch_goes_forwards_only(world: &World) {
    let tenant = world.set_up().await;
    let batch = |count: usize| BatchRow {
        id: BatchId::new(&*world.ids),
        workspace: tenant.id(),
        newest: count == 3,
        runs: (0..count).map(|_| RunId::new(&*world.ids)).collect(),
        position: 0,
        refused: 0,
        created_at: world.now(),
        finished_at: None,
    };
    assert_eq!(world.store.open_batch(None).await.unwrap(), None);
    let (first, second) = (batch(3), batch(1));
    for row in [&first, &second] {
        world.store.create_batch(row.clone()).await.unwrap();
        assert_eq!(world.store.batch(tenant.id(), row.id).await.unwrap(), *row);
    }
    let again = world.store.create_batch(first.clone()).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    assert_eq!(world.store.open_batch(None).await.unwrap().map(|row| row.id), Some(first.id), "the oldest comes first");

    let half = BatchRow { position: 2, refused: 1, ..first.clone() };
    world.store.advance_batch(half.clone()).await.unwrap();
    world.store.advance_batch(BatchRow { position: 1, refused: 0, ..first.clone() }).await.unwrap();
    assert_eq!(world.store.batch(tenant.id(), first.id).await.unwrap(), half, "what is behind changes nothing");

    let over = BatchRow { position: 3, finished_at: Some(world.now()), ..half };
    world.store.advance_batch(over.clone()).await.unwrap();
    assert_eq!(world.store.batch(tenant.id(), first.id).await.unwrap(), over);
    assert_eq!(world.store.open_batch(None).await.unwrap().map(|row| row.id), Some(second.id));

    let foreign = world.another(&tenant, "Foreign").await.id();
    let missing = world.store.batch(foreign, first.id).await;
    assert!(matches!(missing, Err(StoreError::NotFound(_))), "{missing:?}");
    world.store.advance_batch(BatchRow { workspace: foreign, position: 1, ..second.clone() }).await.unwrap();
    assert_eq!(world.store.batch(tenant.id(), second.id).await.unwrap(), second, "a foreign workspace changes nothing");
}
