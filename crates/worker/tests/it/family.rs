//! A kill at any record of a run or of the runs it began: parent and children find
//! each other again, each step begins one child, and its end reaches the step once.

use crate::drawing::draw;
use crate::kinds::calls;
use crate::support::Bench;
use flow::NodeId;
use flow::id::{FlowId, RunId, WorkspaceId};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::door::{Launch, Runner};
use store::runs::{RunStatus, Runs};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// How many records a run and its children have.
async fn records(bench: &Bench, run: RunId) -> usize {
    let mut count = bench.store.load_run(run).await.unwrap().1.len();
    for (_, child) in bench.store.children(bench.workspace, run, 100).await.unwrap() {
        count += bench.store.load_run(child).await.unwrap().1.len();
    }
    count
}

async fn begin(bench: &Bench, called: &str, caller: &str, items: usize) -> RunId {
    let (flow, _) = bench.publish(&draw(called)).await;
    bench.run_drawing(&caller.replace("FLOW", &flow.to_string()), items as i64).await
}

/// Drives a family until it has so many records, then ends the process. None: it is over before.
fn killed_at(cut: usize, called: &str, caller: &str, items: usize) -> Option<(Arc<TempDir>, WorkspaceId, RunId)> {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let killed = runtime.block_on(async {
        let bench = Bench::new().await;
        let run = begin(&bench, called, caller, items).await;
        while records(&bench, run).await < cut {
            if bench.row(run).await.status.is_final() {
                return None;
            }
            tokio::task::yield_now().await;
        }
        Some((bench.folder.clone(), bench.workspace, run))
    });
    drop(runtime);
    killed
}

/// Kills the family at every record. It has a child and an effect for each item, so
/// many `at_once`.
fn survives_every_kill(name: &str, called: &str, caller: &str, items: usize, at_once: usize) {
    let mut kills = 0;
    for cut in 1.. {
        let script_name = format!("{name} {cut}");
        let named = |drawing: &str| drawing.replace("SCRIPT", &script_name);
        let Some((folder, workspace, run)) = killed_at(cut, &named(called), &named(caller), items) else { break };
        kills += 1;
        Runtime::new().unwrap().block_on(async {
            let bench = Bench::reopen(folder, workspace).await;
            bench.until(run, RunStatus::Succeeded).await;
            let children = bench.store.children(workspace, run, 100).await.unwrap();
            assert_eq!(children.len(), items, "killed at record {cut}");
        });
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        calls(&script_name).into_iter().for_each(|key| *times.entry(key).or_default() += 1);
        assert_eq!(times.len(), items, "killed at record {cut}: each step of each child once");
        let repeated = times.values().filter(|times| **times > 1).count();
        assert!(times.values().all(|times| *times <= 2), "killed at record {cut}: {times:?}");
        assert!(repeated <= at_once, "killed at record {cut}, only what was in flight: {times:?}");
    }
    assert!(kills >= 3, "{kills} kills");
}

#[test]
fn a_caller_and_its_child() {
    let called = "t: called\na: effect {\"parameters\": {\"script\": \"SCRIPT\"}}\nb: count\nt -> a -> b";
    let caller = "t: begin\nc: call {\"parameters\": {\"flow\": \"FLOW\"}}\nz: count\nt -> c -> z";
    survives_every_kill("family", called, caller, 1, 1);
}

#[test]
fn a_loop_of_children() {
    let called = "t: called\na: effect {\"parameters\": {\"script\": \"SCRIPT\"}}\nt -> a";
    let caller = "t: begin\nl: each {\"parameters\": {\"at_once\": 2}}\n\
                  c: call in l {\"parameters\": {\"flow\": \"FLOW\"}}\nt -> l";
    survives_every_kill("family loop", called, caller, 3, 2);
}

#[test]
fn a_light_child() {
    for cut in 1..6 {
        // One that looks at the id of its run needs a run of its own.
        let called = "t: called\na: see {\"parameters\": {\"value\": \"{{ $run.id }}\"}}\nt -> a";
        let caller = "t: begin\nc: call {\"parameters\": {\"flow\": \"FLOW\"}}\nz: count\nt -> c -> z";
        let Some((folder, workspace, run)) = killed_at(cut, called, caller, 2) else { break };
        Runtime::new().unwrap().block_on(async {
            let bench = Bench::reopen(folder, workspace).await;
            bench.until(run, RunStatus::Succeeded).await;
            assert_eq!(bench.given(run, "c", "main").await.len(), 2);
            assert_eq!(bench.store.children(workspace, run, 10).await.unwrap().len(), 1);
        });
    }
}

/// The parent's cancel is durable, but the child was not told before the process ended.
#[test]
fn a_cancel_that_was_written_reaches_the_child_after_a_kill() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let (folder, workspace, child) = runtime.block_on(async {
        let bench = Bench::new().await;
        let called = "t: called\ns: sleep\nt -> s";
        let caller = "t: begin\nc: call {\"parameters\": {\"flow\": \"FLOW\"}}\nt -> c";
        let run = begin(&bench, called, caller, 1).await;
        let child = loop {
            let children = bench.store.children(bench.workspace, run, 10).await.unwrap();
            match children.first() {
                Some((_, child)) if bench.row(*child).await.status == RunStatus::Waiting => break *child,
                _ => tokio::task::yield_now().await,
            }
        };
        bench.worker.cancel(bench.workspace, run).await.unwrap();
        assert!(bench.row(child).await.cancel_requested, "it is asked in the same commit");
        (bench.folder.clone(), bench.workspace, child)
    });
    drop(runtime);
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        bench.until(child, RunStatus::Cancelled).await;
    });
}

/// The child is asleep when its parent's process starts again, and wakes later.
#[test]
fn a_sleeping_child_reaches_its_parent_after_a_kill() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let (folder, workspace, run) = runtime.block_on(async {
        let bench = Bench::new().await;
        let called = "t: called\ns: sleep {\"parameters\": {\"duration_ms\": 60}}\nt -> s";
        let (flow, _): (FlowId, _) = bench.publish(&draw(called)).await;
        let caller = format!("t: begin\nc: call {{\"parameters\": {{\"flow\": \"{flow}\"}}}}\nt -> c");
        let published = bench.publish(&draw(&caller)).await;
        let launch = Launch { node: NodeId::from("t"), ..bench.launch_of(published) };
        let run = bench.worker.launch(launch).await.unwrap().run;
        while records(&bench, run).await < 2 {
            tokio::task::yield_now().await;
        }
        (bench.folder.clone(), bench.workspace, run)
    });
    drop(runtime);
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        assert_eq!(bench.row(run).await.status, RunStatus::Running, "a parent at work is looked at again");
        bench.until(run, RunStatus::Succeeded).await;
    });
}
