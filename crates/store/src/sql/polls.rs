//! How far triggers have come that look for news by themselves.

use super::query::{execute, first, query};
use super::value::params;
use super::{Backend, Reach, flows};
use crate::StoreResult;
use crate::polls::Polls;
use async_trait::async_trait;
use flow::id::{FlowId, WorkspaceId};
use flow::{NodeId, Timestamp};

#[async_trait]
impl<B: Backend> Polls for B {
    async fn poll_place(&self, workspace: WorkspaceId, flow: FlowId, node: &NodeId) -> StoreResult<Option<String>> {
        let node = node.0.clone();
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), flow.0.into_bytes(), node];
            first(transaction, query!("polls/place"), key, |fields| fields.text())
        })
        .await
    }

    async fn keep_poll_place(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        node: &NodeId,
        place: &str,
        now: Timestamp,
    ) -> StoreResult<()> {
        let (node, place) = (node.0.clone(), place.to_owned());
        self.write(Reach::Workspace(workspace), move |transaction| {
            flows::flow(transaction, workspace, flow)?;
            let row = params![workspace.0.into_bytes(), flow.0.into_bytes(), node, place, now.0];
            execute(transaction, query!("polls/keep"), row).map(|_| ())
        })
        .await
    }
}
