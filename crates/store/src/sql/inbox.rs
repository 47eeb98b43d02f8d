//! What processes ask of each other.

use super::query::{all, execute, first, query};
use super::value::params;
use super::{Backend, Reach};
use crate::StoreResult;
use crate::inbox::{Inbox, Mail};
use async_trait::async_trait;
use flow::id::{MailId, OwnerId, RunId, WorkspaceId};

#[async_trait]
impl<B: Backend> Inbox for B {
    async fn post(&self, mail: Mail) -> StoreResult<Option<OwnerId>> {
        self.write_queue(Reach::Server, move |transaction| {
            let Mail { id, asker, workspace, run, body } = &mail;
            let row = params![
                id.0.into_bytes(),
                workspace.0.into_bytes(),
                run.map(|run| run.0.into_bytes()),
                asker.0.into_bytes(),
                body,
                transaction.now()?.0
            ];
            let owner = first(transaction, query!("inbox/post"), row, |fields| fields.optional_uuid())?;
            Ok(owner.flatten().map(OwnerId))
        })
        .await
    }

    async fn take_mail(&self, owner: OwnerId, begins: bool, limit: u32) -> StoreResult<Vec<Mail>> {
        self.write_queue(Reach::Server, move |transaction| {
            all(transaction, query!("inbox/take"), params![owner.0.into_bytes(), limit, begins], |fields| {
                Ok(Mail {
                    id: MailId(fields.uuid()?),
                    asker: OwnerId(fields.uuid()?),
                    workspace: WorkspaceId(fields.uuid()?),
                    run: fields.optional_uuid()?.map(RunId),
                    body: fields.take()?,
                })
            })
        })
        .await
    }

    async fn answer_mail(&self, answers: Vec<(MailId, Vec<u8>)>) -> StoreResult<()> {
        self.write_queue(Reach::Server, move |transaction| {
            answers.iter().try_for_each(|(id, answer)| {
                execute(transaction, query!("inbox/answer"), params![id.0.into_bytes(), answer]).map(drop)
            })
        })
        .await
    }

    async fn answers(&self, asker: OwnerId) -> StoreResult<Vec<(MailId, Vec<u8>)>> {
        self.write_queue(Reach::Server, move |transaction| {
            let key = params![asker.0.into_bytes()];
            all(transaction, query!("inbox/answers"), key, |fields| Ok((MailId(fields.uuid()?), fields.take()?)))
        })
        .await
    }

    async fn withdraw_mail(&self, id: MailId) -> StoreResult<bool> {
        self.write_queue(Reach::Server, move |transaction| {
            Ok(execute(transaction, query!("inbox/withdraw"), params![id.0.into_bytes()])? > 0)
        })
        .await
    }
}
