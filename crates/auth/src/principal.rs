//! Who is asking.

use crate::scope::Scope;
use flow::id::{OrganisationId, SessionId, TokenId, UserId, WorkspaceId};

/// Who is asking, as established from a cookie or a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The organisation everything they can see belongs to.
    pub organisation: OrganisationId,
    /// Person or token.
    pub who: Who,
}

/// A person or a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A signed-in person.
    User {
        /// The id.
        id: UserId,
        /// Name on screen.
        name: String,
        /// Address.
        email: String,
        /// The session they came with.
        session: SessionId,
    },
    /// An API token: stands for itself, in one workspace.
    Token {
        /// The id.
        id: TokenId,
        /// What it is for.
        name: String,
        /// The workspace it opens.
        workspace: WorkspaceId,
        /// What it may do.
        scopes: Vec<Scope>,
        /// The person who made it; changes it makes are kept under their id.
        created_by: UserId,
    },
}

impl Principal {
    /// The person, or the one who made the token: for columns such as `updated_by`.
    pub fn user(&self) -> UserId {
        match &self.who {
            Who::User { id, .. } => *id,
            Who::Token { created_by, .. } => *created_by,
        }
    }

    /// The session, if it is a signed-in person.
    pub fn session(&self) -> Option<SessionId> {
        match &self.who {
            Who::User { session, .. } => Some(*session),
            Who::Token { .. } => None,
        }
    }

    /// `user` or `token`, for the audit log.
    pub fn kind(&self) -> &'static str {
        match &self.who {
            Who::User { .. } => "user",
            Who::Token { .. } => "token",
        }
    }

    /// The id as text, for the audit log.
    pub fn id(&self) -> String {
        match &self.who {
            Who::User { id, .. } => id.to_string(),
            Who::Token { id, .. } => id.to_string(),
        }
    }

    /// The name, for the audit log.
    pub fn name(&self) -> &str {
        match &self.who {
            Who::User { name, .. } | Who::Token { name, .. } => name,
        }
    }
}
