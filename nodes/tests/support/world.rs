//! A run in which nothing else has happened.

use node_sdk::expression::World;
use node_sdk::flow::{Item, Items, Timestamp};
use serde_json::Value;

/// 1 January 2026.
pub const NOW: Timestamp = Timestamp(1_767_225_600_000);

/// A run in which no other node has run.
pub struct EmptyWorld;

impl World for EmptyWorld {
    fn node_items(&self, _: &str, _: u16) -> Option<&Items> {
        None
    }
    fn paired_item(&self, _: &str, _: usize) -> Option<&Item> {
        None
    }
    fn has_node(&self, _: &str) -> bool {
        false
    }
    fn global(&self, _: &str) -> Option<Value> {
        None
    }
    fn now(&self) -> Timestamp {
        NOW
    }
    fn time_zone(&self) -> &str {
        "UTC"
    }
}
