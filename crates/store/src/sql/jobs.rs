//! Jobs of the queue service.

use super::query::{execute, first, query};
use super::value::params;
use super::{Backend, Reach};
use crate::jobs::{JobRow, Jobs};
use crate::{StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{JobId, RunId, WorkspaceId};

#[async_trait]
impl<B: Backend> Jobs for B {
    async fn create_job(&self, row: JobRow) -> StoreResult<()> {
        self.write(Reach::Workspace(row.workspace), move |transaction| {
            let columns = params![
                row.id.0.into_bytes(),
                row.workspace.0.into_bytes(),
                row.run.0.into_bytes(),
                row.kind,
                row.scheduled_at.0,
                row.created_at.0
            ];
            match execute(transaction, query!("jobs/insert"), columns)? {
                0 => Err(StoreError::Conflict(format!("`{}` exists already", row.id))),
                _ => Ok(()),
            }
        })
        .await
    }

    async fn job(&self, workspace: WorkspaceId, id: JobId) -> StoreResult<JobRow> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
            first(transaction, query!("jobs/job"), key, |fields| {
                Ok(JobRow {
                    id: JobId(fields.uuid()?),
                    workspace: WorkspaceId(fields.uuid()?),
                    run: RunId(fields.uuid()?),
                    kind: fields.text()?,
                    scheduled_at: fields.time()?,
                    created_at: fields.time()?,
                })
            })?
            .ok_or(StoreError::NotFound("job"))
        })
        .await
    }
}
