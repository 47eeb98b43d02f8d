//! Puts nested fields side by side, and back.

use node_sdk::flow::Item;
use node_sdk::{Failing, Group, Kind, LightContext, LightNode, NodeError, Output, light, path};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

/// How many fields an item may have.
const FIELDS_MAXIMUM: usize = 100_000;

/// # Flatten
///
/// Puts the fields of inner objects side by side, or makes objects of such fields again.
///
/// Tables know no objects within objects: `address: { city: "Bonn" }` becomes the field `address.city`, and the first entry of
/// a list `tags.0`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flatten {
    /// # What
    ///
    /// Which way it goes.
    #[serde(default)]
    mode: Mode,
    /// What stands between the names.
    #[serde(default = "dot")]
    #[schemars(length(min = 1))]
    separator: String,
    /// # Depth
    ///
    /// How many levels are flattened; 0 has no end.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["flatten"]}))]
    depth: usize,
    /// # Leave lists whole
    ///
    /// Off: the entries of a list become fields too.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["flatten"]}))]
    keep_lists: bool,
}

/// Which way it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// # Flatten
    #[default]
    Flatten,
    /// # Nest
    ///
    /// Make objects of fields with the separator in their names.
    Nest,
}

fn dot() -> String {
    ".".into()
}

impl LightNode for Flatten {
    fn check(&self) -> Result<(), NodeError> {
        if self.separator.is_empty() {
            let error = NodeError::permanent("parameter_missing", "There is no separator.", "A dot is usual.");
            return Err(error.at("separator"));
        }
        Ok(())
    }

    fn failing(&self) -> Failing {
        Failing::ByItem
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let mut made = Vec::with_capacity(context.items().len());
        for item in context.items().iter() {
            let mut fields = Map::new();
            match (self.mode, &*item.json) {
                (Mode::Flatten, json) => self.flatten(json, String::new(), 0, &mut fields)?,
                (Mode::Nest, Value::Object(flat)) => self.nest(flat, &mut fields)?,
                (Mode::Nest, other) => drop(fields.insert("value".into(), other.clone())),
            }
            made.push(Item { json: fields.into(), binary: item.binary.clone(), lineage: Vec::new() });
        }
        Ok(Output::main(made))
    }
}

impl Flatten {
    fn flatten(&self, json: &Value, name: String, level: usize, to: &mut Map<String, Value>) -> Result<(), NodeError> {
        let inside = |part: &str| if level == 0 { part.to_owned() } else { format!("{name}{}{part}", self.separator) };
        let goes_in = level == 0 || self.depth == 0 || level <= self.depth;
        match json {
            Value::Object(fields) if goes_in && !fields.is_empty() => {
                fields.iter().try_for_each(|(part, value)| self.flatten(value, inside(part), level + 1, to))
            }
            Value::Array(entries) if goes_in && !self.keep_lists && !entries.is_empty() => {
                let mut entries = entries.iter().enumerate();
                entries.try_for_each(|(place, value)| self.flatten(value, inside(&place.to_string()), level + 1, to))
            }
            // An item without fields stays one.
            Value::Object(_) if level == 0 => Ok(()),
            value if to.len() < FIELDS_MAXIMUM => {
                to.insert(if level == 0 { "value".to_owned() } else { name }, value.clone());
                Ok(())
            }
            _ => {
                let hint = "Flatten fewer levels, or leave lists whole.";
                Err(NodeError::permanent("too_many_fields", "An item would get more than 100,000 fields.", hint))
            }
        }
    }

    fn nest(&self, flat: &Map<String, Value>, to: &mut Map<String, Value>) -> Result<(), NodeError> {
        for (name, value) in flat {
            // Each part in brackets and quotes is a name or a number whatever it holds.
            let parts: Vec<String> = name.split(&self.separator).map(|part| format!("[\"{part}\"]")).collect();
            if parts.len() == 1 {
                to.insert(name.clone(), value.clone());
            } else {
                path::set(to, &parts.concat(), true, value.clone())?;
            }
        }
        Ok(())
    }
}

/// The kind `flatten`.
pub fn kind() -> Kind {
    light::<Flatten>("flatten", Group::Data, include_str!("icon.svg"))
        .keywords(&["nest", "unnest", "objects", "columns", "table", "json"])
}
