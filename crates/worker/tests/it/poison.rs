//! A step that ends the process whenever it begins is left to a person after its third
//! time; what else was at work goes on, and is not taken for it.

use crate::kinds::{Script, calls, script};
use crate::support::{Bench, chain};
use flow::id::{RunId, WorkspaceId};
use flow::{Flow, NodeId};
use serde_json::json;
use std::sync::Arc;
use store::door::{Runner, Settlement};
use store::runs::RunStatus;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::Notify;

/// A step of a script, and one after it.
fn flow_of(kind: &str, name: &str, durability: &str) -> Flow {
    let mut flow = chain(&[(kind, json!({"script": name}), json!({})), ("count", json!({}), json!({}))]);
    flow.settings.durability = serde_json::from_value(json!(durability)).unwrap();
    flow
}

/// Begins calls of this name that never end.
fn hang(name: &str) {
    script(name, Script { gate: Some(Arc::new(Notify::new())), keys: calls(name), ..Script::default() });
}

/// From now on they end.
fn heal(name: &str) {
    script(name, Script { keys: calls(name), ..Script::default() });
}

/// Lives until the step has begun once more; then the process ends.
async fn until_begun(name: &str, times: usize) {
    while calls(name).len() < times {
        tokio::task::yield_now().await;
    }
}

/// Publishes the flow and starts a run of it; the process ends when its step begins.
fn first_life(name: &str, flow: &Flow) -> (Arc<TempDir>, WorkspaceId, RunId) {
    hang(name);
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::new().await;
        let published = bench.publish(flow).await;
        let run = bench.worker.launch(bench.launch_of(published)).await.unwrap().run;
        until_begun(name, 1).await;
        (bench.folder.clone(), bench.workspace, run)
    })
}

/// The process ends whenever the step begins, until it begins no more.
fn die_again(name: &str, folder: &Arc<TempDir>, workspace: WorkspaceId) {
    for times in 2..=3 {
        Runtime::new().unwrap().block_on(async {
            let _bench = Bench::reopen(folder.clone(), workspace).await;
            until_begun(name, times).await;
        });
    }
}

fn is_left_to_a_person(kind: &str, durability: &str) {
    let name = &format!("poison {kind} {durability}");
    let (folder, workspace, run) = first_life(name, &flow_of(kind, name, durability));
    die_again(name, &folder, workspace);
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        bench.until(run, RunStatus::InDoubt).await;
        let view = bench.worker.inspect(workspace, run).await.unwrap();
        let codes: Vec<_> = view.steps.iter().filter_map(|step| Some(step.error.as_ref()?.code.as_str())).collect();
        assert_eq!(codes, ["poison_step"]);
        let light = bench.run_chain(&[("count", json!({}), json!({}))]).await.unwrap();
        assert_eq!(light.status, RunStatus::Succeeded, "others are not disturbed");
        assert_eq!(calls(name).len(), 3);
        heal(name);
        bench.worker.settle(workspace, run, NodeId::from("n1").into(), Settlement::Retry).await.unwrap();
        bench.until(run, RunStatus::Succeeded).await;
    });
    let keys = calls(name);
    assert_eq!(keys.len(), 4);
    assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
}

#[test]
fn a_step_with_an_effect_is_left_to_a_person() {
    is_left_to_a_person("effect", "durable");
    is_left_to_a_person("effect", "strict");
}

#[test]
fn a_step_that_only_reads_is_left_to_a_person() {
    is_left_to_a_person("read", "durable");
}

#[test]
fn a_step_of_a_fast_flow_is_left_to_a_person() {
    is_left_to_a_person("effect", "fast");
}

#[test]
fn what_was_at_work_beside_it_is_performed_alone_and_goes_on() {
    let (poison, beside) = ("poison among others", "beside the poison");
    let (folder, workspace, run) = first_life(poison, &flow_of("effect", poison, "durable"));
    hang(beside);
    // Twice all of them are at work when the process ends.
    let runs = Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder.clone(), workspace).await;
        let published = bench.publish(&flow_of("effect", beside, "durable")).await;
        let mut runs = Vec::new();
        for _ in 0..5 {
            runs.push(bench.worker.launch(bench.launch_of(published)).await.unwrap().run);
        }
        until_begun(beside, 5).await;
        until_begun(poison, 2).await;
        runs
    });
    Runtime::new().unwrap().block_on(async {
        let _bench = Bench::reopen(folder.clone(), workspace).await;
        until_begun(beside, 10).await;
        until_begun(poison, 3).await;
    });
    heal(beside);
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        bench.until(run, RunStatus::InDoubt).await;
        for run in runs {
            bench.until(run, RunStatus::Succeeded).await;
        }
    });
    assert_eq!((calls(poison).len(), calls(beside).len()), (3, 15));
}
