//! Test addresses.

use super::query::{execute, first, query};
use super::value::params;
use super::{Backend, Reach};
use crate::StoreResult;
use crate::listening::{Listening, TestAddress};
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{FlowId, WorkspaceId};

#[async_trait]
impl<B: Backend> Listening for B {
    async fn listen(&self, addresses: Vec<TestAddress>, now: Timestamp) -> StoreResult<()> {
        // A path is one workspace's at a time, so what another listened at may have to go.
        self.write(Reach::Server, move |transaction| {
            execute(transaction, query!("listening/delete_ended"), params![now.0])?;
            addresses.iter().try_for_each(|address| {
                let TestAddress { path, workspace, flow, listener, until } = address;
                let row = params![path, workspace.0.into_bytes(), flow.0.into_bytes(), listener, until.0];
                execute(transaction, query!("listening/put"), row).map(drop)
            })
        })
        .await
    }

    async fn test_address(&self, path: &str, now: Timestamp) -> StoreResult<Option<TestAddress>> {
        let path = path.to_owned();
        let found = self.read(Reach::Server, {
            let path = path.clone();
            move |transaction| {
                first(transaction, query!("listening/find"), params![path, now.0], |fields| {
                    let (workspace, flow) = (WorkspaceId(fields.uuid()?), FlowId(fields.uuid()?));
                    Ok((workspace, flow, fields.text()?, fields.time()?))
                })
            }
        });
        let row = |(workspace, flow, listener, until)| TestAddress { path, workspace, flow, listener, until };
        Ok(found.await?.map(row))
    }

    async fn stop_listening(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), flow.0.into_bytes()];
            execute(transaction, query!("listening/delete_of_flow"), key).map(drop)
        })
        .await
    }
}
