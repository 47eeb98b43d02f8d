//! How jobs of the queue service stand.

use crate::gate::Tenant;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{At, Json};
use auth::{Permission, Principal, Who};
use axum::extract::State;
use flow::id::JobId;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use store::StoreError;
use store::jobs::JobRow;
use store::runs::{RunRow, RunStatus};

/// How a job stands.
#[derive(Serialize, JsonSchema)]
pub(crate) struct JobStatus {
    /// `scheduled`, `active`, `completed`, `failed` or `cancelled`.
    status: &'static str,
    /// What came of it; null while it is not over.
    result: Value,
}

/// `GET /api/job-status/{job}`.
pub(crate) async fn get_job_status(
    State(state): State<ApiState>,
    principal: Principal,
    At(job): At<JobId>,
) -> Result<Json<JobStatus>, Problem> {
    let job = find_job(&state, principal, job).await?;
    let run = state.store.run(job.workspace, job.run).await?;
    let status = match run.status {
        RunStatus::Waiting if job.scheduled_at > state.now() => "scheduled",
        RunStatus::Running | RunStatus::Waiting | RunStatus::InDoubt | RunStatus::Paused | RunStatus::Queued => {
            "active"
        }
        RunStatus::Succeeded => "completed",
        RunStatus::Failed => "failed",
        RunStatus::Cancelled => "cancelled",
    };
    let result = match &run.error {
        Some(error) => json!({"error": error.message}),
        None if run.status == RunStatus::Succeeded => last_output(&state, &run).await?,
        None => Value::Null,
    };
    Ok(Json(JobStatus { status, result }))
}

/// The job, if it belongs to a workspace the caller is at home in.
async fn find_job(state: &ApiState, principal: Principal, job: JobId) -> Result<JobRow, Problem> {
    let workspaces = match &principal.who {
        Who::Token { workspace, .. } => vec![*workspace],
        Who::User { id, .. } => {
            let own = state.store.workspaces_of(*id).await?;
            own.into_iter().map(|(workspace, _)| workspace.id).collect()
        }
    };
    for workspace in workspaces {
        match state.store.job(workspace, job).await {
            Ok(row) => {
                Tenant::enter(state, principal, workspace, Permission::UseQueue).await?;
                return Ok(row);
            }
            Err(StoreError::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::not_found())
}

/// The first item the last step gave.
async fn last_output(state: &ApiState, run: &RunRow) -> Result<Value, Problem> {
    let view = state.runner.inspect(run.workspace, run.id).await?;
    let Some(last) = view.steps.last() else { return Ok(Value::Null) };
    let (_, _, outputs) = state.runner.step(run.workspace, run.id, last.index).await?;
    let item = outputs.values().flat_map(|items| items.iter()).next();
    Ok(item.map(|item| Value::clone(&item.json)).unwrap_or_default())
}
