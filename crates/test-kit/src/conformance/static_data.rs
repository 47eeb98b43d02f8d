//! What scripts of a flow keep between runs.

use super::{Harness, world};
use crate::world::World;
use flow::id::RunId;
use serde_json::json;
use store::runs::RunStatus;
use store::static_data::StaticEntry;

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    changes_of_a_run_that_counts_become_the_flows(&world(harness).await).await;
    only_what_led_to_the_last_record_counts(&world(harness).await).await;
    what_was_left_behind_is_found(&world(harness).await).await;
}

fn entry(scope: &str, name: &str, value: Option<i64>) -> StaticEntry {
    StaticEntry { scope: scope.into(), name: name.into(), value: value.map(|value| json!(value)) }
}

async fn changes_of_a_run_that_counts_become_the_flows(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await.id;
    let settle = async |entries: Vec<StaticEntry>, counts| {
        let run = RunId::new(&*world.ids);
        world.store.keep_static_data(tenant.id(), flow, run, 0, entries).await.unwrap();
        world.store.settle_static_data(tenant.id(), run, counts, world.now()).await.unwrap();
        assert!(world.store.kept_static_data(tenant.id(), run, 9).await.unwrap().is_empty());
    };
    settle(vec![entry("", "a", Some(1)), entry("node", "a", Some(2)), entry("", "b", Some(3))], true).await;
    settle(vec![entry("", "a", Some(7)), entry("", "b", None), entry("", "c", Some(4))], true).await;
    settle(vec![entry("", "a", Some(9))], false).await;
    let kept = world.store.static_data(tenant.id(), flow).await.unwrap();
    assert_eq!(kept, [entry("", "a", Some(7)), entry("", "c", Some(4)), entry("node", "a", Some(2))]);
    let foreign = world.another(&tenant, "Foreign").await.id();
    assert!(world.store.static_data(foreign, flow).await.unwrap().is_empty());
    world.store.clear_static_data(foreign, flow).await.unwrap();
    assert_eq!(world.store.static_data(tenant.id(), flow).await.unwrap().len(), 3);
    world.store.clear_static_data(tenant.id(), flow).await.unwrap();
    assert!(world.store.static_data(tenant.id(), flow).await.unwrap().is_empty());
}

async fn only_what_led_to_the_last_record_counts(world: &World) {
    let tenant = world.set_up().await;
    let (flow, run) = (world.flow(tenant.id(), "First").await.id, RunId::new(&*world.ids));
    let kept = async |next_sequence| world.store.kept_static_data(tenant.id(), run, next_sequence).await.unwrap();
    for sequence in [0, 2, 5] {
        let entries = vec![entry("", "n", Some(i64::from(sequence)))];
        world.store.keep_static_data(tenant.id(), flow, run, sequence, entries).await.unwrap();
    }
    assert!(kept(0).await.is_empty(), "no record was kept");
    assert_eq!(kept(6).await, [entry("", "n", Some(5))]);
    assert_eq!(kept(5).await, [entry("", "n", Some(2))], "the record after it was not kept");
    world.store.keep_static_data(tenant.id(), flow, run, 5, vec![entry("", "n", Some(6))]).await.unwrap();
    assert_eq!(kept(6).await, [entry("", "n", Some(6))], "done again, it replaces what led nowhere");
}

async fn what_was_left_behind_is_found(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let (open, ended) = (world.record(&flow, RunStatus::Waiting), world.record(&flow, RunStatus::Succeeded));
    for record in [&open, &ended] {
        let entries = vec![entry("", "n", Some(1))];
        world.store.keep_static_data(tenant.id(), flow.id, record.run, 0, entries).await.unwrap();
        world.store.commit(record.clone()).await.unwrap();
    }
    assert_eq!(world.store.unsettled_static_data().await.unwrap(), [(tenant.id(), ended.run)]);
    world.store.settle_static_data(tenant.id(), ended.run, true, world.now()).await.unwrap();
    assert!(world.store.unsettled_static_data().await.unwrap().is_empty());
    world.store.delete_flow(tenant.id(), flow.id).await.unwrap();
    assert!(world.store.static_data(tenant.id(), flow.id).await.unwrap().is_empty());
}
