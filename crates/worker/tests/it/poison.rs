//! A step that ends the process whenever it begins is left to a person after its third
//! time; what else was at work goes on, and is not taken for it.

use crate::kinds::{Script, calls, script};
use crate::support::{Bench, chain, publish_on, set_up, start_worker, start_worker_with};
use flow::id::{FlowId, RunId, WorkspaceId};
use flow::{Flow, NodeId};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use store::door::{Launch, Runner, Settlement};
use store::faults::{Fault, Faults, Faulty, Operation};
use store::memory::MemoryStore;
use store::runs::{RunMode, RunStatus, Runs};
use store::system::SystemIds;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::Notify;
use tokio::time::Instant;
use worker::{Limits, Worker};

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
fn of_what_was_at_work_together_only_what_ended_the_process_is_left_to_a_person() {
    let name = "poison among others";
    hang(name);
    let begun = |bench: Bench, times: usize| async move {
        until_begun(name, times).await;
        (bench.folder.clone(), bench.workspace)
    };
    let mut runs = Vec::new();
    let (folder, workspace) = Runtime::new().unwrap().block_on(async {
        let bench = Bench::new().await;
        let published = bench.publish(&flow_of("effect", name, "durable")).await;
        for _ in 0..6 {
            runs.push(bench.worker.launch(bench.launch_of(published)).await.unwrap().run);
        }
        begun(bench, 6).await
    });
    // A second time all are at work when the process ends; after that, one at a time.
    for times in [12, 13] {
        Runtime::new().unwrap().block_on(async {
            begun(Bench::reopen(folder.clone(), workspace).await, times).await;
        });
    }
    heal(name);
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        let mut ends = Vec::new();
        for run in runs {
            ends.push(bench.until_settled(run).await.status);
        }
        let in_doubt = ends.iter().filter(|status| **status == RunStatus::InDoubt).count();
        assert_eq!((in_doubt, ends.len()), (1, 6), "{ends:?}");
    });
    assert_eq!(calls(name).len(), 13 + 5);
}

/// Ends the process once so many records were kept.
struct EndAfter {
    records_left: AtomicUsize,
    ended: Notify,
}

impl Faults for EndAfter {
    fn next(&self, operation: Operation) -> Fault {
        let is_last = operation == Operation::Commit && self.records_left.fetch_sub(1, Ordering::SeqCst) == 1;
        if is_last { Fault::Killed { is_kept: true } } else { Fault::None(Duration::ZERO) }
    }

    fn killed(&self) {
        self.ended.notify_one();
    }
}

/// A life on this store that ends once so many records are kept, within a while in which each
/// step is written down before it begins.
async fn live_carefully(store: &Arc<MemoryStore>, records: usize, begin: impl AsyncFnOnce(&Worker)) {
    let end = Arc::new(EndAfter { records_left: AtomicUsize::new(records), ended: Notify::new() });
    let faulty = Faulty::new(store.clone(), end.clone());
    let careful_until = Some(Instant::now() + Duration::from_secs(3_600));
    let worker = start_worker_with(faulty, Limits { careful_until, ..Limits::default() }).await;
    tokio::select! {
        biased;
        () = end.ended.notified() => {}
        () = async { begin(&worker).await; std::future::pending().await } => {}
    }
}

/// What is begun ends with the process.
fn in_a_process(life: impl Future<Output = ()>) {
    Runtime::new().unwrap().block_on(life);
}

#[test]
fn a_step_in_memory_is_found_where_each_is_written_down_before_it_begins() {
    let store = MemoryStore::open().unwrap();
    let workspace = Runtime::new().unwrap().block_on(set_up(&*store));
    // Each time the process ends when it is written that the step begins; the third time its
    // turn comes after a record that says it was cut off.
    in_a_process(live_carefully(&store, 1, async |worker| {
        let id = FlowId::new(&SystemIds);
        let (flow, version) = publish_on(&*store, workspace, id, &chain(&[("count", json!({}), json!({}))])).await;
        let (node, items) = (NodeId::from("n0"), flow::Items::one(json!({"n": 0})));
        let (mode, idempotency, run) = (RunMode::Webhook, None, None);
        let launch = Launch { workspace, flow, version, node, items, mode, idempotency, run, wait_for_answer: true };
        let _ = worker.launch(launch).await;
    }));
    in_a_process(live_carefully(&store, 1, async |_| {}));
    in_a_process(live_carefully(&store, 2, async |_| {}));
    Runtime::new().unwrap().block_on(async {
        let worker = start_worker(store.clone()).await;
        let mut events = worker.watch(workspace);
        let open = loop {
            let found = store.open_runs(None, 10).await.unwrap();
            match found.first() {
                Some(open) if open.status == RunStatus::InDoubt => break open.clone(),
                _ => drop(events.recv().await),
            }
        };
        let view = worker.inspect(workspace, open.id).await.unwrap();
        let codes: Vec<_> = view.steps.iter().filter_map(|step| Some(step.error.as_ref()?.code.as_str())).collect();
        assert_eq!(codes, ["poison_step"]);
    });
}
