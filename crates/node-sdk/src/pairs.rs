//! Names with values, such as header fields or the parameters of a query.

use crate::field::Field;
use expression::{ExpressionError, Scope};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Names with values that may be expressions, in order: `{"name": value}`. A
/// list as value gives the name several times, `null` leaves it out.
#[derive(Clone, Debug, Default)]
pub struct Pairs(Vec<(String, Field<Value>)>);

impl Pairs {
    /// The names and values as texts for this item.
    pub fn get(&self, scope: &Scope<'_>) -> Result<Vec<(String, String)>, ExpressionError> {
        let mut pairs = Vec::with_capacity(self.0.len());
        for (name, field) in &self.0 {
            match field.get(scope)? {
                Value::Null => {}
                Value::Array(values) => pairs.extend(values.iter().map(|value| (name.clone(), text(value)))),
                value => pairs.push((name.clone(), text(&value))),
            }
        }
        Ok(pairs)
    }

    /// The names and values for this item, as they are.
    pub fn values(&self, scope: &Scope<'_>) -> Result<Map<String, Value>, ExpressionError> {
        self.0.iter().map(|(name, field)| Ok((name.clone(), field.get(scope)?))).collect()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

/// A value as text: texts without quotes, all else as JSON.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = Map::deserialize(deserializer)?;
        let read = |(name, value): (String, Value)| {
            let field =
                serde_json::from_value(value).map_err(|error| D::Error::custom(format!("`{name}`: {error}")))?;
            Ok((name, field))
        };
        map.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }
}

impl JsonSchema for Pairs {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Pairs".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "additionalProperties": {"type": ["string", "number", "boolean", "array", "null"], "x-expression": true},
            "x-widget": "key_value",
        })
    }
}
