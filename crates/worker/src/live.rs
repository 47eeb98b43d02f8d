//! Tells those who watch what happens to runs. Costs nothing while nobody does.

use crate::Inner;
use crate::active::Active;
use crate::inspect::{self, state_name, status_name};
use crate::place;
use crate::version::Version;
use crate::world::mode_name;
use engine::Run;
use engine::event::Change;
use flow::Timestamp;
use flow::id::{FlowId, RunId, WorkspaceId};
use std::collections::{BTreeSet, HashMap, HashSet};
use store::door::{LiveEdge, LiveEvent, LiveRun, LiveStep};
use store::runs::{RunMode, RunStatus};

/// Of the iterations of a loop between two commits, so many are told of.
const ITERATIONS_TOLD: usize = 20;

/// Tells the watchers of a run's workspace what became durable just now: that the
/// run began, what its nodes and arrows came to, how it stands.
pub(crate) fn tell(inner: &Inner, active: &mut Active, changes: Vec<LiveEvent>) {
    let Some(watchers) = inner.live.watchers(active.version.workspace) else {
        active.watch(false);
        return;
    };
    active.watch(true);
    let at = inner.clock.now();
    let began = active.is_news().then(|| run_event(active, RunStatus::Running, at));
    let loops = loop_events(active, &changes, at);
    let stands = run_event(active, active.status(), at);
    for event in began.into_iter().chain(latest(changes)).chain(loops).chain([stands]) {
        watchers.send(event);
    }
    active.is_told();
}

/// Tells the watchers that a run was accepted and waits for its turn.
pub(crate) fn tell_queued(
    inner: &Inner,
    run: RunId,
    (workspace, flow): (WorkspaceId, FlowId),
    mode: RunMode,
    draft: bool,
) {
    let Some(watchers) = inner.live.watchers(workspace) else { return };
    watchers.send(LiveEvent::Run(LiveRun {
        run,
        flow,
        status: status_name(RunStatus::Queued).into(),
        mode: mode_name(mode).into(),
        at: inner.clock.now(),
        wake_at: None,
        error: None,
        draft,
    }));
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

/// Of each node and arrow what it came to last. Of a loop that went round often
/// since the last commit the last iterations: nobody can follow more by eye.
fn latest(changes: Vec<LiveEvent>) -> Vec<LiveEvent> {
    let mut seen = HashSet::new();
    let mut frames: HashMap<String, usize> = HashMap::new();
    let mut latest = Vec::new();
    for event in changes.into_iter().rev() {
        let (frame, about) = match &event {
            LiveEvent::Step(step) => (step.frame, format!("n{}", step.node)),
            LiveEvent::Edge(edge) => (edge.frame, format!("e{}", edge.edge)),
            LiveEvent::Run(_) | LiveEvent::Lag => continue,
        };
        if seen.insert((frame, about.clone())) {
            let told = frames.entry(about).or_default();
            *told += 1;
            if *told <= ITERATIONS_TOLD {
                latest.push(event);
            }
        }
    }
    latest.reverse();
    latest
}

/// How far the loops are in which something changed.
fn loop_events(active: &Active, changes: &[LiveEvent], at: Timestamp) -> Vec<LiveEvent> {
    let frames: HashSet<u32> = changes.iter().filter_map(frame_of).collect();
    let boxes: BTreeSet<_> = frames
        .iter()
        .filter_map(|frame| active.run.frame_place(*frame))
        .map(|place| (place.frame, place.node))
        .collect();
    let open = boxes.into_iter().filter(|(frame, node)| active.run.progress(*frame, *node).is_some());
    open.map(|at_box| step_event(active.id, &active.version, &active.run, at_box, at)).collect()
}

fn frame_of(event: &LiveEvent) -> Option<u32> {
    match event {
        LiveEvent::Step(step) => Some(step.frame),
        LiveEvent::Edge(edge) => Some(edge.frame),
        LiveEvent::Run(_) | LiveEvent::Lag => None,
    }
}

/// A change as watchers are told of it once it is durable. Made at once: a frame
/// that is over is gone with the next event.
pub(crate) fn change(run: RunId, version: &Version, state: &Run, change: &Change, at: Timestamp) -> Option<LiveEvent> {
    match *change {
        Change::Node { frame, node } => Some(step_event(run, version, state, (frame, node), at)),
        Change::Edge { frame, edge } => {
            let (edge_state, items) = inspect::edge(&state.edge_state(&version.plan, frame, edge));
            let id = version.document.edges.get(edge as usize)?.id.to_string();
            let flow = version.flow;
            Some(LiveEvent::Edge(LiveEdge { run, flow, edge: id, frame, state: edge_state.into(), items }))
        }
        // The node it stopped before is told of as held.
        Change::Stopped => None,
    }
}

fn step_event(run: RunId, version: &Version, state: &Run, (frame, node): (u32, u32), at: Timestamp) -> LiveEvent {
    let plan_node = version.plan.node(node);
    let progress = state.progress(frame, node);
    LiveEvent::Step(LiveStep {
        run,
        flow: version.flow,
        node: plan_node.id.clone(),
        frame,
        attempt: state.attempt(frame, node),
        state: state_name(state.node_state(frame, node)).into(),
        at,
        items_out: inspect::counts(plan_node, state.outputs(frame, node).unwrap_or_default()),
        error: state.node_error(frame, node).map(|error| error.message.clone()),
        place: place::of_frame(&version.plan, state, frame),
        iterations: progress.map(|progress| progress.begun),
        iterations_total: progress.and_then(|progress| progress.total),
    })
}
