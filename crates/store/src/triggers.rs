//! Triggers of published flows: webhook addresses, schedules, error hooks.

use crate::StoreResult;
use async_trait::async_trait;
use flow::id::{FlowId, TriggerId, VersionId, WorkspaceId};
use flow::{NodeId, Timestamp};

/// A trigger to be kept with a version.
#[derive(Clone, Debug, PartialEq)]
pub struct NewTrigger {
    /// Its id.
    pub id: TriggerId,
    /// The node in the flow.
    pub node: NodeId,
    /// The subscription as JSON (`node_sdk::Subscription`).
    pub subscription: String,
    /// For webhooks: the path, unique on the server.
    pub webhook_path: Option<String>,
    /// For schedules: the next time.
    pub next_at: Option<Timestamp>,
    /// For events: the name.
    pub event: Option<String>,
}

/// A trigger of a flow.
#[derive(Clone, Debug, PartialEq)]
pub struct TriggerRow {
    /// What was kept.
    pub trigger: NewTrigger,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its flow.
    pub flow: FlowId,
    /// The version it starts: the published one.
    pub version: VersionId,
    /// Whether the flow is live.
    pub live: bool,
}

/// Triggers of published flows.
#[async_trait]
pub trait Triggers {
    /// The trigger at this webhook path.
    async fn webhook(&self, path: &str) -> StoreResult<Option<TriggerRow>>;
    /// The live triggers at these webhook paths, of which 31 are looked at at most.
    async fn webhooks(&self, paths: &[String]) -> StoreResult<Vec<TriggerRow>>;
    /// The triggers of a flow.
    async fn triggers(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Vec<TriggerRow>>;
    /// Live schedules whose next time is not after `now`, at most `limit`.
    async fn due_schedules(&self, now: Timestamp, limit: u32) -> StoreResult<Vec<TriggerRow>>;
    /// When the next live schedule is due.
    async fn next_schedule(&self) -> StoreResult<Option<Timestamp>>;
    /// Moves a schedule on, if its next time is still `from`; tells whether it was.
    async fn advance_schedule(&self, id: TriggerId, from: Timestamp, next_at: Option<Timestamp>) -> StoreResult<bool>;
}
