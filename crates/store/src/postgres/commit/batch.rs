//! One batch: which records go together, and their statements.

use super::Request;
use crate::postgres::connection::{Connection, Isolation};
use crate::runs::{Accept, Committed, IdempotencyKey, Record, RunStatus};
use crate::sql::fields::Fields;
use crate::sql::messages;
use crate::sql::record::{error_columns, next_sequence, out_of_order};
use crate::sql::runs::{earlier_child, find_key};
use crate::sql::transaction::Transaction;
use crate::sql::waits;
use crate::sql::{QUARTER_MS, Reach};
use crate::{StoreError, StoreResult};
use ::postgres::Row;
use ::postgres::types::ToSql;
use flow::id::{FlowId, OwnerId};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

macro_rules! statement {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/commit/", $name, ".sql"))
    };
}

/// So many processes have numbers of their own for their lanes.
const LANE_PROCESSES: u32 = 1 << 16;

/// Records that are committed together.
pub(super) struct Batch {
    requests: Vec<Request>,
    /// Under which they are committed: the same for all.
    owner: Option<OwnerId>,
}

/// What became of each record of a batch.
type Outcomes = Vec<StoreResult<Committed>>;

impl Batch {
    /// Puts records together; gives those back that must wait for the next batch,
    /// because one before them wants the same idempotency key, is of the same run, or is
    /// of another life of this process.
    pub(super) fn of(requests: Vec<Request>) -> (Self, Vec<Request>) {
        let owner = requests.first().and_then(|request| request.owner);
        let (mut keys, mut seen) = (HashSet::new(), HashSet::new());
        let (mut together, mut postponed) = (Vec::with_capacity(requests.len()), Vec::new());
        for request in requests {
            let record = &request.record;
            let key = key_of(record).map(|key| (record.workspace, key.scope.clone(), key.key.clone()));
            let is_free = seen.insert(record.run) && key.is_none_or(|key| keys.insert(key));
            if is_free && request.owner == owner { &mut together } else { &mut postponed }.push(request);
        }
        (Self { requests: together, owner }, postponed)
    }

    /// Under which it is committed.
    pub(super) fn owner(&self) -> Option<OwnerId> {
        self.owner
    }

    pub(super) fn len(&self) -> usize {
        self.requests.len()
    }

    pub(super) fn singles(self) -> impl Iterator<Item = Self> {
        self.requests.into_iter().map(move |request| Self { requests: vec![request], owner: self.owner })
    }

    pub(super) fn answer(self, outcome: StoreResult<Outcomes>) {
        let outcomes = match outcome {
            Ok(outcomes) => outcomes,
            Err(error) => self.requests.iter().map(|_| Err(error.clone())).collect(),
        };
        for (request, outcome) in self.requests.into_iter().zip(outcomes) {
            // The caller may have gone; what is written stays written.
            request.sender.send(outcome).ok();
        }
    }

    /// Begins its transaction. If that fails, nothing is kept.
    pub(super) fn start(&self, connection: &mut Connection) -> StoreResult<()> {
        match self.owner {
            Some(owner) => connection.start_fenced(owner),
            None => connection.start(Isolation::Statement, Reach::Server),
        }
    }

    /// Commits what can be committed, in the transaction that was begun; says for each
    /// record what became of it.
    pub(super) fn commit(&self, connection: &mut Connection, lane: u32) -> StoreResult<Outcomes> {
        let transaction = Transaction::Postgres(RefCell::new(connection.started()));
        let owner = self.owner.map(|owner| owner.0);
        let mut work = Work { transaction, owner, ends: BTreeMap::new() };
        let beginnings: Vec<_> =
            self.records().filter_map(|(place, record)| Some((place, record, record.accept.as_ref()?))).collect();
        let advances: Vec<_> = self.records().filter(|(_, record)| record.accept.is_none()).collect();
        let mut refusals: Vec<Option<StoreResult<Committed>>> = self.requests.iter().map(|_| None).collect();
        work.take_keys(&beginnings, &mut refusals)?;
        work.begin_runs(&beginnings, &mut refusals)?;
        work.advance_runs(&advances, &mut refusals)?;
        let is_accepted = |(place, record)| refusals.get::<usize>(place)?.is_none().then_some(record);
        work.keep_data(&self.records().filter_map(is_accepted).collect::<Vec<_>>())?;
        work.write_counts(lane_of(owner, lane))?;
        work.commit()?;
        Ok(refusals.into_iter().map(|refusal| refusal.unwrap_or(Ok(Committed::Durable))).collect())
    }

    fn records(&self) -> impl Iterator<Item = (usize, &Record)> {
        self.requests.iter().map(|request| &request.record).enumerate()
    }
}

fn key_of(record: &Record) -> Option<&IdempotencyKey> {
    record.accept.as_ref()?.idempotency.as_ref()
}

/// The transaction of a batch.
struct Work<'a> {
    transaction: Transaction<'a>,
    owner: Option<Uuid>,
    /// Ended and failed runs by flow and quarter of an hour, in one order for all lanes.
    ends: BTreeMap<(Uuid, i64), (i32, i32)>,
}

/// Records that begin a run, with their places in the batch.
type Beginnings<'a> = [(usize, &'a Record, &'a Accept)];
/// What is refused, by place in the batch.
type Refusals = [Option<StoreResult<Committed>>];

impl Work<'_> {
    /// Takes the keys of new runs; a run whose key belongs to another is refused.
    fn take_keys(&mut self, beginnings: &Beginnings<'_>, refusals: &mut Refusals) -> StoreResult<()> {
        let keyed: Vec<(usize, &Record, &Accept, &IdempotencyKey)> = beginnings
            .iter()
            .filter_map(|(place, record, accept)| Some((*place, *record, *accept, accept.idempotency.as_ref()?)))
            .collect();
        // Requests of one batch are as good as simultaneous: one moment decides which keys have ended.
        let Some(now) = keyed.iter().map(|(_, _, accept, _)| accept.started_at.0).min() else { return Ok(()) };
        let rows = self.lists(
            statement!("take_keys"),
            &[
                &column(&keyed, |(_, record, ..)| record.workspace.0),
                &column(&keyed, |(.., key)| key.scope.as_str()),
                &column(&keyed, |(.., key)| key.key.as_str()),
                &column(&keyed, |(_, record, ..)| record.run.0),
                &column(&keyed, |(.., key)| key.body_hash.as_slice()),
                &column(&keyed, |(.., key)| key.expires_at.0),
                &now,
            ],
        )?;
        let holders = ids(&rows)?;
        for (place, record, _, key) in keyed.iter().filter(|(_, record, ..)| !holders.contains(&record.run.0)) {
            let found = find_key(&self.transaction, record.workspace, &key.scope, &key.key)?;
            let (row, _) = found.ok_or_else(|| StoreError::Unavailable("a key went meanwhile".to_owned()))?;
            refusals[*place] = Some(Ok(Committed::Duplicate(row)));
        }
        Ok(())
    }

    fn begin_runs(&mut self, beginnings: &Beginnings<'_>, refusals: &mut Refusals) -> StoreResult<()> {
        let begun: Vec<(usize, &Record, &Accept)> =
            beginnings.iter().filter(|(place, ..)| refusals[*place].is_none()).copied().collect();
        if begun.is_empty() {
            return Ok(());
        }
        let errors = column(&begun, |(_, record, _)| error_columns(record.error.as_ref()));
        let rows = self.lists(
            statement!("begin_runs"),
            &[
                &column(&begun, |(_, record, _)| record.run.0),
                &column(&begun, |(_, record, _)| record.workspace.0),
                &column(&begun, |(.., accept)| accept.flow.0),
                &column(&begun, |(.., accept)| accept.version.0),
                &column(&begun, |(.., accept)| accept.version_number.map(u32::cast_signed)),
                &column(&begun, |(.., accept)| i32::from(accept.mode as u8)),
                &column(&begun, |(_, record, _)| i32::from(record.status as u8)),
                &column(&begun, |(_, record, _)| next_sequence(record).cast_signed()),
                &column(&begun, |(.., accept)| accept.started_at.0),
                &column(&begun, |(_, record, _)| record.finished_at.map(|time| time.0)),
                &column(&begun, |(_, record, _)| record.wake_at.map(|time| time.0)),
                &column(&errors, |(node, _)| *node),
                &column(&errors, |(_, message)| *message),
                &column(&begun, |(.., accept)| accept.retry_of.map(|run| run.0)),
                &column(&begun, |(.., accept)| accept.parent.as_ref().map(|parent| parent.run.0)),
                &column(&begun, |(.., accept)| accept.parent.as_ref().map(|parent| parent.step.as_str())),
                &column(&begun, |(.., accept)| accept.parent.as_ref().map_or(0, |parent| parent.depth).cast_signed()),
                &self.owner,
            ],
        )?;
        let new = ids(&rows)?;
        let mut keys_to_drop = Vec::new();
        for (place, record, accept) in begun {
            if !new.contains(&record.run.0) {
                refusals[place] = Some(match earlier_child(&self.transaction, record.workspace, accept)? {
                    Some(row) => Ok(Committed::Duplicate(row)),
                    None => Err(StoreError::Conflict(format!("`{}` has begun already", record.run))),
                });
                keys_to_drop.extend(accept.idempotency.as_ref().map(|_| record.run.0));
            } else if record.status.is_final() {
                self.count_end(accept.flow, record);
            }
        }
        if !keys_to_drop.is_empty() {
            self.lists(statement!("drop_keys"), &[&keys_to_drop])?;
        }
        Ok(())
    }

    fn advance_runs(&mut self, advances: &[(usize, &Record)], refusals: &mut Refusals) -> StoreResult<()> {
        if advances.is_empty() {
            return Ok(());
        }
        let errors = column(advances, |(_, record)| error_columns(record.error.as_ref()));
        let rows = self.lists(
            statement!("advance_runs"),
            &[
                &column(advances, |(_, record)| record.run.0),
                &column(advances, |(_, record)| record.workspace.0),
                &column(advances, |(_, record)| record.sequence.cast_signed()),
                &column(advances, |(_, record)| next_sequence(record).cast_signed()),
                &column(advances, |(_, record)| i32::from(record.status as u8)),
                &column(advances, |(_, record)| record.wake_at.map(|time| time.0)),
                &column(advances, |(_, record)| record.finished_at.map(|time| time.0)),
                &column(&errors, |(node, _)| *node),
                &column(&errors, |(_, message)| *message),
                &self.owner,
            ],
        )?;
        let standing = rows.iter().map(Standing::of).collect::<StoreResult<HashMap<_, _>>>()?;
        for (place, record) in advances {
            match standing.get(&record.run.0) {
                None => refusals[*place] = Some(Err(StoreError::NotFound("run"))),
                Some(standing) if !standing.is_own => refusals[*place] = Some(Err(StoreError::Fenced)),
                Some(standing) if !standing.moved => {
                    refusals[*place] = Some(Err(out_of_order(record, standing.next_sequence)));
                }
                Some(standing) if record.status.is_final() && !standing.is_final => {
                    self.count_end(standing.flow, record)
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// Keeps what hangs on the runs: chunks, answers, messages.
    fn keep_data(&mut self, accepted: &[&Record]) -> StoreResult<()> {
        let replaced: Vec<_> =
            accepted.iter().filter(|record| record.replaces && !record.chunk.is_empty()).copied().collect();
        if !replaced.is_empty() {
            let runs = column(&replaced, |record| record.run.0);
            self.lists(
                statement!("replace_chunks"),
                &[&runs, &column(&replaced, |record| record.sequence.cast_signed())],
            )?;
        }
        let abandoned: Vec<(&Record, &String)> =
            accepted.iter().flat_map(|record| record.abandons.iter().map(move |step| (*record, step))).collect();
        if !abandoned.is_empty() {
            let (runs, steps) =
                (column(&abandoned, |(record, _)| record.run.0), column(&abandoned, |(_, step)| step.as_str()));
            self.lists(
                statement!("request_cancels"),
                &[&runs, &steps, &column(&abandoned, |(record, _)| record.workspace.0)],
            )?;
        }
        let chunks: Vec<&Record> = accepted.iter().filter(|record| !record.chunk.is_empty()).copied().collect();
        if !chunks.is_empty() {
            let runs = column(&chunks, |record| record.run.0);
            let sequences = column(&chunks, |record| record.sequence.cast_signed());
            self.lists(
                statement!("insert_chunks"),
                &[&runs, &sequences, &column(&chunks, |record| record.chunk.as_slice())],
            )?;
        }
        let answers: Vec<_> = accepted
            .iter()
            .filter_map(|record| record.answer.as_ref().map(|(key, answer)| (record, key, answer)))
            .collect();
        if !answers.is_empty() {
            self.lists(
                statement!("keep_answers"),
                &[
                    &column(&answers, |(record, ..)| record.workspace.0),
                    &column(&answers, |(_, key, _)| key.scope.as_str()),
                    &column(&answers, |(_, key, _)| key.key.as_str()),
                    &column(&answers, |(record, ..)| record.run.0),
                    &column(&answers, |(.., answer)| answer.as_slice()),
                ],
            )?;
        }
        let heard: Vec<Uuid> = accepted.iter().flat_map(|record| &record.heard).map(|mail| mail.0).collect();
        if !heard.is_empty() {
            self.lists(statement!("answer_mail"), &[&heard])?;
        }
        let waiting: Vec<_> = accepted.iter().filter(|record| !record.waits.is_empty()).copied().collect();
        if !waiting.is_empty() {
            waits::keep(&self.transaction, &waiting)?;
        }
        for record in accepted {
            for message in &record.messages {
                messages::insert(&self.transaction, record.workspace, record.run, message)?;
            }
        }
        Ok(())
    }

    fn count_end(&mut self, flow: FlowId, record: &Record) {
        let quarter = record.finished_at.unwrap_or_default().0.div_euclid(QUARTER_MS);
        let (finished, failed) = self.ends.entry((flow.0, quarter)).or_default();
        *finished += 1;
        *failed += i32::from(record.status == RunStatus::Failed);
    }

    fn write_counts(&mut self, lane: i32) -> StoreResult<()> {
        let ends: Vec<_> = std::mem::take(&mut self.ends).into_iter().collect();
        if ends.is_empty() {
            return Ok(());
        }
        self.lists(
            statement!("count_ends"),
            &[
                &column(&ends, |((flow, _), _)| *flow),
                &column(&ends, |((_, quarter), _)| *quarter),
                &column(&ends, |(_, (finished, _))| *finished),
                &column(&ends, |(_, (_, failed))| *failed),
                &lane,
            ],
        )?;
        Ok(())
    }

    fn commit(self) -> StoreResult<()> {
        match self.transaction {
            Transaction::Postgres(prepared) => prepared.into_inner().commit(),
            Transaction::Sqlite(_) => Err(not_ours()),
        }
    }

    /// Performs a statement over lists.
    fn lists(&self, text: &'static str, lists: &[&(dyn ToSql + Sync)]) -> StoreResult<Vec<Row>> {
        match &self.transaction {
            Transaction::Postgres(prepared) => prepared.borrow_mut().query_with(text, lists),
            Transaction::Sqlite(_) => Err(not_ours()),
        }
    }
}

/// How a run stood before its record.
struct Standing {
    flow: FlowId,
    next_sequence: u32,
    is_final: bool,
    moved: bool,
    is_own: bool,
}

impl Standing {
    fn of(row: &Row) -> StoreResult<(Uuid, Self)> {
        let mut fields = Fields::of_postgres(row);
        let run = fields.uuid()?;
        let standing = Self {
            flow: FlowId(fields.uuid()?),
            next_sequence: fields.take()?,
            is_final: fields.one_of("run status", RunStatus::from_number)?.is_final(),
            moved: fields.take()?,
            is_own: fields.take()?,
        };
        Ok((run, standing))
    }
}

/// Whose rows a lane counts in. Lanes of two processes that counted in the same rows would
/// wait for each other's commits, so their numbers are made from the ends of their ids, which
/// are random.
fn lane_of(owner: Option<Uuid>, lane: u32) -> i32 {
    let process = owner.map_or(0, |owner| owner.as_u128() as u32 % LANE_PROCESSES);
    (process * super::LANES + lane).cast_signed()
}

/// One list of what each row gives.
fn column<'a, R, T>(rows: &'a [R], read: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(read).collect()
}

fn ids(rows: &[Row]) -> StoreResult<HashSet<Uuid>> {
    rows.iter().map(|row| Fields::of_postgres(row).uuid()).collect()
}

fn not_ours() -> StoreError {
    StoreError::Database("this transaction is of another database".to_owned())
}
