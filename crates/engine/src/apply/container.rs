//! Containers: how a box opens, what follows when its body ends, how it closes.

use super::frames::FrameEnd;
use super::{Turn, after};
use crate::container::{Open, Work};
use crate::event::{Command, ErrorClass, FrameId, NodeIndex, StepError, StepId, StepRequest, TimerId};
use crate::run::{FramePlace, NodeState, RunError};
use flow::Items;
use flow::container::{ContainerKind, PlanContainer};

impl Turn<'_> {
    /// Begins an attempt of a container.
    pub(super) fn open_container(&mut self, step: StepId, container: &PlanContainer) {
        let StepId { frame, node, attempt } = step;
        let cell = self.cell(frame, node);
        cell.attempt = attempt;
        cell.error = None;
        if let Some(timeout_ms) = self.plan.node(node).timeout_ms {
            self.set_timer(TimerId::StepTimeout(step), after(self.now, timeout_ms));
        }
        match container.kind {
            ContainerKind::ForEach => self.begin_for_each(frame, node),
            ContainerKind::While => self.begin_while(frame, node),
            ContainerKind::Try | ContainerKind::Race => self.begin_once(frame, node),
            ContainerKind::SubFlow => self.begin_child(step),
        }
    }

    pub(super) fn set_open(&mut self, frame: FrameId, node: NodeIndex, work: Work, state: NodeState) {
        self.cell(frame, node).container = Some(Box::new(Open::new(work)));
        self.set_state(frame, node, state);
    }

    fn begin_once(&mut self, frame: FrameId, node: NodeIndex) {
        let input = self.run.input(self.plan, frame, node, 0);
        self.set_open(frame, node, Work::Once, NodeState::Running);
        self.begin_iteration(FramePlace { frame, node, index: 0 }, input);
    }

    /// Opens a frame, unless the run has gone round too often.
    pub(super) fn begin_iteration(&mut self, place: FramePlace, input: Items) {
        match self.run_limit_error(place.node) {
            Some(error) => self.container_failed(place.frame, place.node, error),
            None => self.open_frame(place, input),
        }
    }

    /// Why no further iteration may begin, if nodes were performed too often.
    pub(super) fn run_limit_error(&self, node: NodeIndex) -> Option<RunError> {
        let most = self.plan.node_runs_most();
        (self.run.node_runs >= most).then(|| RunError {
            node: Some(node),
            error: StepError {
                class: ErrorClass::Permanent,
                code: "node_runs_limit".into(),
                message: format!(
                    "“{}” was stopped: the nodes of this run were performed {most} times, which is the most.",
                    self.plan.node(node).name
                ),
                hint: "Look whether the loop ends as it should, or hand parts of the work to runs of their own.".into(),
                parameter: None,
                retry_after_ms: None,
            },
        })
    }

    /// A frame of a container is over and gone.
    pub(super) fn frame_ended(&mut self, place: FramePlace, end: FrameEnd) {
        let FramePlace { frame, node, index } = place;
        if self.run.frames.get(frame).is_none() {
            return;
        }
        let Some(open) = &mut self.cell(frame, node).container else { return };
        open.in_flight.remove(&index);
        let is_empty = open.in_flight.is_empty();
        if self.run.is_stopping(frame) {
            if is_empty {
                self.container_cancelled(frame, node);
            }
            return;
        }
        match self.plan.node(node).container.as_ref().map(|container| container.kind) {
            Some(ContainerKind::ForEach) => self.for_each_iteration_ended(place, end),
            Some(ContainerKind::While) => self.while_iteration_ended(frame, node, end),
            _ => match end.error {
                Some(error) => self.container_failed(frame, node, *error),
                None => self.container_done(frame, node, vec![(0, end.items)]),
            },
        }
    }

    pub(super) fn container_cancelled(&mut self, frame: FrameId, node: NodeIndex) {
        self.close_container(frame, node);
        self.set_state(frame, node, NodeState::Cancelled);
    }

    pub(super) fn container_done(&mut self, frame: FrameId, node: NodeIndex, outputs: Vec<(u16, Items)>) {
        self.close_container(frame, node);
        self.done(frame, node, outputs);
    }

    /// The container has failed: tried again if its policy says so, caught, or handed on.
    pub(super) fn container_failed(&mut self, frame: FrameId, node: NodeIndex, error: RunError) {
        self.close_container(frame, node);
        let attempt = self.cell(frame, node).attempt;
        // Whatever is in doubt in a box has been dealt with by its own node.
        let is_certain = error.error.class != ErrorClass::InDoubt;
        let retry = &self.plan.node(node).retry;
        let may_retry = is_certain && retry.pause_ms(error.error.class, &error.error.code, attempt).is_some();
        if may_retry && !self.run.is_stopping(frame) {
            self.retry_or_fail(StepId { frame, node, attempt }, error.error);
        } else if self.catches(node, error.error.class) {
            let port = self.plan.node(node).error_port();
            let items = self.error_items(frame, node, &error);
            self.done_with(frame, node, vec![(port, items)]);
        } else {
            self.failed_by(frame, node, error);
        }
    }

    /// Whether a node is a try that catches this class.
    fn catches(&self, node: NodeIndex, class: ErrorClass) -> bool {
        let container = self.plan.node(node).container.as_ref();
        container.is_some_and(|it| it.kind == ContainerKind::Try && it.settings.catch.contains(&class))
    }

    /// Forgets what was under way; frames that are still open are cancelled.
    pub(super) fn close_container(&mut self, frame: FrameId, node: NodeIndex) {
        let cell = self.cell(frame, node);
        let (open, attempt) = (cell.container.take(), cell.attempt);
        self.clear_timer(TimerId::StepTimeout(StepId { frame, node, attempt }));
        let Some(open) = open else { return };
        if matches!(&open.work, Work::While(state) if state.asking) {
            self.run.counts.evaluating -= 1;
        }
        for inner in open.in_flight.into_values() {
            self.cancel_frame(inner);
        }
    }

    fn begin_child(&mut self, step: StepId) {
        self.set_open(step.frame, step.node, Work::Child, NodeState::Waiting);
        let inputs = self.run.inputs(self.plan, step.frame, step.node);
        self.effects.commands.push(Command::StartChild(StepRequest { step, inputs }));
    }

    pub(super) fn child_ended(&mut self, step: StepId, result: Result<&Items, &StepError>) -> bool {
        if !self.run.is_child_of(step) {
            return false;
        }
        match result {
            Ok(items) => self.container_done(step.frame, step.node, vec![(0, items.clone())]),
            Err(error) => {
                let error = RunError { node: Some(step.node), error: error.clone() };
                self.container_failed(step.frame, step.node, error);
            }
        }
        true
    }

    /// A container took too long: what is under way in it is abandoned.
    pub(super) fn container_timed_out(&mut self, step: StepId) {
        if self.run.is_child_of(step) {
            self.effects.commands.push(Command::Abandon(step));
        }
        let error = RunError { node: Some(step.node), error: self.timeout_error(step.node, ErrorClass::Transient) };
        self.container_failed(step.frame, step.node, error);
    }
}
