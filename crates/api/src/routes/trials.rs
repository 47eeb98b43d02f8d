//! Trying a flow while it is drawn: runs, the test address, samples, one node, previews.

use crate::gate::Tenant;
use crate::hooks::listen;
use crate::problem::Problem;
use crate::routes::debugging::DebugRun;
use crate::routes::drafts::draft;
use crate::routes::flows::read_document;
use crate::routes::publishing::{version_row, webhook_nodes};
use crate::routes::runs::status_name;
use crate::routes::steps;
use crate::state::ApiState;
use crate::wire::{At, Json};
use axum::extract::State;
use flow::id::{FlowId, RunId, UserId, VersionId, WorkspaceId};
use flow::kind::Role;
use flow::{Flow, Item, Items, Node, NodeId};
use http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use store::door::{Answer, Launch, Reuse, StepErrorView};
use store::runs::RunMode;

/// How long the test address answers.
const LISTEN_MS: i64 = 10 * 60_000;

/// A run to be started.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StartRun {
    /// The trigger it starts at; the flow's first if left out.
    node: Option<String>,
    /// What it is triggered with: the JSON of each item. If left out, what is pinned to the trigger, or one empty item.
    items: Option<Vec<Value>>,
    /// Run the draft, as a test.
    #[serde(default)]
    draft: bool,
    /// Stop after this node: what does not lead to it is skipped.
    until: Option<String>,
    /// An earlier test of the flow: what nodes gave in it is taken over where neither they nor
    /// anything before them has changed, and its data goes in if `items` are left out. Only of
    /// a draft.
    reuse: Option<String>,
    /// Debug the run; only of a draft.
    debug: Option<DebugRun>,
}

/// A run that was started.
#[derive(Serialize, JsonSchema)]
pub(crate) struct StartedRun {
    run: String,
    status: &'static str,
    /// What the flow answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Value>,
}

/// `POST W/flows/{flow}/runs`.
pub(crate) async fn start_run(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    Json(request): Json<StartRun>,
) -> Result<Json<StartedRun>, Problem> {
    let (version, document, mode) = if request.draft {
        let document = draft(&state, &tenant, flow).await?;
        (snapshot(&state, tenant.author(), flow, &document).await?, document, RunMode::Test)
    } else {
        let row = state.store.flow(tenant.workspace, flow).await?;
        let version = row.version.ok_or_else(not_published)?;
        let document = read_document(&state.store.version(version).await?.document)?;
        (version, document, RunMode::Manual)
    };
    let node = start_node(&state, &document, request.node.as_deref())?.id.clone();
    let reuse = request.reuse.as_deref().map(|run| reused(run, request.items.is_none())).transpose()?;
    let pinned = || document.pinned.get(&node).cloned().unwrap_or_else(|| vec![json!({})]);
    let items = items_of(request.items.unwrap_or_else(pinned));
    let launch = Launch {
        workspace: tenant.workspace,
        flow,
        version,
        node,
        items,
        mode,
        idempotency: None,
        run: None,
        wait_for_answer: true,
    };
    let until = request.until.map(NodeId);
    let launched = match (reuse, request.debug, until) {
        (Some(reuse), debug, until) => state.runner.launch_reusing(launch, reuse, until, debug.map(Into::into)).await?,
        (None, Some(debug), until) => state.runner.launch_debugged(launch, until, debug.into()).await?,
        (None, None, Some(until)) => state.runner.launch_until(launch, until).await?,
        (None, None, None) => state.runner.launch(launch).await?,
    };
    let answer = Some(answer_value(&launched.answer));
    Ok(Json(StartedRun { run: launched.run.to_string(), status: status_name(launched.status), answer }))
}

fn reused(run: &str, with_its_items: bool) -> Result<Reuse, Problem> {
    let run = run.parse().map_err(|_| Problem::field("reuse", "This is not the id of a run."))?;
    Ok(Reuse { run, with_its_items })
}

fn not_published() -> Problem {
    Problem::conflict("not_published", "The flow has never been published.").hint("Publish it, or run the draft.")
}

/// The version a test of this draft is pinned to.
pub(crate) async fn snapshot(
    state: &ApiState,
    author: (WorkspaceId, UserId),
    flow: FlowId,
    document: &Flow,
) -> Result<VersionId, Problem> {
    flow::compile(document, state.catalog.as_ref()).map_err(Problem::flow_invalid)?;
    let row = version_row(state, author, flow, document, String::new())?;
    Ok(state.store.snapshot(row).await?)
}

/// The trigger a run starts at: the one named, or the first, by hand before others.
pub(crate) fn start_node<'a>(state: &ApiState, document: &'a Flow, wanted: Option<&str>) -> Result<&'a Node, Problem> {
    let is_trigger = |node: &&Node| {
        let kind = state.catalog.find(&node.kind, node.kind_version);
        kind.is_some_and(|kind| kind.descriptor.spec.role == Role::Trigger)
    };
    let triggers: Vec<&Node> = document.nodes.iter().filter(is_trigger).filter(|node| !node.disabled).collect();
    if let Some(wanted) = wanted {
        let found = triggers.iter().find(|node| node.id.0 == wanted);
        return found.copied().ok_or_else(|| Problem::field("node", "The flow has no such trigger."));
    }
    let listens = node_sdk::check::subscriptions(document, &state.catalog);
    let by_hand = triggers.iter().find(|node| !listens.iter().any(|(other, _)| other.id == node.id));
    by_hand.or(triggers.first()).copied().ok_or_else(|| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_trigger", "The flow has no trigger to start at.")
            .hint("Add a trigger to the flow.")
    })
}

/// Items of this data.
pub(crate) fn items_of(values: Vec<Value>) -> Items {
    values.into_iter().map(Item::new).collect()
}

/// A flow's answer as JSON; a text if it is none.
fn answer_value(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&answer.body).into_owned()))
}

/// Until when the test addresses answer.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Listening {
    until: i64,
}

/// `POST W/flows/{flow}/listen`: for ten minutes the draft's test addresses run it.
pub(crate) async fn listen_flow(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
) -> Result<Json<Listening>, Problem> {
    let document = draft(&state, &tenant, flow).await?;
    let paths: Vec<String> = webhook_nodes(&state, &document).into_iter().map(|(_, path)| path).collect();
    if paths.is_empty() {
        return Err(Problem::conflict("no_webhook", "The draft has no webhook that could be called."));
    }
    let until = state.now().plus_ms(LISTEN_MS);
    listen::arm(&state, &tenant, flow, paths, until).await?;
    Ok(Json(Listening { until: until.0 }))
}

/// What each node saw last.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FlowSamples {
    nodes: BTreeMap<String, NodeSample>,
}

/// What a node saw last.
#[derive(Serialize, JsonSchema)]
pub(crate) struct NodeSample {
    run: String,
    at: i64,
    inputs: Value,
    outputs: Value,
}

/// `GET W/flows/{flow}/samples`.
pub(crate) async fn list_flow_samples(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
) -> Result<Json<FlowSamples>, Problem> {
    state.store.flow(tenant.workspace, flow).await?;
    let samples = state.runner.samples(tenant.workspace, flow).await?;
    let nodes = samples.into_iter().map(|(node, sample)| {
        let view = NodeSample {
            run: sample.run.to_string(),
            at: sample.at.0,
            inputs: steps::shown(&sample.inputs),
            outputs: steps::shown(&sample.outputs),
        };
        (node.0, view)
    });
    Ok(Json(FlowSamples { nodes: nodes.collect() }))
}

/// A node to be tried.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TryNode {
    /// The JSON of each item that goes in.
    items: Vec<Value>,
    /// Instead of the draft's.
    parameters: Option<Map<String, Value>>,
    /// Instead of the draft's.
    credentials: Option<BTreeMap<String, String>>,
}

/// What came of a node that was tried: one of both.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TriedNode {
    /// Items by port.
    #[serde(skip_serializing_if = "Option::is_none")]
    outputs: Option<Value>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<StepError>,
}

/// Why a step failed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct StepError {
    /// `transient`, `permanent`, `cancelled` or `in_doubt`.
    class: String,
    code: String,
    message: String,
    /// What to do about it.
    hint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
}

impl From<StepErrorView> for StepError {
    fn from(error: StepErrorView) -> Self {
        let StepErrorView { class, code, message, hint, parameter } = error;
        Self { class, code, message, hint, parameter }
    }
}

/// `POST W/flows/{flow}/nodes/{node}/try`: performs one node for real.
pub(crate) async fn try_node(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    At(node): At<NodeId>,
    Json(request): Json<TryNode>,
) -> Result<Json<TriedNode>, Problem> {
    let mut document = draft(&state, &tenant, flow).await?;
    let tried = document.nodes.iter_mut().find(|other| other.id == node).ok_or_else(Problem::not_found)?;
    if let Some(parameters) = request.parameters {
        tried.parameters = parameters;
    }
    if let Some(credentials) = request.credentials {
        tried.credentials = credentials;
    }
    let outcome = state.runner.try_node(tenant.workspace, flow, &document, &node, items_of(request.items)).await?;
    Ok(Json(match outcome {
        Ok(outputs) => TriedNode { outputs: Some(json!(outputs)), error: None },
        Err(error) => TriedNode { outputs: None, error: Some(error.into()) },
    }))
}

/// An expression to be tried.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewRequest {
    /// The node whose field it is in.
    node: String,
    /// The text with `{{ }}`.
    template: String,
    /// Which of the last received items; the first if left out.
    item_index: Option<usize>,
    /// This item instead of a received one.
    item: Option<Value>,
}

/// The value of an expression, or why it has none.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Preview {
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    /// The type of the value: `string`, `number`, `boolean`, `object`, `array`, `null`.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<PreviewProblem>,
}

/// Why an expression has no value.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PreviewProblem {
    message: String,
    hint: String,
    /// Start of the part at fault, in UTF-16 units.
    start: usize,
    end: usize,
}

/// `POST W/flows/{flow}/preview`: against the items the node received last.
pub(crate) async fn preview_template(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    Json(request): Json<PreviewRequest>,
) -> Result<Json<Preview>, Problem> {
    let document = draft(&state, &tenant, flow).await?;
    let preview = store::door::Preview {
        node: NodeId(request.node),
        template: request.template,
        item_index: request.item_index.unwrap_or(0),
        item: request.item,
    };
    let outcome = state.runner.preview(tenant.workspace, flow, &document, preview).await?;
    Ok(Json(preview_of(outcome)))
}

/// The value of an expression, or why it has none.
pub(crate) fn preview_of(outcome: Result<Value, store::door::PreviewError>) -> Preview {
    match outcome {
        Ok(value) => Preview { ok: true, kind: Some(kind_of(&value)), value: Some(value), error: None },
        Err(error) => {
            let store::door::PreviewError { message, hint, start, end } = error;
            Preview { ok: false, value: None, kind: None, error: Some(PreviewProblem { message, hint, start, end }) }
        }
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A run that was begun.
#[derive(Serialize, JsonSchema)]
pub(crate) struct BegunRun {
    run: String,
}

impl From<RunId> for BegunRun {
    fn from(run: RunId) -> Self {
        Self { run: run.to_string() }
    }
}
