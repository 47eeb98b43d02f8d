//! Methods that compare whole entries of lists: without duplicates, in common,
//! only in one, and the objects of a list taken together.

use super::Arguments;
use crate::eval::{Eval, Evaluator, fields_of, refusal};
use crate::value::Val;
use serde_json::{Map, Value};
use std::collections::HashSet;

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    entries: &[Val<'a>],
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    Ok(Some(match name {
        "unique" | "removeDuplicates" => Val::list(unique(evaluator, entries.to_vec(), arguments)?),
        "union" | "intersection" | "difference" => combined(evaluator, entries, name, arguments)?,
        "merge" => merged(evaluator, entries, arguments)?,
        "compact" => {
            let kept = entries.iter().filter(|entry| !is_nothing(entry));
            let mut compacted = Vec::new();
            for entry in kept {
                compacted.push(compact_entry(evaluator, entry)?);
            }
            Val::list(compacted)
        }
        _ => return Ok(None),
    }))
}

/// What tells entries apart: their JSON, whatever the order of the fields.
fn key<'a>(evaluator: &mut Evaluator<'a>, entry: &Val<'a>) -> Eval<'a, String> {
    evaluator.spend_steps(1)?;
    let value = evaluator.value_of(entry)?.unwrap_or_default();
    Ok(sorted(value).to_string())
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            fields.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(fields.into_iter().collect())
        }
        Value::Array(entries) => entries.into_iter().map(sorted).collect(),
        other => other,
    }
}

fn unique<'a>(
    evaluator: &mut Evaluator<'a>,
    entries: Vec<Val<'a>>,
    arguments: &Arguments<'a>,
) -> Eval<'a, Vec<Val<'a>>> {
    let names: Vec<_> = (0..arguments.0.len()).map(|place| arguments.text(place)).collect();
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for entry in entries {
        let compared = match fields_of(&entry).filter(|_| !names.is_empty()) {
            Some(fields) => {
                let named = names.iter().filter_map(|name| Some((name.to_string(), fields.get(name).to_value()?)));
                Val::object(named.collect())
            }
            None => entry.clone(),
        };
        if seen.insert(key(evaluator, &compared)?) {
            kept.push(entry);
        }
    }
    Ok(kept)
}

fn combined<'a>(evaluator: &mut Evaluator<'a>, entries: &[Val<'a>], name: &str, arguments: &Arguments<'a>) -> Eval<'a> {
    let others = arguments.get(0).entries().ok_or_else(|| {
        let message = format!("`{name}` needs a list, but this is {}.", arguments.get(0).described());
        refusal(message, "Hand it the other list.")
    })?;
    let none = Arguments(Vec::new());
    if name == "union" {
        let all = entries.iter().cloned().chain(others).collect();
        return unique(evaluator, all, &none).map(Val::list);
    }
    let mut there = HashSet::new();
    for other in &others {
        there.insert(key(evaluator, other)?);
    }
    let mut kept = Vec::new();
    for entry in entries {
        if there.contains(&key(evaluator, entry)?) == (name == "intersection") {
            kept.push(entry.clone());
        }
    }
    unique(evaluator, kept, &none).map(Val::list)
}

/// `base` with the fields of `more` it does not have yet.
pub(super) fn completed(base: &Map<String, Value>, more: &Map<String, Value>) -> Map<String, Value> {
    let mut merged = base.clone();
    for (name, value) in more {
        merged.entry(name.clone()).or_insert_with(|| value.clone());
    }
    merged
}

/// Without an argument, all objects as one, the first field of a name counting; with
/// another list, each pair of objects that way and later pairs over earlier ones.
fn merged<'a>(evaluator: &mut Evaluator<'a>, entries: &[Val<'a>], arguments: &Arguments<'a>) -> Eval<'a> {
    let mut merged = Map::new();
    if !arguments.has(0) {
        for fields in entries.iter().filter_map(fields_of) {
            evaluator.spend_bytes(Val::Object(fields.clone()).weight())?;
            merged = completed(&merged, &fields);
        }
        return Ok(Val::object(merged));
    }
    let others = arguments.get(0).entries().ok_or_else(|| {
        let message = format!("`merge` needs a list, but this is {}.", arguments.get(0).described());
        refusal(message, "Write for example `.merge([{ id: 1 }])`.")
    })?;
    for (entry, other) in entries.iter().zip(&others) {
        if let (Some(fields), Some(more)) = (fields_of(entry), fields_of(other)) {
            evaluator.spend_bytes(entry.weight() + other.weight())?;
            merged.extend(completed(&fields, &more));
        }
    }
    Ok(Val::object(merged))
}

/// What `compact` leaves out.
fn is_nothing(value: &Val<'_>) -> bool {
    match value {
        Val::Undefined | Val::Null => true,
        Val::Text(text) => text.is_empty() || text == "nil",
        Val::Object(fields) => fields.is_empty(),
        list => list.length() == Some(0),
    }
}

fn compact_entry<'a>(evaluator: &mut Evaluator<'a>, entry: &Val<'a>) -> Eval<'a> {
    let is_container = matches!(entry, Val::Object(_)) || entry.length().is_some();
    match evaluator.value_of(entry)? {
        Some(value) if is_container => Ok(Val::object(compacted(&value))),
        _ => Ok(entry.clone()),
    }
}

/// An object without empty fields, inside too. Lists inside become objects with
/// their places as names, as in n8n.
pub(super) fn compacted(value: &Value) -> Map<String, Value> {
    let entries: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(entries) => entries.iter().enumerate().map(|(place, entry)| (place.to_string(), entry)).collect(),
        _ => Vec::new(),
    };
    let kept = entries.into_iter().filter(|(_, value)| !is_nothing(&Val::of(value)));
    let inner = |value: &Value| match value {
        Value::Object(_) | Value::Array(_) => Value::Object(compacted(value)),
        other => other.clone(),
    };
    kept.map(|(name, value)| (name, inner(value))).collect()
}
