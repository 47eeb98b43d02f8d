//! The functions of JMESPath.

use super::QueryError;
use super::jmes::{Found, Search};
use super::jmes_parse::Jmes;
use crate::convert::json_number;
use crate::value::Val;
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// Calls a function with arguments that look at `value`.
pub(super) fn call(search: &mut Search, name: &str, arguments: &[Jmes], value: &Value) -> Found {
    if let Some(found) = by_expression(search, name, arguments, value)? {
        return Ok(found);
    }
    let values = arguments.iter().map(|argument| search.evaluate(argument, value)).collect::<Found<Vec<_>>>()?;
    let found = match values.as_slice() {
        [one] => of_one(name, one).or_else(|| of_many(name, &values)),
        _ => of_two(name, &values).or_else(|| of_many(name, &values)),
    };
    found.ok_or_else(|| {
        let known = known(name);
        let message = match known {
            true => format!("The arguments of `{name}` in the JMESPath do not fit."),
            false => format!("JMESPath has no function `{name}`."),
        };
        QueryError::new(message, "See the functions at jmespath.org, such as `length`, `sort_by`, `sum`, `join`.")
    })
}

fn known(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "abs",
        "avg",
        "ceil",
        "contains",
        "ends_with",
        "floor",
        "join",
        "keys",
        "length",
        "map",
        "max",
        "max_by",
        "merge",
        "min",
        "min_by",
        "not_null",
        "reverse",
        "sort",
        "sort_by",
        "starts_with",
        "sum",
        "to_array",
        "to_number",
        "to_string",
        "type",
        "values",
    ];
    NAMES.contains(&name)
}

/// Functions that are handed an expression: `sort_by(list, &field)`, `map(&field, list)`.
fn by_expression(search: &mut Search, name: &str, arguments: &[Jmes], value: &Value) -> Found<Option<Value>> {
    let (list, expression) = match (name, arguments) {
        ("map", [Jmes::Reference(expression), list])
        | ("sort_by" | "min_by" | "max_by", [list, Jmes::Reference(expression)]) => (list, expression),
        _ => return Ok(None),
    };
    let Value::Array(entries) = search.evaluate(list, value)? else { return Ok(Some(Value::Null)) };
    let keys = entries.iter().map(|entry| search.evaluate(expression, entry)).collect::<Found<Vec<_>>>()?;
    if name == "map" {
        return Ok(Some(keys.into()));
    }
    let all_alike = keys.iter().all(Value::is_number) || keys.iter().all(Value::is_string);
    if !all_alike {
        let message = format!("`{name}` in the JMESPath needs a number or a text of every entry.");
        return Err(QueryError::new(message, "Filter the entries that have none first."));
    }
    let mut pairs: Vec<(Value, Value)> = keys.into_iter().zip(entries).collect();
    pairs.sort_by(|one, other| order(&one.0, &other.0));
    let mut sorted = pairs.into_iter().map(|(_, entry)| entry);
    Ok(Some(match name {
        "min_by" => sorted.next().unwrap_or_default(),
        "max_by" => sorted.next_back().unwrap_or_default(),
        _ => sorted.collect::<Vec<_>>().into(),
    }))
}

fn order(one: &Value, other: &Value) -> Ordering {
    Val::of(one).compare(&Val::of(other)).unwrap_or(Ordering::Equal)
}

fn of_one(name: &str, value: &Value) -> Option<Value> {
    let number = |change: fn(f64) -> f64| value.as_f64().map(|number| json_number(change(number)));
    Some(match (name, value) {
        ("abs", _) => number(f64::abs)?,
        ("ceil", _) => number(f64::ceil)?,
        ("floor", _) => number(f64::floor)?,
        ("length", Value::String(text)) => text.chars().count().into(),
        ("length", Value::Array(entries)) => entries.len().into(),
        ("length", Value::Object(fields)) => fields.len().into(),
        ("keys", Value::Object(fields)) => fields.keys().cloned().collect::<Vec<_>>().into(),
        ("values", Value::Object(fields)) => fields.values().cloned().collect::<Vec<_>>().into(),
        ("reverse", Value::String(text)) => text.chars().rev().collect::<String>().into(),
        ("to_array", Value::Array(_)) => value.clone(),
        ("to_array", _) => vec![value.clone()].into(),
        ("to_string", Value::String(_)) => value.clone(),
        ("to_string", _) => value.to_string().into(),
        ("to_number", Value::Number(_)) => value.clone(),
        ("to_number", Value::String(text)) => json_number(crate::convert::text_number(text)),
        ("to_number", _) => Value::Null,
        ("type", _) => type_of(value).into(),
        (_, Value::Array(entries)) => of_list(name, entries)?,
        _ => return None,
    })
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn of_list(name: &str, entries: &[Value]) -> Option<Value> {
    let numbers = || entries.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>();
    let is_alike = entries.iter().all(Value::is_number) || entries.iter().all(Value::is_string);
    Some(match name {
        "sum" => json_number(numbers()?.iter().sum()),
        "avg" if entries.is_empty() => Value::Null,
        "avg" => json_number(numbers()?.iter().sum::<f64>() / entries.len() as f64),
        "max" if is_alike => entries.iter().max_by(|one, other| order(one, other)).cloned().unwrap_or_default(),
        "min" if is_alike => entries.iter().min_by(|one, other| order(one, other)).cloned().unwrap_or_default(),
        "sort" if is_alike => {
            let mut sorted = entries.to_vec();
            sorted.sort_by(order);
            sorted.into()
        }
        "reverse" => entries.iter().rev().cloned().collect::<Vec<_>>().into(),
        _ => return None,
    })
}

fn of_two(name: &str, values: &[Value]) -> Option<Value> {
    Some(match (name, values) {
        ("contains", [Value::String(text), Value::String(part)]) => text.contains(part.as_str()).into(),
        ("contains", [Value::Array(entries), wanted]) => entries.contains(wanted).into(),
        ("starts_with", [Value::String(text), Value::String(part)]) => text.starts_with(part.as_str()).into(),
        ("ends_with", [Value::String(text), Value::String(part)]) => text.ends_with(part.as_str()).into(),
        ("join", [Value::String(separator), Value::Array(entries)]) => {
            entries.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?.join(separator).into()
        }
        _ => return None,
    })
}

fn of_many(name: &str, values: &[Value]) -> Option<Value> {
    match name {
        "not_null" => Some(values.iter().find(|value| !value.is_null()).cloned().unwrap_or_default()),
        "merge" => {
            let objects = values.iter().map(Value::as_object).collect::<Option<Vec<_>>>()?;
            let mut merged = Map::new();
            objects.into_iter().for_each(|fields| merged.extend(fields.clone()));
            Some(Value::Object(merged))
        }
        _ => None,
    }
}
