//! Debugging a test of a draft: where it stands, how it goes on, what expressions say there.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::runs::{RunSummary, summary};
use crate::routes::trials::{Preview, preview_of};
use crate::state::ApiState;
use crate::wire::{At, Json};
use auth::Permission;
use axum::extract::State;
use flow::NodeId;
use flow::id::RunId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::door;
use store::door::debug::{self, Edit, Go, Held, HeldArrow, Release};
use store::runs::RunMode;

/// So many items of an arrow are shown.
const ITEMS_SHOWN: usize = 200;

/// How a test is debugged.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DebugRun {
    /// The nodes it stops before; each with the condition for it, or an empty text.
    #[serde(default)]
    breakpoints: BTreeMap<String, String>,
    /// The arrows it stops at when items have come along; each with the condition for it, or an empty text.
    #[serde(default)]
    arrows: BTreeMap<String, String>,
    /// Stop before the first nodes after the trigger, too.
    #[serde(default)]
    at_start: bool,
}

impl From<DebugRun> for debug::Debug {
    fn from(debug: DebugRun) -> Self {
        Self { stops: stops(debug.breakpoints, debug.arrows), at_start: debug.at_start }
    }
}

fn stops(nodes: BTreeMap<String, String>, arrows: BTreeMap<String, String>) -> debug::Stops {
    let condition = |text: String| (!text.trim().is_empty()).then_some(text);
    debug::Stops {
        nodes: nodes.into_iter().map(|(node, text)| (NodeId(node), condition(text))).collect(),
        arrows: arrows.into_iter().map(|(arrow, text)| (arrow, condition(text))).collect(),
    }
}

/// Where a run stands.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RunStanding {
    /// The nodes whose turn has come, in the order in which it came.
    held: Vec<HeldNode>,
    /// The nodes it stops before; each with the condition for it, or an empty text.
    breakpoints: BTreeMap<String, String>,
    /// The arrows it stops at; each with the condition for it, or an empty text.
    arrows: BTreeMap<String, String>,
    /// Whether somebody debugs it; one that is only paused cannot be stepped.
    debugged: bool,
}

/// A node the run stands before.
#[derive(Serialize, JsonSchema)]
struct HeldNode {
    node: String,
    name: String,
    frame: u32,
    /// The boxes around it, from the outermost inwards.
    place: Vec<HeldPlace>,
    /// What has come to it.
    arrows: Vec<ArrowItems>,
}

/// A box around a node, and which of its iterations the node is in.
#[derive(Serialize, JsonSchema)]
struct HeldPlace {
    node: String,
    iteration: u32,
}

/// What has come to a node by one arrow.
#[derive(Serialize, JsonSchema)]
struct ArrowItems {
    /// The arrow; left out for what the body of a box begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    edge: Option<String>,
    /// The node it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// The port it leads to.
    port: String,
    /// The JSON of each item; of the first 200, if there are more.
    items: Vec<Value>,
    /// How many there are.
    count: u64,
}

/// `GET W/runs/{run}/debug`.
pub(crate) async fn get_standing(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
) -> Result<Json<RunStanding>, Problem> {
    let standing = state.runner.standing(tenant.workspace, run).await?;
    let nodes = standing.stops.nodes.into_iter().map(|(node, condition)| (node.0, condition.unwrap_or_default()));
    let arrows = standing.stops.arrows.into_iter().map(|(arrow, condition)| (arrow, condition.unwrap_or_default()));
    Ok(Json(RunStanding {
        held: standing.held.into_iter().map(held_node).collect(),
        breakpoints: nodes.collect(),
        arrows: arrows.collect(),
        debugged: standing.is_debugged,
    }))
}

/// Where a run that is under way stops from now on.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttachRun {
    /// The nodes it stops before; each with the condition for it, or an empty text.
    #[serde(default)]
    breakpoints: BTreeMap<String, String>,
    /// The arrows it stops at when items have come along; each with the condition for it, or an empty text.
    #[serde(default)]
    arrows: BTreeMap<String, String>,
    /// Only stop there; otherwise the run stands still at its next step.
    #[serde(default)]
    breakpoints_only: bool,
}

/// `POST W/runs/{run}/debug/attach`: also for runs of published flows.
pub(crate) async fn attach_run(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
    Json(request): Json<AttachRun>,
) -> Result<Json<RunSummary>, Problem> {
    let stops = stops(request.breakpoints, request.arrows);
    let debug = debug::Debug { stops, at_start: !request.breakpoints_only };
    state.runner.attach(tenant.workspace, run, debug).await?;
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "run.debugged", run, json!({})).await?;
    summary(&state, tenant.workspace, run).await.map(Json)
}

/// `POST W/runs/{run}/debug/detach`: the run goes on as if nobody had debugged it.
pub(crate) async fn detach_run(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
) -> Result<Json<RunSummary>, Problem> {
    state.runner.detach(tenant.workspace, run).await?;
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "run.debug_ended", run, json!({})).await?;
    summary(&state, tenant.workspace, run).await.map(Json)
}

/// Tests may be debugged by whoever may run them; all other runs are somebody's business.
async fn require_debugger(state: &ApiState, tenant: &Tenant, run: RunId) -> Result<(), Problem> {
    match state.store.run(tenant.workspace, run).await?.mode {
        RunMode::Test => Ok(()),
        _ => tenant.require(state, Permission::DebugRuns).await,
    }
}

fn held_node(held: Held) -> HeldNode {
    let place = held.place.into_iter().map(|place| HeldPlace { node: place.node.0, iteration: place.iteration });
    HeldNode {
        node: held.node.0,
        name: held.name,
        frame: held.frame,
        place: place.collect(),
        arrows: held.arrows.into_iter().map(arrow_items).collect(),
    }
}

fn arrow_items(arrow: HeldArrow) -> ArrowItems {
    let HeldArrow { edge, from, port, items } = arrow;
    let shown = items.iter().take(ITEMS_SHOWN).map(|item| Value::clone(&item.json));
    ArrowItems { edge, from: from.map(|node| node.0), port, items: shown.collect(), count: items.len() as u64 }
}

/// How a run that stands still goes on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DebugStep {
    step: StepKind,
    /// The node it is about; the one whose turn came first if left out.
    node: Option<String>,
    /// Its frame; needed where it is held in several iterations.
    frame: Option<u32>,
    /// Instead of the breakpoints the run has.
    breakpoints: Option<BTreeMap<String, String>>,
    /// Instead of the arrows it stops at; none, if only `breakpoints` are given.
    arrows: Option<BTreeMap<String, String>>,
    /// Other items for what is held.
    #[serde(default)]
    edits: Vec<ArrowEdit>,
}

/// How far a run goes on.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum StepKind {
    /// The node is performed, a box as a whole.
    Over,
    /// The node is performed; in a box, to its first node.
    Into,
    /// To the end of the box.
    Out,
    /// To the next breakpoint.
    Continue,
}

/// Other items for an arrow.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ArrowEdit {
    /// The arrow; left out for what the body of a box begins with.
    edge: Option<String>,
    /// The frame.
    #[serde(default)]
    frame: u32,
    /// The JSON of each item.
    items: Vec<Value>,
}

/// `POST W/runs/{run}/debug`.
pub(crate) async fn step_run(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
    Json(request): Json<DebugStep>,
) -> Result<Json<RunSummary>, Problem> {
    require_debugger(&state, &tenant, run).await?;
    let (go, word) = match request.step {
        StepKind::Over => (Go::Over, "over"),
        StepKind::Into => (Go::Into, "into"),
        StepKind::Out => (Go::Out, "out"),
        StepKind::Continue => (Go::Continue, "continue"),
    };
    let about = json!({"step": word, "node": request.node, "edits": request.edits.len()});
    let is_edited = !request.edits.is_empty();
    let at = request.node.map(|node| door::At { node: NodeId(node), frame: request.frame });
    let edits = request.edits.into_iter().map(|edit| Edit { edge: edit.edge, frame: edit.frame, items: edit.items });
    let is_set = request.breakpoints.is_some() || request.arrows.is_some();
    let stops = is_set.then(|| stops(request.breakpoints.unwrap_or_default(), request.arrows.unwrap_or_default()));
    let release = Release { go, at, stops, edits: edits.collect() };
    state.runner.release(tenant.workspace, run, release).await?;
    // Single steps of a test are nobody's concern; that its items were changed is.
    if is_edited {
        audit::note(&state, &tenant.principal, Some(tenant.workspace), "run.edited", run, about).await?;
    }
    summary(&state, tenant.workspace, run).await.map(Json)
}

/// An expression to be watched.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WatchRequest {
    /// The held node that would evaluate it.
    node: String,
    /// Its frame; needed where it is held in several iterations.
    frame: Option<u32>,
    /// The text with `{{ }}`.
    template: String,
    /// For which of the items that have come to it; the first if left out.
    item_index: Option<usize>,
}

/// `POST W/runs/{run}/debug/watch`.
pub(crate) async fn watch_expression(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
    Json(request): Json<WatchRequest>,
) -> Result<Json<Preview>, Problem> {
    let at = door::At { node: NodeId(request.node), frame: request.frame };
    let index = request.item_index.unwrap_or(0);
    let outcome = state.runner.watch_at(tenant.workspace, run, at, &request.template, index).await?;
    Ok(Json(preview_of(outcome)))
}
