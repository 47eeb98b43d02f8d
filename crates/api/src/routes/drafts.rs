//! The draft: saving it, and checking any document.

use crate::gate::Tenant;
use crate::problem::{FlowProblem, Problem};
use crate::routes::flows::{draft, require_format, save};
use crate::routes::publishing::fill_webhook_paths;
use crate::state::ApiState;
use crate::wire::{At, Json};
use axum::extract::State;
use flow::Flow;
use flow::id::FlowId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A draft to be kept.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaveDraft {
    document: Flow,
    /// The revision it was made from.
    revision: u64,
}

/// A draft that was kept.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SavedDraft {
    revision: u64,
    problems: Vec<FlowProblem>,
    updated_at: i64,
}

/// `PUT W/flows/{flow}/draft`: 409 `draft_changed` if the revision is stale.
pub(crate) async fn save_draft(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    Json(request): Json<SaveDraft>,
) -> Result<Json<SavedDraft>, Problem> {
    let mut document = request.document;
    require_format(&document)?;
    let before = draft(&state, tenant.workspace, flow).await?;
    fill_webhook_paths(&state, &mut document, Some(&before));
    let updated_at = state.now().0;
    let revision = save(&state, &tenant, flow, request.revision, &document).await?;
    Ok(Json(SavedDraft { revision, problems: problems(&state, &document), updated_at }))
}

/// A document to be checked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckFlow {
    document: Flow,
}

/// What is wrong with a document.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Checked {
    problems: Vec<FlowProblem>,
}

/// `POST W/flows/check`.
pub(crate) async fn check_flow(
    State(state): State<ApiState>,
    _tenant: Tenant,
    Json(request): Json<CheckFlow>,
) -> Result<Json<Checked>, Problem> {
    Ok(Json(Checked { problems: problems(&state, &request.document) }))
}

fn problems(state: &ApiState, document: &Flow) -> Vec<FlowProblem> {
    node_sdk::check::check(document, &state.catalog).into_iter().map(FlowProblem::from).collect()
}
