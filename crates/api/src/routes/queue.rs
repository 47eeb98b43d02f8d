//! The queue service: e-mails, text messages and calls at a later time, as runs of
//! a flow of the server's own.

use crate::gate::Tenant;
use crate::openapi::Operation;
use crate::problem::Problem;
use crate::routes::flows::{trigger_kinds, write_document};
use crate::routes::trials::items_of;
use crate::state::ApiState;
use crate::wire::Json;
use crate::wire::extract::Taken;
use auth::{Permission, Principal};
use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::{FromRequest, Request, State};
use flow::id::{CredentialId, FlowId, JobId, VersionId, WorkspaceId};
use flow::{Flow, Timestamp};
use http::StatusCode;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::door::Launch;
use store::flows::{FlowRow, FlowState, VersionRow};
use store::jobs::JobRow;
use store::runs::RunMode;
use store::{PageRequest, StoreError};

/// What the queue service does for its callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Sends an e-mail.
    Email,
    /// Sends a text message.
    Sms,
    /// Calls an address of the caller.
    Job,
}

/// The flows behind the queue service. The server makes them, because it alone
/// knows which node kinds there are.
pub trait QueueFlows: Send + Sync {
    /// The kind of credential a task works with.
    fn credential_kind(&self, task: Task) -> Option<&'static str>;

    /// The flow of a task. Its first node is the trigger; it is started with one
    /// item: the request's fields, with `due_at` and `job_id`.
    fn flow(&self, task: Task, credential: Option<CredentialId>) -> Flow;
}

/// A request body of the queue service. What is wrong with it is a 400.
pub(crate) struct Order<T>(pub(crate) T);

impl<T: JsonSchema> Taken for Order<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.takes_body::<T>();
    }
}

impl<T: DeserializeOwned> FromRequest<ApiState> for Order<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(order)) => Ok(Self(order)),
            Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
                Err(problem.status(StatusCode::BAD_REQUEST))
            }
            Err(problem) => Err(problem),
        }
    }
}

/// An e-mail to be sent.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScheduleEmail {
    to: Option<String>,
    subject: Option<String>,
    html: Option<String>,
    /// The sender; that of the credential if left out.
    from: Option<String>,
    contact_id: Option<String>,
    workspace_id: Option<String>,
    /// Milliseconds from now; 0 if left out.
    delay: Option<u64>,
    /// Kept with the run.
    metadata: Option<Value>,
}

/// A text message to be sent.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScheduleSms {
    to: Option<String>,
    message: Option<String>,
    /// One address or a list of them.
    media_url: Option<Value>,
    contact_id: Option<String>,
    workspace_id: Option<String>,
    /// Milliseconds from now; 0 if left out.
    delay: Option<u64>,
    /// Kept with the run.
    metadata: Option<Value>,
}

/// A call to be made.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScheduleJob {
    /// The caller's own name for it.
    r#type: Option<String>,
    /// An object with `workspaceId` and whatever the caller needs.
    data: Option<Value>,
    /// The address that is called with `{jobId, type, data}`.
    callback_endpoint: Option<String>,
    /// Milliseconds from now; 0 if left out.
    delay: Option<u64>,
}

/// A job that will be done.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Scheduled {
    job_id: String,
    /// ISO 8601.
    scheduled_time: String,
}

/// `POST /api/schedule-email`.
pub(crate) async fn schedule_email(
    State(state): State<ApiState>,
    principal: Principal,
    Order(order): Order<ScheduleEmail>,
) -> Result<Json<Scheduled>, Problem> {
    require_given(&[
        ("to", is_given(&order.to)),
        ("subject", is_given(&order.subject)),
        ("html", is_given(&order.html)),
        ("workspaceId", is_given(&order.workspace_id)),
    ])?;
    let tenant = enter(&state, principal, order.workspace_id.as_deref()).await?;
    let delay = order.delay;
    schedule(&state, &tenant, Task::Email, "email", delay, json!(order)).await
}

/// `POST /api/schedule-sms`.
pub(crate) async fn schedule_sms(
    State(state): State<ApiState>,
    principal: Principal,
    Order(mut order): Order<ScheduleSms>,
) -> Result<Json<Scheduled>, Problem> {
    require_given(&[
        ("to", is_given(&order.to)),
        ("message", is_given(&order.message)),
        ("workspaceId", is_given(&order.workspace_id)),
    ])?;
    let tenant = enter(&state, principal, order.workspace_id.as_deref()).await?;
    order.media_url = Some(match order.media_url.take() {
        None | Some(Value::Null) => json!([]),
        Some(Value::Array(list)) => Value::Array(list),
        Some(one) => json!([one]),
    });
    let delay = order.delay;
    schedule(&state, &tenant, Task::Sms, "sms", delay, json!(order)).await
}

/// `POST /api/schedule-job`.
pub(crate) async fn schedule_job(
    State(state): State<ApiState>,
    principal: Principal,
    Order(order): Order<ScheduleJob>,
) -> Result<Json<Scheduled>, Problem> {
    let workspace = order.data.as_ref().and_then(|data| data["workspaceId"].as_str()).map(str::to_owned);
    require_given(&[
        ("type", is_given(&order.r#type)),
        ("data", order.data.is_some()),
        ("data.workspaceId", is_given(&workspace)),
        ("callbackEndpoint", is_given(&order.callback_endpoint)),
    ])?;
    let tenant = enter(&state, principal, workspace.as_deref()).await?;
    let kind = order.r#type.clone().unwrap_or_default();
    let delay = order.delay;
    schedule(&state, &tenant, Task::Job, &kind, delay, json!(order)).await
}

/// Whether a text is there and not blank.
pub(crate) fn is_given(text: &Option<String>) -> bool {
    text.as_ref().is_some_and(|text| !text.trim().is_empty())
}

/// 400 that names each field that is missing.
pub(crate) fn require_given(fields: &[(&str, bool)]) -> Result<(), Problem> {
    let missing = fields.iter().filter(|(_, given)| !given);
    let missing: Vec<_> = missing.map(|(name, _)| ((*name).to_owned(), format!("`{name}` is missing."))).collect();
    if missing.is_empty() { Ok(()) } else { Err(Problem::fields(missing).status(StatusCode::BAD_REQUEST)) }
}

/// The workspace that is named, if the caller is at home there. A token's own
/// workspace is the only one it can name.
pub(crate) async fn enter(state: &ApiState, principal: Principal, workspace: Option<&str>) -> Result<Tenant, Problem> {
    let workspace = workspace.and_then(|text| text.parse().ok()).ok_or_else(Problem::not_found)?;
    Tenant::enter(state, principal, workspace, Permission::UseQueue).await
}

async fn schedule(
    state: &ApiState,
    tenant: &Tenant,
    task: Task,
    kind: &str,
    delay_ms: Option<u64>,
    mut item: Value,
) -> Result<Json<Scheduled>, Problem> {
    let created_at = state.now();
    let scheduled_at = created_at.plus_ms(i64::try_from(delay_ms.unwrap_or(0)).unwrap_or(i64::MAX));
    let scheduled_time = iso(scheduled_at)
        .ok_or_else(|| Problem::field("delay", "This is too far away.").status(StatusCode::BAD_REQUEST))?;
    let id = JobId::new(state.ids.as_ref());
    item["due_at"] = json!(scheduled_at);
    item["job_id"] = json!(id);
    let credential = credential(state, tenant.workspace, task).await?;
    let document = state.queue.flow(task, credential);
    let (flow, version) = system_version(state, tenant.workspace, &document).await?;
    let node = document.nodes.first().map(|node| node.id.clone());
    let launch = Launch {
        workspace: tenant.workspace,
        flow,
        version,
        node: node.ok_or_else(|| Problem::internal("a flow of the queue service has no trigger"))?,
        items: items_of(vec![item]),
        mode: RunMode::Job,
        idempotency: None,
        run: None,
        wait_for_answer: false,
    };
    let run = state.runner.launch(launch).await?.run;
    let row = JobRow { id, workspace: tenant.workspace, run, kind: kind.to_owned(), scheduled_at, created_at };
    state.store.create_job(row).await?;
    Ok(Json(Scheduled { job_id: id.to_string(), scheduled_time }))
}

fn iso(at: Timestamp) -> Option<String> {
    jiff::Timestamp::from_millisecond(at.0).ok().map(|at| at.to_string())
}

/// The oldest credential of the kind the task works with.
async fn credential(state: &ApiState, workspace: WorkspaceId, task: Task) -> Result<Option<CredentialId>, Problem> {
    let Some(kind) = state.queue.credential_kind(task) else { return Ok(None) };
    let mut oldest: Option<CredentialId> = None;
    let mut cursor = None;
    loop {
        let page = state.store.credentials(workspace, PageRequest { cursor, limit: 200 }).await?;
        let ids = page.items.iter().filter(|row| row.kind == kind).map(|row| row.id);
        oldest = ids.chain(oldest).min();
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    oldest.map(Some).ok_or_else(|| {
        Problem::conflict("no_credential", format!("The workspace has no credential of the kind `{kind}`."))
            .hint("Add one under Credentials.")
    })
}

/// The version of the workspace's system flow with this document.
async fn system_version(
    state: &ApiState,
    workspace: WorkspaceId,
    document: &Flow,
) -> Result<(FlowId, VersionId), Problem> {
    let flow = system_flow(workspace);
    let now = state.now();
    let text = write_document(document)?;
    let version = VersionRow {
        id: VersionId::new(state.ids.as_ref()),
        flow,
        workspace,
        number: None,
        note: String::new(),
        document: text.clone(),
        created_at: now,
        created_by: None,
    };
    if let Err(StoreError::NotFound(_)) = state.store.flow(workspace, flow).await {
        let row = FlowRow {
            id: flow,
            workspace,
            name: "Queue service".into(),
            description: "Messages and calls that were scheduled over the API.".into(),
            state: FlowState::Draft,
            version: None,
            version_number: None,
            revision: 1,
            published_revision: None,
            trigger_kinds: trigger_kinds(state, document),
            created_at: now,
            updated_at: now,
            updated_by: None,
            system: true,
        };
        match state.store.create_flow(row, &text).await {
            // Another request made it at the same time.
            Ok(()) | Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok((flow, state.store.snapshot(version).await?))
}

/// The id of a workspace's system flow: always the same one, made from the workspace's.
fn system_flow(workspace: WorkspaceId) -> FlowId {
    let hash = digest(&SHA256, &[b"queue service\0", workspace.0.as_bytes().as_slice()].concat());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_ref()[..16]);
    FlowId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
