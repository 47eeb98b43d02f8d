//! How long loops of light nodes take on a real store, how large their journal gets
//! and how much memory they need.
//!
//! `cargo run --profile bench-fast -p worker --example loop_speed`

use flow::container::ContainerKind;
use flow::id::{FlowId, OrganisationId, UserId, VersionId, WorkspaceId};
use flow::{Flow, Item, Items, NodeId, Timestamp};
use node_sdk::{Catalog, ContainerNode, Group, LightContext, LightNode, NodeError, Output, Subscription, TriggerNode};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Store;
use store::door::{Launch, Runner};
use store::flows::{FlowRow, FlowState, Flows, VersionRow};
use store::identity::{Identity, Organisation, User, Workspace};
use store::runs::{RunMode, RunStatus, Runs};
use store::sqlite::{SqliteOptions, SqliteStore};
use store::system::{SystemClock, SystemIds};
use worker::{Limits, Setup, Worker};

const ICON: &str = "<svg></svg>";

/// # Begin
///
/// Begins runs.
#[derive(Deserialize, JsonSchema)]
struct Begin {}

impl TriggerNode for Begin {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        Ok(Vec::new())
    }
}

/// # Count
///
/// Adds one to `n`.
#[derive(Deserialize, JsonSchema)]
struct Count {}

impl LightNode for Count {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let counted = context.items().iter().map(|item| json!({"n": item.json["n"].as_i64().unwrap_or(0) + 1}).into());
        Ok(Output::main(counted.collect::<Vec<Item>>()))
    }
}

/// # Loop
///
/// Has settings only the engine reads; a while goes on until `n` is 100,000.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
struct Loop(#[expect(dead_code, reason = "only reading it matters")] Map<String, Value>);

impl ContainerNode for Loop {
    fn goes_on(&self, context: &LightContext<'_>) -> Result<bool, NodeError> {
        Ok(context.items().first().is_some_and(|item| item.json["n"].as_i64() < Some(100_000)))
    }
}

fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    catalog.add(node_sdk::trigger::<Begin>("begin", ICON));
    catalog.add(node_sdk::light::<Count>("count", Group::Data, ICON));
    catalog.add(node_sdk::container::<Loop>("each", ContainerKind::ForEach, ICON));
    catalog.add(node_sdk::container::<Loop>("while", ContainerKind::While, ICON));
    catalog
}

/// A trigger and a chain of light nodes, in a loop of this kind if one is named.
fn document(container: Option<&str>, length: usize) -> Flow {
    let mut nodes = vec![json!({"id": "t", "kind": "begin", "name": "t"})];
    let mut edges = Vec::new();
    if let Some(kind) = container {
        nodes.push(json!({"id": "l", "kind": kind, "name": "l", "parameters": {"maximum_iterations": 1_000_000}}));
        edges.push(json!({"id": "e", "from": {"node": "t"}, "to": {"node": "l"}}));
    }
    for index in 0..length {
        let mut node = json!({"id": format!("n{index}"), "kind": "count", "name": format!("n{index}")});
        if container.is_some() {
            node["parent"] = json!("l");
        }
        nodes.push(node);
        let before = if index == 0 { "t".to_owned() } else { format!("n{}", index - 1) };
        if index > 0 || container.is_none() {
            let id = format!("e{index}");
            edges.push(json!({"id": id, "from": {"node": before}, "to": {"node": format!("n{index}")}}));
        }
    }
    let document = json!({"format": "towpath.flow", "version": 1, "name": "Loop", "nodes": nodes, "edges": edges});
    serde_json::from_value(document).unwrap_or_else(|error| panic!("{error}"))
}

struct Bench {
    store: Arc<SqliteStore>,
    worker: Worker,
    workspace: WorkspaceId,
}

impl Bench {
    async fn open(folder: &std::path::Path) -> Self {
        let store = SqliteStore::open(folder, SqliteOptions::default()).expect("the folder is writable");
        let organisation = OrganisationId::new(&SystemIds);
        let workspace = WorkspaceId::new(&SystemIds);
        let at = Timestamp(0);
        let owner = User {
            id: UserId::new(&SystemIds),
            organisation,
            name: "Olga".into(),
            email: "olga@example.test".into(),
            password_hash: String::new(),
            created_at: at,
            disabled_at: None,
        };
        let row = Workspace { id: workspace, organisation, name: "W".into(), time_zone: "UTC".into(), created_at: at };
        let organisation = Organisation { id: organisation, name: "O".into(), created_at: at };
        store.set_up(organisation, row, owner).await.expect("the store is new");
        let setup = Setup {
            store: store.clone() as Arc<dyn Store>,
            catalog: Arc::new(catalog()),
            vault: Arc::new(vault::Vault::new([7; 32]).expect("the key is whole")),
            http: outbound::Client::new(outbound::Policy::public(), outbound::Settings::default()).expect("a client"),
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds),
            public_url: None,
            expression_env: Default::default(),
            limits: Limits::default(),
        };
        Self { store, worker: Worker::start(setup).await.expect("the store is there"), workspace }
    }

    async fn publish(&self, document: &Flow) -> (FlowId, VersionId) {
        let (flow, id) = (FlowId::new(&SystemIds), VersionId::new(&SystemIds));
        let text = serde_json::to_string(document).expect("a document is JSON");
        let row = FlowRow {
            id: flow,
            workspace: self.workspace,
            name: "Loop".into(),
            description: String::new(),
            state: FlowState::Draft,
            version: None,
            version_number: None,
            revision: 1,
            published_revision: None,
            trigger_kinds: Vec::new(),
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            updated_by: None,
            system: false,
        };
        self.store.create_flow(row, &text).await.expect("the flow is new");
        let version = VersionRow {
            id,
            flow,
            workspace: self.workspace,
            number: None,
            note: String::new(),
            document: text,
            created_at: Timestamp(0),
            created_by: None,
        };
        self.store.publish(version, 1, Vec::new()).await.expect("the version is new");
        (flow, id)
    }

    /// Runs a flow for a second at least; gives the time of a run and the bytes of a journal.
    async fn measure(&self, document: &Flow, count: i64) -> (Duration, usize) {
        let (flow, version) = self.publish(document).await;
        let items: Items = (0..count).map(|n| Item::new(json!({ "n": n }))).collect();
        let begun = Instant::now();
        let mut runs = 0;
        let mut last = None;
        while begun.elapsed() < Duration::from_secs(1) {
            let launch = Launch {
                workspace: self.workspace,
                flow,
                version,
                node: NodeId::from("t"),
                items: items.clone(),
                mode: RunMode::Webhook,
                idempotency: None,
                run: None,
                wait_for_answer: true,
            };
            let launched = self.worker.launch(launch).await.expect("the flow runs");
            let run = launched.run;
            // Only very long ones go on after their caller was answered; to be watched would slow them down.
            while launched.status != RunStatus::Succeeded
                && self.store.run(self.workspace, run).await.expect("it is there").status != RunStatus::Succeeded
            {
                tokio::task::yield_now().await;
            }
            runs += 1;
            last = Some(run);
        }
        let took = begun.elapsed() / runs;
        let chunks = match last {
            Some(run) => self.store.load_run(run).await.expect("it is there").1,
            None => Vec::new(),
        };
        (took, chunks.iter().map(Vec::len).sum())
    }
}

/// The most memory the process ever had, in KiB.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

#[tokio::main]
async fn main() {
    // Another provider may be there already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let folder = tempfile::tempdir().expect("a folder");
    let bench = Bench::open(folder.path()).await;
    let cases: [(&str, Option<&str>, usize, i64, usize); 7] = [
        ("flat, 5 light nodes", None, 5, 1, 5),
        ("flat, 1,000 light nodes", None, 1_000, 1, 1_000),
        ("for each of 1,000 items, 3 light nodes", Some("each"), 3, 1_000, 3_000),
        ("for each of 1,000 items, 1 light node", Some("each"), 1, 1_000, 1_000),
        ("for each of 10,000 items, 1 light node", Some("each"), 1, 10_000, 10_000),
        ("while, 100,000 times 1 light node", Some("while"), 1, 1, 100_000),
        ("for each of 100,000 items, 1 light node", Some("each"), 1, 100_000, 100_000),
    ];
    for (name, container, length, items, nodes) in cases {
        let (took, journal_bytes) = bench.measure(&document(container, length), items).await;
        let micros = took.as_secs_f64() * 1e6;
        println!(
            "{name:<42} {:>9.2} ms a run, {:>6.2} µs a node, journal {journal_bytes:>8} bytes, peak {:>6} KiB",
            micros / 1e3,
            micros / nodes as f64,
            peak_kib()
        );
    }
}
