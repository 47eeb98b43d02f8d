//! What a run is told that asked for something: conditions, the other side of effects, child runs.

use super::{Driver, values};
use crate::behaviour::{Behaviour, failure};
use engine::event::Finding;
use engine::{ErrorClass, Event, Question, StepId};
use flow::Item;
use serde_json::Value;

impl Driver<'_> {
    pub(super) fn answer(&mut self, question: Question) {
        let Question { frame, node, iteration, .. } = question;
        let Behaviour::While(times) = self.behaviour(node) else { panic!("no while") };
        assert!(self.feed(Event::Evaluated { frame, node, iteration, result: Ok(iteration < *times) }));
        assert!(!self.feed(Event::Evaluated { frame, node, iteration, result: Ok(true) }), "answered once");
    }

    /// The other side says what became of a step: what hung did not take place.
    pub(super) fn look_up(&mut self, step: StepId) {
        let place = (step.frame, step.node);
        self.looking.remove(&place);
        let finding = match self.behaviour(step.node) {
            Behaviour::Crash(_, give) if self.choices.one_in(2) => Finding::Found(self.outcome(place, *give)),
            _ => Finding::NotFound,
        };
        assert!(self.feed(Event::LookedUp { step, finding: finding.clone() }));
        assert!(!self.feed(Event::LookedUp { step, finding }), "it is told once");
    }

    pub(super) fn end_child(&mut self, step: StepId) {
        let request = self.children.remove(&(step.frame, step.node)).expect("at work");
        let inputs: Vec<Vec<Value>> = request.inputs.iter().map(values).collect();
        let name = &self.plan.node(step.node).name;
        let give = self.behaviour(step.node).by_inputs(&inputs);
        let result = match give {
            Some(give) => Ok(give.work(name, "main", &inputs).into_iter().map(Item::new).collect()),
            None => Err(failure(ErrorClass::Permanent, "broken")),
        };
        assert!(self.feed(Event::ChildEnded { step, result }));
    }
}
