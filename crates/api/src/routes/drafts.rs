//! Drafts: what each person has changed and not published yet; and checking any document.
//!
//! Who has a draft sees and works on that. Who has none sees what is published or, before
//! anything is, the draft that was saved last, and gets one of their own with the first change.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::{FlowProblem, Problem};
use crate::routes::flows::{
    FlowDetail, PersonName, detail, names_of, read_document, require_format, trigger_kinds, write_document,
};
use crate::routes::publishing::fill_webhook_paths;
use crate::state::ApiState;
use crate::wire::{At, Json};
use axum::extract::State;
use flow::Flow;
use flow::id::{FlowId, UserId, WorkspaceId};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;
use store::StoreError;
use store::drafts::{Headline, SaveDraft as Save};
use store::flows::FlowRow;

/// A flow as somebody sees it.
pub(crate) struct Seen {
    pub(crate) document: Flow,
    /// Whose draft it is; None: it is published, or as it was made.
    pub(crate) by: Option<UserId>,
    /// The version it was begun from.
    pub(crate) base: Option<u32>,
    pub(crate) revision: u64,
}

/// The flow as this person sees it.
pub(crate) async fn seen(
    state: &ApiState,
    (workspace, person): (WorkspaceId, UserId),
    row: &FlowRow,
) -> Result<Seen, Problem> {
    if let Some(own) = state.store.draft_of(workspace, row.id, person).await? {
        let document = read_document(&own.document)?;
        return Ok(Seen { document, by: Some(person), base: own.base, revision: own.revision });
    }
    let revision = row.published_revision.unwrap_or(row.revision);
    if row.version.is_none()
        && let Some(last) = state.store.drafts(workspace, row.id).await?.into_iter().next()
        && let Some(draft) = state.store.draft_of(workspace, row.id, last.person).await?
    {
        let document = read_document(&draft.document)?;
        return Ok(Seen { document, by: Some(last.person), base: None, revision });
    }
    let document = read_document(&state.store.shared_document(workspace, row.id).await?)?;
    Ok(Seen { document, by: None, base: row.version_number, revision })
}

/// The document of a flow as whoever asks sees it.
pub(crate) async fn draft(state: &ApiState, tenant: &Tenant, flow: FlowId) -> Result<Flow, Problem> {
    draft_seen_by(state, tenant.author(), flow).await
}

/// The document of a flow as this person sees it.
pub(crate) async fn draft_seen_by(state: &ApiState, who: (WorkspaceId, UserId), flow: FlowId) -> Result<Flow, Problem> {
    let row = state.store.flow(who.0, flow).await?;
    Ok(seen(state, who, &row).await?.document)
}

/// A draft to be kept.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaveDraft {
    document: Flow,
    /// The revision it was made from.
    revision: u64,
    /// The number of the version it takes into account; null: none was published. If left out,
    /// the one it was begun from.
    #[serde(default, deserialize_with = "named")]
    #[schemars(with = "Option<u32>")]
    base: Option<Option<u32>>,
}

/// What is named, null too.
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u32>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A draft that was kept.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SavedDraft {
    revision: u64,
    problems: Vec<FlowProblem>,
    updated_at: i64,
}

/// `PUT W/flows/{flow}/draft`: 409 `draft_changed` if its author has saved another meanwhile.
pub(crate) async fn save_draft(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    Json(request): Json<SaveDraft>,
) -> Result<Json<SavedDraft>, Problem> {
    let mut document = request.document;
    require_format(&document)?;
    let row = state.store.flow(tenant.workspace, flow).await?;
    if request.base.flatten() > row.version_number {
        return Err(Problem::field("base", "The flow has no such version."));
    }
    let before = seen(&state, tenant.author(), &row).await?.document;
    fill_webhook_paths(&state, &mut document, Some(&before));
    let updated_at = state.now().0;
    let saved = Change { before: &before, document: &document, revision: request.revision, base: request.base };
    let revision = save(&state, &tenant, flow, saved).await?;
    Ok(Json(SavedDraft { revision, problems: problems(&state, &document), updated_at }))
}

/// A change of somebody's draft.
pub(crate) struct Change<'a> {
    /// What they saw before.
    pub(crate) before: &'a Flow,
    pub(crate) document: &'a Flow,
    /// The revision it was made from.
    pub(crate) revision: u64,
    /// The version it takes into account; None: it stays.
    pub(crate) base: Option<Option<u32>>,
}

/// Keeps the draft of whoever asks; gives the new revision.
pub(crate) async fn save(state: &ApiState, tenant: &Tenant, flow: FlowId, change: Change<'_>) -> Result<u64, Problem> {
    let Change { before, document, revision, base } = change;
    let (workspace, person) = tenant.author();
    let after = headline(state, document);
    let draft = Save {
        workspace,
        flow,
        person,
        revision,
        base,
        document: write_document(document)?,
        // Lists show what was named last; a draft that names nothing anew leaves it as it is.
        headline: (headline(state, before) != after).then_some(after),
        now: state.now(),
    };
    state.store.save_draft(draft).await.map_err(|error| match error {
        StoreError::Conflict(_) => draft_changed(),
        error => error.into(),
    })
}

fn headline(state: &ApiState, document: &Flow) -> Headline {
    Headline {
        name: document.name.clone(),
        description: document.description.clone(),
        trigger_kinds: trigger_kinds(state, document),
    }
}

/// 409: its author has saved another meanwhile.
pub(crate) fn draft_changed() -> Problem {
    Problem::conflict("draft_changed", "Your draft was changed elsewhere meanwhile, in another window or by a program.")
        .hint("Load the flow again; then make your change once more.")
}

/// `DELETE W/flows/{flow}/draft`: what whoever asks has not published is gone.
pub(crate) async fn drop_draft(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
) -> Result<Json<FlowDetail>, Problem> {
    let (workspace, person) = tenant.author();
    let shared = read_document(&state.store.shared_document(workspace, flow).await?)?;
    if state.store.draft_of(workspace, flow, person).await?.is_some() {
        state.store.drop_draft(workspace, flow, person, headline(&state, &shared)).await?;
        audit::note(&state, &tenant.principal, Some(workspace), "flow.draft_dropped", flow, json!({})).await?;
    }
    detail(&state, &tenant, flow).await.map(Json)
}

/// That somebody has changes that are not published.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FlowDraft {
    person: PersonName,
    /// The number of the version it was begun from, or was brought up to; null: none was published.
    base: Option<u32>,
    revision: u64,
    updated_at: i64,
}

/// Somebody's draft with its document.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FlowDraftDetail {
    #[serde(flatten)]
    about: FlowDraft,
    document: Flow,
}

/// Who has changed what.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FlowDrafts {
    /// The number of the published version; null before the first.
    version: Option<u32>,
    /// Saved last first.
    items: Vec<FlowDraft>,
}

/// `GET W/flows/{flow}/drafts`: who has a draft, with the version that runs.
pub(crate) async fn list_drafts(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
) -> Result<Json<FlowDrafts>, Problem> {
    let version = state.store.flow(tenant.workspace, flow).await?.version_number;
    let rows = state.store.drafts(tenant.workspace, flow).await?;
    let names = names_of(&state, rows.iter().map(|row| Some(row.person)).collect()).await?;
    let items = rows.into_iter().filter_map(|row| {
        let person = names.get(&row.person).cloned()?;
        Some(FlowDraft { person, base: row.base, revision: row.revision, updated_at: row.updated_at.0 })
    });
    Ok(Json(FlowDrafts { version, items: items.collect() }))
}

/// `GET W/flows/{flow}/drafts/{user}`: somebody's draft.
pub(crate) async fn get_draft(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    At(user): At<UserId>,
) -> Result<Json<FlowDraftDetail>, Problem> {
    let draft = state.store.draft_of(tenant.workspace, flow, user).await?.ok_or_else(Problem::not_found)?;
    let person = names_of(&state, vec![Some(user)]).await?.remove(&user).ok_or_else(Problem::not_found)?;
    let about = FlowDraft { person, base: draft.base, revision: draft.revision, updated_at: draft.updated_at.0 };
    Ok(Json(FlowDraftDetail { about, document: read_document(&draft.document)? }))
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
