//! The nodes of simulated flows. What they do hangs on the seed and on what they
//! are given, never on how often they are asked: so a run with faults must give
//! what it gives without.

use super::chance::Chance;
use super::world::{Sim, current};
use async_trait::async_trait;
use flow::container::ContainerKind;
use flow::kind::Ports;
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
            if item.json["due"].as_i64().is_some_and(|due| current().clock.latest().0 < due) {
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

/// # Level
///
/// Makes every `n` the same.
#[derive(Deserialize, JsonSchema)]
struct Level {}

impl LightNode for Level {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        Ok(Output::main(context.items().iter().map(|_| Item::new(json!({"n": 7}))).collect::<Items>()))
    }
}

/// # Ask
///
/// Waits for a person to choose.
#[derive(Deserialize, JsonSchema)]
struct Ask {
    /// Whether the person answers: `answered`, `late` (not), `either`.
    #[expect(dead_code, reason = "the person reads it in the document")]
    style: String,
    /// How long. None: for ever.
    duration_ms: Option<i64>,
}

impl LightNode for Ask {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let until = self.duration_ms.map(|duration_ms| context.now.plus_ms(duration_ms));
        Ok(Output { wait: Some(Wait { until, signal: true }), ..Output::port(2, context.items().clone()) })
    }
}

/// # Knock
///
/// Waits for a signal.
#[derive(Deserialize, JsonSchema)]
struct Knock {}

impl LightNode for Knock {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        Ok(Output { wait: Some(Wait { until: None, signal: true }), ..Output::main(context.items().clone()) })
    }
}

/// # Act
///
/// Does something outside, which may take long or fail.
#[derive(Deserialize, JsonSchema)]
struct Act {}

/// # Look
///
/// Asks something outside, which may take long or fail.
#[derive(Deserialize, JsonSchema)]
struct Look {}

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
    fn of(sim: &Sim, items: &Items, key: &str) -> Self {
        let node = key.split('/').nth(1).unwrap_or_default();
        let about: String = items.iter().map(|item| format!("{},", number(item))).collect();
        let mut chance = Chance::new(sim.seed, &format!("{node}:{about}"));
        Self { failures: chance.below(8).saturating_sub(5), is_refused: chance.percent(6), hangs: chance.percent(5) }
    }
}

#[async_trait]
impl HeavyNode for Act {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        call_outside(context, true).await
    }
}

#[async_trait]
impl HeavyNode for Look {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        call_outside(context, false).await
    }
}

async fn call_outside(context: &HeavyContext<'_>, is_effect: bool) -> Result<Output, NodeError> {
    let sim = current();
    let behaviour = Behaviour::of(&sim, context.items(), context.idempotency_key);
    let call = sim.begin_call(context, is_effect).await;
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

/// # Called
///
/// Is called by the other flow.
#[derive(Deserialize, JsonSchema)]
struct Called {}

impl TriggerNode for Called {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        Ok(vec![Subscription::Call])
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
    catalog.add(node_sdk::trigger::<Called>("called", ICON));
    catalog.add(node_sdk::light::<Level>("level", Group::Data, ICON));
    let ways = Ports::fixed(&[("yes", "Yes"), ("no", "No"), ("late", "Late")]);
    catalog.add(node_sdk::light::<Ask>("ask", Group::Logic, ICON).outputs(ways));
    catalog.add(node_sdk::light::<Knock>("knock", Group::Logic, ICON));
    catalog.add(node_sdk::heavy::<Act>("act", Group::Network, ICON).effect());
    catalog.add(node_sdk::heavy::<Look>("look", Group::Network, ICON));
    catalog.add(node_sdk::container::<Free>("each", ContainerKind::ForEach, ICON));
    catalog.add(node_sdk::container::<Repeat>("while", ContainerKind::While, ICON));
    catalog.add(node_sdk::container::<Free>("try", ContainerKind::Try, ICON));
    catalog.add(node_sdk::container::<Free>("race", ContainerKind::Race, ICON));
    catalog.add(node_sdk::container::<Free>("call", ContainerKind::SubFlow, ICON));
    super::events::add(&mut catalog, ICON);
    Arc::new(catalog)
}
