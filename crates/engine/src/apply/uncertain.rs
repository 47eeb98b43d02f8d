//! `FoundUncertain`, `CutOff`, `LookedUp` and `Settled`: what follows when the process ended
//! while a step was at work, and when it is unknown whether an effect took place.

use super::Turn;
use crate::event::{ErrorClass, Finding, Settlement, StepError, StepId, TimerId};
use crate::run::NodeState;
use flow::document::OnUncertain;

/// A step during whose attempt the process ended so often is not begun again by itself: as far
/// as anybody can tell it is what ends the process.
const DEATHS_MOST: u8 = 3;

/// The code of a step whose end a crash took along.
const EFFECT_UNCERTAIN: &str = "effect_uncertain";

impl Turn<'_> {
    pub(super) fn found_uncertain(&mut self, step: StepId) -> bool {
        if !self.run.is_running(step) {
            return false;
        }
        self.clear_timer(TimerId::StepTimeout(step));
        if self.has_died_too_often(step) {
            self.leave_in_doubt(step, self.poison_error(step));
        } else {
            self.uncertain(step, self.uncertain_error(step));
        }
        true
    }

    pub(super) fn cut_off(&mut self, step: StepId) -> bool {
        if !self.run.is_running(step) {
            return false;
        }
        if self.run.is_stopping(step.frame) {
            // What was begun before would be left to finish, but it is not begun again.
            self.set_state(step.frame, step.node, NodeState::Cancelled);
        } else if self.has_died_too_often(step) {
            self.leave_in_doubt(step, self.poison_error(step));
        } else {
            self.begin(step);
        }
        true
    }

    /// Counts that the process ended while the attempt was at work.
    fn has_died_too_often(&mut self, step: StepId) -> bool {
        let cell = self.cell(step.frame, step.node);
        cell.deaths = cell.deaths.saturating_add(1);
        cell.deaths >= DEATHS_MOST
    }

    /// Follows the node's `on_uncertain`.
    pub(super) fn uncertain(&mut self, step: StepId, error: StepError) {
        let is_stopping = self.run.is_stopping(step.frame);
        match self.plan.node(step.node).on_uncertain {
            // The same attempt again, so that the other side sees the same key.
            OnUncertain::Retry if !is_stopping => self.begin(step),
            OnUncertain::LookUp if !is_stopping => self.look_up(step, error),
            OnUncertain::Retry | OnUncertain::LookUp | OnUncertain::Ask => self.leave_in_doubt(step, error),
            OnUncertain::Skip => self.pass_through(step.frame, step.node),
            OnUncertain::Fail => self.failed(step.frame, step.node, error),
        }
    }

    /// Leaves it to a person what became of the step.
    fn leave_in_doubt(&mut self, step: StepId, error: StepError) {
        self.cell(step.frame, step.node).error = Some(Box::new(error));
        self.set_state(step.frame, step.node, NodeState::InDoubt);
    }

    /// Has the other side asked what became of the step, which counts as at work meanwhile.
    fn look_up(&mut self, step: StepId, error: StepError) {
        let cell = self.cell(step.frame, step.node);
        cell.error = Some(Box::new(error));
        cell.looking = true;
        self.set_state(step.frame, step.node, NodeState::Running);
        let inputs = self.run.inputs(self.plan, step.frame, step.node);
        self.effects.commands.push(crate::event::Command::LookUp(crate::event::StepRequest { step, inputs }));
    }

    pub(super) fn looked_up(&mut self, step: StepId, finding: &Finding) -> bool {
        if !self.run.is_looking(step) {
            return false;
        }
        let cell = self.cell(step.frame, step.node);
        cell.looking = false;
        let doubt = cell.error.take();
        match finding {
            Finding::Found(outcome) => self.succeeded(step, outcome),
            Finding::NotFound => self.did_not_take_place(step, doubt.map(|doubt| *doubt)),
            Finding::Unknown(error) => self.leave_in_doubt(step, error.clone()),
        }
        true
    }

    /// After a crash the same attempt begins again; an attempt that ended in doubt has
    /// failed, and a further one follows as after any failure that may go away.
    fn did_not_take_place(&mut self, step: StepId, doubt: Option<StepError>) {
        let error = doubt.unwrap_or_else(|| self.uncertain_error(step));
        if self.run.is_stopping(step.frame) {
            self.failed(step.frame, step.node, error);
        } else if error.code == EFFECT_UNCERTAIN {
            self.begin(step);
        } else {
            self.retry_or_fail(step, StepError { class: ErrorClass::Transient, ..error });
        }
    }

    pub(super) fn settled(&mut self, step: StepId, settlement: Settlement) -> bool {
        let cell = self.run.frames.get(step.frame).and_then(|frame| frame.node(step.node));
        if !cell.is_some_and(|cell| cell.state == NodeState::InDoubt && cell.attempt == step.attempt) {
            return false;
        }
        let cell = self.cell(step.frame, step.node);
        let error = cell.error.take();
        // Whoever has it begin again is asked again if it ends the process once more.
        cell.deaths = cell.deaths.min(DEATHS_MOST - 1);
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
            code: EFFECT_UNCERTAIN.into(),
            message: format!(
                "The server stopped while “{name}” was at work; whether its effect took place is unknown."
            ),
            hint: "Look at the other side whether it took place, then settle the step or retry the run.".into(),
            parameter: None,
            retry_after_ms: None,
        }
    }

    fn poison_error(&self, step: StepId) -> StepError {
        let name = &self.plan.node(step.node).name;
        StepError {
            class: ErrorClass::InDoubt,
            code: "poison_step".into(),
            message: format!(
                "The server ended {DEATHS_MOST} times while “{name}” was at work; it is not begun again by itself."
            ),
            hint: "Look at what came in at the block and at the server's log. Then say what became of it, or have it \
                   done again."
                .into(),
            parameter: None,
            retry_after_ms: None,
        }
    }
}
