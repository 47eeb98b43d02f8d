//! The audit log: who did what.

use crate::{Page, PageRequest, StoreResult};
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{AuditId, WorkspaceId};

/// A line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its id.
    pub id: AuditId,
    /// Its workspace; None for the server's own, such as sign-ins.
    pub workspace: Option<WorkspaceId>,
    /// When.
    pub at: Timestamp,
    /// `user`, `token` or `system`.
    pub actor_kind: String,
    /// Id of the actor.
    pub actor_id: String,
    /// Name of the actor at that time.
    pub actor_name: String,
    /// What was done, such as `flow.published`.
    pub action: String,
    /// To what, as an id.
    pub subject: String,
    /// More about it, as JSON; never a secret.
    pub detail: String,
}

/// The audit log.
#[async_trait]
pub trait AuditLog {
    /// Adds a line.
    async fn append_audit(&self, row: AuditRow) -> StoreResult<()>;
    /// Lines of a workspace, newest first.
    async fn audit(&self, workspace: WorkspaceId, page: PageRequest) -> StoreResult<Page<AuditRow>>;
}
