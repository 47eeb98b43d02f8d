//! A kill between any two records of a run: whatever the last record is that
//! survived, the run reaches the same end, and what is recorded as done is never
//! done again.

use crate::drawing::draw;
use crate::kinds::{Script, calls, script};
use crate::support::{Bench, start_worker, start_worker_with};
use flow::Flow;
use serde_json::Value;
use std::collections::BTreeSet;
use store::door::Runner;
use store::runs::{Accept, Record, RunStatus, Runs};
use worker::Limits;

/// What a run came to.
#[derive(Debug, PartialEq)]
struct End {
    status: RunStatus,
    items: Vec<Value>,
}

async fn end_of(bench: &Bench, run: flow::id::RunId, node: &str) -> End {
    let status = bench.until_over(run).await.status;
    End { status, items: bench.given(run, node, "main").await }
}

/// The keys of the effects that are recorded as over, seen by a worker that resumes nothing.
async fn recorded(bench: &Bench, run: flow::id::RunId) -> BTreeSet<String> {
    let idle = Limits { active_runs: 0, ..Limits::default() };
    let worker = start_worker_with(bench.store.clone(), idle).await;
    let view = worker.inspect(bench.workspace, run).await.unwrap();
    let over =
        view.steps.iter().filter(|step| step.kind == "effect" && matches!(step.state.as_str(), "done" | "failed"));
    over.map(|step| format!("{run}/{}/{}/0", step.node, step.frame)).collect()
}

/// Runs the drawing to its end, then again from each beginning of its journal.
/// `scripts` are those of its effects; one that is called so fails each time.
async fn survives_every_kill(drawing: &str, items: i64, last: &str, scripts: &[&str]) {
    let document = draw(drawing);
    let prepare_all = || {
        for name in scripts {
            let failures = if name.ends_with("failing") { u32::MAX } else { 0 };
            script(name, Script { failures, is_permanent: true, ..Script::default() });
        }
    };
    prepare_all();
    let whole = Bench::new().await;
    let run = whole.run_drawing(drawing, items).await;
    let expected = end_of(&whole, run, last).await;
    let (row, chunks) = whole.store.load_run(run).await.unwrap();
    assert!(chunks.len() > 2, "{} records are too few to be killed between", chunks.len());
    for kept in 1..chunks.len() {
        let bench = journal_of(&document, &row, &chunks[..kept]).await;
        let done = recorded(&bench, run).await;
        prepare_all();
        // The worker there was before the journal knows nothing of it.
        let bench = Bench { worker: start_worker(bench.store.clone()).await, ..bench };
        assert_eq!(end_of(&bench, run, last).await, expected, "after {kept} of {} records", chunks.len());
        let again: Vec<String> = scripts.iter().flat_map(|name| calls(name)).collect();
        let repeated: Vec<_> = again.iter().filter(|key| done.contains(*key)).collect();
        assert!(repeated.is_empty(), "done again after {kept} records: {repeated:?}");
    }
}

/// A store in which a run has come as far as these chunks.
async fn journal_of(document: &Flow, row: &store::runs::RunRow, chunks: &[Vec<u8>]) -> Bench {
    let bench = Bench::new().await;
    let (flow, version) = bench.publish(document).await;
    for (sequence, chunk) in (0..).zip(chunks) {
        let accept = (sequence == 0).then_some(Accept {
            flow,
            version,
            version_number: Some(1),
            mode: row.mode,
            started_at: row.started_at,
            retry_of: None,
            parent: None,
            idempotency: None,
        });
        let record = Record {
            run: row.id,
            workspace: bench.workspace,
            accept,
            sequence,
            chunk: chunk.clone(),
            replaces: false,
            status: RunStatus::Running,
            wake_at: None,
            finished_at: None,
            error: None,
            answer: None,
            messages: Vec::new(),
            abandons: Vec::new(),
            heard: Vec::new(),
            waits: Default::default(),
        };
        bench.store.commit(record).await.unwrap();
    }
    bench
}

#[tokio::test]
async fn a_loop_with_a_heavy_node_in_it() {
    let drawing = "t: begin\nl: each\na: count in l\nb: effect in l {\"parameters\": {\"script\": \"kill loop\"}}\n\
                   c: count in l\nz: count\nt -> l -> z\na -> b -> c";
    survives_every_kill(drawing, 5, "z", &["kill loop"]).await;
}

#[tokio::test]
async fn a_loop_with_several_iterations_at_once() {
    let drawing = "t: begin\nl: each {\"parameters\": {\"at_once\": 3}}\n\
                   b: effect in l {\"parameters\": {\"script\": \"kill at once\"}}\nc: count in l\nt -> l\nb -> c";
    survives_every_kill(drawing, 7, "l", &["kill at once"]).await;
}

#[tokio::test]
async fn a_try_whose_heavy_node_fails() {
    let drawing = "t: begin\ny: try\na: effect in y {\"parameters\": {\"script\": \"kill tried\"}}\n\
                   b: effect in y {\"parameters\": {\"script\": \"kill failing\"}}\n\
                   c: effect {\"parameters\": {\"script\": \"kill catch\"}}\nz: count\nt -> y\na -> b\ny.error -> c -> z";
    survives_every_kill(drawing, 1, "z", &["kill tried", "kill failing", "kill catch"]).await;
}

#[tokio::test]
async fn a_race_between_waits() {
    let drawing = "t: begin\nr: race\na: sleep in r {\"parameters\": {\"duration_ms\": 3600000}}\n\
                   b: sleep in r {\"parameters\": {\"duration_ms\": 5}}\n\
                   c: effect in r {\"parameters\": {\"script\": \"kill raced\"}}\nz: count\nt -> r -> z\nb -> c";
    survives_every_kill(drawing, 1, "z", &["kill raced"]).await;
}

#[tokio::test]
async fn a_while_that_carries_its_items() {
    let drawing = "t: begin\nw: while {\"parameters\": {\"below\": 4}}\na: count in w\n\
                   b: effect in w {\"parameters\": {\"script\": \"kill while\"}}\nz: count\nt -> w -> z\na -> b";
    survives_every_kill(drawing, 1, "z", &["kill while"]).await;
}

#[tokio::test]
async fn boxes_in_boxes() {
    let drawing = "t: begin\nl: each\ny: try in l\nm: each in y\n\
                   a: effect in m {\"parameters\": {\"script\": \"kill nested\"}}\nb: count in m\nt -> l\na -> b";
    survives_every_kill(drawing, 4, "l", &["kill nested"]).await;
}
