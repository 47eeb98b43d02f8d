//! Saved tests of flows.

use crate::StoreResult;
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{FlowId, FlowTestId, UserId, WorkspaceId};

/// The most tests of one flow.
pub const TESTS_MOST: u32 = 200;

/// A test as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowTestRow {
    /// Its id.
    pub id: FlowTestId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The flow it belongs to.
    pub flow: FlowId,
    /// The test itself (`flow::flow_test::FlowTest`) as JSON.
    pub test: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: UserId,
    /// When it was changed.
    pub updated_at: Timestamp,
}

/// Saved tests of flows. They end with their flow.
#[async_trait]
pub trait FlowTests {
    /// Keeps a test. A conflict if the flow has as many as it may have.
    async fn create_flow_test(&self, row: FlowTestRow) -> StoreResult<()>;
    /// Replaces the test and `updated_at`.
    async fn update_flow_test(&self, row: FlowTestRow) -> StoreResult<()>;
    /// The tests of a flow, the oldest first.
    async fn flow_tests(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Vec<FlowTestRow>>;
    /// Removes a test.
    async fn delete_flow_test(&self, workspace: WorkspaceId, flow: FlowId, id: FlowTestId) -> StoreResult<()>;
}
