//! `CancelRequested` and `KillRequested`: nothing starts after them.

use super::Turn;
use crate::event::{Command, StepId, TimerId};
use crate::run::{NodeState, RunStatus};

impl Turn<'_> {
    /// The run ends as soon as what is being performed is over.
    pub(super) fn cancel_requested(&mut self) -> bool {
        if self.run.cancelling || self.run.started.is_none() {
            return self.kill_requested();
        }
        self.run.cancelling = true;
        self.run.stopping = true;
        self.stop_frame(0);
        // Child runs are cancelled in their turn; what they still do, nobody here waits for.
        for step in self.run.children().collect::<Vec<StepId>>() {
            self.effects.commands.push(Command::Abandon(step));
            self.close_container(step.frame, step.node);
            self.set_state(step.frame, step.node, NodeState::Cancelled);
        }
        self.clear_timer(TimerId::RunTimeout);
        true
    }

    pub(super) fn kill_requested(&mut self) -> bool {
        self.break_off();
        self.end(RunStatus::Cancelled);
        true
    }

    /// Abandons what runs and forgets what waits. Steps in doubt stay in doubt: that
    /// is what is known of them.
    pub(super) fn break_off(&mut self) {
        let all = self.run.frames.within(0);
        self.abandon(&all);
        self.run.stopping = true;
        if let Some(frame) = self.run.frames.get_mut(0) {
            frame.stopping = true;
        }
        self.clear_timers(|_| true);
    }
}
