//! Comparisons of values that are taken for something: both sides are turned into
//! it first, and what cannot be is an error. Nothing stays nothing.

use super::{Operator, Strictness, ValueKind};
use crate::error::NodeError;
use crate::values::{as_number, is_less, number, same, text_of};
use serde_json::Value;

/// Both sides as what the comparison takes them for. Dates become milliseconds.
pub(super) fn sides(
    kind: ValueKind,
    operator: Operator,
    left: Value,
    right: Value,
    strictness: Strictness,
    time_zone: &str,
) -> Result<(Value, Value), NodeError> {
    if matches!(kind, ValueKind::Any | ValueKind::Plain) {
        return Ok((left, right));
    }
    let left = taken_for(kind, left, strictness.types, time_zone)?;
    let right = match right_kind(kind, operator) {
        Some(kind) => taken_for(kind, right, strictness.types, time_zone)?,
        None => right,
    };
    Ok((left, right))
}

/// What the right side is taken for. None: it is not looked at, or taken as it is.
fn right_kind(kind: ValueKind, operator: Operator) -> Option<ValueKind> {
    use Operator as O;
    match operator {
        O::Exists | O::DoesNotExist | O::IsEmpty | O::IsNotEmpty | O::IsTrue | O::IsFalse => None,
        O::IsText | O::IsNumber | O::IsList | O::IsObject | O::IsOneOf | O::IsNoneOf => None,
        O::LongerThan | O::ShorterThan | O::AsLongAs => Some(ValueKind::Number),
        O::NotAsLongAs | O::AtLeastAsLongAs | O::AtMostAsLongAs => Some(ValueKind::Number),
        // A list contains an entry of any kind.
        O::Contains | O::NotContains if kind == ValueKind::List => None,
        _ => Some(kind),
    }
}

fn taken_for(kind: ValueKind, value: Value, strict: bool, time_zone: &str) -> Result<Value, NodeError> {
    let fits = match kind {
        ValueKind::Any | ValueKind::Plain => true,
        ValueKind::Text => value.is_string(),
        ValueKind::Number => value.is_number(),
        ValueKind::Boolean => value.is_boolean(),
        ValueKind::List => value.is_array(),
        ValueKind::Object => value.is_object(),
        ValueKind::Date => false,
    };
    if value.is_null() || fits {
        return Ok(value);
    }
    if strict && kind != ValueKind::Date {
        return Err(wrong(kind, &value, "is something else"));
    }
    let converted = match kind {
        ValueKind::Text if value.is_object() || value.is_array() => Some(Value::from(value.to_string())),
        ValueKind::Text => Some(Value::from(text_of(&value).into_owned())),
        ValueKind::Number => Some(number(as_number(Some(&value)))).filter(Value::is_number),
        ValueKind::Boolean => Some(Value::Bool(truth(&value))),
        ValueKind::Date => expression::instant(&value, time_zone).map(|instant| Value::from(instant.0)),
        ValueKind::List => parsed(&value).filter(Value::is_array),
        ValueKind::Object => parsed(&value).filter(Value::is_object),
        ValueKind::Any | ValueKind::Plain => None,
    };
    converted.ok_or_else(|| wrong(kind, &value, "cannot be turned into one"))
}

/// “true” and “false”, 1 and 0; anything else is true unless it is empty.
fn truth(value: &Value) -> bool {
    match value {
        Value::String(text) if text.eq_ignore_ascii_case("false") => false,
        Value::String(text) if !text.trim().is_empty() => as_number(Some(value)) != 0.0,
        other => truthy(other),
    }
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// A text is read as JSON; lists also with single quotes.
fn parsed(value: &Value) -> Option<Value> {
    let text = value.as_str()?;
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&text.replace('\'', "\""))).ok()
}

fn wrong(kind: ValueKind, value: &Value, why: &str) -> NodeError {
    let wanted = match kind {
        ValueKind::Number => "a number",
        ValueKind::Date => "a date",
        ValueKind::Boolean => "true or false",
        ValueKind::List => "a list",
        ValueKind::Object => "an object",
        ValueKind::Any | ValueKind::Plain | ValueKind::Text => "a text",
    };
    let shown: String = value.to_string().chars().take(60).collect();
    let message = format!("The comparison wants {wanted}, but {shown} {why}.");
    let hint = "Compare it as what it is, or turn strict types off so that it is converted where that is possible.";
    NodeError::permanent("not_comparable", message, hint)
}

/// Whether the comparison holds for sides that are what they are taken for.
pub(super) fn holds(kind: ValueKind, operator: Operator, left: &Value, right: &Value, strictness: Strictness) -> bool {
    use Operator as O;
    let is_plain = kind == ValueKind::Plain;
    let text = |value: &Value| cased(value, strictness);
    let order = |least: bool, equal: bool| ordered(kind, left, right, least, equal);
    match operator {
        O::Exists => !left.is_null(),
        O::DoesNotExist => left.is_null(),
        O::IsEmpty => is_empty(left),
        O::IsNotEmpty => !is_empty(left),
        O::Equals => equal(kind, left, right, strictness),
        O::NotEquals => !equal(kind, left, right, strictness),
        O::Contains => contains(left, right, is_plain, strictness),
        O::NotContains => !contains(left, right, is_plain, strictness),
        O::StartsWith => text(left).starts_with(&text(right)),
        O::NotStartsWith => !text(left).starts_with(&text(right)),
        O::EndsWith => text(left).ends_with(&text(right)),
        O::NotEndsWith => !text(left).ends_with(&text(right)),
        O::IsOneOf => right.as_array().is_some_and(|entries| has(entries, left, strictness)),
        O::IsNoneOf => !right.as_array().is_some_and(|entries| has(entries, left, strictness)),
        O::Greater | O::After => order(false, false),
        O::GreaterOrEqual | O::NotBefore => order(false, true),
        O::Less | O::Before => order(true, false),
        O::LessOrEqual | O::NotAfter => order(true, true),
        O::IsTrue => truthy(left),
        O::IsFalse => !truthy(left),
        O::LongerThan => length(left) > as_number(Some(right)),
        O::ShorterThan => length(left) < as_number(Some(right)),
        O::AsLongAs => length(left) == as_number(Some(right)),
        O::NotAsLongAs => length(left) != as_number(Some(right)),
        O::AtLeastAsLongAs => length(left) >= as_number(Some(right)),
        O::AtMostAsLongAs => length(left) <= as_number(Some(right)),
        O::IsText => left.is_string(),
        O::IsNumber => left.is_number(),
        O::IsList => left.is_array(),
        O::IsObject => left.is_object(),
        // Patterns are compiled once and matched by the condition itself.
        O::Matches | O::NotMatches => false,
    }
}

/// Whether it asks which side is the larger one.
pub(super) fn is_order(operator: Operator) -> bool {
    use Operator as O;
    matches!(operator, O::Greater | O::GreaterOrEqual | O::Less | O::LessOrEqual)
}

fn cased(value: &Value, strictness: Strictness) -> String {
    let text = if value.is_null() { String::new() } else { text_of(value).into_owned() };
    if strictness.ignore_case { text.to_lowercase() } else { text }
}

/// Nothing is an empty text among texts.
fn equal(kind: ValueKind, left: &Value, right: &Value, strictness: Strictness) -> bool {
    match kind {
        ValueKind::Text => cased(left, strictness) == cased(right, strictness),
        _ => same(left, right),
    }
}

fn contains(left: &Value, right: &Value, is_plain: bool, strictness: Strictness) -> bool {
    match left {
        Value::Array(entries) if !is_plain => has(entries, right, strictness),
        _ => cased(left, strictness).contains(&cased(right, strictness)),
    }
}

fn has(entries: &[Value], wanted: &Value, strictness: Strictness) -> bool {
    let is_text = strictness.ignore_case && wanted.is_string();
    let matches = |entry: &Value| {
        let alike = is_text && entry.is_string() && cased(entry, strictness) == cased(wanted, strictness);
        alike || same(entry, wanted)
    };
    entries.iter().any(matches)
}

/// How the sides stand to each other. Nothing is 0 to JavaScript, and before or
/// after nothing otherwise.
fn ordered(kind: ValueKind, left: &Value, right: &Value, least: bool, or_equal: bool) -> bool {
    let zero = Value::from(0);
    let side = |value: &Value| if truthy(value) { value.clone() } else { zero.clone() };
    if kind != ValueKind::Plain && (left.is_null() || right.is_null()) {
        return false;
    }
    let (left, right) =
        if kind == ValueKind::Plain { (side(left), side(right)) } else { (left.clone(), right.clone()) };
    let (first, second) = if least { (&left, &right) } else { (&right, &left) };
    let is_same = match (&left, &right) {
        (Value::String(left), Value::String(right)) => left == right,
        _ => as_number(Some(&left)) == as_number(Some(&right)),
    };
    is_less(Some(first), Some(second)) || (or_equal && is_same)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(entries) => entries.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn length(value: &Value) -> f64 {
    let length = match value {
        Value::Null => 0,
        Value::Array(entries) => entries.len(),
        Value::Object(fields) => fields.len(),
        other => text_of(other).chars().count(),
    };
    length as f64
}
