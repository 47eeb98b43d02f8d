//! Batches: runs that shall be begun again, many at once. What is asked for is kept
//! first and done bit by bit, so that nothing of it is lost.

use crate::StoreResult;
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{BatchId, RunId, WorkspaceId};

/// The most runs of one batch.
pub const BATCH_MOST: usize = 10_000;

/// Runs that shall be begun again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    /// Its id.
    pub id: BatchId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Whether they go on with the published version.
    pub newest: bool,
    /// The runs, in the order in which they are begun again.
    pub runs: Vec<RunId>,
    /// How many of them were dealt with.
    pub position: u32,
    /// How many of those could not be begun again.
    pub refused: u32,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When all were dealt with.
    pub finished_at: Option<Timestamp>,
}

/// Batches of runs.
#[async_trait]
pub trait Batches {
    /// Keeps a batch.
    async fn create_batch(&self, row: BatchRow) -> StoreResult<()>;
    /// The batch.
    async fn batch(&self, workspace: WorkspaceId, id: BatchId) -> StoreResult<BatchRow>;
    /// The oldest batch that is not over of the next workspace after this one that has any,
    /// in a circle; for the worker only, which serves workspaces in turns.
    async fn open_batch(&self, after: Option<WorkspaceId>) -> StoreResult<Option<BatchRow>>;
    /// Keeps how far a batch is: its position, what was refused and when it was over.
    /// One that is as far already is left alone.
    async fn advance_batch(&self, row: BatchRow) -> StoreResult<()>;
}
