//! Saved tests of flows.

use super::{Harness, assert_conflict, assert_not_found, world};
use crate::world::{Tenant, World};
use flow::id::{FlowId, FlowTestId};
use store::flow_tests::{FlowTestRow, TESTS_MOST};

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    tests_are_kept_changed_and_removed(&world(harness).await).await;
    they_end_with_their_flow(&world(harness).await).await;
    a_flow_has_only_so_many(&world(harness).await).await;
}

fn row(world: &World, tenant: &Tenant, flow: FlowId, test: &str) -> FlowTestRow {
    FlowTestRow {
        id: FlowTestId::new(&*world.ids),
        workspace: tenant.id(),
        flow,
        test: test.into(),
        created_at: world.now(),
        created_by: tenant.owner.id,
        updated_at: world.now(),
    }
}

async fn tests_are_kept_changed_and_removed(world: &World) {
    let tenant = world.set_up().await;
    let foreign = world.another(&tenant, "Foreign").await;
    let flow = world.flow(tenant.id(), "Flow").await.id;
    let first = row(world, &tenant, flow, r#"{"name":"a"}"#);
    let second = row(world, &tenant, flow, r#"{"name":"b"}"#);
    world.store.create_flow_test(first.clone()).await.unwrap();
    world.store.create_flow_test(second.clone()).await.unwrap();
    assert_eq!(world.store.flow_tests(tenant.id(), flow).await.unwrap(), [first.clone(), second.clone()]);
    assert!(world.store.flow_tests(foreign.id(), flow).await.unwrap().is_empty());
    assert_not_found(world.store.create_flow_test(row(world, &foreign, flow, "{}")).await);

    let changed = FlowTestRow { test: "{}".into(), updated_at: world.now().plus_ms(1), ..first };
    assert_not_found(world.store.update_flow_test(FlowTestRow { workspace: foreign.id(), ..changed.clone() }).await);
    world.store.update_flow_test(changed.clone()).await.unwrap();
    assert_eq!(world.store.flow_tests(tenant.id(), flow).await.unwrap(), [changed.clone(), second.clone()]);

    assert_not_found(world.store.delete_flow_test(foreign.id(), flow, changed.id).await);
    world.store.delete_flow_test(tenant.id(), flow, changed.id).await.unwrap();
    assert_not_found(world.store.delete_flow_test(tenant.id(), flow, changed.id).await);
    assert_eq!(world.store.flow_tests(tenant.id(), flow).await.unwrap(), [second]);
}

async fn they_end_with_their_flow(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "Flow").await.id;
    world.store.create_flow_test(row(world, &tenant, flow, "{}")).await.unwrap();
    world.store.delete_flow(tenant.id(), flow).await.unwrap();
    assert!(world.store.flow_tests(tenant.id(), flow).await.unwrap().is_empty());
}

async fn a_flow_has_only_so_many(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "Flow").await.id;
    for _ in 0..TESTS_MOST {
        world.store.create_flow_test(row(world, &tenant, flow, "{}")).await.unwrap();
    }
    assert_conflict(world.store.create_flow_test(row(world, &tenant, flow, "{}")).await);
}
