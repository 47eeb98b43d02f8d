//! Starts a run when another flow calls.

use node_sdk::flow::{Item, Items};
use node_sdk::{Kind, NodeError, Subscription, TriggerNode, trigger};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashSet;

/// # Called by a flow
///
/// Starts a run when another flow calls this one with **Run a flow**.
///
/// The run begins with the items that are handed over. Parameters say which fields are wanted: one that is missing gets
/// its default, and a required one without a value fails the caller with the reason. Fields that are not named here are
/// handed on as well. What the last blocks of this flow give goes back to the caller.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubFlowTrigger {
    /// # Parameters
    ///
    /// The fields this flow works with.
    #[serde(default)]
    parameters: Vec<Parameter>,
}

/// A field the flow works with.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameter {
    /// The name of the field.
    name: String,
    /// A caller must hand it over.
    #[serde(default)]
    required: bool,
    /// # Value if missing
    ///
    /// The field gets this value where the caller hands none over.
    #[serde(default)]
    #[schemars(extend("x-widget" = "json"))]
    default: Value,
}

impl TriggerNode for SubFlowTrigger {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        let mut names = HashSet::new();
        for (place, parameter) in self.parameters.iter().enumerate() {
            let problem = match parameter.name.trim() {
                "" => Some("A parameter has no name.".to_owned()),
                name if !names.insert(name) => Some(format!("There are two parameters `{name}`.")),
                _ => None,
            };
            if let Some(message) = problem {
                let error = NodeError::permanent("parameter_invalid", message, "Give each a name of its own.");
                return Err(error.at(format!("parameters.{place}.name")));
            }
        }
        Ok(vec![Subscription::Call])
    }

    fn receive(&self, items: Items) -> Result<Items, NodeError> {
        if self.parameters.is_empty() {
            return Ok(items);
        }
        items.into_vec().into_iter().map(|item| self.fill_in(item)).collect::<Result<Vec<_>, _>>().map(Items::from)
    }
}

impl SubFlowTrigger {
    fn fill_in(&self, mut item: Item) -> Result<Item, NodeError> {
        for Parameter { name, required, default } in &self.parameters {
            if item.json.get(name).is_some_and(|value| !value.is_null()) {
                continue;
            }
            if *required && default.is_null() {
                let message =
                    format!("The flow that is called needs the parameter `{name}`, which was not handed over.");
                let hint = "Give it a value in the parameters of “Run a flow”.";
                return Err(NodeError::permanent("parameter_missing", message, hint).at(format!("parameters.{name}")));
            }
            if let Some(fields) = item.json.fields_mut() {
                fields.insert(name.clone(), default.clone());
            }
        }
        Ok(item)
    }
}

/// The kind `sub_flow_trigger`.
pub fn kind() -> Kind {
    trigger::<SubFlowTrigger>("sub_flow_trigger", include_str!("icon.svg")).keywords(&[
        "subworkflow",
        "called",
        "executed by another workflow",
        "function",
        "parameters",
    ])
}
