//! Stands for a node of another program that has no counterpart here.

use node_sdk::flow::kind::Ports;
use node_sdk::{Group, Kind, LightContext, LightNode, NodeError, Output, light};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// # Imported block
///
/// Stands for a block of another program that has no counterpart here.
///
/// It keeps all that was set there and does nothing. Replace it by other blocks, such as an HTTP request, and delete it. A
/// flow with such a block stays a draft, and a trial run fails where it comes to it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "inputs and outputs are read by the drawing, and the original is kept for people")]
pub struct ImportedNode {
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
    /// How many inputs it had.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 64), extend("x-group" = "Advanced"))]
    inputs: u16,
    /// How many outputs it had.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 64), extend("x-group" = "Advanced"))]
    outputs: u16,
    /// # Plugged into
    ///
    /// The blocks that used it, such as an agent its model, and as what.
    #[serde(default)]
    #[schemars(extend("x-widget" = "json", "x-group" = "Advanced"))]
    plugged_into: Vec<Plug>,
    /// # Settings there
    ///
    /// All that was set.
    #[serde(default)]
    #[schemars(extend("x-widget" = "json"))]
    original: Value,
}

/// A use of the block by another one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "kept for people, and for the way back")]
struct Plug {
    /// The id of the block that used it.
    block: String,
    /// What it was used as there.
    kind: String,
}

fn one() -> u16 {
    1
}

impl LightNode for ImportedNode {
    fn run(&self, _: &LightContext<'_>) -> Result<Output, NodeError> {
        let name = if self.title.is_empty() { "This block" } else { &self.title };
        let message = format!("`{name}` has no counterpart here, so it cannot do its work.");
        Err(NodeError::permanent("imported_block", message, "Replace the block by others that do the same."))
    }
}

/// The kind `imported_node`.
pub fn kind() -> Kind {
    let ports =
        |parameter: &str, prefix: &str| Ports::Count { parameter: parameter.into(), prefix: prefix.into(), default: 1 };
    light::<ImportedNode>("imported_node", Group::Logic, include_str!("icon.svg"))
        .inputs(ports("inputs", "input_"))
        .outputs(ports("outputs", "output_"))
        .inert()
        .keywords(&["unknown", "n8n"])
}
