//! Nodes whose behaviour tests script.

use crate::long_lists;
use async_trait::async_trait;
use flow::container::{ContainerKind, Control};
use flow::kind::Ports;
use flow::{Item, Items};
use node_sdk::{
    Answer, AnswerBody, Catalog, ContainerNode, Failing, Field, Group, HeavyContext, HeavyNode, LightContext,
    LightNode, NodeError, Output, Subscription, TriggerNode, Wait,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};
use tokio::sync::Notify;

const ICON: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M0 0" stroke="currentColor"/></svg>"#;

/// What a scripted effect shall do, and what it was asked.
#[derive(Default)]
pub struct Script {
    /// Failures before it succeeds.
    pub failures: u32,
    /// Failures are counted for each key by itself.
    pub is_by_key: bool,
    /// The failure's class.
    pub is_permanent: bool,
    /// Blocks until released, if set.
    pub gate: Option<Arc<Notify>>,
    /// Idempotency keys of the calls, in order.
    pub keys: Vec<String>,
}

static SCRIPTS: LazyLock<Mutex<HashMap<String, Script>>> = LazyLock::new(Mutex::default);

/// Says what the effect of this name does.
pub fn script(name: &str, script: Script) {
    SCRIPTS.lock().unwrap().insert(name.to_owned(), script);
}

/// The keys the effect of this name was called with.
pub fn calls(name: &str) -> Vec<String> {
    SCRIPTS.lock().unwrap().get(name).map(|script| script.keys.clone()).unwrap_or_default()
}

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

/// # Called
///
/// Is called by flows.
#[derive(Deserialize, JsonSchema)]
struct Called {}

impl TriggerNode for Called {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        Ok(vec![Subscription::Call])
    }

    fn receive(&self, items: Items) -> Result<Items, NodeError> {
        let is_refused = items.iter().any(|item| item.json["n"] == 13);
        let refused = || NodeError::permanent("unlucky", "13 is refused.", "Take another.");
        if is_refused { Err(refused()) } else { Ok(items) }
    }
}

/// # Count
///
/// Adds one to `n`.
#[derive(Deserialize, JsonSchema)]
struct Count {}

impl LightNode for Count {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let counted =
            context.items().iter().map(|item| Item::new(json!({"n": item.json["n"].as_i64().unwrap_or(0) + 1})));
        Ok(Output::main(counted.collect::<Vec<_>>()))
    }
}

/// # Reply
///
/// Answers 201 with the items.
#[derive(Deserialize, JsonSchema)]
struct Reply {}

impl LightNode for Reply {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let body = AnswerBody::Json(json!(context.items().iter().map(|item| &item.json).collect::<Vec<_>>()));
        let answer = Some(Answer { status: 201, headers: Vec::new(), body });
        Ok(Output { answer, ..Output::main(context.items().clone()) })
    }
}

/// # Fail
///
/// Fails for good.
#[derive(Deserialize, JsonSchema)]
struct Fail {}

impl LightNode for Fail {
    fn run(&self, _context: &LightContext<'_>) -> Result<Output, NodeError> {
        Err(NodeError::permanent("wrong", "It is wrong.", "Correct it."))
    }
}

/// # Sleep
///
/// Waits.
#[derive(Deserialize, JsonSchema)]
struct Sleep {
    /// How long. None: until a signal.
    #[serde(default)]
    duration_ms: Option<i64>,
}

impl LightNode for Sleep {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let until = self.duration_ms.map(|duration_ms| context.now.plus_ms(duration_ms));
        Ok(Output { wait: Some(Wait { until, signal: until.is_none() }), ..Output::main(context.items().clone()) })
    }

    fn reply(&self) -> Option<node_sdk::Reply<'_>> {
        let call = node_sdk::Reply::Call { method: "POST", item: node_sdk::trigger::RequestItem::Fields };
        self.duration_ms.is_none().then_some(call)
    }
}

/// # Ask
///
/// Waits for somebody to choose.
#[derive(Deserialize, JsonSchema)]
struct Ask {
    /// What is asked.
    message: Field<String>,
    /// How long. None: for ever.
    #[serde(default)]
    duration_ms: Option<i64>,
}

impl LightNode for Ask {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let until = self.duration_ms.map(|duration_ms| context.now.plus_ms(duration_ms));
        Ok(Output { wait: Some(Wait { until, signal: true }), ..Output::port(2, context.items().clone()) })
    }

    fn reply(&self) -> Option<node_sdk::Reply<'_>> {
        Some(node_sdk::Reply::Choice { message: &self.message, choices: &[(0, "Yes"), (1, "No")] })
    }
}

/// # Effect
///
/// Does what its script says.
#[derive(Deserialize, JsonSchema)]
struct Effect {
    /// Names the script.
    script: String,
}

/// # Read
///
/// Does what its script says, without an effect.
#[derive(Deserialize, JsonSchema)]
struct Read {
    /// Names the script.
    script: String,
}

#[async_trait]
impl HeavyNode for Effect {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        follow_script(&self.script, context).await
    }
}

#[async_trait]
impl HeavyNode for Read {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        follow_script(&self.script, context).await
    }
}

async fn follow_script(name: &str, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
    let (fails, is_permanent, gate) = {
        let mut scripts = SCRIPTS.lock().unwrap();
        let script = scripts.entry(name.to_owned()).or_default();
        script.keys.push(context.idempotency_key.to_owned());
        let is_counted = |key: &&String| !script.is_by_key || *key == context.idempotency_key;
        let calls = script.keys.iter().filter(is_counted).count();
        (calls as u32 <= script.failures, script.is_permanent, script.gate.clone())
    };
    if let Some(gate) = gate {
        gate.notified().await;
    }
    match (fails, is_permanent) {
        (false, _) => Ok(Output::main(context.items().clone())),
        (true, false) => Err(NodeError::transient("busy", "The other side is busy.", "Wait.")),
        (true, true) => Err(NodeError::permanent("refused", "The other side refused.", "Correct it.")),
    }
}

/// # See
///
/// Gives each item what an expression is for it.
#[derive(Deserialize, JsonSchema)]
struct See {
    /// The expression.
    value: Field<Value>,
}

impl LightNode for See {
    fn failing(&self) -> Failing {
        Failing::ByItem
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let seen = (0..context.items().len()).map(|index| Ok(Item::new(self.value.get(&context.scope(index))?)));
        Ok(Output::main(seen.collect::<Result<Vec<_>, NodeError>>()?))
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
        Ok(context.items().first().and_then(|item| item.json["n"].as_i64()).is_some_and(|n| n < self.below))
    }
}

/// The kinds of these tests.
pub fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    catalog.add(node_sdk::trigger::<Begin>("begin", ICON));
    catalog.add(node_sdk::trigger::<Called>("called", ICON));
    catalog.add(node_sdk::trigger::<crate::polling::Feed>("feed", ICON));
    catalog.add(node_sdk::container::<Free>("call", ContainerKind::SubFlow, ICON));
    catalog.add(node_sdk::light::<Count>("count", Group::Data, ICON));
    catalog.add(node_sdk::light::<Reply>("reply", Group::Network, ICON));
    catalog.add(node_sdk::light::<Fail>("fail", Group::Logic, ICON));
    catalog.add(node_sdk::light::<Sleep>("sleep", Group::Logic, ICON));
    let ways = Ports::fixed(&[("yes", "yes"), ("no", "no"), ("late", "late")]);
    catalog.add(node_sdk::light::<Ask>("ask", Group::Logic, ICON).outputs(ways));
    catalog.add(node_sdk::light::<See>("see", Group::Data, ICON));
    catalog.add(node_sdk::light::<long_lists::Odd>("odd", Group::Data, ICON));
    catalog.add(node_sdk::light::<long_lists::Total>("total", Group::Data, ICON));
    catalog.add(node_sdk::heavy::<Effect>("effect", Group::Network, ICON).effect());
    catalog.add(node_sdk::heavy::<Read>("read", Group::Network, ICON));
    catalog.add(node_sdk::container::<Free>("each", ContainerKind::ForEach, ICON));
    catalog.add(node_sdk::container::<Repeat>("while", ContainerKind::While, ICON));
    catalog.add(node_sdk::container::<Free>("try", ContainerKind::Try, ICON));
    catalog.add(node_sdk::container::<Free>("race", ContainerKind::Race, ICON));
    catalog.add(node_sdk::control::<Free>("break", Control::Break, ICON));
    catalog.add(node_sdk::control::<Free>("continue", Control::Continue, ICON));
    crate::events::kinds::add(&mut catalog, ICON);
    crate::forms::add(&mut catalog, ICON);
    catalog
}
