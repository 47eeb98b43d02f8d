//! Makes one list of the items of several inputs.

mod blend;
mod join;
mod rows;
mod sql;

use blend::Blend;
use join::{Compare, JoinKind, Key, Matches, Pairing};
use node_sdk::flow::item::Origin;
use node_sdk::flow::kind::Ports;
use node_sdk::flow::{Item, Items};
use node_sdk::{Field, Group, Kind, LightContext, LightNode, NodeError, Output, light};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

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
    /// # Query
    ///
    /// In SQL: SELECT with joins, conditions, groups, order and the usual functions. `object->field` reads a field of
    /// an object.
    #[serde(default)]
    #[schemars(extend(
        "x-show" = {"mode": ["query"]}, "x-widget" = "multiline",
        "x-placeholder" = "SELECT input1.name, input2.total FROM input1 LEFT JOIN input2 ON input1.id = input2.person"
    ))]
    query: Field<String>,
    /// # Pair by
    ///
    /// The fields that must be equal, as names or paths with dots.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["by_key"]}))]
    keys: Vec<Key>,
    /// # Items without a partner
    ///
    /// Which items come out besides the pairs. By position, “Keep those of input 1” gives as many items as input 1 has.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["by_key", "by_position"]}))]
    join: JoinKind,
    /// # A pair gives
    ///
    /// What comes out where items have a partner.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["by_key"]}))]
    pairs: Gives,
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
    /// # Whose
    ///
    /// The number of the input whose value counts.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 16), extend("x-show" = {"clash": ["chosen"]}, "x-group" = "Advanced"))]
    preferred: u16,
    /// # Merge what is inside
    ///
    /// Objects and lists of the same name are merged too, instead of one replacing the other.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["by_position", "by_key", "combinations"]}, "x-group" = "Advanced"))]
    deep: bool,
    /// # Keep what is filled
    ///
    /// A value is not replaced by an empty one.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["by_position", "by_key", "combinations"]}, "x-group" = "Advanced"))]
    keep_filled: bool,
    /// # Compare
    ///
    /// When two fields count as equal.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["by_key"]}, "x-group" = "Advanced"))]
    compare: Compare,
    /// # Several partners
    ///
    /// Which partners count if there are several.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["by_key"]}, "x-group" = "Advanced"))]
    matches: Matches,
    /// # Pairs first
    ///
    /// Items without a partner come after all pairs instead of in their place.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["by_key"]}, "x-group" = "Advanced"))]
    pairs_first: bool,
    /// # Field for the input
    ///
    /// An item without a partner says in this field which input it came from, as `input1` or `input2`. Empty: it does not.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["by_key"]}, "x-group" = "Advanced"))]
    source_field: String,
    /// # Dots make paths
    ///
    /// Off: a dot in the name of a field is a letter like any other.
    #[serde(default = "yes")]
    #[schemars(extend("x-show" = {"mode": ["by_key"]}, "x-group" = "Advanced"))]
    dots: bool,
    /// # A lone input passes
    ///
    /// If only one input has items, they come out as they are.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["by_position"]}, "x-group" = "Advanced"))]
    lone_passes: bool,
    /// # Nothing without the first input
    ///
    /// Where no item came in at the first input, none leaves. Flows of n8n from before its newer order expect it.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    needs_first: bool,
    /// # Tell of an empty result
    ///
    /// A query that finds nothing gives the item `{"success": true}`, as in n8n.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["query"]}, "x-group" = "Advanced"))]
    tells_empty: bool,
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
    /// # Only wait
    ///
    /// One empty item once all inputs are there.
    Wait,
    /// # By a query
    ///
    /// What a query in SQL gives. The inputs are the tables `input1`, `input2` and so on.
    Query,
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
    /// # That of one input
    Chosen,
    /// # Both, under names with the number of the input
    Suffix,
}

/// What a pair gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Gives {
    /// # Both as one item
    #[default]
    Both,
    /// # The item of input 1
    First,
    /// # The item of input 2
    Second,
}

fn two() -> u16 {
    2
}

fn one() -> u16 {
    1
}

fn yes() -> bool {
    true
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
        if let (Mode::Query, Some(query)) = (self.mode, self.query.fixed()) {
            sql::Sql::read(query)?;
        }
        Ok(())
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let inputs = context.inputs;
        if self.needs_first && inputs.first().is_none_or(Items::is_empty) {
            return Ok(Output::main(Items::default()));
        }
        let rows = match self.mode {
            Mode::Append => return Ok(Output::main(rows::append(inputs))),
            Mode::Choose => {
                return Ok(Output::main(inputs.get(usize::from(self.choice) - 1).cloned().unwrap_or_default()));
            }
            Mode::Query => return self.by_query(context),
            Mode::Wait => return Ok(Output::main(vec![rows::empty(inputs)])),
            Mode::ByPosition if self.lone_passes && rows::is_lone(inputs) => {
                return Ok(Output::main(rows::append(inputs)));
            }
            Mode::ByPosition => rows::by_position(inputs, self.keep_unpaired, self.join == JoinKind::Left),
            Mode::Combinations => {
                // Whose values count also stands still the longest.
                let reversed = self.clash == Clash::First;
                rows::combinations(inputs, reversed, ITEMS_MAXIMUM).ok_or_else(too_many)?
            }
            Mode::ByKey => self.pairing().rows(inputs, ITEMS_MAXIMUM).ok_or_else(too_many)?,
        };
        let lone_names = self.mode == Mode::ByKey && !rows::is_lone(inputs);
        Ok(Output::main(rows.iter().map(|row| self.merged(inputs, row, lone_names)).collect::<Items>()))
    }
}

/// The items that become one: at most one of each input.
type Row = Vec<Origin>;

impl Merge {
    fn pairing(&self) -> Pairing<'_> {
        Pairing {
            keys: &self.keys,
            kind: self.join,
            compare: self.compare,
            matches: self.matches,
            pairs_first: self.pairs_first,
            one_a_pair: self.pairs,
            dots: self.dots,
        }
    }

    /// The rows of a query; of which items they were made cannot be told.
    fn by_query(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let query = self.query.get(&context.scope(0)).map_err(|error| NodeError::from(error).at("query"))?;
        let rows = sql::Sql::read(&query)?.rows(context.inputs)?;
        if rows.is_empty() && self.tells_empty {
            return Ok(Output::main(vec![Item::new(json!({"success": true}))]));
        }
        Ok(Output::main(rows.into_iter().map(|row| Item::new(Value::Object(row))).collect::<Items>()))
    }

    /// The item a row becomes. `names_lone` says that one without a partner is told apart.
    fn merged(&self, inputs: &[Items], row: &Row, names_lone: bool) -> Item {
        let item = |origin: &Origin| &inputs[usize::from(origin.input)][origin.item as usize];
        let suffix = self.clash == Clash::Suffix && (names_lone || row.len() > 1);
        if let ([origin], false) = (row.as_slice(), suffix) {
            let item = Item { lineage: row.clone(), ..item(origin).clone() };
            return if names_lone { self.with_source(item, origin) } else { item };
        }
        let mut order: Vec<&Origin> = row.iter().collect();
        match self.clash {
            // What comes later wins, so the one that counts comes last.
            Clash::First => order.rotate_left(1),
            Clash::Chosen => order.extend(row.iter().filter(|origin| origin.input + 1 == self.preferred)),
            Clash::Last | Clash::Suffix => {}
        }
        let blend = Blend { deep: self.deep, keep_filled: self.keep_filled };
        let mut merged = Item { lineage: row.clone(), ..Item::new(Value::Null) };
        let mut json = Value::Null;
        for origin in order {
            let item = item(origin);
            merged.binary.extend(item.binary.iter().map(|(name, file)| (name.clone(), file.clone())));
            match suffix {
                true => blend.onto(&mut json, &suffixed(&item.json, origin.input + 1)),
                false => blend.onto(&mut json, &item.json),
            }
        }
        merged.json = json.into();
        if names_lone && row.len() == 1 { self.with_source(merged, &row[0]) } else { merged }
    }

    fn with_source(&self, mut item: Item, origin: &Origin) -> Item {
        if !self.source_field.is_empty()
            && let Some(fields) = item.json.fields_mut()
        {
            fields.insert(self.source_field.clone(), format!("input{}", origin.input + 1).into());
        }
        item
    }
}

/// An object with the number of its input behind the name of each field.
fn suffixed(json: &Value, input: u16) -> Value {
    match json {
        Value::Object(fields) => Value::Object(
            fields.iter().map(|(name, value)| (format!("{name}_{input}"), value.clone())).collect::<Map<_, _>>(),
        ),
        other => other.clone(),
    }
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
