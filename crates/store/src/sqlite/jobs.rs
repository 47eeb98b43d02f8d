//! Jobs of the queue service.

use super::SqliteStore;
use super::query::{execute, first, query};
use crate::jobs::{JobRow, Jobs};
use crate::{StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{JobId, RunId, WorkspaceId};
use rusqlite::params;

#[async_trait]
impl Jobs for SqliteStore {
    async fn create_job(&self, row: JobRow) -> StoreResult<()> {
        self.write(move |connection| {
            let columns = params![
                row.id.0.into_bytes(),
                row.workspace.0.into_bytes(),
                row.run.0.into_bytes(),
                row.kind,
                row.scheduled_at.0,
                row.created_at.0
            ];
            match execute(connection, query!("jobs/insert"), columns)? {
                0 => Err(StoreError::Conflict(format!("`{}` exists already", row.id))),
                _ => Ok(()),
            }
        })
        .await
    }

    async fn job(&self, workspace: WorkspaceId, id: JobId) -> StoreResult<JobRow> {
        self.read(move |connection| {
            let key = (workspace.0.into_bytes(), id.0.into_bytes());
            first(connection, query!("jobs/job"), key, |fields| {
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
