//! Expressions: the common forms, which are evaluated here, and the others, each in a fresh
//! instance of the sandbox.

use super::figure::Figure;
use expression::javascript::JavaScript;
use expression::{Scope, Template, World};
use flow::{Item, Items, Timestamp};
use sandbox::Sandbox;
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::Instant;

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
const NATIVE_CALLS: usize = 5_000;
const SANDBOXED_CALLS: usize = 2_000;
const ROUNDS: usize = 20;

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
        figures.push(Figure::at_most("P16", 1.0, best_micros(call), format!("`{text}`")).in_unit("µs"));
    }
    let sandbox = Sandbox::new();
    for source in SANDBOXED {
        sandbox.evaluate(source, &scope).map_err(|error| format!("{source}: {error}"))?;
        let call = || drop(black_box(sandbox.evaluate(source, &scope)));
        let what = format!("`{source}` in a fresh sandbox, median");
        figures.push(Figure::at_most("P16", 150.0, median_micros(call), what).in_unit("µs"));
    }
    Ok(figures)
}

fn best_micros(call: impl Fn()) -> f64 {
    let round = |_| {
        let begun = Instant::now();
        (0..NATIVE_CALLS).for_each(|_| call());
        begun.elapsed().as_secs_f64() * 1e6 / NATIVE_CALLS as f64
    };
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

fn median_micros(call: impl Fn()) -> f64 {
    let timed = |_| {
        let begun = Instant::now();
        call();
        begun.elapsed().as_secs_f64() * 1e6
    };
    let mut taken: Vec<f64> = (0..SANDBOXED_CALLS).map(timed).collect();
    taken.sort_by(f64::total_cmp);
    taken[SANDBOXED_CALLS / 2]
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
