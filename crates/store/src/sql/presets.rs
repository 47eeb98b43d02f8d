//! Parameters of nodes under a name.

use super::fields::Fields;
use super::query::{all, execute, first, query};
use super::transaction::Transaction;
use super::value::params;
use super::{Backend, Reach};
use crate::presets::{PRESETS_MOST, PresetRow, Presets};
use crate::{StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{PresetId, UserId, WorkspaceId};

#[async_trait]
impl<B: Backend> Presets for B {
    async fn create_preset(&self, row: PresetRow) -> StoreResult<()> {
        self.write(Reach::Workspace(row.workspace), move |transaction| {
            let key = params![row.workspace.0.into_bytes(), row.kind.clone()];
            let count: u32 = first(transaction, query!("presets/count"), key, |fields| fields.take())?.unwrap_or(0);
            if count >= PRESETS_MOST {
                return Err(StoreError::Conflict(format!("a kind of block has at most {PRESETS_MOST} presets")));
            }
            let name = row.name.clone();
            let columns = params![
                row.id.0.into_bytes(),
                row.workspace.0.into_bytes(),
                row.kind,
                row.name,
                row.parameters,
                row.created_at.0,
                row.created_by.0.into_bytes(),
                row.updated_at.0
            ];
            match execute(transaction, query!("presets/insert"), columns)? {
                0 => Err(taken(&name)),
                _ => Ok(()),
            }
        })
        .await
    }

    async fn update_preset(&self, row: PresetRow) -> StoreResult<()> {
        self.write(Reach::Workspace(row.workspace), move |transaction| {
            let before = preset(transaction, row.workspace, row.id)?;
            let key = params![row.workspace.0.into_bytes(), before.kind, row.name.clone()];
            let named = first(transaction, query!("presets/named"), key, |fields| fields.uuid())?;
            if named.is_some_and(|id| id != row.id.0) {
                return Err(taken(&row.name));
            }
            let columns = params![
                row.workspace.0.into_bytes(),
                row.id.0.into_bytes(),
                row.name,
                row.parameters,
                row.updated_at.0
            ];
            execute(transaction, query!("presets/update"), columns).map(drop)
        })
        .await
    }

    async fn preset(&self, workspace: WorkspaceId, id: PresetId) -> StoreResult<PresetRow> {
        self.read(Reach::Workspace(workspace), move |transaction| preset(transaction, workspace, id)).await
    }

    async fn presets(&self, workspace: WorkspaceId, kind: &str) -> StoreResult<Vec<PresetRow>> {
        let kind = kind.to_owned();
        self.read(Reach::Workspace(workspace), move |transaction| {
            all(transaction, query!("presets/of_kind"), params![workspace.0.into_bytes(), kind], preset_row)
        })
        .await
    }

    async fn delete_preset(&self, workspace: WorkspaceId, id: PresetId) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
            match execute(transaction, query!("presets/delete"), key)? {
                0 => Err(StoreError::NotFound("preset")),
                _ => Ok(()),
            }
        })
        .await
    }
}

fn preset(transaction: &Transaction<'_>, workspace: WorkspaceId, id: PresetId) -> StoreResult<PresetRow> {
    let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
    first(transaction, query!("presets/one"), key, preset_row)?.ok_or(StoreError::NotFound("preset"))
}

fn taken(name: &str) -> StoreError {
    StoreError::Conflict(format!("there is a preset `{name}` for this kind of block already"))
}

fn preset_row(fields: &mut Fields<'_>) -> StoreResult<PresetRow> {
    Ok(PresetRow {
        id: PresetId(fields.uuid()?),
        workspace: WorkspaceId(fields.uuid()?),
        kind: fields.text()?,
        name: fields.text()?,
        parameters: fields.text()?,
        created_at: fields.time()?,
        created_by: UserId(fields.uuid()?),
        updated_at: fields.time()?,
    })
}
