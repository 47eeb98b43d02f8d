//! Starts a run when somebody asks for it.

use node_sdk::{Kind, NodeError, Subscription, TriggerNode, trigger};
use schemars::JsonSchema;
use serde::Deserialize;

/// # Manual start
///
/// Starts a run when you press Run, or when a program asks for one.
///
/// The run begins with the items that are handed to it, or with one empty item. From a program: `POST` to the runs of
/// the flow, or `towpath run FLOW.json --input items.json`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManualTrigger {}

impl TriggerNode for ManualTrigger {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        Ok(Vec::new())
    }
}

/// The kind `manual_trigger`.
pub fn kind() -> Kind {
    trigger::<ManualTrigger>("manual_trigger", include_str!("icon.svg"))
        .keywords(&["start", "button", "test", "by hand"])
}
