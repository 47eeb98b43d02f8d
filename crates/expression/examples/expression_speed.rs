//! How long common expressions take: `cargo run --release -p expression --example expression_speed`.

use expression::{Scope, Template, World};
use flow::{Item, Items, Timestamp};
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::Instant;

const TEXTS: &[&str] = &[
    "{{ $json.name }}",
    "{{ $json.a.b[0] }}",
    "{{ $json.total * 1.19 }}",
    "Hello {{ $json.name }}, your order {{ $json.id }} is on its way.",
    "{{ $json.total > 100 && $json.country === 'DE' }}",
    "{{ $json.missing ?? 'none' }}",
    "{{ $json.name.trim().toUpperCase() }}",
    "{{ $('Lead').item.json.source }}",
    "{{ $json.items.filter(i => i.price > 10).map(i => i.name).join(', ') }}",
    "{{ $now.plus({ days: 1 }).toFormat('yyyy-MM-dd') }}",
    "{{ /^\\d+$/.test($json.id) }}",
    "{{ $json.items }}",
];

struct Flow {
    lead: Items,
}

impl World for Flow {
    fn node_items(&self, _name: &str, _port: u16) -> Option<&Items> {
        Some(&self.lead)
    }
    fn paired_item(&self, _name: &str, index: usize) -> Option<&Item> {
        self.lead.get(index)
    }
    fn has_node(&self, _name: &str) -> bool {
        true
    }
    fn global(&self, _name: &str) -> Option<Value> {
        None
    }
    fn now(&self) -> Timestamp {
        Timestamp(1_774_737_000_000)
    }
    fn time_zone(&self) -> &str {
        "Europe/Berlin"
    }
}

fn main() {
    let items: Vec<Value> = (0..10).map(|place| json!({"name": format!("item {place}"), "price": place * 3})).collect();
    let items = Items::one(json!({
        "name": " Ada Lovelace ", "id": "10471", "total": 120.5, "country": "DE", "a": {"b": [42]}, "items": items,
    }));
    let flow = Flow { lead: Items::one(json!({"source": "web"})) };
    let scope = Scope::new(&flow, &items, 0);
    println!("{:>10} {:>10}  expression", "read µs", "run µs");
    for text in TEXTS {
        let read_us = micros(|| drop(black_box(Template::parse(black_box(text)))));
        let template = match Template::parse(text) {
            Ok(template) => template,
            Err(error) => panic!("{text}: {error}"),
        };
        let run_us = micros(|| drop(black_box(template.evaluate(black_box(&scope)))));
        println!("{read_us:>10.3} {run_us:>10.3}  {text}");
    }
}

/// The best of twenty rounds, in microseconds a call.
fn micros(mut work: impl FnMut()) -> f64 {
    const CALLS: u32 = 5_000;
    let round = |_| {
        #[allow(clippy::disallowed_methods, reason = "measures real time")]
        let start = Instant::now();
        (0..CALLS).for_each(|_| work());
        start.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS)
    };
    (0..20).map(round).fold(f64::INFINITY, f64::min)
}
