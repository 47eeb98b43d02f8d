//! Work that steps of runs do once, however often they ask for it.

use super::query::{execute, first, query};
use super::transaction::Transaction;
use super::value::params;
use crate::{StoreError, StoreResult};
use flow::Timestamp;
use flow::id::WorkspaceId;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Does the work in this transaction, unless it was done under this key before: then
/// the result of that time is given again.
pub(super) fn once<T: Serialize + DeserializeOwned>(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    step: Option<&str>,
    now: Timestamp,
    work: impl FnOnce() -> StoreResult<T>,
) -> StoreResult<T> {
    let Some(step) = step else { return work() };
    let key = workspace.0.into_bytes();
    if let Some(result) = first(transaction, query!("steps/find"), params![key, step], |fields| fields.text())? {
        return serde_json::from_str(&result).map_err(|error| StoreError::Damaged(error.to_string()));
    }
    let result = work()?;
    let text = serde_json::to_string(&result).map_err(|error| StoreError::Damaged(error.to_string()))?;
    execute(transaction, query!("steps/insert"), params![key, step, text, now.0])?;
    Ok(result)
}
