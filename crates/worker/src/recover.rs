//! Takes up the runs that were open when the last process ended.

use crate::Inner;
use crate::active::Active;
use crate::actor;
use crate::gate::{self, FairQueue};
use crate::kept::Kept;
use crate::pack::{self, Chunk, Logged};
use crate::registry::Mail;
use crate::snapshot::Journal;
use crate::version::Version;
use engine::history::Replay;
use engine::{Effects, Event, Run};
use flow::id::{RunId, WorkspaceId};
use flow::plan::NodeIndex;
use std::sync::Arc;
use std::time::Duration;
use store::door::RunnerError;
use store::runs::{OpenRun, RunRow, RunStatus};
use store::{StoreError, StoreResult};

/// Open runs are listed in pages of this size.
const PAGE: u32 = 10_000;
/// While memory is full of runs, or the database does not answer, it is looked again after this long.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A run as read back from its chunks.
pub(crate) struct Loaded {
    pub row: RunRow,
    pub version: Arc<Version>,
    /// What the part of its journal led to that is no longer kept event by event.
    base: Option<Replay>,
    /// What happened after that.
    events: Vec<Logged>,
    journal: Journal,
    /// How it begins, while it waits for its turn.
    queued: Option<Box<Logged>>,
}

/// Lists the open runs: those that sleep go to the wake list, those that were
/// interrupted are given back.
pub(crate) async fn list_open(inner: &Inner) -> StoreResult<Vec<OpenRun>> {
    let mut interrupted = Vec::new();
    let mut after = None;
    loop {
        let page = inner.store.open_runs(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        interrupted.extend(page.iter().filter_map(|open| place(inner, open)));
    }
    Ok(interrupted)
}

/// Puts an open run that sleeps on the wake list, and one that waits for its turn to the
/// others that do; gives one that was interrupted.
pub(crate) fn place(inner: &Inner, open: &OpenRun) -> Option<OpenRun> {
    match (open.status, open.wake_at) {
        _ if open.cancel_requested => return Some(open.clone()),
        (RunStatus::Queued, _) => inner.gate.note_found(open.id),
        (RunStatus::Waiting | RunStatus::InDoubt, Some(at)) => inner.wake.add(at, open.id),
        (RunStatus::Waiting | RunStatus::InDoubt | RunStatus::Paused, None) => {}
        _ => return Some(open.clone()),
    }
    None
}

/// Resumes the interrupted runs in turns between workspaces and flows, no more than may
/// be in memory at once.
pub(crate) async fn resume(inner: Arc<Inner>, interrupted: Vec<OpenRun>) {
    if !interrupted.is_empty() {
        tracing::info!(runs = interrupted.len(), "taking up interrupted runs");
    }
    let mut waiting = FairQueue::default();
    for open in interrupted {
        waiting.push(open.workspace, open.flow, open.id, 1);
    }
    while !waiting.is_empty() {
        let is_full = inner.registry.len() >= inner.limits.active_runs;
        let next = if is_full { None } else { waiting.pop(|workspace| !inner.seats.has_its_share(workspace)) };
        match next {
            Some((_, run)) => actor::deliver(&inner, run, Mail::Wake),
            None => tokio::select! {
                () = inner.stop.cancelled() => return,
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            },
        }
    }
}

/// Takes up a run of which nobody knows whether it was accepted, if it was: a
/// database may keep a record and lose the answer.
pub(crate) async fn look_for(inner: Arc<Inner>, run: RunId) {
    loop {
        match inner.store.load_run(run).await {
            Ok((row, _)) if row.status.is_final() => return,
            Ok(_) => return actor::deliver(&inner, run, Mail::Wake),
            Err(StoreError::NotFound(_)) => return,
            Err(_) => tokio::select! {
                () = inner.stop.cancelled() => return,
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            },
        }
    }
}

/// Brings a run back into memory, with the steps a crash cut off taken up.
pub(crate) async fn load(inner: &Inner, id: RunId) -> Result<Active, RunnerError> {
    let loaded = read(inner, id).await?;
    if !loaded.row.status.is_final() && inner.lease.is_elsewhere(loaded.row.owner) {
        return Err(StoreError::Fenced.into());
    }
    let run = loaded.run();
    let watched = inner.live.watchers(loaded.row.workspace).is_some();
    let is_unwanted = loaded.row.cancel_requested;
    let kept = Kept::of_run(inner, &loaded.version, id, loaded.row.next_sequence).await?;
    let resumed = Active::resumed(loaded.row, loaded.version, run, inner.clock.clone(), watched).seeing(kept);
    let mut active = resumed.bounded(&inner.limits).with_journal(loaded.journal);
    if let Some(queued) = loaded.queued {
        active.wait_for_turn(queued.event);
        if is_unwanted {
            active.cancel_queued();
        } else if gate::lets_begin(inner, id).await? {
            active.begin_queued();
        }
        return Ok(active);
    }
    active.take_up_interrupted(|key| inner.children.awaits(id, key));
    Ok(active)
}

/// Reads a run of this workspace for those who look at it.
pub(crate) async fn read_own(inner: &Inner, workspace: WorkspaceId, id: RunId) -> Result<Loaded, RunnerError> {
    // Asked for by workspace first, so that a foreign run is not even read.
    inner.store.run(workspace, id).await?;
    read(inner, id).await
}

/// Reads how a queued run begins, and its version.
pub(crate) async fn read_queued(inner: &Inner, id: RunId) -> Result<(Arc<Version>, Option<Event>), RunnerError> {
    let loaded = read(inner, id).await?;
    Ok((loaded.version, loaded.queued.map(|started| started.event)))
}

pub(crate) async fn read(inner: &Inner, id: RunId) -> Result<Loaded, RunnerError> {
    let (row, chunks) = inner.store.load_run(id).await?;
    let version = inner.versions.get(row.version).await?;
    let mut loaded = Loaded { row, version, base: None, events: Vec::new(), journal: Journal::default(), queued: None };
    for chunk in chunks {
        let size_bytes = chunk.len();
        match pack::unpack(&chunk)? {
            Chunk::Events(events) => {
                loaded.events.extend(events);
                loaded.journal.events_bytes += size_bytes;
            }
            Chunk::Queued(started) => loaded.queued = Some(started),
            Chunk::Snapshot(replay) => {
                loaded.events.clear();
                loaded.base = Some(*replay);
                loaded.journal = Journal { snapshot_bytes: size_bytes, events_bytes: 0 };
            }
        }
    }
    Ok(loaded)
}

impl Loaded {
    /// The state its journal leads to.
    pub fn run(&self) -> Run {
        let mut run = self.base.as_ref().map(|base| base.run().clone()).unwrap_or_default();
        let mut effects = Effects::default();
        for logged in &self.events {
            engine::apply(&mut run, &self.version.plan, &logged.event, logged.at, &mut effects);
            effects.commands.clear();
        }
        run
    }

    /// The nodes outside of boxes that answered who waited for the run, as far as events tell.
    pub fn answering(&self) -> Vec<NodeIndex> {
        let answered = |logged: &Logged| match &logged.event {
            Event::Finished { step, result: Ok(outcome), .. } if step.frame == 0 && outcome.answer.is_some() => {
                Some(step.node)
            }
            _ => None,
        };
        self.events.iter().filter_map(answered).collect()
    }

    /// The state with the history of its steps.
    pub fn history(&self) -> Replay {
        let mut replay = self.base.clone().unwrap_or_default();
        let events = self.events.iter().map(|logged| (logged.at, logged.event.clone()));
        replay.extend(&self.version.plan, events);
        replay
    }
}
