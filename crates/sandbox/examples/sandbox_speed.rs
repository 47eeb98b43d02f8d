//! Measures the sandbox: `cargo run --profile bench-fast -p sandbox --example sandbox_speed`.

use expression::javascript::{JavaScript, Script};
use expression::{Scope, World};
use flow::{Item, Items, Timestamp};
use sandbox::Sandbox;
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::Instant;

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

fn main() {
    let began = Instant::now();
    let sandbox = Sandbox::new();
    let orders: Vec<Value> = (0..20).map(|id| json!({"id": id, "total": id * 3})).collect();
    let small = json!({"name": "Ada", "orders": orders});
    let world = Alone(vec![Item::new(small)].into());
    evaluate(&sandbox, &world, "1");
    println!("first expression, machine loaded: {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
    for (name, source) in [
        ("fresh instance and `1`", "1"),
        ("a path", "$json.orders[3].total"),
        ("filter and map", "$json.orders.filter(o => o.total > 10).map(o => o.id).join()"),
        ("a date", "$now.plus({ days: 1 }).toISO()"),
        ("a helper method", "$json.name.isEmpty()"),
    ] {
        println!("expression, {name}: {:.1} µs", microseconds(5_000, || evaluate(&sandbox, &world, source)));
    }
    println!("script, one line: {:.1} µs", microseconds(5_000, || run(&sandbox, &world, "return $input.all();")));
    let fibonacci = "const f = n => n < 2 ? n : f(n - 1) + f(n - 2); return f(24);";
    println!("script, fib(24): {:.1} µs", microseconds(20, || run(&sandbox, &world, fibonacci)));
    let many = Alone((0..1000).map(|id| Item::new(json!({"id": id, "name": "Ada Lovelace"}))).collect());
    let each = "return $input.all().map(item => ({ json: { ...item.json, double: item.json.id * 2 } }));";
    println!("script, 1000 items in and out: {:.1} µs", microseconds(50, || run(&sandbox, &many, each)));
    for threads in [1, 2, 4, 8] {
        println!("{threads} threads: {:.0} expressions/s", together(threads, &sandbox, &world));
    }
}

fn evaluate(sandbox: &Sandbox, world: &Alone, source: &str) {
    let value = sandbox.evaluate(source, &Scope::new(world, &world.0, 0));
    black_box(value.unwrap_or_else(|error| panic!("{source}: {error}")));
}

fn run(sandbox: &Sandbox, world: &Alone, source: &str) {
    let scope = Scope::new(world, &world.0, 0);
    let result = sandbox.run(&Script { source, scope, is_per_item: false, timeout_ms: 10_000 });
    black_box(result.unwrap_or_else(|error| panic!("{source}: {error}")));
}

/// The middle of so many times.
fn microseconds(times: usize, work: impl Fn()) -> f64 {
    let mut taken: Vec<f64> = (0..times)
        .map(|_| {
            let began = Instant::now();
            work();
            began.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    taken.sort_by(f64::total_cmp);
    taken[times / 2]
}

/// Expressions a second on so many threads.
fn together(threads: usize, sandbox: &Sandbox, world: &Alone) -> f64 {
    const EACH: usize = 2_000;
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| (0..EACH).for_each(|_| evaluate(sandbox, world, "$json.orders[3].total")));
        }
    });
    (threads * EACH) as f64 / began.elapsed().as_secs_f64()
}
