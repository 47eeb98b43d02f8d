//! Child runs, and chunks that replace those before them.

use super::{Harness, first_page, world};
use crate::world::World;
use flow::id::RunId;
use store::flows::FlowRow;
use store::runs::{Committed, Parent, Record, Retention, RunFilter, RunStatus};

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    a_step_begins_one_child(&world(harness).await).await;
    children_are_found_by_their_parent_within_the_workspace(&world(harness).await).await;
    only_open_children_are_asked_to_cancel(&world(harness).await).await;
    a_child_stays_while_its_parent_is_under_way(&world(harness).await).await;
    a_replacing_chunk_removes_those_before_it(&world(harness).await).await;
}

fn child(world: &World, flow: &FlowRow, parent: RunId, step: &str, status: RunStatus) -> Record {
    let mut record = world.record(flow, status);
    if let Some(accept) = &mut record.accept {
        accept.parent = Some(Parent { run: parent, step: step.into(), depth: 3 });
    }
    record
}

async fn a_step_begins_one_child(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let parent = world.record(&flow, RunStatus::Running);
    world.store.commit(parent.clone()).await.unwrap();
    let first = child(world, &flow, parent.run, "call/0/1", RunStatus::Running);
    assert_eq!(world.store.commit(first.clone()).await.unwrap(), Committed::Durable);
    let again = child(world, &flow, parent.run, "call/0/1", RunStatus::Running);
    match world.store.commit(again).await.unwrap() {
        Committed::Duplicate(row) => assert_eq!(row.run, first.run),
        other => panic!("{other:?}"),
    }
    let other = child(world, &flow, parent.run, "call/1/1", RunStatus::Running);
    assert_eq!(world.store.commit(other).await.unwrap(), Committed::Durable);
}

async fn children_are_found_by_their_parent_within_the_workspace(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let parent = world.record(&flow, RunStatus::Running);
    world.store.commit(parent.clone()).await.unwrap();
    let mut children = Vec::new();
    for step in ["a/0/1", "b/0/1"] {
        let record = child(world, &flow, parent.run, step, RunStatus::Succeeded);
        world.store.commit(record.clone()).await.unwrap();
        children.push((step.to_owned(), record.run));
    }
    let (id, store) = (tenant.id(), &world.store);
    assert_eq!(store.children(id, parent.run, 10).await.unwrap(), children);
    assert_eq!(store.children(id, parent.run, 1).await.unwrap(), children[..1]);
    let row = store.child(id, parent.run, "b/0/1").await.unwrap().unwrap();
    assert_eq!((row.id, row.parent), (children[1].1, Some(Parent { run: parent.run, step: "b/0/1".into(), depth: 3 })));
    assert_eq!(store.child(id, parent.run, "c/0/1").await.unwrap(), None);
    let filter = RunFilter { parent: Some(parent.run), ..RunFilter::default() };
    let listed = store.runs(id, filter.clone(), first_page()).await.unwrap().items;
    assert_eq!(listed.iter().map(|row| row.id).collect::<Vec<_>>(), [children[1].1, children[0].1]);

    let foreign = world.another(&tenant, "Foreign").await.id();
    assert_eq!(store.child(foreign, parent.run, "a/0/1").await.unwrap(), None);
    assert!(store.children(foreign, parent.run, 10).await.unwrap().is_empty());
    assert!(store.runs(foreign, filter, first_page()).await.unwrap().items.is_empty());
}

async fn only_open_children_are_asked_to_cancel(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let parent = world.record(&flow, RunStatus::Running);
    world.store.commit(parent.clone()).await.unwrap();
    let mut runs = Vec::new();
    for (step, status) in [("a", RunStatus::Waiting), ("b", RunStatus::Waiting), ("c", RunStatus::Succeeded)] {
        let record = child(world, &flow, parent.run, step, status);
        world.store.commit(record.clone()).await.unwrap();
        runs.push(record.run);
    }
    let next = world.next_record(&parent, RunStatus::Cancelled);
    world.store.commit(Record { abandons: vec!["a".into(), "c".into(), "missing".into()], ..next }).await.unwrap();
    let mut asked = Vec::new();
    for run in &runs {
        asked.push(world.store.run(tenant.id(), *run).await.unwrap().cancel_requested);
    }
    assert_eq!(asked, [true, false, false]);
    let open = world.store.open_runs(None, 10).await.unwrap();
    let listed: Vec<_> = open.iter().map(|open| (open.id, open.cancel_requested)).collect();
    assert_eq!(listed, [(runs[0], true), (runs[1], false)]);
}

async fn a_child_stays_while_its_parent_is_under_way(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let parent = world.record(&flow, RunStatus::Running);
    world.store.commit(parent.clone()).await.unwrap();
    let ended = child(world, &flow, parent.run, "a", RunStatus::Succeeded);
    world.store.commit(ended.clone()).await.unwrap();
    let prune = || world.store.prune_runs(Retention::of_flow(0), world.now(), 100);
    prune().await.unwrap();
    assert!(world.store.run(tenant.id(), ended.run).await.is_ok(), "its result may not have arrived");
    world.store.commit(world.next_record(&parent, RunStatus::Succeeded)).await.unwrap();
    prune().await.unwrap();
    assert!(world.store.run(tenant.id(), ended.run).await.is_err());
}

async fn a_replacing_chunk_removes_those_before_it(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let first = world.record(&flow, RunStatus::Running);
    world.store.commit(first.clone()).await.unwrap();
    let second = world.next_record(&first, RunStatus::Running);
    world.store.commit(second.clone()).await.unwrap();
    let third = Record { chunk: b"all".to_vec(), replaces: true, ..world.next_record(&second, RunStatus::Running) };
    world.store.commit(third.clone()).await.unwrap();
    let (row, chunks) = world.store.load_run(first.run).await.unwrap();
    assert_eq!((row.next_sequence, chunks), (3, vec![b"all".to_vec()]));
    world.store.commit(world.next_record(&third, RunStatus::Succeeded)).await.unwrap();
    assert_eq!(world.store.load_run(first.run).await.unwrap().1, [b"all".to_vec(), b"next".to_vec()]);
}
