//! Carries out what the engine asks for: light nodes and conditions at once, heavy
//! nodes and child runs after the next record.

use super::Active;
use crate::child::{self, ChildRequest};
use crate::debug;
use crate::world::RunWorld;
use crate::{answer, long, perform};
use engine::{Command, Event, Question, StepId, StepRequest};
use flow::document::Durability;
use node_sdk::Prepared;

impl Active {
    /// Steps that were being performed when the process ended: the intended ones are
    /// uncertain if they have an effect, the others are performed again. All are listed
    /// first: what one of them leads to is asked for by the engine. What was certainly not
    /// at work, because its intent is not written, does not count as cut off.
    /// `is_awaited` tells of a step by its name whether this process waits for its child.
    pub fn take_up_interrupted(&mut self, is_awaited: impl Fn(&str) -> bool) {
        let uncertain: Vec<_> = self.run.uncertain_steps().collect();
        let cut_off: Vec<_> = self.run.running_steps().filter(|step| !uncertain.contains(step)).collect();
        let questions: Vec<_> = self.run.questions().collect();
        let is_lost = |step: &StepId| !is_awaited(&child::key(&self.version, *step));
        let children: Vec<_> = self.run.children().filter(is_lost).collect();
        for step in uncertain {
            let has_effect = self.version.node(step.node).effect;
            self.feed(if has_effect { Event::FoundUncertain { step } } else { Event::CutOff { step } });
        }
        let has_intents = self.version.document.settings.durability != Durability::Fast;
        for step in cut_off {
            if !has_intents || !self.run.may_begin_in(step.frame) {
                self.feed(Event::CutOff { step });
            } else if let Some(request) = self.run.request(&self.version.plan, step) {
                // None: one of the others ended it.
                self.commands.push_back(Command::Perform(request));
            }
        }
        for question in questions {
            self.evaluate(question);
        }
        for step in children {
            if let Some(request) = self.run.request(&self.version.plan, step) {
                self.call(request);
            }
        }
        self.settle();
    }

    /// Carries out commands until none is left, or so much is gathered that it has to be
    /// written down first; in a flow of class `strict`, until the result of a node has
    /// to be written down before the next one may start.
    pub(super) fn settle(&mut self) {
        loop {
            self.carry_out_all();
            if !self.commands.is_empty() || !self.judge() {
                return;
            }
        }
    }

    /// Says whether the condition of a stop holds, if that is asked for.
    fn judge(&mut self) -> bool {
        let is_over = self.run.status().is_over();
        let Some(((frame, node), doubts)) = self.run.judging(&self.version.plan).filter(|_| !is_over) else {
            return false;
        };
        let at = (frame, node);
        let world =
            RunWorld::new(&self.version, &self.run, self.id, self.mode, at, self.clock.now()).within(&self.kept);
        let stops = debug::holds(&self.version, &self.run, frame, &world, &doubts);
        self.apply(Event::Judged { frame, node, stops })
    }

    fn carry_out_all(&mut self) {
        let is_strict = self.version.document.settings.durability == Durability::Strict;
        while let Some(command) = self.commands.pop_front() {
            let begins = matches!(command, Command::Perform(_) | Command::Evaluate(_));
            let is_to_write = self.is_full() || is_strict && self.holds_result() || self.is_unwritten(&command);
            if begins && is_to_write {
                self.commands.push_front(command);
                return;
            }
            if begins && self.break_off_what_is_endless() {
                continue;
            }
            self.carry_out(command);
        }
    }

    /// Breaks a run off that has made more attempts than one may; what is undone then is
    /// not counted. Gives whether it did.
    fn break_off_what_is_endless(&mut self) -> bool {
        let error = self.bounds.most.of_node_runs(self.run.node_runs()).filter(|_| self.run.error().is_none());
        error.is_some_and(|error| self.apply(Event::BrokenOff { error }))
    }

    /// Whether a light step has to be written down as begun before it is: when the process
    /// has ended again and again, and nobody knows at which step.
    fn is_unwritten(&mut self, command: &Command) -> bool {
        let Command::Perform(request) = command else { return false };
        let is_light = matches!(self.version.node(request.step.node).prepared, Some(Prepared::Light(_)));
        if !self.is_careful || !is_light || self.is_suspect(request.step) {
            return false;
        }
        if !self.run.is_intended(request.step) {
            self.apply(Event::Intended { step: request.step });
        }
        !self.log.is_empty()
    }

    fn holds_result(&self) -> bool {
        self.log.iter().any(|logged| matches!(logged.event, Event::Finished { .. }))
    }

    fn carry_out(&mut self, command: Command) {
        match command {
            Command::Perform(request) => self.perform(request),
            Command::LookUp(request) => {
                self.is_changed = true;
                self.look_ups.push(request);
            }
            Command::Abandon(step) => self.abandon(step),
            Command::Answer(given) => self.answer = Some(answer::from_engine(given)),
            Command::Evaluate(question) => self.evaluate(question),
            Command::StartChild(request) => self.call(request),
            // Timers are read from the run's state, and so is its end.
            Command::SetTimer(..) | Command::ClearTimer(_) | Command::End(_) => {}
        }
    }

    fn perform(&mut self, request: StepRequest) {
        // A cancel or failure in the same batch may have ended the step already.
        if self.run.status().is_over() {
            return;
        }
        let Some(request) = self.unless_suspect(request) else { return };
        let version = self.version.clone();
        match &version.node(request.step.node).prepared {
            Some(Prepared::Light(_)) if long::is_long(&request.inputs) => {
                self.is_changed = true;
                self.heavy.push(request);
            }
            Some(Prepared::Light(light)) => {
                let at = (request.step.frame, request.step.node);
                let world =
                    RunWorld::new(&version, &self.run, self.id, self.mode, at, self.clock.now()).within(&self.kept);
                let event = perform::light(light.as_ref(), &request, &world);
                self.apply(event);
            }
            Some(Prepared::Heavy(_)) => {
                self.is_changed = true;
                self.heavy.push(request);
            }
            // Triggers are begun by the engine, boxes carried out by it and disabled nodes passed by.
            Some(Prepared::Trigger(_) | Prepared::Container(_) | Prepared::Control) | None => {}
        }
    }

    /// Looks whether a further iteration of a while begins.
    fn evaluate(&mut self, question: Question) {
        if self.run.status().is_over() {
            return;
        }
        let version = self.version.clone();
        let Question { frame, node, iteration, items } = question;
        let Some(Prepared::Container(container)) = &version.node(node).prepared else { return };
        let at = (frame, node);
        let world = RunWorld::new(&version, &self.run, self.id, self.mode, at, self.clock.now())
            .within(&self.kept)
            .asked_for(iteration);
        let result = perform::goes_on(container.as_ref(), items, &world);
        self.apply(Event::Evaluated { frame, node, iteration, result });
    }

    /// Notes a child run to begin once the step that calls it is written down.
    fn call(&mut self, request: StepRequest) {
        if self.run.status().is_over() {
            return;
        }
        let version = self.version.clone();
        let step = request.step;
        let Some(Prepared::Container(container)) = &version.node(step.node).prepared else { return };
        let at = (step.frame, step.node);
        let world = RunWorld::new(&version, &self.run, self.id, self.mode, at, self.clock.now()).within(&self.kept);
        match perform::hands_over(container.as_ref(), &request.inputs, &world) {
            Ok(items) => {
                self.is_changed = true;
                self.children.push(ChildRequest { step, items, is_apart: false });
            }
            Err(error) => {
                self.apply(Event::ChildEnded { step, result: Err(error) });
            }
        }
    }

    pub(super) fn abandon(&mut self, step: StepId) {
        self.heavy.retain(|request| request.step != step);
        self.look_ups.retain(|request| request.step != step);
        self.suspects.forget(step);
        let requests = self.children.len();
        self.children.retain(|request| request.step != step);
        let is_call = self.version.plan.node(step.node).container.is_some();
        if is_call && self.children.len() == requests {
            self.abandoned_children.push(step);
        }
        self.abandoned.push(step);
    }
}
