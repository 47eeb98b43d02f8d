//! Runs its body once for each item.

use node_sdk::flow::container::ContainerKind;
use node_sdk::{ContainerNode, Kind, container};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// # For each
///
/// Runs the blocks inside once for each item, or for each batch of items.
///
/// Drag blocks into the box. The first of them get the items of the iteration; what the last ones give leaves the box
/// when all iterations are over, in the order of the items that came in.
///
/// Inside, `$loop.index` is the number of the iteration from 0, `$loop.count` how many there are, `$loop.item` the item it
/// is about. Of a box in a box, `$loop.outer` is the loop around. **Break** ends the loop early, **Continue** the iteration.
///
/// A block that fails inside, and whose error nothing catches there, fails its iteration.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the engine reads them from the document; here they are described and checked")]
pub struct ForEach {
    /// # Once for
    ///
    /// What an iteration gets.
    #[serde(default)]
    per: Per,
    /// # Items at a time
    ///
    /// How many items an iteration gets.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 1_000_000), extend("x-show" = {"per": ["items"]}))]
    batch_size: u32,
    /// # When an iteration gives nothing
    ///
    /// What becomes of the loop when what ends an iteration gives no items.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    when_empty: WhenEmpty,
    /// # Iterations at once
    ///
    /// How many may be under way at the same time. What leaves the box is the same either way.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 1_000))]
    at_once: u32,
    /// # When an iteration fails
    ///
    /// What its failure does to the loop.
    #[serde(default)]
    on_item_error: OnItemError,
    /// # Results
    ///
    /// Whether what the iterations give is kept.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    results: Results,
}

/// What an iteration gets.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Per {
    /// # Each item, or batch of items
    #[default]
    Items,
    /// # Each arrow that leads in
    ///
    /// All items that came by it, arrow by arrow.
    Arrow,
}

/// What becomes of the loop when an iteration gives nothing.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum WhenEmpty {
    /// # It goes on
    #[default]
    GoOn,
    /// # It ends, and nothing follows on it
    ///
    /// As loops of n8n do.
    End,
}

/// What a failed iteration does to the loop.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum OnItemError {
    /// # The loop fails
    ///
    /// Iterations after it start nothing new.
    #[default]
    Stop,
    /// # Leave it out
    ///
    /// The iteration gives nothing, and the loop goes on.
    Continue,
    /// # Hand its items on with the error
    ///
    /// At the error port if an arrow leaves it, else in their place among the results.
    Collect,
}

/// Whether what the iterations give is kept.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Results {
    /// # All
    #[default]
    All,
    /// # None
    ///
    /// The box gives an empty list; for loops over very many items whose results nobody needs.
    None,
}

fn one() -> u32 {
    1
}

impl ContainerNode for ForEach {}

/// The kind `for_each`.
pub fn kind() -> Kind {
    container::<ForEach>("for_each", ContainerKind::ForEach, include_str!("icon.svg")).keywords(&[
        "loop",
        "iterate",
        "repeat",
        "batch",
        "split in batches",
        "items",
    ])
}
