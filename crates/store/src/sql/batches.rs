//! Batches of runs.

use super::fields::Fields;
use super::query::{execute, first, query};
use super::value::params;
use super::{Backend, Reach};
use crate::batches::{BatchRow, Batches};
use crate::{StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{BatchId, RunId, WorkspaceId};
use uuid::Uuid;

const ID_BYTES: usize = 16;

#[async_trait]
impl<B: Backend> Batches for B {
    async fn create_batch(&self, row: BatchRow) -> StoreResult<()> {
        self.write(Reach::Workspace(row.workspace), move |transaction| {
            let runs: Vec<u8> = row.runs.iter().flat_map(|run| run.0.into_bytes()).collect();
            let columns = params![
                row.id.0.into_bytes(),
                row.workspace.0.into_bytes(),
                row.newest,
                runs,
                row.position,
                row.refused,
                row.created_at.0,
                row.finished_at.map(|time| time.0)
            ];
            match execute(transaction, query!("batches/insert"), columns)? {
                0 => Err(StoreError::Conflict(format!("`{}` exists already", row.id))),
                _ => Ok(()),
            }
        })
        .await
    }

    async fn batch(&self, workspace: WorkspaceId, id: BatchId) -> StoreResult<BatchRow> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
            first(transaction, query!("batches/batch"), key, batch_row)?.ok_or(StoreError::NotFound("batch"))
        })
        .await
    }

    async fn open_batch(&self, after: Option<WorkspaceId>) -> StoreResult<Option<BatchRow>> {
        let after = after.map_or(Uuid::nil(), |workspace| workspace.0);
        self.read(Reach::Server, move |transaction| {
            first(transaction, query!("batches/open"), params![after.into_bytes()], batch_row)
        })
        .await
    }

    async fn advance_batch(&self, row: BatchRow) -> StoreResult<()> {
        self.write(Reach::Workspace(row.workspace), move |transaction| {
            let columns = params![
                row.workspace.0.into_bytes(),
                row.id.0.into_bytes(),
                row.position,
                row.refused,
                row.finished_at.map(|time| time.0)
            ];
            execute(transaction, query!("batches/advance"), columns).map(|_| ())
        })
        .await
    }
}

fn batch_row(fields: &mut Fields<'_>) -> StoreResult<BatchRow> {
    Ok(BatchRow {
        id: BatchId(fields.uuid()?),
        workspace: WorkspaceId(fields.uuid()?),
        newest: fields.integer()? != 0,
        runs: run_ids(&fields.take::<Vec<u8>>()?)?,
        position: fields.take()?,
        refused: fields.take()?,
        created_at: fields.time()?,
        finished_at: fields.optional_time()?,
    })
}

fn run_ids(bytes: &[u8]) -> StoreResult<Vec<RunId>> {
    let chunks = bytes.chunks(ID_BYTES).map(|chunk| {
        let id = Uuid::from_slice(chunk).map_err(|error| StoreError::Damaged(error.to_string()))?;
        Ok(RunId(id))
    });
    chunks.collect()
}
