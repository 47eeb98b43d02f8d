//! Runs: the list, one of them with its steps.

use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::flows::read_document;
use crate::routes::steps::{self, Step};
use crate::state::ApiState;
use crate::wire::{At, Json, List, Query, page};
use axum::extract::State;
use flow::id::{FlowId, RunId, VersionId, WorkspaceId};
use flow::{Flow, NodeId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use store::messages::MessageRow;
use store::runs::{RunFilter, RunMode, RunRow, RunStatus};

/// A run in a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RunSummary {
    id: String,
    flow: FlowName,
    /// The number of its version; null for a test of a draft.
    version: Option<u32>,
    /// `webhook`, `manual`, `schedule`, `error`, `test`, `job`, `retry`, `flow` or `event`.
    mode: &'static str,
    /// `queued`, `running`, `waiting`, `paused`, `in_doubt`, `succeeded`, `failed` or `cancelled`.
    status: &'static str,
    started_at: i64,
    finished_at: Option<i64>,
    duration_ms: Option<i64>,
    /// When it goes on by itself.
    wake_at: Option<i64>,
    /// Why it failed.
    error: Option<RunErrorView>,
    /// What it waits for before it begins, as the middle of a sentence: `the flow allows 5 runs at once`.
    waits_for: Option<String>,
    /// The run it retries.
    retry_of: Option<String>,
    /// The run of another flow that called this one.
    parent: Option<String>,
}

/// A flow by name.
#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct FlowName {
    id: String,
    name: String,
}

/// Why a run failed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RunErrorView {
    node: String,
    node_name: String,
    message: String,
}

pub(crate) fn status_name(status: RunStatus) -> &'static str {
    match status {
        RunStatus::Running => "running",
        RunStatus::Waiting => "waiting",
        RunStatus::InDoubt => "in_doubt",
        RunStatus::Paused => "paused",
        RunStatus::Queued => "queued",
        RunStatus::Succeeded => "succeeded",
        RunStatus::Failed => "failed",
        RunStatus::Cancelled => "cancelled",
    }
}

fn mode_name(mode: RunMode) -> &'static str {
    match mode {
        RunMode::Webhook => "webhook",
        RunMode::Manual => "manual",
        RunMode::Schedule => "schedule",
        RunMode::Error => "error",
        RunMode::Test => "test",
        RunMode::Job => "job",
        RunMode::Retry => "retry",
        RunMode::Flow => "flow",
        RunMode::Event => "event",
    }
}

const STATUSES: [RunStatus; 8] = [
    RunStatus::Queued,
    RunStatus::Running,
    RunStatus::Waiting,
    RunStatus::InDoubt,
    RunStatus::Paused,
    RunStatus::Succeeded,
    RunStatus::Failed,
    RunStatus::Cancelled,
];

const MODES: [RunMode; 9] = [
    RunMode::Webhook,
    RunMode::Manual,
    RunMode::Schedule,
    RunMode::Error,
    RunMode::Test,
    RunMode::Job,
    RunMode::Retry,
    RunMode::Flow,
    RunMode::Event,
];

/// Names of flows and nodes for a list of runs, each looked up once.
struct Names<'a> {
    state: &'a ApiState,
    workspace: WorkspaceId,
    flows: HashMap<FlowId, FlowName>,
    documents: HashMap<VersionId, Option<Flow>>,
    /// What queued runs wait for.
    turns: HashMap<RunId, String>,
}

impl<'a> Names<'a> {
    fn new(state: &'a ApiState, workspace: WorkspaceId) -> Self {
        Self { state, workspace, flows: HashMap::new(), documents: HashMap::new(), turns: HashMap::new() }
    }

    /// Looks up what those of these runs wait for that are queued.
    async fn look_up_turns(&mut self, rows: &[RunRow]) -> Result<(), Problem> {
        let queued: Vec<RunId> = rows.iter().filter(|row| row.status == RunStatus::Queued).map(|row| row.id).collect();
        if !queued.is_empty() {
            let turns = self.state.store.turns_of(self.workspace, queued).await?;
            self.turns = turns.into_iter().filter_map(|turn| Some((turn.run, turn.waits_for?))).collect();
        }
        Ok(())
    }

    async fn summary(&mut self, row: RunRow) -> RunSummary {
        let error = match row.error {
            Some(error) => {
                let node_name = self.node(row.version, &error.node).await;
                Some(RunErrorView { node: error.node.0, node_name, message: error.message })
            }
            None => None,
        };
        RunSummary {
            id: row.id.to_string(),
            flow: self.flow(row.flow).await,
            version: row.version_number,
            mode: mode_name(row.mode),
            status: status_name(row.status),
            started_at: row.started_at.0,
            finished_at: row.finished_at.map(|at| at.0),
            duration_ms: row.finished_at.map(|at| at.since_ms(row.started_at)),
            wake_at: row.wake_at.map(|at| at.0),
            error,
            waits_for: self.turns.remove(&row.id),
            retry_of: row.retry_of.map(|run| run.to_string()),
            parent: row.parent.map(|parent| parent.run.to_string()),
        }
    }

    /// A flow that is gone keeps its id as its name.
    async fn flow(&mut self, id: FlowId) -> FlowName {
        if !self.flows.contains_key(&id) {
            let found = self.state.store.flow(self.workspace, id).await;
            let name = found.map_or_else(|_| id.to_string(), |row| row.name);
            self.flows.insert(id, FlowName { id: id.to_string(), name });
        }
        self.flows[&id].clone()
    }

    async fn node(&mut self, version: VersionId, node: &NodeId) -> String {
        if !self.documents.contains_key(&version) {
            let row = self.state.store.version(version).await.ok();
            self.documents.insert(version, row.and_then(|row| read_document(&row.document).ok()));
        }
        let document = self.documents[&version].as_ref();
        document.and_then(|document| document.node(node)).map_or_else(|| node.0.clone(), |node| node.name.clone())
    }
}

/// Which runs are wanted.
#[derive(Default, Deserialize, JsonSchema)]
pub(crate) struct RunsQuery {
    /// Of this flow.
    flow: Option<String>,
    /// In one of these states, separated by commas.
    status: Option<String>,
    /// Started so; several separated by commas.
    mode: Option<String>,
    /// Started at or after.
    from: Option<i64>,
    /// Started before.
    to: Option<i64>,
    /// Text in the error or in what the flow wrote onto the run (`name=value`), or a run's id.
    search: Option<String>,
    /// Called by this run.
    parent: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many at most, 1 to 200; 50 if left out.
    limit: Option<u32>,
}

impl RunsQuery {
    /// What narrows a list, without a place in it.
    pub(crate) fn narrowed(
        flow: Option<String>,
        status: String,
        mode: Option<String>,
        (from, to): (Option<i64>, Option<i64>),
        search: Option<String>,
    ) -> Self {
        Self { flow, status: Some(status), mode, from, to, search, ..Self::default() }
    }

    pub(crate) fn filter(&self) -> Result<RunFilter, Problem> {
        let flow = self.flow.as_deref().filter(|text| !text.is_empty());
        let flow = flow.map(|text| text.parse().map_err(|_| Problem::field("flow", "This is not the id of a flow.")));
        let parent = self.parent.as_deref().filter(|text| !text.is_empty());
        let parent =
            parent.map(|text| text.parse().map_err(|_| Problem::field("parent", "This is not the id of a run.")));
        Ok(RunFilter {
            parent: parent.transpose()?,
            flow: flow.transpose()?,
            status: named_ones("status", self.status.as_deref(), &STATUSES, status_name)?,
            mode: named_ones("mode", self.mode.as_deref(), &MODES, mode_name)?,
            from: self.from.map(Timestamp),
            to: self.to.map(Timestamp),
            search: self.search.clone().filter(|text| !text.is_empty()),
        })
    }
}

fn named_ones<T: Copy>(
    field: &str,
    text: Option<&str>,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<Vec<T>, Problem> {
    let words = text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    let find = |word: &str| all.iter().copied().find(|one| name(*one) == word);
    words.map(|word| find(word).ok_or_else(|| Problem::field(field, format!("There is no `{word}`.")))).collect()
}

/// `GET W/runs`: newest first.
pub(crate) async fn list_runs(
    State(state): State<ApiState>,
    tenant: Tenant,
    Query(query): Query<RunsQuery>,
) -> Result<Json<List<RunSummary>>, Problem> {
    let filter = query.filter()?;
    let found = state.store.runs(tenant.workspace, filter, page(query.cursor, query.limit)).await?;
    let mut names = Names::new(&state, tenant.workspace);
    names.look_up_turns(&found.items).await?;
    let mut items = Vec::with_capacity(found.items.len());
    for row in found.items {
        items.push(names.summary(row).await);
    }
    Ok(Json(List { items, next_cursor: found.next_cursor }))
}

/// One run as it stands in a list.
pub(crate) async fn summary(state: &ApiState, workspace: WorkspaceId, run: RunId) -> Result<RunSummary, Problem> {
    let row = state.store.run(workspace, run).await?;
    let mut names = Names::new(state, workspace);
    names.look_up_turns(std::slice::from_ref(&row)).await?;
    Ok(names.summary(row).await)
}

/// A run with its steps.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RunDetail {
    #[serde(flatten)]
    summary: RunSummary,
    /// What somebody asked of it that takes effect when what is being performed is over: `pause` or `cancel`. A paused
    /// run keeps it until it is resumed.
    asked: Option<String>,
    /// The document of its version.
    document: Flow,
    /// Its steps in the order they began. Of the iterations of a loop the first and the last 20 are kept; those of a
    /// run with very many steps are read page by page from `steps` of the run.
    steps: Vec<Step>,
    /// How many steps there are to be read.
    steps_total: u64,
    /// How many more there were, in the iterations in the middle of loops.
    steps_left_out: u64,
    /// The arrows by id.
    edges: BTreeMap<String, EdgeProgress>,
    /// The blocks by id.
    nodes: BTreeMap<String, NodeProgress>,
    /// What was handed to providers.
    messages: Vec<Message>,
    /// What the flow wrote onto the run with “Save on the run”, by name.
    notes: BTreeMap<String, String>,
    /// Ties the run to what its caller knows; null if it gave nothing.
    correlation_id: Option<String>,
}

/// How far an arrow is.
#[derive(Serialize, JsonSchema)]
pub(crate) struct EdgeProgress {
    /// `pending`, `taken` or `skipped`.
    state: String,
    items: u64,
}

/// How far a block is.
#[derive(Serialize, JsonSchema)]
pub(crate) struct NodeProgress {
    state: String,
    attempts: u32,
    items_out: u64,
}

/// A message handed to a provider.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Message {
    id: String,
    node: String,
    /// `email`, `sms` …
    channel: String,
    to: String,
    status: String,
    provider_id: Option<String>,
    /// Number of SMS segments.
    #[serde(skip_serializing_if = "Option::is_none")]
    segments: Option<u32>,
    updated_at: i64,
    history: Vec<MessageStep>,
}

/// One status of a message.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MessageStep {
    status: String,
    at: i64,
    /// The provider's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Self {
        let history = row.history.into_iter();
        Self {
            id: row.message.id.to_string(),
            node: row.message.node.0,
            channel: row.message.channel,
            to: row.message.to,
            status: row.message.status,
            provider_id: Some(row.message.provider_id).filter(|id| !id.is_empty()),
            segments: row.message.segments,
            updated_at: row.updated_at.0,
            history: history
                .map(|step| MessageStep { status: step.status, at: step.at.0, detail: step.detail })
                .collect(),
        }
    }
}

/// `GET W/runs/{run}`.
pub(crate) async fn get_run(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
) -> Result<Json<RunDetail>, Problem> {
    let view = state.runner.inspect(tenant.workspace, run).await?;
    let messages = state.store.messages(tenant.workspace, run).await?;
    let notes = state.store.run_notes(tenant.workspace, run).await?;
    let mut names = Names::new(&state, tenant.workspace);
    names.look_up_turns(std::slice::from_ref(&view.row)).await?;
    let summary = names.summary(view.row).await;
    let edges = view.edges.into_iter().map(|(id, (state, items))| (id, EdgeProgress { state, items }));
    let nodes = view
        .nodes
        .into_iter()
        .map(|(id, (state, attempts, items_out))| (id, NodeProgress { state, attempts, items_out }));
    Ok(Json(RunDetail {
        summary,
        asked: view.asked,
        document: view.document,
        steps_total: view.steps.len() as u64,
        steps_left_out: view.steps_left_out,
        steps: steps::overview(view.steps),
        edges: edges.collect(),
        nodes: nodes.collect(),
        messages: messages.into_iter().map(Message::from).collect(),
        notes: notes.into_iter().collect(),
        correlation_id: None,
    }))
}
