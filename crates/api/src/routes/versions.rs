//! Published versions: the list, one of them, their tags, going back, comparing.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::drafts::{Change, draft, save, seen};
use crate::routes::flows::{FlowDetail, PersonName, detail, names_of, read_document};
use crate::state::ApiState;
use crate::wire::extract::Number;
use crate::wire::{At, Json, List, Paging, Query};
use axum::extract::State;
use flow::Flow;
use flow::id::{FlowId, UserId, VersionId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
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
    /// What people call it.
    tags: Vec<String>,
}

impl FlowVersion {
    fn of(row: &VersionRow, current: Option<VersionId>, by: Option<PersonName>, tags: Vec<String>) -> Self {
        Self {
            id: row.id.to_string(),
            number: row.number.unwrap_or_default(),
            note: row.note.clone(),
            published_at: row.created_at.0,
            published_by: by,
            current: current == Some(row.id),
            tags,
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
    let tags = tags_of(&state, &tenant, flow, &page.items).await?;
    let tags = |row: &VersionRow| row.number.and_then(|number| tags.get(&number).cloned()).unwrap_or_default();
    Ok(Json(List::of(page, |row| FlowVersion::of(&row, current, by(&row), tags(&row)))))
}

/// `GET W/flows/{flow}/versions/{number}`.
pub(crate) async fn get_version(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    At(Number(number)): At<Number>,
) -> Result<Json<FlowVersionDetail>, Problem> {
    let row = state.store.version_by_number(tenant.workspace, flow, number).await?;
    let about = about(&state, &tenant, &row).await?;
    Ok(Json(FlowVersionDetail { about, document: read_document(&row.document)? }))
}

async fn about(state: &ApiState, tenant: &Tenant, row: &VersionRow) -> Result<FlowVersion, Problem> {
    let current = state.store.flow(tenant.workspace, row.flow).await?.version;
    let by = names_of(state, vec![row.created_by]).await?.into_values().next();
    let tags = tags_of(state, tenant, row.flow, std::slice::from_ref(row)).await?.into_values().next();
    Ok(FlowVersion::of(row, current, by, tags.unwrap_or_default()))
}

/// The tags of these versions by number.
async fn tags_of(
    state: &ApiState,
    tenant: &Tenant,
    flow: FlowId,
    rows: &[VersionRow],
) -> Result<HashMap<u32, Vec<String>>, Problem> {
    let numbers = rows.iter().filter_map(|row| row.number);
    let (Some(oldest), Some(newest)) = (numbers.clone().min(), numbers.max()) else { return Ok(HashMap::new()) };
    let mut tags: HashMap<u32, Vec<String>> = HashMap::new();
    for (number, tag) in state.store.version_tags(tenant.workspace, flow, oldest..=newest).await? {
        tags.entry(number).or_default().push(tag);
    }
    Ok(tags)
}

/// What a version shall be called.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VersionTags {
    /// All its tags: at most 10, each of at most 40 letters.
    tags: Vec<String>,
}

/// More tags than this tell nothing apart.
const TAGS_MOST: usize = 10;
/// Longer ones are notes.
const TAG_LENGTH_MOST: usize = 40;

/// `PUT W/flows/{flow}/versions/{number}/tags`.
pub(crate) async fn tag_version(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    At(Number(number)): At<Number>,
    Json(request): Json<VersionTags>,
) -> Result<Json<FlowVersion>, Problem> {
    let tags = clean_tags(&request.tags)?;
    state.store.tag_version(tenant.workspace, flow, number, tags.clone()).await?;
    let detail = json!({"version": number, "tags": tags});
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "flow.version_tagged", flow, detail).await?;
    let row = state.store.version_by_number(tenant.workspace, flow, number).await?;
    about(&state, &tenant, &row).await.map(Json)
}

/// The tags as they are kept: trimmed, each once.
fn clean_tags(given: &[String]) -> Result<Vec<String>, Problem> {
    let tags: BTreeSet<String> = given.iter().map(|tag| tag.trim().to_owned()).collect();
    let is_wrong = |tag: &String| tag.is_empty() || tag.chars().count() > TAG_LENGTH_MOST;
    if tags.iter().any(is_wrong) {
        return Err(Problem::field("tags", format!("A tag has 1 to {TAG_LENGTH_MOST} letters.")));
    }
    if tags.len() > TAGS_MOST {
        return Err(Problem::field("tags", format!("A version has at most {TAGS_MOST} tags.")));
    }
    Ok(tags.into_iter().collect())
}

/// `POST W/flows/{flow}/versions/{number}/restore`: the draft of whoever asks becomes that version.
pub(crate) async fn restore_version(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    At(Number(number)): At<Number>,
) -> Result<Json<FlowDetail>, Problem> {
    let present = state.store.flow(tenant.workspace, flow).await?;
    let row = state.store.version_by_number(tenant.workspace, flow, number).await?;
    let document = read_document(&row.document)?;
    let before = seen(&state, tenant.author(), &present).await?;
    // It takes the place of what runs, and knows that.
    let base = Some(present.version_number);
    let change = Change { before: &before.document, document: &document, revision: before.revision, base };
    save(&state, &tenant, flow, change).await?;
    let about = json!({"version": number});
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "flow.restored", flow, about).await?;
    detail(&state, &tenant, flow).await.map(Json)
}

/// Which two documents are compared.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct DiffQuery {
    /// The number of a version, `draft`, or the id of a person who has a draft.
    from: String,
    /// The number of a version, `draft`, or the id of a person who has a draft.
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
        return draft(state, tenant, flow).await;
    }
    if let Ok(person) = text.parse::<UserId>() {
        let draft = state.store.draft_of(tenant.workspace, flow, person).await?.ok_or_else(Problem::not_found)?;
        return read_document(&draft.document);
    }
    let number = text.parse().map_err(|_| Problem::field(field, "Give the number of a version, or `draft`."))?;
    read_document(&state.store.version_by_number(tenant.workspace, flow, number).await?.document)
}
