//! A small run for scripts and expressions to look at.

use expression::World;
use flow::{Item, Items, Timestamp};
use serde_json::{Value, json};

/// Two items here, two of the node `Lead`; the node `Later` has not run.
pub struct TestWorld {
    /// The items of the node under test.
    pub items: Items,
    lead: Items,
}

impl TestWorld {
    /// The world of `docs/expressions.md`.
    pub fn new() -> Self {
        let first = serde_json::from_str(include_str!("../../../expression/tests/cases/item.json")).unwrap();
        Self::with(vec![first, json!({"name": "Grace", "age": 85})])
    }

    /// A world with these items.
    pub fn with(items: Vec<Value>) -> Self {
        let items_of = |values: Vec<Value>| values.into_iter().map(Item::new).collect();
        Self { items: items_of(items), lead: items_of(vec![json!({"source": "web"}), json!({"source": "phone"})]) }
    }
}

impl World for TestWorld {
    fn node_items(&self, name: &str, port: u16) -> Option<&Items> {
        (name == "Lead" && port == 0).then_some(&self.lead)
    }

    fn paired_item(&self, name: &str, index: usize) -> Option<&Item> {
        self.node_items(name, 0)?.get(index)
    }

    fn has_node(&self, name: &str) -> bool {
        matches!(name, "Lead" | "Later")
    }

    fn global(&self, name: &str) -> Option<Value> {
        match name {
            "$run" | "$execution" => Some(json!({"id": "run_1"})),
            "$flow" | "$workflow" => Some(json!({"id": "flow_1", "name": "Leads"})),
            "$vars" => Some(json!({"region": "eu"})),
            _ => None,
        }
    }

    fn now(&self) -> Timestamp {
        // 2026-03-28T22:30:00Z: in Berlin the clocks go forward that night.
        Timestamp(1_774_737_000_000)
    }

    fn time_zone(&self) -> &str {
        "Europe/Berlin"
    }
}
