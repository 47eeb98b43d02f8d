//! Long loops: each turn is bounded, the journal stays short, and what is read back
//! from it is what was.

use crate::drawing::draw;
use crate::kinds::calls;
use crate::support::{Bench, start_worker_with};
use flow::id::RunId;
use flow::{Item, NodeId};
use serde_json::{Value, json};
use store::door::{Launch, RunView, Runner};
use store::runs::{RunStatus, Runs};
use worker::{Limits, Worker};

async fn with_limits(limits: Limits) -> Bench {
    let bench = Bench::new().await;
    Bench { worker: start_worker_with(bench.store.clone(), limits).await, ..bench }
}

/// Few events a turn, and a snapshot after each few records.
fn tight() -> Limits {
    Limits { turn_events: 7, journal_size_bytes: 600, ..Limits::default() }
}

async fn launch(bench: &Bench, drawing: &str, count: i64) -> RunId {
    let published = bench.publish(&draw(drawing)).await;
    let items = (0..count).map(|n| Item::new(json!({ "n": n }))).collect();
    let launch = Launch { node: NodeId::from("t"), items, wait_for_answer: false, ..bench.launch_of(published) };
    bench.worker.launch(launch).await.unwrap().run
}

/// What a person sees of a run, but for times.
async fn seen(worker: &Worker, bench: &Bench, run: RunId) -> Value {
    let RunView { steps, edges, nodes, .. } = worker.inspect(bench.workspace, run).await.unwrap();
    let mut shown = Vec::new();
    for (place, step) in steps.into_iter().enumerate() {
        // Each look reads the whole run, so the items are those of some.
        let items = match place % 9 {
            0 => Some(worker.step(bench.workspace, run, step.index).await.unwrap()),
            _ => None,
        };
        let items = items.map(|(_, inputs, outputs)| (inputs, outputs));
        let mut step = serde_json::to_value(step).unwrap();
        for field in ["index", "started_at", "finished_at", "duration_us"] {
            step[field] = Value::Null;
        }
        shown.push(json!([step, items]));
    }
    json!({ "steps": shown, "edges": edges, "nodes": nodes })
}

const LOOP: &str = "t: begin\nl: each\nm: each in l\na: count in m\nb: count in l\nz: count\nt -> l -> z\nm -> b";

#[tokio::test]
async fn a_run_with_snapshots_is_seen_as_one_without() {
    let (plain, tight) = (Bench::new().await, with_limits(tight()).await);
    let (one, other) = (launch(&plain, LOOP, 200).await, launch(&tight, LOOP, 200).await);
    plain.until(one, RunStatus::Succeeded).await;
    tight.until(other, RunStatus::Succeeded).await;
    assert_eq!(seen(&tight.worker, &tight, other).await, seen(&plain.worker, &plain, one).await);
    let view = tight.worker.inspect(tight.workspace, other).await.unwrap();
    // Of 200 iterations 40 are shown; each has a box, a block in that, and a block.
    assert_eq!(view.steps_left_out, 160 * 3);
    assert_eq!(view.steps.last().unwrap().index as usize, view.steps.len() + 160 * 3 - 1);
    let sequence = tight.row(other).await.next_sequence;
    let kept = tight.store.load_run(other).await.unwrap().1.len();
    assert!(kept < sequence as usize, "{kept} of {sequence} chunks are kept, so a snapshot replaced none");
}

#[tokio::test]
async fn a_hundred_thousand_iterations_leave_a_short_journal() {
    let bench = Bench::new().await;
    let drawing = "t: begin\nw: while {\"parameters\": {\"below\": 100000, \"maximum_iterations\": 200000}}\n\
                   a: count in w\nt -> w";
    let run = launch(&bench, drawing, 1).await;
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "w", "main").await, [json!({"n": 100_000})]);
    let chunks = bench.store.load_run(run).await.unwrap().1;
    let bytes: usize = chunks.iter().map(Vec::len).sum();
    assert!(bytes < 1_500_000, "{bytes} bytes in {} chunks", chunks.len());
    let view = bench.worker.inspect(bench.workspace, run).await.unwrap();
    assert_eq!(view.steps_left_out + view.steps.len() as u64, 100_002);
    assert_eq!(view.steps.iter().find(|step| step.node.0 == "w").unwrap().iterations, Some(100_000));
}

#[tokio::test]
async fn a_long_light_loop_hears_of_a_cancel() {
    let bench = with_limits(Limits { turn_events: 500, ..Limits::default() }).await;
    let drawing = "t: begin\nw: while {\"parameters\": {\"below\": 900000, \"maximum_iterations\": 1000000}}\n\
                   s: sleep in w {\"parameters\": {\"duration_ms\": 0}}\na: count in w\nt -> w\ns -> a";
    let published = bench.publish(&draw(drawing)).await;
    // Accepted, and handed to its actor at the first pause.
    let run = RunId::new(&store::system::SystemIds);
    let launch =
        Launch { node: NodeId::from("t"), run: Some(run), wait_for_answer: false, ..bench.launch_of(published) };
    let worker = bench.worker.clone();
    let launched = tokio::spawn(async move { worker.launch(launch).await.map(|launched| launched.run) });
    let mut events = bench.worker.watch(bench.workspace);
    while bench.store.run(bench.workspace, run).await.is_err() {
        let _event = events.recv().await;
    }
    bench.worker.cancel(bench.workspace, run).await.unwrap();
    assert_eq!(launched.await.unwrap().unwrap(), run);
    assert_eq!(bench.row(run).await.status, RunStatus::Cancelled);
    assert!(bench.row(run).await.next_sequence < 700, "it did not go to its end first");
}

/// A kill at every record of a run with snapshots: the chunks that are there lead on
/// to the same end.
#[test]
fn a_run_with_snapshots_survives_a_kill_at_every_record() {
    let drawing = "t: begin\nl: each\na: count in l\nb: effect in l {\"parameters\": {\"script\": \"SCRIPT\"}}\n\
                   c: count in l\nz: count\nt -> l -> z\na -> b -> c";
    let mut kills = 0;
    for cut in (1..).step_by(3) {
        let script = format!("snapshot kill {cut}");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let killed = runtime.block_on(async {
            let bench = with_limits(tight()).await;
            let run = launch(&bench, &drawing.replace("SCRIPT", &script), 25).await;
            while bench.row(run).await.next_sequence < cut {
                if bench.row(run).await.status.is_final() {
                    return None;
                }
                tokio::task::yield_now().await;
            }
            Some((bench.folder.clone(), bench.workspace, run))
        });
        drop(runtime);
        let Some((folder, workspace, run)) = killed else { break };
        kills += 1;
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let bench = Bench::reopen(folder, workspace).await;
            bench.until(run, RunStatus::Succeeded).await;
            let given: Vec<_> = bench.given(run, "z", "main").await;
            assert_eq!(given, (0..25).map(|n| json!({ "n": n + 3 })).collect::<Vec<_>>(), "killed at record {cut}");
        });
        let mut keys = calls(&script);
        let count = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 25, "killed at record {cut}");
        assert!(count <= 26, "killed at record {cut}: {count} calls");
    }
    assert!(kills > 5, "{kills} kills");
}

#[tokio::test]
async fn a_heavy_loop_keeps_no_more_than_it_needs() {
    let bench = with_limits(Limits { journal_size_bytes: 4_000, ..Limits::default() }).await;
    let drawing = "t: begin\nl: each {\"parameters\": {\"results\": \"none\"}}\n\
                   b: effect in l {\"parameters\": {\"script\": \"many heavy\"}}\nt -> l";
    let run = launch(&bench, drawing, 300).await;
    bench.until(run, RunStatus::Succeeded).await;
    let chunks = bench.store.load_run(run).await.unwrap().1;
    let bytes: usize = chunks.iter().map(Vec::len).sum();
    assert_eq!(calls("many heavy").len(), 300);
    assert!(bench.row(run).await.next_sequence >= 300 && bytes < 60_000, "{bytes} bytes in {} chunks", chunks.len());
}
