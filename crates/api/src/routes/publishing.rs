//! Publishing, pausing, resuming; the triggers of a flow.

use crate::audit;
use crate::gate::Tenant;
use crate::hooks::cache::form_key;
use crate::problem::{FlowProblem, Problem};
use crate::routes::drafts::{draft_changed, seen};
use crate::routes::flow_tests::failing_tests;
use crate::routes::flows::{FlowSummary, read_document, summary, write_document};
use crate::state::ApiState;
use crate::wire::{At, Json};
use auth::{SystemRandom, new_secret};
use axum::extract::State;
use flow::id::{FlowId, TriggerId, UserId, VersionId, WorkspaceId};
use flow::{Flow, Node, NodeId, Severity, Timestamp};
use node_sdk::Subscription;
use node_sdk::check::subscriptions;
use node_sdk::hook::path_key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::StoreError;
use store::flows::{FlowRow, FlowState, VersionRow};
use store::triggers::{NewTrigger, TriggerRow};

/// A trigger of the draft: its address, or when it is due.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FlowTrigger")]
pub(crate) struct TriggerView {
    node: String,
    kind: String,
    /// Full address of a webhook.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Full address that runs the draft while the server listens for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    test_url: Option<String>,
    /// When it starts the next run.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_at: Option<i64>,
    /// The cron expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    schedule: Option<String>,
}

/// The triggers of a draft; times are those of the published version.
pub(crate) async fn trigger_views(
    state: &ApiState,
    workspace: WorkspaceId,
    flow: FlowId,
    document: &Flow,
) -> Result<Vec<TriggerView>, Problem> {
    let rows = state.store.triggers(workspace, flow).await?;
    let views = subscriptions(document, &state.catalog).into_iter().map(|(node, subscription)| {
        let base = &state.settings.public_url;
        let mut view = TriggerView {
            node: node.id.0.clone(),
            kind: node.kind.clone(),
            url: None,
            test_url: None,
            next_at: None,
            schedule: None,
        };
        match subscription {
            Subscription::Webhook { path, .. } => {
                view.url = Some(format!("{base}/hooks/{path}"));
                view.test_url = Some(format!("{base}/hooks/test/{path}"));
            }
            Subscription::Form { path, .. } => {
                view.url = Some(format!("{base}/forms/{path}"));
                view.test_url = Some(format!("{base}/forms/test/{path}"));
            }
            Subscription::Schedule { cron, .. } => {
                let row = rows.iter().find(|row| row.live && row.trigger.node == node.id);
                view.next_at = row.and_then(|row| row.trigger.next_at).map(|at| at.0);
                view.schedule = Some(cron);
            }
            Subscription::Poll { .. } => {
                let row = rows.iter().find(|row| row.live && row.trigger.node == node.id);
                view.next_at = row.and_then(|row| row.trigger.next_at).map(|at| at.0);
            }
            Subscription::Error | Subscription::Call | Subscription::Event { .. } => {}
        }
        view
    });
    Ok(views.collect())
}

/// The webhook and form nodes of a document with their paths, as they are kept.
pub(crate) fn webhook_nodes(state: &ApiState, document: &Flow) -> Vec<(NodeId, String)> {
    let all = subscriptions(document, &state.catalog);
    let webhooks = all.into_iter().filter_map(|(node, subscription)| match subscription {
        Subscription::Webhook { path, .. } => Some((node.id.clone(), path_key(&path))),
        Subscription::Form { path, .. } if path.is_empty() => Some((node.id.clone(), path)),
        Subscription::Form { path, .. } => Some((node.id.clone(), form_key(&path))),
        _ => None,
    });
    webhooks.collect()
}

/// Gives webhook nodes without a path one that nobody can guess: the one the node
/// had before, or a new one. Kinds that subscribe to webhooks keep it in `path`.
pub(crate) fn fill_webhook_paths(state: &ApiState, document: &mut Flow, before: Option<&Flow>) {
    let without: Vec<NodeId> =
        webhook_nodes(state, document).into_iter().filter(|(_, path)| path.is_empty()).map(|(node, _)| node).collect();
    for node in document.nodes.iter_mut().filter(|node| without.contains(&node.id)) {
        let kept = before.and_then(|before| path_of(before.node(&node.id)?));
        let path = kept.unwrap_or_else(|| new_secret(&SystemRandom));
        node.parameters.insert("path".into(), Value::String(path));
    }
}

fn path_of(node: &Node) -> Option<String> {
    let path = node.parameters.get("path")?.as_str()?;
    (!path.is_empty()).then(|| path.to_owned())
}

/// A draft to be published.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Publish {
    /// The revision that was looked at.
    revision: u64,
    /// What changed, in words; made from the changes if left out.
    note: Option<String>,
}

/// A version that was published.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Published {
    version: u32,
    version_id: String,
    /// Warnings.
    problems: Vec<FlowProblem>,
}

/// `POST W/flows/{flow}/publish`: 422 `flow_invalid` if it has errors, 409 `version_newer` if
/// somebody has published since the draft was begun.
pub(crate) async fn publish_flow(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    Json(request): Json<Publish>,
) -> Result<Json<Published>, Problem> {
    let row = state.store.flow(tenant.workspace, flow).await?;
    let document = to_publish(&state, &tenant, &row, request.revision).await?;
    let mut problems = node_sdk::check::check(&document, &state.catalog);
    problems.extend(taken_paths(&state, flow, &document).await?);
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(Problem::flow_invalid(problems));
    }
    problems.extend(failing_tests(&state, tenant.workspace, flow, &document).await?);
    let triggers = new_triggers(&state, tenant.workspace, flow, &document).await?;
    let note = match request.note {
        Some(note) => note,
        None => change_log(&state, row.version, &document).await?,
    };
    let version = version_row(&state, tenant.author(), flow, &document, note)?;
    let version_id = version.id;
    let number = state.store.publish(version, request.revision, triggers).await.map_err(|error| match error {
        StoreError::Conflict(_) => draft_changed(),
        error => error.into(),
    })?;
    triggers_changed(&state, flow);
    state.runner.limits_changed(tenant.workspace).await;
    let about = json!({"name": document.name, "version": number});
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "flow.published", flow, about).await?;
    let problems = problems.into_iter().map(FlowProblem::from).collect();
    Ok(Json(Published { version: number, version_id: version_id.to_string(), problems }))
}

/// What whoever asks would publish: their own draft, or what everybody sees, as they looked at it.
async fn to_publish(state: &ApiState, tenant: &Tenant, row: &FlowRow, revision: u64) -> Result<Flow, Problem> {
    let seen = seen(state, tenant.author(), row).await?;
    if seen.by.is_some_and(|by| by != tenant.principal.user()) {
        return Err(Problem::conflict("draft_of_another", "What you see is the draft of somebody else.")
            .hint("Make it yours first: change something, or take it over."));
    }
    if seen.revision != revision {
        return Err(draft_changed());
    }
    if seen.base != row.version_number {
        let number = row.version_number.unwrap_or_default();
        let what = format!("Version {number} was published after you began your draft.");
        return Err(Problem::conflict("version_newer", what).hint("Bring its changes into your draft first."));
    }
    Ok(seen.document)
}

/// What changed since the version that runs, in one line; nothing for the first one.
async fn change_log(state: &ApiState, current: Option<VersionId>, document: &Flow) -> Result<String, Problem> {
    let Some(current) = current else { return Ok(String::new()) };
    let before = read_document(&state.store.version(current).await?.document)?;
    Ok(flow::diff::summary(&flow::diff(&before, document)))
}

/// Lets nobody work with the triggers as they were.
pub(crate) fn triggers_changed(state: &ApiState, flow: FlowId) {
    state.hooks.forget(flow);
    state.schedules_changed.notify_one();
}

/// A version of this document, not numbered yet.
pub(crate) fn version_row(
    state: &ApiState,
    (workspace, user): (WorkspaceId, UserId),
    flow: FlowId,
    document: &Flow,
    note: String,
) -> Result<VersionRow, Problem> {
    Ok(VersionRow {
        id: VersionId::new(state.ids.as_ref()),
        flow,
        workspace,
        number: None,
        note,
        document: write_document(document)?,
        created_at: state.now(),
        created_by: Some(user),
    })
}

/// Webhook paths that another flow of this server has.
async fn taken_paths(state: &ApiState, flow: FlowId, document: &Flow) -> Result<Vec<flow::Problem>, Problem> {
    let mut problems = Vec::new();
    for (node, path) in webhook_nodes(state, document) {
        if state.store.webhook(&path).await?.is_some_and(|row| row.flow != flow) {
            let shown = path.strip_prefix("form:").unwrap_or(&path);
            let message = format!("The path `{shown}` is taken by another flow.");
            let problem = flow::Problem::error("path_taken", message, "Choose another path, or empty it to get one.");
            problems.push(problem.at_node(&node).at_parameter("path"));
        }
    }
    Ok(problems)
}

/// The triggers of a document, ready to be kept. A trigger that stays the same
/// keeps its id and next time, so publishing neither loses nor doubles a slot.
async fn new_triggers(
    state: &ApiState,
    workspace: WorkspaceId,
    flow: FlowId,
    document: &Flow,
) -> Result<Vec<NewTrigger>, Problem> {
    let present = state.store.triggers(workspace, flow).await?;
    let zone = &document.settings.time_zone;
    let now = state.now();
    let all = subscriptions(document, &state.catalog).into_iter();
    all.map(|(node, subscription)| {
        let text = serde_json::to_string(&subscription).map_err(Problem::internal)?;
        let same = present.iter().find(|row| row.trigger.node == node.id && row.trigger.subscription == text);
        let (webhook_path, next_at) = match &subscription {
            Subscription::Webhook { path, .. } => (Some(path_key(path)), None),
            Subscription::Form { path, .. } => (Some(form_key(path)), None),
            Subscription::Schedule { cron, time_zone, .. } => {
                let next = next_time(cron, time_zone.as_ref().unwrap_or(zone), now)
                    .map_err(|reason| schedule_invalid(node, reason))?;
                (None, kept_time(same, now).or(next))
            }
            // It looks at once; one that was live all the while goes on as it did.
            Subscription::Poll { .. } => (None, kept_time(same, now).or(Some(now))),
            Subscription::Error | Subscription::Call | Subscription::Event { .. } => (None, None),
        };
        let id = same.map_or_else(|| TriggerId::new(state.ids.as_ref()), |row| row.trigger.id);
        let event = match subscription {
            Subscription::Event { name } => Some(name),
            _ => None,
        };
        Ok(NewTrigger { id, node: node.id.clone(), subscription: text, webhook_path, next_at, event })
    })
    .collect()
}

/// The time that is to come of a schedule that was live all the while.
fn kept_time(same: Option<&TriggerRow>, now: Timestamp) -> Option<Timestamp> {
    same.filter(|row| row.live).and_then(|row| row.trigger.next_at).filter(|at| *at > now)
}

fn next_time(cron: &str, zone: &str, after: Timestamp) -> Result<Option<Timestamp>, String> {
    node_sdk::cron::next(cron, zone, after)
}

fn schedule_invalid(node: &Node, reason: String) -> Problem {
    let problem = flow::Problem::error("schedule_invalid", reason, "Correct the schedule or its time zone.");
    Problem::flow_invalid(vec![problem.at_node(&node.id)])
}

/// `POST W/flows/{flow}/pause`: its triggers start nothing; runs under way go on.
pub(crate) async fn pause_flow(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
) -> Result<Json<FlowSummary>, Problem> {
    set_state(&state, &tenant, flow, FlowState::Live, FlowState::Paused, "flow.paused").await
}

/// `POST W/flows/{flow}/resume`: times that passed meanwhile are not made up for.
pub(crate) async fn resume_flow(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
) -> Result<Json<FlowSummary>, Problem> {
    skip_past_times(&state, tenant.workspace, flow).await?;
    set_state(&state, &tenant, flow, FlowState::Paused, FlowState::Live, "flow.resumed").await
}

async fn set_state(
    state: &ApiState,
    tenant: &Tenant,
    flow: FlowId,
    from: FlowState,
    to: FlowState,
    action: &str,
) -> Result<Json<FlowSummary>, Problem> {
    let row = state.store.flow(tenant.workspace, flow).await?;
    if row.state == FlowState::Draft {
        return Err(Problem::conflict("not_published", "The flow has never been published.").hint("Publish it first."));
    }
    if row.state == from {
        state.store.set_flow_state(tenant.workspace, flow, to, state.now()).await?;
        triggers_changed(state, flow);
        let about = json!({"name": row.name});
        audit::note(state, &tenant.principal, Some(tenant.workspace), action, flow, about).await?;
    }
    summary(state, tenant, flow).await.map(Json)
}

async fn skip_past_times(state: &ApiState, workspace: WorkspaceId, flow: FlowId) -> Result<(), Problem> {
    let now = state.now();
    for row in state.store.triggers(workspace, flow).await? {
        let Some(due) = row.trigger.next_at.filter(|at| *at <= now && !row.live) else { continue };
        let Ok(Subscription::Schedule { cron, time_zone, .. }) = serde_json::from_str(&row.trigger.subscription) else {
            continue;
        };
        let zone = match time_zone {
            Some(zone) => zone,
            None => flow_zone(state, row.version).await?,
        };
        let next = next_time(&cron, &zone, now).map_err(Problem::internal)?;
        state.store.advance_schedule(row.trigger.id, due, next).await?;
    }
    Ok(())
}

async fn flow_zone(state: &ApiState, version: VersionId) -> Result<String, Problem> {
    let version = state.store.version(version).await?;
    Ok(read_document(&version.document)?.settings.time_zone)
}
