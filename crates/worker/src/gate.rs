//! The start gate: which runs begin at once, which wait for their turn, and which are
//! refused, by the limits of their flow and workspace and by the shares of a server
//! that has much to do.
//!
//! What may begin is decided by the store, in a transaction that counts the runs whose
//! rows are open, so it holds after a crash and between processes. Here is what the store
//! is asked, in which order, and what follows. A run that waits is a row with one chunk
//! that says how it begins; nothing of it is in memory but its id.

mod bounds;
mod fair;
pub(crate) mod pressure;
mod seats;
mod slots;
mod turns;
mod waiting;

pub(crate) use bounds::FlowLimits;
pub(crate) use fair::FairQueue;
pub(crate) use seats::{Seat, Seats};
pub(crate) use slots::Slots;
pub(crate) use turns::run;

use crate::active::Active;
use crate::version::Version;
use crate::{Inner, answer, live, pack, recover};
use bounds::WorkspaceLimits;
use engine::Event;
use flow::document::WhenFull;
use flow::id::{RunId, WorkspaceId};
use flow::{Items, Timestamp};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::door::{Launched, Refusal, RunnerError};
use store::limits::{Ask, Bound, Full, Limit, Turn, TurnRow};
use store::runs::{Accept, Committed, IdempotencyKey, Parent, Record, RunError, RunMode, RunStatus};
use store::{StoreError, StoreResult};
use tokio::sync::Notify;
use waiting::{Name, Waiting};

/// A run that waits because its workspace has its share of this process.
const SHARE: &str = "the workspace has its share of the server, and others have theirs";
/// Whoever is refused because too many runs are under way may come again after this long.
const COME_AGAIN_MS: u64 = 5_000;
/// Queued runs are looked up in pieces of this size when they are taken up.
const PIECE: usize = 500;
/// While the database does not answer, it is tried again after this long.
const TRY_AGAIN: Duration = Duration::from_millis(200);

/// The start gate of a process.
pub(crate) struct Gate {
    workspaces: WorkspaceLimits,
    waiting: Mutex<Waiting>,
    /// Runs that may begin and are not in memory yet.
    due: Mutex<HashSet<RunId>>,
    /// Runs that are over and whose places are not given back yet.
    ended: Mutex<Vec<(RunId, Name)>>,
    /// Queued runs that were found and have to be taken up.
    found: Mutex<Vec<RunId>>,
    changed: Notify,
    is_changed: AtomicBool,
}

impl Gate {
    /// With what the server allows each workspace.
    pub fn new(most: Bound) -> Self {
        Self {
            workspaces: WorkspaceLimits::new(most),
            waiting: Mutex::default(),
            due: Mutex::default(),
            ended: Mutex::default(),
            found: Mutex::default(),
            changed: Notify::new(),
            is_changed: AtomicBool::new(false),
        }
    }

    /// How many runs wait for their turn.
    pub fn waiting_count(&self) -> usize {
        self.waiting().len()
    }

    /// Takes in that limits have changed.
    pub fn note_change(&self) {
        self.is_changed.store(true, Ordering::Release);
        self.changed.notify_one();
    }

    /// A queued run was found that nobody has in memory.
    pub fn note_found(&self, run: RunId) {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).push(run);
        self.changed.notify_one();
    }

    fn take_found(&self) -> Vec<RunId> {
        std::mem::take(&mut *self.found.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Forgets all runs: they are another process's now.
    pub fn clear(&self) {
        *self.waiting() = Waiting::default();
        self.due.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.take_ended();
        self.take_found();
    }

    fn take_is_changed(&self) -> bool {
        self.is_changed.swap(false, Ordering::AcqRel)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // A panic in it leaves a lane unasked at worst, and the next change asks again.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note_due(&self, run: RunId) {
        self.due.lock().unwrap_or_else(PoisonError::into_inner).insert(run);
    }

    fn due_count(&self) -> usize {
        self.due.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether a run that is in memory now was let begin.
    pub fn take_due(&self, run: RunId) -> bool {
        let is_due = self.due.lock().unwrap_or_else(PoisonError::into_inner).remove(&run);
        if is_due {
            self.changed.notify_one();
        }
        is_due
    }

    fn note_ended(&self, run: RunId, name: Name) {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).push((run, name));
        self.changed.notify_one();
    }

    fn take_ended(&self) -> Vec<(RunId, Name)> {
        std::mem::take(&mut *self.ended.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn put_back_ended(&self, ended: Vec<(RunId, Name)>) {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).extend(ended);
    }

    /// Whether runs of this version are counted anywhere.
    fn counts(&self, version: &Version, mode: RunMode) -> bool {
        // A test is somebody's who sits in front of it; a job is the server's own.
        !matches!(mode, RunMode::Test | RunMode::Job)
            && (version.limits.is_some() || !self.workspaces.of(version.workspace).is_free())
    }
}

/// A run that wants to begin.
pub(crate) struct Applicant<'a> {
    pub id: RunId,
    pub version: &'a Arc<Version>,
    pub mode: RunMode,
    pub items: &'a Items,
    pub idempotency: Option<&'a IdempotencyKey>,
    /// The run that begins it, and that holds places already.
    pub parent: Option<&'a Parent>,
}

/// What becomes of a run that wants to begin.
pub(crate) enum Admission {
    /// It begins.
    Begins,
    /// It is kept until its turn comes.
    Waits(Queued),
    /// It is written down and never begins, for this reason.
    Skipped(String),
}

/// A run that is to be kept until its turn comes.
pub(crate) struct Queued {
    name: Name,
    bound: Bound,
    waits_for: String,
}

/// Decides about a run that wants to begin. Costs a look at two flags where nothing is limited.
pub(crate) async fn admit(inner: &Inner, applicant: &Applicant<'_>) -> Result<Admission, RunnerError> {
    let version = applicant.version;
    let is_counted = inner.gate.counts(version, applicant.mode);
    let has_its_share = applicant.parent.is_none()
        && !matches!(applicant.mode, RunMode::Test)
        && inner.seats.has_its_share(version.workspace);
    if !is_counted && !has_its_share {
        return Ok(Admission::Begins);
    }
    if is_within_itself(inner, applicant).await? {
        return Ok(Admission::Begins);
    }
    if let Some(key) = applicant.idempotency {
        // Whoever repeats a request is told what became of it, and takes no place.
        let found = inner.store.idempotency(version.workspace, &key.scope, &key.key).await?;
        if let Some(row) = found {
            return Err(RunnerError::Duplicate(row));
        }
    }
    let name = name(inner, version, applicant.items);
    let ask = asking(inner, applicant, &name, has_its_share);
    let turn = inner.store.take_turns(vec![ask], Vec::new()).await?.pop();
    let Some(Turn::Full(full)) = turn else { return Ok(Admission::Begins) };
    let when_full = version.limits.as_ref().map_or(WhenFull::Wait, |limits| limits.when(&full.limit));
    match when_full {
        WhenFull::Wait => {
            let waits_for = full.limit.to_string();
            if inner.gate.waiting().of_workspace(version.workspace) >= inner.limits.queued_runs {
                inner.gate.note_ended(applicant.id, name);
                return Err(too_many_wait(inner.limits.queued_runs));
            }
            let bound = version.limits.as_ref().map(|limits| limits.bound).unwrap_or_default();
            Ok(Admission::Waits(Queued { name, bound, waits_for }))
        }
        WhenFull::Skip => Ok(Admission::Skipped(full.limit.to_string())),
        WhenFull::Refuse => Err(refused(&full, inner.clock.now())),
    }
}

/// Whether a run of the same flow waits for this one, over however many others: it holds
/// a place for both, and would never give it back otherwise.
async fn is_within_itself(inner: &Inner, applicant: &Applicant<'_>) -> Result<bool, RunnerError> {
    let (workspace, flow) = (applicant.version.workspace, applicant.version.flow);
    let mut above = applicant.parent.map(|parent| parent.run);
    while let Some(run) = above {
        let row = inner.store.run(workspace, run).await?;
        if row.flow == flow {
            return Ok(true);
        }
        above = row.parent.map(|parent| parent.run);
    }
    Ok(false)
}

fn asking(inner: &Inner, applicant: &Applicant<'_>, name: &Name, has_its_share: bool) -> Ask {
    let limits = applicant.version.limits.as_deref();
    let behind = inner.gate.waiting().before(name).or_else(|| has_its_share.then(|| SHARE.to_owned()));
    let waits = |limit: &Limit| limits.is_none_or(|limits| limits.when(limit) == WhenFull::Wait);
    let is_for_later = |limit: Option<Limit>| limit.is_none_or(|limit| waits(&limit));
    let bound = limits.map(|limits| limits.bound).unwrap_or_default();
    Ask {
        run: applicant.id,
        workspace: name.workspace,
        flow: name.flow,
        key: name.key.to_string(),
        rate_key: name.rate_key.to_string(),
        now: inner.clock.now(),
        of_workspace: match applicant.parent.is_some() {
            // The run that begins it holds a place of the workspace already.
            true => Bound { at_once: None, ..inner.gate.workspaces.of(name.workspace) },
            false => inner.gate.workspaces.of(name.workspace),
        },
        of_flow: bound,
        behind,
        waits: is_for_later(bound.at_once.map(|count| Limit::FlowAtOnce(count, String::new())))
            && is_for_later(bound.rate.map(|rate| Limit::FlowRate(rate, String::new()))),
    }
}

/// Among which runs one with these items is counted.
fn name(inner: &Inner, version: &Version, items: &Items) -> Name {
    let zone = &version.document.settings.time_zone;
    let keys = version.limits.as_ref().map(|limits| limits.keys(items, zone, inner.clock.now()));
    let (key, rate_key) = keys.unwrap_or_default();
    Name { workspace: version.workspace, flow: version.flow, key: key.into(), rate_key: rate_key.into() }
}

fn refused(full: &Full, now: Timestamp) -> RunnerError {
    let again_ms = full.again_at.map(|at| at.since_ms(now).max(0).unsigned_abs());
    RunnerError::Limited(Box::new(Refusal {
        limit: full.limit.name(),
        message: format!("{}; that is reached.", full.limit),
        retry_after_ms: again_ms.unwrap_or(COME_AGAIN_MS),
    }))
}

fn too_many_wait(most: usize) -> RunnerError {
    RunnerError::Limited(Box::new(Refusal {
        limit: "queued_runs",
        message: format!("{most} runs of the workspace wait for their turn; that is the most."),
        retry_after_ms: COME_AGAIN_MS,
    }))
}

/// Keeps a run until its turn comes: one record with how it begins.
pub(crate) async fn queue(
    inner: &Arc<Inner>,
    id: RunId,
    accept: Accept,
    started: Event,
    queued: Queued,
) -> Result<Launched, RunnerError> {
    let (workspace, mode, is_draft) = (queued.name.workspace, accept.mode, accept.version_number.is_none());
    let chunk = pack::pack_queued(&pack::Logged { at: accept.started_at, event: started })?;
    let record = Record { accept: Some(accept), ..record(id, workspace, chunk, RunStatus::Queued) };
    match inner.store.commit(record).await {
        Ok(Committed::Durable) => {}
        Ok(Committed::Duplicate(row)) => {
            inner.gate.note_ended(id, queued.name);
            return Err(RunnerError::Duplicate(row));
        }
        // Nobody knows whether it was accepted; if so, it is found when the runs are taken up.
        Err(error @ StoreError::Unavailable(_)) => {
            inner.tasks.spawn(look_for(inner.clone(), id, queued));
            return Err(error.into());
        }
        Err(error) => {
            inner.gate.note_ended(id, queued.name);
            return Err(match error {
                StoreError::Overloaded => RunnerError::Overloaded,
                error => error.into(),
            });
        }
    }
    live::tell_queued(inner, id, (workspace, queued.name.flow), mode, is_draft);
    enter(inner, id, queued);
    let answer = answer::default(id, RunStatus::Queued, &[], None);
    Ok(Launched { run: id, status: RunStatus::Queued, answer })
}

fn enter(inner: &Inner, id: RunId, queued: Queued) {
    inner.gate.waiting().push(queued.name, queued.bound, id, Some(queued.waits_for));
    inner.gate.changed.notify_one();
}

/// Takes up a queued run of which nobody knows whether it was accepted, if it was.
async fn look_for(inner: Arc<Inner>, id: RunId, queued: Queued) {
    loop {
        match inner.store.load_run(id).await {
            Ok((row, _)) if row.status == RunStatus::Queued => return enter(&inner, id, queued),
            Ok(_) | Err(StoreError::NotFound(_)) => return inner.gate.note_ended(id, queued.name),
            Err(_) => tokio::select! {
                () = inner.stop.cancelled() => return,
                () = tokio::time::sleep(TRY_AGAIN) => {}
            },
        }
    }
}

/// Writes a run down that never begins.
pub(crate) async fn skip(inner: &Arc<Inner>, mut active: Active, reason: &str) -> Result<Launched, RunnerError> {
    let node = active.cancel_queued();
    let mut record = active.record(None)?;
    record.error = node.map(|node| RunError { node, message: format!("Skipped: {reason}.") });
    match inner.store.commit(record).await? {
        Committed::Durable => active.committed(),
        Committed::Duplicate(row) => return Err(RunnerError::Duplicate(row)),
    }
    let turn = active.turn();
    live::tell(inner, &mut active, turn.changes);
    let answer = answer::skipped(active.id, reason);
    Ok(Launched { run: active.id, status: RunStatus::Cancelled, answer })
}

fn record(run: RunId, workspace: WorkspaceId, chunk: Vec<u8>, status: RunStatus) -> Record {
    Record {
        run,
        workspace,
        accept: None,
        sequence: 0,
        chunk,
        replaces: false,
        status,
        wake_at: None,
        finished_at: None,
        error: None,
        answer: None,
        messages: Vec::new(),
        abandons: Vec::new(),
        waits: Default::default(),
        heard: Vec::new(),
    }
}

/// A run is over, or was not accepted: gives back the places it held, if it held any.
pub(crate) fn ended(inner: &Inner, active: &Active) {
    if !active.was_queued() && !inner.gate.counts(&active.version, active.mode) {
        return;
    }
    let nothing = Items::default();
    let name = name(inner, &active.version, active.run.started_items().unwrap_or(&nothing));
    if active.is_queued() || active.was_cancelled_queued() {
        inner.gate.waiting().forget(active.id);
    }
    inner.gate.note_ended(active.id, name);
}

/// Whether a queued run that is read back was let begin before.
pub(crate) async fn lets_begin(inner: &Inner, id: RunId) -> Result<bool, RunnerError> {
    if inner.gate.take_due(id) {
        return Ok(true);
    }
    let turns = inner.store.turns(vec![id]).await?;
    Ok(turns.first().is_some_and(|turn| turn.begun_at.is_some()))
}

/// Takes up queued runs of a process that is gone: those that were let begin do so, the
/// others wait again, in order.
async fn take_up(inner: Arc<Inner>, mut runs: Vec<RunId>) {
    runs.sort_unstable();
    for piece in runs.chunks(PIECE) {
        while let Err(error) = take_up_piece(&inner, piece).await {
            tracing::warn!(%error, "queued runs cannot be taken up at the moment");
            tokio::select! {
                () = inner.stop.cancelled() => return,
                () = tokio::time::sleep(TRY_AGAIN) => {}
            }
        }
    }
}

async fn take_up_piece(inner: &Arc<Inner>, runs: &[RunId]) -> StoreResult<()> {
    let turns = inner.store.turns(runs.to_vec()).await?;
    let mut turns: HashMap<RunId, TurnRow> = turns.into_iter().map(|turn| (turn.run, turn)).collect();
    for run in runs {
        let turn = turns.remove(run);
        if turn.as_ref().is_some_and(|turn| turn.begun_at.is_some()) {
            turns::begin(inner, *run);
            continue;
        }
        match recover::read_queued(inner, *run).await {
            Ok((version, started)) => take_up_one(inner, *run, &version, started, turn),
            Err(RunnerError::Store(error @ (StoreError::Unavailable(_) | StoreError::Overloaded))) => {
                return Err(error);
            }
            Err(error) => tracing::error!(%run, %error, "a queued run cannot be read back; it waits for a new start"),
        }
    }
    inner.gate.changed.notify_one();
    Ok(())
}

fn take_up_one(inner: &Inner, run: RunId, version: &Version, started: Option<Event>, turn: Option<TurnRow>) {
    let bound = version.limits.as_ref().map(|limits| limits.bound).unwrap_or_default();
    let (name, waits_for) = match (turn, started) {
        (Some(turn), _) => {
            let (key, rate_key) = (turn.key.into(), turn.rate_key.into());
            (Name { workspace: turn.workspace, flow: turn.flow, key, rate_key }, turn.waits_for)
        }
        // What is kept of its turn went: it asks as it did at first.
        (None, Some(Event::Started { items, .. })) => (name(inner, version, &items), None),
        (None, _) => (name(inner, version, &Items::default()), None),
    };
    inner.gate.waiting().push(name, bound, run, waits_for);
}

/// Takes in the limits of workspaces, and those of the published versions of flows of
/// which runs wait.
pub(crate) async fn refresh(inner: &Inner) {
    match inner.store.all_workspace_limits().await {
        Ok(limits) => inner.gate.workspaces.set(limits),
        Err(error) => tracing::warn!(%error, "the limits of workspaces cannot be read"),
    }
    let flows = inner.gate.waiting().flows();
    for (workspace, flow) in flows {
        inner.gate.waiting().wake_workspace(workspace);
        let Ok(row) = inner.store.flow(workspace, flow).await else { continue };
        let Some(version) = row.version else { continue };
        let Ok(version) = inner.versions.get(version).await else { continue };
        let bound = version.limits.as_ref().map(|limits| limits.bound).unwrap_or_default();
        inner.gate.waiting().set_bound(flow, bound);
    }
}
