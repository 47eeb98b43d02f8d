//! What people have changed in flows and not published yet: each their own draft.
//!
//! Beside these a flow has one shared document: as published last, or as it was made.
//! Whoever has no draft begins with that. Revisions are counted for the flow as a whole,
//! so no two drafts of it have the same.

use crate::StoreResult;
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{FlowId, UserId, WorkspaceId};

/// Somebody's draft of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The number of the version it was begun from, or was brought up to; None: none was published.
    pub base: Option<u32>,
    /// Grows with every change.
    pub revision: u64,
    /// When it was saved last.
    pub updated_at: Timestamp,
    /// The document as JSON.
    pub document: String,
}

/// That somebody has a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftOf {
    /// Whose it is.
    pub person: UserId,
    /// The number of the version it was begun from.
    pub base: Option<u32>,
    /// Grows with every change.
    pub revision: u64,
    /// When it was saved last.
    pub updated_at: Timestamp,
}

/// What lists show of a flow, taken from a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Kinds of its trigger nodes.
    pub trigger_kinds: Vec<String>,
}

/// A draft to be kept.
#[derive(Clone, Debug)]
pub struct SaveDraft {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The flow.
    pub flow: FlowId,
    /// Whose draft it is.
    pub person: UserId,
    /// The revision it was made from.
    pub revision: u64,
    /// The version it takes into account. None: the one it was begun from stays, and who has
    /// no draft yet must have begun from the present one.
    pub base: Option<Option<u32>>,
    /// The document as JSON.
    pub document: String,
    /// What lists show from now on; None: it stays as it is.
    pub headline: Option<Headline>,
    /// Now.
    pub now: Timestamp,
}

/// Drafts of flows.
#[async_trait]
pub trait Drafts {
    /// Somebody's draft, if they have one.
    async fn draft_of(&self, workspace: WorkspaceId, flow: FlowId, person: UserId) -> StoreResult<Option<Draft>>;
    /// Who has a draft of the flow, saved last first.
    async fn drafts(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Vec<DraftOf>>;
    /// The flows of which somebody has a draft, in no order.
    async fn flows_drafted_by(&self, workspace: WorkspaceId, person: UserId) -> StoreResult<Vec<FlowId>>;
    /// Keeps somebody's draft; gives its new revision. `Conflict` if they have saved another
    /// meanwhile.
    async fn save_draft(&self, draft: SaveDraft) -> StoreResult<u64>;
    /// Drops somebody's draft, if they have one; lists show the flow as told.
    async fn drop_draft(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        person: UserId,
        headline: Headline,
    ) -> StoreResult<()>;
}
