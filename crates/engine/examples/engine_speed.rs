//! How long the engine takes for a light node: a chain of nodes, and a loop over
//! many items, driven in memory.
//!
//! `cargo run --profile bench-fast -p engine --example engine_speed`

use engine::{Command, Effects, Event, Outcome, Run, RunStatus, apply};
use flow::container::ContainerKind;
use flow::kind::{Ports, Role, Weight};
use flow::{Flow, Item, Items, KindSpec, Kinds, Plan, Timestamp, compile};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::hint::black_box;
use std::time::{Duration, Instant};

struct ThreeKinds([KindSpec; 3]);

impl Kinds for ThreeKinds {
    fn kind(&self, name: &str, _version: u32) -> Option<&KindSpec> {
        self.0.iter().find(|kind| kind.name == name)
    }
}

fn kind(name: &str, role: Role, inputs: Ports) -> KindSpec {
    let parameters = json!({ "type": "object" });
    let (weight, outputs) = (Weight::Light, Ports::main());
    KindSpec {
        name: name.into(),
        version: 1,
        role,
        weight,
        inputs,
        outputs,
        parameters,
        credentials: Vec::new(),
        container: None,
        control: None,
    }
}

/// A trigger and a chain of light nodes behind it.
fn chain(length: usize) -> Plan {
    let node = |index: usize| {
        let kind = if index == 0 { "start" } else { "pass" };
        json!({ "id": format!("n{index}"), "name": format!("n{index}"), "kind": kind })
    };
    let edge = |index: usize| {
        let (from, to) = (format!("n{index}"), format!("n{}", index + 1));
        json!({ "id": format!("e{index}"), "from": { "node": from }, "to": { "node": to } })
    };
    let document = json!({
        "format": "towpath.flow", "version": 1, "name": "Chain",
        "nodes": (0..=length).map(node).collect::<Vec<Value>>(),
        "edges": (0..length).map(edge).collect::<Vec<Value>>(),
    });
    plan(document)
}

/// A trigger and a loop with a chain of light nodes in it.
fn loop_over(length: usize, at_once: usize) -> Plan {
    let node = |index: usize| {
        let name = format!("n{index}");
        json!({ "id": name, "name": name, "kind": "pass", "parent": "l" })
    };
    let edge = |index: usize| {
        let (from, to) = (format!("n{index}"), format!("n{}", index + 1));
        json!({ "id": format!("e{index}"), "from": { "node": from }, "to": { "node": to } })
    };
    let mut nodes = vec![
        json!({ "id": "t", "name": "t", "kind": "start" }),
        json!({ "id": "l", "name": "l", "kind": "each", "parameters": { "at_once": at_once } }),
    ];
    nodes.extend((0..length).map(node));
    let mut edges = vec![json!({ "id": "e", "from": { "node": "t" }, "to": { "node": "l" } })];
    edges.extend((0..length - 1).map(edge));
    plan(json!({ "format": "towpath.flow", "version": 1, "name": "Loop", "nodes": nodes, "edges": edges }))
}

fn plan(document: Value) -> Plan {
    let flow: Flow = serde_json::from_value(document).unwrap_or_else(|error| panic!("{error}"));
    let each = kind("each", Role::Action, Ports::main());
    let kinds = ThreeKinds([
        kind("start", Role::Trigger, Ports::none()),
        kind("pass", Role::Action, Ports::main()),
        KindSpec { container: Some(ContainerKind::ForEach), ..each },
    ]);
    compile(&flow, &kinds).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// One whole run; gives how many nodes were performed.
fn run_once(plan: &Plan, items: &Items, effects: &mut Effects) -> u32 {
    let mut run = Run::new();
    let mut events = VecDeque::from([Event::Started {
        node: 0,
        items: items.clone(),
        kept: BTreeMap::new(),
        manner: Default::default(),
    }]);
    let mut performed = 0;
    while let Some(event) = events.pop_front() {
        apply(&mut run, plan, &event, Timestamp(0), effects);
        for command in effects.commands.drain(..) {
            if let Command::Perform(mut request) = command {
                let outcome = Outcome::main(request.inputs.swap_remove(0));
                events.push_back(Event::Finished { step: request.step, duration_us: 0, result: Ok(outcome) });
                performed += 1;
            }
        }
    }
    assert_eq!(run.status(), RunStatus::Succeeded);
    performed
}

fn measure_loop(length: usize, at_once: usize, count: usize) {
    let plan = loop_over(length, at_once);
    let items: Items = (0..count).map(|number| Item::new(json!({ "number": number }))).collect();
    let mut effects = Effects::default();
    let begun = Instant::now();
    let mut runs = 0_u32;
    while begun.elapsed() < Duration::from_secs(1) {
        black_box(run_once(&plan, &items, &mut effects));
        runs += 1;
    }
    let per_run = begun.elapsed().as_secs_f64() * 1e6 / f64::from(runs);
    println!(
        "for each of {count} items, {length} light nodes, {at_once} at once: {:>6.2} µs an item, {:>8.2} ms a run",
        per_run / count as f64,
        per_run / 1e3
    );
}

fn measure(length: usize) {
    let plan = chain(length);
    let items = Items::one(json!({ "name": "Ada" }));
    let mut effects = Effects::default();
    let begun = Instant::now();
    let (mut runs, mut nodes) = (0_u32, 0_u64);
    while begun.elapsed() < Duration::from_secs(1) {
        for _ in 0..100 {
            nodes += u64::from(black_box(run_once(&plan, &items, &mut effects)));
            runs += 1;
        }
    }
    let took = begun.elapsed();
    let per_node = took.as_nanos() as f64 / nodes as f64;
    let per_run = took.as_nanos() as f64 / f64::from(runs);
    println!("{length:>5} light nodes: {per_node:>6.0} ns a node, {per_run:>9.0} ns a run");
}

fn main() {
    for length in [1, 5, 50, 1_000] {
        measure(length);
    }
    for (length, at_once) in [(1, 1), (3, 1), (3, 8)] {
        measure_loop(length, at_once, 1_000);
        measure_loop(length, at_once, 10_000);
    }
}
