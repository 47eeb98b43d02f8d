//! Tells those who watch what happens to runs. Costs nothing while nobody does.

use crate::Inner;
use crate::active::{Active, store_status};
use crate::inspect::{self, state_name, status_name};
use crate::world::mode_name;
use engine::event::Change;
use flow::Timestamp;
use flow::id::WorkspaceId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use store::door::{LiveEdge, LiveEvent, LiveRun, LiveStep};
use store::runs::RunStatus;
use tokio::sync::broadcast;

/// A watcher who is this many events behind is told to fetch anew.
const BACKLOG: usize = 4_096;

/// Who watches which workspace.
#[derive(Default)]
pub(crate) struct LiveHub {
    channels: Mutex<HashMap<WorkspaceId, broadcast::Sender<LiveEvent>>>,
    /// How many workspaces have a channel, read without the lock on the hot path.
    watched: AtomicUsize,
}

impl LiveHub {
    /// Everything that happens in this workspace from now on.
    pub fn watch(&self, workspace: WorkspaceId) -> broadcast::Receiver<LiveEvent> {
        let mut channels = self.lock();
        channels.retain(|_, sender| sender.receiver_count() > 0);
        let receiver = channels.entry(workspace).or_insert_with(|| broadcast::channel(BACKLOG).0).subscribe();
        self.watched.store(channels.len(), Ordering::Release);
        receiver
    }

    /// Where to tell what happens in this workspace; None if nobody watches.
    pub fn watchers(&self, workspace: WorkspaceId) -> Option<broadcast::Sender<LiveEvent>> {
        if self.watched.load(Ordering::Acquire) == 0 {
            return None;
        }
        let channels = self.lock();
        channels.get(&workspace).filter(|sender| sender.receiver_count() > 0).cloned()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<WorkspaceId, broadcast::Sender<LiveEvent>>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the watchers of a run's workspace what became durable just now: that the
/// run began, what its nodes and arrows came to, how it stands.
pub(crate) fn tell(inner: &Inner, active: &mut Active, changes: &[Change]) {
    let Some(watchers) = inner.live.watchers(active.version.workspace) else {
        active.watch(false);
        return;
    };
    active.watch(true);
    let at = inner.clock.now();
    let began = active.is_news().then(|| run_event(active, RunStatus::Running, at));
    let settled = changes.iter().enumerate().filter(|(place, change)| !changes[place + 1..].contains(change));
    let settled = settled.filter_map(|(_, change)| event_of(active, change, at));
    let stands = run_event(active, store_status(active.run.status()), at);
    for event in began.into_iter().chain(settled).chain([stands]) {
        // Fails only if the last watcher left just now.
        let _ = watchers.send(event);
    }
    active.is_told();
}

fn run_event(active: &Active, status: RunStatus, at: Timestamp) -> LiveEvent {
    LiveEvent::Run(LiveRun {
        run: active.id,
        flow: active.version.flow,
        status: status_name(status).into(),
        mode: mode_name(active.mode).into(),
        at,
        wake_at: active.wake_at(),
        error: active.failure().map(|error| error.message),
        draft: active.version.number.is_none(),
    })
}

fn event_of(active: &Active, change: &Change, at: Timestamp) -> Option<LiveEvent> {
    let (run, flow) = (active.id, active.version.flow);
    let plan = &active.version.plan;
    match *change {
        Change::Node { frame, node } => Some(LiveEvent::Step(LiveStep {
            run,
            flow,
            node: plan.node(node).id.clone(),
            frame,
            attempt: active.run.attempt(frame, node),
            state: state_name(active.run.node_state(frame, node)).into(),
            at,
            items_out: inspect::counts(plan.node(node), active.run.outputs(frame, node).unwrap_or_default()),
            error: active.run.node_error(frame, node).map(|error| error.message.clone()),
        })),
        Change::Edge { frame, edge } => {
            let (state, items) = inspect::edge(&active.run.edge_state(plan, frame, edge));
            let id = active.version.document.edges.get(edge as usize)?.id.to_string();
            Some(LiveEvent::Edge(LiveEdge { run, flow, edge: id, state: state.into(), items }))
        }
    }
}
