//! Flows and versions.

use super::{Harness, assert_conflict, assert_not_found, first_page, walk, world};
use crate::world::World;
use flow::id::FlowId;
use store::flows::{FlowCounts, FlowFilter, FlowState};
use store::runs::{Retention, RunStatus};

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    a_flow_is_kept_as_it_was_made(&world(harness).await).await;
    lists_are_searched_filtered_and_paged(&world(harness).await).await;
    publishing_numbers_versions(&world(harness).await).await;
    versions_are_tagged(&world(harness).await).await;
    a_refused_publication_leaves_no_trace(&world(harness).await).await;
    only_published_flows_pause(&world(harness).await).await;
    equal_snapshots_are_one(&world(harness).await).await;
    runs_are_counted(&world(harness).await).await;
    a_removed_flow_keeps_the_versions_its_runs_need(&world(harness).await).await;
    a_foreign_flow_is_not_there(&world(harness).await).await;
}

async fn a_flow_is_kept_as_it_was_made(world: &World) {
    let tenant = world.set_up().await;
    let row = world.flow(tenant.id(), "First").await;
    assert_eq!(world.store.flow(tenant.id(), row.id).await.unwrap(), row);
    assert_eq!(world.store.shared_document(tenant.id(), row.id).await.unwrap(), "{}");
    assert_eq!(world.store.newest_document(tenant.id(), row.id).await.unwrap(), "{}");
    assert_conflict(world.store.create_flow(row.clone(), "{}").await);
}

async fn lists_are_searched_filtered_and_paged(world: &World) {
    let tenant = world.set_up().await;
    let mut names = Vec::new();
    // Two of them changed at the same instant: the id decides.
    for name in ["Büro 50%", "welcome", "Reminder", "reminder two", "last"] {
        if name != "reminder two" {
            world.clock.advance_ms(1);
        }
        world.flow(tenant.id(), name).await;
        names.insert(0, name);
    }
    let mut system = world.flow_row(tenant.id(), "queue");
    system.system = true;
    world.store.create_flow(system, "{}").await.unwrap();

    let all = walk(|page| world.store.flows(tenant.id(), FlowFilter::default(), page)).await;
    assert_eq!(all.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), names);

    for (search, expected) in [
        ("REMIND", vec!["reminder two", "Reminder"]),
        ("bÜRO", vec!["Büro 50%"]),
        ("0%", vec!["Büro 50%"]),
        ("%", vec!["Büro 50%"]),
        ("_", vec![]),
    ] {
        let filter = FlowFilter { search: Some(search.into()), state: None };
        let found = world.store.flows(tenant.id(), filter, first_page()).await.unwrap().items;
        assert_eq!(found.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), expected, "{search}");
    }
    let live = FlowFilter { search: None, state: Some(FlowState::Live) };
    assert!(world.store.flows(tenant.id(), live, first_page()).await.unwrap().items.is_empty());
}

async fn versions_are_tagged(world: &World) {
    let tenant = world.set_up().await;
    let row = world.flow(tenant.id(), "First").await;
    for _ in 1..=3 {
        world.store.publish(world.version(&row, "{}"), 1, vec![]).await.unwrap();
    }
    let tag = |number, tags: &[&str]| {
        world.store.tag_version(tenant.id(), row.id, number, tags.iter().map(|tag| (*tag).to_owned()).collect())
    };
    tag(1, &["stable", "autumn", "stable"]).await.unwrap();
    tag(3, &["newest"]).await.unwrap();
    tag(1, &["stable", "before the move"]).await.unwrap();
    assert_not_found(tag(4, &["none"]).await);

    let tags = |numbers| world.store.version_tags(tenant.id(), row.id, numbers);
    let stable = [(1, "before the move".to_owned()), (1, "stable".to_owned())];
    assert_eq!(tags(1..=2).await.unwrap(), stable);
    assert_eq!(tags(2..=3).await.unwrap(), [(3, "newest".to_owned())]);
    tag(3, &[]).await.unwrap();
    assert_eq!(tags(1..=3).await.unwrap(), stable);

    let foreign = world.another(&tenant, "Foreign").await.id();
    assert!(world.store.version_tags(foreign, row.id, 1..=3).await.unwrap().is_empty());
    assert_not_found(world.store.tag_version(foreign, row.id, 1, vec![]).await);
    world.store.delete_flow(tenant.id(), row.id).await.unwrap();
    assert!(tags(1..=3).await.unwrap().is_empty());
}

async fn publishing_numbers_versions(world: &World) {
    let tenant = world.set_up().await;
    let row = world.flow(tenant.id(), "First").await;
    let mut ids = Vec::new();
    for number in 1..=3 {
        let version = world.version(&row, &format!("[{number}]"));
        ids.push(version.id);
        assert_eq!(world.store.publish(version, 1, vec![]).await.unwrap(), number);
    }
    let live = world.store.flow(tenant.id(), row.id).await.unwrap();
    assert_eq!((live.state, live.version, live.version_number), (FlowState::Live, Some(ids[2]), Some(3)));
    assert_eq!((live.revision, live.published_revision), (1, Some(1)));

    let second = world.store.version_by_number(tenant.id(), row.id, 2).await.unwrap();
    assert_eq!((second.id, second.number, second.document.as_str()), (ids[1], Some(2), "[2]"));
    assert_eq!(world.store.version(ids[1]).await.unwrap(), second);
    assert_not_found(world.store.version_by_number(tenant.id(), row.id, 4).await);

    let listed = walk(|page| world.store.versions(tenant.id(), row.id, page)).await;
    assert_eq!(listed.iter().map(|version| version.number).collect::<Vec<_>>(), [Some(3), Some(2), Some(1)]);
}

async fn a_refused_publication_leaves_no_trace(world: &World) {
    let tenant = world.set_up().await;
    let (first, second) = (world.flow(tenant.id(), "First").await, world.flow(tenant.id(), "Second").await);
    world.store.publish(world.version(&first, "{}"), 1, vec![world.webhook("taken")]).await.unwrap();

    assert_conflict(world.store.publish(world.version(&second, "{}"), 2, vec![]).await);
    let triggers = vec![world.webhook("free"), world.webhook("taken")];
    let version = world.version(&second, "{}");
    let refused = world.store.publish(version.clone(), 1, triggers).await.unwrap_err().to_string();
    assert!(refused.contains("`taken`"), "{refused}");
    assert_eq!(world.store.webhook("free").await.unwrap(), None);
    assert_not_found(world.store.version(version.id).await);
    assert_eq!(world.store.flow(tenant.id(), second.id).await.unwrap(), second);
}

async fn only_published_flows_pause(world: &World) {
    let tenant = world.set_up().await;
    let row = world.flow(tenant.id(), "First").await;
    let set = |state| world.store.set_flow_state(tenant.id(), row.id, state, world.now());
    assert_conflict(set(FlowState::Paused).await);
    world.store.publish(world.version(&row, "{}"), 1, vec![]).await.unwrap();
    for state in [FlowState::Paused, FlowState::Live] {
        set(state).await.unwrap();
        assert_eq!(world.store.flow(tenant.id(), row.id).await.unwrap().state, state);
    }
    assert_conflict(set(FlowState::Draft).await);
}

async fn equal_snapshots_are_one(world: &World) {
    let tenant = world.set_up().await;
    let (row, other) = (world.flow(tenant.id(), "First").await, world.flow(tenant.id(), "Other").await);
    let first = world.version(&row, "[1]");
    assert_eq!(world.store.snapshot(first.clone()).await.unwrap(), first.id);
    let changed = world.version(&row, "[2]");
    assert_eq!(world.store.snapshot(changed.clone()).await.unwrap(), changed.id);
    assert_eq!(world.store.snapshot(world.version(&row, "[1]")).await.unwrap(), first.id);
    let elsewhere = world.version(&other, "[1]");
    assert_eq!(world.store.snapshot(elsewhere.clone()).await.unwrap(), elsewhere.id);

    assert_eq!(world.store.version(first.id).await.unwrap(), first);
    assert!(world.store.versions(tenant.id(), row.id, first_page()).await.unwrap().items.is_empty());
}

async fn runs_are_counted(world: &World) {
    let tenant = world.set_up().await;
    let (busy, idle) = (world.flow(tenant.id(), "Busy").await, world.flow(tenant.id(), "Idle").await);
    for status in [RunStatus::Succeeded, RunStatus::Failed, RunStatus::Waiting, RunStatus::InDoubt] {
        world.store.commit(world.record(&busy, status)).await.unwrap();
    }
    let waiting = world.record(&busy, RunStatus::Waiting);
    world.store.commit(waiting.clone()).await.unwrap();
    let failed = world.next_record(&waiting, RunStatus::Failed);
    world.store.commit(failed.clone()).await.unwrap();
    // What is added to an ended run does not end it again.
    world.store.commit(world.next_record(&failed, RunStatus::Failed)).await.unwrap();

    let flows = [idle.id, busy.id];
    let counts = world.store.flow_counts(tenant.id(), &flows, world.now()).await.unwrap();
    assert_eq!(counts, [FlowCounts::default(), FlowCounts { in_progress: 2, finished_24h: 3, failed_24h: 2 }]);
    let tomorrow = world.now().plus_ms(25 * 60 * 60 * 1000);
    let counts = world.store.flow_counts(tenant.id(), &flows, tomorrow).await.unwrap();
    assert_eq!(counts[1], FlowCounts { in_progress: 2, finished_24h: 0, failed_24h: 0 });

    let other = world.another(&tenant, "Other").await;
    let counts = world.store.flow_counts(other.id(), &flows, world.now()).await.unwrap();
    assert_eq!(counts, [FlowCounts::default(); 2], "a foreign flow counts nothing");
}

async fn a_removed_flow_keeps_the_versions_its_runs_need(world: &World) {
    let tenant = world.set_up().await;
    let mut row = world.flow(tenant.id(), "First").await;
    let (unused, used) = (world.version(&row, "[1]"), world.version(&row, "[2]"));
    world.store.publish(unused.clone(), 1, vec![]).await.unwrap();
    world.store.publish(used.clone(), 1, vec![world.webhook("path")]).await.unwrap();
    row.version = Some(used.id);
    let record = world.record(&row, RunStatus::Succeeded);
    world.store.commit(record.clone()).await.unwrap();

    world.store.delete_flow(tenant.id(), row.id).await.unwrap();
    assert_not_found(world.store.flow(tenant.id(), row.id).await);
    assert_not_found(world.store.shared_document(tenant.id(), row.id).await);
    assert_not_found(world.store.version_by_number(tenant.id(), row.id, 2).await);
    assert_not_found(world.store.version(unused.id).await);
    assert_not_found(world.store.delete_flow(tenant.id(), row.id).await);
    assert_eq!(world.store.webhook("path").await.unwrap(), None);
    assert_eq!(world.store.version(used.id).await.unwrap().document, "[2]");
    assert_eq!(world.store.run(tenant.id(), record.run).await.unwrap().flow, row.id);

    world.store.prune_runs(Retention::of_flow(0), world.now(), 100).await.unwrap();
    assert_not_found(world.store.version(used.id).await);
}

async fn a_foreign_flow_is_not_there(world: &World) {
    let tenant = world.set_up().await;
    let row = world.flow(tenant.id(), "First").await;
    world.store.publish(world.version(&row, "{}"), 1, vec![]).await.unwrap();
    let foreign = world.another(&tenant, "Foreign").await.id();

    assert_not_found(world.store.flow(foreign, row.id).await);
    assert_not_found(world.store.shared_document(foreign, row.id).await);
    assert_not_found(world.store.set_flow_state(foreign, row.id, FlowState::Paused, world.now()).await);
    assert_not_found(world.store.delete_flow(foreign, row.id).await);
    assert_not_found(world.store.version_by_number(foreign, row.id, 1).await);
    assert!(world.store.versions(foreign, row.id, first_page()).await.unwrap().items.is_empty());
    assert!(world.store.flows(foreign, FlowFilter::default(), first_page()).await.unwrap().items.is_empty());
    let mut version = world.version(&row, "{}");
    version.workspace = foreign;
    assert_not_found(world.store.publish(version.clone(), 1, vec![]).await);
    assert_not_found(world.store.snapshot(version).await);
    assert_not_found(world.store.flow(tenant.id(), FlowId::new(&*world.ids)).await);
}
