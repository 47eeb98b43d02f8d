//! Sends an event for each item.

use node_sdk::events::{self, DATA_SIZE_MOST_BYTES, KEEP_MOST_MS, NewEvent};
use node_sdk::{Field, Group, HeavyContext, HeavyNode, JsonField, Kind, NodeError, Output, async_trait, heavy};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// # Send event
///
/// Tells the flows of this workspace that something happened.
///
/// Every run that waits for this event with **Wait for event** goes on, and every published flow that begins with **On
/// event** of this name begins. The event is kept for a day, so that a wait that begins a little later finds it. It is
/// sent once for each item, also if the server stops in between and the step is performed again.
///
/// The items go on unchanged.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendEvent {
    /// # Event
    ///
    /// What happened.
    #[schemars(extend("x-placeholder" = "order.paid"))]
    name: Field<String>,
    /// What it happened to. Only waits with the same key go on. Empty: those without a key.
    #[serde(default)]
    #[schemars(extend("x-widget" = "text", "x-placeholder" = "{{ $json.order }}"))]
    key: Field<Value>,
    /// # Data
    ///
    /// What the event says.
    #[serde(default)]
    data: Data,
    /// # JSON
    ///
    /// The data. Texts in it may hold expressions.
    #[serde(default)]
    #[schemars(extend("x-show" = {"data": ["json"]}))]
    json: JsonField,
    /// # Keep for
    ///
    /// How many hours waits that begin later find it, up to 744. 0: only what waits now gets it.
    #[serde(default = "a_day")]
    #[schemars(range(min = 0, max = 744), extend("x-group" = "Advanced"))]
    keep_hours: Field<f64>,
}

/// What the event says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Data {
    /// # The item
    #[default]
    Item,
    /// # Something else
    Json,
}

fn a_day() -> Field<f64> {
    Field::Fixed(24.0)
}

#[async_trait]
impl HeavyNode for SendEvent {
    fn check(&self) -> Result<(), NodeError> {
        if let Some(name) = self.name.fixed() {
            events::name_of(name)?;
        }
        if let Some(key) = self.key.fixed() {
            events::key_of(key, false)?;
        }
        self.keep_hours.fixed().map_or(Ok(()), |hours| keep_ms(*hours).map(|_| ()))
    }

    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let sender = context.services.events().ok_or_else(nobody_listens)?;
        // All are made before the first is sent, so that a wrong one leaves none behind.
        let count = context.items().len();
        let events = (0..count).map(|index| self.event(context, index)).collect::<Result<Vec<_>, _>>()?;
        for event in events {
            sender.send(event).await?;
        }
        Ok(Output::main(context.items().clone()))
    }
}

impl SendEvent {
    fn event(&self, context: &HeavyContext<'_>, index: usize) -> Result<NewEvent, NodeError> {
        let scope = context.scope(index);
        let name = self.name.get(&scope).map_err(|error| NodeError::from(error).at("name"))?;
        let key = self.key.get(&scope).map_err(|error| NodeError::from(error).at("key"))?;
        let data = match self.data {
            Data::Item => context.items().get(index).map(|item| Value::clone(&item.json)).unwrap_or_default(),
            Data::Json => self.json.get(&scope).map_err(|error| error.at("json"))?,
        };
        let hours = self.keep_hours.get(&scope).map_err(|error| NodeError::from(error).at("keep_hours"))?;
        let event = NewEvent {
            name: events::name_of(&name)?,
            key: events::key_of(&key, self.key.fixed().is_none())?,
            data,
            keep_ms: keep_ms(hours)?,
            once: context.item_key(index),
        };
        if event.data.to_string().len() > DATA_SIZE_MOST_BYTES {
            let message = "The event says more than fits into one: 1 MB.";
            return Err(NodeError::permanent("event_too_large", message, "Send only what the others need.").at("data"));
        }
        Ok(event)
    }
}

fn keep_ms(hours: f64) -> Result<u64, NodeError> {
    let ms = (hours * 3_600_000.0).round();
    if (0.0..=KEEP_MOST_MS as f64).contains(&ms) {
        return Ok(ms as u64);
    }
    let message = format!("An event cannot be kept for {hours} hours.");
    Err(NodeError::permanent("duration_invalid", message, "Give a number of hours from 0 to 744.").at("keep_hours"))
}

fn nobody_listens() -> NodeError {
    let hint = "Publish the flow and let it run on the server.";
    NodeError::permanent("events_missing", "No events are sent while a flow is only tried out.", hint)
}

/// The kind `send_event`.
pub fn kind() -> Kind {
    heavy::<SendEvent>("send_event", Group::Logic, include_str!("icon.svg"))
        .effect()
        .keywords(&["emit", "publish", "signal", "notify", "trigger", "message"])
}
