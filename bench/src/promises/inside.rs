//! Runs begun in this process through the door the API uses: what the worker and the store
//! do, without HTTP and without the load generator's share of the machine.

use super::figure::Figure;
use super::touch;
use crate::fdatasync;
use crate::processor::Processor;
use crate::raw;
use crate::report::Latencies;
use flow::id::{FlowId, VersionId, WorkspaceId};
use flow::{Items, NodeId};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};
use store::Store;
use store::door::{Launch, Launched, Runner};
use store::runs::{RunMode, RunStatus};
use store::sqlite::{SqliteOptions, SqliteStore};
use store::system::{SystemClock, SystemIds};
use test_kit::World;
use worker::{Limits, Setup, Worker};

const LOAD: Duration = Duration::from_secs(5);
const SINGLE: Duration = Duration::from_secs(3);
const RAW_RUNS: usize = 100_000;
const LOOPS: u32 = 40;
/// Pause between looks whether all runs have ended.
const LOOK: Duration = Duration::from_millis(5);

/// P2 and P4 without HTTP, and a loop over light nodes.
pub async fn measure() -> Result<Vec<Figure>, String> {
    // The calls are spread over as many threads as the server has.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())?;
    let figures = runtime.spawn(measure_here()).await;
    // To wait for its threads here would stop this one.
    runtime.shutdown_background();
    figures.map_err(|error| error.to_string())?
}

async fn measure_here() -> Result<Vec<Figure>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let inside = Inside::open(folder.path()).await?;
    let five: Value = serde_json::from_str(crate::webhook::FLOW).map_err(|error| error.to_string())?;
    let caller = inside.publish(&five).await?;

    let flush_before_ms = fdatasync::p50_ms(folder.path())?;
    let alone = caller.call(1, SINGLE).await?;
    let flush_ms = (flush_before_ms + fdatasync::p50_ms(folder.path())?) / 2.0;
    let before = Processor::of_this_process();
    let load = caller.call(1_024, LOAD).await?;
    let cpu_us = before.micros_since() / load.count() as f64;
    let rate = load.count() as f64 / LOAD.as_secs_f64();
    let looped = inside.publish(&looped(3)).await?;
    let loop_ms = looped.loop_ms().await?;

    let database = folder.path().join("towpath.db");
    drop((caller, looped));
    inside.close().await?;
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let raw = raw::replay(&database, scratch.path(), RAW_RUNS)?;
    Ok(vec![
        Figure::told("P2", raw.rate, "raw insert of the same rows a second"),
        Figure::told("P2", rate, "runs of five light nodes a second without HTTP, 1,024 in flight"),
        Figure::at_least("P2", 0.40, rate / raw.rate, "that ÷ raw insert"),
        Figure::told("P2", cpu_us, "processor time of such a run").in_unit("µs"),
        Figure::told("P2", raw.cpu_us, "processor time of a raw insert").in_unit("µs"),
        Figure::told("P4", flush_ms, "`fdatasync` of 4 KiB, p50").in_unit("ms"),
        Figure::told("P4", alone.quantile_ms(0.5), "a run without HTTP, 1 in flight, p50").in_unit("ms"),
        Figure::at_most("P4", 1.6, alone.quantile_ms(0.5) / flush_ms, "that ÷ `fdatasync`"),
        Figure::at_most("loop", 15.0, loop_ms, "1,000 iterations over three light nodes, saved, best").in_unit("ms"),
    ])
}

/// A trigger and so many light nodes one after the other.
pub fn chain(length: usize) -> Value {
    let (nodes, edges) = light_nodes(length, &Value::Null);
    let first = json!({"id": "in", "from": {"node": "hook"}, "to": {"node": "n0"}});
    document([hook()].into_iter().chain(nodes).collect(), [first].into_iter().chain(edges).collect())
}

/// A trigger and a loop over so many light nodes.
pub fn looped(length: usize) -> Value {
    let (nodes, edges) = light_nodes(length, &json!("loop"));
    let container = json!({"id": "loop", "kind": "for_each", "name": "Loop"});
    let first = json!({"id": "in", "from": {"node": "hook"}, "to": {"node": "loop"}});
    document([hook(), container].into_iter().chain(nodes).collect(), [first].into_iter().chain(edges).collect())
}

fn hook() -> Value {
    json!({"id": "hook", "kind": "webhook", "name": "Webhook", "parameters": {"path": "inside"}})
}

fn light_nodes(length: usize, parent: &Value) -> (Vec<Value>, Vec<Value>) {
    let parameters = json!({"fields": [{"name": "number", "value": "{{ $json.number + 1 }}"}]});
    let node = |place: usize| {
        let id = format!("n{place}");
        json!({"id": id, "kind": "set_fields", "name": id, "parameters": parameters, "parent": parent})
    };
    let edge = |place: usize| {
        let (from, to) = (format!("n{}", place - 1), format!("n{place}"));
        json!({"id": format!("e{place}"), "from": {"node": from}, "to": {"node": to}})
    };
    ((0..length).map(node).collect(), (1..length).map(edge).collect())
}

fn document(nodes: Vec<Value>, edges: Vec<Value>) -> Value {
    json!({"format": "towpath.flow", "version": 1, "name": "Inside", "nodes": nodes, "edges": edges})
}

/// A worker on a database of its own.
pub struct Inside {
    world: World,
    store: Arc<dyn Store>,
    worker: Worker,
    workspace: WorkspaceId,
}

impl Inside {
    async fn open(folder: &Path) -> Result<Self, String> {
        let store = SqliteStore::open(folder, SqliteOptions::default()).map_err(|error| error.to_string())?;
        Self::on(store).await
    }

    /// On this empty database.
    pub async fn on(store: Arc<dyn Store>) -> Result<Self, String> {
        // Another one may be there already.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let world = World::new(store.clone());
        let workspace = world.set_up().await.id();
        // What heavy nodes ask stands beside.
        let policy = outbound::Policy::allowing(["127.0.0.1/32"]).map_err(|error| error.to_string())?;
        let http = outbound::Client::new(policy, outbound::Settings::default());
        let setup = Setup {
            store: store.clone(),
            catalog: Arc::new(touch::catalog()),
            vault: Arc::new(vault::Vault::new([7; 32]).map_err(|error| error.to_string())?),
            http: http.map_err(|error| error.to_string())?,
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds),
            public_url: None,
            expression_env: Default::default(),
            limits: Limits::default(),
        };
        let worker = Worker::start(setup).await.map_err(|error| error.to_string())?;
        Ok(Self { world, store, worker, workspace })
    }

    /// Publishes a flow that begins with the node `hook`.
    pub async fn publish(&self, document: &Value) -> Result<Caller, String> {
        let row = self.world.flow(self.workspace, "Inside").await;
        let version = self.world.version(&row, &document.to_string());
        let (flow, id) = (row.id, version.id);
        self.store.publish(version, 1, Vec::new()).await.map_err(|error| error.to_string())?;
        let store = self.store.clone();
        Ok(Caller { worker: self.worker.clone(), store, workspace: self.workspace, flow, version: id })
    }

    /// Ends the worker and writes everything to the file.
    pub async fn close(self) -> Result<(), String> {
        self.worker.drain().await;
        self.worker.leave().await.map_err(|error| error.to_string())
    }
}

/// Begins runs of one flow.
#[derive(Clone)]
pub struct Caller {
    worker: Worker,
    store: Arc<dyn Store>,
    workspace: WorkspaceId,
    flow: FlowId,
    version: VersionId,
}

impl Caller {
    /// Begins runs from so many tasks, each the next when it has the answer to the last.
    pub async fn call(&self, in_flight: usize, time: Duration) -> Result<Latencies, String> {
        let end = Instant::now() + time;
        let callers: Vec<_> = (0..in_flight)
            .map(|_| {
                let caller = self.clone();
                tokio::spawn(async move {
                    let body: Value = serde_json::from_str(crate::webhook::BODY).map_err(|error| error.to_string())?;
                    let mut latencies_us = Vec::new();
                    while Instant::now() < end {
                        let begun = Instant::now();
                        caller.run(Items::one(called(&body))).await?;
                        latencies_us.push(begun.elapsed().as_micros() as u32);
                    }
                    Ok::<_, String>(latencies_us)
                })
            })
            .collect();
        let mut latencies_us = Vec::new();
        for caller in callers {
            latencies_us.extend(caller.await.map_err(|error| error.to_string())??);
        }
        Ok(Latencies::new(latencies_us))
    }

    /// Begins so many runs from so many tasks, and tells how long it took until all have ended.
    /// A run with heavy nodes is answered long before.
    pub async fn to_the_end(&self, in_flight: usize, runs: usize) -> Result<Duration, String> {
        let begun = Instant::now();
        let left = Arc::new(AtomicUsize::new(runs));
        let callers: Vec<_> = (0..in_flight)
            .map(|_| {
                let (caller, left) = (self.clone(), left.clone());
                tokio::spawn(async move {
                    let body: Value = serde_json::from_str(crate::webhook::BODY).map_err(|error| error.to_string())?;
                    let take_one = |left: usize| left.checked_sub(1);
                    while left.fetch_update(Relaxed, Relaxed, take_one).is_ok() {
                        caller.launch(Items::one(called(&body))).await?;
                    }
                    Ok::<_, String>(())
                })
            })
            .collect();
        for caller in callers {
            caller.await.map_err(|error| error.to_string())??;
        }
        while !self.store.open_runs(None, 1).await.map_err(|error| error.to_string())?.is_empty() {
            tokio::time::sleep(LOOK).await;
        }
        Ok(begun.elapsed())
    }

    /// The best time of a loop over a thousand items.
    async fn loop_ms(&self) -> Result<f64, String> {
        let items: Items = (0..1_000).map(|number| flow::Item::new(json!({"number": number}))).collect();
        let mut best_ms = f64::INFINITY;
        for _ in 0..LOOPS {
            let begun = Instant::now();
            self.run(items.clone()).await?;
            best_ms = best_ms.min(begun.elapsed().as_secs_f64() * 1e3);
        }
        Ok(best_ms)
    }

    async fn run(&self, items: Items) -> Result<(), String> {
        let launched = self.launch(items).await?;
        match launched.status {
            RunStatus::Succeeded => Ok(()),
            other => Err(format!("a run is {other:?}: {}", String::from_utf8_lossy(&launched.answer.body))),
        }
    }

    async fn launch(&self, items: Items) -> Result<Launched, String> {
        let launch = Launch {
            workspace: self.workspace,
            flow: self.flow,
            version: self.version,
            node: NodeId::from("hook"),
            items,
            mode: RunMode::Webhook,
            idempotency: None,
            run: None,
            wait_for_answer: true,
        };
        self.worker.launch(launch).await.map_err(|error| error.to_string())
    }
}

/// The item that the API makes of such a request.
fn called(body: &Value) -> Value {
    let mut item = body.clone();
    item["request"] = json!({
        "method": "POST", "path": "/hooks/bench", "query": {},
        "headers": {"host": "localhost", "content-type": "application/json", "content-length": "104"},
        "received_at": 1_774_737_000_000_i64,
    });
    item
}
