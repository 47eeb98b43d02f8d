//! What people do to runs: cancel, retry, run again, settle.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::runs::{RunSummary, summary};
use crate::routes::trials::BegunRun;
use crate::state::ApiState;
use crate::wire::{At, Json};
use axum::extract::State;
use flow::NodeId;
use flow::id::RunId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use store::door::{self, Again, Settlement};

/// `POST W/runs/{run}/cancel`: nothing of it starts after the answer.
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
}

/// `POST W/runs/{run}/retry`: a new run that keeps what was done.
pub(crate) async fn retry_run(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
    Json(request): Json<RetryRun>,
) -> Result<Json<BegunRun>, Problem> {
    let again = request.from.map_or(Again::Retry, |node| Again::From(NodeId(node)));
    begin(&state, &tenant, run, again, "run.retried").await
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
