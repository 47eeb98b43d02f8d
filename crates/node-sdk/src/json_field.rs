//! A JSON parameter with expressions anywhere inside.

use crate::error::NodeError;
use expression::{Scope, Template};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// A JSON value whose texts may hold `{{ expressions }}`, given as such or as
/// JSON text.
///
/// A text that is JSON is read first and its expressions are put in afterwards,
/// so that a quote in somebody's name cannot change the shape. Only where the
/// expressions stand outside of quotes is the text put together and read then.
#[derive(Clone, Debug)]
pub struct JsonField(Tree);

#[derive(Clone, Debug)]
enum Tree {
    Fixed(Value),
    Expression(Template),
    /// Text that becomes JSON when its expressions are put in.
    Text(Template),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl JsonField {
    /// The value for this item.
    pub fn get(&self, scope: &Scope<'_>) -> Result<Value, NodeError> {
        self.0.get(scope)
    }
}

impl Tree {
    fn read(value: Value) -> Result<Self, String> {
        Ok(match value {
            Value::String(text) if Template::has_expression(&text) => Self::Expression(template(&text)?),
            Value::Array(values) => Self::List(values.into_iter().map(Self::read).collect::<Result<_, _>>()?),
            Value::Object(fields) => {
                let entry = |(name, value)| Ok((name, Self::read(value)?));
                Self::Object(fields.into_iter().map(entry).collect::<Result<_, String>>()?)
            }
            value => Self::Fixed(value),
        })
    }

    fn read_text(text: &str) -> Result<Self, String> {
        match serde_json::from_str::<Value>(text) {
            Ok(value) => Self::read(value),
            Err(_) if Template::has_expression(text) => Ok(Self::Text(template(text)?)),
            Err(error) => Err(format!("this is not JSON: {error}")),
        }
    }

    fn get(&self, scope: &Scope<'_>) -> Result<Value, NodeError> {
        Ok(match self {
            Self::Fixed(value) => value.clone(),
            Self::Expression(template) => template.evaluate(scope)?,
            Self::Text(template) => match template.evaluate(scope)? {
                Value::String(text) => serde_json::from_str(&text).map_err(|error| not_json(&error))?,
                value => value,
            },
            Self::List(entries) => entries.iter().map(|entry| entry.get(scope)).collect::<Result<_, _>>()?,
            Self::Object(entries) => {
                let entry = |(name, tree): &(String, Self)| Ok((name.clone(), tree.get(scope)?));
                Value::Object(entries.iter().map(entry).collect::<Result<Map<_, _>, NodeError>>()?)
            }
        })
    }
}

fn template(text: &str) -> Result<Template, String> {
    Template::parse(text).map_err(|error| error.to_string())
}

fn not_json(error: &serde_json::Error) -> NodeError {
    let message = format!("With its expressions put in, the text is not JSON: {error}.");
    let hint = "Put quotes around expressions that give text, as in \"name\": \"{{ $json.name }}\".";
    NodeError::permanent("json_invalid", message, hint)
}

impl Default for JsonField {
    fn default() -> Self {
        Self(Tree::Object(Vec::new()))
    }
}

impl<'de> Deserialize<'de> for JsonField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tree = match Value::deserialize(deserializer)? {
            Value::String(text) => Tree::read_text(&text),
            value => Tree::read(value),
        };
        tree.map(Self).map_err(D::Error::custom)
    }
}

impl JsonSchema for JsonField {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "JsonField".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"x-widget": "json", "x-expression": true})
    }
}
