//! Jobs of the queue service: each is a run of a system flow.

use crate::StoreResult;
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{JobId, RunId, WorkspaceId};

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRow {
    /// Its id.
    pub id: JobId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// The run that does it.
    pub run: RunId,
    /// Such as `email`, `sms` or the caller's own type.
    pub kind: String,
    /// When it is to be done.
    pub scheduled_at: Timestamp,
    /// When it was asked for.
    pub created_at: Timestamp,
}

/// Jobs of the queue service.
#[async_trait]
pub trait Jobs {
    /// Keeps a job. Called after its run is durable; a job without a row is one whose caller got no answer.
    async fn create_job(&self, row: JobRow) -> StoreResult<()>;
    /// The job.
    async fn job(&self, workspace: WorkspaceId, id: JobId) -> StoreResult<JobRow>;
}
