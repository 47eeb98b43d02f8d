//! Sends items several ways, by chance or in turn.

use super::random;
use super::signing::Algorithm;
use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::flow::kind::Ports;
use node_sdk::{Field, Group, Kind, LightContext, LightNode, NodeError, Output, light, pairs};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// The most ways.
const WAYS_MAXIMUM: usize = 63;

/// # A/B split
///
/// Sends each item one of several ways, by shares.
///
/// For trying two messages on part of the people each. “By value” sends the same person the same way each time: give it the
/// address or the number of the customer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitWays {
    /// # By
    ///
    /// What decides the way.
    #[serde(default)]
    by: By,
    /// The value that decides.
    #[serde(default)]
    #[schemars(extend("x-show" = {"by": ["value"]}, "x-widget" = "text", "x-placeholder" = "{{ $json.email }}"))]
    value: Field<Value>,
    /// The ways out and their shares.
    #[serde(default = "halves")]
    #[schemars(length(min = 1, max = 63))]
    ways: Vec<Way>,
}

/// # Way
///
/// A way out and how many take it.
#[derive(Debug, serde::Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Way {
    /// The name of the way out on the canvas.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "A"))]
    label: String,
    /// The share that leaves here; all shares together are the whole.
    #[serde(default = "one")]
    #[schemars(range(min = 0, max = 1_000_000))]
    share: u32,
}

/// What decides the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum By {
    /// # Chance
    #[default]
    Chance,
    /// # By value
    Value,
    /// # In turn
    ///
    /// Item by item, beginning anew with each run.
    Turn,
}

fn one() -> u32 {
    1
}

fn halves() -> Vec<Way> {
    ["A", "B"].map(|label| Way { label: label.into(), share: 1 }).into()
}

impl LightNode for SplitWays {
    fn check(&self) -> Result<(), NodeError> {
        let invalid =
            |message: &str, hint: &str| Err(NodeError::permanent("parameter_invalid", message, hint).at("ways"));
        if self.ways.len() > WAYS_MAXIMUM {
            return invalid("There are more than 63 ways.", "Remove some, or use several blocks.");
        }
        if self.whole() == 0 {
            return invalid("Nobody would take any way.", "Give one of them a share.");
        }
        Ok(())
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let mut sides: Vec<Vec<Item>> = self.ways.iter().map(|_| Vec::new()).collect();
        for (index, item) in context.items().iter().enumerate() {
            let place = match self.by {
                By::Chance => random::below(self.whole())?,
                By::Turn => index as u64 % self.whole(),
                By::Value => {
                    let value = self.value.get(&context.scope(index));
                    let value = value.map_err(|error| NodeError::from(error).at("value"))?;
                    spread(&pairs::text(&value)) % self.whole()
                }
            };
            sides[self.way(place)].push(Item { lineage: paired(index), ..item.clone() });
        }
        let taken = sides.into_iter().enumerate().filter(|(_, items)| !items.is_empty());
        Ok(Output { ports: taken.map(|(port, items)| (port as u16, items.into())).collect(), ..Output::default() })
    }
}

impl SplitWays {
    fn whole(&self) -> u64 {
        self.ways.iter().map(|way| u64::from(way.share)).sum()
    }

    /// The way whose share this place of the whole falls into.
    fn way(&self, place: u64) -> usize {
        let ends = self.ways.iter().scan(0, |end, way| {
            *end += u64::from(way.share);
            Some(*end)
        });
        ends.into_iter().position(|end| place < end).unwrap_or(0)
    }
}

/// A number that is the same for the same text and spread evenly over different ones.
fn spread(text: &str) -> u64 {
    let digest = Algorithm::Sha256.digest(text.as_bytes());
    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The kind `split_ways`.
pub fn kind() -> Kind {
    let outputs = Ports::PerEntry { parameter: "ways".into(), prefix: "way_".into(), then: Vec::new() };
    light::<SplitWays>("split_ways", Group::Logic, include_str!("icon.svg")).outputs(outputs).keywords(&[
        "ab test",
        "experiment",
        "random",
        "percentage",
        "share",
        "rollout",
        "round robin",
    ])
}
