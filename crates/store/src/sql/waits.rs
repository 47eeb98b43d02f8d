//! Runs that wait for events, and the events.

use super::fields::Fields;
use super::query::{all, execute, first, query};
use super::transaction::Transaction;
use super::triggers::trigger_row;
use super::value::params;
use super::{Backend, Reach};
use crate::flows::FlowState;
use crate::runs::Record;
use crate::triggers::TriggerRow;
use crate::waits::{EndedWait, EventRow, NewEvent, NewWait, ONCE_KEPT_MS, Sent, WaitRow, Waits};
use crate::{StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{EventId, RunId, WorkspaceId};
use flow::{NodeId, Timestamp};
use std::collections::BTreeSet;
use uuid::Uuid;

#[async_trait]
impl<B: Backend> Waits for B {
    async fn send_event(&self, event: NewEvent) -> StoreResult<Sent> {
        self.write(Reach::Workspace(event.workspace), move |transaction| send(transaction, &event)).await
    }

    async fn due_waits(&self, workspace: WorkspaceId, run: RunId) -> StoreResult<Vec<WaitRow>> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            all(
                transaction,
                query!("waits/due_of_run"),
                params![workspace.0.into_bytes(), run.0.into_bytes()],
                wait_row,
            )
        })
        .await
    }

    async fn open_waits(&self, workspace: WorkspaceId, run: RunId) -> StoreResult<Vec<WaitRow>> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), run.0.into_bytes()];
            all(transaction, query!("waits/open_of_run"), key, wait_row)
        })
        .await
    }

    async fn events_after(&self, wait: &WaitRow, position: i64, limit: u32) -> StoreResult<Vec<EventRow>> {
        let WaitRow { workspace, wait: NewWait { name, key, created_at, .. }, .. } = wait.clone();
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), name, key, position, created_at.0, limit];
            all(transaction, query!("waits/signals_after"), key, event_row)
        })
        .await
    }

    async fn pass_events(&self, wait: &WaitRow, position: i64) -> StoreResult<()> {
        let (workspace, run, wait) = (wait.workspace, wait.run, wait.wait.clone());
        self.write(Reach::Workspace(workspace), move |transaction| {
            touch(transaction, workspace, &wait.name, &wait.key)?;
            let row = params![workspace.0.into_bytes(), run.0.into_bytes(), wait.frame, wait.node.0.as_str(), position];
            execute(transaction, query!("waits/pass"), row).map(drop)
        })
        .await
    }

    async fn runs_with_due_waits(&self, after: Option<RunId>, limit: u32) -> StoreResult<Vec<RunId>> {
        let after = after.map_or(Uuid::nil(), |run| run.0);
        self.read(Reach::Server, move |transaction| {
            let key = params![after.into_bytes(), limit];
            all(transaction, query!("waits/due_runs"), key, |fields| fields.uuid().map(RunId))
        })
        .await
    }

    async fn open_events(&self, after: Option<EventId>, limit: u32) -> StoreResult<Vec<EventRow>> {
        let after = after.map_or(Uuid::nil(), |event| event.0);
        self.read(Reach::Server, move |transaction| {
            all(transaction, query!("waits/open_signals"), params![after.into_bytes(), limit], event_row)
        })
        .await
    }

    async fn close_event(&self, workspace: WorkspaceId, id: EventId) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
            execute(transaction, query!("waits/close_signal"), key).map(drop)
        })
        .await
    }

    async fn event_triggers(&self, workspace: WorkspaceId, name: &str) -> StoreResult<Vec<TriggerRow>> {
        let name = name.to_owned();
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), name, FlowState::Live.number()];
            all(transaction, query!("triggers/of_event"), key, trigger_row)
        })
        .await
    }
}

fn send(transaction: &Transaction<'_>, event: &NewEvent) -> StoreResult<Sent> {
    let workspace = event.workspace.0.into_bytes();
    if let Some(once) = &event.once {
        let earlier = first(transaction, query!("waits/sent_before"), params![workspace, once.key], |fields| {
            Ok(Sent::Earlier { id: EventId(fields.uuid()?), body_hash: fields.take()? })
        })?;
        if let Some(earlier) = earlier {
            return Ok(earlier);
        }
    }
    let position = touch(transaction, event.workspace, &event.name, &event.key)?;
    let live = params![workspace, event.name, FlowState::Live.number()];
    let begins = first(transaction, query!("waits/is_listened_to"), live, |fields| fields.integer())?.is_some();
    let row = params![
        event.id.0.into_bytes(),
        workspace,
        event.name,
        event.key,
        position,
        event.data,
        event.once.as_ref().map(|once| once.key.as_str()),
        event.once.as_ref().map(|once| once.body_hash),
        event.sent_at.0,
        event.expires_at.0,
        event.expires_at.max(event.sent_at.plus_ms(ONCE_KEPT_MS)).0,
        begins,
    ];
    execute(transaction, query!("waits/insert_signal"), row)?;
    let key = params![workspace, event.name, event.key];
    execute(transaction, query!("waits/mark_due"), key)?;
    let runs = all(transaction, query!("waits/runs_due_by_key"), key, |fields| fields.uuid().map(RunId))?;
    Ok(Sent::Kept { runs, begins })
}

/// Takes the lock that events and waits of the same name and key share, until the end
/// of the transaction; gives the next position there.
fn touch(transaction: &Transaction<'_>, workspace: WorkspaceId, name: &str, key: &str) -> StoreResult<i64> {
    let row = params![workspace.0.into_bytes(), name, key];
    let position = first(transaction, query!("waits/touch_key"), row, |fields| fields.integer())?;
    position.ok_or_else(|| StoreError::Database("a key of events gave no position".to_owned()))
}

/// Keeps what the records of a batch change in the waits of their runs. All locks are
/// taken first and in one order, so that batches never wait for each other in a circle.
pub(crate) fn keep(transaction: &Transaction<'_>, records: &[&Record]) -> StoreResult<()> {
    let mut keys = BTreeSet::new();
    for record in records {
        keys.extend(keys_of(transaction, record)?);
    }
    for (workspace, name, key) in &keys {
        touch(transaction, WorkspaceId(*workspace), name, key)?;
    }
    records.iter().try_for_each(|record| change(transaction, record))
}

/// The names and keys whose waits a record changes.
fn keys_of(transaction: &Transaction<'_>, record: &Record) -> StoreResult<Vec<(Uuid, String, String)>> {
    let workspace = record.workspace.0;
    let mut pairs: Vec<(String, String)> =
        record.waits.opened.iter().map(|wait| (wait.name.clone(), wait.key.clone())).collect();
    let of_run = params![workspace.into_bytes(), record.run.0.into_bytes()];
    if record.waits.ends_all {
        pairs.extend(all(transaction, query!("waits/keys_of_run"), of_run, pair)?);
    }
    for EndedWait { frame, node, .. } in &record.waits.ended {
        let place = params![workspace.into_bytes(), record.run.0.into_bytes(), frame, node.0.as_str()];
        pairs.extend(first(transaction, query!("waits/key_of_wait"), place, pair)?);
    }
    Ok(pairs.into_iter().map(|(name, key)| (workspace, name, key)).collect())
}

fn change(transaction: &Transaction<'_>, record: &Record) -> StoreResult<()> {
    let (workspace, run) = (record.workspace.0.into_bytes(), record.run.0.into_bytes());
    for ended in &record.waits.ended {
        end(transaction, record, ended)?;
    }
    if record.waits.ends_all {
        execute(transaction, query!("waits/delete_of_run"), params![workspace, run])?;
        return Ok(());
    }
    record.waits.opened.iter().try_for_each(|wait| open(transaction, record, wait))
}

fn open(transaction: &Transaction<'_>, record: &Record, wait: &NewWait) -> StoreResult<()> {
    let (workspace, run) = (record.workspace.0.into_bytes(), record.run.0.into_bytes());
    let same = params![workspace, run, wait.node.0.as_str(), wait.name, wait.key];
    let seen = first(transaction, query!("waits/last_seen"), same, |fields| fields.take::<Option<i64>>())?;
    let seen = seen.flatten().unwrap_or(0);
    let kept = params![workspace, wait.name, wait.key, seen, wait.created_at.0];
    let is_due = first(transaction, query!("waits/has_signal"), kept, |fields| fields.integer())?.is_some();
    let row = params![
        run,
        wait.frame,
        wait.node.0.as_str(),
        workspace,
        wait.name,
        wait.key,
        wait.ends_at.map(|at| at.0),
        wait.created_at.0,
        seen,
        is_due,
    ];
    execute(transaction, query!("waits/insert_wait"), row).map(drop)
}

fn end(transaction: &Transaction<'_>, record: &Record, ended: &EndedWait) -> StoreResult<()> {
    let (workspace, run) = (record.workspace.0.into_bytes(), record.run.0.into_bytes());
    let node = ended.node.0.as_str();
    let place = params![workspace, run, ended.frame, node];
    let Some(by) = ended.by else {
        return execute(transaction, query!("waits/delete_wait"), place).map(drop);
    };
    let pair = first(transaction, query!("waits/key_of_wait"), place, pair)?;
    if let Some((name, key)) = pair {
        // Of the waits of a node that an event has ended, the last one is enough.
        execute(transaction, query!("waits/forget_seen"), params![workspace, run, node, name, key])?;
    }
    let row = params![workspace, run, ended.frame, node, by];
    execute(transaction, query!("waits/end_by_signal"), row).map(drop)
}

/// Removes up to `limit` events that are past keeping, and the locks nobody needs any more.
pub(super) async fn prune(store: &impl Backend, now: Timestamp, limit: u32) -> StoreResult<u64> {
    let idle = store
        .read(Reach::Server, move |transaction| {
            all(transaction, query!("waits/idle_keys"), params![limit], |fields| {
                Ok((fields.uuid()?, fields.text()?, fields.text()?))
            })
        })
        .await?;
    let deleted = store
        .write(Reach::Server, move |transaction| {
            for (workspace, name, key) in &idle {
                execute(transaction, query!("waits/delete_idle_key"), params![workspace.into_bytes(), name, key])?;
            }
            execute(transaction, query!("waits/delete_ended"), params![now.0, limit])
        })
        .await?;
    Ok(deleted as u64)
}

/// Name and key.
fn pair(fields: &mut Fields<'_>) -> StoreResult<(String, String)> {
    Ok((fields.text()?, fields.text()?))
}

fn event_row(fields: &mut Fields<'_>) -> StoreResult<EventRow> {
    Ok(EventRow {
        id: EventId(fields.uuid()?),
        workspace: WorkspaceId(fields.uuid()?),
        name: fields.text()?,
        key: fields.text()?,
        position: fields.integer()?,
        data: fields.text()?,
        sent_at: fields.time()?,
        expires_at: fields.time()?,
    })
}

fn wait_row(fields: &mut Fields<'_>) -> StoreResult<WaitRow> {
    let run = RunId(fields.uuid()?);
    let (frame, node) = (fields.take()?, NodeId(fields.take()?));
    let workspace = WorkspaceId(fields.uuid()?);
    let (name, key) = (fields.text()?, fields.text()?);
    let (ends_at, created_at) = (fields.optional_time()?, fields.time()?);
    let wait = NewWait { frame, node, name, key, ends_at, created_at };
    Ok(WaitRow { run, workspace, wait, seen: fields.integer()? })
}
