//! Published versions: the list, one of them, going back, comparing.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::flows::{FlowDetail, PersonName, detail, draft, names_of, read_document, save};
use crate::state::ApiState;
use crate::wire::extract::Number;
use crate::wire::{At, Json, List, Paging, Query};
use axum::extract::State;
use flow::Flow;
use flow::id::{FlowId, VersionId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::flows::VersionRow;

/// A published version.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FlowVersion {
    id: String,
    number: u32,
    /// What changed, in words.
    note: String,
    published_at: i64,
    published_by: Option<PersonName>,
    /// Whether it is the one that runs.
    current: bool,
}

impl FlowVersion {
    fn of(row: &VersionRow, current: Option<VersionId>, by: Option<PersonName>) -> Self {
        Self {
            id: row.id.to_string(),
            number: row.number.unwrap_or_default(),
            note: row.note.clone(),
            published_at: row.created_at.0,
            published_by: by,
            current: current == Some(row.id),
        }
    }
}

/// A published version with its document.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FlowVersionDetail {
    #[serde(flatten)]
    about: FlowVersion,
    document: Flow,
}

/// `GET W/flows/{flow}/versions`: newest first.
pub(crate) async fn list_versions(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<FlowVersion>>, Problem> {
    let current = state.store.flow(tenant.workspace, flow).await?.version;
    let page = state.store.versions(tenant.workspace, flow, paging.into()).await?;
    let names = names_of(&state, page.items.iter().map(|row| row.created_by).collect()).await?;
    let by = |row: &VersionRow| row.created_by.and_then(|id| names.get(&id).cloned());
    Ok(Json(List::of(page, |row| FlowVersion::of(&row, current, by(&row)))))
}

/// `GET W/flows/{flow}/versions/{number}`.
pub(crate) async fn get_version(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    At(Number(number)): At<Number>,
) -> Result<Json<FlowVersionDetail>, Problem> {
    let current = state.store.flow(tenant.workspace, flow).await?.version;
    let row = state.store.version_by_number(tenant.workspace, flow, number).await?;
    let by = names_of(&state, vec![row.created_by]).await?.into_values().next();
    Ok(Json(FlowVersionDetail { about: FlowVersion::of(&row, current, by), document: read_document(&row.document)? }))
}

/// `POST W/flows/{flow}/versions/{number}/restore`: the draft becomes that version.
pub(crate) async fn restore_version(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    At(Number(number)): At<Number>,
) -> Result<Json<FlowDetail>, Problem> {
    let present = state.store.flow(tenant.workspace, flow).await?;
    let row = state.store.version_by_number(tenant.workspace, flow, number).await?;
    let document = read_document(&row.document)?;
    save(&state, &tenant, flow, present.revision, &document).await?;
    let about = json!({"version": number});
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "flow.restored", flow, about).await?;
    detail(&state, tenant.workspace, flow).await.map(Json)
}

/// Which two documents are compared.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct DiffQuery {
    /// The number of a version, or `draft`.
    from: String,
    /// The number of a version, or `draft`.
    to: String,
}

/// What changed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Diff {
    /// Settings, blocks, arrows, notes.
    changes: Vec<Value>,
}

/// `GET W/flows/{flow}/diff`.
pub(crate) async fn diff_flow(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    Query(query): Query<DiffQuery>,
) -> Result<Json<Diff>, Problem> {
    let from = side(&state, &tenant, flow, "from", &query.from).await?;
    let to = side(&state, &tenant, flow, "to", &query.to).await?;
    let changes = flow::diff(&from, &to).into_iter().filter_map(|change| serde_json::to_value(change).ok());
    Ok(Json(Diff { changes: changes.collect() }))
}

async fn side(state: &ApiState, tenant: &Tenant, flow: FlowId, field: &str, text: &str) -> Result<Flow, Problem> {
    if text == "draft" {
        return draft(state, tenant.workspace, flow).await;
    }
    let number = text.parse().map_err(|_| Problem::field(field, "Give the number of a version, or `draft`."))?;
    read_document(&state.store.version_by_number(tenant.workspace, flow, number).await?.document)
}
