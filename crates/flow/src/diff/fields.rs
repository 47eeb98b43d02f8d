//! Compares two JSON values field by field.

use super::FieldChange;
use serde_json::{Map, Value};

/// The fields that differ, deepest first path that tells them apart. An object is
/// compared by key, a list by place.
pub(super) fn compare(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    walk(String::new(), before, after, &mut changes);
    changes
}

fn walk(path: String, before: &Value, after: &Value, changes: &mut Vec<FieldChange>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => objects(&path, old, new, changes),
        (Value::Array(old), Value::Array(new)) => arrays(&path, old, new, changes),
        _ => changes.push(FieldChange { path, before: before.clone(), after: after.clone() }),
    }
}

fn objects(path: &str, old: &Map<String, Value>, new: &Map<String, Value>, changes: &mut Vec<FieldChange>) {
    let gone = old.keys().filter(|key| !new.contains_key(*key));
    for key in new.keys().chain(gone) {
        let (before, after) = (old.get(key).unwrap_or(&Value::Null), new.get(key).unwrap_or(&Value::Null));
        walk(join(path, key), before, after, changes);
    }
}

fn arrays(path: &str, old: &[Value], new: &[Value], changes: &mut Vec<FieldChange>) {
    for index in 0..old.len().max(new.len()) {
        let (before, after) = (old.get(index).unwrap_or(&Value::Null), new.get(index).unwrap_or(&Value::Null));
        walk(join(path, &index.to_string()), before, after, changes);
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
