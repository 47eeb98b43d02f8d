//! Reads the value of an expression as the type a parameter wants.

use crate::convert;
use crate::error::ExpressionError;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads a value as `T`, leniently between texts, numbers and booleans: a form
/// gives texts, and a field that wants a number means the number in it.
pub(crate) fn value_as<T: DeserializeOwned>(value: Value, source: &str) -> Result<T, ExpressionError> {
    // A copy is only needed when the first reading fails, and containers are not retried.
    let other = other_form(&value);
    let described = crate::value::Val::of(&value).described();
    match serde_json::from_value(value) {
        Ok(read) => Ok(read),
        Err(error) => match other.and_then(|other| serde_json::from_value(other).ok()) {
            Some(read) => Ok(read),
            None => Err(unsuitable(&described, &error.to_string(), source)),
        },
    }
}

/// The same said in another type.
fn other_form(value: &Value) -> Option<Value> {
    match value {
        Value::Null => Some(Value::String(String::new())),
        Value::Bool(value) => Some(Value::String(value.to_string())),
        Value::Number(number) => {
            Some(Value::String(number.as_f64().map_or_else(|| number.to_string(), convert::number_text)))
        }
        Value::String(text) => match text.trim() {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            "" => None,
            number => number.parse::<i64>().ok().map(Value::from).or_else(|| {
                let number = convert::text_number(number);
                number.is_finite().then(|| convert::json_number(number))
            }),
        },
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn unsuitable(described: &str, reason: &str, source: &str) -> ExpressionError {
    let shown: String = source.chars().take(60).collect();
    let wanted = reason.rsplit_once("expected ").map_or(reason, |(_, wanted)| wanted);
    let wanted = match wanted.trim_end_matches('.') {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number from 0",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "f32" | "f64" => "a number",
        "a string" => "a text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        other => other,
    };
    let gave = match described {
        "null" => "nothing".into(),
        other => other.to_owned(),
    };
    let message = format!("`{shown}` gives {gave}, but {wanted} is wanted here.");
    let hint = if gave == "nothing" {
        "Check the name of the field, or give a default with `??`."
    } else {
        "Change the expression so that it gives that."
    };
    ExpressionError::new(message, hint, 0, source.len())
}
