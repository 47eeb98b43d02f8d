//! Makes one list of the items of several inputs.

mod join;

use join::{JoinKind, Key, join};
use node_sdk::flow::item::Origin;
use node_sdk::flow::kind::Ports;
use node_sdk::flow::{Item, Items};
use node_sdk::{Group, Kind, LightContext, LightNode, NodeError, Output, light};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// How many inputs there may be.
const INPUTS_MAXIMUM: u16 = 16;
/// How many items may come out.
const ITEMS_MAXIMUM: usize = 1_000_000;

/// # Merge
///
/// Makes one list of the items of several inputs.
///
/// You need it to pair items up. Where two ways only meet again, draw both arrows to the next block: it takes the items
/// of all of them.
///
/// An input whose arrow is skipped counts as empty.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// # How
    ///
    /// How the items are put together.
    #[serde(default)]
    mode: Mode,
    /// How many inputs the block has.
    #[serde(default = "two")]
    #[schemars(range(min = 2, max = 16))]
    inputs: u16,
    /// # Pair by
    ///
    /// The fields that must be equal, as names or paths with dots.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["by_key"]}))]
    keys: Vec<Key>,
    /// # Items without a partner
    ///
    /// Which items come out besides the pairs.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["by_key"]}))]
    join: JoinKind,
    /// # Keep what has no partner
    ///
    /// When one input is longer, its last items come out alone.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["by_position"]}))]
    keep_unpaired: bool,
    /// # Input
    ///
    /// The number of the input whose items come out.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 16), extend("x-show" = {"mode": ["choose"]}))]
    choice: u16,
    /// # Same field in both
    ///
    /// Whose value counts when paired items have a field of the same name.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["by_position", "by_key", "combinations"]}, "x-group" = "Advanced"))]
    clash: Clash,
}

/// How the items are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// # One after the other
    ///
    /// All items of input 1, then all of input 2, and so on.
    #[default]
    Append,
    /// # Pair by position
    ///
    /// The first items become one item, the second ones the next.
    ByPosition,
    /// # Pair by field
    ///
    /// Items with equal fields become one item.
    ByKey,
    /// # All combinations
    ///
    /// Every item of one input with every item of the others.
    Combinations,
    /// # Choose an input
    ///
    /// The items of one input; the others are only waited for.
    Choose,
}

/// Whose value counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Clash {
    /// # The later input's
    #[default]
    Last,
    /// # The earlier input's
    First,
}

fn two() -> u16 {
    2
}

fn one() -> u16 {
    1
}

impl LightNode for Merge {
    fn check(&self) -> Result<(), NodeError> {
        let invalid = |parameter: &str, message: &str, hint: &str| {
            Err(NodeError::permanent("parameter_invalid", message, hint).at(parameter))
        };
        if !(2..=INPUTS_MAXIMUM).contains(&self.inputs) {
            return invalid("inputs", "A merge has between 2 and 16 inputs.", "Choose a number from 2 to 16.");
        }
        if self.mode == Mode::Choose && !(1..=self.inputs).contains(&self.choice) {
            return invalid("choice", "There is no such input.", "Inputs count from 1.");
        }
        if self.mode == Mode::ByKey && self.keys.is_empty() {
            return invalid("keys", "There is no field to pair by.", "Add the field that both sides have.");
        }
        Ok(())
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let inputs = context.inputs;
        let rows = match self.mode {
            Mode::Append => return Ok(Output::main(append(inputs))),
            Mode::Choose => {
                return Ok(Output::main(inputs.get(usize::from(self.choice) - 1).cloned().unwrap_or_default()));
            }
            Mode::ByPosition => by_position(inputs, self.keep_unpaired),
            Mode::Combinations => combinations(inputs)?,
            Mode::ByKey => join(inputs, &self.keys, self.join, ITEMS_MAXIMUM).ok_or_else(too_many)?,
        };
        Ok(Output::main(rows.iter().map(|row| self.merged(inputs, row)).collect::<Items>()))
    }
}

/// The items that become one: at most one of each input.
type Row = Vec<Origin>;

impl Merge {
    fn merged(&self, inputs: &[Items], row: &Row) -> Item {
        let mut merged = Item { lineage: row.clone(), ..Item::new(Value::Null) };
        for origin in row {
            let item = &inputs[usize::from(origin.input)][origin.item as usize];
            for (name, file) in &item.binary {
                merged.binary.insert(name.clone(), file.clone());
            }
            match (&mut *merged.json, &*item.json) {
                (Value::Object(fields), Value::Object(more)) => {
                    for (name, value) in more {
                        if self.clash == Clash::Last || !fields.contains_key(name) {
                            fields.insert(name.clone(), value.clone());
                        }
                    }
                }
                (json, value) if json.is_null() || self.clash == Clash::Last => *json = value.clone(),
                _ => {}
            }
        }
        merged
    }
}

fn append(inputs: &[Items]) -> Items {
    let mut filled = inputs.iter().filter(|items| !items.is_empty());
    // One filled input is handed on without a copy.
    if let (Some(only), None) = (filled.next(), filled.next()) {
        return only.clone();
    }
    let origins = (0..inputs.len()).flat_map(|input| (0..inputs[input].len()).map(move |item| origin(input, item)));
    let copy = |origin: Origin| Item {
        lineage: vec![origin],
        ..inputs[usize::from(origin.input)][origin.item as usize].clone()
    };
    origins.map(copy).collect()
}

fn origin(input: usize, item: usize) -> Origin {
    Origin { input: input as u16, item: item as u32 }
}

fn by_position(inputs: &[Items], keep_unpaired: bool) -> Vec<Row> {
    let lengths = inputs.iter().map(|items| items.len());
    let length = if keep_unpaired { lengths.max() } else { lengths.min() };
    let row = |place: usize| {
        let there = (0..inputs.len()).filter(|input| place < inputs[*input].len());
        there.map(|input| origin(input, place)).collect()
    };
    (0..length.unwrap_or(0)).map(row).collect()
}

fn combinations(inputs: &[Items]) -> Result<Vec<Row>, NodeError> {
    let count = inputs.iter().try_fold(1_usize, |count, items| count.checked_mul(items.len()));
    if count.is_none_or(|count| count > ITEMS_MAXIMUM) {
        return Err(too_many());
    }
    Ok((0..inputs.len()).fold(vec![Row::new()], |rows, input| {
        let longer = rows.iter().flat_map(|row| {
            (0..inputs[input].len()).map(move |item| row.iter().copied().chain([origin(input, item)]).collect())
        });
        longer.collect()
    }))
}

fn too_many() -> NodeError {
    let message = "The merge would give more than 1,000,000 items.";
    NodeError::permanent("too_many_items", message, "Filter the inputs first, or pair by fields that differ more.")
}

/// The kind `merge`.
pub fn kind() -> Kind {
    light::<Merge>("merge", Group::Logic, include_str!("icon.svg"))
        .inputs(Ports::Count { parameter: "inputs".into(), prefix: "in_".into(), default: 2 })
        .keywords(&["join", "combine", "pair", "append", "enrich", "lookup", "zip", "union"])
}
