//! The keywords of a schema that speak of one value: type, choice, bounds.

use super::Fault;
use serde_json::{Map, Number, Value};

/// What a value does against the keywords that speak of it alone.
pub(super) fn fault(schema: &Map<String, Value>, value: &Value) -> Option<Fault> {
    type_fault(schema, value).or_else(|| choice_fault(schema, value)).or_else(|| range_fault(schema, value))
}

fn type_fault(schema: &Map<String, Value>, value: &Value) -> Option<Fault> {
    let wanted: Vec<&str> = match schema.get("type")? {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    if wanted.iter().any(|name| is_of_type(value, name)) {
        return None;
    }
    let words: Vec<&str> = wanted.iter().filter(|name| **name != "null").map(|name| type_words(name)).collect();
    Some(Fault::Type { wanted: words.join(" or "), found: value_words(value) })
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_number().is_some_and(is_whole),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

fn is_whole(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

fn type_words(name: &str) -> &str {
    match name {
        "null" => "empty",
        "boolean" => "true or false",
        "string" => "a text",
        "number" => "a number",
        "integer" => "a whole number",
        "array" => "a list",
        "object" => "an object",
        other => other,
    }
}

fn value_words(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn choice_fault(schema: &Map<String, Value>, value: &Value) -> Option<Fault> {
    let allowed: Vec<&Value> = match (schema.get("const"), schema.get("enum")) {
        (Some(constant), _) => vec![constant],
        (None, Some(Value::Array(values))) => values.iter().collect(),
        _ => return None,
    };
    (!allowed.contains(&value)).then(|| Fault::Choice { allowed: listed(allowed) })
}

/// The values of branches that are nothing but values to choose from.
pub(super) fn constants(branches: &[&Value]) -> Option<String> {
    let values = branches.iter().map(|branch| match (branch.get("const"), branch.get("enum")) {
        (Some(constant), _) => Some(vec![constant]),
        (None, Some(Value::Array(values))) => Some(values.iter().collect()),
        _ => None,
    });
    values.collect::<Option<Vec<_>>>().map(|values| listed(values.into_iter().flatten()))
}

fn listed<'a>(values: impl IntoIterator<Item = &'a Value>) -> String {
    let words = values.into_iter().map(|value| match value {
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    });
    words.collect::<Vec<_>>().join(", ")
}

fn range_fault(schema: &Map<String, Value>, value: &Value) -> Option<Fault> {
    let rule = match value {
        Value::Number(number) => number_rule(schema, number.as_f64()?),
        Value::String(text) => count_rule(schema, text.chars().count(), ("minLength", "maxLength"), "characters"),
        Value::Array(entries) => count_rule(schema, entries.len(), ("minItems", "maxItems"), "entries"),
        _ => None,
    };
    rule.map(|rule| Fault::Range { rule })
}

fn number_rule(schema: &Map<String, Value>, number: f64) -> Option<String> {
    let bound = |key: &str, broken: fn(f64, f64) -> bool, words: &str| {
        let limit = schema.get(key).and_then(Value::as_number)?;
        broken(number, limit.as_f64()?).then(|| format!("{words} {limit}"))
    };
    bound("minimum", |number, limit| number < limit, "at least")
        .or_else(|| bound("maximum", |number, limit| number > limit, "at most"))
        .or_else(|| bound("exclusiveMinimum", |number, limit| number <= limit, "more than"))
        .or_else(|| bound("exclusiveMaximum", |number, limit| number >= limit, "less than"))
}

fn count_rule(schema: &Map<String, Value>, count: usize, keys: (&str, &str), unit: &str) -> Option<String> {
    let limit = |key: &str| schema.get(key).and_then(Value::as_u64).map(|limit| limit as usize);
    match (limit(keys.0), limit(keys.1)) {
        (Some(1), _) if count == 0 => Some("filled in".to_owned()),
        (Some(least), _) if count < least => Some(format!("at least {least} {unit} long")),
        (_, Some(most)) if count > most => Some(format!("at most {most} {unit} long")),
        _ => None,
    }
}
