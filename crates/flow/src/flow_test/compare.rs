//! Compares what came with what was expected.

use serde_json::{Number, Value};

/// The value at a path such as `customer.name` or `lines.0`; the whole at an empty one.
pub(super) fn at_path<'a>(whole: &'a Value, path: &str) -> Option<&'a Value> {
    // A field may itself be called `a.b`.
    if let Some(value) = whole.get(path) {
        return Some(value);
    }
    let mut steps = path.split('.').filter(|step| !step.is_empty());
    steps.try_fold(whole, |value, step| match value {
        Value::Array(list) => list.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    })
}

/// Whether two values are the same; `1` and `1.0` are.
pub(super) fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => is_same_number(one, other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has_same = |(name, value): (&String, &Value)| other.get(name).is_some_and(|it| is_same(value, it));
            one.len() == other.len() && one.iter().all(has_same)
        }
        _ => one == other,
    }
}

fn is_same_number(one: &Number, other: &Number) -> bool {
    // Large whole numbers are compared as they are: as floats, different ones become the same.
    one == other || (one.is_f64() || other.is_f64()) && one.as_f64() == other.as_f64()
}

/// Whether a value holds another: a text a part of it, a list an entry, an object some fields.
pub(super) fn holds(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::String(whole), Value::String(part)) => whole.contains(part.as_str()),
        (Value::Array(whole), part) if !part.is_array() => whole.iter().any(|entry| holds_entry(entry, part)),
        (Value::Array(whole), Value::Array(parts)) => {
            parts.iter().all(|part| whole.iter().any(|entry| holds_entry(entry, part)))
        }
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(name, value)| whole.get(name).is_some_and(|it| holds_entry(it, value)))
        }
        _ => is_same(whole, part),
    }
}

/// Within a list or an object a text is meant as a whole.
fn holds_entry(entry: &Value, part: &Value) -> bool {
    if part.is_string() { is_same(entry, part) } else { holds(entry, part) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_found_by_path() {
        let whole = json!({"a": {"b": [1, {"c": 2}]}, "x.y": 3});
        for (path, expected) in [("a.b.1.c", Some(json!(2))), ("x.y", Some(json!(3))), ("a.b.7", None), ("a.z", None)] {
            assert_eq!(at_path(&whole, path), expected.as_ref(), "{path}");
        }
        assert_eq!(at_path(&whole, ""), Some(&whole));
    }

    #[test]
    fn numbers_are_the_same_however_they_are_written() {
        for (one, other, expected) in [
            (json!(1), json!(1.0), true),
            (json!({"a": [1]}), json!({"a": [1.0]}), true),
            (json!(1), json!("1"), false),
            (json!(9_007_199_254_740_993_i64), json!(9_007_199_254_740_992_i64), false),
            (json!({"a": 1}), json!({"a": 1, "b": 2}), false),
            (json!(null), json!(null), true),
        ] {
            assert_eq!(is_same(&one, &other), expected, "{one} {other}");
        }
    }

    #[test]
    fn a_part_is_found_in_the_whole() {
        for (whole, part, expected) in [
            (json!("Hello Ada"), json!("Ada"), true),
            (json!(["red", "green"]), json!("red"), true),
            (json!(["reddish"]), json!("red"), false),
            (json!([{"id": 1, "name": "x"}]), json!({"id": 1.0}), true),
            (json!({"a": {"b": 1, "c": 2}, "d": 3}), json!({"a": {"b": 1}}), true),
            (json!({"a": "Hello"}), json!({"a": "Hell"}), false),
            (json!([1, 2, 3]), json!([3, 1]), true),
            (json!(5), json!(5), true),
        ] {
            assert_eq!(holds(&whole, &part), expected, "{whole} {part}");
        }
    }
}
