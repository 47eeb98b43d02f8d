//! Variables of flows, workspaces and organisations.

use super::{Harness, assert_conflict, assert_not_found, first_page, walk, world};
use crate::world::{Tenant, World};
use flow::id::VariableId;
use flow::variables::{Deed, VARIABLES_MOST, VariableScope};
use serde_json::{Value, json};
use store::variables::{VariableChange, VariableOwner, VariableRow};

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    they_are_kept_changed_and_removed(&world(harness).await).await;
    names_are_unique_for_each_owner(&world(harness).await).await;
    those_of_the_organisation_are_seen_by_all_its_workspaces(&world(harness).await).await;
    they_are_listed_by_name(&world(harness).await).await;
    the_nearest_come_last(&world(harness).await).await;
    a_step_changes_once(&world(harness).await).await;
    changes_at_the_same_time_lose_nothing(&world(harness).await).await;
    those_of_a_flow_go_with_it(&world(harness).await).await;
}

/// What is bounded; it takes long where each commit does, and is the same code everywhere.
pub async fn bounds(harness: &dyn Harness) {
    there_are_only_so_many(&world(harness).await).await;
}

fn variable(world: &World, tenant: &Tenant, owner: VariableOwner, name: &str, value: Value) -> VariableRow {
    VariableRow {
        id: VariableId::new(&*world.ids),
        owner,
        name: name.into(),
        value,
        description: "What for".into(),
        created_at: world.now(),
        updated_at: world.now(),
        updated_by: Some(tenant.owner.id),
    }
}

fn change(world: &World, owner: VariableOwner, name: &str, deed: Deed, step: Option<&str>) -> VariableChange {
    VariableChange {
        owner,
        name: name.into(),
        deed,
        new_id: VariableId::new(&*world.ids),
        step: step.map(str::to_owned),
        now: world.now(),
    }
}

async fn they_are_kept_changed_and_removed(world: &World) {
    let tenant = world.set_up().await;
    let foreign = world.another(&tenant, "Foreign").await.id();
    let row = variable(world, &tenant, VariableOwner::Workspace, "region", json!({"a": [1, null]}));
    world.store.create_variable(tenant.id(), row.clone()).await.unwrap();
    assert_eq!(world.store.variable(tenant.id(), row.id).await.unwrap(), row);
    assert_not_found(world.store.variable(foreign, row.id).await);

    let changed = VariableRow { name: "zone".into(), value: json!("eu"), updated_by: None, ..row };
    assert_not_found(world.store.update_variable(foreign, changed.clone()).await);
    world.store.update_variable(tenant.id(), changed.clone()).await.unwrap();
    assert_eq!(world.store.variable(tenant.id(), changed.id).await.unwrap(), changed);

    assert_not_found(world.store.delete_variable(foreign, changed.id).await);
    world.store.delete_variable(tenant.id(), changed.id).await.unwrap();
    assert_not_found(world.store.delete_variable(tenant.id(), changed.id).await);
}

async fn names_are_unique_for_each_owner(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await.id;
    for owner in [VariableOwner::Workspace, VariableOwner::Organisation, VariableOwner::Flow(flow)] {
        let row = variable(world, &tenant, owner, "a", json!(1));
        world.store.create_variable(tenant.id(), row.clone()).await.unwrap();
        let other = variable(world, &tenant, owner, "b", json!(1));
        world.store.create_variable(tenant.id(), other.clone()).await.unwrap();
        let again = VariableRow { id: VariableId::new(&*world.ids), ..row.clone() };
        assert_conflict(world.store.create_variable(tenant.id(), again).await);
        assert_conflict(world.store.update_variable(tenant.id(), VariableRow { name: "a".into(), ..other }).await);
        assert_eq!(world.store.variable_by_name(tenant.id(), owner, "a").await.unwrap(), Some(row));
        assert_eq!(world.store.variable_by_name(tenant.id(), owner, "c").await.unwrap(), None);
    }
}

async fn those_of_the_organisation_are_seen_by_all_its_workspaces(world: &World) {
    let tenant = world.set_up().await;
    let other = world.another(&tenant, "Other").await.id();
    let row = variable(world, &tenant, VariableOwner::Organisation, "brand", json!("Acme"));
    world.store.create_variable(tenant.id(), row.clone()).await.unwrap();
    assert_eq!(world.store.variable(other, row.id).await.unwrap(), row);
    let changed = VariableRow { value: json!("Emca"), ..row };
    world.store.update_variable(other, changed.clone()).await.unwrap();
    let flow = world.flow(tenant.id(), "First").await.id;
    let seen = world.store.visible_variables(tenant.id(), flow).await.unwrap();
    assert_eq!(seen, [(VariableScope::Organisation, "brand".into(), json!("Emca"))]);
    world.store.delete_variable(other, changed.id).await.unwrap();
    assert_not_found(world.store.variable(tenant.id(), changed.id).await);
}

async fn they_are_listed_by_name(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await.id;
    let owners = [VariableOwner::Workspace, VariableOwner::Organisation, VariableOwner::Flow(flow)];
    for (name, owner) in ["beta", "Alpha", "gamma_1"].into_iter().zip(owners) {
        world.store.create_variable(tenant.id(), variable(world, &tenant, owner, name, json!(1))).await.unwrap();
    }
    let listed = walk(|page| world.store.variables(tenant.id(), None, page)).await;
    assert_eq!(listed.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Alpha", "beta", "gamma_1"]);
    let found = world.store.variables(tenant.id(), Some("A_1".into()), first_page()).await.unwrap().items;
    assert_eq!(found.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["gamma_1"]);
    let foreign = world.another(&tenant, "Foreign").await.id();
    let seen = world.store.variables(foreign, None, first_page()).await.unwrap().items;
    assert_eq!(seen.len(), 1, "only that of the organisation");
}

async fn the_nearest_come_last(world: &World) {
    let tenant = world.set_up().await;
    let (flow, other) = (world.flow(tenant.id(), "First").await.id, world.flow(tenant.id(), "Other").await.id);
    for (owner, value) in [
        (VariableOwner::Flow(flow), 3),
        (VariableOwner::Workspace, 2),
        (VariableOwner::Organisation, 1),
        (VariableOwner::Flow(other), 4),
    ] {
        world.store.create_variable(tenant.id(), variable(world, &tenant, owner, "x", json!(value))).await.unwrap();
    }
    let seen = world.store.visible_variables(tenant.id(), flow).await.unwrap();
    let values: Vec<_> = seen.iter().map(|(scope, _, value)| (*scope, value.as_i64().unwrap())).collect();
    use VariableScope::{Flow, Organisation, Workspace};
    assert_eq!(values, [(Organisation, 1), (Workspace, 2), (Flow, 3)]);
}

async fn a_step_changes_once(world: &World) {
    let tenant = world.set_up().await;
    let owner = VariableOwner::Workspace;
    let change = |deed, step| world.store.change_variable(tenant.id(), change(world, owner, "n", deed, step));
    assert_eq!(change(Deed::Increment(1.0), Some("a")).await.unwrap(), Some(json!(1)));
    assert_eq!(change(Deed::Increment(1.0), Some("b")).await.unwrap(), Some(json!(2)));
    assert_eq!(change(Deed::Increment(1.0), Some("a")).await.unwrap(), Some(json!(1)), "told what it was told before");
    assert_eq!(change(Deed::Increment(1.0), None).await.unwrap(), Some(json!(3)));
    assert_conflict(change(Deed::Append { value: json!(1), most: None }, Some("c")).await);
    assert_eq!(change(Deed::Set(json!([])), Some("c")).await.unwrap(), Some(json!([])), "a refusal was not kept");
    assert_eq!(change(Deed::Remove, Some("d")).await.unwrap(), None);
    assert_eq!(change(Deed::Remove, Some("d")).await.unwrap(), None);
    assert_eq!(world.store.variable_by_name(tenant.id(), owner, "n").await.unwrap(), None);
    let other = world.another(&tenant, "Other").await.id();
    let there = self::change(world, owner, "n", Deed::Increment(1.0), Some("a"));
    assert_eq!(world.store.change_variable(other, there).await.unwrap(), Some(json!(1)), "keys are a workspace's own");
}

async fn changes_at_the_same_time_lose_nothing(world: &World) {
    let tenant = world.set_up().await;
    let one = |_| {
        let change = change(world, VariableOwner::Organisation, "n", Deed::Increment(1.0), None);
        let (store, workspace) = (world.store.clone(), tenant.id());
        tokio::spawn(async move { store.change_variable(workspace, change).await })
    };
    let tasks: Vec<_> = (0..20).map(one).collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let row = world.store.variable_by_name(tenant.id(), VariableOwner::Organisation, "n").await.unwrap().unwrap();
    assert_eq!((row.value, row.updated_by), (json!(20), None));
}

async fn those_of_a_flow_go_with_it(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await.id;
    let own = variable(world, &tenant, VariableOwner::Flow(flow), "x", json!(1));
    let other = variable(world, &tenant, VariableOwner::Workspace, "x", json!(1));
    for row in [&own, &other] {
        world.store.create_variable(tenant.id(), row.clone()).await.unwrap();
    }
    world.store.delete_flow(tenant.id(), flow).await.unwrap();
    assert_not_found(world.store.variable(tenant.id(), own.id).await);
    world.store.variable(tenant.id(), other.id).await.unwrap();
}

async fn there_are_only_so_many(world: &World) {
    let tenant = world.set_up().await;
    for number in 0..VARIABLES_MOST {
        let row = variable(world, &tenant, VariableOwner::Workspace, &format!("v{number}"), json!(1));
        world.store.create_variable(tenant.id(), row).await.unwrap();
    }
    let more = variable(world, &tenant, VariableOwner::Workspace, "more", json!(1));
    assert_conflict(world.store.create_variable(tenant.id(), more).await);
}
