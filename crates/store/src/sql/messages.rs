//! Messages and their receipts.

use super::fields::Fields;
use super::query::{all, execute, first, query};
use super::transaction::Transaction;
use super::value::params;
use super::{Backend, Reach};
use crate::messages::{MessageRow, MessageStatus, Messages, NewMessage, Supersedes};
use crate::{StoreError, StoreResult};
use async_trait::async_trait;
use flow::NodeId;
use flow::id::{MessageId, RunId, WorkspaceId};

#[async_trait]
impl<B: Backend> Messages for B {
    async fn messages(&self, workspace: WorkspaceId, run: RunId) -> StoreResult<Vec<MessageRow>> {
        self.read_snapshot(Reach::Workspace(workspace), move |transaction| {
            let key = params![run.0.into_bytes(), workspace.0.into_bytes()];
            let mut rows = all(transaction, query!("messages/of_run"), key, message_row)?;
            for row in &mut rows {
                row.history = history(transaction, row.message.id)?;
            }
            Ok(rows)
        })
        .await
    }

    async fn receive(
        &self,
        workspace: WorkspaceId,
        provider: &str,
        provider_id: &str,
        receipt: MessageStatus,
        decide: Supersedes,
    ) -> StoreResult<MessageRow> {
        let (provider, provider_id) = (provider.to_owned(), provider_id.to_owned());
        self.write(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), provider, provider_id];
            let mut row = first(transaction, query!("messages/by_provider"), key, message_row)?
                .ok_or(StoreError::NotFound("message"))?;
            let is_new = add_status(transaction, row.message.id, &receipt)?;
            if is_new && decide(&row.message.status, &receipt.status) {
                let present =
                    params![workspace.0.into_bytes(), row.message.id.0.into_bytes(), receipt.status, receipt.at.0];
                execute(transaction, query!("messages/set_status"), present)?;
                row.message.status.clone_from(&receipt.status);
                row.updated_at = receipt.at;
            }
            row.history = history(transaction, row.message.id)?;
            Ok(row)
        })
        .await
    }
}

/// Keeps a message with the record of the step that sent it.
pub(crate) fn insert(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    run: RunId,
    message: &NewMessage,
) -> StoreResult<()> {
    let row = params![
        message.id.0.into_bytes(),
        message.node.0.as_str(),
        message.channel,
        message.to,
        message.provider,
        message.provider_id,
        message.status,
        message.segments,
        message.at.0,
        workspace.0.into_bytes(),
        run.0.into_bytes(),
        message.at.0,
    ];
    execute(transaction, query!("messages/insert"), row)?;
    let first_status = MessageStatus { status: message.status.clone(), at: message.at, detail: None };
    add_status(transaction, message.id, &first_status)?;
    Ok(())
}

/// Adds a line to the history; tells whether it was not there yet.
fn add_status(transaction: &Transaction<'_>, message: MessageId, status: &MessageStatus) -> StoreResult<bool> {
    let row = params![message.0.into_bytes(), status.status, status.at.0, status.detail];
    Ok(execute(transaction, query!("messages/add_status"), row)? > 0)
}

fn history(transaction: &Transaction<'_>, message: MessageId) -> StoreResult<Vec<MessageStatus>> {
    all(transaction, query!("messages/history"), params![message.0.into_bytes()], |fields| {
        Ok(MessageStatus { status: fields.text()?, at: fields.time()?, detail: fields.take()? })
    })
}

fn message_row(fields: &mut Fields<'_>) -> StoreResult<MessageRow> {
    Ok(MessageRow {
        message: NewMessage {
            id: MessageId(fields.uuid()?),
            node: NodeId(fields.take()?),
            channel: fields.text()?,
            to: fields.text()?,
            provider: fields.text()?,
            provider_id: fields.text()?,
            status: fields.text()?,
            segments: fields.take()?,
            at: fields.time()?,
        },
        workspace: WorkspaceId(fields.uuid()?),
        run: RunId(fields.uuid()?),
        updated_at: fields.time()?,
        history: Vec::new(),
    })
}
