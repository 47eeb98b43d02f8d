//! Flows: what everybody sees of them, and the versions that run. Drafts are in `drafts`.

use crate::triggers::NewTrigger;
use crate::{Page, PageRequest, StoreResult};
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{FlowId, UserId, VersionId, WorkspaceId};
use std::ops::RangeInclusive;

/// How a flow stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowState {
    /// Never published.
    Draft,
    /// Published; its triggers start runs.
    Live,
    /// Published; its triggers are off. Runs under way go on.
    Paused,
}

/// A flow without its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowRow {
    /// Its id.
    pub id: FlowId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its name, as somebody gave it last.
    pub name: String,
    /// Its description, as somebody wrote it last.
    pub description: String,
    /// How it stands.
    pub state: FlowState,
    /// The published version.
    pub version: Option<VersionId>,
    /// The number of the published version.
    pub version_number: Option<u32>,
    /// Counts the changes of all drafts, from 1.
    pub revision: u64,
    /// The revision that was published last.
    pub published_revision: Option<u64>,
    /// Kinds of the trigger nodes, as somebody drew them last.
    pub trigger_kinds: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When anybody changed a draft last.
    pub updated_at: Timestamp,
    /// By whom; None: the system.
    pub updated_by: Option<UserId>,
    /// A flow of the server's own (queue service); not in lists.
    pub system: bool,
}

/// Counts for the list of flows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlowCounts {
    /// Runs that have not ended.
    pub in_progress: u64,
    /// Runs that ended in the last 24 hours.
    pub finished_24h: u64,
    /// Of those, the failed ones.
    pub failed_24h: u64,
}

/// A version of a flow: never changed.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionRow {
    /// Its id.
    pub id: VersionId,
    /// Its flow.
    pub flow: FlowId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// 1, 2, 3 …; None for a snapshot of a draft that a test run is pinned to.
    pub number: Option<u32>,
    /// What changed, in words.
    pub note: String,
    /// The document as JSON.
    pub document: String,
    /// When it was published.
    pub created_at: Timestamp,
    /// By whom; None: the system.
    pub created_by: Option<UserId>,
}

/// Which flows are listed.
#[derive(Clone, Debug, Default)]
pub struct FlowFilter {
    /// Text in name or description.
    pub search: Option<String>,
    /// Only in this state.
    pub state: Option<FlowState>,
}

/// Flows and the versions that run.
#[async_trait]
pub trait Flows {
    /// Keeps a new flow with its shared document.
    async fn create_flow(&self, row: FlowRow, document: &str) -> StoreResult<()>;
    /// The flow.
    async fn flow(&self, workspace: WorkspaceId, id: FlowId) -> StoreResult<FlowRow>;
    /// The shared document as JSON: as published last, or as it was made.
    async fn shared_document(&self, workspace: WorkspaceId, id: FlowId) -> StoreResult<String>;
    /// The newest document as JSON: the draft that was saved last, or the shared one.
    async fn newest_document(&self, workspace: WorkspaceId, id: FlowId) -> StoreResult<String>;
    /// Flows, changed last first; system flows are left out.
    async fn flows(&self, workspace: WorkspaceId, filter: FlowFilter, page: PageRequest) -> StoreResult<Page<FlowRow>>;
    /// Counts of runs for these flows, in the same order.
    async fn flow_counts(
        &self,
        workspace: WorkspaceId,
        flows: &[FlowId],
        now: Timestamp,
    ) -> StoreResult<Vec<FlowCounts>>;
    /// Publishes in one transaction: keeps the version (numbered here), makes it current, replaces
    /// the flow's triggers, state Live; it is the shared document then, and no draft of its author
    /// or of others who have the same. `Conflict` if `revision` is stale, the draft was begun from
    /// another version than the current one, or a webhook path is taken (the message names it).
    /// Gives the number.
    async fn publish(&self, version: VersionRow, revision: u64, triggers: Vec<NewTrigger>) -> StoreResult<u32>;
    /// Live ⇄ Paused.
    async fn set_flow_state(
        &self,
        workspace: WorkspaceId,
        id: FlowId,
        state: FlowState,
        now: Timestamp,
    ) -> StoreResult<()>;
    /// Removes the flow, its versions and triggers. Runs that ended stay readable until retention removes them.
    async fn delete_flow(&self, workspace: WorkspaceId, id: FlowId) -> StoreResult<()>;
    /// Keeps a snapshot of a draft for a test run, once per content; gives its id.
    async fn snapshot(&self, version: VersionRow) -> StoreResult<VersionId>;
    /// A version by id, for the worker: the run's record names it.
    async fn version(&self, id: VersionId) -> StoreResult<VersionRow>;
    /// A published version by number.
    async fn version_by_number(&self, workspace: WorkspaceId, flow: FlowId, number: u32) -> StoreResult<VersionRow>;
    /// Published versions without their documents, newest first.
    async fn versions(&self, workspace: WorkspaceId, flow: FlowId, page: PageRequest) -> StoreResult<Page<VersionRow>>;
    /// Gives a published version these tags instead of those it has.
    async fn tag_version(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        number: u32,
        tags: Vec<String>,
    ) -> StoreResult<()>;
    /// The tags of the published versions with these numbers, by number and tag.
    async fn version_tags(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        numbers: RangeInclusive<u32>,
    ) -> StoreResult<Vec<(u32, String)>>;
}
