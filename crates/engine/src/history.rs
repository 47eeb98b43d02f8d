//! The history of a run: every attempt with what came in, what went out and when.

use crate::apply;
use crate::event::{Change, Command, Effects, Event, FrameId, Inside, NodeIndex, StepError, StepId, StepRequest};
use crate::run::{FramePlace, NodeState, Run};
use flow::{Items, Plan, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, VecDeque};

/// Of the iterations of a loop, so many of the first and so many of the last are shown.
const SHOWN: usize = 20;

/// One attempt of a node, or its being done without one (a trigger, a disabled
/// node, a result kept from an earlier run: attempt 0).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepRecord {
    /// Its place in the order of all that began, those left out included.
    pub number: u32,
    /// The attempt.
    pub step: StepId,
    /// How the attempt stands. `Retrying` while the pause before the next one lasts.
    pub state: NodeState,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended, a wait included.
    pub finished_at: Option<Timestamp>,
    /// How long the work itself took, in microseconds.
    pub duration_us: Option<u32>,
    /// Items by input port.
    pub inputs: Vec<Items>,
    /// Items by output port that was taken.
    pub outputs: Vec<(u16, Items)>,
    /// Why it failed.
    pub error: Option<StepError>,
    /// When it goes on, if it waits or is tried again.
    pub wake_at: Option<Timestamp>,
    /// How often it was performed again because a crash had cut it off.
    pub repeats: u32,
    /// Where its frame belongs: container and iteration. None for frame 0.
    pub place: Option<FramePlace>,
    /// Of a container, how many iterations began.
    pub iterations: Option<u32>,
    /// The node whose work it undoes.
    pub undoes: Option<NodeIndex>,
    /// Of a sub-flow, what happened in the flow it names if that ran within this run.
    #[serde(default)]
    pub inside: Option<Box<Inside>>,
}

/// Replays written events: the run as it stands after them, and its steps in the
/// order they began. Of the iterations of a loop the first 20 and the last 20 are
/// among them, with all that happened in boxes within.
pub fn replay(plan: &Plan, events: impl Iterator<Item = (Timestamp, Event)>) -> (Run, Vec<StepRecord>) {
    let mut replay = Replay::default();
    replay.extend(plan, events);
    replay.into_parts()
}

/// As `replay`, with all iterations of all loops. For runs that are known to be small.
pub fn replay_whole(plan: &Plan, events: impl Iterator<Item = (Timestamp, Event)>) -> (Run, Vec<StepRecord>) {
    let mut replay = Replay { history: History { is_whole: true, ..History::default() }, ..Replay::default() };
    replay.extend(plan, events);
    replay.into_parts()
}

/// A run and its history, as far as the events went. Serialises to a snapshot: with
/// the events after it, it leads to what all events lead to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    run: Run,
    history: History,
}

impl Replay {
    /// Goes on with these events.
    pub fn extend(&mut self, plan: &Plan, events: impl Iterator<Item = (Timestamp, Event)>) {
        let mut effects = Effects { watch: true, ..Effects::default() };
        for (at, event) in events {
            effects.clear();
            if apply(&mut self.run, plan, &event, at, &mut effects) {
                self.history.observe(&self.run, plan, &event, at, &effects);
            }
        }
    }

    /// The run as it stands.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// How many steps are not among the records: those of iterations in the middle of a loop.
    pub fn left_out(&self) -> u64 {
        u64::from(self.history.begun) - self.history.records.len() as u64
    }

    /// The run, and its steps in the order they began.
    pub fn into_parts(self) -> (Run, Vec<StepRecord>) {
        (self.run, self.history.records.into_values().collect())
    }
}

/// The records so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct History {
    /// No iteration is left out.
    is_whole: bool,
    /// By order of their begin; those of iterations that are not shown are taken out.
    records: BTreeMap<u32, StepRecord>,
    begun: u32,
    /// The last record of each node.
    last: HashMap<(FrameId, NodeIndex), u32>,
    /// What is remembered of each frame that is shown, but for frame 0.
    frames: HashMap<FrameId, Seen>,
    /// The frames of each container that began after the first ones, oldest first.
    late: HashMap<(FrameId, NodeIndex), VecDeque<FrameId>>,
}

/// What is remembered of a frame.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Seen {
    records: Vec<u32>,
    /// The containers in it.
    containers: Vec<NodeIndex>,
    /// The frames opened for them.
    frames: Vec<FrameId>,
    nodes: Vec<NodeIndex>,
}

impl History {
    fn observe(&mut self, run: &Run, plan: &Plan, event: &Event, at: Timestamp, effects: &Effects) {
        if let Event::Finished { step, duration_us, .. } = event
            && let Some(record) = self.last(step.frame, step.node)
        {
            record.duration_us = Some(*duration_us);
        }
        if let Event::RanInside { step, inside, .. } = event
            && let Some(record) = self.last(step.frame, step.node)
        {
            record.inside = Some(Box::new(inside.clone()));
        }
        // Every attempt that begins is a change of its node, in the same order.
        let mut begun = effects.commands.iter().filter_map(performed).peekable();
        for change in &effects.changes {
            let Change::Node { frame, node } = *change else { continue };
            let request = begun.next_if(|request| (request.step.frame, request.step.node) == (frame, node));
            if !self.is_shown(run, frame) {
                continue;
            }
            if let Some(request) = request {
                self.begin(request, run, at);
            }
            self.update(run, plan, (frame, node), at);
        }
    }

    /// Whether a frame is shown. One that is seen for the first time is remembered,
    /// and the oldest of its container that are neither first nor last are forgotten.
    fn is_shown(&mut self, run: &Run, frame: FrameId) -> bool {
        if frame == 0 || self.frames.contains_key(&frame) {
            return true;
        }
        if run.undoes(frame).is_some() {
            self.frames.insert(frame, Seen::default());
            return true;
        }
        let Some(place) = run.frame_place(frame) else { return false };
        if !self.is_shown(run, place.frame) {
            return false;
        }
        self.frames.insert(frame, Seen::default());
        if let Some(around) = self.frames.get_mut(&place.frame) {
            around.frames.push(frame);
            around.containers.push(place.node);
        }
        if let Some(container) = self.last(place.frame, place.node) {
            let iterations = container.iterations.get_or_insert(0);
            *iterations = (*iterations).max(place.index + 1);
        }
        if place.index as usize >= SHOWN && !self.is_whole {
            let late = self.late.entry((place.frame, place.node)).or_default();
            late.push_back(frame);
            let gone = if late.len() > SHOWN { late.pop_front() } else { None };
            gone.into_iter().for_each(|gone| self.forget(gone));
        }
        true
    }

    fn forget(&mut self, frame: FrameId) {
        let Some(seen) = self.frames.remove(&frame) else { return };
        for record in seen.records {
            self.records.remove(&record);
        }
        for node in seen.nodes {
            self.last.remove(&(frame, node));
        }
        for node in seen.containers {
            self.late.remove(&(frame, node));
        }
        seen.frames.into_iter().for_each(|inner| self.forget(inner));
    }

    fn last(&mut self, frame: FrameId, node: NodeIndex) -> Option<&mut StepRecord> {
        self.records.get_mut(self.last.get(&(frame, node))?)
    }

    fn begin(&mut self, request: &StepRequest, run: &Run, at: Timestamp) {
        let step = request.step;
        if let Some(before) = self.last(step.frame, step.node) {
            if before.step == step {
                before.repeats += 1;
                return;
            }
            before.state = NodeState::Failed;
            before.wake_at = None;
        }
        let (place, undoes) = (run.frame_place(step.frame), run.undoes(step.frame));
        self.push(StepRecord { undoes, ..StepRecord::new(step, place, at, request.inputs.clone()) });
    }

    fn push(&mut self, record: StepRecord) {
        let StepId { frame, node, .. } = record.step;
        self.last.insert((frame, node), self.begun);
        if let Some(seen) = self.frames.get_mut(&frame) {
            seen.records.push(self.begun);
            seen.nodes.push(node);
        }
        self.records.insert(self.begun, StepRecord { number: self.begun, ..record });
        self.begun += 1;
    }

    fn update(&mut self, run: &Run, plan: &Plan, (frame, node): (FrameId, NodeIndex), at: Timestamp) {
        let (state, attempt) = (run.node_state(frame, node), run.attempt(frame, node));
        let last = self.last(frame, node).map(|record| record.step.attempt);
        // What nobody was asked to perform: a box, a trigger, a disabled node, a result
        // kept from an earlier run.
        let is_box = plan.node(node).container.as_ref().is_some_and(|container| container.region.is_some());
        let was_opened = is_box && attempt > 0 && last.is_none_or(|last| last < attempt);
        if was_opened || state == NodeState::Done && last.is_none() {
            let step = StepId { frame, node, attempt: if was_opened { attempt } else { 0 } };
            let inputs = run.inputs(plan, frame, node);
            self.begin(&StepRequest { step, inputs }, run, at);
        }
        let Some(record) = self.last(frame, node) else { return };
        record.state = state;
        record.error = run.node_error(frame, node).cloned();
        record.wake_at = run.wake_at(frame, node);
        record.outputs = run.outputs(frame, node).unwrap_or_default().to_vec();
        if !matches!(state, NodeState::Held | NodeState::Running | NodeState::Waiting | NodeState::InDoubt) {
            record.finished_at.get_or_insert(at);
        }
    }
}

fn performed(command: &Command) -> Option<&StepRequest> {
    match command {
        Command::Perform(request) | Command::StartChild(request) => Some(request),
        _ => None,
    }
}

impl StepRecord {
    fn new(step: StepId, place: Option<FramePlace>, at: Timestamp, inputs: Vec<Items>) -> Self {
        Self {
            number: 0,
            step,
            state: NodeState::Running,
            started_at: at,
            finished_at: None,
            duration_us: None,
            inputs,
            outputs: Vec::new(),
            error: None,
            wake_at: None,
            repeats: 0,
            place,
            iterations: None,
            undoes: None,
            inside: None,
        }
    }
}
