//! Messages handed to providers, and their receipts.

use crate::StoreResult;
use async_trait::async_trait;
use flow::id::{MessageId, RunId, WorkspaceId};
use flow::{NodeId, Timestamp};

/// A message to be kept with the record of the step that sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// Its id.
    pub id: MessageId,
    /// The node that sent it.
    pub node: NodeId,
    /// Such as `email` or `sms`.
    pub channel: String,
    /// Where it went.
    pub to: String,
    /// Such as `twilio`.
    pub provider: String,
    /// The provider's id.
    pub provider_id: String,
    /// Status at hand-over.
    pub status: String,
    /// Number of SMS segments.
    pub segments: Option<u32>,
    /// When.
    pub at: Timestamp,
}

/// One line of a message's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageStatus {
    /// The status.
    pub status: String,
    /// When it was heard of.
    pub at: Timestamp,
    /// The provider's words.
    pub detail: Option<String>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// What was kept; its `status` is the present one.
    pub message: NewMessage,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its run.
    pub run: RunId,
    /// When the status changed last.
    pub updated_at: Timestamp,
    /// All statuses in order of arrival.
    pub history: Vec<MessageStatus>,
}

/// Tells whether the second status takes the place of the first. A name of its own, because
/// `async_trait` would tie the lifetimes of a bare `fn(&str, &str)` to the call.
pub type Supersedes = fn(&str, &str) -> bool;

/// Messages handed to providers, and their receipts.
#[async_trait]
pub trait Messages {
    /// The messages of a run, oldest first.
    async fn messages(&self, workspace: WorkspaceId, run: RunId) -> StoreResult<Vec<MessageRow>>;
    /// Adds a receipt: the history grows by it unless (provider id, status) is there already;
    /// `decide` tells the present status from the old and the new one. `NotFound` if there is
    /// no such message (yet).
    async fn receive(
        &self,
        workspace: WorkspaceId,
        provider: &str,
        provider_id: &str,
        receipt: MessageStatus,
        decide: Supersedes,
    ) -> StoreResult<MessageRow>;
}

/// What a provider's call-back address names. The worker seals it with the
/// vault into `/callbacks/{token}`; the API opens it, so nobody can make one up.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CallbackTarget {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The run.
    pub run: RunId,
    /// The node that sent the message.
    pub node: NodeId,
    /// The kind of the node; its `receipt` reads the call-back.
    pub kind: String,
    /// Version of the kind.
    pub kind_version: u32,
    /// The credential whose secret verifies the call-back.
    pub credential: flow::id::CredentialId,
}
