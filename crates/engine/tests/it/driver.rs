//! Drives a run of a random flow in a random order, as a worker might in the
//! worst of weathers, and checks at each step what must always hold.

mod answers;
mod checks;
mod choices;

pub use choices::Choices;

use crate::behaviour::{Behaviour, Give, failure};
use crate::case::Case;
use engine::debug::{Debug, Go, Release};
use engine::event::{Change, FrameId, Wait};
use engine::{
    Command, EdgeState, Effects, ErrorClass, Event, FramePlace, Manner, NodeState, Outcome, Question, Run, RunStatus,
    StepError, StepId, StepRequest, TimerId, apply,
};
use flow::{Flow, Item, Items, OnUncertain, Plan, Timestamp};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A run under way.
pub struct Driver<'a> {
    pub flow: &'a Flow,
    pub plan: &'a Plan,
    pub behaviours: &'a HashMap<String, Behaviour>,
    pub choices: Choices,
    pub run: Run,
    pub log: Vec<(Timestamp, Event)>,
    /// A cancel comes after so many events.
    pub cancel_after: Option<usize>,
    /// Results of an earlier run that are not to be got again.
    pub kept: BTreeMap<u32, Outcome>,
    now: Timestamp,
    performing: BTreeMap<Place, StepRequest>,
    /// Steps whose other side is asked what became of them.
    looking: BTreeMap<Place, StepRequest>,
    /// Sub-flows whose child run is at work.
    children: BTreeMap<Place, StepRequest>,
    pub performed: Vec<StepId>,
    crashed: HashSet<Place>,
    timers: BTreeMap<TimerId, Timestamp>,
    decided: HashSet<(FrameId, u32)>,
    /// The container of each frame that was ever performed in.
    pub owners: HashMap<FrameId, FramePlace>,
    ends: Vec<RunStatus>,
    /// Nothing may start any more: a cancel, or a failure that stops the run.
    closed: bool,
    /// Somebody wants the run to end.
    cancelled: bool,
    /// Somebody stopped the run for a while.
    paused: bool,
    /// What was let through when the event came that is fed.
    let_through: Vec<Place>,
    /// The run is debugged: it stops before some nodes, and goes on by steps.
    debugged: bool,
    /// What was done and is not undone yet, in order.
    work: Vec<(u32, Items)>,
    worked: HashSet<Place>,
    /// How much was undone.
    undone: u32,
    undoings: HashSet<FrameId>,
    /// What nodes give without being performed, by name.
    pub pinned: &'a HashMap<String, Vec<Value>>,
}

/// A node in a frame.
type Place = (FrameId, u32);

/// What may happen next.
enum Next {
    Finish(Place),
    GiveUp(Place),
    Fire(TimerId),
    Signal(Place),
    Settle(StepId),
    Answer(Question),
    EndChild(StepId),
    LookUp(StepId),
}

impl<'a> Driver<'a> {
    pub fn new(flow: &'a Flow, plan: &'a Plan, case: &'a Case) -> Self {
        Self {
            flow,
            plan,
            behaviours: &case.behaviours,
            choices: Choices(case.seed),
            run: Run::new(),
            log: Vec::new(),
            cancel_after: None,
            kept: BTreeMap::new(),
            now: Timestamp(0),
            performing: BTreeMap::new(),
            looking: BTreeMap::new(),
            children: BTreeMap::new(),
            performed: Vec::new(),
            crashed: HashSet::new(),
            timers: BTreeMap::new(),
            decided: HashSet::new(),
            owners: HashMap::new(),
            ends: Vec::new(),
            closed: false,
            cancelled: false,
            paused: false,
            let_through: Vec::new(),
            debugged: case.seed.is_multiple_of(3),
            work: Vec::new(),
            worked: HashSet::new(),
            undone: 0,
            undoings: HashSet::new(),
            pinned: &case.pinned,
        }
    }

    /// Starts the run and drives it to its end.
    pub fn drive(&mut self, trigger: u32, items: Items) {
        let manner = self.manner();
        assert!(self.feed(Event::Started { node: trigger, items, kept: self.kept.clone(), manner }));
        while !self.run.status().is_over() {
            if self.cancel_after.is_some_and(|events| self.log.len() >= events) {
                self.cancel_after = None;
                let at_once = self.choices.one_in(2);
                assert!(self.feed(if at_once { Event::KillRequested } else { Event::CancelRequested }));
                assert!(!at_once || self.run.status().is_over(), "a run that is killed is over");
                continue;
            }
            self.disturb();
            // A crash ends a step in a box that is being stopped, and maybe the run with it.
            if self.run.status().is_over() {
                break;
            }
            let mut nexts = self.nexts();
            if self.paused && (nexts.is_empty() || self.choices.one_in(3)) {
                self.lead_on();
                continue;
            }
            assert!(!nexts.is_empty(), "nothing can happen, yet the run is {:?}", self.run.status());
            let chosen = self.choices.below(nexts.len());
            let next = nexts.swap_remove(chosen);
            self.let_happen(next);
        }
        self.check_end();
    }

    fn manner(&self) -> Manner {
        let node = |name: &String| self.plan.index_of_name(name).expect("a node");
        let items = |values: &Vec<Value>| values.iter().cloned().map(Item::new).collect();
        let pinned = self.pinned.iter().map(|(name, values)| (node(name), items(values)));
        let debug = self.debugged.then(|| self.debug());
        Manner { seed: Some(self.choices.0), pinned: pinned.collect(), debug, ..Manner::default() }
    }

    /// Stops before every third node or so and at some arrows, half of them under a condition.
    fn debug(&self) -> Debug {
        let mut choices = Choices(self.choices.0);
        let nodes = (0..self.plan.nodes().len() as u32).filter(|_| choices.one_in(3)).collect::<Vec<_>>();
        let stops = nodes.into_iter().map(|node| (node, choices.one_in(2).then(|| "odd".to_owned())));
        let (stops, at_start) = (stops.collect(), choices.one_in(4));
        let edges = (0..self.plan.edges().len() as u32).filter(|_| choices.one_in(5)).collect::<Vec<_>>();
        let arrows = edges.into_iter().map(|edge| (edge, choices.one_in(2).then(|| "odd".to_owned())));
        Debug { stops, at_start, arrows: arrows.collect() }
    }

    fn nexts(&self) -> Vec<Next> {
        let hangs = |place: &Place| matches!(self.behaviour(place.1), Behaviour::Hang);
        let performing = self.performing.keys().copied();
        let finish = performing.map(|place| if hangs(&place) { Next::GiveUp(place) } else { Next::Finish(place) });
        let fire = self.timers.keys().copied().filter(|timer| self.may_fire(*timer)).map(Next::Fire);
        let waits = |place: &Place| self.run.waits_for_signal(place.0, place.1);
        let signal = self.places().filter(waits).map(Next::Signal);
        let settle = self.run.steps_in_doubt().map(Next::Settle);
        let answer = self.run.questions().map(Next::Answer);
        let end = self.children.values().map(|request| Next::EndChild(request.step));
        let look = self.looking.values().map(|request| Next::LookUp(request.step));
        finish.chain(look).chain(fire).chain(signal).chain(settle).chain(answer).chain(end).collect()
    }

    fn places(&self) -> impl Iterator<Item = Place> + '_ {
        let nodes = 0..self.plan.nodes().len() as u32;
        self.run.frames().flat_map(move |frame| nodes.clone().map(move |node| (frame, node)))
    }

    fn let_happen(&mut self, next: Next) {
        match next {
            Next::Finish(place) => self.finish(place),
            Next::GiveUp(place) => self.give_up(place),
            Next::Answer(question) => self.answer(question),
            Next::EndChild(step) => self.end_child(step),
            Next::LookUp(step) => self.look_up(step),
            Next::Fire(timer) => {
                self.now = self.now.max(self.timers[&timer]);
                assert!(self.feed(Event::TimerFired(timer)));
            }
            Next::Signal((frame, node)) => {
                let items = self.at_port((frame, node), 0, Give { ports: 1, items: 1 });
                assert!(self.feed(Event::Signalled { frame, node, items }));
            }
            Next::Settle(step) => {
                let result = match self.behaviour(step.node) {
                    // After a stop a step is in doubt whatever its policy says.
                    _ if self.closed => engine::event::Settlement::Failed,
                    Behaviour::Crash(settlement, _) => *settlement,
                    _ => engine::event::Settlement::Done,
                };
                assert!(self.feed(Event::Settled { step, result }));
            }
        }
    }

    fn finish(&mut self, place: Place) {
        let Some(request) = self.performing.get(&place) else { return };
        let (step, node) = (request.step, place.1);
        if matches!(self.behaviour(node), Behaviour::Crash(..)) && self.crashed.insert(place) {
            self.performing.remove(&place);
            self.feed(Event::Intended { step });
            assert!(self.feed(Event::FoundUncertain { step }));
            return;
        }
        let result = self.result(step);
        self.performing.remove(&place);
        assert!(self.feed(Event::Finished { step, duration_us: 1, result }));
    }

    /// What takes too long is given up by whoever performs it, who may say so in either way.
    fn give_up(&mut self, place: Place) {
        let step = self.performing[&place].step;
        if self.choices.one_in(2) {
            assert!(self.feed(Event::TimerFired(TimerId::StepTimeout(step))), "it was being performed");
            return;
        }
        let may_repeat = self.plan.node(step.node).on_uncertain == OnUncertain::Retry;
        let class = if may_repeat { ErrorClass::Transient } else { ErrorClass::InDoubt };
        self.performing.remove(&place);
        assert!(self.feed(Event::Finished { step, duration_us: 1, result: Err(failure(class, "timeout")) }));
    }

    fn result(&self, step: StepId) -> Result<Outcome, StepError> {
        let (node, place) = (step.node, (step.frame, step.node));
        match self.behaviour(node) {
            Behaviour::Give(give) | Behaviour::Crash(_, give) => Ok(self.outcome(place, *give)),
            behaviour @ (Behaviour::Choose(_) | Behaviour::Picky(_)) => {
                match behaviour.by_inputs(&self.inputs(place)) {
                    Some(give) => Ok(self.outcome(place, give)),
                    None => Err(failure(ErrorClass::Permanent, "broken")),
                }
            }
            Behaviour::Flaky(times, _) if step.attempt <= *times => Err(failure(ErrorClass::Transient, "flaky")),
            Behaviour::Flaky(_, give) => Ok(self.outcome(place, *give)),
            Behaviour::Fail | Behaviour::Hang | Behaviour::While(_) => Err(failure(ErrorClass::Permanent, "broken")),
            Behaviour::Wait { time, signal } => {
                let until = time.then(|| self.now.plus_ms(1 + i64::from(node)));
                Ok(Outcome {
                    wait: Some(Wait { until, signal: *signal }),
                    ..self.outcome(place, Give { ports: 1, items: 1 })
                })
            }
        }
    }

    fn inputs(&self, (frame, node): Place) -> Vec<Vec<Value>> {
        self.run.inputs(self.plan, frame, node).iter().map(values).collect()
    }

    fn outcome(&self, place: Place, give: Give) -> Outcome {
        let ports = 0..self.plan.node(place.1).outputs.len();
        let ports = ports.filter(|port| give.takes(*port)).map(|port| (port as u16, self.at_port(place, port, give)));
        Outcome { ports: ports.collect(), wait: None, answer: None }
    }

    fn at_port(&self, place: Place, port: usize, give: Give) -> Items {
        let plan_node = self.plan.node(place.1);
        give.work(&plan_node.name, &plan_node.outputs[port], &self.inputs(place)).into_iter().map(Item::new).collect()
    }

    fn behaviour(&self, node: u32) -> &'a Behaviour {
        let name = &self.plan.node(node).name;
        self.behaviours.get(name).unwrap_or(&Behaviour::Fail)
    }

    /// Now and then something happens that must change nothing.
    fn disturb(&mut self) {
        if self.choices.one_in(3) {
            self.take_snapshot();
        }
        if self.choices.one_in(4) {
            self.meddle();
        }
        if self.choices.one_in(8) {
            self.crash();
        }
        if self.choices.one_in(12) && !self.paused && !self.run.status().is_over() {
            self.feed(Event::PauseRequested);
            assert!(!self.feed(Event::PauseRequested), "paused once");
        }
        if self.choices.one_in(40) && !self.cancelled && !self.run.status().is_over() {
            self.attach_or_detach();
        }
    }

    /// Somebody begins to debug the run, or has seen enough.
    fn attach_or_detach(&mut self) {
        if self.debugged {
            assert!(self.feed(Event::Detached), "it was debugged");
            assert!(!self.feed(Event::Detached), "let go once");
        } else {
            assert!(self.feed(Event::Attached(self.debug())), "it was not debugged");
        }
        self.debugged = self.run.is_debugged();
    }

    /// A run that stands still goes on, one that is debugged maybe only by a step.
    fn lead_on(&mut self) {
        let held: Vec<StepId> = self.run.held().collect();
        if !self.debugged || held.is_empty() || self.choices.one_in(4) {
            return self.resume();
        }
        let step = held[self.choices.below(held.len())];
        let go = [Go::Over, Go::Into, Go::Out, Go::Continue][self.choices.below(4)];
        let at = Some((step.frame, step.node));
        self.now = self.now.plus_ms(self.choices.below(5) as i64);
        assert!(self.feed(Event::Released(Release { go, at, stops: None, edits: Vec::new(), arrows: None })));
    }

    fn resume(&mut self) {
        self.paused = false;
        // Those who stand still do not notice how long.
        self.now = self.now.plus_ms(self.choices.below(5) as i64);
        assert!(self.feed(Event::ResumeRequested));
        assert!(self.paused || !self.feed(Event::ResumeRequested), "resumed once");
    }

    /// While the run is paused, only what is let through runs out of time.
    fn may_fire(&self, timer: TimerId) -> bool {
        match timer {
            _ if !self.paused => true,
            TimerId::StepTimeout(step) => self.run.is_let_through(step.frame, step.node),
            TimerId::Retry(frame, node) | TimerId::Wait(frame, node) | TimerId::Join(frame, node) => {
                self.run.is_let_through(frame, node)
            }
            TimerId::RunTimeout => false,
        }
    }

    /// The run goes on from a snapshot.
    fn take_snapshot(&mut self) {
        let text = serde_json::to_string(&self.run).expect("can be written");
        let read: Run = serde_json::from_str(&text).expect("can be read");
        assert_eq!(read, self.run, "a snapshot is the run");
        self.run = read;
    }

    /// Events that come twice, too late or out of nowhere.
    fn meddle(&mut self) {
        let node = self.choices.below(self.plan.nodes().len()) as u32;
        // An open frame, or one that is gone or never was.
        let frame = self.choices.below(self.run.frames_opened() as usize + 1) as u32;
        let attempt = self.run.attempt(frame, node);
        let stale = StepId { frame, node, attempt: attempt.saturating_sub(1) };
        let late = Event::Finished { step: stale, duration_us: 1, result: Ok(Outcome::main(Items::default())) };
        let mut events = vec![
            late,
            Event::Started { node, items: Items::default(), kept: BTreeMap::new(), manner: Default::default() },
            Event::Settled { step: stale, result: engine::event::Settlement::Done },
            Event::FoundUncertain { step: stale },
            Event::Intended { step: stale },
            Event::ChildEnded { step: stale, result: Ok(Items::default()) },
            Event::Evaluated { frame, node, iteration: u32::MAX, result: Ok(true) },
        ];
        events.push(if self.paused { Event::PauseRequested } else { Event::ResumeRequested });
        let waiting = self.timers.keys().copied().filter(|timer| !self.may_fire(*timer));
        events.extend(waiting.map(Event::TimerFired));
        if !self.run.waits_for_signal(frame, node) {
            events.push(Event::Signalled { frame, node, items: Items::default() });
        }
        let timers = [
            TimerId::Wait(frame, node),
            TimerId::Retry(frame, node),
            TimerId::Join(frame, node),
            TimerId::StepTimeout(stale),
        ];
        events.extend(timers.into_iter().filter(|timer| !self.timers.contains_key(timer)).map(Event::TimerFired));
        let event = events.swap_remove(self.choices.below(events.len()));
        let before = self.run.clone();
        assert!(!self.feed(event.clone()), "{event:?} is ignored");
        assert_eq!(self.run, before, "{event:?} changes nothing");
    }

    /// The process dies and another takes over: what was begun is begun again.
    fn crash(&mut self) {
        for step in self.run.running_steps().collect::<Vec<_>>() {
            // Taking up one may have ended the frame of another.
            if self.run.request(self.plan, step).is_none() {
                continue;
            }
            // What a crash does to these is part of their behaviour.
            // One more, and the step would be left to a person.
            let may_repeat = self.plan.node(step.node).on_uncertain == OnUncertain::Retry
                && self.run.deaths(step.frame, step.node) < 2;
            if !may_repeat || self.closed || matches!(self.behaviour(step.node), Behaviour::Crash(..)) {
                continue;
            }
            if self.choices.one_in(2) {
                self.feed(Event::Intended { step });
                self.performing.remove(&(step.frame, step.node));
                let has_effect = self.choices.one_in(2);
                assert!(self.feed(if has_effect { Event::FoundUncertain { step } } else { Event::CutOff { step } }));
            } else {
                let request = self.run.request(self.plan, step).expect("is running");
                assert_eq!(
                    self.performing.get(&(step.frame, step.node)),
                    Some(&request),
                    "the same is asked for again"
                );
            }
        }
        for step in self.run.children() {
            let request = self.run.request(self.plan, step).expect("is at work");
            assert_eq!(
                self.children.get(&(step.frame, step.node)),
                Some(&request),
                "the same child is asked for again"
            );
        }
    }

    /// Feeds an event and checks what must always hold.
    pub fn feed(&mut self, event: Event) -> bool {
        let was_over = self.run.status().is_over();
        self.let_through = self.run.let_through().to_vec();
        let mut effects = Effects { watch: true, ..Effects::default() };
        let changed = apply(&mut self.run, self.plan, &event, self.now, &mut effects);
        assert!(changed || effects.commands.is_empty(), "an ignored event asks for nothing: {event:?}");
        assert!(!was_over || !changed, "nothing happens after the end: {event:?}");
        if let (Event::TimerFired(timer), true) = (&event, changed)
            && self.is_kept_by_the_engine(*timer)
        {
            assert!(self.timers.remove(timer).is_some_and(|at| at <= self.now), "{timer:?} is set and due");
        }
        self.close_on(&event);
        for (index, change) in effects.changes.iter().enumerate() {
            // How a node stands in the end, it stands since its last change.
            let is_last = !effects.changes[index + 1..].contains(change);
            self.observe(change, is_last);
        }
        self.check_begun(&effects, &event);
        effects.commands.iter().for_each(|command| self.carry_out(command, &event));
        if changed {
            self.log.push((self.now, event));
        }
        self.paused = self.run.paused_at().is_some();
        self.check_state();
        self.judge();
        changed
    }

    fn is_kept_by_the_engine(&self, timer: TimerId) -> bool {
        !matches!(timer, TimerId::StepTimeout(step) if self.plan.node(step.node).container.is_none())
    }

    /// Says whether the condition of a stop holds: before every other frame.
    fn judge(&mut self) {
        let Some(((frame, node), doubts)) = self.run.judging(self.plan) else { return };
        if self.run.status().is_over() {
            return;
        }
        assert!(!doubts.is_empty() && doubts.iter().all(|doubt| doubt.condition == "odd"));
        assert!(self.feed(Event::Judged { frame, node, stops: frame % 2 == 1 }));
    }

    fn close_on(&mut self, event: &Event) {
        let stopped = self.flow.settings.on_error == flow::document::FlowOnError::Stop && self.run.error().is_some();
        self.cancelled |= matches!(event, Event::CancelRequested | Event::KillRequested);
        self.closed |= self.cancelled || stopped;
    }

    fn observe(&mut self, change: &Change, is_last: bool) {
        if let (Change::Node { frame, node }, true) = (change, is_last) {
            self.note_work(*frame, *node);
            self.note_undoing(*frame, *node);
        }
        if let Change::Edge { frame, edge } = change {
            assert!(self.decided.insert((*frame, *edge)), "arrow {edge} is decided once in frame {frame}");
            assert_ne!(self.run.edge_state(self.plan, *frame, *edge), EdgeState::Pending);
        }
    }

    /// What is done and names something to undo it must be undone in reverse order.
    fn note_work(&mut self, frame: FrameId, node: u32) {
        let plan_node = self.plan.node(node);
        let names = plan_node.compensation.is_some() && self.flow.settings.compensate;
        let is_real = !plan_node.disabled && !self.pinned.contains_key(&plan_node.name);
        let is_done = self.run.node_state(frame, node) == NodeState::Done;
        if !names || !is_real || !is_done || !self.worked.insert((frame, node)) {
            return;
        }
        let outputs = self.run.outputs(frame, node).unwrap_or_default();
        let is_caught = !outputs.is_empty() && outputs.iter().all(|(port, _)| *port == plan_node.error_port());
        if !is_caught {
            let given = outputs.iter().filter(|(port, _)| *port < plan_node.error_port());
            self.work.push((node, given.flat_map(|(_, items)| items.iter()).cloned().collect()));
        }
    }

    /// A frame was opened in which the work of a node is undone.
    fn note_undoing(&mut self, frame: FrameId, node: u32) {
        let Some(undone) = self.run.undoes(frame) else { return };
        if self.undoings.insert(frame) {
            assert_eq!(self.plan.node(undone).compensation, Some(node), "it undoes what names it");
            assert!(self.run.error().is_some() && !self.cancelled, "only a run that failed is undone");
            let given = self.run.frame_input(frame).cloned().unwrap_or_default();
            // What a person settles as done meanwhile comes on top.
            assert_eq!(self.work.pop(), Some((undone, given)), "the latest work is undone first");
            self.undone += 1;
        }
    }

    /// Whether a frame belongs to what undoes something.
    fn is_undoing(&self, frame: FrameId) -> bool {
        let around = std::iter::successors(Some(frame), |frame| Some(self.run.frame_place(*frame)?.frame));
        around.last().is_some_and(|outermost| self.run.undoes(outermost).is_some())
    }

    fn carry_out(&mut self, command: &Command, event: &Event) {
        assert!(self.ends.is_empty(), "nothing is asked for after the end: {command:?}");
        match command {
            Command::Perform(request) => self.begin(request, event),
            Command::LookUp(request) => {
                assert!(!self.closed, "{request:?} is looked up after a cancel or stop");
                self.looking.insert((request.step.frame, request.step.node), request.clone());
            }
            Command::SetTimer(timer, at) => drop(self.timers.insert(*timer, *at)),
            Command::ClearTimer(timer) => assert!(self.timers.remove(timer).is_some(), "{timer:?} was set"),
            Command::Abandon(step) => {
                let place = (step.frame, step.node);
                let request = self.performing.remove(&place).or_else(|| self.children.remove(&place));
                let request = request.or_else(|| self.looking.remove(&place));
                assert_eq!(request.map(|request| request.step), Some(*step), "what is abandoned was at work");
            }
            Command::Answer(_) => {}
            Command::Evaluate(question) => {
                assert!(!self.closed, "{question:?} is asked after a cancel or stop");
            }
            Command::StartChild(request) => self.begin(request, event),
            Command::End(status) => self.ends.push(*status),
        }
    }

    fn begin(&mut self, request: &StepRequest, event: &Event) {
        let step = request.step;
        let may_start = !self.closed || self.is_undoing(step.frame) && !self.cancelled;
        assert!(may_start, "{step:?} starts after a cancel or stop");
        assert!(!self.pinned.contains_key(&self.plan.node(step.node).name), "{step:?} is pinned");
        assert!(!self.kept.contains_key(&step.node), "{step:?} was done in the run before");
        let is_again = matches!(event, Event::FoundUncertain { .. } | Event::CutOff { .. } | Event::Settled { .. })
            || matches!(event, Event::LookedUp { .. })
            || matches!(event, Event::ResumeRequested | Event::Released(_) | Event::Detached);
        let attempts = self
            .performed
            .iter()
            .filter(|before| (before.frame, before.node) == (step.frame, step.node))
            .map(|before| before.attempt);
        let last = attempts.max().unwrap_or(0);
        assert!(
            step.attempt == last + 1 || is_again && step.attempt == last,
            "attempts are counted: {step:?} after {last}"
        );
        assert_eq!(self.run.inputs(self.plan, step.frame, step.node), request.inputs);
        self.performed.push(step);
        self.note_owners(step.frame);
        let is_child = self.plan.node(step.node).container.is_some();
        let at_work = if is_child { &mut self.children } else { &mut self.performing };
        let before = at_work.insert((step.frame, step.node), request.clone());
        assert!(before.is_none(), "{step:?} starts while it is at work");
    }

    fn note_owners(&mut self, mut frame: FrameId) {
        while let Some(place) = self.run.frame_place(frame) {
            self.owners.insert(frame, place);
            frame = place.frame;
        }
    }
}

/// The data of items.
pub fn values(items: &Items) -> Vec<Value> {
    items.iter().map(|item| Value::clone(&item.json)).collect()
}
