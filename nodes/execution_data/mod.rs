//! Writes names with values onto the run, so that it is found by them.

use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::{Field, Group, HeavyContext, HeavyNode, Kind, NodeError, Output, async_trait, heavy, pairs};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The longest name and the longest value, in characters.
const NAME_MOST: usize = 50;
const VALUE_MOST: usize = 512;

/// # Save on the run
///
/// Writes names with values onto the run, such as the number of an order, and lets the items pass.
///
/// Under **Runs** a run is found by them: search for `order=A-7`, or for a part of a value. Each item writes; of a name that
/// several write, the last value counts. Names have up to 50 characters, values up to 512, longer ones are cut; a run holds
/// up to 50 names. Do not save secrets: whoever may see the run sees them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExecutionData {
    /// # Save
    ///
    /// What the run is found by.
    values: Vec<Saved>,
}

/// # Value
///
/// A name with its value.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Saved {
    /// What it is called.
    #[schemars(extend("x-placeholder" = "order"))]
    name: Field<String>,
    /// What it is for this run.
    #[schemars(extend("x-placeholder" = "{{ $json.order.id }}"))]
    value: Field<Value>,
}

#[async_trait]
impl HeavyNode for ExecutionData {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let mut notes = BTreeMap::new();
        for index in 0..context.items().len() {
            let scope = context.scope(index);
            for (place, saved) in self.values.iter().enumerate() {
                let at = |name: &str| format!("values.{place}.{name}");
                let name = saved.name.get(&scope).map_err(|error| NodeError::from(error).at(at("name")))?;
                let value = saved.value.get(&scope).map_err(|error| NodeError::from(error).at(at("value")))?;
                if name.trim().is_empty() {
                    let message = "A value has no name.";
                    return Err(NodeError::permanent("name_missing", message, "Give it one.").at(at("name")));
                }
                notes.insert(cut(name.trim(), NAME_MOST), cut(&pairs::text(&value), VALUE_MOST));
            }
        }
        if let Some(data) = context.services.data().filter(|_| !notes.is_empty()) {
            data.note_run(notes.into_iter().collect()).await?;
        }
        let passed = context.items().iter().enumerate();
        let passed = passed.map(|(index, item)| Item { lineage: paired(index), ..item.clone() });
        Ok(Output::main(passed.collect::<Vec<Item>>()))
    }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// The kind `execution_data`.
pub fn kind() -> Kind {
    heavy::<ExecutionData>("execution_data", Group::Data, include_str!("icon.svg"))
        .keywords(&["tag", "label", "search", "find", "run", "highlight", "custom data"])
        .timeout_ms(30_000)
}
