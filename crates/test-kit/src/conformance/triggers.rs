//! Triggers of published flows.

use super::{Harness, world};
use crate::world::World;
use store::flows::FlowState;

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    publishing_replaces_the_triggers(&world(harness).await).await;
    schedules_of_live_flows_fall_due(&world(harness).await).await;
    a_schedule_moves_on_once(&world(harness).await).await;
}

async fn publishing_replaces_the_triggers(world: &World) {
    let tenant = world.set_up().await;
    let row = world.flow(tenant.id(), "First").await;
    let hook = world.webhook("orders");
    let first = world.version(&row, "[1]");
    world.store.publish(first.clone(), 1, vec![hook.clone()]).await.unwrap();
    let found = world.store.webhook("orders").await.unwrap().unwrap();
    assert_eq!((found.trigger, found.workspace, found.flow), (hook.clone(), tenant.id(), row.id));
    assert!(found.live);
    assert_eq!(found.version, first.id);

    // The same path again, by the same flow, is no conflict; one that is left out is gone.
    let second = world.version(&row, "[2]");
    let hooks = vec![world.webhook("orders"), world.webhook("returns")];
    world.store.publish(second.clone(), 1, hooks).await.unwrap();
    assert_eq!(world.store.webhook("orders").await.unwrap().unwrap().version, second.id);
    assert_eq!(world.store.triggers(tenant.id(), row.id).await.unwrap().len(), 2);
    let paths = ["none", "returns", "orders"].map(String::from);
    assert_eq!(world.store.webhooks(&paths).await.unwrap().len(), 2);
    world.store.publish(world.version(&row, "[3]"), 1, vec![hook]).await.unwrap();
    assert_eq!(world.store.webhook("returns").await.unwrap(), None);

    world.store.set_flow_state(tenant.id(), row.id, FlowState::Paused, world.now()).await.unwrap();
    assert!(!world.store.webhook("orders").await.unwrap().unwrap().live);
    assert!(world.store.webhooks(&paths).await.unwrap().is_empty(), "what is paused is not called");
    let foreign = world.another(&tenant, "Foreign").await.id();
    assert!(world.store.triggers(foreign, row.id).await.unwrap().is_empty());
}

async fn schedules_of_live_flows_fall_due(world: &World) {
    let tenant = world.set_up().await;
    let now = world.now();
    let (early, late) = (world.flow(tenant.id(), "Early").await, world.flow(tenant.id(), "Late").await);
    assert_eq!(world.store.next_schedule().await.unwrap(), None);
    world.store.publish(world.version(&early, "{}"), 1, vec![world.schedule(now.plus_ms(10))]).await.unwrap();
    let schedules = vec![world.schedule(now.plus_ms(20)), world.schedule(now.plus_ms(30)), world.webhook("x")];
    world.store.publish(world.version(&late, "{}"), 1, schedules).await.unwrap();

    let due = |at| async move {
        let rows = world.store.due_schedules(now.plus_ms(at), 100).await.unwrap();
        rows.iter().map(|row| row.trigger.next_at.unwrap().since_ms(now)).collect::<Vec<_>>()
    };
    assert_eq!(due(9).await, [0; 0]);
    assert_eq!(due(30).await, [10, 20, 30]);
    assert_eq!(world.store.due_schedules(now.plus_ms(30), 2).await.unwrap().len(), 2);
    assert_eq!(world.store.next_schedule().await.unwrap(), Some(now.plus_ms(10)));

    world.store.set_flow_state(tenant.id(), early.id, FlowState::Paused, now).await.unwrap();
    assert_eq!(due(30).await, [20, 30]);
    assert_eq!(world.store.next_schedule().await.unwrap(), Some(now.plus_ms(20)));
}

async fn a_schedule_moves_on_once(world: &World) {
    let tenant = world.set_up().await;
    let row = world.flow(tenant.id(), "First").await;
    let now = world.now();
    let schedule = world.schedule(now);
    world.store.publish(world.version(&row, "{}"), 1, vec![schedule.clone()]).await.unwrap();
    let next = Some(now.plus_ms(60));
    assert!(world.store.advance_schedule(schedule.id, now, next).await.unwrap());
    assert!(!world.store.advance_schedule(schedule.id, now, next).await.unwrap());
    assert_eq!(world.store.next_schedule().await.unwrap(), next);
    assert!(world.store.advance_schedule(schedule.id, now.plus_ms(60), None).await.unwrap());
    assert_eq!(world.store.next_schedule().await.unwrap(), None);
}
