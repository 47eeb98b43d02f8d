//! What is left when the process is gone: nothing of a runtime survives its drop,
//! and the store is opened anew, as after kill -9. (The real thing, with a real
//! kill, is `bench chaos`.)

use crate::kinds::{Script, calls, script};
use crate::support::{Bench, chain};
use flow::NodeId;
use flow::id::{RunId, WorkspaceId};
use serde_json::{Value, json};
use std::sync::Arc;
use store::door::{Runner, Settlement};
use store::runs::RunStatus;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::Notify;

/// Starts a run whose second node hangs in its effect, and ends the process there.
fn crash_during(name: &str, on_uncertain: &str) -> (Arc<TempDir>, WorkspaceId, RunId) {
    script(name, Script { gate: Some(Arc::new(Notify::new())), ..Script::default() });
    let runtime = Runtime::new().unwrap();
    let (folder, workspace, run) = runtime.block_on(async {
        let bench = Bench::new().await;
        let extra: Value = json!({"on_uncertain": on_uncertain});
        let nodes = [
            ("count", json!({}), json!({})),
            ("effect", json!({"script": name}), extra),
            ("count", json!({}), json!({})),
        ];
        let launched = bench.run_chain(&nodes).await.unwrap();
        while calls(name).is_empty() {
            tokio::task::yield_now().await;
        }
        (bench.folder.clone(), bench.workspace, launched.run)
    });
    drop(runtime);
    let keys = calls(name);
    script(name, Script { keys, ..Script::default() });
    (folder, workspace, run)
}

#[test]
fn an_uncertain_effect_is_repeated_with_its_key() {
    let (folder, workspace, run) = crash_during("crash retry", "retry");
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        bench.until(run, RunStatus::Succeeded).await;
        let keys = calls("crash retry");
        assert_eq!(keys.len(), 2);
        assert_eq!(keys[0], keys[1]);
    });
}

#[test]
fn an_uncertain_effect_that_must_not_repeat_waits_for_a_person() {
    let (folder, workspace, run) = crash_during("crash ask", "ask");
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        bench.until(run, RunStatus::InDoubt).await;
        bench.worker.settle(workspace, run, NodeId::from("n2").into(), Settlement::Done).await.unwrap();
        bench.until(run, RunStatus::Succeeded).await;
        assert_eq!(calls("crash ask").len(), 1);
    });
}

#[test]
fn a_sleeping_run_survives_and_goes_on_in_time() {
    let runtime = Runtime::new().unwrap();
    let (folder, workspace, run) = runtime.block_on(async {
        let bench = Bench::new().await;
        let nodes = [("sleep", json!({"duration_ms": 50}), json!({})), ("count", json!({}), json!({}))];
        let launched = bench.run_chain(&nodes).await.unwrap();
        (bench.folder.clone(), bench.workspace, launched.run)
    });
    drop(runtime);
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        let row = bench.until(run, RunStatus::Succeeded).await;
        assert!(row.finished_at.unwrap().since_ms(row.started_at) >= 50);
    });
}

#[test]
fn a_drain_finishes_what_is_under_way_and_begins_nothing() {
    let gate = Arc::new(Notify::new());
    script("drain first", Script { gate: Some(gate.clone()), ..Script::default() });
    let runtime = Runtime::new().unwrap();
    let (folder, workspace, run) = runtime.block_on(async {
        let bench = Bench::new().await;
        // At most once: were the second step begun and cut off, it would be in doubt.
        let ask = json!({"on_uncertain": "ask"});
        let nodes = [
            ("effect", json!({"script": "drain first"}), ask.clone()),
            ("effect", json!({"script": "drain second"}), ask),
        ];
        let launched = bench.run_chain(&nodes).await.unwrap();
        while calls("drain first").is_empty() {
            tokio::task::yield_now().await;
        }
        let light = bench.publish(&chain(&[("count", json!({}), json!({}))])).await;
        let worker = bench.worker.clone();
        let drain = tokio::spawn(async move { worker.drain().await });
        // The drain has begun once nothing new is taken.
        while bench.worker.launch(bench.launch_of(light)).await.is_ok() {}
        gate.notify_one();
        drain.await.unwrap();
        assert!(calls("drain second").is_empty());
        (bench.folder.clone(), bench.workspace, launched.run)
    });
    drop(runtime);
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        bench.until(run, RunStatus::Succeeded).await;
        assert_eq!((calls("drain first").len(), calls("drain second").len()), (1, 1));
    });
}
