//! Turns a value into the type a field is to have.

use node_sdk::values::{as_number, number, text_of};
use node_sdk::{NodeError, literal};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// What a value is turned into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ValueType {
    /// # As it is
    #[default]
    Any,
    /// # Text
    Text,
    /// # Number
    Number,
    /// # True or false
    Boolean,
    /// # List
    List,
    /// # Object
    Object,
    /// # True unless empty or 0
    Truth,
    /// # Number, if it is one
    NumberIfOne,
}

impl ValueType {
    /// Whether nothing at all stays nothing at all.
    pub(super) fn keeps_nothing(self) -> bool {
        self != Self::Truth
    }
}

/// The value as the type. Nothing stays nothing.
pub(super) fn convert(value: &Value, wanted: ValueType, name: &str) -> Result<Value, NodeError> {
    if wanted == ValueType::Truth {
        return Ok(Value::Bool(is_truthy(value)));
    }
    if value.is_null() {
        return Ok(Value::Null);
    }
    match wanted {
        ValueType::Any | ValueType::Truth => Ok(value.clone()),
        ValueType::Text => Ok(Value::String(written(value))),
        ValueType::Number => numeric(value).ok_or_else(|| wrong(value, "a number", name)),
        ValueType::Boolean => boolean(value).map(Value::Bool).ok_or_else(|| wrong(value, "true or false", name)),
        ValueType::List => list(value).ok_or_else(|| wrong(value, "a list", name)),
        ValueType::Object => parsed(value)
            .or_else(|| literal::read(value.as_str()?))
            .filter(Value::is_object)
            .ok_or_else(|| wrong(value, "an object", name)),
        ValueType::NumberIfOne if value.is_string() => Ok(numeric(value).unwrap_or_else(|| value.clone())),
        ValueType::NumberIfOne => Ok(value.clone()),
    }
}

/// Lists and objects as JSON, all else as JavaScript writes it.
fn written(value: &Value) -> String {
    if value.is_object() || value.is_array() { value.to_string() } else { text_of(value).into_owned() }
}

/// Whole numbers stay exact; a blank text is 0, as it is in JavaScript.
fn numeric(value: &Value) -> Option<Value> {
    if value.is_number() {
        return Some(value.clone());
    }
    let whole = value.as_str().and_then(|text| text.trim().parse::<i64>().ok());
    whole.map(Value::from).or_else(|| Some(number(as_number(Some(value)))).filter(Value::is_number))
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::Number(number) => match number.as_f64() {
            Some(0.0) => Some(false),
            Some(1.0) => Some(true),
            _ => None,
        },
        Value::String(text) => match text.trim().to_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Some(true),
            "false" | "no" | "off" | "0" | "" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// A list, or a text that is one in JSON, also with single quotes.
fn list(value: &Value) -> Option<Value> {
    let single_quoted = || serde_json::from_str(&value.as_str()?.replace('\'', "\"")).ok();
    parsed(value).or_else(single_quoted).filter(Value::is_array)
}

/// A text is read as JSON.
fn parsed(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => serde_json::from_str(text).ok(),
        other => Some(other.clone()),
    }
}

fn wrong(value: &Value, wanted: &str, name: &str) -> NodeError {
    let shown: String = value.to_string().chars().take(60).collect();
    let message = format!("The field `{name}` is to be {wanted}, but its value is {shown}.");
    NodeError::permanent("not_convertible", message, "Change the value, or choose another type for the field.")
}
