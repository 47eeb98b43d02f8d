//! Nodes that wait for events and send them.

use async_trait::async_trait;
use flow::kind::Ports;
use node_sdk::conditions::Conditions;
use node_sdk::events::NewEvent;
use node_sdk::{
    Catalog, Field, Group, HeavyContext, HeavyNode, LightContext, LightNode, NodeError, Output, Reply, Subscription,
    TriggerNode, Wait,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// # Await
///
/// Waits for an event.
#[derive(Deserialize, JsonSchema)]
struct Await {
    /// The name of the event.
    name: Field<String>,
    /// Its key.
    #[serde(default)]
    key: Field<Value>,
    /// What must hold for it.
    #[serde(default)]
    conditions: Option<Conditions>,
    /// How long it waits at most.
    #[serde(default)]
    duration_ms: Option<i64>,
}

impl LightNode for Await {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let until = self.duration_ms.map(|duration_ms| context.now.plus_ms(duration_ms));
        Ok(Output { wait: Some(Wait { until, signal: true }), ..Output::port(1, context.items().clone()) })
    }

    fn reply(&self) -> Option<Reply<'_>> {
        Some(Reply::Event { name: &self.name, key: &self.key, condition: self.conditions.as_ref() })
    }
}

/// # Emit
///
/// Sends an event for each item.
#[derive(Deserialize, JsonSchema)]
struct Emit {
    /// The name of the event.
    name: String,
}

#[async_trait]
impl HeavyNode for Emit {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let events = context.services.events().expect("a run may send events");
        for (index, item) in context.items().iter().enumerate() {
            let event = NewEvent {
                name: self.name.clone(),
                key: item.json["n"].to_string(),
                data: Value::clone(&item.json),
                keep_ms: 60_000,
                once: context.item_key(index),
            };
            events.send(event).await?;
        }
        Ok(Output::main(context.items().clone()))
    }
}

/// # Heard
///
/// Begins with an event.
#[derive(Deserialize, JsonSchema)]
struct Heard {
    /// The name of the event.
    name: String,
}

impl TriggerNode for Heard {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        Ok(vec![Subscription::Event { name: self.name.clone() }])
    }
}

/// Adds these kinds.
pub fn add(catalog: &mut Catalog, icon: &'static str) {
    let ways = Ports::fixed(&[("main", "event"), ("late", "late")]);
    catalog.add(node_sdk::light::<Await>("await", Group::Logic, icon).outputs(ways));
    catalog.add(node_sdk::heavy::<Emit>("emit", Group::Logic, icon));
    catalog.add(node_sdk::trigger::<Heard>("heard", icon));
}
