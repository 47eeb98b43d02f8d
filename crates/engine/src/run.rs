//! The state of a run: frames of nodes and edges, timers, and how it stands.

use crate::apply::Verdict;
use crate::debug::Debugging;
use crate::event::{EdgeIndex, FrameId, Manner, NodeIndex, Outcome, StepError, StepId, StepRequest, TimerId};
use crate::frame::{EdgeCell, Frame, Frames, NodeCell};
use crate::timers::Timers;
use flow::container::Settings;
use flow::{Items, Plan, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

mod boxes;

pub use boxes::{FramePlace, Progress};

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// Something is being performed or about to be.
    Running,
    /// Nothing happens until a timer, a retry or a signal.
    Waiting,
    /// A step waits for a person to say whether its effect took place.
    InDoubt,
    /// Nothing happens until somebody resumes it.
    Paused,
    /// Over, everything went well.
    Succeeded,
    /// Over, a node failed.
    Failed,
    /// Over, somebody cancelled it.
    Cancelled,
}

/// How a node stands in a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeState {
    /// Its arrows are not decided.
    #[default]
    Idle,
    /// Its turn has come, but the run is paused.
    Held,
    /// Being performed.
    Running,
    /// Pausing before the next attempt.
    Retrying,
    /// Waiting for time or a signal.
    Waiting,
    /// A person must say whether its effect took place.
    InDoubt,
    /// Done.
    Done,
    /// Failed.
    Failed,
    /// Not to be done.
    Skipped,
    /// Ended before it was done: by a cancel, or because the run failed.
    Cancelled,
}

/// How an edge stands in a frame.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum EdgeState {
    /// Not decided.
    #[default]
    Pending,
    /// Taken with these items.
    Taken(flow::Items),
    /// Skipped.
    Skipped,
}

/// A run. Serialises to a snapshot from which it goes on as if nothing had been.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub(crate) status: RunStatus,
    pub(crate) started: Option<Start>,
    pub(crate) frames: Frames,
    pub(crate) timers: Timers,
    /// Results of an earlier run, used up as their nodes' turn comes.
    pub(crate) kept: BTreeMap<NodeIndex, Outcome>,
    /// The first failure that was not caught.
    pub(crate) error: Option<Box<RunError>>,
    /// A failure stopped the run: nothing new starts.
    pub(crate) stopping: bool,
    pub(crate) counts: Counts,
    /// How often nodes were given their turn, all iterations counted.
    pub(crate) node_runs: u64,
    /// What is special about it.
    #[serde(default)]
    pub(crate) manner: Manner,
    /// Since when it is paused.
    #[serde(default)]
    pub(crate) paused_at: Option<Timestamp>,
    /// What begins when it is resumed, in order: turns (attempt 0) and attempts.
    #[serde(default)]
    pub(crate) held: Vec<StepId>,
    /// Somebody wants it to end: nothing new starts.
    #[serde(default)]
    pub(crate) cancelling: bool,
    /// What was done that can be undone.
    #[serde(default)]
    pub(crate) compensation: Compensation,
    /// How it is debugged.
    #[serde(default)]
    pub(crate) debugging: Option<Box<Debugging>>,
    /// Nodes whose join is settled and whose turn comes in this call; empty between calls.
    #[serde(skip)]
    pub(crate) turns: Vec<(FrameId, NodeIndex, Verdict)>,
    /// Frames that may be over; empty between calls.
    #[serde(skip)]
    pub(crate) checks: Vec<FrameId>,
    /// Frames that ended in the last call, for those who watch.
    #[serde(skip)]
    pub(crate) closed: Closed,
}

/// Frames that are no longer part of the state, but may still be looked at. Runs
/// that differ in nothing else are equal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Closed(pub(crate) BTreeMap<FrameId, Frame>);

impl PartialEq for Closed {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Where and when a run began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The trigger.
    pub node: NodeIndex,
    /// The time.
    pub at: Timestamp,
}

/// Why a run failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunError {
    /// The node whose failure was not caught; None if the run as a whole failed.
    pub node: Option<NodeIndex>,
    /// What happened.
    pub error: StepError,
}

/// What was done that can be undone, and how far that is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Compensation {
    /// What is not undone yet, in order of completion: the node and what it gave.
    pub(crate) open: Vec<(NodeIndex, Items)>,
    /// The frame in which something is being undone.
    pub(crate) frame: Option<FrameId>,
    /// How much was undone, or is being.
    pub(crate) begun: u32,
    /// The nodes whose work was undone.
    pub(crate) undone: BTreeSet<NodeIndex>,
}

/// How many nodes keep a run from ending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counts {
    pub(crate) running: u32,
    /// Retrying or waiting.
    pub(crate) pausing: u32,
    pub(crate) in_doubt: u32,
    /// Conditions asked for.
    pub(crate) evaluating: u32,
    /// Held because the run is paused.
    #[serde(default)]
    pub(crate) held: u32,
}

impl RunStatus {
    /// Whether the run has ended.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

impl Default for Run {
    fn default() -> Self {
        Self::new()
    }
}

impl Run {
    /// A run that has not begun.
    pub fn new() -> Self {
        Self {
            status: RunStatus::Running,
            started: None,
            frames: Frames::default(),
            timers: Timers::default(),
            kept: BTreeMap::new(),
            error: None,
            stopping: false,
            counts: Counts::default(),
            node_runs: 0,
            manner: Manner::default(),
            paused_at: None,
            held: Vec::new(),
            cancelling: false,
            compensation: Compensation::default(),
            debugging: None,
            turns: Vec::new(),
            checks: Vec::new(),
            closed: Closed::default(),
        }
    }

    /// How the run stands.
    pub fn status(&self) -> RunStatus {
        self.status
    }

    /// Where and when the run began.
    pub fn started(&self) -> Option<Start> {
        self.started
    }

    /// The items the run began with.
    pub fn started_items(&self) -> Option<&Items> {
        self.cell(0, self.started?.node)?.output(0)
    }

    /// Why the run failed: the first failure that was not caught.
    pub fn error(&self) -> Option<&RunError> {
        self.error.as_deref()
    }

    /// How a node stands; idle if the frame or the node does not exist.
    pub fn node_state(&self, frame: FrameId, node: NodeIndex) -> NodeState {
        self.cell(frame, node).map_or(NodeState::Idle, |cell| cell.state)
    }

    /// The current or last attempt of a node; 0 if it was never performed.
    pub fn attempt(&self, frame: FrameId, node: NodeIndex) -> u32 {
        self.cell(frame, node).map_or(0, |cell| cell.attempt)
    }

    /// Why the last attempt of a node failed.
    pub fn node_error(&self, frame: FrameId, node: NodeIndex) -> Option<&StepError> {
        self.cell(frame, node)?.error.as_deref()
    }

    /// What a node gave, by output port: of a done node, and of a failed one what left
    /// its error port or was passed on. None if there is nothing yet.
    pub fn outputs(&self, frame: FrameId, node: NodeIndex) -> Option<&[(u16, Items)]> {
        let cell = self.cell(frame, node)?;
        cell.has_given().then_some(&*cell.outputs)
    }

    /// How an edge stands, with its items.
    pub fn edge_state(&self, plan: &Plan, frame: FrameId, edge: EdgeIndex) -> EdgeState {
        match self.frame(frame).and_then(|frame| frame.edge(edge)) {
            None | Some(EdgeCell::Pending) => EdgeState::Pending,
            Some(EdgeCell::Skipped) => EdgeState::Skipped,
            Some(EdgeCell::Taken | EdgeCell::Late) => {
                EdgeState::Taken(self.edge_items(plan, frame, edge).cloned().unwrap_or_default())
            }
        }
    }

    /// What comes in at each input port of a node from the arrows that count for
    /// it, in order of wiring. A list that comes alone is shared, not copied. The
    /// nodes a body begins with get what the frame was opened with at port 0.
    pub fn inputs(&self, plan: &Plan, frame: FrameId, node: NodeIndex) -> Vec<Items> {
        let ports = plan.node(node).inputs.len() as u16;
        (0..ports).map(|port| self.input(plan, frame, node, port)).collect()
    }

    /// What comes in at one input port; the first item of it, where a node sees only that.
    pub fn input(&self, plan: &Plan, frame: FrameId, node: NodeIndex, port: u16) -> Items {
        let mut lists = self.input_lists(plan, frame, node, port).map(|(_, items)| items);
        match lists.next() {
            None => Items::default(),
            Some(first) if sees_one(plan, node) && first.len() > 1 => first.part(0, 1).into(),
            Some(first) if sees_one(plan, node) => first.clone(),
            Some(first) => Items::join(std::iter::once(first).chain(lists)),
        }
    }

    /// How many items come in at the first input port.
    pub(crate) fn input_count(&self, plan: &Plan, frame: FrameId, node: NodeIndex) -> usize {
        let most = if sees_one(plan, node) { 1 } else { usize::MAX };
        self.input_lists(plan, frame, node, 0).map(|(_, items)| items.len()).sum::<usize>().min(most)
    }

    /// So many items of what comes in at the first input port, from this place on.
    fn input_part(&self, plan: &Plan, at: (FrameId, NodeIndex), first: usize, count: usize) -> Items {
        let count = count.min(self.input_count(plan, at.0, at.1).saturating_sub(first));
        let mut before = first;
        let mut part = Vec::with_capacity(count);
        for (_, items) in self.input_lists(plan, at.0, at.1, 0) {
            let begin = before.min(items.len());
            part.extend(items.part(begin, count - part.len()));
            before -= begin;
        }
        part.into()
    }

    /// How many iterations a for-each makes of what comes in.
    pub(crate) fn batch_count(&self, plan: &Plan, at: (FrameId, NodeIndex), settings: &Settings) -> usize {
        match settings.per_arrow {
            true => self.input_lists(plan, at.0, at.1, 0).count(),
            false => self.input_count(plan, at.0, at.1).div_ceil(settings.batch_size as usize),
        }
    }

    /// What an iteration of a for-each gets.
    pub(crate) fn batch(&self, plan: &Plan, at: (FrameId, NodeIndex), settings: &Settings, index: usize) -> Items {
        if settings.per_arrow {
            let list = self.input_lists(plan, at.0, at.1, 0).nth(index);
            return list.map(|(_, items)| items.clone()).unwrap_or_default();
        }
        let size = settings.batch_size as usize;
        self.input_part(plan, at, index * size, size)
    }

    /// The place of the first item of an iteration in all that came in.
    pub(crate) fn batch_start(
        &self,
        plan: &Plan,
        at: (FrameId, NodeIndex),
        settings: &Settings,
        index: usize,
    ) -> usize {
        match settings.per_arrow {
            true => self.input_lists(plan, at.0, at.1, 0).take(index).map(|(_, items)| items.len()).sum(),
            false => index * settings.batch_size as usize,
        }
    }

    /// The lists that make up what comes in at one port, with their edges; empty
    /// lists are left out. What a frame was opened with came by no edge.
    pub(crate) fn input_lists<'a>(
        &'a self,
        plan: &'a Plan,
        frame: FrameId,
        node: NodeIndex,
        port: u16,
    ) -> impl Iterator<Item = (Option<EdgeIndex>, &'a Items)> {
        let cells = self.frame(frame);
        let begins = port == 0 && plan.node(node).incoming.is_empty();
        let given = cells.filter(|cells| begins && cells.place.is_some()).map(|cells| (None, &cells.input));
        let edges = plan.node(node).incoming.iter().copied().filter(move |edge| plan.edge(*edge).to.port == port);
        let taken = edges.filter(move |edge| cells.and_then(|cells| cells.edge(*edge)) == Some(EdgeCell::Taken));
        let lists = taken.filter_map(move |edge| Some((Some(edge), self.edge_items(plan, frame, edge)?)));
        given.into_iter().chain(lists).filter(|(_, items)| !items.is_empty())
    }

    /// The items a taken edge carries.
    fn edge_items(&self, plan: &Plan, frame: FrameId, edge: EdgeIndex) -> Option<&Items> {
        let from = plan.edge(edge).from;
        self.cell(frame, from.node)?.output(from.port)
    }

    /// What to perform for a step that is running; for one that a crash cut off
    /// before its intent was written. None if the step is not current.
    pub fn request(&self, plan: &Plan, step: StepId) -> Option<StepRequest> {
        let is_current = self.is_running(step) || self.is_child_of(step);
        is_current.then(|| StepRequest { step, inputs: self.inputs(plan, step.frame, step.node) })
    }

    /// The steps being performed. An open container is not: its body is.
    pub fn running_steps(&self) -> impl Iterator<Item = StepId> + '_ {
        self.performed().map(|(step, _)| step)
    }

    /// The steps whose intent is written and whose result is not. After a crash
    /// their effect may or may not have taken place.
    pub fn uncertain_steps(&self) -> impl Iterator<Item = StepId> + '_ {
        self.performed().filter(|(_, cell)| cell.intended).map(|(step, _)| step)
    }

    /// Whether the intent of this attempt, which is at work, is written.
    pub fn is_intended(&self, step: StepId) -> bool {
        self.is_running(step) && self.cell(step.frame, step.node).is_some_and(|cell| cell.intended)
    }

    /// How often the process ended while the current attempt of this node was at work.
    pub fn deaths(&self, frame: FrameId, node: NodeIndex) -> u8 {
        self.cell(frame, node).map_or(0, |cell| cell.deaths)
    }

    /// Whether the other side is asked what became of this attempt.
    pub(crate) fn is_looking(&self, step: StepId) -> bool {
        self.is_running(step) && self.cell(step.frame, step.node).is_some_and(|cell| cell.looking)
    }

    /// The steps a person must settle.
    pub fn steps_in_doubt(&self) -> impl Iterator<Item = StepId> + '_ {
        self.steps(NodeState::InDoubt).map(|(step, _)| step)
    }

    /// The timer that is due first. While the run is paused, times that come wait.
    pub fn next_timer(&self) -> Option<(Timestamp, TimerId)> {
        self.timers.all().iter().find(|(_, timer)| self.may_fire(*timer)).copied()
    }

    /// Whether a timer takes effect when its time has come: while the run is paused
    /// only those of what is let through do.
    pub(crate) fn may_fire(&self, timer: TimerId) -> bool {
        self.paused_at.is_none() || timer.place().is_some_and(|(frame, node)| self.is_let_through(frame, node))
    }

    /// Since when the run is paused; None if it is not.
    pub fn paused_at(&self) -> Option<Timestamp> {
        self.paused_at
    }

    /// Whether somebody wants the run to end, and only what was begun before goes on.
    pub fn is_cancelling(&self) -> bool {
        self.cancelling
    }

    /// The nodes whose work was undone after the run had failed.
    pub fn undone(&self) -> impl Iterator<Item = NodeIndex> + '_ {
        self.compensation.undone.iter().copied()
    }

    /// All timers that are set, soonest first.
    pub fn timers(&self) -> &[(Timestamp, TimerId)] {
        self.timers.all()
    }

    /// When a waiting or retrying node goes on by itself.
    pub fn wake_at(&self, frame: FrameId, node: NodeIndex) -> Option<Timestamp> {
        self.timers.due(TimerId::Wait(frame, node)).or_else(|| self.timers.due(TimerId::Retry(frame, node)))
    }

    /// Whether a signal may end the wait of this node.
    pub fn waits_for_signal(&self, frame: FrameId, node: NodeIndex) -> bool {
        self.cell(frame, node).is_some_and(|cell| cell.state == NodeState::Waiting && cell.signal)
    }

    /// The steps that pause before a further attempt or wait.
    pub(crate) fn pausing_steps(&self) -> impl Iterator<Item = StepId> + '_ {
        self.steps(NodeState::Retrying).chain(self.steps(NodeState::Waiting)).map(|(step, _)| step)
    }

    /// The steps that begin when the run is resumed.
    pub(crate) fn held_steps(&self) -> impl Iterator<Item = StepId> + '_ {
        self.steps(NodeState::Held).map(|(step, _)| step)
    }

    pub(crate) fn cell(&self, frame: FrameId, node: NodeIndex) -> Option<&NodeCell> {
        self.frame(frame)?.node(node)
    }

    /// An open frame, or one that ended just now.
    fn frame(&self, id: FrameId) -> Option<&Frame> {
        self.frames.get(id).or_else(|| self.closed.0.get(&id))
    }

    /// Whether something new may start in a frame.
    pub fn may_begin_in(&self, frame: FrameId) -> bool {
        !self.is_stopping(frame)
    }

    /// Whether nothing new may start in a frame.
    pub(crate) fn is_stopping(&self, frame: FrameId) -> bool {
        self.frames.get(frame).is_none_or(|frame| frame.stopping)
    }

    /// Whether a child run is at work for this attempt of a sub-flow.
    pub(crate) fn is_child_of(&self, step: StepId) -> bool {
        let cell = self.frames.get(step.frame).and_then(|frame| frame.node(step.node));
        cell.is_some_and(|cell| cell.state == NodeState::Waiting && cell.is_child() && cell.attempt == step.attempt)
    }

    pub(crate) fn is_running(&self, step: StepId) -> bool {
        let cell = self.frames.get(step.frame).and_then(|frame| frame.node(step.node));
        cell.is_some_and(|cell| {
            cell.state == NodeState::Running && cell.attempt == step.attempt && cell.container.is_none()
        })
    }

    fn performed(&self) -> impl Iterator<Item = (StepId, &NodeCell)> {
        self.steps(NodeState::Running).filter(|(_, cell)| cell.container.is_none())
    }

    fn steps(&self, state: NodeState) -> impl Iterator<Item = (StepId, &NodeCell)> {
        let cells = self.frames.iter().flat_map(|(id, frame)| frame.nodes().map(move |(node, cell)| (id, node, cell)));
        let wanted = cells.filter(move |(_, _, cell)| cell.state == state);
        wanted.map(|(frame, node, cell)| (StepId { frame, node, attempt: cell.attempt }, cell))
    }
}

/// Whether a node sees only the first item of each input. A disabled one passes all on.
pub(crate) fn sees_one(plan: &Plan, node: NodeIndex) -> bool {
    let node = plan.node(node);
    node.once && !node.disabled
}
