//! The gathering itself: item by item, so that a long list need not be in memory.

use super::files::Files;
use super::{Aggregate, Keep, Mode};
use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::flow::item::Origin;
use node_sdk::gather::Gather;
use node_sdk::{LightContext, NodeError, Output, path};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What is gathered so far, with the node's expressions worked out.
pub(super) struct Gathering<'a> {
    node: &'a Aggregate,
    groups: Vec<String>,
    /// The fields to gather and what their lists are called; one without a field for whole items.
    lists: Vec<(String, String)>,
    /// The fields whole items keep or lose.
    names: Vec<String>,
    sets: Vec<Set>,
    /// The sets by what their items have in common.
    known: HashMap<String, usize>,
}

/// Items that make one item together.
struct Set {
    /// What they have in common.
    common: Map<String, Value>,
    lists: Vec<Vec<Value>>,
    lineage: Vec<Origin>,
    files: Files,
}

impl<'a> Gathering<'a> {
    pub fn new(node: &'a Aggregate, scope: &Scope<'_>) -> Result<Self, NodeError> {
        let groups = node.group_by.get(scope).map_err(|error| error.at("group_by"))?;
        let (lists, names) = match node.mode {
            Mode::Fields => (fields(node, scope, &groups)?, Vec::new()),
            Mode::Items => {
                let into = node.into.get(scope).map_err(|error| NodeError::from(error).at("into"))?;
                if let Some(group) = groups.iter().find(|group| overlap(group, &into)) {
                    return Err(clash(&into, &format!("the group field `{group}`")).at("into"));
                }
                let names = node.names.get(scope).map_err(|error| error.at("names"))?;
                (vec![(String::new(), into)], names)
            }
        };
        let mut gathering = Self { node, groups, lists, names, sets: Vec::new(), known: HashMap::new() };
        if gathering.groups.is_empty() {
            // There is one item also where none comes in.
            gathering.open(Map::new());
        }
        Ok(gathering)
    }

    fn open(&mut self, common: Map<String, Value>) {
        let lists = vec![Vec::new(); self.lists.len()];
        self.sets.push(Set { common, lists, lineage: Vec::new(), files: Files::new(self.node.files) });
    }

    /// The set an item belongs to: those equal in the group fields, in order of their first item.
    fn set_of(&mut self, item: &Item) -> Result<usize, NodeError> {
        let mut common = Map::new();
        let mut key = String::new();
        for group in &self.groups {
            let value = path::get(&item.json, group, true);
            if value.is_some_and(|value| value.is_object() || value.is_array()) {
                return Err(no_group(group));
            }
            key += &format!("{}\n", value.unwrap_or(&Value::Null));
            if let Some(value) = value {
                path::set(&mut common, group, true, value.clone())?;
            }
        }
        let set = *self.known.entry(key).or_insert(self.sets.len());
        if set == self.sets.len() {
            self.open(common);
        }
        Ok(set)
    }

    fn take_item(&mut self, item: &Item, place: usize) -> Result<(), NodeError> {
        let set = if self.groups.is_empty() { 0 } else { self.set_of(item)? };
        let set = &mut self.sets[set];
        match self.node.mode {
            Mode::Fields => {
                for ((field, _), list) in self.lists.iter().zip(&mut set.lists) {
                    add_value(self.node, path::get(&item.json, field, self.node.dots), list);
                }
            }
            Mode::Items => match kept(self.node.keep, &item.json, &self.names) {
                Some(value) => set.lists[0].push(value),
                None => return Ok(()),
            },
        }
        set.lineage.push(Origin { input: 0, item: u32::try_from(place).unwrap_or(u32::MAX) });
        set.files.add(item);
        Ok(())
    }
}

impl Gather for Gathering<'_> {
    fn take(&mut self, context: &LightContext<'_>) -> Result<(), NodeError> {
        let first = context.first();
        context.items().iter().enumerate().try_for_each(|(place, item)| self.take_item(item, first + place))
    }

    fn give(self: Box<Self>) -> Result<Output, NodeError> {
        let Self { node, lists: names, sets, .. } = *self;
        let make = |Set { common: mut json, lists, lineage, files }: Set| {
            for ((_, name), list) in names.iter().zip(lists) {
                match node.mode {
                    Mode::Fields => path::set(&mut json, name, node.dots, Value::Array(list))?,
                    Mode::Items => drop(json.insert(name.clone(), Value::Array(list))),
                }
            }
            Ok(Item { json: json.into(), binary: files.all(), lineage })
        };
        let items: Result<Vec<Item>, NodeError> = sets.into_iter().map(make).collect();
        Ok(Output::main(items?))
    }
}

/// The fields to gather and what their lists are called.
fn fields(node: &Aggregate, scope: &Scope<'_>, groups: &[String]) -> Result<Vec<(String, String)>, NodeError> {
    let mut named: Vec<(String, String)> = Vec::new();
    for (place, gathered) in node.fields.iter().enumerate() {
        let at = |error: NodeError| error.at(format!("fields.{place}.name"));
        let field = gathered.field.get(scope).map_err(|error| at(error.into()))?;
        let name = gathered.name.get(scope).map_err(|error| at(error.into()))?;
        let name = if name.is_empty() { path::last_name(&field, node.dots).to_owned() } else { name };
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

fn add_value(node: &Aggregate, value: Option<&Value>, list: &mut Vec<Value>) {
    match value {
        None | Some(Value::Null) if !node.keep_missing => {}
        None => list.push(Value::Null),
        Some(Value::Array(entries)) => {
            let kept = entries.iter().filter(|entry| node.keep_missing || !entry.is_null()).cloned();
            if node.merge_lists { list.extend(kept) } else { list.push(kept.collect()) }
        }
        Some(value) => list.push(value.clone()),
    }
}

/// The data of an item that is gathered whole; None if nothing of it is left.
fn kept(keep: Keep, json: &Value, names: &[String]) -> Option<Value> {
    let Value::Object(fields) = json else { return Some(json.clone()) };
    if keep == Keep::All {
        return Some(json.clone());
    }
    let wanted = keep == Keep::Selected;
    let kept: Map<String, Value> = fields
        .iter()
        .filter(|(name, _)| names.contains(name) == wanted)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    (!kept.is_empty()).then_some(Value::Object(kept))
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
