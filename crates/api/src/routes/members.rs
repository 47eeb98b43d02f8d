//! Members of a workspace.

use crate::audit;
use crate::gate::{Tenant, role_name};
use crate::problem::Problem;
use crate::routes::session::UserView;
use crate::routes::setup::named;
use crate::state::ApiState;
use crate::wire::{At, Created, Json, List, NoContent};
use auth::{Permission, normalise_email};
use axum::extract::State;
use flow::id::UserId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::identity::{Member, Role, User};

/// A member of a workspace.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Member")]
pub(crate) struct MemberView {
    user: UserView,
    /// `viewer`, `editor`, `admin` or `owner`.
    role: &'static str,
}

impl From<Member> for MemberView {
    fn from(member: Member) -> Self {
        Self { user: member.user.into(), role: role_name(member.role) }
    }
}

/// What a member may do; each includes those before it.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Role")]
pub(crate) enum RoleName {
    Viewer,
    Editor,
    Admin,
    Owner,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Viewer => Self::Viewer,
            RoleName::Editor => Self::Editor,
            RoleName::Admin => Self::Admin,
            RoleName::Owner => Self::Owner,
        }
    }
}

/// `GET W/members`.
pub(crate) async fn list_members(
    State(state): State<ApiState>,
    tenant: Tenant,
) -> Result<Json<List<MemberView>>, Problem> {
    let members = state.store.members(tenant.workspace).await?;
    Ok(Json(List::all(members.into_iter().map(MemberView::from).collect())))
}

/// Somebody who becomes a member.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMember {
    email: String,
    /// Used if nobody has this address yet.
    name: String,
    role: RoleName,
    /// First password; used if nobody has this address yet.
    password: String,
}

/// `POST W/members`: makes the user if nobody has the address yet.
pub(crate) async fn add_member(
    State(state): State<ApiState>,
    tenant: Tenant,
    Json(request): Json<NewMember>,
) -> Result<Created<MemberView>, Problem> {
    let role = Role::from(request.role);
    require_rank(&state, &tenant, role).await?;
    let email =
        normalise_email(&request.email).ok_or_else(|| Problem::field("email", "This is not an email address."))?;
    let user = match state.store.user_by_email(&email).await? {
        Some(user) => known_user(&state, &tenant, user).await?,
        None => new_user(&state, &tenant, &request).await?,
    };
    state.store.put_member(tenant.workspace, user.id, role).await?;
    note(&state, &tenant, "member.added", user.id, role).await?;
    Ok(Created(Member { user, role }.into()))
}

async fn known_user(state: &ApiState, tenant: &Tenant, user: User) -> Result<User, Problem> {
    if user.organisation != tenant.principal.organisation {
        return Err(Problem::field("email", "This address cannot be added here."));
    }
    if state.store.role(tenant.workspace, user.id).await?.is_some() {
        return Err(Problem::conflict("member_already", "They are a member of this workspace already."));
    }
    Ok(user)
}

async fn new_user(state: &ApiState, tenant: &Tenant, request: &NewMember) -> Result<User, Problem> {
    let name = named("name", &request.name)?;
    let organisation = tenant.principal.organisation;
    let user = state.auth.new_user(organisation, &name, &request.email, &request.password).await?;
    state.store.create_user(user.clone()).await?;
    Ok(user)
}

/// A change of role.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeMember {
    role: RoleName,
}

/// `PATCH W/members/{user}`.
pub(crate) async fn change_member(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(user): At<UserId>,
    Json(request): Json<ChangeMember>,
) -> Result<Json<MemberView>, Problem> {
    let present = member_role(&state, &tenant, user).await?;
    let role = Role::from(request.role);
    require_rank(&state, &tenant, present.max(role)).await?;
    state.store.put_member(tenant.workspace, user, role).await?;
    note(&state, &tenant, "member.changed", user, role).await?;
    let user = state.store.user(user).await?;
    Ok(Json(Member { user, role }.into()))
}

/// `DELETE W/members/{user}`.
pub(crate) async fn remove_member(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(user): At<UserId>,
) -> Result<NoContent, Problem> {
    let present = member_role(&state, &tenant, user).await?;
    require_rank(&state, &tenant, present).await?;
    state.store.remove_member(tenant.workspace, user).await?;
    note(&state, &tenant, "member.removed", user, present).await?;
    Ok(NoContent)
}

async fn member_role(state: &ApiState, tenant: &Tenant, user: UserId) -> Result<Role, Problem> {
    state.store.role(tenant.workspace, user).await?.ok_or_else(Problem::not_found)
}

/// Only owners make, change and remove owners.
async fn require_rank(state: &ApiState, tenant: &Tenant, role: Role) -> Result<(), Problem> {
    match role {
        Role::Owner => tenant.require(state, Permission::WriteOwners).await,
        Role::Viewer | Role::Editor | Role::Admin => Ok(()),
    }
}

async fn note(state: &ApiState, tenant: &Tenant, action: &str, user: UserId, role: Role) -> Result<(), Problem> {
    let detail = json!({"role": role_name(role)});
    audit::note(state, &tenant.principal, Some(tenant.workspace), action, user, detail).await
}
