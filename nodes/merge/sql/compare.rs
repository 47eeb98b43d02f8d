//! When values are equal, alike, or taken for true.

use node_sdk::values::as_number;
use serde_json::Value;

/// What JavaScript takes for true.
pub(super) fn truthy(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Bool(truth)) => *truth,
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(_) | Value::Object(_)) => true,
    }
}

/// Whether values are equal; the text "5" is the number 5, and nothing is only nothing.
pub(super) fn is_equal(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left.filter(|value| !value.is_null()), right.filter(|value| !value.is_null())) {
        (None, None) => left.is_some() && right.is_some(),
        (None, _) | (_, None) => false,
        (Some(Value::String(left)), Some(Value::String(right))) => left == right,
        (Some(left), Some(right)) if left.is_object() || left.is_array() || right.is_object() || right.is_array() => {
            left == right
        }
        (left, right) => as_number(left) == as_number(right),
    }
}

/// Whether a text is like a pattern with `%` for any letters and `_` for one; large and
/// small letters are the same.
pub(super) fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) =
        (text.to_lowercase().chars().collect(), pattern.to_lowercase().chars().collect());
    let (mut at, mut wanted, mut retry) = (0, 0, None);
    while at < text.len() {
        match pattern.get(wanted) {
            Some('%') => {
                retry = Some((at, wanted));
                wanted += 1;
            }
            Some(letter) if *letter == '_' || *letter == text[at] => (at, wanted) = (at + 1, wanted + 1),
            // The last `%` takes one letter more.
            _ => match retry {
                Some((start, percent)) => {
                    retry = Some((start + 1, percent));
                    (at, wanted) = (start + 1, percent + 1);
                }
                None => return false,
            },
        }
    }
    pattern[wanted..].iter().all(|letter| *letter == '%')
}
