//! The hot path: one record of one run becomes durable.
//!
//! Everything that can be refused is looked up before the first row is written.
//! There is only one writer, so what was looked up stays true; a refusal leaves no
//! trace and costs no savepoint, which would copy every page it touches.

use super::writer::{Request, answer};
use crate::runs::{Accept, Committed, IdempotencyKey, IdempotencyRow, Record, RunStatus};
use crate::sql::QUARTER_MS;
use crate::sql::messages;
use crate::sql::query::{execute, first, query};
use crate::sql::record::{error_columns, next_sequence, out_of_order};
use crate::sql::runs::{earlier_child, find_key};
use crate::sql::transaction::Transaction;
use crate::sql::value::params;
use crate::sql::waits;
use crate::{StoreError, StoreResult};
use flow::id::{FlowId, OwnerId, WorkspaceId};
use rusqlite::Connection;
use std::collections::HashMap;
use tokio::sync::oneshot;

/// Rows beside the chunk: the run and its index entries.
const ROW_BYTES: usize = 300;

/// A record on its way through the writer.
pub(super) struct CommitRequest {
    record: Record,
    owner: Option<OwnerId>,
    result: Option<StoreResult<Committed>>,
    sender: oneshot::Sender<StoreResult<Committed>>,
}

impl CommitRequest {
    pub(super) fn new(record: Record, owner: Option<OwnerId>, sender: oneshot::Sender<StoreResult<Committed>>) -> Self {
        Self { record, owner, result: None, sender }
    }
}

impl Request for CommitRequest {
    fn size_bytes(&self) -> usize {
        self.record.chunk.len() + ROW_BYTES
    }

    fn perform(&mut self, connection: &Connection, hot_path: &mut HotPath) -> StoreResult<()> {
        self.result = Some(commit(&Transaction::Sqlite(connection), hot_path, &self.record, self.owner)?);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), &StoreError>) {
        answer(self.sender, self.result, outcome);
    }
}

/// What the writer remembers between records.
#[derive(Default)]
pub(crate) struct HotPath {
    /// Ended and failed runs of this batch by flow and quarter of an hour: one row each instead of one a run.
    counts: HashMap<(FlowId, i64), (i64, i64)>,
    /// Whether a flow is one of the server's own; never changes.
    system_flows: HashMap<FlowId, bool>,
}

impl HotPath {
    /// Adds what ended in this batch to the counts; the last thing before its commit.
    pub(crate) fn write_counts(&mut self, connection: &Connection) -> StoreResult<()> {
        let transaction = &Transaction::Sqlite(connection);
        for ((flow, quarter), (finished, failed)) in &self.counts {
            execute(transaction, query!("runs/count"), params![flow.0.into_bytes(), quarter, finished, failed])?;
        }
        Ok(())
    }

    /// Forgets the counts, after the commit or its failure.
    pub(crate) fn end_batch(&mut self) {
        self.counts.clear();
    }

    fn count_end(&mut self, flow: FlowId, record: &Record) {
        let quarter = record.finished_at.unwrap_or_default().0.div_euclid(QUARTER_MS);
        let (finished, failed) = self.counts.entry((flow, quarter)).or_default();
        *finished += 1;
        *failed += i64::from(record.status == RunStatus::Failed);
    }

    fn is_system(&mut self, transaction: &Transaction<'_>, flow: FlowId) -> StoreResult<bool> {
        if let Some(system) = self.system_flows.get(&flow) {
            return Ok(*system);
        }
        let system =
            first(transaction, query!("runs/flow_is_system"), params![flow.0.into_bytes()], |fields| fields.take())?;
        // A flow that is not there (any more) is not remembered.
        if let Some(system) = system {
            self.system_flows.insert(flow, system);
        }
        Ok(system.unwrap_or(false))
    }
}

/// What the caller is told. An error around it means that the transaction is broken;
/// one inside it concerns this record only.
pub(crate) type Answer = StoreResult<Committed>;

/// Writes a record within a transaction, under this owner if the store has joined.
pub(crate) fn commit(
    transaction: &Transaction<'_>,
    hot_path: &mut HotPath,
    record: &Record,
    owner: Option<OwnerId>,
) -> StoreResult<Answer> {
    if owner.is_some_and(|owner| !is_there(transaction, owner).unwrap_or(false)) {
        return Ok(Err(StoreError::Fenced));
    }
    match &record.accept {
        Some(accept) => begin_run(transaction, hot_path, record, accept, owner),
        None => advance_run(transaction, hot_path, record, owner),
    }
}

fn begin_run(
    transaction: &Transaction<'_>,
    hot_path: &mut HotPath,
    record: &Record,
    accept: &Accept,
    owner: Option<OwnerId>,
) -> StoreResult<Answer> {
    if let Some(row) = earlier_run(transaction, record.workspace, accept)? {
        return Ok(Ok(Committed::Duplicate(row)));
    }
    if let Some(row) = earlier_child(transaction, record.workspace, accept)? {
        return Ok(Ok(Committed::Duplicate(row)));
    }
    if !insert_run(transaction, hot_path, record, accept, owner)? {
        return Ok(Err(StoreError::Conflict(format!("`{}` has begun already", record.run))));
    }
    if let Some(key) = &accept.idempotency {
        put_key(transaction, record, key)?;
    }
    if record.status.is_final() {
        hot_path.count_end(accept.flow, record);
    }
    keep_data(transaction, record)?;
    Ok(Ok(Committed::Durable))
}

fn advance_run(
    transaction: &Transaction<'_>,
    hot_path: &mut HotPath,
    record: &Record,
    owner: Option<OwnerId>,
) -> StoreResult<Answer> {
    let Some(standing) = standing(transaction, record)? else {
        return Ok(Err(StoreError::NotFound("run")));
    };
    if owner.is_some() && standing.owner != owner {
        return Ok(Err(StoreError::Fenced));
    }
    if standing.next_sequence != record.sequence {
        return Ok(Err(out_of_order(record, standing.next_sequence)));
    }
    update_run(transaction, record)?;
    if record.status.is_final() && !standing.is_final {
        hot_path.count_end(standing.flow, record);
    }
    keep_data(transaction, record)?;
    Ok(Ok(Committed::Durable))
}

/// How a run stood before this record.
struct Standing {
    next_sequence: u32,
    is_final: bool,
    flow: FlowId,
    owner: Option<OwnerId>,
}

fn standing(transaction: &Transaction<'_>, record: &Record) -> StoreResult<Option<Standing>> {
    let key = params![record.run.0.into_bytes(), record.workspace.0.into_bytes()];
    first(transaction, query!("runs/standing"), key, |fields| {
        Ok(Standing {
            next_sequence: fields.take()?,
            is_final: fields.one_of("run status", RunStatus::from_number)?.is_final(),
            flow: FlowId(fields.uuid()?),
            owner: fields.optional_uuid()?.map(OwnerId),
        })
    })
}

/// Whether the lease of this owner was not ended by others.
fn is_there(transaction: &Transaction<'_>, owner: OwnerId) -> StoreResult<bool> {
    Ok(first(transaction, query!("owners/is_there"), params![owner.0.into_bytes()], |_| Ok(()))?.is_some())
}

/// What is kept under the idempotency key of a new run, unless the key has ended.
fn earlier_run(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    accept: &Accept,
) -> StoreResult<Option<IdempotencyRow>> {
    let Some(IdempotencyKey { scope, key, .. }) = &accept.idempotency else { return Ok(None) };
    let found = find_key(transaction, workspace, scope, key)?;
    Ok(found.filter(|(_, expires_at)| *expires_at > accept.started_at).map(|(row, _)| row))
}

/// Tells whether it was inserted; if not, there is a run with this id.
fn insert_run(
    transaction: &Transaction<'_>,
    hot_path: &mut HotPath,
    record: &Record,
    accept: &Accept,
    owner: Option<OwnerId>,
) -> StoreResult<bool> {
    let system = hot_path.is_system(transaction, accept.flow)?;
    let (error_node, error_message) = error_columns(record.error.as_ref());
    let row = params![
        record.run.0.into_bytes(),
        record.workspace.0.into_bytes(),
        accept.flow.0.into_bytes(),
        accept.version.0.into_bytes(),
        accept.version_number,
        accept.mode as u8,
        record.status as u8,
        system,
        next_sequence(record),
        accept.started_at.0,
        record.finished_at.map(|time| time.0),
        record.wake_at.map(|time| time.0),
        error_node,
        error_message,
        accept.retry_of.map(|run| run.0.into_bytes()),
        accept.parent.as_ref().map(|parent| parent.run.0.into_bytes()),
        accept.parent.as_ref().map(|parent| parent.step.as_str()),
        accept.parent.as_ref().map_or(0, |parent| parent.depth),
        owner.filter(|_| !record.status.is_final()).map(|owner| owner.0.into_bytes()),
    ];
    Ok(execute(transaction, query!("runs/insert"), row)? > 0)
}

fn update_run(transaction: &Transaction<'_>, record: &Record) -> StoreResult<()> {
    let (error_node, error_message) = error_columns(record.error.as_ref());
    let row = params![
        record.run.0.into_bytes(),
        next_sequence(record),
        record.status as u8,
        record.wake_at.map(|time| time.0),
        record.finished_at.map(|time| time.0),
        error_node,
        error_message,
    ];
    execute(transaction, query!("runs/advance"), row)?;
    Ok(())
}

fn put_key(transaction: &Transaction<'_>, record: &Record, key: &IdempotencyKey) -> StoreResult<()> {
    let row = params![
        record.workspace.0.into_bytes(),
        key.scope,
        key.key,
        record.run.0.into_bytes(),
        key.body_hash,
        key.expires_at.0
    ];
    execute(transaction, query!("idempotency/put"), row)?;
    Ok(())
}

/// Keeps what hangs on the run: the chunk, the answer, the messages.
fn keep_data(transaction: &Transaction<'_>, record: &Record) -> StoreResult<()> {
    if record.replaces && !record.chunk.is_empty() {
        execute(transaction, query!("runs/replace_chunks"), params![record.run.0.into_bytes(), record.sequence])?;
    }
    for step in &record.abandons {
        let child = params![record.run.0.into_bytes(), step, record.workspace.0.into_bytes()];
        execute(transaction, query!("runs/request_cancel"), child)?;
    }
    if !record.chunk.is_empty() {
        let chunk = params![record.run.0.into_bytes(), record.sequence, record.chunk];
        execute(transaction, query!("runs/insert_chunk"), chunk)?;
    }
    if let Some((key, answer)) = &record.answer {
        let run = record.run.0.into_bytes();
        let row = params![record.workspace.0.into_bytes(), key.scope, key.key, run, answer];
        execute(transaction, query!("idempotency/answer"), row)?;
    }
    for mail in &record.heard {
        execute(transaction, query!("inbox/answer"), params![mail.0.into_bytes(), Vec::<u8>::new()])?;
    }
    if !record.waits.is_empty() {
        waits::keep(transaction, &[record])?;
    }
    for message in &record.messages {
        messages::insert(transaction, record.workspace, record.run, message)?;
    }
    Ok(())
}
