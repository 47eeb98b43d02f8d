//! How far triggers have come that look for news by themselves.

use super::{Harness, world};
use crate::world::World;
use flow::NodeId;
use store::StoreError;

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    a_place_is_kept_for_each_trigger(&world(harness).await).await;
}

async fn a_place_is_kept_for_each_trigger(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "Mail").await.id;
    let foreign = world.another(&tenant, "Foreign").await.id();
    let (node, other) = (NodeId("inbox".into()), NodeId("other".into()));
    assert_eq!(world.store.poll_place(tenant.id(), flow, &node).await.unwrap(), None);
    for place in ["{\"uid\":1}", "{\"uid\":2}"] {
        world.store.keep_poll_place(tenant.id(), flow, &node, place, world.now()).await.unwrap();
        assert_eq!(world.store.poll_place(tenant.id(), flow, &node).await.unwrap().as_deref(), Some(place));
    }
    assert_eq!(world.store.poll_place(tenant.id(), flow, &other).await.unwrap(), None);
    assert_eq!(world.store.poll_place(foreign, flow, &node).await.unwrap(), None, "a foreign workspace sees nothing");
    let refused = world.store.keep_poll_place(foreign, flow, &node, "{}", world.now()).await;
    assert!(matches!(refused, Err(StoreError::NotFound(_))), "{refused:?}");
    assert!(world.store.poll_place(tenant.id(), flow, &node).await.unwrap().is_some());
}
