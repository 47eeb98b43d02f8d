//! While: asks for its condition before each iteration; what an iteration gives
//! is carried to the next one.

use super::Turn;
use super::frames::FrameEnd;
use crate::container::{While, Work};
use crate::event::{Command, ErrorClass, FrameId, NodeIndex, Question, StepError};
use crate::run::{FramePlace, NodeState, RunError};
use flow::Items;
use flow::container::Control;

impl Turn<'_> {
    pub(super) fn begin_while(&mut self, frame: FrameId, node: NodeIndex) {
        let carried = self.run.input(self.plan, frame, node, 0);
        let work = Work::While(While { iteration: 0, carried, asking: false });
        self.set_open(frame, node, work, NodeState::Running);
        self.ask(frame, node);
    }

    fn repetition(&mut self, frame: FrameId, node: NodeIndex) -> Option<&mut While> {
        match &mut self.run.frames.get_mut(frame)?.node_mut(node).container.as_mut()?.work {
            Work::While(repetition) => Some(repetition),
            _ => None,
        }
    }

    /// Asks whether a further iteration begins.
    fn ask(&mut self, frame: FrameId, node: NodeIndex) {
        let Some(repetition) = self.repetition(frame, node) else { return };
        repetition.asking = true;
        let (iteration, items) = (repetition.iteration, repetition.carried.clone());
        self.run.counts.evaluating += 1;
        self.effects.commands.push(Command::Evaluate(Question { frame, node, iteration, items }));
    }

    pub(super) fn evaluated(
        &mut self,
        (frame, node): (FrameId, NodeIndex),
        iteration: u32,
        result: &Result<bool, StepError>,
    ) -> bool {
        let is_known = self.run.cell(frame, node).is_some();
        let asked = |repetition: &&mut While| repetition.asking && repetition.iteration == iteration;
        let Some(repetition) = is_known.then(|| self.repetition(frame, node)).flatten().filter(asked) else {
            return false;
        };
        repetition.asking = false;
        let carried = repetition.carried.clone();
        self.run.counts.evaluating -= 1;
        if self.run.is_stopping(frame) {
            self.container_cancelled(frame, node);
            return true;
        }
        match result {
            Ok(true) => self.repeat(FramePlace { frame, node, index: iteration }, carried),
            Ok(false) => self.container_done(frame, node, vec![(0, carried)]),
            Err(error) => {
                let error = RunError { node: Some(node), error: error.clone() };
                self.container_failed(frame, node, error);
            }
        }
        true
    }

    fn repeat(&mut self, place: FramePlace, carried: Items) {
        let plan_node = self.plan.node(place.node);
        let most = plan_node.container.as_ref().map_or(0, |container| container.settings.maximum_iterations);
        if place.index < most {
            return self.begin_iteration(place, carried);
        }
        let error = StepError {
            class: ErrorClass::Permanent,
            code: "loop_limit".into(),
            message: format!("“{}” would go on after {most} iterations, which is the most.", plan_node.name),
            hint: "Look whether its condition ever stops holding, or raise the maximum.".into(),
            parameter: Some("maximum_iterations".into()),
            retry_after_ms: None,
        };
        self.container_failed(place.frame, place.node, RunError { node: Some(place.node), error });
    }

    pub(super) fn while_iteration_ended(&mut self, frame: FrameId, node: NodeIndex, end: FrameEnd) {
        if let Some(error) = end.error {
            return self.container_failed(frame, node, *error);
        }
        if end.control == Some(Control::Break) {
            return self.container_done(frame, node, vec![(0, end.items)]);
        }
        let Some(repetition) = self.repetition(frame, node) else { return };
        repetition.carried = end.items;
        repetition.iteration += 1;
        self.ask(frame, node);
    }
}
