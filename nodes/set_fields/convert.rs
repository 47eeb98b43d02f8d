//! Turns a value into the type that was chosen for it.

use node_sdk::NodeError;
use node_sdk::pairs::text;
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
}

/// The value as the type. Nothing stays nothing.
pub(super) fn convert(value: Value, wanted: ValueType, name: &str) -> Result<Value, NodeError> {
    if value.is_null() {
        return Ok(value);
    }
    match wanted {
        ValueType::Any => Ok(value),
        ValueType::Text => Ok(Value::String(text(&value))),
        ValueType::Number => number(&value).ok_or_else(|| wrong(&value, "a number", name)),
        ValueType::Boolean => boolean(&value).map(Value::Bool).ok_or_else(|| wrong(&value, "true or false", name)),
        ValueType::List => parsed(&value).filter(Value::is_array).ok_or_else(|| wrong(&value, "a list", name)),
        ValueType::Object => parsed(&value).filter(Value::is_object).ok_or_else(|| wrong(&value, "an object", name)),
    }
}

fn number(value: &Value) -> Option<Value> {
    match value {
        Value::Number(_) => Some(value.clone()),
        Value::Bool(value) => Some(u8::from(*value).into()),
        Value::String(text) => {
            let text = text.trim();
            let whole = text.parse::<i64>().ok().map(Value::from);
            whole.or_else(|| text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from))
        }
        _ => None,
    }
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::Number(number) => number.as_f64().map(|number| number != 0.0),
        Value::String(text) => match text.trim().to_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Some(true),
            "false" | "no" | "off" | "0" | "" => Some(false),
            _ => None,
        },
        _ => None,
    }
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
