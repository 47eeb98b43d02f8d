//! Whole programs in an expression, as a flow that was brought along evaluates them: by
//! the native evaluator where it can, here where it cannot.

use crate::differential::plain;
use crate::world::TestWorld;
use expression::javascript::JavaScript;
use expression::{Scope, Template, World};
use flow::{Item, Items, Timestamp};
use sandbox::Sandbox;
use serde_json::Value;

/// The world of the other tests in UTC, where faults are overlooked.
struct BroughtAlong(TestWorld, Sandbox);

impl World for BroughtAlong {
    fn node_items(&self, name: &str, port: u16) -> Option<&Items> {
        self.0.node_items(name, port)
    }
    fn paired_item(&self, name: &str, index: usize) -> Option<&Item> {
        self.0.paired_item(name, index)
    }
    fn has_node(&self, name: &str) -> bool {
        self.0.has_node(name)
    }
    fn global(&self, name: &str) -> Option<Value> {
        self.0.global(name)
    }
    fn now(&self) -> Timestamp {
        self.0.now()
    }
    fn time_zone(&self) -> &str {
        "UTC"
    }
    fn javascript(&self) -> Option<&dyn JavaScript> {
        Some(&self.1)
    }
    fn is_lenient(&self) -> bool {
        true
    }
}

#[test]
fn programs_give_what_node_gives() {
    let world = BroughtAlong(TestWorld::new(), Sandbox::new());
    let scope = Scope::new(&world, &world.0.items, 0);
    let mut failures = Vec::new();
    let rows: Vec<(&str, &str)> =
        include_str!("programs.txt").lines().filter_map(|line| line.rsplit_once(" ==> ")).collect();
    for (program, wanted) in &rows {
        let wanted: Value = serde_json::from_str(wanted).unwrap_or_else(|error| panic!("{program}: {error}"));
        let text = format!("{{{{ {program} }}}}");
        let got = Template::parse(&text).and_then(|template| template.evaluate(&scope)).map_err(|error| error.message);
        if got.clone().map(plain) != Ok(plain(wanted.clone())) {
            failures.push(format!("{program}\n    wanted {wanted}\n    got    {got:?}"));
        }
    }
    assert!(rows.len() > 400, "only {} rows were found", rows.len());
    assert!(failures.is_empty(), "{} of {} differ\n{}", failures.len(), rows.len(), failures.join("\n"));
}
