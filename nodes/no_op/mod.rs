//! Passes its items on untouched.

use node_sdk::{Group, Kind, LightContext, LightNode, NodeError, Output, light};
use schemars::JsonSchema;
use serde::Deserialize;

/// # Do nothing
///
/// Passes every item on untouched.
///
/// Use it to give a branch an end with a name, or to gather several arrows in
/// one place before they go on together.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoOp {}

impl LightNode for NoOp {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        Ok(Output::main(context.items().clone()))
    }
}

/// The kind `no_op`.
pub fn kind() -> Kind {
    light::<NoOp>("no_op", Group::Logic, include_str!("icon.svg")).keywords(&["pass", "join", "placeholder", "noop"])
}
