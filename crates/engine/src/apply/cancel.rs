//! `CancelRequested`: nothing starts after it, and the run is over at once.

use super::Turn;
use crate::run::RunStatus;

impl Turn<'_> {
    pub(super) fn cancel_requested(&mut self) -> bool {
        self.break_off(RunStatus::Cancelled);
        true
    }

    /// Abandons what runs, forgets what waits and ends the run. Steps in doubt stay
    /// in doubt: that is what is known of them.
    pub(super) fn break_off(&mut self, status: RunStatus) {
        let all = self.run.frames.within(0);
        self.abandon(&all);
        self.end(status);
    }
}
