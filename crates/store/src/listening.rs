//! Test addresses: paths at which the draft of a flow answers for a while.

use crate::StoreResult;
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{FlowId, WorkspaceId};

/// A test address that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestAddress {
    /// Its path.
    pub path: String,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The flow.
    pub flow: FlowId,
    /// Who listens, packed by the one who keeps it.
    pub listener: String,
    /// Until when.
    pub until: Timestamp,
}

/// Test addresses.
#[async_trait]
pub trait Listening {
    /// Answers at these addresses from now on, instead of what answered there before.
    async fn listen(&self, addresses: Vec<TestAddress>, now: Timestamp) -> StoreResult<()>;
    /// The address at this path, if it answers.
    async fn test_address(&self, path: &str, now: Timestamp) -> StoreResult<Option<TestAddress>>;
    /// Answers no more for this flow.
    async fn stop_listening(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<()>;
}
