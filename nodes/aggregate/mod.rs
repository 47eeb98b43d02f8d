//! Makes one item of many.

mod files;

use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::flow::item::Origin;
use node_sdk::{Field, Group, Kind, LightContext, LightNode, Names, NodeError, Output, light, path};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// # Aggregate
///
/// Makes one item of many: their values become lists.
///
/// Choose the fields whose values are gathered, or gather the items whole in one list. With “Group by” there is one item
/// for each group instead of one for all. *Split out* does the opposite.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Aggregate {
    /// # Gather
    ///
    /// What is gathered.
    #[serde(default)]
    mode: Mode,
    /// The fields whose values are gathered.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["fields"]}))]
    fields: Vec<Gathered>,
    /// # Into the field
    ///
    /// The field that holds the list of all items.
    #[serde(default = "data")]
    #[schemars(extend("x-show" = {"mode": ["items"]}))]
    into: Field<String>,
    /// # Fields of the items
    ///
    /// Which of their fields the gathered items keep.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["items"]}))]
    keep: Keep,
    /// # Names
    ///
    /// The fields that are kept or left out, with commas between.
    #[serde(default)]
    #[schemars(extend("x-show" = {"keep": ["selected", "except"]}, "x-placeholder" = "email, name"))]
    names: Names,
    /// Fields, with commas between: items that are equal in all of them make one item together.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "country"))]
    group_by: Names,
    /// # Join lists
    ///
    /// Where a value is a list itself, its entries are gathered one by one.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["fields"]}))]
    merge_lists: bool,
    /// # Keep what is missing
    ///
    /// A missing value becomes an empty entry, so that lists of several fields stay in step.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["fields"]}))]
    keep_missing: bool,
    /// What becomes of the files of the items.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    files: files::Keep,
    /// # Dots lead inside
    ///
    /// Off: a dot is a letter of the name like any other.
    #[serde(default = "yes")]
    #[schemars(extend("x-show" = {"mode": ["fields"]}, "x-group" = "Advanced"))]
    dots: bool,
}

/// What is gathered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// # Values of fields
    #[default]
    Fields,
    /// # Whole items
    Items,
}

/// # Field
///
/// A field whose values are gathered.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Gathered {
    /// # Field
    ///
    /// Its name, or a path to it.
    #[schemars(extend("x-placeholder" = "email"))]
    field: Field<String>,
    /// # New name
    ///
    /// What the list is called. Empty: the same.
    #[serde(default)]
    name: Field<String>,
}

/// Which fields the gathered items keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Keep {
    /// # All
    #[default]
    All,
    /// # Only these
    Selected,
    /// # All but these
    Except,
}

fn data() -> Field<String> {
    Field::Fixed("data".into())
}

fn yes() -> bool {
    true
}

/// Items that make one item together.
struct Set {
    places: Vec<usize>,
    /// What they have in common.
    fields: Map<String, Value>,
}

impl LightNode for Aggregate {
    fn check(&self) -> Result<(), NodeError> {
        let names_nothing = self.mode == Mode::Items && self.keep != Keep::All && self.names.is_empty();
        if self.mode == Mode::Fields && self.fields.is_empty() {
            return Err(missing("fields", "There is no field to gather."));
        }
        if names_nothing { Err(missing("names", "No field is named.")) } else { Ok(()) }
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let scope = context.scope(0);
        let groups = self.group_by.get(&scope).map_err(|error| error.at("group_by"))?;
        let sets = if groups.is_empty() {
            vec![Set { places: (0..context.items().len()).collect(), fields: Map::new() }]
        } else {
            grouped(context, &groups)?
        };
        let gathered = match self.mode {
            Mode::Fields => self.of_fields(context, sets, &groups),
            Mode::Items => self.of_items(context, sets, &groups),
        }?;
        Ok(Output::main(gathered))
    }
}

impl Aggregate {
    fn of_fields(&self, context: &LightContext<'_>, sets: Vec<Set>, groups: &[String]) -> Result<Vec<Item>, NodeError> {
        let fields = self.named(&context.scope(0), groups)?;
        let make = |set: Set| {
            let mut json = set.fields;
            for (field, name) in &fields {
                path::set(&mut json, name, self.dots, self.values(context, &set.places, field))?;
            }
            Ok(self.item(context, &set.places, json))
        };
        sets.into_iter().map(make).collect()
    }

    /// The fields to gather and what their lists are called.
    fn named(&self, scope: &Scope<'_>, groups: &[String]) -> Result<Vec<(String, String)>, NodeError> {
        let mut named: Vec<(String, String)> = Vec::new();
        for (place, gathered) in self.fields.iter().enumerate() {
            let at = |error: NodeError| error.at(format!("fields.{place}.name"));
            let field = gathered.field.get(scope).map_err(|error| at(error.into()))?;
            let name = gathered.name.get(scope).map_err(|error| at(error.into()))?;
            let name = if name.is_empty() { path::last_name(&field, self.dots).to_owned() } else { name };
            if named.iter().any(|(_, other)| *other == name) {
                return Err(at(clash(&name, "another list")));
            }
            if let Some(group) = groups.iter().find(|group| overlap(group, &name)) {
                return Err(at(clash(&name, &format!("the group field `{group}`"))));
            }
            named.push((field, name));
        }
        named.retain(|(field, _)| !field.is_empty());
        Ok(named)
    }

    fn values(&self, context: &LightContext<'_>, places: &[usize], field: &str) -> Value {
        let mut values = Vec::with_capacity(places.len());
        for place in places {
            let value = path::get(&context.items()[*place].json, field, self.dots);
            match value {
                None | Some(Value::Null) if !self.keep_missing => {}
                None => values.push(Value::Null),
                Some(Value::Array(entries)) => {
                    let kept = entries.iter().filter(|entry| self.keep_missing || !entry.is_null()).cloned();
                    if self.merge_lists { values.extend(kept) } else { values.push(kept.collect()) }
                }
                Some(value) => values.push(value.clone()),
            }
        }
        Value::Array(values)
    }

    fn of_items(&self, context: &LightContext<'_>, sets: Vec<Set>, groups: &[String]) -> Result<Vec<Item>, NodeError> {
        let scope = context.scope(0);
        let into = self.into.get(&scope).map_err(|error| NodeError::from(error).at("into"))?;
        if let Some(group) = groups.iter().find(|group| overlap(group, &into)) {
            return Err(clash(&into, &format!("the group field `{group}`")).at("into"));
        }
        let names = self.names.get(&scope).map_err(|error| error.at("names"))?;
        let make = |set: Set| {
            let mut json = set.fields;
            let chosen: Vec<(usize, Value)> = set
                .places
                .iter()
                .filter_map(|place| Some((*place, self.kept(&context.items()[*place].json, &names)?)))
                .collect();
            let (places, values): (Vec<usize>, Vec<Value>) = chosen.into_iter().unzip();
            json.insert(into.clone(), Value::Array(values));
            self.item(context, &places, json)
        };
        Ok(sets.into_iter().map(make).collect())
    }

    /// The data of an item that is gathered; None if nothing of it is left.
    fn kept(&self, json: &Value, names: &[String]) -> Option<Value> {
        let Value::Object(fields) = json else { return Some(json.clone()) };
        if self.keep == Keep::All {
            return Some(json.clone());
        }
        let wanted = self.keep == Keep::Selected;
        let kept: Map<String, Value> = fields
            .iter()
            .filter(|(name, _)| names.contains(name) == wanted)
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        (!kept.is_empty()).then_some(Value::Object(kept))
    }

    fn item(&self, context: &LightContext<'_>, places: &[usize], json: Map<String, Value>) -> Item {
        let lineage = places.iter().map(|place| Origin { input: 0, item: *place as u32 }).collect();
        let binary = files::gathered(self.files, places.iter().map(|place| &context.items()[*place]));
        Item { json: json.into(), binary, lineage }
    }
}

/// The items in groups that are equal in these fields, in order of their first item.
fn grouped(context: &LightContext<'_>, groups: &[String]) -> Result<Vec<Set>, NodeError> {
    let mut sets: Vec<Set> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (place, item) in context.items().iter().enumerate() {
        let mut common = Map::new();
        let mut key = String::new();
        for group in groups {
            let value = path::get(&item.json, group, true);
            if value.is_some_and(|value| value.is_object() || value.is_array()) {
                return Err(no_group(group));
            }
            key += &format!("{}\n", value.unwrap_or(&Value::Null));
            if let Some(value) = value {
                path::set(&mut common, group, true, value.clone())?;
            }
        }
        let set = *known.entry(key).or_insert(sets.len());
        if set == sets.len() {
            sets.push(Set { places: Vec::new(), fields: common });
        }
        sets[set].places.push(place);
    }
    Ok(sets)
}

/// Whether one path is the other or leads into it.
fn overlap(left: &str, right: &str) -> bool {
    left.split('.').zip(right.split('.')).all(|(left, right)| left == right)
}

fn no_group(field: &str) -> NodeError {
    let message = format!("Items cannot be grouped by `{field}`: it holds a list or an object.");
    NodeError::permanent("group_invalid", message, "Group by a field that holds a text, a number or yes or no.")
        .at("group_by")
}

fn clash(name: &str, other: &str) -> NodeError {
    let message = format!("The name `{name}` is taken by {other}.");
    NodeError::permanent("name_taken", message, "Give each its own name.")
}

fn missing(parameter: &str, message: &str) -> NodeError {
    NodeError::permanent("parameter_missing", message, "Add at least one.").at(parameter)
}

/// The kind `aggregate`.
pub fn kind() -> Kind {
    light::<Aggregate>("aggregate", Group::Data, include_str!("icon.svg")).keywords(&[
        "collect",
        "combine",
        "gather",
        "group",
        "list",
        "array",
        "concatenate",
    ])
}
