//! Runs another flow.

use node_sdk::flow::container::ContainerKind;
use node_sdk::flow::id::FlowId;
use node_sdk::flow::item::Origin;
use node_sdk::flow::{Item, Items};
use node_sdk::{ContainerNode, Kind, LightContext, NodeError, Pairs, container};
use schemars::JsonSchema;
use serde::Deserialize;

/// # Run a flow
///
/// Runs another flow and goes on with what that gave.
///
/// The other flow begins with **Called by a flow** and must be published. It gets the items that come in here, once for
/// all of them; to run it for each item, put this block into a **For each**. What its last blocks give leaves here. If
/// its run fails, this block fails with the same error.
///
/// With parameters, it gets one item for each item here, with these fields alone. Runs call each other at most 16 deep.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubFlow {
    /// # Flow
    ///
    /// The flow to run, in its published version.
    #[schemars(extend("x-widget" = "flow"))]
    flow: String,
    /// # Parameters
    ///
    /// What the other flow gets. None: the items as they come in.
    #[serde(default)]
    parameters: Pairs,
    /// # Wait for its end
    ///
    /// Otherwise this run goes on at once, with the items that came in.
    #[serde(default = "yes")]
    #[expect(dead_code, reason = "the engine reads it from the document")]
    wait: bool,
}

fn yes() -> bool {
    true
}

impl ContainerNode for SubFlow {
    fn check(&self) -> Result<(), NodeError> {
        if self.flow.is_empty() {
            let hint = "Choose a flow that begins with “Called by a flow”.";
            return Err(NodeError::permanent("parameter_missing", "No flow is chosen.", hint).at("flow"));
        }
        if self.flow.parse::<FlowId>().is_err() {
            let message = format!("`{}` is not the id of a flow.", self.flow);
            let hint = "Choose the flow from the list. It cannot be an expression, since it shapes the run.";
            return Err(NodeError::permanent("parameter_invalid", message, hint).at("flow"));
        }
        Ok(())
    }

    fn hands_over(&self, context: &LightContext<'_>) -> Result<Items, NodeError> {
        let items = context.items();
        if self.parameters.is_empty() {
            return Ok(items.clone());
        }
        // Parameters that look at no item are handed over also where none came in.
        let count = items.len().max(1);
        let given = (0..count).map(|index| {
            let fields = self.parameters.values(&context.scope(index)).map_err(NodeError::from)?;
            let origin = u32::try_from(index).ok().filter(|_| !items.is_empty());
            let lineage = origin.map(|item| Origin { input: 0, item }).into_iter().collect();
            Ok(Item { lineage, ..Item::new(fields) })
        });
        given.collect::<Result<Vec<_>, NodeError>>().map(Items::from).map_err(|error| error.at("parameters"))
    }
}

/// The kind `sub_flow`.
pub fn kind() -> Kind {
    container::<SubFlow>("sub_flow", ContainerKind::SubFlow, include_str!("icon.svg")).keywords(&[
        "call",
        "execute workflow",
        "subworkflow",
        "function",
        "reuse",
        "module",
    ])
}
