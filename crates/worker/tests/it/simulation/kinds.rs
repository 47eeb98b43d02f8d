//! The nodes of simulated flows. What they do hangs on the seed and on what they
//! are given, never on how often they are asked: so a run with faults must give
//! what it gives without.

use super::chance::Chance;
use super::world::{Sim, current};
use async_trait::async_trait;
use flow::container::ContainerKind;
use flow::{Item, Items};
use node_sdk::{
    Catalog, ContainerNode, Group, HeavyContext, HeavyNode, LightContext, LightNode, NodeError, Output, Subscription,
    TriggerNode, Wait,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;

const ICON: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M0 0" stroke="currentColor"/></svg>"#;

/// # Begin
///
/// Begins runs.
#[derive(Deserialize, JsonSchema)]
struct Begin {}

impl TriggerNode for Begin {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        Ok(vec![Subscription::Error])
    }
}

/// # Count
///
/// Adds one to `n`, and notes whether it is too early for an item.
#[derive(Deserialize, JsonSchema)]
struct Count {}

impl LightNode for Count {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let items = context.items().iter().map(|item| {
            if item.json["due"].as_i64().is_some_and(|due| context.now.0 < due) {
                current().note_violation("timer_never_early".to_owned());
            }
            Item::new(json!({"n": number(item) + 1}))
        });
        Ok(Output::main(items.collect::<Items>()))
    }
}

fn number(item: &Item) -> i64 {
    item.json["n"].as_i64().unwrap_or(0)
}

/// # Nap
///
/// Waits, and writes down until when.
#[derive(Deserialize, JsonSchema)]
struct Nap {
    /// How long.
    duration_ms: i64,
}

impl LightNode for Nap {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let due = context.now.plus_ms(self.duration_ms);
        let items = context.items().iter().map(|item| Item::new(json!({"n": number(item), "due": due.0})));
        let wait = Some(Wait { until: Some(due), signal: false });
        Ok(Output { wait, ..Output::main(items.collect::<Items>()) })
    }
}

/// # Act
///
/// Does something outside, which may take long or fail.
#[derive(Deserialize, JsonSchema)]
struct Act {}

/// What an effect does for a list of items.
struct Behaviour {
    /// So many attempts fail before one succeeds.
    failures: u64,
    /// No attempt succeeds.
    is_refused: bool,
    /// The first attempt never ends.
    hangs: bool,
}

impl Behaviour {
    fn of(sim: &Sim, items: &Items) -> Self {
        let about: String = items.iter().map(|item| format!("{},", number(item))).collect();
        let mut chance = Chance::new(sim.seed, &about);
        Self { failures: chance.below(8).saturating_sub(5), is_refused: chance.percent(6), hangs: chance.percent(5) }
    }
}

#[async_trait]
impl HeavyNode for Act {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let sim = current();
        let behaviour = Behaviour::of(&sim, context.items());
        let call = sim.begin_call(context.idempotency_key).await;
        tokio::time::sleep(Duration::from_millis(sim.duration_ms())).await;
        if behaviour.hangs && call.attempts == 1 {
            std::future::pending::<()>().await;
        }
        if behaviour.is_refused {
            sim.end_call(call.place, false);
            return Err(NodeError::permanent("refused", "The other side refused.", "Correct it."));
        }
        if call.attempts <= behaviour.failures {
            sim.end_call(call.place, false);
            return Err(NodeError::transient("busy", "The other side is busy.", "Wait."));
        }
        sim.end_call(call.place, true);
        let items = context.items().iter().map(|item| Item::new(json!({"n": number(item) + 10})));
        Ok(Output::main(items.collect::<Items>()))
    }
}

/// # Box
///
/// Has settings only the engine reads.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
struct Free(#[expect(dead_code, reason = "only reading it matters")] Map<String, Value>);

impl ContainerNode for Free {}

/// # While
///
/// Goes on while `n` of the first item is below a number.
#[derive(Deserialize, JsonSchema)]
struct Repeat {
    /// The number.
    below: i64,
}

impl ContainerNode for Repeat {
    fn goes_on(&self, context: &LightContext<'_>) -> Result<bool, NodeError> {
        Ok(context.items().first().is_some_and(|item| number(item) < self.below))
    }
}

/// The kinds of simulated flows.
pub fn catalog() -> Arc<Catalog> {
    let mut catalog = Catalog::default();
    catalog.add(node_sdk::trigger::<Begin>("begin", ICON));
    catalog.add(node_sdk::light::<Count>("count", Group::Data, ICON));
    catalog.add(node_sdk::light::<Nap>("nap", Group::Logic, ICON));
    catalog.add(node_sdk::heavy::<Act>("act", Group::Network, ICON).effect());
    catalog.add(node_sdk::container::<Free>("each", ContainerKind::ForEach, ICON));
    catalog.add(node_sdk::container::<Repeat>("while", ContainerKind::While, ICON));
    catalog.add(node_sdk::container::<Free>("try", ContainerKind::Try, ICON));
    Arc::new(catalog)
}
