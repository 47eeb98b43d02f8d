//! `CancelRequested`: nothing starts after it, and the run is over at once.

use super::Turn;
use crate::event::{Command, StepId};
use crate::run::{NodeState, RunStatus};

impl Turn<'_> {
    pub(super) fn cancel_requested(&mut self) -> bool {
        self.break_off(RunStatus::Cancelled);
        true
    }

    /// Abandons what runs, forgets what waits and ends the run. Steps in doubt stay
    /// in doubt: that is what is known of them.
    pub(super) fn break_off(&mut self, status: RunStatus) {
        let running: Vec<StepId> = self.run.running_steps().collect();
        for step in running {
            self.effects.commands.push(Command::Abandon(step));
            self.set_state(step.frame, step.node, NodeState::Cancelled);
        }
        self.drop_pauses();
        self.end(status);
    }

    /// Ends waits and pauses before further attempts.
    pub(super) fn drop_pauses(&mut self) {
        let pausing: Vec<StepId> = self.run.pausing_steps().collect();
        for step in pausing {
            self.set_state(step.frame, step.node, NodeState::Cancelled);
        }
    }
}
