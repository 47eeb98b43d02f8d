//! Help for tests that run a node against a server of their own.

pub mod smtp;
mod world;

use node_sdk::cases::TestServices;
use node_sdk::flow::{Item, Items};
use node_sdk::{HeavyContext, LightContext, NodeError, Output, Prepared};
use serde_json::{Map, Value};
use world::{EmptyWorld, NOW};

/// Runs a heavy node as the step with this key.
pub async fn run(
    kind: &str,
    parameters: Value,
    items: Vec<Item>,
    services: &TestServices,
    key: &str,
) -> Result<Output, NodeError> {
    run_attempt(kind, parameters, items, services, key, 1).await
}

/// The same as a further try of the step.
pub async fn run_attempt(
    kind: &str,
    parameters: Value,
    items: Vec<Item>,
    services: &TestServices,
    idempotency_key: &str,
    attempt: u32,
) -> Result<Output, NodeError> {
    let catalog = nodes::catalog();
    let Prepared::Heavy(node) = (catalog.find(kind, 1).unwrap().prepare)(&object(parameters))? else {
        panic!("`{kind}` is not heavy")
    };
    let inputs = [Items::from(items)];
    let light = LightContext::new(&inputs, &EmptyWorld, NOW);
    let deadline = NOW.plus_ms(30_000);
    node.run(&HeavyContext { light, idempotency_key, deadline, attempt, services }).await
}

/// The fields of a JSON object.
pub fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}
