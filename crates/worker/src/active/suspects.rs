//! Steps of a run that may be what ends the process: it ended twice while they were at work.
//! Each is performed when no other such step of the process is, so that the next end tells
//! which one it was. Its intent is written only then.

use super::Active;
use engine::{Command, StepId, StepRequest};

/// So many ends of the process make a step suspect.
const SUSPECT_FROM: u8 = 2;

/// The suspects of a run.
#[derive(Default)]
pub(super) struct Suspects {
    waiting: Vec<StepRequest>,
    /// Those of them for which nobody has asked for a turn.
    unasked: Vec<StepId>,
    /// Those whose turn has come.
    admitted: Vec<StepId>,
}

impl Suspects {
    pub fn take_unasked(&mut self) -> Vec<StepId> {
        std::mem::take(&mut self.unasked)
    }

    pub fn forget(&mut self, step: StepId) {
        self.waiting.retain(|request| request.step != step);
        self.unasked.retain(|unasked| *unasked != step);
        self.admitted.retain(|admitted| *admitted != step);
    }
}

impl Active {
    /// Whether a step must not begin before its turn has come.
    pub(super) fn is_suspect(&self, step: StepId) -> bool {
        self.run.deaths(step.frame, step.node) >= SUSPECT_FROM && !self.suspects.admitted.contains(&step)
    }

    /// Keeps a suspect until its turn has come; gives what may begin.
    pub(super) fn unless_suspect(&mut self, request: StepRequest) -> Option<StepRequest> {
        if !self.is_suspect(request.step) {
            return Some(request);
        }
        self.suspects.unasked.push(request.step);
        self.suspects.waiting.push(request);
        None
    }

    /// The turn of a suspect has come. Gives whether it still wants it.
    pub fn give_turn(&mut self, step: StepId) -> bool {
        let Some(place) = self.suspects.waiting.iter().position(|request| request.step == step) else { return false };
        let request = self.suspects.waiting.remove(place);
        self.suspects.admitted.push(step);
        self.commands.push_back(Command::Perform(request));
        self.settle();
        true
    }

    /// Whether a step whose turn has come is still at work.
    pub fn needs_its_turn(&self, step: StepId) -> bool {
        self.run.running_steps().any(|running| running == step)
    }
}
