//! Runs: the journal, the lists, idempotency keys.

use super::{Harness, assert_conflict, assert_not_found, first_page, walk, world};
use crate::world::World;
use flow::id::{RunId, WorkspaceId};
use flow::{NodeId, Timestamp};
use std::sync::Arc;
use store::flows::FlowRow;
use store::runs::{Committed, IdempotencyRow, Record, RunError, RunFilter, RunMode, RunStatus};
use store::{Store, StoreResult};

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    a_run_is_read_back_as_it_was_written(&world(harness).await).await;
    a_chunk_that_comes_twice_is_refused(&world(harness).await).await;
    a_record_without_a_chunk_uses_up_no_number(&world(harness).await).await;
    one_refused_record_leaves_its_neighbours_alone(&world(harness).await).await;
    a_key_starts_one_run(&world(harness).await).await;
    equal_keys_at_once_start_one_run(&world(harness).await).await;
    an_ended_key_is_free_again(&world(harness).await).await;
    open_runs_are_listed_for_recovery(&world(harness).await).await;
    lists_are_filtered(&world(harness).await).await;
    lists_are_paged_newest_first(&world(harness).await).await;
    system_runs_are_listed_only_by_flow(&world(harness).await).await;
    the_last_run_has_data(&world(harness).await).await;
    a_foreign_run_is_not_there(&world(harness).await).await;
}

async fn a_run_is_read_back_as_it_was_written(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let mut first = world.record(&flow, RunStatus::Waiting);
    first.wake_at = Some(world.now().plus_ms(60));
    if let Some(accept) = &mut first.accept {
        accept.version_number = Some(4);
        accept.mode = RunMode::Retry;
        accept.retry_of = Some(RunId::new(&*world.ids));
    }
    assert_eq!(world.store.commit(first.clone()).await.unwrap(), Committed::Durable);
    let (row, chunks) = world.store.load_run(first.run).await.unwrap();
    let accept = first.accept.as_ref().unwrap();
    assert_eq!((row.flow, row.version, row.version_number), (flow.id, accept.version, Some(4)));
    assert_eq!((row.mode, row.status, row.retry_of), (RunMode::Retry, RunStatus::Waiting, accept.retry_of));
    assert_eq!((row.started_at, row.finished_at, row.wake_at), (accept.started_at, None, first.wake_at));
    assert_eq!(chunks, [b"first"]);

    let mut last = world.next_record(&first, RunStatus::Failed);
    last.wake_at = None;
    last.error = Some(RunError { node: NodeId("send".into()), message: "é".repeat(600) });
    world.store.commit(last.clone()).await.unwrap();
    let (row, chunks) = world.store.load_run(first.run).await.unwrap();
    assert_eq!(chunks, [b"first".to_vec(), b"next".to_vec()]);
    assert_eq!((row.status, row.finished_at, row.wake_at), (RunStatus::Failed, last.finished_at, None));
    assert_eq!(row.error.as_ref().unwrap().message, "é".repeat(500));
    assert_eq!(world.store.run(tenant.id(), first.run).await.unwrap(), row);
}

async fn a_chunk_that_comes_twice_is_refused(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let first = world.record(&flow, RunStatus::Running);
    world.store.commit(first.clone()).await.unwrap();
    assert_conflict(world.store.commit(first.clone()).await);
    let second = world.next_record(&first, RunStatus::Waiting);
    world.store.commit(second.clone()).await.unwrap();

    let zombie = Record { chunk: b"zombie".to_vec(), status: RunStatus::Failed, ..second.clone() };
    assert_conflict(world.store.commit(zombie.clone()).await);
    assert_conflict(world.store.commit(Record { chunk: Vec::new(), ..zombie.clone() }).await);
    assert_conflict(world.store.commit(Record { sequence: 3, ..zombie }).await);
    let (row, chunks) = world.store.load_run(first.run).await.unwrap();
    assert_eq!((row.status, chunks.len()), (RunStatus::Waiting, 2));
}

async fn a_record_without_a_chunk_uses_up_no_number(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let first = world.record(&flow, RunStatus::Running);
    world.store.commit(first.clone()).await.unwrap();
    let second = world.next_record(&first, RunStatus::Waiting);
    world.store.commit(Record { chunk: Vec::new(), ..second.clone() }).await.unwrap();
    world.store.commit(second).await.unwrap();
    assert_eq!(world.store.load_run(first.run).await.unwrap().1.len(), 2);
}

/// Gives the records all at once, so that they share commits; answers in the order of the records.
async fn commit_at_once(store: &Arc<dyn Store>, records: Vec<Record>) -> Vec<StoreResult<Committed>> {
    let commits: Vec<_> = records
        .into_iter()
        .map(|record| {
            let store = store.clone();
            tokio::spawn(async move { store.commit(record).await })
        })
        .collect();
    let mut answers = Vec::new();
    for commit in commits {
        answers.push(commit.await.expect("a commit does not panic"));
    }
    answers
}

async fn one_refused_record_leaves_its_neighbours_alone(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let known = world.record(&flow, RunStatus::Running);
    world.store.commit(known.clone()).await.unwrap();
    let unknown = world.record(&flow, RunStatus::Running);
    let mut records: Vec<Record> = (0..50).map(|_| world.record(&flow, RunStatus::Succeeded)).collect();
    records[10] = known;
    records[20] = world.next_record(&unknown, RunStatus::Running);

    let runs: Vec<RunId> = records.iter().map(|record| record.run).collect();
    let mut answers = commit_at_once(&world.store, records).await;
    assert_not_found(answers.remove(20));
    assert_conflict(answers.remove(10));
    assert!(answers.iter().all(|answer| matches!(answer, Ok(Committed::Durable))), "{answers:?}");
    for run in runs.iter().filter(|run| **run != unknown.run) {
        assert_eq!(world.store.load_run(*run).await.unwrap().1.len(), 1);
    }
    assert_not_found(world.store.load_run(unknown.run).await);
}

/// A run that ends at once and answers, under this key.
fn keyed(world: &World, flow: &FlowRow, key: &str) -> Record {
    let mut record = world.record(flow, RunStatus::Succeeded);
    record.answer = Some((world.key(key), b"answer".to_vec()));
    if let Some(accept) = &mut record.accept {
        accept.idempotency = Some(world.key(key));
    }
    record
}

async fn a_key_starts_one_run(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    assert_eq!(world.store.idempotency(tenant.id(), "hook", "k").await.unwrap(), None);
    let first = Record { answer: None, ..keyed(world, &flow, "k") };
    world.store.commit(first.clone()).await.unwrap();
    let mut kept = IdempotencyRow { run: first.run, body_hash: [7; 32], answer: None };
    assert_eq!(world.store.idempotency(tenant.id(), "hook", "k").await.unwrap(), Some(kept.clone()));

    let again = keyed(world, &flow, "k");
    assert_eq!(world.store.commit(again.clone()).await.unwrap(), Committed::Duplicate(kept.clone()));
    assert_not_found(world.store.load_run(again.run).await);
    assert_not_found(world.store.commit(world.next_record(&again, RunStatus::Running)).await);

    // The answer comes with a later record of the run.
    let mut later = world.next_record(&first, RunStatus::Succeeded);
    later.answer = Some((world.key("k"), b"late".to_vec()));
    world.store.commit(later).await.unwrap();
    kept.answer = Some(b"late".to_vec());
    assert_eq!(world.store.idempotency(tenant.id(), "hook", "k").await.unwrap(), Some(kept));

    // Another scope and another workspace know nothing of it.
    let foreign = world.another(&tenant, "Foreign").await;
    assert_eq!(world.store.idempotency(tenant.id(), "other", "k").await.unwrap(), None);
    assert_eq!(world.store.idempotency(foreign.id(), "hook", "k").await.unwrap(), None);
    let elsewhere = world.flow(foreign.id(), "First").await;
    assert_eq!(world.store.commit(keyed(world, &elsewhere, "k")).await.unwrap(), Committed::Durable);
}

async fn equal_keys_at_once_start_one_run(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let records: Vec<Record> = (0..60).map(|index| keyed(world, &flow, &format!("k{}", index % 3))).collect();
    let runs: Vec<RunId> = records.iter().map(|record| record.run).collect();
    let answers = commit_at_once(&world.store, records).await;
    let started = answers.iter().filter(|answer| matches!(answer, Ok(Committed::Durable))).count();
    assert_eq!(started, 3);
    for (run, answer) in runs.iter().zip(answers) {
        match answer.unwrap() {
            Committed::Durable => assert_eq!(world.store.load_run(*run).await.unwrap().1.len(), 1),
            Committed::Duplicate(row) => {
                assert_eq!(row.answer.as_deref(), Some(b"answer".as_slice()));
                assert_not_found(world.store.load_run(*run).await);
            }
        }
    }
    let counts = world.store.flow_counts(tenant.id(), &[flow.id], world.now()).await.unwrap();
    assert_eq!(counts[0].finished_24h, 3, "a duplicate is not counted");
}

async fn an_ended_key_is_free_again(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    world.store.commit(keyed(world, &flow, "k")).await.unwrap();
    world.clock.advance_ms(3_600_000);
    let again = Record { answer: None, ..keyed(world, &flow, "k") };
    assert_eq!(world.store.commit(again.clone()).await.unwrap(), Committed::Durable);
    let kept = world.store.idempotency(tenant.id(), "hook", "k").await.unwrap().unwrap();
    assert_eq!((kept.run, kept.answer), (again.run, None));
}

async fn open_runs_are_listed_for_recovery(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let mut open = Vec::new();
    for status in [
        RunStatus::Running,
        RunStatus::Succeeded,
        RunStatus::Paused,
        RunStatus::Waiting,
        RunStatus::Failed,
        RunStatus::InDoubt,
        RunStatus::Cancelled,
    ] {
        let mut record = world.record(&flow, status);
        record.wake_at = (status == RunStatus::Waiting).then(|| world.now().plus_ms(9));
        world.store.commit(record.clone()).await.unwrap();
        if !status.is_final() {
            open.push((record.run, status, record.wake_at));
        }
    }
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let runs = world.store.open_runs(after, 2).await.unwrap();
        let Some(last) = runs.last() else { break };
        after = Some(last.id);
        found.extend(runs.iter().map(|run| (run.id, run.status, run.wake_at)));
    }
    assert_eq!(found, open);
}

async fn found(world: &World, workspace: WorkspaceId, filter: RunFilter) -> Vec<RunId> {
    let page = world.store.runs(workspace, filter, first_page()).await.unwrap();
    page.items.iter().map(|row| row.id).collect()
}

async fn lists_are_filtered(world: &World) {
    let tenant = world.set_up().await;
    let (flow, other) = (world.flow(tenant.id(), "First").await, world.flow(tenant.id(), "Other").await);
    let mut failed = world.record(&flow, RunStatus::Failed);
    failed.error = Some(RunError { node: NodeId("send".into()), message: "Mailbox 100% full".into() });
    let mut scheduled = world.record(&other, RunStatus::Succeeded);
    if let Some(accept) = &mut scheduled.accept {
        accept.mode = RunMode::Schedule;
    }
    let mut late = world.record(&flow, RunStatus::Waiting);
    if let Some(accept) = &mut late.accept {
        accept.started_at = world.now().plus_ms(1000);
    }
    for record in [&failed, &scheduled, &late] {
        world.store.commit(record.clone()).await.unwrap();
    }
    let (all, at) = (RunFilter::default, |plus_ms| -> Option<Timestamp> { Some(world.now().plus_ms(plus_ms)) });
    let search = |text: &str| RunFilter { search: Some(text.into()), ..RunFilter::default() };
    let cases = [
        (all(), vec![late.run, scheduled.run, failed.run]),
        (RunFilter { flow: Some(flow.id), ..all() }, vec![late.run, failed.run]),
        (RunFilter { status: vec![RunStatus::Failed, RunStatus::Succeeded], ..all() }, vec![scheduled.run, failed.run]),
        (RunFilter { mode: vec![RunMode::Schedule], ..all() }, vec![scheduled.run]),
        (RunFilter { flow: Some(flow.id), mode: vec![RunMode::Schedule], ..all() }, vec![]),
        (RunFilter { from: at(1000), ..all() }, vec![late.run]),
        (RunFilter { to: at(1000), ..all() }, vec![scheduled.run, failed.run]),
        (search("mailbox 100%"), vec![failed.run]),
        (search("100_"), vec![]),
        (search(&scheduled.run.to_string()), vec![scheduled.run]),
        (search(""), vec![late.run, scheduled.run, failed.run]),
    ];
    for (filter, expected) in cases {
        assert_eq!(found(world, tenant.id(), filter.clone()).await, expected, "{filter:?}");
    }
}

async fn lists_are_paged_newest_first(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let mut runs = Vec::new();
    for _ in 0..5 {
        let record = world.record(&flow, RunStatus::Succeeded);
        world.store.commit(record.clone()).await.unwrap();
        runs.insert(0, record.run);
    }
    for flow in [None, Some(flow.id)] {
        let filter = RunFilter { flow, ..RunFilter::default() };
        let walked = walk(|page| world.store.runs(tenant.id(), filter.clone(), page)).await;
        assert_eq!(walked.iter().map(|row| row.id).collect::<Vec<_>>(), runs);
    }
}

async fn system_runs_are_listed_only_by_flow(world: &World) {
    let tenant = world.set_up().await;
    let mut system = world.flow_row(tenant.id(), "queue");
    system.system = true;
    world.store.create_flow(system.clone(), "{}").await.unwrap();
    let record = world.record(&system, RunStatus::Succeeded);
    world.store.commit(record.clone()).await.unwrap();
    assert_eq!(found(world, tenant.id(), RunFilter::default()).await, []);
    let of_flow = RunFilter { flow: Some(system.id), ..RunFilter::default() };
    assert_eq!(found(world, tenant.id(), of_flow).await, [record.run]);
}

async fn the_last_run_has_data(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    assert_eq!(world.store.last_run(tenant.id(), flow.id).await.unwrap(), None);
    let with_data = world.record(&flow, RunStatus::Succeeded);
    world.store.commit(with_data.clone()).await.unwrap();
    let without = Record { chunk: Vec::new(), ..world.record(&flow, RunStatus::Running) };
    world.store.commit(without).await.unwrap();
    let last = world.store.last_run(tenant.id(), flow.id).await.unwrap().unwrap();
    assert_eq!(last.id, with_data.run);
}

async fn a_foreign_run_is_not_there(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let record = world.record(&flow, RunStatus::Running);
    world.store.commit(record.clone()).await.unwrap();
    let foreign = world.another(&tenant, "Foreign").await.id();

    assert_not_found(world.store.run(foreign, record.run).await);
    assert_eq!(world.store.last_run(foreign, flow.id).await.unwrap(), None);
    assert_eq!(found(world, foreign, RunFilter::default()).await, []);
    assert_eq!(found(world, foreign, RunFilter { flow: Some(flow.id), ..RunFilter::default() }).await, []);
    let search = RunFilter { search: Some(record.run.to_string()), ..RunFilter::default() };
    assert_eq!(found(world, foreign, search).await, []);
    let mut written = world.next_record(&record, RunStatus::Cancelled);
    written.workspace = foreign;
    assert_not_found(world.store.commit(written).await);
    assert_conflict(world.store.commit(Record { workspace: foreign, ..record }).await);
}
