//! `JSON.parse` and `JSON.stringify`.

use crate::error::Fault;
use crate::eval::{Eval, Evaluator, fault};
use crate::methods::Arguments;
use crate::value::Val;
use serde::Serialize;
use serde_json::{Map, Value};

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    Ok(match name {
        // A function that changes what is read only JavaScript has.
        "parse" if arguments.has(1) => return Err(fault("`JSON.parse` takes one text.", "").of(Fault::Unknown)),
        "parse" => Some(parse_json(evaluator, &arguments.text(0))?),
        "stringify" => Some(stringify(evaluator, arguments)?),
        _ => None,
    })
}

/// A JSON text as a value.
pub(crate) fn parse_json<'a>(evaluator: &mut Evaluator<'a>, text: &str) -> Eval<'a> {
    // A text such as `[0,0,…]` makes many times its size in values.
    evaluator.spend_bytes(text.len().saturating_mul(32))?;
    serde_json::from_str(text).map(Val::owned).map_err(|error| {
        fault(format!("The text is not JSON: {error}."), "JSON looks like `{\"name\": \"Ada\"}`, with double quotes.")
    })
}

fn stringify<'a>(evaluator: &mut Evaluator<'a>, arguments: &Arguments<'a>) -> Eval<'a> {
    let Some(mut value) = evaluator.value_of(arguments.get(0))? else { return Ok(Val::Undefined) };
    match arguments.get(1) {
        Val::Function(callable) => {
            let root = Val::text("");
            value = replaced(evaluator, *callable, root, value)?.unwrap_or_default();
        }
        list => {
            if let Some(names) = list.entries() {
                let names: Vec<_> = names.iter().map(|name| name.to_text().into_owned()).collect();
                keep(&mut value, &names);
            }
        }
    }
    let indent = match arguments.get(2) {
        Val::Number(count) => " ".repeat(count.clamp(0.0, 10.0) as usize),
        Val::Text(text) => text.chars().take(10).collect(),
        _ => String::new(),
    };
    let value = as_written(value);
    evaluator.spend_bytes(if indent.is_empty() { 0 } else { crate::convert::weight(&value) })?;
    Ok(Val::text(written(&value, &indent)))
}

/// A value as the function wants it, fields and entries after it.
fn replaced<'a>(
    evaluator: &mut Evaluator<'a>,
    callable: crate::value::Callable<'a>,
    name: Val<'a>,
    value: Value,
) -> Eval<'a, Option<Value>> {
    let changed = evaluator.call(callable, [name, Val::owned(value)])?;
    let Some(changed) = evaluator.value_of(&changed)? else { return Ok(None) };
    Ok(Some(match changed {
        Value::Object(fields) => {
            let mut kept = Map::new();
            for (name, value) in fields {
                if let Some(value) = replaced(evaluator, callable, Val::text(name.clone()), value)? {
                    kept.insert(name, value);
                }
            }
            Value::Object(kept)
        }
        Value::Array(entries) => {
            let mut kept = Vec::new();
            for (place, value) in entries.into_iter().enumerate() {
                kept.push(replaced(evaluator, callable, Val::text(place.to_string()), value)?.unwrap_or_default());
            }
            Value::Array(kept)
        }
        other => other,
    }))
}

/// Keeps only the fields of these names, inside too.
fn keep(value: &mut Value, names: &[String]) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| names.contains(name));
            fields.values_mut().for_each(|value| keep(value, names));
        }
        Value::Array(entries) => entries.iter_mut().for_each(|entry| keep(entry, names)),
        _ => {}
    }
}

/// Whole numbers without a point, as JavaScript writes them.
pub(crate) fn as_written(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => number.as_f64().map_or(Value::Null, crate::convert::json_number),
        Value::Array(entries) => entries.into_iter().map(as_written).collect(),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, as_written(value))).collect())
        }
        other => other,
    }
}

fn written(value: &Value, indent: &str) -> String {
    if indent.is_empty() {
        return value.to_string();
    }
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
    // Writing JSON to memory cannot fail.
    let _ = value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, formatter));
    String::from_utf8_lossy(&bytes).into_owned()
}
