//! Organisations, workspaces, users, members, sessions and tokens.

use crate::{Page, PageRequest, StoreResult};
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{OrganisationId, SessionId, TokenId, UserId, WorkspaceId};

/// An agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A client of the agency: the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    /// Its id.
    pub id: WorkspaceId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// IANA time zone that new flows start with.
    pub time_zone: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A person who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Name on screen.
    pub name: String,
    /// Address to sign in with, in lower case, unique on the server.
    pub email: String,
    /// The argon2id hash as a PHC string.
    pub password_hash: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Set when the user may no longer sign in.
    pub disabled_at: Option<Timestamp>,
}

/// What a member may do in a workspace; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Looks.
    Viewer,
    /// Builds and runs flows.
    Editor,
    /// Manages members, credentials, tokens.
    Admin,
    /// Everything, also other owners.
    Owner,
}

/// A member of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: User,
    /// What they may do.
    pub role: Role,
}

/// A signed-in browser. The cookie holds a random token; only its SHA-256 is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id, for lists and revocation.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it was last used (kept to the minute).
    pub last_seen_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The browser's own description, cut to 256 characters.
    pub user_agent: String,
}

/// An API token. Only the SHA-256 of its secret is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// The workspace it opens.
    pub workspace: WorkspaceId,
    /// What it is for.
    pub name: String,
    /// SHA-256 of the secret.
    pub token_hash: [u8; 32],
    /// What it may do, such as `flows:read`.
    pub scopes: Vec<String>,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When it was last used (kept to the minute).
    pub last_used_at: Option<Timestamp>,
    /// When it ends; None: never.
    pub expires_at: Option<Timestamp>,
}

/// Organisations, workspaces, users, members, sessions and tokens.
#[async_trait]
pub trait Identity {
    /// Whether nobody has set this server up yet.
    async fn is_empty(&self) -> StoreResult<bool>;
    /// Makes organisation, workspace and owner in one transaction; `Conflict` if there is an organisation already.
    async fn set_up(&self, organisation: Organisation, workspace: Workspace, owner: User) -> StoreResult<()>;
    /// The organisation.
    async fn organisation(&self, id: OrganisationId) -> StoreResult<Organisation>;

    /// Makes a workspace with its first owner.
    async fn create_workspace(&self, workspace: Workspace, owner: UserId) -> StoreResult<()>;
    /// Changes name and time zone.
    async fn update_workspace(&self, id: WorkspaceId, name: &str, time_zone: &str) -> StoreResult<()>;
    /// The workspace.
    async fn workspace(&self, id: WorkspaceId) -> StoreResult<Workspace>;
    /// The region a workspace is at home in; empty: wherever it is.
    async fn region(&self, id: WorkspaceId) -> StoreResult<String>;
    /// Changes its home. `Conflict` if that is elsewhere (`is_here` is not set) and something
    /// of it can begin or is under way here.
    async fn set_region(&self, id: WorkspaceId, region: &str, is_here: bool) -> StoreResult<()>;
    /// The workspaces a user is a member of, with the role, by name.
    async fn workspaces_of(&self, user: UserId) -> StoreResult<Vec<(Workspace, Role)>>;
    /// The role of a user in a workspace; None if not a member.
    async fn role(&self, workspace: WorkspaceId, user: UserId) -> StoreResult<Option<Role>>;

    /// The user.
    async fn user(&self, id: UserId) -> StoreResult<User>;
    /// The user with this address (compared in lower case).
    async fn user_by_email(&self, email: &str) -> StoreResult<Option<User>>;
    /// Makes a user who is not a member anywhere yet; `Conflict` if the address is taken.
    async fn create_user(&self, user: User) -> StoreResult<()>;
    /// Replaces the password and ends all sessions but `keep`.
    async fn change_password(&self, user: UserId, password_hash: &str, keep: Option<SessionId>) -> StoreResult<()>;

    /// The members of a workspace, by name.
    async fn members(&self, workspace: WorkspaceId) -> StoreResult<Vec<Member>>;
    /// Adds a member or changes the role. `Conflict` if it would leave the workspace without an owner.
    async fn put_member(&self, workspace: WorkspaceId, user: UserId, role: Role) -> StoreResult<()>;
    /// Removes a member. `Conflict` if it is the last owner.
    async fn remove_member(&self, workspace: WorkspaceId, user: UserId) -> StoreResult<()>;

    /// Keeps a session.
    async fn create_session(&self, session: Session) -> StoreResult<()>;
    /// The session with this token hash that has not ended, with its user unless disabled.
    async fn session_by_hash(&self, token_hash: [u8; 32], now: Timestamp) -> StoreResult<Option<(Session, User)>>;
    /// Notes that a session was used.
    async fn touch_session(&self, id: SessionId, now: Timestamp) -> StoreResult<()>;
    /// The sessions of a user that have not ended, newest first.
    async fn sessions_of(&self, user: UserId, now: Timestamp) -> StoreResult<Vec<Session>>;
    /// Ends a session of this user.
    async fn delete_session(&self, user: UserId, id: SessionId) -> StoreResult<()>;

    /// Keeps a token.
    async fn create_token(&self, token: Token) -> StoreResult<()>;
    /// The token with this hash that has not ended.
    async fn token_by_hash(&self, token_hash: [u8; 32], now: Timestamp) -> StoreResult<Option<Token>>;
    /// Notes that a token was used.
    async fn touch_token(&self, id: TokenId, now: Timestamp) -> StoreResult<()>;
    /// The tokens of a workspace, newest first.
    async fn tokens(&self, workspace: WorkspaceId, page: PageRequest) -> StoreResult<Page<Token>>;
    /// Ends a token.
    async fn delete_token(&self, workspace: WorkspaceId, id: TokenId) -> StoreResult<()>;
}
