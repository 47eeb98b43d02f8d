//! What people do to runs: pause, resume, cancel, kill, retry, run again, settle.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::runs::{RunSummary, summary};
use crate::routes::trials::{BegunRun, items_of};
use crate::state::ApiState;
use crate::wire::{At, Json};
use axum::extract::State;
use flow::NodeId;
use flow::id::RunId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::door::{self, Again, Resume, Settlement, Steer};

/// `POST W/runs/{run}/pause`: nothing of it starts until it is resumed.
pub(crate) async fn pause_run(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
) -> Result<Json<RunSummary>, Problem> {
    steer(&state, &tenant, run, Steer::Pause, "run.paused").await
}

/// `POST W/runs/{run}/resume`.
pub(crate) async fn resume_run(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
) -> Result<Json<RunSummary>, Problem> {
    steer(&state, &tenant, run, Steer::Resume, "run.resumed").await
}

/// `POST W/runs/{run}/kill`: it is over with the answer; what is being performed is abandoned.
pub(crate) async fn kill_run(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
) -> Result<Json<RunSummary>, Problem> {
    steer(&state, &tenant, run, Steer::Kill, "run.killed").await
}

async fn steer(
    state: &ApiState,
    tenant: &Tenant,
    run: RunId,
    steer: Steer,
    action: &str,
) -> Result<Json<RunSummary>, Problem> {
    state.runner.steer(tenant.workspace, run, steer).await?;
    note(state, tenant, action, run, json!({})).await?;
    summary(state, tenant.workspace, run).await.map(Json)
}

/// `POST W/runs/{run}/cancel`: nothing of it starts after the answer; what is being
/// performed is left to finish.
pub(crate) async fn cancel_run(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
) -> Result<Json<RunSummary>, Problem> {
    state.runner.cancel(tenant.workspace, run).await?;
    note(&state, &tenant, "run.cancelled", run, json!({})).await?;
    summary(&state, tenant.workspace, run).await.map(Json)
}

/// How a run is tried again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RetryRun {
    /// Begin at this node, keeping what lies before it; the failed one if left out.
    from: Option<String>,
    /// What nodes shall have given, whatever they gave: by the id of the node and the name of its port, the JSON of
    /// each item. What comes after them is performed again.
    #[serde(default)]
    items: BTreeMap<String, BTreeMap<String, Vec<Value>>>,
    /// Go on with the published version, as far as its nodes are those of the run.
    #[serde(default)]
    newest: bool,
}

/// `POST W/runs/{run}/retry`: a new run that keeps what was done.
pub(crate) async fn retry_run(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
    Json(request): Json<RetryRun>,
) -> Result<Json<BegunRun>, Problem> {
    let ports = |ports: BTreeMap<String, Vec<Value>>| ports.into_iter().map(|(port, items)| (port, items_of(items)));
    let edits = request.items.into_iter().map(|(node, given)| (NodeId(node), ports(given).collect()));
    let resume = Resume { from: request.from.map(NodeId), edits: edits.collect(), newest: request.newest, once: None };
    begin(&state, &tenant, run, Again::With(resume), "run.retried").await
}

/// `POST W/runs/{run}/rerun`: a new run of the published version with the same items.
pub(crate) async fn rerun_run(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
) -> Result<Json<BegunRun>, Problem> {
    begin(&state, &tenant, run, Again::Rerun, "run.rerun").await
}

async fn begin(
    state: &ApiState,
    tenant: &Tenant,
    run: RunId,
    again: Again,
    action: &str,
) -> Result<Json<BegunRun>, Problem> {
    let begun = state.runner.again(tenant.workspace, run, again).await?;
    note(state, tenant, action, run, json!({"run": begun})).await?;
    Ok(Json(begun.into()))
}

/// What became of a step in doubt.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettleRun {
    node: String,
    /// The frame of the step; needed where it is in doubt in several iterations.
    frame: Option<u32>,
    outcome: SettleOutcome,
}

/// What became of it.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum SettleOutcome {
    /// The effect took place.
    Done,
    /// It did not: count it as failed.
    Failed,
    /// Perform it again.
    Retry,
}

/// `POST W/runs/{run}/settle`.
pub(crate) async fn settle_run(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
    Json(request): Json<SettleRun>,
) -> Result<Json<RunSummary>, Problem> {
    let (settlement, word) = match request.outcome {
        SettleOutcome::Done => (Settlement::Done, "done"),
        SettleOutcome::Failed => (Settlement::Failed, "failed"),
        SettleOutcome::Retry => (Settlement::Retry, "retry"),
    };
    let about = json!({"node": request.node, "frame": request.frame, "outcome": word});
    let step = door::At { node: NodeId(request.node), frame: request.frame };
    state.runner.settle(tenant.workspace, run, step, settlement).await?;
    note(&state, &tenant, "run.settled", run, about).await?;
    summary(&state, tenant.workspace, run).await.map(Json)
}

async fn note(
    state: &ApiState,
    tenant: &Tenant,
    action: &str,
    run: RunId,
    detail: serde_json::Value,
) -> Result<(), Problem> {
    audit::note(state, &tenant.principal, Some(tenant.workspace), action, run, detail).await
}
