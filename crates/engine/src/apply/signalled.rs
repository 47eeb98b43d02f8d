//! Waits: how a node comes to wait, and `Signalled`, which may end it early.

use super::Turn;
use crate::event::{FrameId, NodeIndex, StepId, TimerId, Wait};
use crate::run::NodeState;
use flow::Items;

impl Turn<'_> {
    /// Whether anything is left to wait for: a time to come, or a signal.
    pub(super) fn is_worth_waiting(&self, wait: Wait) -> bool {
        wait.signal && wait.until.is_none() || wait.until.is_some_and(|until| until > self.now)
    }

    pub(super) fn wait(&mut self, step: StepId, wait: Wait, outputs: Vec<(u16, Items)>) {
        if self.run.is_stopping(step.frame) {
            // Going on after the wait would start something new.
            return self.set_state(step.frame, step.node, NodeState::Cancelled);
        }
        let cell = self.cell(step.frame, step.node);
        cell.outputs = outputs;
        cell.signal = wait.signal;
        self.set_state(step.frame, step.node, NodeState::Waiting);
        if let Some(until) = wait.until {
            self.set_timer(TimerId::Wait(step.frame, step.node), until);
        }
    }

    /// A wait is over: the ports are taken that items were given for, and port 0 if there is none.
    pub(super) fn go_on(&mut self, frame: FrameId, node: NodeIndex, outputs: Vec<(u16, Items)>) {
        let outputs = if outputs.is_empty() { vec![(0, Items::default())] } else { outputs };
        self.done(frame, node, outputs);
    }

    pub(super) fn signalled(&mut self, frame: FrameId, node: NodeIndex, items: &Items) -> bool {
        if !self.run.waits_for_signal(frame, node) {
            return false;
        }
        self.clear_timer(TimerId::Wait(frame, node));
        self.done(frame, node, vec![(0, items.clone())]);
        true
    }

    /// What waited leaves by the port somebody chose, whichever it would have taken in time.
    pub(super) fn chosen(&mut self, frame: FrameId, node: NodeIndex, port: u16) -> bool {
        let is_port = usize::from(port) < self.plan.node(node).outputs.len();
        if !is_port || !self.run.waits_for_signal(frame, node) {
            return false;
        }
        self.clear_timer(TimerId::Wait(frame, node));
        let kept = std::mem::take(&mut self.cell(frame, node).outputs);
        let items = kept.into_iter().next().map_or_else(Items::default, |(_, items)| items);
        self.done(frame, node, vec![(port, items)]);
        true
    }
}
