//! What items had in earlier runs.

use super::query::{execute, first, query};
use super::transaction::Transaction;
use super::value::params;
use super::{Backend, Reach};
use crate::seen::{HISTORY_MOST, History, MARK_BYTES_MOST, Seen};
use crate::{StoreError, StoreResult};
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{FlowId, WorkspaceId};
use std::collections::HashMap;

#[async_trait]
impl<B: Backend> Seen for B {
    async fn see_marks(
        &self,
        history: History,
        marks: Vec<String>,
        size: u32,
        step: String,
        now: Timestamp,
    ) -> StoreResult<Vec<bool>> {
        if marks.iter().any(|mark| mark.len() > MARK_BYTES_MOST) {
            return Err(StoreError::Conflict(format!("a value has more than {MARK_BYTES_MOST} bytes")));
        }
        let size = size.clamp(1, HISTORY_MOST);
        self.write(Reach::Workspace(history.workspace), move |transaction| {
            let mut known: HashMap<&str, bool> = HashMap::new();
            for mark in &marks {
                if !known.contains_key(mark.as_str()) {
                    known.insert(mark, is_new(transaction, &history, mark, &step, now)?);
                }
            }
            let History { workspace, flow, scope } = &history;
            let key = params![workspace.0.into_bytes(), flow.0.into_bytes(), scope, size];
            execute(transaction, query!("seen/forget"), key)?;
            Ok(marks.iter().map(|mark| known[mark.as_str()]).collect())
        })
        .await
    }

    async fn see_numbers(&self, history: History, numbers: Vec<f64>, step: String) -> StoreResult<Vec<bool>> {
        self.write(Reach::Workspace(history.workspace), move |transaction| {
            let before = most_before(transaction, &history, &step)?;
            let is_higher = |number: &f64| before.is_none_or(|before| *number > before);
            let most = numbers.iter().copied().chain(before).max_by(f64::total_cmp);
            if let Some(most) = most {
                let History { workspace, flow, scope } = &history;
                let before = before.map(|before| before.to_string());
                let row = params![workspace.0.into_bytes(), flow.0.into_bytes(), scope, most.to_string(), before, step];
                execute(transaction, query!("seen/put_most"), row)?;
            }
            Ok(numbers.iter().map(is_higher).collect())
        })
        .await
    }

    async fn clear_seen(&self, history: History) -> StoreResult<()> {
        self.write(Reach::Workspace(history.workspace), move |transaction| {
            let History { workspace, flow, scope } = &history;
            let key = params![workspace.0.into_bytes(), flow.0.into_bytes(), scope];
            execute(transaction, query!("seen/clear_marks"), key)?;
            execute(transaction, query!("seen/clear_most"), key)?;
            Ok(())
        })
        .await
    }
}

/// Whether nobody but this step has seen the value; it is remembered from now on.
fn is_new(
    transaction: &Transaction<'_>,
    History { workspace, flow, scope }: &History,
    mark: &str,
    step: &str,
    now: Timestamp,
) -> StoreResult<bool> {
    let (workspace, flow) = (workspace.0.into_bytes(), flow.0.into_bytes());
    let key = params![workspace, flow, scope, mark];
    match first(transaction, query!("seen/mark"), key, |fields| fields.text())? {
        None => {
            execute(transaction, query!("seen/put_mark"), params![workspace, flow, scope, mark, step, now.0])?;
            Ok(true)
        }
        Some(other) if other != step => {
            execute(transaction, query!("seen/touch_mark"), params![workspace, flow, scope, mark, now.0])?;
            Ok(false)
        }
        Some(_) => Ok(true),
    }
}

/// The highest of the steps before this one.
fn most_before(
    transaction: &Transaction<'_>,
    History { workspace, flow, scope }: &History,
    step: &str,
) -> StoreResult<Option<f64>> {
    let key = params![workspace.0.into_bytes(), flow.0.into_bytes(), scope];
    let found = first(transaction, query!("seen/most"), key, |fields| {
        Ok((fields.text()?, fields.take::<Option<String>>()?, fields.text()?))
    })?;
    let Some((most, before, by)) = found else { return Ok(None) };
    let counts = if by == step { before } else { Some(most) };
    let read = |text: String| text.parse().map_err(|_| StoreError::Damaged(format!("`{text}` is no number")));
    counts.map(read).transpose()
}

/// What is kept of a flow that is no more.
pub(super) fn delete_of_flow(transaction: &Transaction<'_>, workspace: WorkspaceId, flow: FlowId) -> StoreResult<()> {
    let key = params![workspace.0.into_bytes(), flow.0.into_bytes()];
    execute(transaction, query!("seen/delete_marks_of_flow"), key)?;
    execute(transaction, query!("seen/delete_most_of_flow"), key)?;
    Ok(())
}
