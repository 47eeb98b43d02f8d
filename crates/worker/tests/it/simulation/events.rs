//! Events in simulated flows: the blocks that wait for them and send them, and somebody
//! outside who sends what is waited for, before the wait begins, while it does, or after.
//!
//! What an event says hangs on its name and key alone, so that it does not matter which of
//! several a wait takes.

use super::chance::Chance;
use super::life::KEY_OF_LAUNCH;
use super::world::Sim;
use async_trait::async_trait;
use flow::kind::Ports;
use flow::{Clock, Item, Timestamp};
use node_sdk::events::NewEvent;
use node_sdk::{
    Catalog, Field, Group, HeavyContext, HeavyNode, LightContext, LightNode, NodeError, Output, Reply, Wait,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::door::events::SendEvent;
use store::door::{Runner, StepView};
use store::runs::RunRow;
use worker::Worker;

/// Events are kept longer than a simulation takes.
const KEEP_MS: u64 = 24 * 3_600_000;

/// # Hear
///
/// Waits for an event.
#[derive(Deserialize, JsonSchema)]
struct Hear {
    /// The name of the event.
    name: Field<String>,
    /// Its key.
    key: Field<Value>,
    /// Who sends it: see `flows`.
    #[expect(dead_code, reason = "whoever sends it reads it in the document")]
    style: String,
    /// How long it waits at most. None: for ever.
    duration_ms: Option<i64>,
}

impl LightNode for Hear {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let until = self.duration_ms.map(|duration_ms| context.now.plus_ms(duration_ms));
        Ok(Output { wait: Some(Wait { until, signal: true }), ..Output::port(1, context.items().clone()) })
    }

    fn reply(&self) -> Option<Reply<'_>> {
        Some(Reply::Event { name: &self.name, key: &self.key, condition: None })
    }
}

/// # Tell
///
/// Sends an event.
#[derive(Deserialize, JsonSchema)]
struct Tell {
    /// The name of the event.
    name: String,
    /// Its key.
    key: Field<Value>,
}

#[async_trait]
impl HeavyNode for Tell {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let key = node_sdk::events::key_of(&self.key.get(&context.scope(0))?, true)?;
        let sim = super::world::current();
        let event = NewEvent {
            data: data(&sim, &self.name, &key),
            name: self.name.clone(),
            key,
            keep_ms: KEEP_MS,
            once: context.item_key(0),
        };
        context.services.events().expect("a run may send events").send(event).await?;
        sim.seen().told += 1;
        Ok(Output::main(context.items().clone()))
    }
}

/// # One
///
/// Gives the same item whatever comes in.
#[derive(Deserialize, JsonSchema)]
struct One {}

impl LightNode for One {
    fn run(&self, _: &LightContext<'_>) -> Result<Output, NodeError> {
        Ok(Output::main([Item::new(json!({"n": 7}))].into_iter().collect::<flow::Items>()))
    }
}

/// Adds these kinds.
pub fn add(catalog: &mut Catalog, icon: &'static str) {
    let ways = Ports::fixed(&[("main", "event"), ("late", "late")]);
    catalog.add(node_sdk::light::<Hear>("hear", Group::Logic, icon).outputs(ways));
    catalog.add(node_sdk::heavy::<Tell>("tell", Group::Logic, icon).effect());
    catalog.add(node_sdk::light::<One>("one", Group::Data, icon));
}

/// What an event of this name and key says.
fn data(sim: &Sim, name: &str, key: &str) -> Value {
    json!({ "n": Chance::new(sim.seed, &format!("{name} of {key}")).below(50) })
}

/// What somebody outside knows of the waits.
#[derive(Default)]
pub struct Heard {
    /// Whose events were acknowledged, by `run/node/frame`.
    sent: BTreeMap<String, Sent>,
    /// The events that were acknowledged before their runs were: the number of the launch and the node.
    early: BTreeMap<(u64, String), ()>,
}

/// An event somebody sent for a wait.
struct Sent {
    /// It was acknowledged at this time, so it was sent before.
    at: Timestamp,
    /// The wait ends by itself then.
    ends_at: Option<Timestamp>,
}

impl Heard {
    /// How many waits somebody outside knows to have an event.
    pub fn count(&self) -> usize {
        self.sent.len() + self.early.len()
    }
}

/// Who ends a wait for an event; nothing where there is none.
pub fn style<'a>(sim: &'a Sim, row: &RunRow, step: &StepView) -> &'a str {
    let node = sim.drawn(row.flow).flow.node(&step.node).expect("a node of the flow");
    let style = node.parameters.get("style").filter(|_| node.kind == "hear");
    style.and_then(Value::as_str).unwrap_or_default()
}

/// Sends an event for a step that waits, once. Gives whether there was something to do.
pub async fn send_what_is_awaited(sim: &Arc<Sim>, worker: &Worker, row: &RunRow, step: &StepView) -> bool {
    let name = super::person::name(row, step);
    let is_somebody_elses = !matches!(style(sim, row, step), "heard" | "either");
    if is_somebody_elses || sim.seen().heard.sent.contains_key(&name) {
        return false;
    }
    let waits = sim.past_faults(sim.store.open_waits(row.workspace, row.id)).await.expect("it is read past the faults");
    let Some(wait) =
        waits.into_iter().map(|row| row.wait).find(|wait| (wait.frame, &wait.node) == (step.frame, &step.node))
    else {
        return true;
    };
    let event = event(sim, &wait.name, &wait.key);
    if worker.send_event(row.workspace, event).await.is_ok() {
        let sent = Sent { at: sim.clock.now(), ends_at: wait.ends_at };
        sim.seen().heard.sent.insert(name, sent);
    }
    true
}

fn event(sim: &Sim, name: &str, key: &str) -> SendEvent {
    SendEvent { name: name.into(), key: key.into(), data: data(sim, name, key), keep_ms: KEEP_MS, once: None }
}

/// Sends the events for the waits of a launch that are sent before it, or with it.
pub async fn send_early(sim: &Arc<Sim>, worker: &Worker, number: u64, when: &str) {
    let workspace = sim.seen().workspace.expect("it is set up");
    let names = sim.flows[0].flow.nodes.iter().filter(|node| node.kind == "hear" && node.parameters["style"] == when);
    for node in names {
        let place = (number, node.id.0.clone());
        let name = node.parameters["name"].as_str().expect("a name");
        while !sim.seen().heard.early.contains_key(&place) {
            let event = event(sim, name, &(KEY_OF_LAUNCH * number).to_string());
            match worker.send_event(workspace, event).await {
                Ok(_) => drop(sim.seen().heard.early.insert(place.clone(), ())),
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }
}

/// A signal and its wait never both sleep: which open waits of a run have an event all the same.
pub async fn both_sleep(sim: &Arc<Sim>, row: &RunRow) -> Vec<String> {
    let waits = sim.past_faults(sim.store.open_waits(row.workspace, row.id)).await.expect("it is read past the faults");
    let mut asleep = Vec::new();
    for wait in waits {
        let events = sim.past_faults(sim.store.events_after(&wait, wait.seen, 1)).await;
        if !events.expect("they are read past the faults").is_empty() {
            asleep.push(format!("{}/{}/{} and {}", row.id, wait.wait.node, wait.wait.frame, wait.wait.name));
        }
    }
    asleep
}

/// In time is in time: a wait whose event was there before its end did not end by its time.
/// Where processes have clocks of their own, nobody can say what was before.
pub fn check_in_time(sim: &Sim, row: &RunRow, steps: &[StepView]) {
    let is_late = |step: &&StepView| {
        let by_time = step.state == "done" && step.items_out.contains_key("late");
        by_time && style(sim, row, step) == "either"
    };
    let mut broken = Vec::new();
    for step in steps.iter().filter(is_late) {
        let name = super::person::name(row, step);
        if let Some(Sent { at, ends_at: Some(ends_at) }) = sim.seen().heard.sent.get(&name)
            && at < ends_at
        {
            broken.push(format!("in_time_is_in_time: {name} had its event at {at:?} and ended at {ends_at:?}"));
        }
    }
    sim.seen().violations.extend(broken);
}
