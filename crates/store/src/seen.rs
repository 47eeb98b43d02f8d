//! What items had in earlier runs, to tell those that are new.

use crate::StoreResult;
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{FlowId, WorkspaceId};

/// The most values one history holds.
pub const HISTORY_MOST: u32 = 100_000;
/// The longest value, in bytes.
pub const MARK_BYTES_MOST: usize = 1_000;

/// Whose history it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The flow.
    pub flow: FlowId,
    /// The id of the node whose it is; empty: the flow's.
    pub scope: String,
}

/// What was seen.
#[async_trait]
pub trait Seen {
    /// Says of each value whether it is new, and remembers all. Of equal values all are
    /// new or none is. The history keeps the `size` that were seen last. A step that asks
    /// again is told the same.
    async fn see_marks(
        &self,
        history: History,
        marks: Vec<String>,
        size: u32,
        step: String,
        now: Timestamp,
    ) -> StoreResult<Vec<bool>>;
    /// Says of each number whether it is higher than the highest of earlier steps, and
    /// remembers the highest. A step that asks again is told the same.
    async fn see_numbers(&self, history: History, numbers: Vec<f64>, step: String) -> StoreResult<Vec<bool>>;
    /// Forgets a history.
    async fn clear_seen(&self, history: History) -> StoreResult<()>;
}
