//! A worker on a throw-away store, and nodes whose behaviour tests script.

use async_trait::async_trait;
use flow::id::{FlowId, OrganisationId, RunId, UserId, VersionId, WorkspaceId};
use flow::{Flow, Ids, Item, Items, NodeId, Timestamp};
use node_sdk::{
    Answer, AnswerBody, Catalog, Group, HeavyContext, HeavyNode, LightContext, LightNode, NodeError, Output,
    Subscription, TriggerNode, Wait,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};
use store::Store;
use store::door::{Launch, Launched, LiveEvent, Runner, RunnerError};
use store::flows::{FlowRow, FlowState, VersionRow};
use store::identity::{Organisation, User, Workspace};
use store::runs::{RunMode, RunRow, RunStatus};
use store::sqlite::{SqliteOptions, SqliteStore};
use store::system::{SystemClock, SystemIds};
use tempfile::TempDir;
use tokio::sync::Notify;
use worker::{Limits, Setup, Worker};

const ICON: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M0 0" stroke="currentColor"/></svg>"#;

/// What a scripted effect shall do, and what it was asked.
#[derive(Default)]
pub struct Script {
    /// Failures before it succeeds.
    pub failures: u32,
    /// The failure's class.
    pub is_permanent: bool,
    /// Blocks until released, if set.
    pub gate: Option<Arc<Notify>>,
    /// Idempotency keys of the calls, in order.
    pub keys: Vec<String>,
}

static SCRIPTS: LazyLock<Mutex<HashMap<String, Script>>> = LazyLock::new(Mutex::default);

/// Says what the effect of this name does.
pub fn script(name: &str, script: Script) {
    SCRIPTS.lock().unwrap().insert(name.to_owned(), script);
}

/// The keys the effect of this name was called with.
pub fn calls(name: &str) -> Vec<String> {
    SCRIPTS.lock().unwrap().get(name).map(|script| script.keys.clone()).unwrap_or_default()
}

/// # Begin
///
/// Begins runs.
#[derive(Deserialize, JsonSchema)]
struct Begin {}

impl TriggerNode for Begin {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        Ok(vec![Subscription::Error])
    }
}

/// # Count
///
/// Adds one to `n`.
#[derive(Deserialize, JsonSchema)]
struct Count {}

impl LightNode for Count {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let counted =
            context.items().iter().map(|item| Item::new(json!({"n": item.json["n"].as_i64().unwrap_or(0) + 1})));
        Ok(Output::main(counted.collect::<Vec<_>>()))
    }
}

/// # Reply
///
/// Answers 201 with the items.
#[derive(Deserialize, JsonSchema)]
struct Reply {}

impl LightNode for Reply {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let body = AnswerBody::Json(json!(context.items().iter().map(|item| &item.json).collect::<Vec<_>>()));
        let answer = Some(Answer { status: 201, headers: Vec::new(), body });
        Ok(Output { answer, ..Output::main(context.items().clone()) })
    }
}

/// # Fail
///
/// Fails for good.
#[derive(Deserialize, JsonSchema)]
struct Fail {}

impl LightNode for Fail {
    fn run(&self, _context: &LightContext<'_>) -> Result<Output, NodeError> {
        Err(NodeError::permanent("wrong", "It is wrong.", "Correct it."))
    }
}

/// # Sleep
///
/// Waits.
#[derive(Deserialize, JsonSchema)]
struct Sleep {
    /// How long. None: until a signal.
    #[serde(default)]
    duration_ms: Option<i64>,
}

impl LightNode for Sleep {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let until = self.duration_ms.map(|duration_ms| context.now.plus_ms(duration_ms));
        Ok(Output { wait: Some(Wait { until, signal: until.is_none() }), ..Output::main(context.items().clone()) })
    }
}

/// # Effect
///
/// Does what its script says.
#[derive(Deserialize, JsonSchema)]
struct Effect {
    /// Names the script.
    script: String,
}

#[async_trait]
impl HeavyNode for Effect {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let (fails, is_permanent, gate) = {
            let mut scripts = SCRIPTS.lock().unwrap();
            let script = scripts.entry(self.script.clone()).or_default();
            script.keys.push(context.idempotency_key.to_owned());
            (script.keys.len() as u32 <= script.failures, script.is_permanent, script.gate.clone())
        };
        if let Some(gate) = gate {
            gate.notified().await;
        }
        match (fails, is_permanent) {
            (false, _) => Ok(Output::main(context.items().clone())),
            (true, false) => Err(NodeError::transient("busy", "The other side is busy.", "Wait.")),
            (true, true) => Err(NodeError::permanent("refused", "The other side refused.", "Correct it.")),
        }
    }
}

fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    catalog.add(node_sdk::trigger::<Begin>("begin", ICON));
    catalog.add(node_sdk::light::<Count>("count", Group::Data, ICON));
    catalog.add(node_sdk::light::<Reply>("reply", Group::Network, ICON));
    catalog.add(node_sdk::light::<Fail>("fail", Group::Logic, ICON));
    catalog.add(node_sdk::light::<Sleep>("sleep", Group::Logic, ICON));
    catalog.add(node_sdk::heavy::<Effect>("effect", Group::Network, ICON).effect());
    catalog
}

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
        use store::identity::Identity;
        store.set_up(organisation, workspace.clone(), owner).await.unwrap();
        let worker = start_worker(store.clone()).await;
        Self { folder, store, worker, workspace: workspace.id }
    }

    /// Opens the folder of one that is gone.
    pub async fn reopen(folder: Arc<TempDir>, workspace: WorkspaceId) -> Self {
        let store = SqliteStore::open(folder.path(), SqliteOptions::default()).unwrap();
        let worker = start_worker(store.clone()).await;
        Self { folder, store, worker, workspace }
    }

    /// Publishes a flow.
    pub async fn publish(&self, document: &Flow) -> (FlowId, VersionId) {
        use store::flows::Flows;
        let flow = FlowId::new(&SystemIds);
        let text = serde_json::to_string(document).unwrap();
        let row = FlowRow {
            id: flow,
            workspace: self.workspace,
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
        self.store.create_flow(row, &text).await.unwrap();
        let version = VersionRow {
            id: VersionId::new(&SystemIds),
            flow,
            workspace: self.workspace,
            number: None,
            note: String::new(),
            document: text,
            created_at: Timestamp(0),
            created_by: None,
        };
        let trigger = store::triggers::NewTrigger {
            id: flow::id::TriggerId(SystemIds.uuid()),
            node: NodeId::from("n0"),
            subscription: serde_json::to_string(&Subscription::Error).unwrap(),
            webhook_path: None,
            next_at: None,
        };
        let id = version.id;
        self.store.publish(version, 1, vec![trigger]).await.unwrap();
        (flow, id)
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

    /// The row of a run.
    pub async fn row(&self, run: RunId) -> RunRow {
        use store::runs::Runs;
        self.store.run(self.workspace, run).await.unwrap()
    }

    /// The row of a run once it has this status; follows the live events, so no time is slept away.
    pub async fn until(&self, run: RunId, status: RunStatus) -> RunRow {
        let mut events = self.worker.watch(self.workspace);
        loop {
            let row = self.row(run).await;
            if row.status == status {
                return row;
            }
            assert!(!row.status.is_final(), "the run ended as {:?} instead of {status:?}: {:?}", row.status, row.error);
            // Whatever happens next in this workspace is a reason to look again.
            let _event: Result<LiveEvent, _> = events.recv().await;
        }
    }
}

/// A worker on this store.
pub async fn start_worker(store: Arc<SqliteStore>) -> Worker {
    install_cryptography();
    let http = outbound::Client::new(outbound::Policy::public(), outbound::Settings::default()).unwrap();
    let setup = Setup {
        store: store as Arc<dyn Store>,
        catalog: Arc::new(catalog()),
        vault: Arc::new(vault::Vault::new([7; 32]).unwrap()),
        http,
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        public_url: None,
        limits: Limits::default(),
    };
    Worker::start(setup).await.unwrap()
}

fn install_cryptography() {
    // Another test of this process may have been first.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
