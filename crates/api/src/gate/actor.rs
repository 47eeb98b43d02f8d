//! Who asks, and where.

use crate::problem::Problem;
use crate::regions;
use crate::state::ApiState;
use crate::wire::extract::Taken;
use auth::{Access, AuthError, Permission, Principal, Who};
use axum::extract::FromRequestParts;
use flow::id::{UserId, WorkspaceId};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};

/// The workspace of the path, with who asks; made by the gate alone.
#[derive(Clone, Debug)]
pub(crate) struct Tenant {
    pub(crate) workspace: WorkspaceId,
    pub(crate) principal: Principal,
}

/// SHA-256 of the cookie or token a request came with: long answers look again
/// whether it still counts.
#[derive(Clone, Copy)]
pub(crate) struct Presented(pub(crate) [u8; 32]);

impl Tenant {
    /// The workspace, if they are at home there and may do this. What is not
    /// theirs does not exist.
    pub(crate) async fn enter(
        state: &ApiState,
        principal: Principal,
        workspace: WorkspaceId,
        permission: Permission,
    ) -> Result<Self, Problem> {
        match state.auth.access(&principal, workspace, permission).await? {
            Access::Granted => match regions::away(state, workspace).await? {
                // What is left of it here is not what counts.
                Some(home) => Err(regions::elsewhere(&state.settings.regions, &home)),
                None => Ok(Self { workspace, principal }),
            },
            Access::Hidden => Err(Problem::not_found()),
            Access::Forbidden => Err(forbidden(&principal, permission)),
        }
    }

    /// The workspace, and the person who acts or made the token that does.
    pub(crate) fn author(&self) -> (WorkspaceId, UserId) {
        (self.workspace, self.principal.user())
    }

    /// Refuses those who may not do this as well.
    pub(crate) async fn require(&self, state: &ApiState, permission: Permission) -> Result<(), Problem> {
        Self::enter(state, self.principal.clone(), self.workspace, permission).await.map(drop)
    }

    /// Whether they are still signed in and at home here.
    pub(crate) async fn is_still_valid(&self, state: &ApiState, presented: Presented, permission: Permission) -> bool {
        let now = state.now();
        let is_known = match &self.principal.who {
            Who::User { .. } => matches!(state.store.session_by_hash(presented.0, now).await, Ok(Some(_))),
            Who::Token { .. } => matches!(state.store.token_by_hash(presented.0, now).await, Ok(Some(_))),
        };
        is_known && self.require(state, permission).await.is_ok()
    }
}

fn forbidden(principal: &Principal, permission: Permission) -> Problem {
    match principal.who {
        Who::User { .. } => {
            let needed = role_name(permission.least_role());
            Problem::forbidden(format!("Your role in this workspace does not allow this; it takes {needed}."))
                .hint("Ask an owner or admin of the workspace.")
        }
        Who::Token { .. } => Problem::forbidden("The scopes of this token do not allow this.")
            .hint("Make a token with the scope that is needed; members, tokens and the audit log are for people only."),
    }
}

/// The role as it stands in answers.
pub(crate) fn role_name(role: store::identity::Role) -> &'static str {
    use store::identity::Role;
    match role {
        Role::Viewer => "viewer",
        Role::Editor => "editor",
        Role::Admin => "admin",
        Role::Owner => "owner",
    }
}

/// The value of the session cookie.
pub(crate) fn session_cookie<'a>(state: &ApiState, headers: &'a HeaderMap) -> Option<&'a str> {
    let wanted = cookie_name(state);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, value)| value)
}

/// The name of the session cookie.
pub(crate) fn cookie_name(state: &ApiState) -> &'static str {
    if state.settings.insecure_cookies { "towpath" } else { "__Host-towpath" }
}

impl From<AuthError> for Problem {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::WrongCredentials => {
                Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials", "The email or the password is not right.")
            }
            AuthError::BadEmail => Self::field("email", "This is not an email address."),
            AuthError::BadPassword(reason) => Self::field("password", format!("Choose another password: {reason}.")),
            AuthError::Busy => Self::too_often(1),
            AuthError::Hashing(_) => Self::internal(error),
            AuthError::Store(error) => error.into(),
        }
    }
}

macro_rules! from_gate {
    ($($type:ty),*) => {$(
        impl Taken for $type {}

        impl FromRequestParts<ApiState> for $type {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, _state: &ApiState) -> Result<Self, Problem> {
                let found = parts.extensions.get::<Self>().cloned();
                found.ok_or_else(|| Problem::internal("a route takes what its row in the table does not ask for"))
            }
        }
    )*};
}
from_gate!(Principal, Tenant, Presented);
