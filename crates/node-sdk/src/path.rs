//! Fields by paths: `address.city`, `orders[0].total`, `["a.b"].c`.
//!
//! A field whose whole name is the path wins over what the path leads to. Paths
//! mean what they mean to the tools people come from: a number makes a list
//! where nothing is, and taking an entry out of a list leaves `null`.

use crate::error::NodeError;
use serde_json::{Map, Value};

/// How far behind the end of a list an entry may be set.
const GAP_MAXIMUM: usize = 10_000;
/// How many parts a path may have.
const PARTS_MAXIMUM: usize = 100;

/// The value at a path. Without `dots` the path is the name of a field.
pub fn get<'a>(json: &'a Value, path: &str, dots: bool) -> Option<&'a Value> {
    if let Some(whole) = json.get(path) {
        return Some(whole);
    }
    if !dots || !is_path(path) {
        return None;
    }
    parts(path).iter().try_fold(json, |value, part| child(value, part))
}

/// Sets the value at a path. What is on the way and can hold no fields is replaced;
/// a name where a list is changes nothing.
pub fn set(fields: &mut Map<String, Value>, path: &str, dots: bool, value: Value) -> Result<(), NodeError> {
    if !dots || !is_path(path) || fields.contains_key(path) {
        fields.insert(path.to_owned(), value);
        return Ok(());
    }
    let parts = parts(path);
    if parts.len() > PARTS_MAXIMUM {
        return Err(too_far(path));
    }
    let Some((first, rest)) = parts.split_first() else { return Ok(()) };
    let mut place = fields.entry(first.clone()).or_insert(Value::Null);
    for part in rest {
        if !place.is_object() && !place.is_array() {
            *place = if index(part).is_some() { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
        }
        place = match place {
            Value::Object(fields) => fields.entry(part.clone()).or_insert(Value::Null),
            Value::Array(entries) => {
                let Some(index) = index(part) else { return Ok(()) };
                if index > entries.len() + GAP_MAXIMUM {
                    return Err(too_far(path));
                }
                if index >= entries.len() {
                    entries.resize(index + 1, Value::Null);
                }
                &mut entries[index]
            }
            _ => return Ok(()),
        };
    }
    *place = value;
    Ok(())
}

/// Removes the field at a path, if it is there. An entry of a list becomes `null`.
pub fn remove(json: &mut Value, path: &str, dots: bool) {
    if let Value::Object(fields) = json
        && (!dots || !is_path(path) || fields.contains_key(path))
    {
        fields.shift_remove(path);
        return;
    }
    let parts = parts(path);
    let Some((last, way)) = parts.split_last() else { return };
    let holder = way.iter().try_fold(json, |value, part| match value {
        Value::Object(fields) => fields.get_mut(part),
        Value::Array(entries) => entries.get_mut(index(part)?),
        _ => None,
    });
    match holder {
        Some(Value::Object(fields)) => drop(fields.shift_remove(last)),
        Some(Value::Array(entries)) => {
            if let Some(entry) = index(last).and_then(|index| entries.get_mut(index)) {
                *entry = Value::Null;
            }
        }
        _ => {}
    }
}

/// The last name of a path: `city` of `address.city`.
pub fn last_name(path: &str, dots: bool) -> &str {
    match path.rsplit_once('.') {
        Some((_, last)) if dots => last,
        _ => path,
    }
}

fn is_path(path: &str) -> bool {
    path.contains(['.', '['])
}

fn child<'a>(value: &'a Value, part: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => fields.get(part),
        Value::Array(entries) => entries.get(index(part)?),
        _ => None,
    }
}

/// A whole number from 0 without leading zeros.
fn index(part: &str) -> Option<usize> {
    let is_plain = part == "0" || (!part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit()));
    if is_plain { part.parse().ok() } else { None }
}

/// The names and numbers a path is made of.
fn parts(path: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = path;
    // A dot at the start comes after a name without letters.
    if rest.starts_with('.') {
        parts.push(String::new());
    }
    while !rest.is_empty() {
        if let Some((part, after)) = bracket(rest) {
            parts.push(part);
            rest = after;
            continue;
        }
        let tail = rest.strip_prefix('.').unwrap_or(rest);
        if tail.starts_with('[') && tail.len() < rest.len() && bracket(tail).is_some() {
            rest = tail;
            continue;
        }
        // A sign that opens nothing is passed over.
        if tail.starts_with(['[', ']']) {
            rest = &tail[1..];
            continue;
        }
        let end = tail.find(['.', '[', ']']).unwrap_or(tail.len());
        parts.push(tail[..end].to_owned());
        rest = &tail[end..];
    }
    parts
}

/// `[0]`, `["a.b"]` or `[name]` at the start of a path, and what comes after it.
fn bracket(path: &str) -> Option<(String, &str)> {
    let inside = path.strip_prefix('[')?;
    for quote in ['"', '\''] {
        if let Some(quoted) = inside.strip_prefix(quote) {
            let close = format!("{quote}]");
            return quoted.split_once(close.as_str()).map(|(name, after)| (name.to_owned(), after));
        }
    }
    let (name, after) = inside.split_once(']')?;
    let is_plain = !name.is_empty() && !name.contains(['.', '[']);
    is_plain.then(|| (name.to_owned(), after))
}

fn too_far(path: &str) -> NodeError {
    let shown: String = path.chars().take(60).collect();
    let message =
        format!("The path `{shown}` leads too far: lists grow by 10,000 entries at most, paths have 100 parts.");
    NodeError::permanent("path_too_far", message, "Set a nearer entry, or write the name with quotes: `[\"a.b\"]`.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_are_taken_apart() {
        for (path, expected) in [
            ("a", vec!["a"]),
            ("a.b", vec!["a", "b"]),
            ("a[0].b", vec!["a", "0", "b"]),
            ("a[0][1]", vec!["a", "0", "1"]),
            ("[\"a.b\"].c", vec!["a.b", "c"]),
            ("a['b c'].d", vec!["a", "b c", "d"]),
            ("a..b", vec!["a", "", "b"]),
            (".a", vec!["", "a"]),
            ("a.[0]", vec!["a", "0"]),
            ("a[b].c", vec!["a", "b", "c"]),
            ("a.", vec!["a", ""]),
        ] {
            assert_eq!(parts(path), expected, "{path}");
        }
    }

    #[test]
    fn values_are_found_by_path() {
        let json = json!({"a": {"b": [{"c": 1}], "x.y": 3}, "a.b": 2, "l": [[5]]});
        for (path, expected) in [
            ("a.b", Some(json!(2))),
            ("a.b[0].c", Some(json!(1))),
            ("a[\"x.y\"]", Some(json!(3))),
            ("l[0][0]", Some(json!(5))),
            ("l.0.0", Some(json!(5))),
            ("l.x", None),
            ("a.z", None),
        ] {
            assert_eq!(get(&json, path, true).cloned(), expected, "{path}");
        }
        assert_eq!(get(&json, "l[0]", false), None);
    }

    #[test]
    fn values_are_set_by_path() {
        let set_in = |start: Value, path: &str| {
            let Value::Object(mut fields) = start else { unreachable!("cases start with objects") };
            set(&mut fields, path, true, json!(1)).map(|()| Value::Object(fields))
        };
        for (start, path, expected) in [
            (json!({}), "a.b", json!({"a": {"b": 1}})),
            (json!({}), "a[1]", json!({"a": [null, 1]})),
            (json!({}), "a.1", json!({"a": [null, 1]})),
            (json!({"a": {}}), "a.1", json!({"a": {"1": 1}})),
            (json!({"a": 5}), "a.b", json!({"a": {"b": 1}})),
            (json!({"a": [{"b": 0}]}), "a[0].b", json!({"a": [{"b": 1}]})),
            (json!({"a": [2]}), "a.name", json!({"a": [2]})),
            (json!({"a.b": 0}), "a.b", json!({"a.b": 1})),
        ] {
            assert_eq!(set_in(start, path), Ok(expected), "{path}");
        }
        assert_eq!(set_in(json!({}), "a[99999999]").unwrap_err().code, "path_too_far");
        assert_eq!(set_in(json!({}), &"a.".repeat(200)).unwrap_err().code, "path_too_far");
    }

    #[test]
    fn values_are_removed_by_path() {
        for (start, path, expected) in [
            (json!({"a": {"b": 1, "c": 2}}), "a.b", json!({"a": {"c": 2}})),
            (json!({"a": [1, 2]}), "a[0]", json!({"a": [null, 2]})),
            (json!({"a.b": 1, "a": {"b": 2}}), "a.b", json!({"a": {"b": 2}})),
            (json!({"a": 1}), "b.c", json!({"a": 1})),
        ] {
            let mut json = start;
            remove(&mut json, path, true);
            assert_eq!(json, expected, "{path}");
        }
    }
}
