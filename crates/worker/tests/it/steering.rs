//! Runs that are told something from outside: cancel, signal, settle.

use crate::kinds::{Script, calls, script};
use crate::support::Bench;
use flow::{Items, NodeId};
use serde_json::json;
use std::sync::Arc;
use store::StoreError;
use store::door::{LiveEvent, Runner, RunnerError};
use store::runs::RunStatus;
use tokio::sync::Notify;

#[tokio::test]
async fn nothing_starts_after_a_cancel_is_acknowledged() {
    let bench = Bench::new().await;
    let gate = Arc::new(Notify::new());
    script("cancelled", Script { gate: Some(gate.clone()), ..Script::default() });
    let nodes = [
        ("effect", json!({"script": "cancelled"}), json!({})),
        ("effect", json!({"script": "after cancel"}), json!({})),
    ];
    let launched = bench.run_chain(&nodes).await.unwrap();
    while calls("cancelled").is_empty() {
        tokio::task::yield_now().await;
    }
    bench.worker.cancel(bench.workspace, launched.run).await.unwrap();
    assert_eq!(bench.row(launched.run).await.status, RunStatus::Running, "what is performed is left to finish");
    gate.notify_one();
    bench.until(launched.run, RunStatus::Cancelled).await;
    assert!(calls("after cancel").is_empty());
    assert_eq!(bench.given(launched.run, "n1", "main").await.len(), 1, "its result is kept");
    let again = bench.worker.cancel(bench.workspace, launched.run).await;
    assert!(matches!(again, Err(RunnerError::WrongState(_))), "{again:?}");
}

#[tokio::test]
async fn a_signal_ends_a_wait_and_only_once() {
    let bench = Bench::new().await;
    let nodes = [("sleep", json!({}), json!({})), ("count", json!({}), json!({}))];
    let launched = bench.run_chain(&nodes).await.unwrap();
    let node = NodeId::from("n1");
    let signals = (0..10).map(|n| {
        let (worker, node, workspace, run) = (bench.worker.clone(), node.clone(), bench.workspace, launched.run);
        tokio::spawn(async move { worker.signal(workspace, run, node.into(), Items::one(json!({"n": n}))).await })
    });
    let mut taken = 0;
    for signal in signals.collect::<Vec<_>>() {
        match signal.await.unwrap() {
            Ok(()) => taken += 1,
            Err(RunnerError::WrongState(_)) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(taken, 1);
    bench.until(launched.run, RunStatus::Succeeded).await;
}

#[tokio::test]
async fn a_foreign_workspace_is_answered_as_if_the_run_were_not_there() {
    let bench = Bench::new().await;
    let launched = bench.run_chain(&[("sleep", json!({}), json!({}))]).await.unwrap();
    let foreign = flow::id::WorkspaceId(launched.run.0);
    let missing = |result: Result<(), RunnerError>| matches!(result, Err(RunnerError::Store(StoreError::NotFound(_))));
    assert!(missing(bench.worker.cancel(foreign, launched.run).await));
    assert!(missing(bench.worker.signal(foreign, launched.run, NodeId::from("n1").into(), Items::default()).await));
    assert!(missing(bench.worker.inspect(foreign, launched.run).await.map(|_| ())));
    assert_eq!(bench.row(launched.run).await.status, RunStatus::Waiting);
}

#[tokio::test]
async fn watchers_see_each_node_and_arrow_of_a_run() {
    let bench = Bench::new().await;
    let mut events = bench.worker.watch(bench.workspace);
    let launched = bench
        .run_chain(&[("count", json!({}), json!({})), ("effect", json!({"script": "watched"}), json!({}))])
        .await
        .unwrap();
    let (mut done, mut arrows) = (Vec::new(), Vec::new());
    loop {
        match events.recv().await.unwrap() {
            LiveEvent::Step(step) if step.state == "done" => done.push(step.node.to_string()),
            LiveEvent::Edge(edge) => arrows.push((edge.edge, edge.state, edge.items)),
            LiveEvent::Run(run) if run.status == "succeeded" => break assert_eq!(run.run, launched.run),
            _ => {}
        }
    }
    done.dedup();
    assert_eq!(done, ["n0", "n1", "n2"]);
    assert_eq!(arrows, [("e1".into(), "taken".into(), 1), ("e2".into(), "taken".into(), 1)]);
}
