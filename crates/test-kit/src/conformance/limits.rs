//! Limits of workspaces, and whose turn it is.

use super::{Harness, world};
use crate::world::{Tenant, World};
use flow::id::RunId;
use std::sync::Arc;
use store::flows::FlowRow;
use store::limits::{Ask, Bound, Full, Limit, Rate, Turn};
use store::runs::{Record, Retention, RunStatus};

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    limits_of_a_workspace_are_its_own(&world(harness).await).await;
    places_are_given_back_with_the_end_of_a_run(&world(harness).await).await;
    keys_are_counted_apart(&world(harness).await).await;
    a_workspace_counts_all_its_flows(&world(harness).await).await;
    a_rate_says_when_to_come_again(&world(harness).await).await;
    who_waits_is_told_what_for(&world(harness).await).await;
    a_run_that_never_came_gives_its_place_back(&world(harness).await).await;
    those_who_ask_at_once_never_get_more_than_there_is(&world(harness).await).await;
    crash_keeps_places(harness).await;
}

const ONE: Bound = Bound { at_once: Some(1), rate: None };
const FREE: Bound = Bound { at_once: None, rate: None };

fn ask(world: &World, flow: &FlowRow, of_flow: Bound) -> Ask {
    Ask {
        run: RunId::new(&*world.ids),
        workspace: flow.workspace,
        flow: flow.id,
        key: String::new(),
        rate_key: String::new(),
        now: world.now(),
        of_workspace: FREE,
        of_flow,
        behind: None,
        waits: true,
    }
}

async fn take(world: &World, ask: &Ask) -> Turn {
    world.store.take_turns(vec![ask.clone()], Vec::new()).await.unwrap().pop().unwrap()
}

fn full(limit: Limit) -> Turn {
    Turn::Full(Full { limit, again_at: None })
}

/// Accepts the run that asked.
async fn accept(world: &World, flow: &FlowRow, ask: &Ask, status: RunStatus) -> Record {
    let record = Record { run: ask.run, ..world.record(flow, status) };
    world.store.commit(record.clone()).await.unwrap();
    record
}

async fn end(world: &World, record: &Record) {
    let end = Record {
        accept: None,
        sequence: 1,
        status: RunStatus::Succeeded,
        finished_at: Some(world.now()),
        ..record.clone()
    };
    world.store.commit(end).await.unwrap();
}

async fn set_up(world: &World) -> (Tenant, FlowRow) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    (tenant, flow)
}

async fn limits_of_a_workspace_are_its_own(world: &World) {
    let tenant = world.set_up().await;
    let other = world.another(&tenant, "Other").await;
    let bound = Bound { at_once: Some(7), rate: Some(Rate { runs: 3, per_ms: 60_000 }) };
    assert_eq!(world.store.workspace_limits(tenant.id()).await.unwrap(), FREE);
    world.store.set_workspace_limits(tenant.id(), bound).await.unwrap();
    world.store.set_workspace_limits(other.id(), ONE).await.unwrap();
    assert_eq!(world.store.workspace_limits(tenant.id()).await.unwrap(), bound);
    assert_eq!(world.store.all_workspace_limits().await.unwrap().len(), 2);
    world.store.set_workspace_limits(other.id(), FREE).await.unwrap();
    assert_eq!(world.store.all_workspace_limits().await.unwrap(), [(tenant.id(), bound)]);
}

async fn places_are_given_back_with_the_end_of_a_run(world: &World) {
    let (_, flow) = set_up(world).await;
    let (first, second) = (ask(world, &flow, ONE), ask(world, &flow, ONE));
    assert_eq!(take(world, &first).await, Turn::Begins);
    assert_eq!(take(world, &first).await, Turn::Begins, "it does not stand in its own way");
    let record = accept(world, &flow, &first, RunStatus::Running).await;
    assert_eq!(take(world, &second).await, full(Limit::FlowAtOnce(1, String::new())));
    end(world, &record).await;
    assert_eq!(take(world, &second).await, Turn::Begins, "the end of the run is enough");
    let third = ask(world, &flow, ONE);
    let turns = world.store.take_turns(vec![third], vec![first.run, second.run]).await.unwrap();
    assert_eq!(turns, [Turn::Begins], "what ended is counted first");
    assert_eq!(world.store.turns(vec![first.run, second.run]).await.unwrap(), []);
}

async fn keys_are_counted_apart(world: &World) {
    let (_, flow) = set_up(world).await;
    let keyed = |key: &str| Ask { key: key.into(), ..ask(world, &flow, ONE) };
    let asks = vec![keyed("a"), keyed("b"), keyed("a")];
    let turns = world.store.take_turns(asks, Vec::new()).await.unwrap();
    assert_eq!(turns, [Turn::Begins, Turn::Begins, full(Limit::FlowAtOnce(1, "a".into()))]);
}

async fn a_workspace_counts_all_its_flows(world: &World) {
    let (tenant, flow) = set_up(world).await;
    let second = world.flow(tenant.id(), "Second").await;
    let foreign = world.another(&tenant, "Other").await;
    let elsewhere = world.flow(foreign.id(), "Third").await;
    let within = |flow: &FlowRow| Ask { of_workspace: ONE, ..ask(world, flow, FREE) };
    let asks = vec![within(&flow), within(&second), within(&elsewhere)];
    let turns = world.store.take_turns(asks, Vec::new()).await.unwrap();
    assert_eq!(turns, [Turn::Begins, full(Limit::WorkspaceAtOnce(1)), Turn::Begins]);
}

async fn a_rate_says_when_to_come_again(world: &World) {
    let (_, flow) = set_up(world).await;
    let rate = Rate { runs: 2, per_ms: 60_000 };
    let rated = || ask(world, &flow, Bound { at_once: None, rate: Some(rate) });
    let turns = world.store.take_turns(vec![rated(), rated(), rated()], Vec::new()).await.unwrap();
    assert_eq!(turns[..2], [Turn::Begins, Turn::Begins]);
    let Turn::Full(Full { limit, again_at: Some(again_at) }) = &turns[2] else { panic!("{turns:?}") };
    assert_eq!(*limit, Limit::FlowRate(rate, String::new()));
    let pause_ms = again_at.since_ms(world.now());
    assert!((60_000..=61_000).contains(&pause_ms), "{pause_ms}");
    world.clock.advance_ms(pause_ms - 1);
    assert!(matches!(take(world, &rated()).await, Turn::Full(_)));
    world.clock.advance_ms(1);
    assert_eq!(take(world, &rated()).await, Turn::Begins);
}

async fn who_waits_is_told_what_for(world: &World) {
    let (tenant, flow) = set_up(world).await;
    let (first, second) = (ask(world, &flow, ONE), ask(world, &flow, ONE));
    let refused = Ask { waits: false, ..ask(world, &flow, ONE) };
    let behind = Ask { behind: Some("others came".into()), ..ask(world, &flow, ONE) };
    let asks = vec![first.clone(), second.clone(), refused.clone(), behind.clone()];
    world.store.take_turns(asks, Vec::new()).await.unwrap();
    let runs = vec![first.run, second.run, refused.run, behind.run];
    let rows = world.store.turns_of(tenant.id(), runs.clone()).await.unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.run, row.begun_at, row.waits_for.as_deref())).collect();
    let expected = [
        (first.run, Some(world.now()), None),
        (second.run, None, Some("the flow allows 1 run at once")),
        (behind.run, None, Some("others came")),
    ];
    assert_eq!(told, expected);
    let other = world.another(&tenant, "Other").await;
    assert_eq!(world.store.turns_of(other.id(), runs).await.unwrap(), [], "foreign runs are not seen");
}

async fn a_run_that_never_came_gives_its_place_back(world: &World) {
    let (_, flow) = set_up(world).await;
    let (lost, next) = (ask(world, &flow, ONE), ask(world, &flow, ONE));
    assert_eq!(take(world, &lost).await, Turn::Begins);
    world.clock.advance_ms(60_000);
    assert!(matches!(take(world, &Ask { now: world.now(), ..next.clone() }).await, Turn::Full(_)));
    world.clock.advance_ms(3_600_000);
    assert_eq!(take(world, &Ask { now: world.now(), ..next.clone() }).await, Turn::Begins);
    world.store.prune_runs(Retention::of_flow(10), world.now(), 100).await.unwrap();
    let kept = world.store.turns(vec![lost.run, next.run]).await.unwrap();
    assert_eq!(kept.len(), 1, "the row of the one that never came goes: {kept:?}");
}

/// Many tasks ask at the same time, as processes would.
async fn those_who_ask_at_once_never_get_more_than_there_is(world: &World) {
    let (_, flow) = set_up(world).await;
    let bound = Bound { at_once: Some(3), rate: None };
    let asks: Vec<Ask> = (0..24).map(|_| ask(world, &flow, bound)).collect();
    let asking = asks.iter().map(|ask| {
        let (store, ask) = (Arc::clone(&world.store), ask.clone());
        tokio::spawn(async move { store.take_turns(vec![ask], Vec::new()).await.unwrap() })
    });
    let mut begun = 0;
    for asked in asking.collect::<Vec<_>>() {
        begun += usize::from(asked.await.unwrap() == [Turn::Begins]);
    }
    assert_eq!(begun, 3);
}

async fn crash_keeps_places(harness: &dyn Harness) {
    let before = world(harness).await;
    let (_, flow) = set_up(&before).await;
    let (holds, waits) = (ask(&before, &flow, ONE), ask(&before, &flow, ONE));
    assert_eq!(take(&before, &holds).await, Turn::Begins);
    let record = accept(&before, &flow, &holds, RunStatus::Running).await;
    assert!(matches!(take(&before, &waits).await, Turn::Full(_)));
    accept(&before, &flow, &waits, RunStatus::Queued).await;
    let after = before.with_store(harness.after_crash().await);
    assert!(matches!(take(&after, &waits).await, Turn::Full(_)), "the place is held by the run's row");
    let open = after.store.open_runs(None, 10).await.unwrap();
    assert_eq!(
        open.iter().filter(|run| run.status == RunStatus::Queued).map(|run| run.id).collect::<Vec<_>>(),
        [waits.run]
    );
    end(&after, &record).await;
    assert_eq!(take(&after, &waits).await, Turn::Begins);
}
