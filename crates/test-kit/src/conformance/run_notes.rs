//! What flows write onto their runs.

use super::{Harness, first_page, world};
use crate::world::World;
use flow::id::{RunId, WorkspaceId};
use store::StoreError;
use store::run_notes::RUN_NOTES_MOST;
use store::runs::{Retention, RunFilter, RunStatus};

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    a_run_is_found_by_what_stands_on_it(&world(harness).await).await;
    a_run_holds_so_many_and_takes_them_with_it(&world(harness).await).await;
}

fn notes(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn found(world: &World, workspace: WorkspaceId, search: &str) -> Vec<RunId> {
    let filter = RunFilter { search: Some(search.into()), ..RunFilter::default() };
    let page = world.store.runs(workspace, filter, first_page()).await.unwrap();
    page.items.iter().map(|row| row.id).collect()
}

async fn a_run_is_found_by_what_stands_on_it(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let (one, other) = (world.record(&flow, RunStatus::Succeeded), world.record(&flow, RunStatus::Succeeded));
    for record in [&one, &other] {
        world.store.commit(record.clone()).await.unwrap();
    }
    let store = &world.store;
    store.note_run(tenant.id(), one.run, notes(&[("order", "A-7"), ("customer", "Ada")])).await.unwrap();
    store.note_run(tenant.id(), other.run, notes(&[("order", "A-70")])).await.unwrap();
    store.note_run(tenant.id(), one.run, notes(&[("customer", "Bob")])).await.unwrap();
    let kept = store.run_notes(tenant.id(), one.run).await.unwrap();
    assert_eq!(kept, notes(&[("customer", "Bob"), ("order", "A-7")]), "the last value counts");
    for (search, expected) in [
        ("order=a-7", vec![other.run, one.run]),
        ("customer=bob", vec![one.run]),
        ("bob", vec![one.run]),
        ("ada", vec![]),
        ("order=%", vec![]),
    ] {
        assert_eq!(found(world, tenant.id(), search).await, expected, "{search}");
    }
    let foreign = world.another(&tenant, "Foreign").await.id();
    assert_eq!(found(world, foreign, "bob").await, []);
    assert!(store.run_notes(foreign, one.run).await.unwrap().is_empty());
}

async fn a_run_holds_so_many_and_takes_them_with_it(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let record = world.record(&flow, RunStatus::Succeeded);
    world.store.commit(record.clone()).await.unwrap();
    let many: Vec<_> = (0..=RUN_NOTES_MOST).map(|number| (format!("n{number}"), String::new())).collect();
    let refused = world.store.note_run(tenant.id(), record.run, many.clone()).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
    assert!(world.store.run_notes(tenant.id(), record.run).await.unwrap().is_empty(), "all or none");
    world.store.note_run(tenant.id(), record.run, many[1..].to_vec()).await.unwrap();
    world.store.prune_runs(Retention::of_flow(0), world.now(), 10).await.unwrap();
    assert!(world.store.run_notes(tenant.id(), record.run).await.unwrap().is_empty());
}
