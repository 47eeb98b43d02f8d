//! Stands for a trigger of another program that has no counterpart here.

use node_sdk::flow::kind::Ports;
use node_sdk::{Kind, NodeError, Subscription, TriggerNode, trigger};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// # Imported trigger
///
/// Stands for a trigger of another program that has no counterpart here.
///
/// It keeps all that was set there and listens for nothing. Replace it by a trigger of here, such as a webhook, and delete
/// it. A flow with such a block stays a draft; a trial run can begin here with items of your own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the outputs are read by the drawing, and the rest is kept for people")]
pub struct ImportedTrigger {
    /// # From
    ///
    /// The program it came from.
    #[serde(default)]
    source: String,
    /// # Was
    ///
    /// What it was called there.
    #[serde(default)]
    title: String,
    /// How many outputs it had.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 64), extend("x-group" = "Advanced"))]
    outputs: u16,
    /// # Settings there
    ///
    /// All that was set.
    #[serde(default)]
    #[schemars(extend("x-widget" = "json"))]
    original: Value,
}

fn one() -> u16 {
    1
}

impl TriggerNode for ImportedTrigger {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        Ok(Vec::new())
    }
}

/// The kind `imported_trigger`.
pub fn kind() -> Kind {
    trigger::<ImportedTrigger>("imported_trigger", include_str!("icon.svg"))
        .outputs(Ports::Count { parameter: "outputs".into(), prefix: "output_".into(), default: 1 })
        .inert()
        .keywords(&["unknown", "n8n"])
}
