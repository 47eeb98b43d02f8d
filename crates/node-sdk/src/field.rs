//! A parameter that is a value or an expression.

use expression::{ExpressionError, Scope, Template};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use serde_json::Value;
use std::borrow::Cow;

/// A parameter of type `T` that may be given as `{{ expression }}`. Texts that
/// hold no expression and other values are read once; expressions are compiled
/// once and evaluated for each item.
#[derive(Clone, Debug)]
pub enum Field<T> {
    /// The value as given.
    Fixed(T),
    /// An expression that gives the value.
    Expression(Template),
}

impl<T: DeserializeOwned + Clone> Field<T> {
    /// The value for this item.
    pub fn get(&self, scope: &Scope<'_>) -> Result<T, ExpressionError> {
        match self {
            Self::Fixed(value) => Ok(value.clone()),
            Self::Expression(template) => template.evaluate_as(scope),
        }
    }

    /// The value if it does not depend on an item.
    pub fn fixed(&self) -> Option<&T> {
        match self {
            Self::Fixed(value) => Some(value),
            Self::Expression(_) => None,
        }
    }
}

impl Field<Value> {
    /// The value for this item; None if it is an expression that gives undefined,
    /// which is less than null.
    pub fn found(&self, scope: &Scope<'_>) -> Result<Option<Value>, ExpressionError> {
        match self {
            Self::Fixed(value) => Ok(Some(value.clone())),
            Self::Expression(template) => template.evaluate_found(scope),
        }
    }
}

impl<T: Default> Default for Field<T> {
    fn default() -> Self {
        Self::Fixed(T::default())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        match &value {
            Value::String(text) if Template::has_expression(text) => {
                Template::parse(text).map(Self::Expression).map_err(serde::de::Error::custom)
            }
            _ => serde_json::from_value(value).map(Self::Fixed).map_err(serde::de::Error::custom),
        }
    }
}

/// As it was given; the schema needs it to say what a field starts with.
impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Fixed(value) => value.serialize(serializer),
            Self::Expression(template) => template.source().serialize(serializer),
        }
    }
}

impl<T: JsonSchema> JsonSchema for Field<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Field_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        schema.insert("x-expression".into(), Value::Bool(true));
        schema
    }
}
