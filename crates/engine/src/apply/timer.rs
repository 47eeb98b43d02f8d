//! `TimerFired`: a pause, a wait, a join's patience, a time limit is over.

use super::Turn;
use crate::event::{Command, ErrorClass, NodeIndex, StepError, StepId, TimerId};
use crate::run::RunError;
use flow::document::OnUncertain;

impl Turn<'_> {
    pub(super) fn timer_fired(&mut self, timer: TimerId) -> bool {
        if let TimerId::StepTimeout(step) = timer
            && self.run.is_running(step)
        {
            self.clear_timer(timer);
            self.step_timed_out(step);
            return true;
        }
        let Some(at) = self.run.timers.due(timer).filter(|_| self.run.may_fire(timer)) else { return false };
        if self.now < at {
            // A clock that went back must not make a timer early: it is asked for again.
            self.effects.commands.push(Command::SetTimer(timer, at));
            return false;
        }
        self.run.timers.clear(timer);
        match timer {
            TimerId::Retry(frame, node) => {
                let attempt = self.cell(frame, node).attempt + 1;
                self.begin(StepId { frame, node, attempt });
            }
            TimerId::Wait(frame, node) => {
                let outputs = std::mem::take(&mut self.cell(frame, node).outputs);
                self.go_on(frame, node, outputs);
            }
            TimerId::Join(frame, node) => self.join_timed_out(frame, node),
            TimerId::StepTimeout(step) => self.container_timed_out(step),
            TimerId::RunTimeout => self.run_timed_out(),
        }
        true
    }

    /// The attempt took too long. Its effect may have taken place all the same:
    /// only a node that may be performed twice is simply tried again.
    fn step_timed_out(&mut self, step: StepId) {
        self.effects.commands.push(Command::Abandon(step));
        let node = self.plan.node(step.node);
        let may_repeat = node.on_uncertain == OnUncertain::Retry;
        let class = if may_repeat { ErrorClass::Transient } else { ErrorClass::InDoubt };
        self.attempt_failed(step, self.timeout_error(step.node, class));
    }

    pub(super) fn timeout_error(&self, node: NodeIndex, class: ErrorClass) -> StepError {
        let node = self.plan.node(node);
        let limit = node.timeout_ms.map_or("the time it has".to_owned(), |timeout_ms| format!("{timeout_ms} ms"));
        StepError {
            class,
            code: "timeout".into(),
            message: format!("“{}” did not finish within {limit}.", node.name),
            hint: "Raise the time limit of the node, or look why the other side is slow.".into(),
            parameter: None,
            retry_after_ms: None,
        }
    }

    fn run_timed_out(&mut self) {
        let error = StepError {
            class: ErrorClass::Permanent,
            code: "run_timeout".into(),
            message: format!("The run did not end within {} ms.", self.plan.timeout_ms().unwrap_or_default()),
            hint: "Raise the time limit in the flow's settings, or look which node took so long.".into(),
            parameter: None,
            retry_after_ms: None,
        };
        self.note_error(None::<NodeIndex>, error);
        self.break_off();
    }

    pub(super) fn broken_off(&mut self, error: &StepError) -> bool {
        let has_begun = self.run.started().is_some();
        if has_begun {
            self.note_error(None, error.clone());
            self.break_off();
        }
        has_begun
    }

    /// Keeps the first failure that was not caught as the run's.
    pub(super) fn note_error(&mut self, node: Option<NodeIndex>, error: StepError) {
        self.run.error.get_or_insert_with(|| Box::new(RunError { node, error }));
    }
}
