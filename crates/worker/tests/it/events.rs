//! Events and the runs that wait for them: none is lost, none is taken twice,
//! whatever comes first and wherever the process ends.

pub mod kinds;

use crate::drawing::draw;
use crate::kinds::{Script, calls, script};
use crate::support::{Bench, install_cryptography};
use flow::id::{EventId, FlowId, RunId, WorkspaceId};
use flow::{Item, NodeId};
use serde_json::{Value, json};
use std::sync::Arc;
use store::door::events::{Repeat, SendEvent};
use store::door::{Launch, Runner};
use store::flows::Flows;
use store::runs::{RunFilter, RunStatus, Runs};
use store::system::SystemIds;
use store::triggers::NewTrigger;
use store::waits::{NewEvent, Waits};
use tempfile::TempDir;
use test_kit::TestClock;
use tokio::runtime::{Builder, Runtime};
use worker::{Limits, Setup, Worker};

/// A flow that waits for `paid` of the first item's `n`; `z` follows the event, `y` the end of the time.
const WAITS: &str = "t: begin\nw: await {\"parameters\": {\"name\": \"paid\", \"key\": \"{{ $json.n }}\"}}\n\
                     z: see {\"parameters\": {\"value\": \"{{ $json.by }}\"}}\ny: count\nt -> w -> z\nw.late -> y";

fn event(name: &str, key: &str, data: Value) -> SendEvent {
    SendEvent { name: name.into(), key: key.into(), data, keep_ms: 60_000, once: None }
}

async fn send(bench: &Bench, name: &str, key: &str, data: Value) -> usize {
    bench.worker.send_event(bench.workspace, event(name, key, data)).await.unwrap().runs
}

/// Sends as a process does that ends at once: nobody is told.
async fn send_and_die(bench: &Bench, name: &str, key: &str, data: Value) -> EventId {
    let now = flow::Clock::now(&store::system::SystemClock);
    let id = EventId::new(&SystemIds);
    let event = NewEvent {
        id,
        workspace: bench.workspace,
        name: name.into(),
        key: key.into(),
        data: data.to_string(),
        sent_at: now,
        expires_at: now.plus_ms(60_000),
        once: None,
    };
    bench.store.send_event(event).await.unwrap();
    id
}

async fn waits(bench: &Bench, run: RunId) -> Vec<(String, String)> {
    let rows = bench.store.open_waits(bench.workspace, run).await.unwrap();
    rows.into_iter().map(|row| (row.wait.name, row.wait.key)).collect()
}

#[tokio::test]
async fn an_event_ends_its_wait_and_becomes_the_items() {
    let bench = Bench::new().await;
    let run = bench.run_drawing(WAITS, 1).await;
    assert_eq!(waits(&bench, run).await, [("paid".to_owned(), "0".to_owned())]);
    let view = bench.worker.inspect(bench.workspace, run).await.unwrap();
    let awaits = view.steps.iter().find(|step| step.node.0 == "w").unwrap().awaits.clone();
    assert_eq!(awaits, Some(("paid".into(), "0".into())), "and the run page says so");
    assert_eq!(send(&bench, "paid", "1", json!({"by": "other"})).await, 0);
    assert_eq!(send(&bench, "shipped", "0", json!({"by": "other"})).await, 0);
    assert_eq!(send(&bench, "paid", "0", json!({"by": "Ada"})).await, 1);
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "z", "main").await, [json!("Ada")]);
    let given = bench.given(run, "w", "main").await;
    assert_eq!((&given[0]["event"]["name"], &given[0]["event"]["key"]), (&json!("paid"), &json!("0")));
    assert!(waits(&bench, run).await.is_empty());
}

#[tokio::test]
async fn an_event_that_came_before_its_wait_is_found() {
    let bench = Bench::new().await;
    assert_eq!(send(&bench, "paid", "0", json!({"by": "early"})).await, 0);
    assert_eq!(send(&bench, "paid", "0", json!({"by": "second"})).await, 0);
    let run = bench.run_drawing(WAITS, 1).await;
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "z", "main").await, [json!("early")], "the first of them");
}

#[tokio::test]
async fn all_who_wait_for_an_event_get_it() {
    let bench = Bench::new().await;
    let two = "t: begin\na: await {\"parameters\": {\"name\": \"paid\", \"key\": 0}}\n\
               b: await {\"parameters\": {\"name\": \"paid\", \"key\": 0}}\nt -> a\nt -> b";
    let mut runs = vec![bench.run_drawing(two, 1).await];
    for _ in 0..5 {
        runs.push(bench.run_drawing(WAITS, 1).await);
    }
    assert_eq!(send(&bench, "paid", "0", json!({"by": "Ada"})).await, 6);
    for run in &runs {
        bench.until(*run, RunStatus::Succeeded).await;
    }
    for node in ["a", "b"] {
        assert_eq!(bench.given(runs[0], node, "main").await[0]["by"], "Ada");
    }
}

#[tokio::test]
async fn a_condition_lets_other_events_pass() {
    let bench = Bench::new().await;
    let conditions = "{\"conditions\": [{\"left\": \"{{ $json.amount }}\", \"operator\": \"greater\", \
                      \"right\": \"{{ $('t').first().json.n + 5 }}\"}]}";
    let drawing =
        format!("t: begin\nw: await {{\"parameters\": {{\"name\": \"paid\", \"conditions\": {conditions}}}}}\nt -> w");
    assert_eq!(send(&bench, "paid", "", json!({"amount": 1})).await, 0);
    let run = bench.run_drawing(&drawing, 1).await;
    for amount in [2, 3, 4] {
        assert_eq!(send(&bench, "paid", "", json!({ "amount": amount })).await, 1);
    }
    // What cannot be compared does not hold, and ends nothing.
    send(&bench, "paid", "", json!({"amount": {"of": "what"}})).await;
    send(&bench, "paid", "", json!({"amount": 6})).await;
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "w", "main").await[0]["amount"], 6);
}

#[tokio::test]
async fn a_wait_that_times_out_leaves_by_its_own_port() {
    let bench = Bench::new().await;
    let run = bench.run_drawing(&WAITS.replace("}}\"}}", "}}\", \"duration_ms\": 20}}"), 1).await;
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "y", "main").await, [json!({"n": 1})]);
    assert!(waits(&bench, run).await.is_empty());
    assert_eq!(send(&bench, "paid", "0", json!({})).await, 0, "nobody waits any more");
}

#[tokio::test]
async fn a_cancel_ends_the_wait() {
    let bench = Bench::new().await;
    let run = bench.run_drawing(WAITS, 1).await;
    bench.worker.cancel(bench.workspace, run).await.unwrap();
    assert_eq!(bench.row(run).await.status, RunStatus::Cancelled);
    assert!(waits(&bench, run).await.is_empty());
    assert_eq!(send(&bench, "paid", "0", json!({})).await, 0);
}

#[tokio::test]
async fn an_event_comes_while_the_run_is_paused() {
    let bench = Bench::new().await;
    let run = bench.run_drawing(WAITS, 1).await;
    bench.worker.steer(bench.workspace, run, store::door::Steer::Pause).await.unwrap();
    assert_eq!(send(&bench, "paid", "0", json!({"by": "Ada"})).await, 1);
    bench.worker.steer(bench.workspace, run, store::door::Steer::Resume).await.unwrap();
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "z", "main").await, [json!("Ada")]);
}

/// The first of several: an event and a time limit side by side.
#[tokio::test]
async fn a_race_between_an_event_and_a_timer_has_one_winner() {
    let race = |duration_ms: u32| {
        format!(
            "t: begin\nr: race\ne: await in r {{\"parameters\": {{\"name\": \"paid\"}}}}\n\
             a: see in r {{\"parameters\": {{\"value\": \"event\"}}}}\n\
             s: sleep in r {{\"parameters\": {{\"duration_ms\": {duration_ms}}}}}\n\
             b: see in r {{\"parameters\": {{\"value\": \"timer\"}}}}\nt -> r\ne -> a\ns -> b"
        )
    };
    let bench = Bench::new().await;
    let run = bench.run_drawing(&race(3_600_000), 1).await;
    bench.until(run, RunStatus::Waiting).await;
    assert_eq!(send(&bench, "paid", "", json!({})).await, 1);
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "r", "main").await, [json!("event")]);

    let bench = Bench::new().await;
    let run = bench.run_drawing(&race(10), 1).await;
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "r", "main").await, [json!("timer")]);
    assert!(waits(&bench, run).await.is_empty(), "who lost waits no more");
    assert_eq!(send(&bench, "paid", "", json!({})).await, 0);
}

#[tokio::test]
async fn each_turn_of_a_loop_waits_for_the_next_event() {
    let bench = Bench::new().await;
    let drawing = "t: begin\nl: each\nw: await in l {\"parameters\": {\"name\": \"paid\"}}\nt -> l";
    let run = bench.run_drawing(drawing, 3).await;
    for by in ["first", "second", "third"] {
        bench.until(run, RunStatus::Waiting).await;
        assert!(!bench.row(run).await.status.is_final());
        send(&bench, "paid", "", json!({ "by": by })).await;
    }
    bench.until(run, RunStatus::Succeeded).await;
    let given: Vec<Value> = bench.given(run, "l", "main").await.iter().map(|item| item["by"].clone()).collect();
    assert_eq!(given, ["first", "second", "third"]);
}

/// Both sides at once: whoever is first, all runs end.
#[test]
fn events_and_waits_that_come_at_the_same_time_find_each_other() {
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::new().await;
        let published = bench.publish(&draw(WAITS)).await;
        let sides = (0..60).map(|number| {
            let item = Item::new(json!({ "n": number }));
            let launch = Launch { node: NodeId::from("t"), items: vec![item].into(), ..bench.launch_of(published) };
            let (launcher, sender, workspace) = (bench.worker.clone(), bench.worker.clone(), bench.workspace);
            let launching = tokio::spawn(async move { launcher.launch(launch).await.unwrap().run });
            let sending = tokio::spawn(async move {
                let event = event("paid", &number.to_string(), json!({ "by": number }));
                sender.send_event(workspace, event).await.unwrap();
            });
            (number, launching, sending)
        });
        for (number, launching, sending) in sides.collect::<Vec<_>>() {
            sending.await.unwrap();
            let run = launching.await.unwrap();
            bench.until(run, RunStatus::Succeeded).await;
            assert_eq!(bench.given(run, "z", "main").await, [json!(number)]);
        }
    });
}

/// How many records a run has.
async fn records(bench: &Bench, run: RunId) -> usize {
    bench.store.load_run(run).await.unwrap().1.len()
}

/// When the event comes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Comes {
    BeforeTheRun,
    BeforeTheKill,
    /// Kept by a process that ended before it told anybody.
    Untold,
    AfterTheKill,
}

/// Drives a run until it has so many records, then ends the process. None: it is over before.
fn killed_at(cut: usize, comes: Comes, drawing: &str) -> Option<(Arc<TempDir>, WorkspaceId, RunId)> {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let killed = runtime.block_on(async {
        let bench = Bench::new().await;
        if comes == Comes::BeforeTheRun {
            send(&bench, "paid", "0", json!({"by": "Ada"})).await;
        }
        let run = bench.run_drawing(drawing, 1).await;
        if comes == Comes::BeforeTheKill {
            send(&bench, "paid", "0", json!({"by": "Ada"})).await;
        }
        loop {
            let row = bench.row(run).await;
            if records(&bench, run).await >= cut {
                break;
            }
            if row.status.is_final() {
                return None;
            }
            if row.status == RunStatus::Waiting && matches!(comes, Comes::Untold | Comes::AfterTheKill) {
                break;
            }
            tokio::task::yield_now().await;
        }
        if comes == Comes::Untold {
            send_and_die(&bench, "paid", "0", json!({"by": "Ada"})).await;
        }
        Some((bench.folder.clone(), bench.workspace, run))
    });
    drop(runtime);
    killed
}

/// Wherever the process ends, and whenever the event comes: the wait ends by it, once.
#[test]
fn a_kill_at_any_record_neither_loses_an_event_nor_doubles_it() {
    for comes in [Comes::BeforeTheRun, Comes::BeforeTheKill, Comes::Untold, Comes::AfterTheKill] {
        let mut kills = 0;
        for cut in 1..12 {
            let name = format!("event {comes:?} {cut}");
            let drawing = format!(
                "t: begin\na: effect {{\"parameters\": {{\"script\": \"{name} before\"}}}}\n\
                 w: await {{\"parameters\": {{\"name\": \"paid\", \"key\": \"{{{{ $('t').first().json.n }}}}\"}}}}\n\
                 b: effect {{\"parameters\": {{\"script\": \"{name} after\"}}}}\n\
                 z: see {{\"parameters\": {{\"value\": \"{{{{ $('w').first().json.by }}}}\"}}}}\nt -> a -> w -> b -> z"
            );
            for part in ["before", "after"] {
                script(&format!("{name} {part}"), Script::default());
            }
            let Some((folder, workspace, run)) = killed_at(cut, comes, &drawing) else { break };
            kills += 1;
            Runtime::new().unwrap().block_on(async {
                let bench = Bench::reopen(folder, workspace).await;
                if comes == Comes::AfterTheKill {
                    send(&bench, "paid", "0", json!({"by": "Ada"})).await;
                }
                bench.until(run, RunStatus::Succeeded).await;
                assert_eq!(bench.given(run, "z", "main").await, [json!("Ada")], "{comes:?}, record {cut}");
                let view = bench.worker.inspect(workspace, run).await.unwrap();
                let waits_done = view.steps.iter().filter(|step| step.node.0 == "w" && step.state == "done").count();
                assert_eq!(waits_done, 1, "{comes:?}, record {cut}");
                assert!(waits(&bench, run).await.is_empty(), "{comes:?}, record {cut}");
                assert!(bench.store.runs_with_due_waits(None, 10).await.unwrap().is_empty());
            });
            let after = calls(&format!("{name} after"));
            assert!((1..=2).contains(&after.len()) && after.iter().all(|key| *key == after[0]), "{after:?}");
        }
        assert!(kills >= 3, "{comes:?}: {kills} kills");
    }
}

/// A worker whose time is a test's.
async fn worker_at(bench: &Bench, clock: Arc<TestClock>) -> Worker {
    install_cryptography();
    let http = outbound::Client::new(outbound::Policy::public(), outbound::Settings::default()).unwrap();
    let setup = Setup {
        store: bench.store.clone(),
        catalog: Arc::new(crate::kinds::catalog()),
        vault: Arc::new(vault::Vault::new([7; 32]).unwrap()),
        http,
        clock,
        ids: Arc::new(SystemIds),
        public_url: None,
        limits: Limits::default(),
        expression_env: Default::default(),
    };
    Worker::start(setup).await.unwrap()
}

#[tokio::test]
async fn an_event_that_was_sent_in_time_is_not_too_late_after_an_outage() {
    let idle = Bench::new().await;
    idle.worker.drain().await;
    let clock = Arc::new(TestClock::default());
    let bench = Bench { worker: worker_at(&idle, clock.clone()).await, ..idle };
    let drawing = WAITS.replace("}}\"}}", "}}\", \"duration_ms\": 3600000}}");
    let run = bench.run_drawing(&drawing, 1).await;
    bench.until(run, RunStatus::Waiting).await;
    bench.worker.drain().await;
    let sent_at = flow::Clock::now(&*clock);
    let event = NewEvent {
        id: EventId::new(&SystemIds),
        workspace: bench.workspace,
        name: "paid".into(),
        key: "0".into(),
        data: json!({"by": "Ada"}).to_string(),
        sent_at,
        expires_at: sent_at,
        once: None,
    };
    bench.store.send_event(event).await.unwrap();
    clock.advance_ms(7_200_000);
    let bench = Bench { worker: worker_at(&bench, clock).await, ..bench };
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "z", "main").await, [json!("Ada")]);
}

/// A published flow that begins with `paid`.
async fn listener(bench: &Bench) -> FlowId {
    let document = draw(
        "t: heard {\"parameters\": {\"name\": \"paid\"}}\na: see {\"parameters\": {\"value\": \"{{ $json.by }}\"}}\nt -> a",
    );
    let (flow, _) = bench.publish(&document).await;
    let row = bench.store.flow(bench.workspace, flow).await.unwrap();
    let version = store::flows::VersionRow {
        id: flow::id::VersionId::new(&SystemIds),
        flow,
        workspace: bench.workspace,
        number: None,
        note: String::new(),
        document: serde_json::to_string(&document).unwrap(),
        created_at: flow::Timestamp(0),
        created_by: None,
    };
    let trigger = NewTrigger {
        id: flow::id::TriggerId(flow::Ids::uuid(&SystemIds)),
        node: NodeId::from("t"),
        subscription: json!({"on": "event", "name": "paid"}).to_string(),
        webhook_path: None,
        next_at: None,
        event: Some("paid".into()),
    };
    bench.store.publish(version, row.revision, vec![trigger]).await.unwrap();
    flow
}

async fn runs_of(bench: &Bench, flow: FlowId) -> Vec<RunId> {
    let page = store::PageRequest { cursor: None, limit: 50 };
    let filter = RunFilter { flow: Some(flow), ..RunFilter::default() };
    bench.store.runs(bench.workspace, filter, page).await.unwrap().items.into_iter().map(|row| row.id).collect()
}

async fn until_begun(bench: &Bench, flow: FlowId, count: usize) -> Vec<RunId> {
    let mut events = bench.worker.watch(bench.workspace);
    loop {
        let runs = runs_of(bench, flow).await;
        if runs.len() >= count {
            return runs;
        }
        let _event: Result<store::door::LiveEvent, _> = events.recv().await;
    }
}

#[tokio::test]
async fn a_flow_begins_with_an_event_and_a_step_sends_each_once() {
    let bench = Bench::new().await;
    let flow = listener(&bench).await;
    let run = bench.run_drawing("t: begin\ne: emit {\"parameters\": {\"name\": \"paid\"}}\nt -> e", 3).await;
    bench.until(run, RunStatus::Succeeded).await;
    let runs = until_begun(&bench, flow, 3).await;
    assert_eq!(runs.len(), 3);
    for run in &runs {
        assert_eq!(bench.until_over(*run).await.mode, store::runs::RunMode::Event);
    }
    // The step again, as after a crash: its events have been sent.
    let again = SendEvent { once: Some(format!("step {run}/e/0/0/0")), ..event("paid", "0", json!({"n": 0})) };
    let sent = bench.worker.send_event(bench.workspace, again).await.unwrap();
    assert_eq!((sent.repeat, sent.runs), (Repeat::Same, 0));
    assert_eq!(runs_of(&bench, flow).await.len(), 3);
}

/// The event was kept, and the process ended before the flow began; or before it noted that it had.
#[test]
fn a_flow_begins_once_for_an_event_whatever_is_cut_off() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let (folder, workspace, flow) = runtime.block_on(async {
        let bench = Bench::new().await;
        let flow = listener(&bench).await;
        bench.worker.drain().await;
        send_and_die(&bench, "paid", "", json!({"by": "Ada"})).await;
        assert!(runs_of(&bench, flow).await.is_empty());
        (bench.folder.clone(), bench.workspace, flow)
    });
    drop(runtime);
    for _ in 0..2 {
        Runtime::new().unwrap().block_on(async {
            let bench = Bench::reopen(folder.clone(), workspace).await;
            let runs = until_begun(&bench, flow, 1).await;
            assert_eq!(runs.len(), 1);
            bench.until(runs[0], RunStatus::Succeeded).await;
            assert_eq!(bench.given(runs[0], "a", "main").await, [json!("Ada")]);
            bench.worker.drain().await;
        });
    }
}

#[tokio::test]
async fn an_event_sent_again_under_its_key_is_the_same() {
    let bench = Bench::new().await;
    let run = bench.run_drawing(WAITS, 1).await;
    let once = SendEvent { once: Some("key".into()), ..event("paid", "0", json!({"by": "Ada"})) };
    let first = bench.worker.send_event(bench.workspace, once.clone()).await.unwrap();
    let second = bench.worker.send_event(bench.workspace, once.clone()).await.unwrap();
    assert_eq!((first.repeat, second.repeat, first.id), (Repeat::New, Repeat::Same, second.id));
    let other = bench.worker.send_event(bench.workspace, SendEvent { data: json!(1), ..once }).await.unwrap();
    assert_eq!((other.repeat, other.id), (Repeat::Other, first.id));
    bench.until(run, RunStatus::Succeeded).await;
}
