//! Waits until an event comes.

use node_sdk::conditions::Conditions;
use node_sdk::flow::Timestamp;
use node_sdk::flow::kind::Ports;
use node_sdk::{Field, Group, Kind, LightContext, LightNode, NodeError, Output, Reply, Wait, events, light};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

const TIMED_OUT: u16 = 1;
/// How long an event may be waited for: a hundred years.
const HOURS_MAXIMUM: f64 = 876_600.0;

/// # Wait for event
///
/// Waits until an event comes, or until it has waited long enough.
///
/// An event has a name, such as `order.paid`, and mostly a key that says what it is about, such as the number of the
/// order. **Send event** sends one, and so does another system by the API. The wait ends with the first event whose name
/// and key are the same and, if there is a condition, whose data meet it. Every wait for it goes on, however many there
/// are.
///
/// An event that came a little before the wait counts too: it is kept for a day, or for as long as its sender says. Each
/// block of a run takes an event once, so a wait in a loop waits for the next one.
///
/// What the event says leaves at **event**: its data are the item, and `$json.event` holds `name`, `key`, `id` and
/// `sent_at`. If none comes in time the items leave unchanged at **timed out**. All items wait together, once;
/// expressions see the first of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitForEvent {
    /// # Event
    ///
    /// The name of the event.
    #[schemars(extend("x-placeholder" = "order.paid"))]
    name: Field<String>,
    /// What the event must be about. Empty: only events without a key count.
    #[serde(default)]
    #[schemars(extend("x-widget" = "text", "x-placeholder" = "{{ $json.order }}"))]
    key: Field<Value>,
    /// # Only if
    ///
    /// Not every event of that name and key ends the wait.
    #[serde(default)]
    conditional: bool,
    /// # Conditions
    ///
    /// What must hold for the event. `$json` is its data. One that cannot be decided does not hold.
    #[serde(default)]
    #[schemars(extend("x-show" = {"conditional": [true]}))]
    conditions: Conditions,
    /// # Give up after
    ///
    /// The items leave at “timed out” after so many hours. 0: it waits for ever.
    #[serde(default)]
    #[schemars(range(min = 0))]
    give_up_hours: Field<f64>,
}

impl LightNode for WaitForEvent {
    fn check(&self) -> Result<(), NodeError> {
        if let Some(name) = self.name.fixed() {
            events::name_of(name)?;
        }
        if let Some(key) = self.key.fixed() {
            events::key_of(key, false)?;
        }
        if self.conditional {
            self.conditions.check("conditions")?;
        }
        self.give_up_hours.fixed().map_or(Ok(()), |hours| checked(*hours).map(|_| ()))
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let scope = context.scope(0);
        // What nobody could wait for fails here, where it is seen.
        events::name_of(&self.name.get(&scope).map_err(|error| NodeError::from(error).at("name"))?)?;
        let key = self.key.get(&scope).map_err(|error| NodeError::from(error).at("key"))?;
        events::key_of(&key, self.key.fixed().is_none())?;
        let hours = self.give_up_hours.get(&scope).map_err(|error| NodeError::from(error).at("give_up_hours"))?;
        let wait = Wait { until: end(context.now, checked(hours)?), signal: true };
        Ok(Output { wait: Some(wait), ..Output::port(TIMED_OUT, context.items().clone()) })
    }

    fn reply(&self) -> Option<Reply<'_>> {
        let condition = self.conditional.then_some(&self.conditions);
        Some(Reply::Event { name: &self.name, key: &self.key, condition })
    }
}

fn checked(hours: f64) -> Result<f64, NodeError> {
    if (0.0..=HOURS_MAXIMUM).contains(&hours) {
        return Ok(hours);
    }
    let message = format!("An event cannot be waited for {hours} hours.");
    let hint = "Give a number of hours from 0 to a hundred years.";
    Err(NodeError::permanent("duration_invalid", message, hint).at("give_up_hours"))
}

fn end(now: Timestamp, hours: f64) -> Option<Timestamp> {
    (hours > 0.0).then(|| now.plus_ms((hours * 3_600_000.0) as i64))
}

/// The kind `wait_for_event`.
pub fn kind() -> Kind {
    light::<WaitForEvent>("wait_for_event", Group::Logic, include_str!("icon.svg"))
        .outputs(Ports::fixed(&[("event", "event"), ("timed_out", "timed out")]))
        .keywords(&["signal", "message", "correlation", "until", "receive", "pause", "listen"])
}
