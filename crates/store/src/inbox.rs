//! What one process asks of another: things to do with a run that the other owns, and
//! runs to begin. A question is a row; who deals with it writes the answer, and where it
//! leads to a record of the run, together with that (`Record::heard`).

use crate::StoreResult;
use async_trait::async_trait;
use flow::id::{MailId, OwnerId, RunId, WorkspaceId};

/// Something that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: MailId,
    /// Who asks.
    pub asker: OwnerId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The run it is about; None: one that is to be begun.
    pub run: Option<RunId>,
    /// What is asked, packed by the one who asks.
    pub body: Vec<u8>,
}

/// What processes ask of each other.
#[async_trait]
pub trait Inbox {
    /// Asks; gives the owner of the run it is about, if it has one.
    async fn post(&self, mail: Mail) -> StoreResult<Option<OwnerId>>;
    /// What this owner is to deal with now, at most `limit`; each is given once.
    /// `begins`: whether it begins runs.
    async fn take_mail(&self, owner: OwnerId, begins: bool, limit: u32) -> StoreResult<Vec<Mail>>;
    /// Answers; one that is answered keeps its answer.
    async fn answer_mail(&self, answers: Vec<(MailId, Vec<u8>)>) -> StoreResult<()>;
    /// The answers that have come for this owner; each is given once.
    async fn answers(&self, asker: OwnerId) -> StoreResult<Vec<(MailId, Vec<u8>)>>;
    /// Takes back what nobody has taken; tells whether that was so.
    async fn withdraw_mail(&self, id: MailId) -> StoreResult<bool>;
}
