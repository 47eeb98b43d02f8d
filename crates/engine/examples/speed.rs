//! How long the engine takes for a light node: a chain of nodes, driven in memory.
//!
//! `cargo run --profile bench-fast -p engine --example speed`

use engine::{Command, Effects, Event, Outcome, Run, RunStatus, apply};
use flow::kind::{Ports, Role, Weight};
use flow::{Flow, Items, KindSpec, Kinds, Plan, Timestamp, compile};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

struct TwoKinds([KindSpec; 2]);

impl Kinds for TwoKinds {
    fn kind(&self, name: &str, _version: u32) -> Option<&KindSpec> {
        self.0.iter().find(|kind| kind.name == name)
    }
}

fn kind(name: &str, role: Role, inputs: Ports) -> KindSpec {
    let parameters = json!({ "type": "object" });
    let (weight, outputs) = (Weight::Light, Ports::main());
    KindSpec { name: name.into(), version: 1, role, weight, inputs, outputs, parameters, credentials: Vec::new(), container: None, control: None }
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
    let flow: Flow = serde_json::from_value(document).unwrap_or_else(|error| panic!("{error}"));
    let kinds = TwoKinds([kind("start", Role::Trigger, Ports::none()), kind("pass", Role::Action, Ports::main())]);
    compile(&flow, &kinds).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// One whole run; gives how many nodes were performed.
fn run_once(plan: &Plan, items: &Items, effects: &mut Effects) -> u32 {
    let mut run = Run::new();
    let mut event = Event::Started { node: 0, items: items.clone(), kept: BTreeMap::new() };
    let mut performed = 0;
    while run.status() != RunStatus::Succeeded {
        apply(&mut run, plan, &event, Timestamp(0), effects);
        for command in effects.commands.drain(..) {
            if let Command::Perform(mut request) = command {
                let outcome = Outcome::main(request.inputs.swap_remove(0));
                event = Event::Finished { step: request.step, duration_us: 0, result: Ok(outcome) };
                performed += 1;
            }
        }
    }
    performed
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
}
