//! Seals and opens credentials with the key of their workspace.

use crate::problem::Problem;
use crate::state::ApiState;
use flow::id::{CredentialId, WorkspaceId};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::credentials::CredentialRow;
use vault::WorkspaceKey;

/// The fields of a credential, sealed for its row.
pub(crate) async fn seal(
    state: &ApiState,
    workspace: WorkspaceId,
    credential: CredentialId,
    fields: &Map<String, Value>,
) -> Result<Vec<u8>, Problem> {
    let plain = serde_json::to_vec(fields).map_err(Problem::internal)?;
    let key = workspace_key(state, workspace).await?;
    key.seal_credential(&credential.to_string(), &plain).map_err(Problem::internal)
}

/// The fields of a credential, opened for one call.
pub(crate) async fn open(state: &ApiState, row: &CredentialRow) -> Result<Map<String, Value>, Problem> {
    let key = workspace_key(state, row.workspace).await?;
    let plain = key.open_credential(&row.id.to_string(), &row.sealed).map_err(Problem::internal)?;
    serde_json::from_slice(&plain).map_err(Problem::internal)
}

/// The opened keys of workspaces, so that a webhook that verifies does not ask for
/// its key each time.
#[derive(Default)]
pub(crate) struct Keys {
    opened: RwLock<HashMap<WorkspaceId, Arc<WorkspaceKey>>>,
}

async fn workspace_key(state: &ApiState, workspace: WorkspaceId) -> Result<Arc<WorkspaceKey>, Problem> {
    let keys = &state.keys.opened;
    if let Some(key) = keys.read().unwrap_or_else(PoisonError::into_inner).get(&workspace) {
        return Ok(key.clone());
    }
    let name = workspace.to_string();
    let new_key = state.vault.new_workspace_key(&name).map_err(Problem::internal)?;
    let sealed = state.store.workspace_key(workspace, new_key).await?;
    let key = Arc::new(state.vault.open_workspace_key(&name, &sealed).map_err(Problem::internal)?);
    keys.write().unwrap_or_else(PoisonError::into_inner).insert(workspace, key.clone());
    Ok(key)
}
