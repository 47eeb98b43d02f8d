//! How far triggers have come that look for news by themselves, such as in a mailbox.

use crate::StoreResult;
use async_trait::async_trait;
use flow::id::{FlowId, WorkspaceId};
use flow::{NodeId, Timestamp};

/// How far triggers have come.
#[async_trait]
pub trait Polls {
    /// What a trigger noted when it last looked, as JSON; None if it never did.
    async fn poll_place(&self, workspace: WorkspaceId, flow: FlowId, node: &NodeId) -> StoreResult<Option<String>>;
    /// Keeps what a trigger notes, in place of what it noted before. `NotFound` if there is no such flow.
    async fn keep_poll_place(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        node: &NodeId,
        place: &str,
        now: Timestamp,
    ) -> StoreResult<()>;
}
