//! A worker on a throw-away store.

use crate::drawing::draw;
use crate::kinds::catalog;
use flow::id::{FlowId, OrganisationId, RunId, UserId, VersionId, WorkspaceId};
use flow::{Flow, Ids, Item, Items, NodeId, Timestamp};
use node_sdk::Subscription;
use serde_json::{Value, json};
use std::sync::Arc;
use store::Store;
use store::door::{Launch, Launched, LiveEvent, Runner, RunnerError};
use store::flows::{FlowRow, FlowState, VersionRow};
use store::identity::{Organisation, User, Workspace};
use store::runs::{RunMode, RunRow, RunStatus};
use store::sqlite::{SqliteOptions, SqliteStore};
use store::system::{SystemClock, SystemIds};
use tempfile::TempDir;
use worker::{Limits, Setup, Sharing, Worker};

/// A chain of nodes after a trigger: `kind`, parameters, extra fields of the node.
pub fn chain(nodes: &[(&str, Value, Value)]) -> Flow {
    let mut document = json!({
        "format": "towpath.flow", "version": 1, "name": "Test",
        "nodes": [{"id": "n0", "kind": "begin", "name": "Begin"}], "edges": [],
    });
    for (index, (kind, parameters, extra)) in nodes.iter().enumerate() {
        let number = index + 1;
        let mut node = json!({"id": format!("n{number}"), "kind": kind, "name": format!("{kind} {number}"), "parameters": parameters});
        for (field, value) in extra.as_object().into_iter().flatten() {
            node[field] = value.clone();
        }
        document["nodes"].as_array_mut().unwrap().push(node);
        let edge = json!({"id": format!("e{number}"), "from": {"node": format!("n{index}")}, "to": {"node": format!("n{number}")}});
        document["edges"].as_array_mut().unwrap().push(edge);
    }
    serde_json::from_value(document).unwrap()
}

/// A store in a folder and a worker on it.
pub struct Bench {
    /// The folder; outlives worker and store.
    pub folder: Arc<TempDir>,
    /// The store.
    pub store: Arc<SqliteStore>,
    /// The worker.
    pub worker: Worker,
    /// The one workspace.
    pub workspace: WorkspaceId,
}

impl Bench {
    /// A new folder with one workspace.
    pub async fn new() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let store = SqliteStore::open(folder.path(), SqliteOptions::default()).unwrap();
        let workspace = set_up(&*store).await;
        let worker = start_worker(store.clone()).await;
        Self { folder, store, worker, workspace }
    }

    /// Opens the folder of one that is gone.
    pub async fn reopen(folder: Arc<TempDir>, workspace: WorkspaceId) -> Self {
        let store = SqliteStore::open(folder.path(), SqliteOptions::default()).unwrap();
        let worker = start_worker(store.clone()).await;
        Self { folder, store, worker, workspace }
    }

    /// Publishes a flow.
    pub async fn publish(&self, document: &Flow) -> (FlowId, VersionId) {
        self.publish_as(FlowId::new(&SystemIds), document).await
    }

    /// Publishes a flow under this id.
    pub async fn publish_as(&self, flow: FlowId, document: &Flow) -> (FlowId, VersionId) {
        publish_on(&*self.store, self.workspace, flow, document).await
    }

    /// Publishes a further version of a flow that was published once.
    pub async fn publish_again(&self, flow: FlowId, document: &Flow) {
        use store::flows::Flows;
        let version = VersionRow {
            id: VersionId::new(&SystemIds),
            flow,
            workspace: self.workspace,
            number: None,
            note: String::new(),
            document: serde_json::to_string(document).unwrap(),
            created_at: Timestamp(0),
            created_by: None,
        };
        self.store.publish(version, 1, Vec::new()).await.unwrap();
    }

    /// What starts a run of a published flow, waiting for its answer.
    pub fn launch_of(&self, (flow, version): (FlowId, VersionId)) -> Launch {
        Launch {
            workspace: self.workspace,
            flow,
            version,
            node: NodeId::from("n0"),
            items: Items::one(json!({"n": 0})),
            mode: RunMode::Webhook,
            idempotency: None,
            run: None,
            wait_for_answer: true,
        }
    }

    /// Publishes a chain and starts one run of it.
    pub async fn run_chain(&self, nodes: &[(&str, Value, Value)]) -> Result<Launched, RunnerError> {
        let published = self.publish(&chain(nodes)).await;
        self.worker.launch(self.launch_of(published)).await
    }

    /// Publishes a drawn flow, whose trigger is `t`, and starts one run of it with
    /// items whose `n` counts from 0.
    pub async fn run_drawing(&self, drawing: &str, count: i64) -> RunId {
        self.launch_drawing(drawing, count).await.run
    }

    /// The same, with what the caller is told.
    pub async fn launch_drawing(&self, drawing: &str, count: i64) -> Launched {
        let published = self.publish(&draw(drawing)).await;
        let items = (0..count).map(|n| Item::new(json!({ "n": n }))).collect();
        let launch = Launch { node: NodeId::from("t"), items, ..self.launch_of(published) };
        self.worker.launch(launch).await.unwrap()
    }

    /// The data of what a node gave at a port when it last came to it.
    pub async fn given(&self, run: RunId, node: &str, port: &str) -> Vec<Value> {
        let view = self.worker.inspect(self.workspace, run).await.unwrap();
        let steps = view.steps.iter().rev();
        let step = steps.clone().find(|step| step.node.0 == node).unwrap_or_else(|| panic!("no step of {node}"));
        let (_, _, outputs) = self.worker.step(self.workspace, run, step.index).await.unwrap();
        outputs.get(port).into_iter().flat_map(|items| items.iter()).map(|item| Value::clone(&item.json)).collect()
    }

    /// The row of a run.
    pub async fn row(&self, run: RunId) -> RunRow {
        use store::runs::Runs;
        self.store.run(self.workspace, run).await.unwrap()
    }

    /// The row of a run once it has this status.
    pub async fn until(&self, run: RunId, status: RunStatus) -> RunRow {
        let row = self.until_that(run, |row| row.status == status || row.status.is_final()).await;
        assert_eq!(row.status, status, "{:?}", row.error);
        row
    }

    /// The row of a run once it is over or a person is needed.
    pub async fn until_settled(&self, run: RunId) -> RunRow {
        self.until_that(run, |row| row.status == RunStatus::InDoubt || row.status.is_final()).await
    }

    /// The row of a run once it is over.
    pub async fn until_over(&self, run: RunId) -> RunRow {
        self.until_that(run, |row| row.status.is_final()).await
    }

    /// Follows the live events, so no time is slept away.
    async fn until_that(&self, run: RunId, is_so: impl Fn(&RunRow) -> bool) -> RunRow {
        let mut events = self.worker.watch(self.workspace);
        loop {
            let row = self.row(run).await;
            if is_so(&row) {
                return row;
            }
            // Whatever happens next in this workspace is a reason to look again.
            let _event: Result<LiveEvent, _> = events.recv().await;
        }
    }
}

/// One tenant; gives the workspace.
pub async fn set_up(store: &dyn Store) -> WorkspaceId {
    let organisation =
        Organisation { id: OrganisationId::new(&SystemIds), name: "Agency".into(), created_at: Timestamp(0) };
    let workspace = Workspace {
        id: WorkspaceId::new(&SystemIds),
        organisation: organisation.id,
        name: "Client".into(),
        time_zone: "UTC".into(),
        created_at: Timestamp(0),
    };
    let owner = User {
        id: UserId::new(&SystemIds),
        organisation: organisation.id,
        name: "Olga".into(),
        email: "olga@example.test".into(),
        password_hash: String::new(),
        created_at: Timestamp(0),
        disabled_at: None,
    };
    let id = workspace.id;
    store.set_up(organisation, workspace, owner).await.unwrap();
    id
}

/// Publishes a flow under this id. Its first node is its trigger.
pub async fn publish_on(
    store: &dyn Store,
    workspace: WorkspaceId,
    flow: FlowId,
    document: &Flow,
) -> (FlowId, VersionId) {
    let text = serde_json::to_string(document).unwrap();
    let row = FlowRow {
        id: flow,
        workspace,
        name: document.name.clone(),
        description: String::new(),
        state: FlowState::Draft,
        version: None,
        version_number: None,
        revision: 1,
        published_revision: None,
        trigger_kinds: vec!["begin".into()],
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
        updated_by: None,
        system: false,
    };
    store.create_flow(row, &text).await.unwrap();
    let version = VersionRow {
        id: VersionId::new(&SystemIds),
        flow,
        workspace,
        number: None,
        note: String::new(),
        document: text,
        created_at: Timestamp(0),
        created_by: None,
    };
    let is_called = document.nodes[0].kind == "called";
    let subscription = if is_called { Subscription::Call } else { Subscription::Error };
    let trigger = store::triggers::NewTrigger {
        id: flow::id::TriggerId(SystemIds.uuid()),
        node: document.nodes[0].id.clone(),
        subscription: serde_json::to_string(&subscription).unwrap(),
        webhook_path: None,
        next_at: None,
        event: None,
    };
    let id = version.id;
    store.publish(version, 1, vec![trigger]).await.unwrap();
    (flow, id)
}

/// A worker on this store.
pub async fn start_worker(store: Arc<dyn Store>) -> Worker {
    start_worker_with(store, Limits::default()).await
}

/// A worker with these limits on this store.
pub async fn start_worker_with(store: Arc<dyn Store>, limits: Limits) -> Worker {
    start_worker_as(store, limits, Sharing::default()).await
}

/// The same beside others.
pub async fn start_worker_as(store: Arc<dyn Store>, limits: Limits, sharing: Sharing) -> Worker {
    install_cryptography();
    let http = outbound::Client::new(outbound::Policy::public(), outbound::Settings::default()).unwrap();
    let setup = Setup {
        store,
        catalog: Arc::new(catalog()),
        vault: Arc::new(vault::Vault::new([7; 32]).unwrap()),
        http,
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        public_url: Some("https://towpath.example".into()),
        expression_env: Default::default(),
        limits,
    };
    Worker::start_as(setup, sharing).await.unwrap()
}

/// The cryptography that clients need.
pub fn install_cryptography() {
    // Another test of this process may have been first.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
