//! Sets fields of each item.

mod convert;
mod path;

use convert::{ValueType, convert};
use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::{Field, Group, Kind, LightContext, LightNode, NodeError, Output, light};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

/// # Set fields
///
/// Adds fields to each item, changes them, or leaves some out.
///
/// The name of a field may be a path: `address.city` is the field `city` of the object `address`, which is made if it is
/// not there. Fields are set in order, and all expressions see the item as it came in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetFields {
    /// The fields to set.
    #[serde(default)]
    fields: Vec<Assignment>,
    /// # Other fields
    ///
    /// What becomes of the fields that came in.
    #[serde(default)]
    keep: Keep,
    /// # Names
    ///
    /// The fields that are kept or left out; paths with dots are fine.
    #[serde(default)]
    #[schemars(extend("x-show" = {"keep": ["selected", "except"]}, "x-placeholder" = "email"))]
    names: Vec<String>,
    /// # Dots make objects
    ///
    /// Off: a dot is a letter of the name like any other.
    #[serde(default = "yes")]
    #[schemars(extend("x-group" = "Advanced"))]
    dots: bool,
}

/// One field to set.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Assignment {
    /// The name of the field, or a path to it.
    #[schemars(length(min = 1), extend("x-placeholder" = "address.city"))]
    name: Field<String>,
    /// The value.
    #[serde(default)]
    #[schemars(extend("x-widget" = "multiline", "x-placeholder" = "{{ $json.city }}"))]
    value: Field<Value>,
    /// What the value is turned into.
    #[serde(default)]
    r#type: ValueType,
}

/// What becomes of the fields that came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Keep {
    /// # Keep all
    #[default]
    All,
    /// # Keep none
    None,
    /// # Keep only these
    Selected,
    /// # Keep all but these
    Except,
}

fn yes() -> bool {
    true
}

impl LightNode for SetFields {
    fn check(&self) -> Result<(), NodeError> {
        let unnamed =
            self.fields.iter().position(|field| field.name.fixed().is_some_and(|name| name.trim().is_empty()));
        match unnamed {
            None => Ok(()),
            Some(place) => Err(NodeError::permanent(
                "parameter_missing",
                format!("Field {} has no name.", place + 1),
                "Give it a name.",
            )
            .at(format!("fields.{place}.name"))),
        }
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let items = context.items().iter().enumerate();
        let set = items.map(|(index, item)| {
            let json = self.json(&item.json, &context.scope(index))?;
            Ok(Item { json: json.into(), binary: item.binary.clone(), lineage: Vec::new() })
        });
        Ok(Output::main(set.collect::<Result<Vec<_>, NodeError>>()?))
    }
}

impl SetFields {
    fn json(&self, came_in: &Value, scope: &Scope<'_>) -> Result<Value, NodeError> {
        let mut fields = self.kept(came_in);
        for (place, field) in self.fields.iter().enumerate() {
            let at = |name: &str| format!("fields.{place}.{name}");
            let name = field.name.get(scope).map_err(|error| NodeError::from(error).at(at("name")))?;
            let value = field.value.get(scope).map_err(|error| NodeError::from(error).at(at("value")))?;
            let value = convert(value, field.r#type, &name).map_err(|error| error.at(at("value")))?;
            path::set(&mut fields, &name, self.dots, value);
        }
        Ok(Value::Object(fields))
    }

    fn kept(&self, came_in: &Value) -> Map<String, Value> {
        let Value::Object(fields) = came_in else { return Map::new() };
        let mut kept = Map::new();
        match self.keep {
            Keep::None => {}
            Keep::All => kept = fields.clone(),
            Keep::Except => {
                kept = fields.clone();
                self.names.iter().for_each(|name| path::remove(&mut kept, name, self.dots));
            }
            Keep::Selected => {
                for name in &self.names {
                    if let Some(value) = path::get(fields, name, self.dots) {
                        path::set(&mut kept, name, self.dots, value.clone());
                    }
                }
            }
        }
        kept
    }
}

/// The kind `set_fields`.
pub fn kind() -> Kind {
    light::<SetFields>("set_fields", Group::Data, include_str!("icon.svg")).keywords(&[
        "edit",
        "map",
        "rename",
        "remove",
        "assign",
        "transform",
        "add field",
    ])
}
