//! Variables of flows, workspaces and organisations.

use super::fields::Fields;
use super::query::{all, execute, first, query};
use super::steps;
use super::transaction::Transaction;
use super::value::params;
use super::{Backend, Reach};
use crate::like;
use crate::page::{self, Cursor};
use crate::variables::{VariableChange, VariableOwner, VariableRow, Variables, Visible};
use crate::{Page, PageRequest, StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{FlowId, UserId, VariableId, WorkspaceId};
use flow::variables::{VARIABLES_MOST, VariableScope};
use serde_json::Value;
use uuid::Uuid;

#[async_trait]
impl<B: Backend> Variables for B {
    async fn create_variable(&self, workspace: WorkspaceId, row: VariableRow) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| insert(transaction, workspace, &row)).await
    }

    async fn update_variable(&self, workspace: WorkspaceId, row: VariableRow) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            let before = variable(transaction, workspace, row.id)?;
            if before.name != row.name && by_name(transaction, workspace, before.owner, &row.name)?.is_some() {
                return Err(taken(&row.name));
            }
            update(transaction, workspace, &row)
        })
        .await
    }

    async fn variable(&self, workspace: WorkspaceId, id: VariableId) -> StoreResult<VariableRow> {
        self.read(Reach::Workspace(workspace), move |transaction| variable(transaction, workspace, id)).await
    }

    async fn variables(
        &self,
        workspace: WorkspaceId,
        search: Option<String>,
        page: PageRequest,
    ) -> StoreResult<Page<VariableRow>> {
        let (after, limit) = (page.after(), page.rows());
        let pattern = search.map(|search| like::containing(&search.to_lowercase()));
        let rows = self
            .read(Reach::Workspace(workspace), move |transaction| {
                let key =
                    params![workspace.0.into_bytes(), after.text, after.id.into_bytes(), limit.fetched(), pattern];
                all(transaction, query!("variables/list"), key, variable_row)
            })
            .await?;
        let place = |row: &VariableRow| Cursor { text: row.name.to_ascii_lowercase(), ..Cursor::of_id(row.id.0) };
        Ok(page::cut(rows, limit, place))
    }

    async fn delete_variable(&self, workspace: WorkspaceId, id: VariableId) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            found(execute(
                transaction,
                query!("variables/delete"),
                params![workspace.0.into_bytes(), id.0.into_bytes()],
            )?)
        })
        .await
    }

    async fn variable_by_name(
        &self,
        workspace: WorkspaceId,
        owner: VariableOwner,
        name: &str,
    ) -> StoreResult<Option<VariableRow>> {
        let name = name.to_owned();
        self.read_snapshot(Reach::Workspace(workspace), move |transaction| {
            by_name(transaction, workspace, owner, &name)
        })
        .await
    }

    async fn visible_variables(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Vec<Visible>> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), flow.0.into_bytes()];
            all(transaction, query!("variables/visible"), key, |fields| {
                Ok((scope(fields)?, fields.text()?, value(fields)?))
            })
        })
        .await
    }

    async fn change_variable(&self, workspace: WorkspaceId, change: VariableChange) -> StoreResult<Option<Value>> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            steps::once(transaction, workspace, change.step.as_deref(), change.now, || {
                perform(transaction, workspace, &change)
            })
        })
        .await
    }
}

fn perform(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    change: &VariableChange,
) -> StoreResult<Option<Value>> {
    let before = by_name(transaction, workspace, change.owner, &change.name)?;
    let after = change.deed.apply(before.as_ref().map(|row| &row.value)).map_err(StoreError::Conflict)?;
    match (before, &after) {
        (Some(row), Some(value)) => {
            let row = VariableRow { value: value.clone(), updated_at: change.now, updated_by: None, ..row };
            update(transaction, workspace, &row)?;
        }
        (Some(row), None) => {
            let key = params![workspace.0.into_bytes(), row.id.0.into_bytes()];
            execute(transaction, query!("variables/delete"), key)?;
        }
        (None, Some(value)) => {
            let row = VariableRow {
                id: change.new_id,
                owner: change.owner,
                name: change.name.clone(),
                value: value.clone(),
                description: String::new(),
                created_at: change.now,
                updated_at: change.now,
                updated_by: None,
            };
            insert(transaction, workspace, &row)?;
        }
        (None, None) => {}
    }
    Ok(after)
}

fn insert(transaction: &Transaction<'_>, workspace: WorkspaceId, row: &VariableRow) -> StoreResult<()> {
    let owner = owner_id(transaction, workspace, row.owner)?.into_bytes();
    let key = params![workspace.0.into_bytes(), owner];
    let count = first(transaction, query!("variables/count"), key, |fields| fields.count())?.unwrap_or(0);
    if count >= u64::from(VARIABLES_MOST) {
        return Err(StoreError::Conflict(format!("there are {count} variables already; delete one first")));
    }
    let columns = params![
        row.id.0.into_bytes(),
        (row.owner != VariableOwner::Organisation).then_some(workspace.0.into_bytes()),
        owner,
        number(row.owner.scope()),
        row.name,
        row.value.to_string(),
        row.description,
        row.created_at.0,
        row.updated_at.0,
        row.updated_by.map(|user| user.0.into_bytes())
    ];
    if execute(transaction, query!("variables/insert"), columns)? == 0 {
        return Err(taken(&row.name));
    }
    Ok(())
}

fn update(transaction: &Transaction<'_>, workspace: WorkspaceId, row: &VariableRow) -> StoreResult<()> {
    let columns = params![
        workspace.0.into_bytes(),
        row.id.0.into_bytes(),
        row.name,
        row.value.to_string(),
        row.description,
        row.updated_at.0,
        row.updated_by.map(|user| user.0.into_bytes())
    ];
    found(execute(transaction, query!("variables/update"), columns)?)
}

fn variable(transaction: &Transaction<'_>, workspace: WorkspaceId, id: VariableId) -> StoreResult<VariableRow> {
    let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
    first(transaction, query!("variables/variable"), key, variable_row)?.ok_or(StoreError::NotFound("variable"))
}

fn by_name(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    owner: VariableOwner,
    name: &str,
) -> StoreResult<Option<VariableRow>> {
    let owner = owner_id(transaction, workspace, owner)?.into_bytes();
    first(transaction, query!("variables/by_name"), params![workspace.0.into_bytes(), owner, name], variable_row)
}

/// The id of the owner: what names are unique in.
fn owner_id(transaction: &Transaction<'_>, workspace: WorkspaceId, owner: VariableOwner) -> StoreResult<Uuid> {
    match owner {
        VariableOwner::Workspace => Ok(workspace.0),
        VariableOwner::Flow(flow) => Ok(flow.0),
        VariableOwner::Organisation => {
            let organisation = |fields: &mut Fields<'_>| fields.uuid().and_then(|_| fields.uuid());
            first(transaction, query!("identity/workspace"), params![workspace.0.into_bytes()], organisation)?
                .ok_or(StoreError::NotFound("workspace"))
        }
    }
}

/// What is kept of a flow that is no more.
pub(super) fn delete_of_flow(transaction: &Transaction<'_>, workspace: WorkspaceId, flow: FlowId) -> StoreResult<()> {
    let key = params![workspace.0.into_bytes(), flow.0.into_bytes()];
    execute(transaction, query!("variables/delete_of_flow"), key)?;
    Ok(())
}

fn found(rows: usize) -> StoreResult<()> {
    if rows == 0 { Err(StoreError::NotFound("variable")) } else { Ok(()) }
}

fn taken(name: &str) -> StoreError {
    StoreError::Conflict(format!("there is a variable `{name}` already"))
}

fn number(scope: VariableScope) -> u8 {
    match scope {
        VariableScope::Organisation => 0,
        VariableScope::Workspace => 1,
        VariableScope::Flow => 2,
    }
}

fn scope(fields: &mut Fields<'_>) -> StoreResult<VariableScope> {
    fields.one_of("scope of variables", |number| match number {
        0 => Some(VariableScope::Organisation),
        1 => Some(VariableScope::Workspace),
        2 => Some(VariableScope::Flow),
        _ => None,
    })
}

fn value(fields: &mut Fields<'_>) -> StoreResult<Value> {
    serde_json::from_str(&fields.text()?).map_err(|error| StoreError::Damaged(error.to_string()))
}

fn variable_row(fields: &mut Fields<'_>) -> StoreResult<VariableRow> {
    let (id, owner) = (VariableId(fields.uuid()?), fields.uuid()?);
    let owner = match scope(fields)? {
        VariableScope::Organisation => VariableOwner::Organisation,
        VariableScope::Workspace => VariableOwner::Workspace,
        VariableScope::Flow => VariableOwner::Flow(FlowId(owner)),
    };
    Ok(VariableRow {
        id,
        owner,
        name: fields.text()?,
        value: value(fields)?,
        description: fields.text()?,
        created_at: fields.time()?,
        updated_at: fields.time()?,
        updated_by: fields.optional_uuid()?.map(UserId),
    })
}
