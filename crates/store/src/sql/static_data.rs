//! What scripts of a flow keep between runs.

use super::query::{all, execute, first, query};
use super::transaction::Transaction;
use super::value::params;
use super::{Backend, Reach};
use crate::static_data::{StaticData, StaticEntry};
use crate::{StoreError, StoreResult};
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{FlowId, RunId, WorkspaceId};

#[async_trait]
impl<B: Backend> StaticData for B {
    async fn static_data(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Vec<StaticEntry>> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), flow.0.into_bytes()];
            all(transaction, query!("static_data/of_flow"), key, |fields| {
                let (scope, name, value) = (fields.text()?, fields.text()?, fields.text()?);
                let value = serde_json::from_str(&value).map_err(|error| StoreError::Damaged(error.to_string()))?;
                Ok(StaticEntry { scope, name, value: Some(value) })
            })
        })
        .await
    }

    async fn clear_static_data(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| delete_of_flow(transaction, workspace, flow)).await
    }

    async fn keep_static_data(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        run: RunId,
        sequence: u32,
        entries: Vec<StaticEntry>,
    ) -> StoreResult<()> {
        let entries = serde_json::to_string(&entries).map_err(|error| StoreError::Damaged(error.to_string()))?;
        self.write(Reach::Workspace(workspace), move |transaction| {
            let (workspace, run) = (workspace.0.into_bytes(), run.0.into_bytes());
            execute(transaction, query!("static_data/drop_older"), params![workspace, run, sequence])?;
            let row = params![workspace, run, flow.0.into_bytes(), sequence, entries];
            execute(transaction, query!("static_data/keep"), row)?;
            Ok(())
        })
        .await
    }

    async fn kept_static_data(
        &self,
        workspace: WorkspaceId,
        run: RunId,
        next_sequence: u32,
    ) -> StoreResult<Vec<StaticEntry>> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            Ok(kept(transaction, workspace, run, next_sequence)?.map(|(_, entries)| entries).unwrap_or_default())
        })
        .await
    }

    async fn settle_static_data(
        &self,
        workspace: WorkspaceId,
        run: RunId,
        counts: bool,
        now: Timestamp,
    ) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            let all_records = u32::MAX >> 1;
            if let Some((flow, entries)) = kept(transaction, workspace, run, all_records)?.filter(|_| counts) {
                for entry in &entries {
                    put(transaction, workspace, flow, entry, now)?;
                }
            }
            let key = params![workspace.0.into_bytes(), run.0.into_bytes()];
            execute(transaction, query!("static_data/drop"), key)?;
            Ok(())
        })
        .await
    }

    async fn unsettled_static_data(&self) -> StoreResult<Vec<(WorkspaceId, RunId)>> {
        self.read(Reach::Server, |transaction| {
            all(transaction, query!("static_data/unsettled"), params![], |fields| {
                Ok((WorkspaceId(fields.uuid()?), RunId(fields.uuid()?)))
            })
        })
        .await
    }
}

fn kept(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    run: RunId,
    next_sequence: u32,
) -> StoreResult<Option<(FlowId, Vec<StaticEntry>)>> {
    let key = params![workspace.0.into_bytes(), run.0.into_bytes(), next_sequence];
    first(transaction, query!("static_data/kept"), key, |fields| {
        let (flow, entries) = (FlowId(fields.uuid()?), fields.text()?);
        Ok((flow, serde_json::from_str(&entries).map_err(|error| StoreError::Damaged(error.to_string()))?))
    })
}

fn put(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    flow: FlowId,
    StaticEntry { scope, name, value }: &StaticEntry,
    now: Timestamp,
) -> StoreResult<()> {
    let (workspace, flow) = (workspace.0.into_bytes(), flow.0.into_bytes());
    match value {
        Some(value) => {
            let row = params![workspace, flow, scope, name, value.to_string(), now.0];
            execute(transaction, query!("static_data/put"), row)?;
        }
        None => {
            execute(transaction, query!("static_data/remove"), params![workspace, flow, scope, name])?;
        }
    }
    Ok(())
}

/// What is kept of a flow that is no more.
pub(super) fn delete_of_flow(transaction: &Transaction<'_>, workspace: WorkspaceId, flow: FlowId) -> StoreResult<()> {
    let key = params![workspace.0.into_bytes(), flow.0.into_bytes()];
    execute(transaction, query!("static_data/clear"), key)?;
    Ok(())
}
