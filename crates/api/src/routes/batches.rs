//! Trying many failed runs again at once.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::runs::RunsQuery;
use crate::state::ApiState;
use crate::wire::{At, Json, page};
use axum::extract::State;
use flow::id::{BatchId, RunId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::batches::{BATCH_MOST, BatchRow};
use store::runs::RunStatus;

/// Runs are looked for in pages of this size.
const PAGE: u32 = 200;

/// Which runs are tried again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RetryRuns {
    /// Of this flow; of all flows if left out.
    flow: Option<String>,
    /// In one of these states, separated by commas: `failed`, `cancelled`. `failed` if left out.
    status: Option<String>,
    /// Started so; several separated by commas.
    mode: Option<String>,
    /// Started at or after.
    from: Option<i64>,
    /// Started before.
    to: Option<i64>,
    /// Text in the error or in what the flow wrote onto the run (`name=value`), or a run's id.
    search: Option<String>,
    /// Go on with the published version, as far as its nodes are those of each run.
    #[serde(default)]
    newest: bool,
}

/// Runs that are tried again.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Batch {
    id: String,
    /// How many runs it has.
    runs: u32,
    /// How many of them were dealt with.
    done: u32,
    /// How many of those could not be tried again.
    refused: u32,
    created_at: i64,
    /// When all were dealt with.
    finished_at: Option<i64>,
}

impl From<BatchRow> for Batch {
    fn from(row: BatchRow) -> Self {
        Self {
            id: row.id.to_string(),
            runs: u32::try_from(row.runs.len()).unwrap_or(u32::MAX),
            done: row.position,
            refused: row.refused,
            created_at: row.created_at.0,
            finished_at: row.finished_at.map(|at| at.0),
        }
    }
}

/// `POST W/runs/retry`: kept at once, done in the background; the oldest first.
pub(crate) async fn retry_runs(
    State(state): State<ApiState>,
    tenant: Tenant,
    Json(request): Json<RetryRuns>,
) -> Result<Json<Batch>, Problem> {
    let newest = request.newest;
    let runs = chosen(&state, &tenant, request).await?;
    let count = runs.len();
    let batch = state.runner.again_all(tenant.workspace, runs, newest).await?;
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "runs.retried", batch, json!({"runs": count}))
        .await?;
    Ok(Json(state.store.batch(tenant.workspace, batch).await?.into()))
}

/// `GET W/batches/{batch}`.
pub(crate) async fn get_batch(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(batch): At<BatchId>,
) -> Result<Json<Batch>, Problem> {
    Ok(Json(state.store.batch(tenant.workspace, batch).await?.into()))
}

/// The runs that answer, oldest first. Those that another run has tried again since are
/// among them: whoever filters decides.
async fn chosen(state: &ApiState, tenant: &Tenant, request: RetryRuns) -> Result<Vec<RunId>, Problem> {
    let status = request.status.filter(|status| !status.is_empty()).unwrap_or_else(|| "failed".into());
    let query = RunsQuery::narrowed(request.flow, status, request.mode, (request.from, request.to), request.search);
    let filter = query.filter()?;
    let is_over = |status: &RunStatus| matches!(status, RunStatus::Failed | RunStatus::Cancelled);
    if !filter.status.iter().all(is_over) {
        return Err(Problem::field("status", "Only failed and cancelled runs can be tried again."));
    }
    let (mut runs, mut cursor) = (Vec::new(), None);
    loop {
        let found = state.store.runs(tenant.workspace, filter.clone(), page(cursor, Some(PAGE))).await?;
        runs.extend(found.items.iter().map(|row| row.id));
        if runs.len() > BATCH_MOST {
            let message = format!("More than {BATCH_MOST} runs answer, which is the most at once.");
            return Err(Problem::field("search", message).hint("Narrow the filter, for example by flow or time."));
        }
        cursor = found.next_cursor;
        if cursor.is_none() {
            runs.reverse();
            return Ok(runs);
        }
    }
}
