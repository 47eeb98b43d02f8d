//! `Intended` and `Finished`: an attempt was begun for good, and how it ended.

use super::Turn;
use crate::event::{Command, ErrorClass, Outcome, StepError, StepId, TimerId};
use flow::document::OnUncertain;

impl Turn<'_> {
    pub(super) fn intended(&mut self, step: StepId) -> bool {
        if !self.run.is_running(step) {
            return false;
        }
        let cell = self.cell(step.frame, step.node);
        !std::mem::replace(&mut cell.intended, true)
    }

    pub(super) fn finished(&mut self, step: StepId, result: &Result<Outcome, StepError>) -> bool {
        if !self.run.is_running(step) || self.run.is_looking(step) {
            return false;
        }
        // Set only in a state that an earlier version wrote down.
        self.clear_timer(TimerId::StepTimeout(step));
        match result {
            Ok(outcome) => self.succeeded(step, outcome),
            Err(error) => self.attempt_failed(step, error.clone()),
        }
        true
    }

    pub(super) fn succeeded(&mut self, step: StepId, outcome: &Outcome) {
        if let Some(answer) = &outcome.answer {
            self.effects.commands.push(Command::Answer(answer.clone()));
        }
        let outputs = self.known_ports(step.node, &outcome.ports);
        match outcome.wait {
            Some(wait) if self.is_worth_waiting(wait) => self.wait(step, wait, outputs),
            Some(_) => self.go_on(step.frame, step.node, outputs),
            None => self.done(step.frame, step.node, outputs),
        }
    }

    /// An attempt failed: the policy for errors of its class says what follows. One that
    /// may have had its effect follows `on_uncertain`, unless that says to perform it
    /// again, as for any transient failure.
    pub(super) fn attempt_failed(&mut self, step: StepId, error: StepError) {
        let on_uncertain = self.plan.node(step.node).on_uncertain;
        match error.class {
            ErrorClass::InDoubt if on_uncertain != OnUncertain::Retry => self.uncertain(step, error),
            _ => self.retry_or_fail(step, error),
        }
    }
}
