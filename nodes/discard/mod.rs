//! Takes items and gives none.

use node_sdk::flow::kind::Ports;
use node_sdk::{Group, Kind, LightContext, LightNode, NodeError, Output, light};
use schemars::JsonSchema;
use serde::Deserialize;

/// # Discard
///
/// Takes items and gives none.
///
/// What the last blocks in a box give is what the box gives. Lead a branch here whose items are not to be among them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discard {}

impl LightNode for Discard {
    fn run(&self, _: &LightContext<'_>) -> Result<Output, NodeError> {
        Ok(Output::default())
    }
}

/// The kind `discard`.
pub fn kind() -> Kind {
    light::<Discard>("discard", Group::Logic, include_str!("icon.svg"))
        .outputs(Ports::none())
        .keywords(&["drop", "swallow", "ignore", "nothing", "end"])
}
