//! The history of a run: every attempt with what came in, what went out and when.

use crate::apply;
use crate::event::{Change, Command, Effects, Event, FrameId, NodeIndex, StepError, StepId, StepRequest};
use crate::run::{NodeState, Run};
use flow::{Items, Plan, Timestamp};
use std::collections::HashMap;

/// One attempt of a node, or its being done without one (a trigger, a disabled
/// node, a result kept from an earlier run: attempt 0).
#[derive(Clone, Debug, PartialEq)]
pub struct StepRecord {
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
}

/// Replays written events: the run as it stands after them, and its steps in the
/// order they began.
pub fn replay(plan: &Plan, events: impl Iterator<Item = (Timestamp, Event)>) -> (Run, Vec<StepRecord>) {
    let mut run = Run::new();
    let mut history = History::default();
    let mut effects = Effects { watch: true, ..Effects::default() };
    for (at, event) in events {
        effects.clear();
        if apply(&mut run, plan, &event, at, &mut effects) {
            history.observe(&run, plan, &event, at, &effects);
        }
    }
    (run, history.records)
}

/// The records so far.
#[derive(Default)]
struct History {
    records: Vec<StepRecord>,
    /// The last record of each node.
    last: HashMap<(FrameId, NodeIndex), usize>,
}

impl History {
    fn observe(&mut self, run: &Run, plan: &Plan, event: &Event, at: Timestamp, effects: &Effects) {
        if let Event::Finished { step, duration_us, .. } = event
            && let Some(record) = self.last(step.frame, step.node)
        {
            record.duration_us = Some(*duration_us);
        }
        // Every attempt that begins is a change of its node, in the same order.
        let mut begun = effects.commands.iter().filter_map(performed).peekable();
        for change in &effects.changes {
            let Change::Node { frame, node } = *change else { continue };
            if let Some(request) = begun.next_if(|request| (request.step.frame, request.step.node) == (frame, node)) {
                self.begin(request, at);
            }
            self.update(run, plan, (frame, node), at);
        }
    }

    fn last(&mut self, frame: FrameId, node: NodeIndex) -> Option<&mut StepRecord> {
        self.last.get(&(frame, node)).map(|index| &mut self.records[*index])
    }

    fn begin(&mut self, request: &StepRequest, at: Timestamp) {
        let step = request.step;
        if let Some(before) = self.last(step.frame, step.node) {
            if before.step == step {
                before.repeats += 1;
                return;
            }
            before.state = NodeState::Failed;
            before.wake_at = None;
        }
        self.push(StepRecord::new(step, at, request.inputs.clone()));
    }

    fn push(&mut self, record: StepRecord) {
        self.last.insert((record.step.frame, record.step.node), self.records.len());
        self.records.push(record);
    }

    fn update(&mut self, run: &Run, plan: &Plan, (frame, node): (FrameId, NodeIndex), at: Timestamp) {
        let state = run.node_state(frame, node);
        let was_done_unperformed = state == NodeState::Done && !self.last.contains_key(&(frame, node));
        if was_done_unperformed {
            let step = StepId { frame, node, attempt: 0 };
            self.push(StepRecord::new(step, at, run.inputs(plan, frame, node)));
        }
        let Some(record) = self.last(frame, node) else { return };
        record.state = state;
        record.error = run.node_error(frame, node).cloned();
        record.wake_at = run.wake_at(frame, node);
        record.outputs = run.outputs(frame, node).unwrap_or_default().to_vec();
        if !matches!(state, NodeState::Running | NodeState::Waiting | NodeState::InDoubt) {
            record.finished_at.get_or_insert(at);
        }
    }
}

fn performed(command: &Command) -> Option<&StepRequest> {
    if let Command::Perform(request) = command { Some(request) } else { None }
}

impl StepRecord {
    fn new(step: StepId, at: Timestamp, inputs: Vec<Items>) -> Self {
        Self {
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
        }
    }
}
