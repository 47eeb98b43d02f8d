//! `FoundUncertain` and `Settled`: what follows when it is unknown whether an
//! effect took place.

use super::Turn;
use crate::event::{ErrorClass, Settlement, StepError, StepId, TimerId};
use crate::run::NodeState;
use flow::document::OnUncertain;

impl Turn<'_> {
    pub(super) fn found_uncertain(&mut self, step: StepId) -> bool {
        if !self.run.is_running(step) {
            return false;
        }
        self.clear_timer(TimerId::StepTimeout(step));
        let error = self.uncertain_error(step);
        self.uncertain(step, error);
        true
    }

    /// Follows the node's `on_uncertain`.
    pub(super) fn uncertain(&mut self, step: StepId, error: StepError) {
        let on_uncertain = self.plan.node(step.node).on_uncertain;
        match on_uncertain {
            // The same attempt again, so that the other side sees the same key.
            OnUncertain::Retry if !self.run.is_stopping(step.frame) => self.begin(step),
            OnUncertain::Retry | OnUncertain::Ask => {
                self.cell(step.frame, step.node).error = Some(Box::new(error));
                self.set_state(step.frame, step.node, NodeState::InDoubt);
            }
            OnUncertain::Skip => self.pass_through(step.frame, step.node),
            OnUncertain::Fail => self.failed(step.frame, step.node, error),
        }
    }

    pub(super) fn settled(&mut self, step: StepId, settlement: Settlement) -> bool {
        let cell = self.run.frames.get(step.frame).and_then(|frame| frame.node(step.node));
        if !cell.is_some_and(|cell| cell.state == NodeState::InDoubt && cell.attempt == step.attempt) {
            return false;
        }
        let error = self.cell(step.frame, step.node).error.take();
        match settlement {
            Settlement::Done => self.pass_through(step.frame, step.node),
            Settlement::Retry if !self.run.is_stopping(step.frame) => self.begin(step),
            Settlement::Retry | Settlement::Failed => {
                let error = error.map_or_else(|| self.uncertain_error(step), |error| *error);
                self.failed(step.frame, step.node, error);
            }
        }
        true
    }

    fn uncertain_error(&self, step: StepId) -> StepError {
        let name = &self.plan.node(step.node).name;
        StepError {
            class: ErrorClass::InDoubt,
            code: "effect_uncertain".into(),
            message: format!(
                "The server stopped while “{name}” was at work; whether its effect took place is unknown."
            ),
            hint: "Look at the other side whether it took place, then settle the step or retry the run.".into(),
            parameter: None,
            retry_after_ms: None,
        }
    }
}
