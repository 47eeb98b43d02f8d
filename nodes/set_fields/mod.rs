//! Sets fields of each item.

mod convert;

use convert::{ValueType, convert};
use node_sdk::each::paired;
use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::{Failing, Field, Group, Kind, LightContext, LightNode, Names, NodeError, Output, light, literal, path};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The most copies of an item.
const COPIES_MAXIMUM: u32 = 1_000;

/// # Set fields
///
/// Adds fields to each item, changes them, or leaves some out.
///
/// The name of a field may be a path: `address.city` is the field `city` of the object `address`, which is made if it is
/// not there. Fields are set in order, and all expressions see the item as it came in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetFields {
    /// # How
    ///
    /// Where the fields are given.
    #[serde(default)]
    mode: Mode,
    /// The fields to set.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["fields"]}))]
    fields: Vec<Assignment>,
    /// # JSON
    ///
    /// An object whose fields are set. Expressions are put in first, then the text is read: write quotes around those that
    /// give text. Names may do without quotes, as in JavaScript.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["json"]}, "x-widget" = "multiline", "x-placeholder" = "{ \"city\": \"{{ $json.city }}\" }"))]
    json: Field<Value>,
    /// # Other fields
    ///
    /// What becomes of the fields that came in.
    #[serde(default)]
    keep: Keep,
    /// # Names
    ///
    /// The fields that are kept or left out; paths with dots are fine.
    #[serde(default)]
    #[schemars(extend("x-show" = {"keep": ["selected", "except"]}, "x-placeholder" = "email, address.city"))]
    names: Names,
    /// # Short names
    ///
    /// A field kept by a path gets the last part as its name.
    #[serde(default)]
    #[schemars(extend("x-show" = {"keep": ["selected"]}, "x-group" = "Advanced"))]
    short_names: bool,
    /// # Dots make objects
    ///
    /// Off: a dot is a letter of the name like any other.
    #[serde(default = "yes")]
    #[schemars(extend("x-group" = "Advanced"))]
    dots: bool,
    /// # Keep files
    ///
    /// The files of an item stay with it.
    #[serde(default = "yes")]
    #[schemars(extend("x-group" = "Advanced"))]
    files: bool,
    /// # Take what does not fit
    ///
    /// A value that cannot be turned into the chosen type stays as it is.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["fields"]}, "x-group" = "Advanced"))]
    ignore_errors: bool,
    /// # Without a value
    ///
    /// What becomes of a field whose expression finds nothing at all, not even null.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["fields"]}, "x-group" = "Advanced"))]
    missing: Missing,
    /// # Copies
    ///
    /// So many more of each item come out, for trying things.
    #[serde(default)]
    #[schemars(range(max = 1_000), extend("x-group" = "Advanced"))]
    copies: u32,
}

/// Where the fields are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// # One by one
    #[default]
    Fields,
    /// # As JSON
    Json,
}

/// What becomes of a field without a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Missing {
    /// # It is null
    #[default]
    Null,
    /// # It is left out
    LeaveOut,
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
        if self.copies > COPIES_MAXIMUM {
            let message = format!("`copies` is {}; {COPIES_MAXIMUM} is the most.", self.copies);
            return Err(NodeError::permanent("parameter_invalid", message, "Give a smaller number.").at("copies"));
        }
        let unnamed =
            self.fields.iter().position(|field| field.name.fixed().is_some_and(|name| name.trim().is_empty()));
        match unnamed.filter(|_| self.mode == Mode::Fields) {
            None => Ok(()),
            Some(place) => Err(NodeError::permanent(
                "parameter_missing",
                format!("Field {} has no name.", place + 1),
                "Give it a name.",
            )
            .at(format!("fields.{place}.name"))),
        }
    }

    fn failing(&self) -> Failing {
        Failing::ByItem
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let items = context.items();
        let mut set = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let json = self.json(&item.json, &context.scope(index))?;
            let binary = if self.files { item.binary.clone() } else { Default::default() };
            // With copies the engine cannot conclude which item came of which.
            let lineage = if self.copies == 0 { Vec::new() } else { paired(index) };
            let item = Item { json: json.into(), binary, lineage };
            set.extend(std::iter::repeat_n(item, 1 + self.copies as usize));
        }
        Ok(Output::main(set))
    }
}

impl SetFields {
    fn json(&self, came_in: &Value, scope: &Scope<'_>) -> Result<Value, NodeError> {
        let mut fields = self.kept(came_in, scope)?;
        match self.mode {
            Mode::Fields => self.set_each(&mut fields, scope)?,
            Mode::Json => {
                for (name, value) in self.object(scope).map_err(|error| error.at("json"))? {
                    path::set(&mut fields, &name, self.dots, value).map_err(|error| error.at("json"))?;
                }
            }
        }
        Ok(Value::Object(fields))
    }

    fn set_each(&self, fields: &mut Map<String, Value>, scope: &Scope<'_>) -> Result<(), NodeError> {
        for (place, field) in self.fields.iter().enumerate() {
            let at = |name: &str| format!("fields.{place}.{name}");
            let name = field.name.get(scope).map_err(|error| NodeError::from(error).at(at("name")))?;
            let found = field.value.found(scope).map_err(|error| NodeError::from(error).at(at("value")))?;
            if found.is_none() && self.missing == Missing::LeaveOut && field.r#type.keeps_nothing() {
                leave_out(fields, &name, self.dots).map_err(|error| error.at(at("name")))?;
                continue;
            }
            let given = found.unwrap_or_default();
            let value = match convert(&given, field.r#type, &name) {
                Ok(value) => value,
                Err(_) if self.ignore_errors => given,
                Err(error) => return Err(error.at(at("value"))),
            };
            path::set(fields, &name, self.dots, value).map_err(|error| error.at(at("name")))?;
        }
        Ok(())
    }

    /// The fields given as JSON.
    fn object(&self, scope: &Scope<'_>) -> Result<Map<String, Value>, NodeError> {
        let given = match &self.json {
            Field::Fixed(value) => value.clone(),
            Field::Expression(template) => template.evaluate_in_json(scope)?,
        };
        let value = match given {
            Value::String(text) => serde_json::from_str(&text)
                .or_else(|error| literal::read(&text).ok_or(error))
                .map_err(|error| not_json(&error))?,
            value => value,
        };
        match value {
            Value::Object(fields) => Ok(fields),
            other => {
                let shown: String = other.to_string().chars().take(60).collect();
                let message = format!("The JSON must be an object, but is {shown}.");
                Err(NodeError::permanent("json_invalid", message, "Write it in braces: `{ \"name\": \"value\" }`."))
            }
        }
    }

    fn kept(&self, came_in: &Value, scope: &Scope<'_>) -> Result<Map<String, Value>, NodeError> {
        let Value::Object(fields) = came_in else { return Ok(Map::new()) };
        if self.keep == Keep::All {
            return Ok(fields.clone());
        }
        let names = self.names.get(scope).map_err(|error| error.at("names"))?;
        match self.keep {
            Keep::Except => {
                let mut kept = came_in.clone();
                names.iter().for_each(|name| path::remove(&mut kept, name, self.dots));
                Ok(kept.as_object_mut().map(std::mem::take).unwrap_or_default())
            }
            Keep::Selected => {
                let mut kept = Map::new();
                for name in &names {
                    if let Some(value) = path::get(came_in, name, self.dots) {
                        let wanted = if self.short_names { path::last_name(name, self.dots) } else { name };
                        path::set(&mut kept, wanted, self.dots, value.clone())?;
                    }
                }
                Ok(kept)
            }
            Keep::All | Keep::None => Ok(Map::new()),
        }
    }
}

/// Takes a field away; the objects on the way to it are made all the same.
fn leave_out(fields: &mut Map<String, Value>, name: &str, dots: bool) -> Result<(), NodeError> {
    path::set(fields, name, dots, Value::Null)?;
    let mut whole = Value::Object(std::mem::take(fields));
    path::remove(&mut whole, name, dots);
    *fields = whole.as_object_mut().map(std::mem::take).unwrap_or_default();
    Ok(())
}

fn not_json(error: &serde_json::Error) -> NodeError {
    let message = format!("With its expressions put in, the text is not JSON: {error}.");
    let hint = "Put quotes around expressions that give text, as in \"name\": \"{{ $json.name }}\".";
    NodeError::permanent("json_invalid", message, hint)
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
