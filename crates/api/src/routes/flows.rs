//! Flows: the list, making, renaming, removing.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::{FlowProblem, Problem};
use crate::routes::drafts::{Change, Seen, save, seen};
use crate::routes::publishing::{TriggerView, fill_webhook_paths, trigger_views};
use crate::routes::setup::named;
use crate::state::ApiState;
use crate::wire::{At, Created, Json, List, NoContent, Query, page};
use axum::extract::State;
use flow::Flow;
use flow::id::{FlowId, UserId};
use flow::kind::Role;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use store::door::{RunnerError, Steer};
use store::flows::{FlowCounts, FlowFilter, FlowRow, FlowState};
use store::runs::{RunFilter, RunStatus};

/// A flow in a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FlowSummary {
    id: String,
    name: String,
    description: String,
    /// `draft`, `live` or `paused`.
    state: &'static str,
    /// The number of the published version; null before the first.
    version: Option<u32>,
    /// Whether whoever asks has a draft with changes that are not published.
    draft_changed: bool,
    updated_at: i64,
    updated_by: Option<PersonName>,
    /// Kinds of the trigger nodes, as they were drawn last.
    trigger_kinds: Vec<String>,
    runs: RunCounts,
}

/// A person by name.
#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct PersonName {
    id: String,
    name: String,
}

/// How many runs a flow has.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RunCounts {
    in_progress: u64,
    finished_24h: u64,
    failed_24h: u64,
}

/// A flow with its draft.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FlowDetail {
    #[serde(flatten)]
    summary: FlowSummary,
    /// The draft of whoever asks. If they have none: what is published or, before anything is,
    /// the draft that was saved last.
    document: Flow,
    /// Grows with every change of the draft; saving and publishing name it.
    revision: u64,
    /// Whose draft the document is; null: it is published, or as it was made.
    draft_by: Option<PersonName>,
    /// The number of the version the document was begun from; null: none was published.
    base: Option<u32>,
    /// What is wrong with the draft.
    problems: Vec<FlowProblem>,
    /// Addresses and times of the triggers.
    triggers: Vec<TriggerView>,
}

pub(crate) fn state_name(state: FlowState) -> &'static str {
    match state {
        FlowState::Draft => "draft",
        FlowState::Live => "live",
        FlowState::Paused => "paused",
    }
}

impl FlowSummary {
    fn of(row: FlowRow, counts: FlowCounts, updated_by: Option<PersonName>, is_drafted: bool) -> Self {
        Self {
            id: row.id.to_string(),
            name: row.name,
            description: row.description,
            state: state_name(row.state),
            version: row.version_number,
            draft_changed: row.version.is_some() && is_drafted,
            updated_at: row.updated_at.0,
            updated_by,
            trigger_kinds: row.trigger_kinds,
            runs: RunCounts {
                in_progress: counts.in_progress,
                finished_24h: counts.finished_24h,
                failed_24h: counts.failed_24h,
            },
        }
    }
}

/// The names of people, each asked for once.
pub(crate) async fn names_of(
    state: &ApiState,
    people: Vec<Option<UserId>>,
) -> Result<HashMap<UserId, PersonName>, Problem> {
    let mut names = HashMap::new();
    for id in people.into_iter().flatten() {
        if !names.contains_key(&id)
            && let Ok(user) = state.store.user(id).await
        {
            names.insert(id, PersonName { id: id.to_string(), name: user.name });
        }
    }
    Ok(names)
}

/// Rows as they stand in the list of whoever asks, with counts and names.
async fn summaries(state: &ApiState, tenant: &Tenant, rows: Vec<FlowRow>) -> Result<Vec<FlowSummary>, Problem> {
    let (workspace, person) = tenant.author();
    let ids: Vec<FlowId> = rows.iter().map(|row| row.id).collect();
    let counts = state.store.flow_counts(workspace, &ids, state.now()).await?;
    let names = names_of(state, rows.iter().map(|row| row.updated_by).collect()).await?;
    let drafted: HashSet<FlowId> = state.store.flows_drafted_by(workspace, person).await?.into_iter().collect();
    let pairs = rows.into_iter().zip(counts);
    Ok(pairs
        .map(|(row, counts)| {
            let by = row.updated_by.and_then(|id| names.get(&id).cloned());
            let is_drafted = drafted.contains(&row.id);
            FlowSummary::of(row, counts, by, is_drafted)
        })
        .collect())
}

pub(crate) async fn summary(state: &ApiState, tenant: &Tenant, flow: FlowId) -> Result<FlowSummary, Problem> {
    let row = state.store.flow(tenant.workspace, flow).await?;
    summaries(state, tenant, vec![row]).await?.pop().ok_or_else(Problem::not_found)
}

pub(crate) async fn detail(state: &ApiState, tenant: &Tenant, flow: FlowId) -> Result<FlowDetail, Problem> {
    let row = state.store.flow(tenant.workspace, flow).await?;
    let Seen { document, by, base, revision } = seen(state, tenant.author(), &row).await?;
    let problems = node_sdk::check::check(&document, &state.catalog);
    let triggers = trigger_views(state, tenant.workspace, flow, &document).await?;
    let draft_by = names_of(state, vec![by]).await?.into_values().next();
    let mut summaries = summaries(state, tenant, vec![row]).await?;
    let summary = summaries.pop().ok_or_else(Problem::not_found)?;
    let problems = problems.into_iter().map(FlowProblem::from).collect();
    Ok(FlowDetail { summary, document, revision, draft_by, base, problems, triggers })
}

/// A document as kept.
pub(crate) fn read_document(text: &str) -> Result<Flow, Problem> {
    serde_json::from_str(text).map_err(Problem::internal)
}

/// A document as it is kept.
pub(crate) fn write_document(document: &Flow) -> Result<String, Problem> {
    serde_json::to_string(document).map_err(Problem::internal)
}

/// The kinds of the trigger nodes, each once, in document order.
pub(crate) fn trigger_kinds(state: &ApiState, document: &Flow) -> Vec<String> {
    let mut kinds: Vec<String> = Vec::new();
    for node in &document.nodes {
        let kind = state.catalog.find(&node.kind, node.kind_version);
        let is_trigger = kind.is_some_and(|kind| kind.descriptor.spec.role == Role::Trigger);
        if is_trigger && !kinds.contains(&node.kind) {
            kinds.push(node.kind.clone());
        }
    }
    kinds
}

/// Which flows are wanted.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct FlowsQuery {
    /// Text in name or description.
    search: Option<String>,
    /// Only those in this state.
    state: Option<StateName>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many at most, 1 to 200; 50 if left out.
    limit: Option<u32>,
}

/// How a flow stands.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "FlowState")]
enum StateName {
    Draft,
    Live,
    Paused,
}

/// `GET W/flows`: changed last first.
pub(crate) async fn list_flows(
    State(state): State<ApiState>,
    tenant: Tenant,
    Query(query): Query<FlowsQuery>,
) -> Result<Json<List<FlowSummary>>, Problem> {
    let wanted = query.state.map(|state| match state {
        StateName::Draft => FlowState::Draft,
        StateName::Live => FlowState::Live,
        StateName::Paused => FlowState::Paused,
    });
    let filter = FlowFilter { search: query.search.filter(|text| !text.is_empty()), state: wanted };
    let found = state.store.flows(tenant.workspace, filter, page(query.cursor, query.limit)).await?;
    let items = summaries(&state, &tenant, found.items).await?;
    Ok(Json(List { items, next_cursor: found.next_cursor }))
}

/// A new flow.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewFlow {
    name: String,
    /// What it begins with; empty if left out.
    document: Option<Flow>,
}

/// `POST W/flows`.
pub(crate) async fn create_flow(
    State(state): State<ApiState>,
    tenant: Tenant,
    Json(request): Json<NewFlow>,
) -> Result<Created<FlowDetail>, Problem> {
    let name = named("name", &request.name)?;
    let document = match request.document {
        Some(document) => Flow { name, ..document },
        None => {
            let mut document = Flow::named(name);
            document.settings.time_zone = state.store.workspace(tenant.workspace).await?.time_zone;
            document
        }
    };
    create(&state, &tenant, document, "flow.created").await.map(Created)
}

/// Keeps a new flow with this draft.
pub(crate) async fn create(
    state: &ApiState,
    tenant: &Tenant,
    mut document: Flow,
    action: &str,
) -> Result<FlowDetail, Problem> {
    require_format(&document)?;
    fill_webhook_paths(state, &mut document, None);
    let now = state.now();
    let row = FlowRow {
        id: FlowId::new(state.ids.as_ref()),
        workspace: tenant.workspace,
        name: document.name.clone(),
        description: document.description.clone(),
        state: FlowState::Draft,
        version: None,
        version_number: None,
        revision: 1,
        published_revision: None,
        trigger_kinds: trigger_kinds(state, &document),
        created_at: now,
        updated_at: now,
        updated_by: Some(tenant.principal.user()),
        system: false,
    };
    let id = row.id;
    state.store.create_flow(row, &write_document(&document)?).await?;
    let about = json!({"name": document.name});
    audit::note(state, &tenant.principal, Some(tenant.workspace), action, id, about).await?;
    detail(state, tenant, id).await
}

/// Refuses documents of another format or a newer version of it.
pub(crate) fn require_format(document: &Flow) -> Result<(), Problem> {
    use flow::document::{FORMAT, FORMAT_VERSION};
    if document.format != FORMAT {
        return Err(Problem::field("document.format", format!("The format must be `{FORMAT}`.")));
    }
    if !(1..=FORMAT_VERSION).contains(&document.version) {
        return Err(Problem::field("document.version", format!("This server reads version {FORMAT_VERSION}.")));
    }
    named("document.name", &document.name).map(drop)
}

/// `GET W/flows/{flow}`.
pub(crate) async fn get_flow(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
) -> Result<Json<FlowDetail>, Problem> {
    detail(&state, &tenant, flow).await.map(Json)
}

/// A new name or description.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeFlow {
    name: Option<String>,
    description: Option<String>,
}

/// `PATCH W/flows/{flow}`.
pub(crate) async fn change_flow(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    Json(request): Json<ChangeFlow>,
) -> Result<Json<FlowSummary>, Problem> {
    let row = state.store.flow(tenant.workspace, flow).await?;
    let Seen { document: before, revision, .. } = seen(&state, tenant.author(), &row).await?;
    let mut document = before.clone();
    if let Some(name) = request.name {
        document.name = named("name", &name)?;
    }
    if let Some(description) = request.description {
        document.description = description;
    }
    save(&state, &tenant, flow, Change { before: &before, document: &document, revision, base: None }).await?;
    let about = json!({"name": document.name});
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "flow.changed", flow, about).await?;
    summary(&state, &tenant, flow).await.map(Json)
}

/// How a flow is removed.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct DeleteQuery {
    /// Also if runs are active; they are cancelled.
    force: Option<bool>,
}

/// `DELETE W/flows/{flow}`.
pub(crate) async fn delete_flow(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    Query(query): Query<DeleteQuery>,
) -> Result<NoContent, Problem> {
    let row = state.store.flow(tenant.workspace, flow).await?;
    let counts = state.store.flow_counts(tenant.workspace, &[flow], state.now()).await?;
    let active = counts.first().map_or(0, |counts| counts.in_progress);
    if active > 0 && query.force != Some(true) {
        return Err(Problem::conflict("runs_active", format!("{active} runs of this flow have not ended."))
            .hint("Wait for them, or delete the flow together with its active runs."));
    }
    if row.state == FlowState::Live {
        state.store.set_flow_state(tenant.workspace, flow, FlowState::Paused, state.now()).await?;
        state.hooks.forget(flow);
    }
    end_all(&state, &tenant, flow).await?;
    state.store.delete_flow(tenant.workspace, flow).await?;
    state.hooks.forget(flow);
    state.store.stop_listening(tenant.workspace, flow).await?;
    let about = json!({"name": row.name});
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "flow.deleted", flow, about).await?;
    Ok(NoContent)
}

/// Nobody is left to look at what they would still give, so they end at once.
async fn end_all(state: &ApiState, tenant: &Tenant, flow: FlowId) -> Result<(), Problem> {
    let status = vec![RunStatus::Running, RunStatus::Waiting, RunStatus::InDoubt, RunStatus::Paused, RunStatus::Queued];
    let filter = RunFilter { flow: Some(flow), status, ..RunFilter::default() };
    let mut cursor = None;
    loop {
        let found = state.store.runs(tenant.workspace, filter.clone(), page(cursor, Some(200))).await?;
        for run in found.items {
            // One that ended by itself meanwhile need not be ended.
            match state.runner.steer(tenant.workspace, run.id, Steer::Kill).await {
                Ok(()) | Err(RunnerError::WrongState(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        cursor = found.next_cursor;
        if cursor.is_none() {
            return Ok(());
        }
    }
}
