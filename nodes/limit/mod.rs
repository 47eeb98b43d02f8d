//! Lets only so many items pass.

use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::{Field, Group, Kind, LightContext, LightNode, NodeError, Output, light};
use schemars::JsonSchema;
use serde::Deserialize;

/// # Limit
///
/// Lets only so many items pass.
///
/// Useful while building a flow, to try it with a few items, and before steps that cost money for each item.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// # How many
    ///
    /// The highest number of items that pass.
    #[serde(default = "one")]
    #[schemars(range(min = 0))]
    count: Field<f64>,
    /// Which items pass if there are more.
    #[serde(default)]
    keep: Keep,
}

/// Which items pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Keep {
    /// # The first ones
    #[default]
    First,
    /// # The last ones
    Last,
}

fn one() -> Field<f64> {
    Field::Fixed(1.0)
}

impl LightNode for Limit {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let items = context.items();
        let count = self.count.get(&context.scope(0)).map_err(|error| NodeError::from(error).at("count"))?;
        // The cast leaves what is negative at 0 and what is huge at the most.
        let count = count.ceil() as usize;
        if items.len() <= count {
            return Ok(Output::main(items.clone()));
        }
        let start = if self.keep == Keep::First { 0 } else { items.len() - count };
        let chosen = (start..start + count).map(|index| Item { lineage: paired(index), ..items[index].clone() });
        Ok(Output::main(chosen.collect::<Vec<_>>()))
    }
}

/// The kind `limit`.
pub fn kind() -> Kind {
    light::<Limit>("limit", Group::Data, include_str!("icon.svg"))
        .keywords(&["first", "last", "top", "take", "slice", "maximum"])
}
