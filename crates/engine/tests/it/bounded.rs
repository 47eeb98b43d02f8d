//! A loop may go round a hundred thousand times: its state and its history stay small.

use crate::drawing::{draw, kinds};
use crate::random::check_snapshot;
use engine::history::replay;
use engine::{Command, Effects, Event, Outcome, Run, RunStatus, StepId, StepRequest, apply};
use flow::{Item, Items, Plan, Timestamp, compile};
use std::collections::{BTreeMap, HashSet, VecDeque};

/// A run whose nodes give what they got, and whose conditions hold `times` times.
struct Marathon {
    plan: Plan,
    run: Run,
    times: u32,
    open: VecDeque<StepRequest>,
    log: Option<Vec<(Timestamp, Event)>>,
    performed: u32,
    largest_bytes: usize,
    opened: HashSet<StepId>,
}

impl Marathon {
    fn new(drawing: &str, times: u32) -> Self {
        let plan = compile(&draw(drawing), &kinds()).unwrap_or_else(|problems| panic!("{problems:#?}"));
        Self {
            plan,
            run: Run::new(),
            times,
            open: VecDeque::new(),
            log: None,
            performed: 0,
            largest_bytes: 0,
            opened: HashSet::new(),
        }
    }

    fn finish(&mut self, items: Items) {
        self.feed(Event::Started { node: 0, items, kept: BTreeMap::new(), manner: Default::default() });
        while let Some(request) = self.open.pop_front() {
            self.performed += 1;
            if self.performed.is_multiple_of(9_973) {
                let bytes = serde_json::to_vec(&self.run).expect("can be written").len();
                self.largest_bytes = self.largest_bytes.max(bytes);
            }
            let outcome = Outcome::main(request.inputs.into_iter().next().unwrap_or_default());
            self.feed(Event::Finished { step: request.step, duration_us: 0, result: Ok(outcome) });
        }
    }

    fn feed(&mut self, event: Event) {
        let mut effects = Effects::default();
        assert!(apply(&mut self.run, &self.plan, &event, Timestamp(0), &mut effects));
        self.log.iter_mut().for_each(|log| log.push((Timestamp(0), event.clone())));
        for command in effects.commands {
            match command {
                Command::Perform(request) => {
                    assert!(self.opened.insert(request.step), "{:?} is a key of its own", request.step);
                    self.open.push_back(request);
                }
                Command::Evaluate(question) => {
                    let result = Ok(question.iteration < self.times);
                    let (frame, node, iteration) = (question.frame, question.node, question.iteration);
                    self.feed(Event::Evaluated { frame, node, iteration, result });
                }
                _ => {}
            }
        }
    }
}

fn numbers(count: u32) -> Items {
    (0..count).map(|number| Item::new(serde_json::Value::from(number))).collect()
}

#[test]
fn a_hundred_thousand_rounds_of_a_while_keep_the_state_small() {
    let mut marathon = Marathon::new(
        "t: start\nw: while {\"parameters\": {\"maximum_iterations\": 200000}}\na: calc in w\nb: calc in w\nt -> w\na -> b",
        100_000,
    );
    marathon.finish(numbers(1));
    assert_eq!((marathon.run.status(), marathon.performed), (RunStatus::Succeeded, 200_000));
    assert!(marathon.largest_bytes < 4_000, "{} bytes", marathon.largest_bytes);
    assert_eq!((marathon.run.frame_count(), marathon.run.frames_opened()), (1, 100_001));
}

#[test]
fn a_hundred_thousand_iterations_keep_no_more_than_the_items() {
    let drawing = "t: start\nl: each {\"parameters\": {\"at_once\": 8, \"results\": \"none\"}}\na: calc in l\nt -> l";
    let mut marathon = Marathon::new(drawing, 0);
    let items = numbers(100_000);
    let items_bytes = serde_json::to_vec(&items).expect("can be written").len();
    marathon.finish(items);
    assert_eq!((marathon.run.status(), marathon.performed), (RunStatus::Succeeded, 100_000));
    let beyond = marathon.largest_bytes.saturating_sub(items_bytes);
    assert!(beyond < 8_000, "{beyond} bytes beyond the {items_bytes} of the items");
}

#[test]
fn one_slow_iteration_does_not_make_the_state_grow() {
    let drawing = "t: start\nl: each {\"parameters\": {\"at_once\": 2, \"results\": \"none\"}}\na: act in l\nt -> l";
    let mut marathon = Marathon::new(drawing, 0);
    let items = numbers(10_000);
    let items_bytes = serde_json::to_vec(&items).expect("can be written").len();
    marathon.feed(Event::Started { node: 0, items, kept: BTreeMap::new(), manner: Default::default() });
    let slow = marathon.open.pop_front().expect("the first iteration");
    while let Some(request) = marathon.open.pop_front() {
        let outcome = Outcome::main(request.inputs[0].clone());
        marathon.feed(Event::Finished { step: request.step, duration_us: 0, result: Ok(outcome) });
    }
    let bytes = serde_json::to_vec(&marathon.run).expect("can be written").len();
    assert!(bytes < items_bytes + 4_000, "{bytes} bytes, {items_bytes} of them items");
    let outcome = Outcome::main(slow.inputs[0].clone());
    marathon.feed(Event::Finished { step: slow.step, duration_us: 0, result: Ok(outcome) });
    assert_eq!(marathon.run.status(), RunStatus::Succeeded);
}

#[test]
fn the_history_shows_the_first_and_the_last_iterations() {
    let mut marathon = Marathon::new("t: start\nl: each\nm: each in l\na: calc in m\nz: calc in l\nt -> l\nm -> z", 0);
    marathon.log = Some(Vec::new());
    marathon.finish(numbers(1_000));
    let log = marathon.log.take().unwrap_or_default();
    let (run, records) = replay(&marathon.plan, log.into_iter());
    assert_eq!(run, marathon.run);
    let of = |name: &str| {
        let node = marathon.plan.index_of_name(name);
        records.iter().filter(move |record| Some(record.step.node) == node)
    };
    let iterations: Vec<u32> = of("z").filter_map(|record| Some(record.place?.index)).collect();
    assert_eq!(iterations, (0..20).chain(980..1_000).collect::<Vec<_>>());
    assert_eq!((of("m").count(), of("a").count(), of("l").count()), (40, 40, 1));
    assert_eq!(of("l").next().and_then(|record| record.iterations), Some(1_000));
    assert!(of("a").all(|record| record.outputs.len() == 1 && record.place.is_some_and(|place| place.index == 0)));
}

#[test]
fn a_snapshot_of_a_loop_may_be_taken_at_any_event() {
    let drawing = "t: start\nl: each {\"parameters\": {\"at_once\": 3}}\nm: each in l\na: calc in m\nz: calc in l\nt -> l\nm -> z";
    let mut marathon = Marathon::new(drawing, 0);
    marathon.log = Some(Vec::new());
    marathon.finish(numbers(60));
    let log = marathon.log.take().unwrap_or_default();
    for cut in 0..=log.len() {
        check_snapshot(&marathon.plan, &log, cut);
    }
}

#[test]
fn an_iteration_that_needs_nobody_is_in_the_history() {
    let drawing = "t: start\nl: each\na: calc in l {\"disabled\": true}\nt -> l";
    let mut marathon = Marathon::new(drawing, 0);
    marathon.log = Some(Vec::new());
    marathon.finish(numbers(500));
    let (_, records) = replay(&marathon.plan, marathon.log.take().unwrap_or_default().into_iter());
    let shown: Vec<u32> = records.iter().filter_map(|record| Some(record.place?.index)).collect();
    assert_eq!(shown, (0..20).chain(480..500).collect::<Vec<_>>());
}
