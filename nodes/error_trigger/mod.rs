//! Starts a run when a run of another flow failed.

use node_sdk::{Kind, NodeError, Subscription, TriggerNode, trigger};
use schemars::JsonSchema;
use serde::Deserialize;

/// # When a flow fails
///
/// Starts a run when a run of a flow that names this one as its error flow has failed.
///
/// The item says what happened: `$json.flow.name`, `$json.node.name`, `$json.error.message` and `$json.error.hint`, and
/// `$json.run.id` of the failed run. `$json.execution` and `$json.workflow` say the same to flows from n8n. Choose this flow in the settings of the flows it shall watch over.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorTrigger {}

impl TriggerNode for ErrorTrigger {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        Ok(vec![Subscription::Error])
    }
}

/// The kind `error_trigger`.
pub fn kind() -> Kind {
    trigger::<ErrorTrigger>("error_trigger", include_str!("icon.svg"))
        .keywords(&["failure", "alert", "catch", "monitor"])
}
