//! What scripts of a flow keep between runs.
//!
//! A run works on what was kept when it began. What its scripts change is kept beside
//! the run with each of its records, and becomes the flow's when the run ends well:
//! name by name, so that two runs lose nothing of each other but where both changed
//! the same name; there the one that ends last counts.

use crate::StoreResult;
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{FlowId, RunId, WorkspaceId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// As much is kept for a flow, as JSON in bytes.
pub const STATIC_BYTES_MOST: usize = 256 * 1024;

/// One name with its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaticEntry {
    /// The id of the node whose it is; empty: all nodes'.
    pub scope: String,
    /// The name.
    pub name: String,
    /// The value; None: it was removed.
    pub value: Option<Value>,
}

/// What scripts keep.
#[async_trait]
pub trait StaticData {
    /// What is kept for a flow.
    async fn static_data(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Vec<StaticEntry>>;
    /// Forgets what is kept for a flow.
    async fn clear_static_data(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<()>;
    /// Keeps what a run has changed up to a record that is about to be committed.
    async fn keep_static_data(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        run: RunId,
        sequence: u32,
        entries: Vec<StaticEntry>,
    ) -> StoreResult<()>;
    /// What a run has changed up to its last record.
    async fn kept_static_data(
        &self,
        workspace: WorkspaceId,
        run: RunId,
        next_sequence: u32,
    ) -> StoreResult<Vec<StaticEntry>>;
    /// Settles a run that is over: what it changed becomes the flow's if `counts`, and is
    /// forgotten otherwise.
    async fn settle_static_data(
        &self,
        workspace: WorkspaceId,
        run: RunId,
        counts: bool,
        now: Timestamp,
    ) -> StoreResult<()>;
    /// Runs that are over and were not settled, of all workspaces; for a process that starts.
    async fn unsettled_static_data(&self) -> StoreResult<Vec<(WorkspaceId, RunId)>>;
}
