//! Workspaces.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::session::WorkspaceView;
use crate::routes::setup::named;
use crate::state::ApiState;
use crate::wire::{Created, Json, List};
use auth::{Principal, may_create_workspace};
use axum::extract::State;
use flow::id::WorkspaceId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use store::identity::{Role, Workspace};

/// `GET /api/v1/workspaces`.
pub(crate) async fn list_workspaces(
    State(state): State<ApiState>,
    principal: Principal,
) -> Result<Json<List<WorkspaceView>>, Problem> {
    let workspaces = state.store.workspaces_of(principal.user()).await?;
    let views = workspaces.into_iter().map(|(workspace, role)| WorkspaceView::of(workspace, role));
    Ok(Json(List::all(views.collect())))
}

/// A new workspace.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWorkspace {
    name: String,
    /// IANA zone that new flows start with.
    time_zone: String,
}

/// `POST /api/v1/workspaces`: for those who are admin or owner of some workspace.
pub(crate) async fn create_workspace(
    State(state): State<ApiState>,
    principal: Principal,
    Json(request): Json<NewWorkspace>,
) -> Result<Created<WorkspaceView>, Problem> {
    let roles = state.store.workspaces_of(principal.user()).await?;
    if !may_create_workspace(roles.into_iter().map(|(_, role)| role)) {
        return Err(Problem::forbidden("Only an admin or owner can make a workspace."));
    }
    check_time_zone(&request.time_zone)?;
    let workspace = Workspace {
        id: WorkspaceId::new(state.ids.as_ref()),
        organisation: principal.organisation,
        name: named("name", &request.name)?,
        time_zone: request.time_zone,
        created_at: state.now(),
    };
    state.store.create_workspace(workspace.clone(), principal.user()).await?;
    audit::note(
        &state,
        &principal,
        Some(workspace.id),
        "workspace.created",
        workspace.id,
        json!({"name": workspace.name}),
    )
    .await?;
    Ok(Created(WorkspaceView::of(workspace, Role::Owner)))
}

/// A change of a workspace.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeWorkspace {
    name: Option<String>,
    time_zone: Option<String>,
}

/// `PATCH /api/v1/workspaces/{workspace}`.
pub(crate) async fn change_workspace(
    State(state): State<ApiState>,
    tenant: Tenant,
    Json(request): Json<ChangeWorkspace>,
) -> Result<Json<WorkspaceView>, Problem> {
    let mut workspace = state.store.workspace(tenant.workspace).await?;
    if let Some(name) = request.name {
        workspace.name = named("name", &name)?;
    }
    if let Some(time_zone) = request.time_zone {
        check_time_zone(&time_zone)?;
        workspace.time_zone = time_zone;
    }
    state.store.update_workspace(workspace.id, &workspace.name, &workspace.time_zone).await?;
    let detail = json!({"name": workspace.name, "time_zone": workspace.time_zone});
    audit::note(&state, &tenant.principal, Some(workspace.id), "workspace.changed", workspace.id, detail).await?;
    let role = state.store.role(workspace.id, tenant.principal.user()).await?.unwrap_or(Role::Viewer);
    Ok(Json(WorkspaceView::of(workspace, role)))
}

/// Refuses what is no IANA time zone.
pub(crate) fn check_time_zone(name: &str) -> Result<(), Problem> {
    match jiff::tz::TimeZone::get(name) {
        Ok(_) => Ok(()),
        Err(_) => Err(Problem::field("time_zone", format!("`{name}` is not a time zone such as `Europe/Berlin`."))),
    }
}
