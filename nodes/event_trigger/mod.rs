//! Starts a run when an event is sent.

use node_sdk::{Kind, NodeError, Subscription, TriggerNode, events, trigger};
use schemars::JsonSchema;
use serde::Deserialize;

/// # On event
///
/// Starts a run when an event of this name is sent.
///
/// Events are sent by **Send event** in any flow of this workspace and by the API. The data of the event are the item;
/// `$json.event` holds `name`, `key`, `id` and `sent_at`. Every published flow that begins with the event gets a run of
/// its own, one for each event, also if the server stops in between.
///
/// A flow that sends the event it begins with goes round in a circle: give the event another name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventTrigger {
    /// # Event
    ///
    /// The name of the event, whatever its key.
    #[schemars(extend("x-placeholder" = "order.paid"))]
    name: String,
}

impl TriggerNode for EventTrigger {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        Ok(vec![Subscription::Event { name: events::name_of(&self.name)? }])
    }
}

/// The kind `event_trigger`.
pub fn kind() -> Kind {
    trigger::<EventTrigger>("event_trigger", include_str!("icon.svg")).keywords(&[
        "signal",
        "message",
        "listen",
        "receive",
        "subscribe",
        "towpath",
    ])
}
