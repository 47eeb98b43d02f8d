//! How values are compared, ordered and written as texts, the way JavaScript does
//! it, so that data shaped here looks as people know it from there.

use serde_json::{Map, Number, Value};
use std::borrow::Cow;
use std::cmp::Ordering;

/// Whether two values are the same: 1 is 1.0, and fields have no order.
pub fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => same_fields(left, right),
        _ => left == right,
    }
}

/// Whether two objects have the same fields.
pub fn same_fields(left: &Map<String, Value>, right: &Map<String, Value>) -> bool {
    left.len() == right.len() && left.iter().all(|(name, left)| right.get(name).is_some_and(|right| same(left, right)))
}

/// The same for values that may be missing; missing is not null.
pub fn same_if_there(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => same(left, right),
        (None, None) => true,
        _ => false,
    }
}

/// Whether two values mean the same although their types differ: `3` and `"3"`,
/// `true` and `"True"` or 1, a list and its JSON text, and all that is empty.
pub fn alike(left: Option<&Value>, right: Option<&Value>) -> bool {
    use Value::{Array, Bool, Null, Number, Object, String};
    let (Some(left), Some(right)) = (left, right) else {
        // What is missing on one side is like what is empty on the other.
        return left.or(right).is_none_or(is_nothing);
    };
    match (left, right) {
        _ if is_nothing(left) && is_nothing(right) => true,
        (Number(number), String(text)) | (String(text), Number(number)) => number_text(number) == *text,
        (Array(_) | Object(_), String(text)) => parses_to(text, left),
        (String(text), Array(_) | Object(_)) => parses_to(text, right),
        (Bool(truth), String(text)) | (String(text), Bool(truth)) => {
            let word = if *truth { "true" } else { "false" };
            let digit = if *truth { "1" } else { "0" };
            text.to_lowercase() == word || text == digit
        }
        (Bool(truth), Number(number)) | (Number(number), Bool(truth)) => {
            number.as_f64() == Some(f64::from(u8::from(*truth)))
        }
        (Null, _) | (_, Null) => left == right,
        _ => same(left, right),
    }
}

/// The same, where also null and 0 mean the same.
pub fn alike_with_zero(left: Option<&Value>, right: Option<&Value>) -> bool {
    let is_zero = |value: Option<&Value>| match value {
        Some(Value::Number(number)) => number.as_f64() == Some(0.0),
        Some(Value::String(text)) => text == "0",
        _ => false,
    };
    let is_null = |value: Option<&Value>| matches!(value, Some(Value::Null));
    (is_null(left) && is_zero(right)) || (is_null(right) && is_zero(left)) || alike(left, right)
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(entries) => entries.is_empty(),
        _ => false,
    }
}

fn parses_to(text: &str, value: &Value) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|parsed| same(&parsed, value))
}

/// Whether the left comes before the right: texts by letters, all else as numbers.
/// What is no number is neither before nor after anything.
pub fn is_less(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (Some(Value::String(left)), Some(Value::String(right))) => text_order(left, right).is_lt(),
        _ => as_number(left) < as_number(right),
    }
}

/// How two texts are ordered: by their UTF-16 units.
pub fn text_order(left: &str, right: &str) -> Ordering {
    if left.is_ascii() && right.is_ascii() { left.cmp(right) } else { left.encode_utf16().cmp(right.encode_utf16()) }
}

/// A value as a number; NaN if it is none.
pub fn as_number(value: Option<&Value>) -> f64 {
    match value {
        None => f64::NAN,
        Some(Value::Null) => 0.0,
        Some(Value::Bool(truth)) => f64::from(u8::from(*truth)),
        Some(Value::Number(number)) => number.as_f64().unwrap_or(f64::NAN),
        Some(Value::String(text)) => parsed_number(text),
        Some(list @ Value::Array(_)) => parsed_number(&text_of(list)),
        Some(Value::Object(_)) => f64::NAN,
    }
}

/// A text as a number; NaN if it is none, 0 if it is blank.
pub fn parsed_number(text: &str) -> f64 {
    let text = text.trim();
    let digits = |radix| text.get(2..).and_then(|digits| u64::from_str_radix(digits, radix).ok());
    let prefixed = |radix| digits(radix).map_or(f64::NAN, |number| number as f64);
    match text.get(..2) {
        Some("0x" | "0X") => return prefixed(16),
        Some("0o" | "0O") => return prefixed(8),
        Some("0b" | "0B") => return prefixed(2),
        _ => {}
    }
    match text {
        "" => 0.0,
        "Infinity" | "+Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        // Rust also reads `inf` and `nan`.
        _ if text.bytes().any(|byte| byte.is_ascii_alphabetic() && !matches!(byte, b'e' | b'E')) => f64::NAN,
        _ => text.parse().unwrap_or(f64::NAN),
    }
}

/// A float as a JSON number, whole where it is whole; null if it is no number.
pub fn number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        return Value::Number((number as i64).into());
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// A number as JavaScript writes it: `1`, not `1.0`.
pub fn number_text(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if !number.is_i64() && !number.is_u64() => float_text(float),
        _ => number.to_string(),
    }
}

fn float_text(number: f64) -> String {
    let magnitude = number.abs();
    if number == 0.0 {
        "0".into()
    } else if (1e-6..1e21).contains(&magnitude) {
        number.to_string()
    } else {
        let text = format!("{number:e}");
        if magnitude >= 1e21 { text.replacen('e', "e+", 1) } else { text }
    }
}

/// A value as `String(value)` writes it.
pub fn text_of(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Number(number) => number_text(number).into(),
        Value::Null => "null".into(),
        Value::Bool(truth) => truth.to_string().into(),
        Value::Array(entries) => {
            let entry = |entry: &Value| if entry.is_null() { String::new() } else { text_of(entry).into_owned() };
            entries.iter().map(entry).collect::<Vec<_>>().join(",").into()
        }
        Value::Object(_) => "[object Object]".into(),
    }
}

/// What JavaScript calls the type of a value that is there.
pub fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Null | Value::Array(_) | Value::Object(_) => "object",
    }
}

/// Adds a value to a key by which things are told apart: equal values are written
/// equally, numbers without an empty fraction and fields in order of their names.
pub fn add_to_key(value: &Value, key: &mut String) {
    match value {
        Value::Number(number) => key.push_str(&number_text(number)),
        Value::Array(entries) => {
            key.push('[');
            for entry in entries {
                add_to_key(entry, key);
                key.push(',');
            }
            key.push(']');
        }
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by_key(|(name, _)| *name);
            key.push('{');
            for (name, value) in sorted {
                key.push_str(&format!("{name:?}:"));
                add_to_key(value, key);
                key.push(',');
            }
            key.push('}');
        }
        other => key.push_str(&other.to_string()),
    }
}

/// Sorts by a comparison that may contradict itself, as comparisons of unlike
/// values do; equal entries keep their order. Short lists come out as JavaScript
/// engines leave them also then.
pub fn sort_by<T>(entries: Vec<T>, mut order: impl FnMut(&T, &T) -> Ordering) -> Vec<T> {
    const RUN: usize = 64;
    let mut runs: Vec<Vec<T>> = Vec::new();
    let mut entries = entries.into_iter().peekable();
    while entries.peek().is_some() {
        let run = entries.by_ref().take(RUN).collect();
        runs.push(insertion_sorted(run, &mut order));
    }
    while runs.len() > 1 {
        let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
        let mut pairs = runs.into_iter();
        while let Some(left) = pairs.next() {
            merged.push(match pairs.next() {
                Some(right) => merge(left, right, &mut order),
                None => left,
            });
        }
        runs = merged;
    }
    runs.pop().unwrap_or_default()
}

/// Insertion by halving, behind the run that stands in order already.
fn insertion_sorted<T>(entries: Vec<T>, order: &mut impl FnMut(&T, &T) -> Ordering) -> Vec<T> {
    let mut sorted = entries;
    let start = run_at_start(&mut sorted, order);
    for place in start..sorted.len() {
        let (mut low, mut high) = (0, place);
        while low < high {
            let middle = low + (high - low) / 2;
            if order(&sorted[place], &sorted[middle]).is_lt() {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        sorted[low..=place].rotate_right(1);
    }
    sorted
}

/// The length of the ordered run at the start; a falling one is turned round.
fn run_at_start<T>(entries: &mut [T], order: &mut impl FnMut(&T, &T) -> Ordering) -> usize {
    if entries.len() < 2 {
        return entries.len();
    }
    let falls = order(&entries[1], &entries[0]).is_lt();
    let mut end = 2;
    while end < entries.len() && order(&entries[end], &entries[end - 1]).is_lt() == falls {
        end += 1;
    }
    if falls {
        entries[..end].reverse();
    }
    end
}

fn merge<T>(left: Vec<T>, right: Vec<T>, order: &mut impl FnMut(&T, &T) -> Ordering) -> Vec<T> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(first), Some(second)) = (left.peek(), right.peek()) {
        let next = if order(second, first).is_lt() { right.next() } else { left.next() };
        merged.extend(next);
    }
    merged.extend(left);
    merged.extend(right);
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_alike_across_types() {
        for (left, right, expected) in [
            (json!(3), json!("3"), true),
            (json!(3.0), json!("3"), true),
            (json!("3"), json!(4), false),
            (json!(true), json!("TRUE"), true),
            (json!(false), json!(0), true),
            (json!("1"), json!(true), true),
            (json!([1]), json!("[1]"), true),
            (json!({"a": 1}), json!("{\"a\":1}"), true),
            (json!(null), json!(""), true),
            (json!([]), json!(""), true),
            (json!(null), json!(0), false),
            (json!({}), json!(null), false),
            (json!("a"), json!("A"), false),
        ] {
            assert_eq!(alike(Some(&left), Some(&right)), expected, "{left} {right}");
            assert_eq!(alike(Some(&right), Some(&left)), expected, "{right} {left}");
        }
        assert!(alike(None, Some(&json!(""))) && alike(None, None) && !alike(Some(&json!(1)), None));
        assert!(alike_with_zero(Some(&json!(null)), Some(&json!("0"))));
    }

    #[test]
    fn values_are_ordered_as_in_javascript() {
        for (left, right, expected) in [
            (json!(9), json!(10), true),
            (json!("9"), json!("10"), false),
            (json!("9"), json!(10), true),
            (json!(null), json!(1), true),
            (json!(false), json!(true), true),
            (json!("a"), json!(1), false),
            (json!(1), json!("a"), false),
            (json!("\u{ff5e}"), json!("\u{1f600}"), false),
        ] {
            assert_eq!(is_less(Some(&left), Some(&right)), expected, "{left} {right}");
        }
    }

    #[test]
    fn numbers_are_written_as_in_javascript() {
        for (value, expected) in
            [(json!(1.0), "1"), (json!(1.5), "1.5"), (json!(1e21), "1e+21"), (json!(1e-7), "1e-7"), (json!(-0.0), "0")]
        {
            assert_eq!(text_of(&value), expected);
        }
        assert_eq!(text_of(&json!([1, null, ["a"]])), "1,,a");
        assert_eq!(number(2.0).to_string(), "2");
    }

    #[test]
    fn sorting_keeps_the_order_of_equals_and_bears_contradictions() {
        let pairs: Vec<(u32, u32)> = (0..500).map(|place| (place * 7919 % 13, place)).collect();
        let sorted = sort_by(pairs.clone(), |left, right| left.0.cmp(&right.0));
        let mut expected = pairs;
        expected.sort_by_key(|pair| pair.0);
        assert_eq!(sorted, expected);
        let falling = sort_by((0..200).rev().collect(), |left: &i32, right| left.cmp(right));
        assert_eq!(falling, (0..200).collect::<Vec<_>>());
        assert_eq!(sort_by(vec![1, 2, 3], |_: &i32, _| Ordering::Greater).len(), 3);
    }
}
