//! Makes many items of one.

use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::{Failing, Group, Kind, LightContext, LightNode, Names, NodeError, Output, light, path};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

/// How many items may come out.
const ITEMS_MAXIMUM: usize = 1_000_000;
/// Stands for the files of an item.
const FILES: &str = "$binary";

/// # Split out
///
/// Makes an item of each entry of a list.
///
/// Of several lists the first entries make the first item, the second ones the next. The fields of an object are taken
/// for its entries, and any other value is a list of one. `$binary` stands for the files of an item: each file gets an item
/// of its own. *Aggregate* does the opposite.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitOut {
    /// # Lists
    ///
    /// The fields that hold the lists, with commas between.
    #[schemars(extend("x-placeholder" = "orders"))]
    fields: Names,
    /// # Other fields
    ///
    /// What of the rest of the item goes along.
    #[serde(default)]
    include: Include,
    /// # Names
    ///
    /// The other fields that go along, with commas between.
    #[serde(default)]
    #[schemars(extend("x-show" = {"include": ["selected"]}, "x-placeholder" = "customer, date"))]
    names: Names,
    /// # New names
    ///
    /// What the entries are called, one name for each list. Empty: an object gives its own fields, any other entry is called
    /// as its list.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "order"))]
    into: Names,
    /// # Keep files
    ///
    /// The files of the item go along with each entry.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    files: bool,
    /// # Dots lead inside
    ///
    /// Off: a dot is a letter of the name like any other.
    #[serde(default = "yes")]
    #[schemars(extend("x-group" = "Advanced"))]
    dots: bool,
}

/// What of the rest of the item goes along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Include {
    /// # Nothing
    #[default]
    None,
    /// # All
    All,
    /// # Some
    Selected,
}

fn yes() -> bool {
    true
}

/// A list to split and what its entries are called.
struct List {
    field: String,
    into: Option<String>,
}

impl LightNode for SplitOut {
    fn check(&self) -> Result<(), NodeError> {
        if self.fields.is_empty() {
            return Err(missing("fields", "There is no list to split."));
        }
        if self.include == Include::Selected && self.names.is_empty() {
            return Err(missing("names", "No field is named that goes along."));
        }
        Ok(())
    }

    fn failing(&self) -> Failing {
        Failing::ByItem
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let mut split = Vec::new();
        for (index, item) in context.items().iter().enumerate() {
            let scope = context.scope(index);
            let lists = self.lists(
                self.fields.get(&scope).map_err(|error| error.at("fields"))?,
                self.into.get(&scope).map_err(|error| error.at("into"))?,
            )?;
            let names = self.names.get(&scope).map_err(|error| error.at("names"))?;
            for mut entry in self.entries(item, &lists)? {
                self.add_others(&mut entry, item, &lists, &names);
                entry.lineage = paired(index);
                split.push(entry);
            }
            if split.len() > ITEMS_MAXIMUM {
                return Err(too_many());
            }
        }
        Ok(Output::main(split))
    }
}

impl SplitOut {
    fn lists(&self, fields: Vec<String>, into: Vec<String>) -> Result<Vec<List>, NodeError> {
        if !into.is_empty() && into.len() != fields.len() {
            let message = format!("There are {} lists, but {} new names.", fields.len(), into.len());
            return Err(
                NodeError::permanent("names_uneven", message, "Give one name for each list, or none.").at("into")
            );
        }
        let mut into = into.into_iter();
        let list = |field: String| {
            let field = field.strip_prefix("$json.").map(str::to_owned).unwrap_or(field);
            List { field, into: into.next() }
        };
        Ok(fields.into_iter().map(list).collect())
    }

    /// The new items of one item, each with its entries of the lists.
    fn entries(&self, item: &Item, lists: &[List]) -> Result<Vec<Item>, NodeError> {
        let mut made: Vec<Item> = Vec::new();
        for list in lists {
            if list.field == FILES {
                for (place, (name, file)) in item.binary.iter().enumerate() {
                    at(&mut made, place).binary.insert(name.clone(), file.clone());
                }
                continue;
            }
            let opens = self.include == Include::None && list.into.is_none() && lists.len() == 1;
            for (place, value) in values(path::get(&item.json, &list.field, self.dots)).enumerate() {
                if place == ITEMS_MAXIMUM {
                    return Err(too_many());
                }
                let entry = at(&mut made, place);
                let Some(fields) = entry.json.fields_mut() else { continue };
                match (value, &list.into) {
                    (Value::Object(own), _) if opens => fields.extend(own.clone()),
                    (Value::Array(own), _) if opens => {
                        fields.extend(own.iter().enumerate().map(|(place, value)| (place.to_string(), value.clone())));
                    }
                    (value, Some(into)) => drop(fields.insert(into.clone(), value.clone())),
                    (value, None) => drop(fields.insert(list.field.clone(), value.clone())),
                }
            }
        }
        Ok(made)
    }

    /// Adds what goes along.
    fn add_others(&self, entry: &mut Item, item: &Item, lists: &[List], names: &[String]) {
        match self.include {
            Include::None => {}
            Include::All => {
                let mut rest = (*item.json).clone();
                lists.iter().for_each(|list| path::remove(&mut rest, &list.field, self.dots));
                if let (Value::Object(rest), Some(fields)) = (&mut rest, entry.json.fields_mut()) {
                    rest.append(fields);
                    std::mem::swap(rest, fields);
                }
            }
            Include::Selected => {
                for name in names {
                    let value = path::get(&item.json, name, self.dots).cloned();
                    if let (Some(value), Some(fields)) = (value, entry.json.fields_mut()) {
                        fields.insert(name.clone(), value);
                    }
                }
            }
        }
        if self.files && entry.binary.is_empty() {
            entry.binary = item.binary.clone();
        }
    }
}

/// The item at a place, made if it is not there.
fn at(items: &mut Vec<Item>, place: usize) -> &mut Item {
    while items.len() <= place {
        items.push(Item::new(Value::Object(Map::new())));
    }
    &mut items[place]
}

/// The entries of a value.
fn values(value: Option<&Value>) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        None => Box::new(std::iter::empty()),
        Some(Value::Array(entries)) => Box::new(entries.iter()),
        Some(Value::Object(fields)) => Box::new(fields.values()),
        Some(value) => Box::new(std::iter::once(value)),
    }
}

fn missing(parameter: &str, message: &str) -> NodeError {
    NodeError::permanent("parameter_missing", message, "Add at least one.").at(parameter)
}

fn too_many() -> NodeError {
    let message = "The lists hold more than 1,000,000 entries together.";
    NodeError::permanent("too_many_items", message, "Limit or filter the items first.")
}

/// The kind `split_out`.
pub fn kind() -> Kind {
    light::<SplitOut>("split_out", Group::Data, include_str!("icon.svg"))
        .keywords(&["list", "array", "unwind", "explode", "flatten", "entries", "each"])
}
