//! `PauseRequested` and `ResumeRequested`: a run stands still and goes on.

use super::Turn;
use crate::event::{StepId, TimerId};
use crate::run::NodeState;

impl Turn<'_> {
    pub(super) fn pause_requested(&mut self) -> bool {
        if self.run.paused_at.is_some() || self.run.cancelling || self.run.started.is_none() {
            return false;
        }
        self.run.paused_at = Some(self.now);
        true
    }

    /// What was held begins in the order in which its turn had come.
    pub(super) fn resume_requested(&mut self) -> bool {
        let Some(paused_at) = self.run.paused_at.take() else { return false };
        if let Some(debugging) = self.run.debugging.as_mut() {
            debugging.let_through.clear();
        }
        self.move_limits(self.now.since_ms(paused_at));
        self.let_held_begin();
        true
    }

    pub(super) fn let_held_begin(&mut self) {
        for step in std::mem::take(&mut self.run.held) {
            if !self.is_held(step) {
                continue;
            }
            self.set_state(step.frame, step.node, NodeState::Idle);
            match step.attempt {
                0 => self.start(step.frame, step.node),
                _ => self.begin(step),
            }
        }
    }

    /// Keeps a turn (attempt 0) or an attempt for when the run is resumed.
    pub(super) fn hold(&mut self, step: StepId) {
        self.set_state(step.frame, step.node, NodeState::Held);
        self.run.held.push(step);
    }

    /// What stopped the node meanwhile took it out of its state.
    fn is_held(&self, step: StepId) -> bool {
        let cell = self.run.frames.get(step.frame).and_then(|frame| frame.node(step.node));
        cell.is_some_and(|cell| cell.state == NodeState::Held)
    }

    /// The time a run stands still does not count against the limits of the run and
    /// of its boxes.
    fn move_limits(&mut self, still_ms: i64) {
        let is_limit = |timer: &TimerId| match timer {
            TimerId::RunTimeout => true,
            TimerId::StepTimeout(step) => self.plan.node(step.node).container.is_some(),
            _ => false,
        };
        let limits: Vec<_> = self.run.timers.all().iter().filter(|(_, timer)| is_limit(timer)).copied().collect();
        for (at, timer) in limits {
            self.set_timer(timer, at.plus_ms(still_ms.max(0)));
        }
    }
}
