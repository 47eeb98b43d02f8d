//! Events and the runs that wait for them: whatever comes first, they find each other.

use super::{Harness, world};
use crate::world::{Tenant, World};
use flow::NodeId;
use flow::id::{EventId, RunId, WorkspaceId};
use std::sync::Arc;
use store::flows::FlowRow;
use store::runs::{Record, Retention, RunStatus};
use store::waits::{EndedWait, EventRow, NewEvent, NewWait, ONCE_KEPT_MS, Once, Sent, WaitChanges, WaitRow};

/// How long an event of these cases is kept.
const KEPT_MS: i64 = 1_000;

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    an_event_marks_the_waits_that_are_there(&world(harness).await).await;
    a_wait_finds_what_is_kept(&world(harness).await).await;
    a_wait_goes_on_waiting_after_a_look(&world(harness).await).await;
    a_node_takes_an_event_once(&world(harness).await).await;
    the_end_of_a_wait_is_the_end_of_its_row(&world(harness).await).await;
    an_event_is_sent_once_under_its_key(&world(harness).await).await;
    events_are_open_until_their_flows_have_begun(&world(harness).await).await;
    what_is_past_keeping_goes_and_what_is_due_stays(&world(harness).await).await;
    an_event_and_its_wait_never_both_sleep(&world(harness).await).await;
}

fn event(world: &World, workspace: WorkspaceId, name: &str, key: &str) -> NewEvent {
    NewEvent {
        id: EventId::new(&*world.ids),
        workspace,
        name: name.into(),
        key: key.into(),
        data: format!("{{\"key\":\"{key}\"}}"),
        sent_at: world.now(),
        expires_at: world.now().plus_ms(KEPT_MS),
        once: None,
    }
}

async fn send(world: &World, workspace: WorkspaceId, name: &str, key: &str) -> Vec<RunId> {
    match world.store.send_event(event(world, workspace, name, key)).await.unwrap() {
        Sent::Kept { runs, .. } => runs,
        other => panic!("{other:?}"),
    }
}

fn wait(world: &World, frame: u32, name: &str, key: &str) -> NewWait {
    NewWait {
        frame,
        node: NodeId::from("wait"),
        name: name.into(),
        key: key.into(),
        ends_at: Some(world.now().plus_ms(KEPT_MS)),
        created_at: world.now(),
    }
}

fn opening(waits: Vec<NewWait>) -> WaitChanges {
    WaitChanges { opened: waits, ..WaitChanges::default() }
}

fn ending(frame: u32, by: Option<i64>) -> WaitChanges {
    let ended = vec![EndedWait { frame, node: NodeId::from("wait"), by }];
    WaitChanges { ended, ..WaitChanges::default() }
}

/// A run that waits.
async fn waiting(world: &World, flow: &FlowRow, waits: Vec<NewWait>) -> Record {
    let record = Record { waits: opening(waits), ..world.record(flow, RunStatus::Waiting) };
    world.store.commit(record.clone()).await.unwrap();
    record
}

/// The next record of a run, with these changes.
async fn next(world: &World, before: &Record, status: RunStatus, waits: WaitChanges) -> Record {
    let record = Record { waits, ..world.next_record(before, status) };
    world.store.commit(record.clone()).await.unwrap();
    record
}

async fn due(world: &World, record: &Record) -> Vec<WaitRow> {
    world.store.due_waits(record.workspace, record.run).await.unwrap()
}

async fn events(world: &World, wait: &WaitRow) -> Vec<EventRow> {
    world.store.events_after(wait, wait.seen, 10).await.unwrap()
}

async fn begin(world: &World) -> (Tenant, FlowRow) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    (tenant, flow)
}

async fn an_event_marks_the_waits_that_are_there(world: &World) {
    let (tenant, flow) = begin(world).await;
    let first = waiting(world, &flow, vec![wait(world, 0, "paid", "7"), wait(world, 1, "paid", "8")]).await;
    let second = waiting(world, &flow, vec![wait(world, 0, "paid", "7")]).await;
    let other = waiting(world, &flow, vec![wait(world, 0, "shipped", "7"), wait(world, 2, "paid", "")]).await;
    let open = world.store.open_waits(tenant.id(), first.run).await.unwrap();
    assert_eq!(open.iter().map(|row| &row.wait).collect::<Vec<_>>(), first.waits.opened.iter().collect::<Vec<_>>());
    assert!(due(world, &first).await.is_empty());

    let mut told = send(world, tenant.id(), "paid", "7").await;
    told.sort();
    assert_eq!(told, [first.run, second.run], "all who wait for it");
    for record in [&first, &second] {
        let due = due(world, record).await;
        assert_eq!(due.iter().map(|row| row.wait.frame).collect::<Vec<_>>(), [0]);
        let found = events(world, &due[0]).await;
        assert_eq!(found.iter().map(|event| event.data.as_str()).collect::<Vec<_>>(), ["{\"key\":\"7\"}"]);
    }
    assert!(due(world, &other).await.is_empty(), "name and key must be the same");
    assert_eq!(world.store.runs_with_due_waits(None, 10).await.unwrap(), told);
    assert_eq!(world.store.runs_with_due_waits(Some(told[0]), 10).await.unwrap(), told[1..]);

    let foreign = world.another(&tenant, "Foreign").await.id();
    assert!(send(world, foreign, "shipped", "7").await.is_empty());
    assert!(due(world, &other).await.is_empty(), "events stay in their workspace");
    assert!(world.store.due_waits(foreign, first.run).await.unwrap().is_empty());
    assert!(world.store.open_waits(foreign, first.run).await.unwrap().is_empty());
}

async fn a_wait_finds_what_is_kept(world: &World) {
    let (tenant, flow) = begin(world).await;
    send(world, tenant.id(), "paid", "7").await;
    send(world, tenant.id(), "paid", "7").await;
    let early = waiting(world, &flow, vec![wait(world, 0, "paid", "7")]).await;
    let found = due(world, &early).await;
    assert_eq!(found.len(), 1, "it is due from its beginning");
    let positions: Vec<i64> = events(world, &found[0]).await.iter().map(|event| event.position).collect();
    assert!(positions.len() == 2 && positions[0] < positions[1], "{positions:?}");

    world.clock.advance_ms(KEPT_MS + 1);
    let late = waiting(world, &flow, vec![wait(world, 0, "paid", "7")]).await;
    assert!(due(world, &late).await.is_empty(), "it is kept no longer");
    // One that is not kept at all still reaches who waits, however late that looks.
    let now = world.now();
    world.store.send_event(NewEvent { expires_at: now, ..event(world, tenant.id(), "paid", "7") }).await.unwrap();
    world.clock.advance_ms(KEPT_MS);
    let found = due(world, &late).await;
    assert_eq!(events(world, &found[0]).await.len(), 1);
}

async fn a_wait_goes_on_waiting_after_a_look(world: &World) {
    let (tenant, flow) = begin(world).await;
    let record = waiting(world, &flow, vec![wait(world, 0, "paid", "7")]).await;
    send(world, tenant.id(), "paid", "7").await;
    let row = due(world, &record).await.remove(0);
    let seen = events(world, &row).await.remove(0).position;
    // A second one comes while it looks at the first.
    send(world, tenant.id(), "paid", "7").await;
    world.store.pass_events(&row, seen).await.unwrap();
    let row = due(world, &record).await.remove(0);
    assert_eq!(row.seen, seen);
    let left = events(world, &row).await;
    assert_eq!(left.len(), 1, "only what it has not seen");
    world.store.pass_events(&row, left[0].position).await.unwrap();
    assert!(due(world, &record).await.is_empty());
    assert_eq!(send(world, tenant.id(), "paid", "7").await, [record.run], "and the next one wakes it");
}

async fn a_node_takes_an_event_once(world: &World) {
    let (tenant, flow) = begin(world).await;
    let first = waiting(world, &flow, vec![wait(world, 1, "paid", "7")]).await;
    send(world, tenant.id(), "paid", "7").await;
    let row = due(world, &first).await.remove(0);
    let position = events(world, &row).await.remove(0).position;
    let changes = WaitChanges { opened: vec![wait(world, 2, "paid", "7")], ..ending(1, Some(position)) };
    let second = next(world, &first, RunStatus::Waiting, changes).await;
    assert!(due(world, &second).await.is_empty(), "the next wait of the node waits for the next event");
    let open = world.store.open_waits(tenant.id(), first.run).await.unwrap();
    assert_eq!(open.iter().map(|row| row.wait.frame).collect::<Vec<_>>(), [2]);
    assert_eq!(send(world, tenant.id(), "paid", "7").await, [first.run]);
    let row = due(world, &second).await.remove(0);
    let position = events(world, &row).await.remove(0).position;
    let third = next(world, &second, RunStatus::Waiting, ending(2, Some(position))).await;
    let other = NewWait { node: NodeId::from("other"), ..wait(world, 0, "paid", "7") };
    let fourth = next(world, &third, RunStatus::Waiting, opening(vec![other])).await;
    let row = due(world, &fourth).await.remove(0);
    assert_eq!(events(world, &row).await.len(), 2, "another node has taken none");
}

async fn the_end_of_a_wait_is_the_end_of_its_row(world: &World) {
    let (tenant, flow) = begin(world).await;
    let waits = vec![wait(world, 0, "paid", "7"), wait(world, 1, "paid", "7")];
    let record = waiting(world, &flow, waits.clone()).await;
    let record = next(world, &record, RunStatus::Waiting, ending(0, None)).await;
    assert_eq!(send(world, tenant.id(), "paid", "7").await, [record.run]);
    assert_eq!(due(world, &record).await.iter().map(|row| row.wait.frame).collect::<Vec<_>>(), [1]);
    let over = WaitChanges { ends_all: true, ..WaitChanges::default() };
    let record = next(world, &record, RunStatus::Succeeded, over).await;
    assert!(due(world, &record).await.is_empty());
    assert!(world.store.open_waits(tenant.id(), record.run).await.unwrap().is_empty());
    assert!(send(world, tenant.id(), "paid", "7").await.is_empty());

    // A record that is refused changes nothing.
    let refused = waiting(world, &flow, Vec::new()).await;
    let stale = Record { sequence: 7, waits: opening(waits), ..world.next_record(&refused, RunStatus::Waiting) };
    super::assert_conflict(world.store.commit(stale).await);
    assert!(world.store.open_waits(tenant.id(), refused.run).await.unwrap().is_empty());
}

async fn an_event_is_sent_once_under_its_key(world: &World) {
    let (tenant, flow) = begin(world).await;
    let record = waiting(world, &flow, vec![wait(world, 0, "paid", "7")]).await;
    let once = Once { key: "order-7".into(), body_hash: [1; 32] };
    let first = NewEvent { once: Some(once.clone()), ..event(world, tenant.id(), "paid", "7") };
    assert!(matches!(world.store.send_event(first.clone()).await.unwrap(), Sent::Kept { .. }));
    let again = NewEvent { id: EventId::new(&*world.ids), ..first.clone() };
    let expected = Sent::Earlier { id: first.id, body_hash: [1; 32] };
    assert_eq!(world.store.send_event(again).await.unwrap(), expected);
    let other = Once { body_hash: [2; 32], ..once };
    let misused = NewEvent { once: Some(other), ..event(world, tenant.id(), "shipped", "7") };
    assert_eq!(world.store.send_event(misused.clone()).await.unwrap(), expected);
    let row = due(world, &record).await.remove(0);
    assert_eq!(events(world, &row).await.len(), 1);
    let foreign = world.another(&tenant, "Foreign").await.id();
    let theirs = NewEvent { workspace: foreign, ..misused };
    assert!(matches!(world.store.send_event(theirs).await.unwrap(), Sent::Kept { .. }), "keys are a workspace's own");
}

async fn events_are_open_until_their_flows_have_begun(world: &World) {
    let (tenant, flow) = begin(world).await;
    let trigger = store::triggers::NewTrigger { event: Some("paid".into()), ..world.schedule(world.now()) };
    let trigger = store::triggers::NewTrigger { next_at: None, ..trigger };
    world.store.publish(world.version(&flow, "{}"), 1, vec![trigger.clone()]).await.unwrap();
    let begins = |sent| matches!(sent, Sent::Kept { begins: true, .. });
    let first = event(world, tenant.id(), "paid", "7");
    assert!(begins(world.store.send_event(first.clone()).await.unwrap()));
    assert!(!begins(world.store.send_event(event(world, tenant.id(), "shipped", "7")).await.unwrap()));
    let second = event(world, tenant.id(), "paid", "");
    assert!(begins(world.store.send_event(second.clone()).await.unwrap()));
    let open = world.store.open_events(None, 10).await.unwrap();
    assert_eq!(open.iter().map(|event| event.id).collect::<Vec<_>>(), [first.id, second.id]);
    let found = world.store.event_triggers(tenant.id(), "paid").await.unwrap();
    assert_eq!(found.iter().map(|row| &row.trigger).collect::<Vec<_>>(), [&trigger]);
    assert!(world.store.event_triggers(tenant.id(), "shipped").await.unwrap().is_empty());
    let foreign = world.another(&tenant, "Foreign").await.id();
    assert!(world.store.event_triggers(foreign, "paid").await.unwrap().is_empty());

    world.store.close_event(foreign, first.id).await.unwrap();
    assert_eq!(world.store.open_events(None, 10).await.unwrap().len(), 2, "a foreign workspace changes nothing");
    world.store.close_event(tenant.id(), first.id).await.unwrap();
    let open = world.store.open_events(None, 10).await.unwrap();
    assert_eq!(open.iter().map(|event| event.id).collect::<Vec<_>>(), [second.id]);
    assert!(world.store.open_events(Some(second.id), 10).await.unwrap().is_empty());
    let paused = store::flows::FlowState::Paused;
    world.store.set_flow_state(tenant.id(), flow.id, paused, world.now()).await.unwrap();
    assert!(world.store.event_triggers(tenant.id(), "paid").await.unwrap().is_empty(), "a paused flow begins no run");
}

async fn what_is_past_keeping_goes_and_what_is_due_stays(world: &World) {
    let (tenant, flow) = begin(world).await;
    let record = waiting(world, &flow, vec![wait(world, 0, "paid", "7")]).await;
    for key in ["7", "8"] {
        send(world, tenant.id(), "paid", key).await;
    }
    let prune = || world.store.prune_runs(Retention::of_flow(100), world.now(), 100);
    assert_eq!(prune().await.unwrap(), 0);
    world.clock.advance_ms(ONCE_KEPT_MS + KEPT_MS);
    assert_eq!(prune().await.unwrap(), 1, "only what nobody has to look at");
    let row = due(world, &record).await.remove(0);
    let left = events(world, &row).await;
    assert_eq!(left.len(), 1);
    next(world, &record, RunStatus::Succeeded, WaitChanges { ends_all: true, ..ending(0, Some(left[0].position)) })
        .await;
    assert_eq!(prune().await.unwrap(), 1);
    // The locks go too, and what comes after begins anew.
    prune().await.unwrap();
    let record = waiting(world, &flow, vec![wait(world, 0, "paid", "7")]).await;
    assert_eq!(send(world, tenant.id(), "paid", "7").await, [record.run]);
}

/// Both sides at once, many times: afterwards every wait is due, and sees the event.
async fn an_event_and_its_wait_never_both_sleep(world: &World) {
    let (tenant, flow) = begin(world).await;
    let world = Arc::new(world.with_store(world.store.clone()));
    let mut sides = Vec::new();
    for number in 0..40 {
        let key = (number / 2).to_string();
        let (sender, waiter) = (world.clone(), world.clone());
        let (workspace, flow, own) = (tenant.id(), flow.clone(), key.clone());
        let waiting = tokio::spawn(async move { waiting(&waiter, &flow, vec![wait(&waiter, 0, "paid", &own)]).await });
        let sending =
            (number % 2 == 0).then(|| tokio::spawn(async move { send(&sender, workspace, "paid", &key).await }));
        sides.push((waiting, sending));
    }
    for (waiting, sending) in sides {
        if let Some(sending) = sending {
            sending.await.unwrap();
        }
        waiting.await.unwrap();
    }
    let runs = world.store.runs_with_due_waits(None, 100).await.unwrap();
    assert_eq!(runs.len(), 40, "no wait sleeps beside its event");
    for run in runs {
        let due = world.store.due_waits(tenant.id(), run).await.unwrap();
        assert_eq!(events(&world, &due[0]).await.len(), 1);
    }
}
