//! Takes up the runs that were open when the last process ended.

use crate::Inner;
use crate::active::Active;
use crate::actor;
use crate::pack::{self, Logged};
use crate::registry::Mail;
use crate::version::Version;
use engine::{Effects, Run};
use flow::id::{RunId, WorkspaceId};
use std::sync::Arc;
use std::time::Duration;
use store::door::RunnerError;
use store::runs::{RunRow, RunStatus};
use store::StoreResult;

/// Open runs are listed in pages of this size.
const PAGE: u32 = 10_000;
/// While memory is full of runs, it is looked again after this long.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A run as read back from its chunks.
pub(crate) struct Loaded {
    pub row: RunRow,
    pub version: Arc<Version>,
    pub events: Vec<Logged>,
}

/// Lists the open runs: those that sleep go to the wake list, those that were
/// interrupted are given back.
pub(crate) async fn list_open(inner: &Inner) -> StoreResult<Vec<RunId>> {
    let mut interrupted = Vec::new();
    let mut after = None;
    loop {
        let page = inner.store.open_runs(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for open in &page {
            match (open.status, open.wake_at) {
                _ if open.cancel_requested => interrupted.push(open.id),
                (RunStatus::Waiting | RunStatus::InDoubt, Some(at)) => inner.wake.add(at, open.id),
                (RunStatus::Waiting | RunStatus::InDoubt | RunStatus::Paused, None) => {}
                _ => interrupted.push(open.id),
            }
        }
    }
    Ok(interrupted)
}

/// Resumes the interrupted runs, no more than may be in memory at once.
pub(crate) async fn resume(inner: Arc<Inner>, interrupted: Vec<RunId>) {
    if !interrupted.is_empty() {
        tracing::info!(runs = interrupted.len(), "taking up interrupted runs");
    }
    for run in interrupted {
        while inner.registry.len() >= inner.limits.active_runs {
            tokio::select! {
                () = inner.stop.cancelled() => return,
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
        actor::deliver(&inner, run, Mail::Wake);
    }
}

/// Brings a run back into memory, with the steps a crash cut off taken up.
pub(crate) async fn load(inner: &Inner, id: RunId) -> Result<Active, RunnerError> {
    let loaded = read(inner, id).await?;
    let run = replay(&loaded.version, &loaded.events);
    let watched = inner.live.watchers(loaded.row.workspace).is_some();
    let mut active = Active::resumed(loaded.row, loaded.version, run, inner.clock.clone(), watched);
    active.take_up_interrupted(|key| inner.children.awaits(id, key));
    Ok(active)
}

/// Reads a run of this workspace for those who look at it.
pub(crate) async fn read_own(inner: &Inner, workspace: WorkspaceId, id: RunId) -> Result<Loaded, RunnerError> {
    // Asked for by workspace first, so that a foreign run is not even read.
    inner.store.run(workspace, id).await?;
    read(inner, id).await
}

pub(crate) async fn read(inner: &Inner, id: RunId) -> Result<Loaded, RunnerError> {
    let (row, chunks) = inner.store.load_run(id).await?;
    let version = inner.versions.get(row.version).await?;
    let events = chunks.iter().map(|chunk| pack::unpack(chunk)).collect::<Result<Vec<_>, _>>()?;
    Ok(Loaded { row, version, events: events.into_iter().flatten().collect() })
}

/// The state the events lead to.
pub(crate) fn replay(version: &Version, events: &[Logged]) -> Run {
    let mut run = Run::new();
    let mut effects = Effects::default();
    for logged in events {
        engine::apply(&mut run, &version.plan, &logged.event, logged.at, &mut effects);
        effects.commands.clear();
    }
    run
}
