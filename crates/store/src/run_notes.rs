//! What a flow writes onto its run, so that it is found by it: names with values.

use crate::StoreResult;
use async_trait::async_trait;
use flow::id::{RunId, WorkspaceId};

/// A run has at most so many of them.
pub const RUN_NOTES_MOST: usize = 50;

/// What flows write onto their runs.
#[async_trait]
pub trait RunNotes {
    /// Writes these names with their values onto a run; a name it has gets the new value.
    /// `Conflict` if it would have too many then.
    async fn note_run(&self, workspace: WorkspaceId, run: RunId, notes: Vec<(String, String)>) -> StoreResult<()>;
    /// What stands on a run, by name.
    async fn run_notes(&self, workspace: WorkspaceId, run: RunId) -> StoreResult<Vec<(String, String)>>;
}
