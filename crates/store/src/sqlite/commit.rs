//! The hot path: one record of one run becomes durable.
//!
//! Everything that can be refused is looked up before the first row is written.
//! There is only one writer, so what was looked up stays true; a refusal leaves no
//! trace and costs no savepoint, which would copy every page it touches.

use super::messages;
use super::query::{execute, first, query};
use super::writer::{Request, answer};
use crate::runs::{Accept, Committed, IdempotencyKey, IdempotencyRow, Parent, Record, RunError, RunStatus};
use crate::{StoreError, StoreResult};
use flow::Timestamp;
use flow::id::{FlowId, RunId, WorkspaceId};
use rusqlite::{Connection, params};
use std::collections::HashMap;
use tokio::sync::oneshot;

pub(super) const QUARTER_MS: i64 = 15 * 60 * 1000;
const ERROR_CHARACTERS: usize = 500;
/// Rows beside the chunk: the run and its index entries.
const ROW_BYTES: usize = 300;

/// A record on its way through the writer.
pub(super) struct CommitRequest {
    record: Record,
    result: Option<StoreResult<Committed>>,
    sender: oneshot::Sender<StoreResult<Committed>>,
}

impl CommitRequest {
    pub(super) fn new(record: Record, sender: oneshot::Sender<StoreResult<Committed>>) -> Self {
        Self { record, result: None, sender }
    }
}

impl Request for CommitRequest {
    fn size_bytes(&self) -> usize {
        self.record.chunk.len() + ROW_BYTES
    }

    fn perform(&mut self, connection: &Connection, hot_path: &mut HotPath) -> StoreResult<()> {
        self.result = Some(commit(connection, hot_path, &self.record)?);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), &StoreError>) {
        answer(self.sender, self.result, outcome);
    }
}

/// What the writer remembers between records.
#[derive(Default)]
pub(super) struct HotPath {
    /// Ended and failed runs of this batch by flow and quarter of an hour: one row each instead of one a run.
    counts: HashMap<(FlowId, i64), (i64, i64)>,
    /// Whether a flow is one of the server's own; never changes.
    system_flows: HashMap<FlowId, bool>,
}

impl HotPath {
    /// Adds what ended in this batch to the counts; the last thing before its commit.
    pub(super) fn write_counts(&mut self, connection: &Connection) -> StoreResult<()> {
        for ((flow, quarter), (finished, failed)) in &self.counts {
            execute(connection, query!("runs/count"), params![flow.0.into_bytes(), quarter, finished, failed])?;
        }
        Ok(())
    }

    /// Forgets the counts, after the commit or its failure.
    pub(super) fn end_batch(&mut self) {
        self.counts.clear();
    }

    fn count_end(&mut self, flow: FlowId, record: &Record) {
        let quarter = record.finished_at.unwrap_or_default().0.div_euclid(QUARTER_MS);
        let (finished, failed) = self.counts.entry((flow, quarter)).or_default();
        *finished += 1;
        *failed += i64::from(record.status == RunStatus::Failed);
    }

    fn is_system(&mut self, connection: &Connection, flow: FlowId) -> StoreResult<bool> {
        if let Some(system) = self.system_flows.get(&flow) {
            return Ok(*system);
        }
        let system = first(connection, query!("runs/flow_is_system"), [flow.0.into_bytes()], |fields| fields.take())?;
        // A flow that is not there (any more) is not remembered.
        if let Some(system) = system {
            self.system_flows.insert(flow, system);
        }
        Ok(system.unwrap_or(false))
    }
}

/// What the caller is told. An error around it means that the transaction is broken;
/// one inside it concerns this record only.
type Answer = StoreResult<Committed>;

fn commit(connection: &Connection, hot_path: &mut HotPath, record: &Record) -> StoreResult<Answer> {
    match &record.accept {
        Some(accept) => begin_run(connection, hot_path, record, accept),
        None => advance_run(connection, hot_path, record),
    }
}

fn begin_run(connection: &Connection, hot_path: &mut HotPath, record: &Record, accept: &Accept) -> StoreResult<Answer> {
    if let Some(row) = earlier_run(connection, record.workspace, accept)? {
        return Ok(Ok(Committed::Duplicate(row)));
    }
    if let Some(run) = earlier_child(connection, record.workspace, accept)? {
        return Ok(Ok(Committed::Duplicate(IdempotencyRow { run, body_hash: [0; 32], answer: None })));
    }
    if !insert_run(connection, hot_path, record, accept)? {
        return Ok(Err(StoreError::Conflict(format!("`{}` has begun already", record.run))));
    }
    if let Some(key) = &accept.idempotency {
        put_key(connection, record, key)?;
    }
    if record.status.is_final() {
        hot_path.count_end(accept.flow, record);
    }
    keep_data(connection, record)?;
    Ok(Ok(Committed::Durable))
}

fn advance_run(connection: &Connection, hot_path: &mut HotPath, record: &Record) -> StoreResult<Answer> {
    let Some(standing) = standing(connection, record)? else {
        return Ok(Err(StoreError::NotFound("run")));
    };
    if standing.next_sequence != record.sequence {
        return Ok(Err(StoreError::Conflict(format!(
            "chunk {} of `{}` was given, but its next one is {}",
            record.sequence, record.run, standing.next_sequence
        ))));
    }
    update_run(connection, record)?;
    if record.status.is_final() && !standing.is_final {
        hot_path.count_end(standing.flow, record);
    }
    keep_data(connection, record)?;
    Ok(Ok(Committed::Durable))
}

/// How a run stood before this record.
struct Standing {
    next_sequence: u32,
    is_final: bool,
    flow: FlowId,
}

fn standing(connection: &Connection, record: &Record) -> StoreResult<Option<Standing>> {
    let key = (record.run.0.into_bytes(), record.workspace.0.into_bytes());
    first(connection, query!("runs/standing"), key, |fields| {
        Ok(Standing {
            next_sequence: fields.take()?,
            is_final: fields.one_of("run status", RunStatus::from_number)?.is_final(),
            flow: FlowId(fields.uuid()?),
        })
    })
}

/// What is kept under the idempotency key of a new run, unless the key has ended.
fn earlier_run(
    connection: &Connection,
    workspace: WorkspaceId,
    accept: &Accept,
) -> StoreResult<Option<IdempotencyRow>> {
    let Some(IdempotencyKey { scope, key, .. }) = &accept.idempotency else { return Ok(None) };
    let found = find_key(connection, workspace, scope, key)?;
    Ok(found.filter(|(_, expires_at)| *expires_at > accept.started_at).map(|(row, _)| row))
}

/// The run the parent's step began before.
fn earlier_child(connection: &Connection, workspace: WorkspaceId, accept: &Accept) -> StoreResult<Option<RunId>> {
    let Some(Parent { run, step, .. }) = &accept.parent else { return Ok(None) };
    let key = params![run.0.into_bytes(), step, workspace.0.into_bytes()];
    first(connection, query!("runs/earlier_child"), key, |fields| fields.uuid().map(RunId))
}

/// What is kept under a key, and until when.
pub(super) fn find_key(
    connection: &Connection,
    workspace: WorkspaceId,
    scope: &str,
    key: &str,
) -> StoreResult<Option<(IdempotencyRow, Timestamp)>> {
    first(connection, query!("idempotency/find"), params![workspace.0.into_bytes(), scope, key], |fields| {
        let row = IdempotencyRow { run: RunId(fields.uuid()?), body_hash: fields.take()?, answer: fields.take()? };
        Ok((row, fields.time()?))
    })
}

/// Tells whether it was inserted; if not, there is a run with this id.
fn insert_run(connection: &Connection, hot_path: &mut HotPath, record: &Record, accept: &Accept) -> StoreResult<bool> {
    let system = hot_path.is_system(connection, accept.flow)?;
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
    ];
    Ok(execute(connection, query!("runs/insert"), row)? > 0)
}

fn update_run(connection: &Connection, record: &Record) -> StoreResult<()> {
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
    execute(connection, query!("runs/advance"), row)?;
    Ok(())
}

fn put_key(connection: &Connection, record: &Record, key: &IdempotencyKey) -> StoreResult<()> {
    let row = params![
        record.workspace.0.into_bytes(),
        key.scope,
        key.key,
        record.run.0.into_bytes(),
        key.body_hash,
        key.expires_at.0
    ];
    execute(connection, query!("idempotency/put"), row)?;
    Ok(())
}

/// Keeps what hangs on the run: the chunk, the answer, the messages.
fn keep_data(connection: &Connection, record: &Record) -> StoreResult<()> {
    if record.replaces && !record.chunk.is_empty() {
        execute(connection, query!("runs/replace_chunks"), params![record.run.0.into_bytes(), record.sequence])?;
    }
    for step in &record.abandons {
        let child = params![record.run.0.into_bytes(), step, record.workspace.0.into_bytes()];
        execute(connection, query!("runs/request_cancel"), child)?;
    }
    if !record.chunk.is_empty() {
        let chunk = params![record.run.0.into_bytes(), record.sequence, record.chunk];
        execute(connection, query!("runs/insert_chunk"), chunk)?;
    }
    if let Some((key, answer)) = &record.answer {
        let run = record.run.0.into_bytes();
        let row = params![record.workspace.0.into_bytes(), key.scope, key.key, run, answer];
        execute(connection, query!("idempotency/answer"), row)?;
    }
    for message in &record.messages {
        messages::insert(connection, record.workspace, record.run, message)?;
    }
    Ok(())
}

/// The number of the chunk after this record; one without a chunk uses up no number.
fn next_sequence(record: &Record) -> u32 {
    record.sequence.saturating_add(u32::from(!record.chunk.is_empty()))
}

fn error_columns(error: Option<&RunError>) -> (Option<&str>, Option<&str>) {
    let message = error.map(|error| {
        let end = error.message.char_indices().nth(ERROR_CHARACTERS).map_or(error.message.len(), |(index, _)| index);
        &error.message[..end]
    });
    (error.map(|error| error.node.0.as_str()), message)
}
