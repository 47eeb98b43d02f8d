//! The engine alone: no clock, store or nodes. Its plans are of real kinds, and what a node
//! gives is what came in.

use super::figure::Figure;
use crate::processor::thread_micros;
use engine::{Command, Effects, Event, Outcome, Run, RunStatus, apply};
use flow::{Flow, Item, Items, Kinds, Plan, Timestamp, compile};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::hint::black_box;

const CHAIN: usize = 1_000;
/// Numbers of items a loop is measured with.
const FEW: usize = 1_000;
const MANY: usize = 10_000;
const ROUNDS: usize = 5;
const ROUND_MICROS: f64 = 300_000.0;

/// P5 and P15.
pub fn measure() -> Result<Vec<Figure>, String> {
    let chain = plan(&super::inside::chain(CHAIN))?;
    let node_us = micros(&chain, 1) / CHAIN as f64;
    let each = plan(&super::inside::looped(1))?;
    let (few_us, many_us) = (micros(&each, FEW) / FEW as f64, micros(&each, MANY) / MANY as f64);
    let three = plan(&super::inside::looped(3))?;
    let three_us = micros(&three, MANY) / MANY as f64;
    Ok(vec![
        Figure::at_most("P5", 2.0, node_us, "processor time of a light node in a chain, engine alone").in_unit("µs"),
        Figure::told("P15", many_us, "an iteration over one light node, of 10,000").in_unit("µs"),
        Figure::at_most("P15", 1.5, many_us / node_us, "that ÷ P5"),
        Figure::at_most("P15", 1.5, three_us / 3.0 / node_us, "a node of an iteration over three ÷ P5"),
        Figure::at_most("P15", 1.1, many_us / few_us, "an iteration of 10,000 ÷ one of 1,000: flat"),
    ])
}

fn plan(document: &Value) -> Result<Plan, String> {
    let flow: Flow = serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
    compile(&flow, &nodes::catalog() as &dyn Kinds).map_err(|problems| format!("{problems:?}"))
}

/// A run over so many items; the best of some rounds.
fn micros(plan: &Plan, items: usize) -> f64 {
    let items: Items = (0..items).map(|number| Item::new(json!({"number": number}))).collect();
    let mut effects = Effects::default();
    let round = |_| {
        let (begun, mut runs) = (thread_micros(), 0_u32);
        while thread_micros() - begun < ROUND_MICROS {
            black_box(run_once(plan, &items, &mut effects));
            runs += 1;
        }
        (thread_micros() - begun) / f64::from(runs)
    };
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

fn run_once(plan: &Plan, items: &Items, effects: &mut Effects) -> RunStatus {
    let mut run = Run::new();
    let started = Event::Started { node: 0, items: items.clone(), kept: BTreeMap::new(), manner: Default::default() };
    let mut events = VecDeque::from([started]);
    while let Some(event) = events.pop_front() {
        apply(&mut run, plan, &event, Timestamp(0), effects);
        for command in effects.commands.drain(..) {
            if let Command::Perform(mut request) = command {
                let outcome = Outcome::main(request.inputs.swap_remove(0));
                events.push_back(Event::Finished { step: request.step, duration_us: 0, result: Ok(outcome) });
            }
        }
    }
    run.status()
}
