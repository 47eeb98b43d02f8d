//! What a flow writes onto its run.

use super::query::{all, execute, query};
use super::transaction::Transaction;
use super::value::params;
use super::{Backend, Reach};
use crate::run_notes::{RUN_NOTES_MOST, RunNotes};
use crate::{StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{RunId, WorkspaceId};
use uuid::Uuid;

#[async_trait]
impl<B: Backend> RunNotes for B {
    async fn note_run(&self, workspace: WorkspaceId, run: RunId, notes: Vec<(String, String)>) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            for (name, value) in &notes {
                let row = params![workspace.0.into_bytes(), run.0.into_bytes(), name, value];
                execute(transaction, query!("run_notes/keep"), row)?;
            }
            if of_run(transaction, workspace, run)?.len() > RUN_NOTES_MOST {
                return Err(StoreError::Conflict(format!("a run holds at most {RUN_NOTES_MOST} names")));
            }
            Ok(())
        })
        .await
    }

    async fn run_notes(&self, workspace: WorkspaceId, run: RunId) -> StoreResult<Vec<(String, String)>> {
        self.read(Reach::Workspace(workspace), move |transaction| of_run(transaction, workspace, run)).await
    }
}

fn of_run(transaction: &Transaction<'_>, workspace: WorkspaceId, run: RunId) -> StoreResult<Vec<(String, String)>> {
    let key = params![workspace.0.into_bytes(), run.0.into_bytes()];
    all(transaction, query!("run_notes/of_run"), key, |fields| Ok((fields.text()?, fields.text()?)))
}

/// What stands on a run that is no more.
pub(super) fn delete_of_run(transaction: &Transaction<'_>, run: Uuid) -> StoreResult<()> {
    execute(transaction, query!("run_notes/delete_of_run"), params![run.into_bytes()]).map(|_| ())
}
