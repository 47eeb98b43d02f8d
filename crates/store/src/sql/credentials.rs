//! Sealed credentials and workspace keys.

use super::fields::Fields;
use super::query::{all, execute, first, query};
use super::value::params;
use super::{Backend, Reach};
use crate::credentials::{CredentialRow, Credentials};
use crate::like;
use crate::page::{self, Cursor};
use crate::{Page, PageRequest, StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{CredentialId, UserId, WorkspaceId};

#[async_trait]
impl<B: Backend> Credentials for B {
    async fn create_credential(&self, row: CredentialRow) -> StoreResult<()> {
        self.write(Reach::Workspace(row.workspace), move |transaction| {
            let columns = params![
                row.id.0.into_bytes(),
                row.workspace.0.into_bytes(),
                row.name,
                row.kind,
                row.public,
                row.sealed,
                row.created_at.0,
                row.created_by.0.into_bytes(),
                row.updated_at.0
            ];
            match execute(transaction, query!("credentials/insert"), columns)? {
                0 => Err(StoreError::Conflict(format!("`{}` exists already", row.id))),
                _ => Ok(()),
            }
        })
        .await
    }

    async fn update_credential(&self, row: CredentialRow) -> StoreResult<()> {
        self.write(Reach::Workspace(row.workspace), move |transaction| {
            let columns = params![
                row.workspace.0.into_bytes(),
                row.id.0.into_bytes(),
                row.name,
                row.public,
                row.sealed,
                row.updated_at.0
            ];
            found(execute(transaction, query!("credentials/update"), columns)?)
        })
        .await
    }

    async fn credential(&self, workspace: WorkspaceId, id: CredentialId) -> StoreResult<CredentialRow> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
            first(transaction, query!("credentials/credential"), key, credential_row)?
                .ok_or(StoreError::NotFound("credential"))
        })
        .await
    }

    async fn credentials(&self, workspace: WorkspaceId, page: PageRequest) -> StoreResult<Page<CredentialRow>> {
        let (after, limit) = (page.after(), page.rows());
        let rows = self
            .read(Reach::Workspace(workspace), move |transaction| {
                let key = params![workspace.0.into_bytes(), after.text, after.id.into_bytes(), limit.fetched()];
                all(transaction, query!("credentials/list"), key, credential_row)
            })
            .await?;
        // The same folding as SQL's `lower`, which knows ASCII only.
        let place = |row: &CredentialRow| Cursor { text: row.name.to_ascii_lowercase(), ..Cursor::of_id(row.id.0) };
        Ok(page::cut(rows, limit, place))
    }

    async fn delete_credential(&self, workspace: WorkspaceId, id: CredentialId) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
            found(execute(transaction, query!("credentials/delete"), key)?)
        })
        .await
    }

    async fn credential_uses(&self, workspace: WorkspaceId, id: CredentialId) -> StoreResult<u32> {
        let pattern = like::containing(&id.to_string());
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), pattern];
            Ok(first(transaction, query!("credentials/count_uses"), key, |fields| fields.take())?.unwrap_or(0))
        })
        .await
    }

    async fn workspace_key(&self, workspace: WorkspaceId, new_key: Vec<u8>) -> StoreResult<Vec<u8>> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            let id = workspace.0.into_bytes();
            execute(transaction, query!("credentials/keep_workspace_key"), params![id, new_key])?;
            first(transaction, query!("credentials/workspace_key"), params![id], |fields| fields.take())?
                .ok_or(StoreError::NotFound("workspace"))
        })
        .await
    }
}

fn found(rows: usize) -> StoreResult<()> {
    if rows == 0 { Err(StoreError::NotFound("credential")) } else { Ok(()) }
}

fn credential_row(fields: &mut Fields<'_>) -> StoreResult<CredentialRow> {
    Ok(CredentialRow {
        id: CredentialId(fields.uuid()?),
        workspace: WorkspaceId(fields.uuid()?),
        name: fields.text()?,
        kind: fields.text()?,
        public: fields.text()?,
        sealed: fields.take()?,
        created_at: fields.time()?,
        created_by: UserId(fields.uuid()?),
        updated_at: fields.time()?,
    })
}
