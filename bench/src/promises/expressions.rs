//! Expressions: the common forms, which are evaluated here, and the others, each in a fresh
//! instance of the sandbox.

use super::figure::Figure;
use crate::processor::thread_micros;
use expression::javascript::JavaScript;
use expression::{Scope, Template, World};
use flow::{Item, Items, Timestamp};
use sandbox::Sandbox;
use serde_json::{Value, json};
use std::hint::black_box;

const NATIVE: [&str; 4] = [
    "{{ $json.name }}",
    "{{ $json.total * 1.19 }}",
    "Hello {{ $json.name }}, your order {{ $json.id }} is on its way.",
    "{{ $json.total > 100 && $json.country === 'DE' }}",
];
const SANDBOXED: [&str; 3] = [
    "$json.orders[3].total",
    "$json.orders.filter(o => o.total > 10).map(o => o.id).join()",
    "$now.plus({ days: 1 }).toISO()",
];
/// Calls of a round, so that it takes a tenth of a second or more.
const NATIVE_CALLS: u32 = 500_000;
const SANDBOXED_CALLS: u32 = 1_000;
const ROUNDS: usize = 5;

/// P16.
pub fn measure() -> Result<Vec<Figure>, String> {
    let orders: Vec<Value> = (0..20).map(|id| json!({"id": id, "total": id * 3})).collect();
    let item = json!({"name": "Ada Lovelace", "id": "10471", "total": 120.5, "country": "DE", "orders": orders});
    let world = Alone(Items::one(item));
    let scope = Scope::new(&world, &world.0, 0);
    let mut figures = Vec::new();
    for text in NATIVE {
        let template = Template::parse(text).map_err(|error| error.to_string())?;
        let call = || drop(black_box(template.evaluate(black_box(&scope))));
        figures.push(Figure::at_most("P16", 1.0, micros(NATIVE_CALLS, call), format!("`{text}`")).in_unit("µs"));
    }
    let sandbox = Sandbox::new();
    for source in SANDBOXED {
        sandbox.evaluate(source, &scope).map_err(|error| format!("{source}: {error}"))?;
        let call = || drop(black_box(sandbox.evaluate(source, &scope)));
        let what = format!("`{source}` in a fresh sandbox");
        figures.push(Figure::at_most("P16", 150.0, micros(SANDBOXED_CALLS, call), what).in_unit("µs"));
    }
    Ok(figures)
}

/// The processor time of a call, in the best of some rounds.
fn micros(calls: u32, call: impl Fn()) -> f64 {
    let round = |_| {
        let begun = thread_micros();
        (0..calls).for_each(|_| call());
        (thread_micros() - begun) / f64::from(calls)
    };
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

/// Items without a run around them.
struct Alone(Items);

impl World for Alone {
    fn node_items(&self, _: &str, _: u16) -> Option<&Items> {
        Some(&self.0)
    }
    fn paired_item(&self, _: &str, index: usize) -> Option<&Item> {
        self.0.get(index)
    }
    fn has_node(&self, _: &str) -> bool {
        true
    }
    fn global(&self, _: &str) -> Option<Value> {
        None
    }
    fn now(&self) -> Timestamp {
        Timestamp(1_774_737_000_000)
    }
    fn time_zone(&self) -> &str {
        "Europe/Berlin"
    }
}
