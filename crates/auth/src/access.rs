//! May they: a principal, what they are in a workspace, and a permission.

use crate::permission::{Permission, allows};
use crate::principal::{Principal, Who};
use flow::id::WorkspaceId;
use store::identity::Role;

/// Whether a principal may do something in a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Access {
    /// They may.
    Granted,
    /// They belong there but may not do this (403).
    Forbidden,
    /// They do not belong there: it must look as if it did not exist (404).
    Hidden,
}

/// Decides, given the role of the person in that workspace (None: not a member).
/// The role is not looked at for a token, which has scopes instead.
pub fn access_of(principal: &Principal, workspace: WorkspaceId, role: Option<Role>, permission: Permission) -> Access {
    let allowed = match &principal.who {
        Who::User { .. } => role.map(|role| allows(role, permission)),
        Who::Token { workspace: own, scopes, .. } => {
            (*own == workspace).then(|| scopes.iter().any(|scope| scope.allows(permission)))
        }
    };
    match allowed {
        Some(true) => Access::Granted,
        Some(false) => Access::Forbidden,
        None => Access::Hidden,
    }
}

/// Whether somebody with these roles in the organisation's workspaces may make another workspace.
pub fn may_create_workspace(roles: impl IntoIterator<Item = Role>) -> bool {
    roles.into_iter().any(|role| role >= Role::Admin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::Scope;
    use flow::id::{OrganisationId, SessionId, TokenId, UserId};

    const OWN: WorkspaceId = WorkspaceId(uuid::Uuid::from_u128(1));
    const FOREIGN: WorkspaceId = WorkspaceId(uuid::Uuid::from_u128(2));

    fn principal(who: Who) -> Principal {
        Principal { organisation: OrganisationId(uuid::Uuid::from_u128(9)), who }
    }

    fn user() -> Principal {
        let id = UserId(uuid::Uuid::from_u128(3));
        let session = SessionId(uuid::Uuid::from_u128(4));
        principal(Who::User { id, name: "Ada".into(), email: "ada@example.org".into(), session })
    }

    fn token(scopes: &[Scope]) -> Principal {
        let id = TokenId(uuid::Uuid::from_u128(5));
        let created_by = UserId(uuid::Uuid::from_u128(3));
        principal(Who::Token { id, name: "ci".into(), workspace: OWN, scopes: scopes.to_vec(), created_by })
    }

    #[test]
    fn a_person_is_granted_by_role_and_sees_nothing_where_they_have_none() {
        assert_eq!(access_of(&user(), OWN, Some(Role::Editor), Permission::WriteFlows), Access::Granted);
        assert_eq!(access_of(&user(), OWN, Some(Role::Viewer), Permission::WriteFlows), Access::Forbidden);
        for permission in Permission::ALL {
            assert_eq!(access_of(&user(), FOREIGN, None, permission), Access::Hidden);
        }
    }

    #[test]
    fn a_token_is_granted_by_scope_in_its_own_workspace_only() {
        let reader = token(&[Scope::RunsRead]);
        assert_eq!(access_of(&reader, OWN, None, Permission::ReadRuns), Access::Granted);
        assert_eq!(access_of(&reader, OWN, None, Permission::WriteRuns), Access::Forbidden);
        assert_eq!(access_of(&reader, FOREIGN, Some(Role::Owner), Permission::ReadRuns), Access::Hidden);
        assert_eq!(access_of(&token(&[]), OWN, Some(Role::Owner), Permission::ReadRuns), Access::Forbidden);
    }

    #[test]
    fn admins_and_owners_make_workspaces() {
        assert!(may_create_workspace([Role::Viewer, Role::Admin]));
        assert!(!may_create_workspace([Role::Viewer, Role::Editor]));
        assert!(!may_create_workspace([]));
    }
}
