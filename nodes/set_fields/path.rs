//! Fields by paths with dots: `address.city`, `orders.0.total`.

use serde_json::{Map, Value};

fn split(path: &str, dots: bool) -> Vec<&str> {
    let parts: Vec<_> = if dots { path.split('.').map(str::trim).collect() } else { vec![path] };
    // `a..b` or a dot at an end is no path, but a name with a dot in it.
    if parts.iter().any(|part| part.is_empty()) { vec![path] } else { parts }
}

/// The field at a path.
pub(super) fn get<'a>(fields: &'a Map<String, Value>, path: &str, dots: bool) -> Option<&'a Value> {
    let parts = split(path, dots);
    let (first, rest) = parts.split_first()?;
    rest.iter().try_fold(fields.get(*first)?, |value, part| match value {
        Value::Object(fields) => fields.get(*part),
        Value::Array(entries) => entries.get(part.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Sets the field at a path. What is on the way and neither an object nor a list
/// with that entry is replaced by an object.
pub(super) fn set(fields: &mut Map<String, Value>, path: &str, dots: bool, value: Value) {
    let parts = split(path, dots);
    let Some((last, way)) = parts.split_last() else { return };
    let Some((first, way)) = way.split_first() else {
        fields.insert((*last).to_owned(), value);
        return;
    };
    let start = fields.entry((*first).to_owned()).or_insert(Value::Null);
    let holder = way.iter().fold(start, |holder, part| child(holder, part));
    *child(holder, last) = value;
}

/// The child of a value by name or place, made if it is not there.
fn child<'a>(value: &'a mut Value, part: &str) -> &'a mut Value {
    let has_entry = |entries: &Vec<Value>| part.parse::<usize>().is_ok_and(|place| place < entries.len());
    let fits = match &*value {
        Value::Object(_) => true,
        Value::Array(entries) => has_entry(entries),
        _ => false,
    };
    if !fits {
        *value = Value::Object(Map::new());
    }
    match part.parse::<usize>() {
        // An entry that is not there would have been replaced by an object above.
        Ok(place) if value.is_array() => &mut value[place],
        _ => &mut value[part],
    }
}

/// Removes the field at a path, if it is there.
pub(super) fn remove(fields: &mut Map<String, Value>, path: &str, dots: bool) {
    let parts = split(path, dots);
    let Some((last, way)) = parts.split_last() else { return };
    let Some((first, way)) = way.split_first() else {
        fields.shift_remove(*last);
        return;
    };
    let holder = fields.get_mut(*first).and_then(|start| {
        way.iter().try_fold(start, |value, part| match value {
            Value::Object(fields) => fields.get_mut(*part),
            Value::Array(entries) => entries.get_mut(part.parse::<usize>().ok()?),
            _ => None,
        })
    });
    match holder {
        Some(Value::Object(fields)) => drop(fields.shift_remove(*last)),
        Some(Value::Array(entries)) => {
            if let Some(place) = last.parse::<usize>().ok().filter(|place| *place < entries.len()) {
                entries.remove(place);
            }
        }
        _ => {}
    }
}
