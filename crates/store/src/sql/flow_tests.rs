//! Saved tests of flows.

use super::fields::Fields;
use super::query::{all, execute, first, query};
use super::value::params;
use super::{Backend, Reach, flows};
use crate::flow_tests::{FlowTestRow, FlowTests, TESTS_MOST};
use crate::{StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{FlowId, FlowTestId, UserId, WorkspaceId};

#[async_trait]
impl<B: Backend> FlowTests for B {
    async fn create_flow_test(&self, row: FlowTestRow) -> StoreResult<()> {
        self.write(Reach::Workspace(row.workspace), move |transaction| {
            flows::flow(transaction, row.workspace, row.flow)?;
            let key = params![row.workspace.0.into_bytes(), row.flow.0.into_bytes()];
            let count: u32 = first(transaction, query!("flow_tests/count"), key, |fields| fields.take())?.unwrap_or(0);
            if count >= TESTS_MOST {
                return Err(StoreError::Conflict(format!("a flow has at most {TESTS_MOST} tests")));
            }
            let columns = params![
                row.id.0.into_bytes(),
                row.workspace.0.into_bytes(),
                row.flow.0.into_bytes(),
                row.test,
                row.created_at.0,
                row.created_by.0.into_bytes(),
                row.updated_at.0
            ];
            match execute(transaction, query!("flow_tests/insert"), columns)? {
                0 => Err(StoreError::Conflict(format!("`{}` exists already", row.id))),
                _ => Ok(()),
            }
        })
        .await
    }

    async fn update_flow_test(&self, row: FlowTestRow) -> StoreResult<()> {
        self.write(Reach::Workspace(row.workspace), move |transaction| {
            let columns = params![
                row.workspace.0.into_bytes(),
                row.flow.0.into_bytes(),
                row.id.0.into_bytes(),
                row.test,
                row.updated_at.0
            ];
            found(execute(transaction, query!("flow_tests/update"), columns)?)
        })
        .await
    }

    async fn flow_tests(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Vec<FlowTestRow>> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), flow.0.into_bytes()];
            all(transaction, query!("flow_tests/of_flow"), key, flow_test_row)
        })
        .await
    }

    async fn delete_flow_test(&self, workspace: WorkspaceId, flow: FlowId, id: FlowTestId) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), flow.0.into_bytes(), id.0.into_bytes()];
            found(execute(transaction, query!("flow_tests/delete"), key)?)
        })
        .await
    }
}

fn found(rows: usize) -> StoreResult<()> {
    if rows == 0 { Err(StoreError::NotFound("test")) } else { Ok(()) }
}

fn flow_test_row(fields: &mut Fields<'_>) -> StoreResult<FlowTestRow> {
    Ok(FlowTestRow {
        id: FlowTestId(fields.uuid()?),
        workspace: WorkspaceId(fields.uuid()?),
        flow: FlowId(fields.uuid()?),
        test: fields.text()?,
        created_at: fields.time()?,
        created_by: UserId(fields.uuid()?),
        updated_at: fields.time()?,
    })
}
