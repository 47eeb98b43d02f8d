//! What each operator means. A value that is missing compares as false; a value
//! of the wrong kind is an error, because a silent “no” would hide it.

use super::{Operator, Strictness};
use crate::error::NodeError;
use crate::pairs::text;
use expression::Scope;
use flow::Timestamp;
use regex_lite::{Regex, RegexBuilder};
use serde_json::Value;
use std::cmp::Ordering;

/// Whether the comparison holds.
pub(super) fn holds(
    operator: Operator,
    left: &Value,
    right: &Value,
    strictness: Strictness,
    time_zone: &str,
) -> Result<bool, NodeError> {
    use Operator as O;
    let same = |right: &Value| equal(left, right, strictness);
    let texts = || (cased(left, strictness), cased(right, strictness));
    let number = |wanted: fn(Ordering) -> bool| {
        numbers(operator, left, right, strictness).map(|order| order.is_some_and(wanted))
    };
    let date =
        |wanted: fn(Ordering) -> bool| dates(operator, left, right, time_zone).map(|order| order.is_some_and(wanted));
    Ok(match operator {
        O::Equals => same(right),
        O::NotEquals => !same(right),
        O::Exists => !left.is_null(),
        O::DoesNotExist => left.is_null(),
        O::IsEmpty => is_empty(left),
        O::IsNotEmpty => !is_empty(left),
        O::Contains => contains(left, right, strictness),
        O::NotContains => !contains(left, right, strictness),
        O::StartsWith | O::NotStartsWith => {
            let (left, right) = texts();
            left.starts_with(&right) == (operator == O::StartsWith)
        }
        O::EndsWith | O::NotEndsWith => {
            let (left, right) = texts();
            left.ends_with(&right) == (operator == O::EndsWith)
        }
        O::IsOneOf => choices(right).iter().any(same),
        O::IsNoneOf => !choices(right).iter().any(same),
        O::Greater => number(Ordering::is_gt)?,
        O::GreaterOrEqual => number(Ordering::is_ge)?,
        O::Less => number(Ordering::is_lt)?,
        O::LessOrEqual => number(Ordering::is_le)?,
        O::After => date(Ordering::is_gt)?,
        O::Before => date(Ordering::is_lt)?,
        O::NotBefore => date(Ordering::is_ge)?,
        O::NotAfter => date(Ordering::is_le)?,
        O::IsTrue => truth(left, strictness) == Some(true),
        O::IsFalse => truth(left, strictness) == Some(false),
        O::LongerThan => lengths(left, right)?.is_some_and(Ordering::is_gt),
        O::ShorterThan => lengths(left, right)?.is_some_and(Ordering::is_lt),
        O::AsLongAs => lengths(left, right)?.is_some_and(Ordering::is_eq),
        O::NotAsLongAs => lengths(left, right)?.is_some_and(Ordering::is_ne),
        O::AtLeastAsLongAs => lengths(left, right)?.is_some_and(Ordering::is_ge),
        O::AtMostAsLongAs => lengths(left, right)?.is_some_and(Ordering::is_le),
        O::IsText => left.is_string(),
        O::IsNumber => left.is_number(),
        O::IsList => left.is_array(),
        O::IsObject => left.is_object(),
        // Patterns are compiled once and matched by the condition itself.
        O::Matches | O::NotMatches => false,
    })
}

/// The pattern and its flags: people write `/…/i` as they do in expressions.
fn parts(written: &str) -> (&str, &str) {
    match written.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) {
        Some((source, flags)) if flags.chars().all(|flag| "gimsuy".contains(flag)) => (source, flags),
        _ => (written, ""),
    }
}

/// Whether a pattern looks around or back, which takes no bounded time and so is
/// left to the sandbox.
pub(super) fn needs_sandbox(pattern: &Value) -> bool {
    let Value::String(written) = pattern else { return false };
    let looks_around = ["(?=", "(?!", "(?<=", "(?<!", "\\k<"].iter().any(|sign| written.contains(sign));
    let bytes = written.as_bytes();
    let looks_back = bytes.windows(2).any(|pair| pair[0] == b'\\' && matches!(pair[1], b'1'..=b'9'));
    looks_around || looks_back
}

/// Whether such a pattern matches, asked of the sandbox; without one, why not.
pub(super) fn matches_in_sandbox(
    right: &Value,
    text: &str,
    ignore_case: bool,
    scope: &Scope<'_>,
) -> Result<bool, NodeError> {
    let Some(sandbox) = scope.world.javascript() else {
        return pattern(right, ignore_case).map(|regex| regex.is_match(text));
    };
    let written = crate::pairs::text(right);
    let (source, flags) = parts(&written);
    let added = if ignore_case && !flags.contains('i') { "i" } else { "" };
    let quoted = |text: &str| Value::from(text).to_string();
    let code = format!("new RegExp({}, {}).test({})", quoted(source), quoted(&format!("{flags}{added}")), quoted(text));
    Ok(sandbox.evaluate(&code, scope)? == Value::Bool(true))
}

/// Compiles the pattern of `matches`.
pub(super) fn pattern(pattern: &Value, ignore_case: bool) -> Result<Regex, NodeError> {
    let written = text(pattern);
    let (source, flags) = parts(&written);
    let mut builder = RegexBuilder::new(source);
    builder.case_insensitive(ignore_case || flags.contains('i')).multi_line(flags.contains('m'));
    builder.dot_matches_new_line(flags.contains('s')).size_limit(64 << 10).build().map_err(|error| {
        let message = format!("The pattern `{written}` cannot be used: {error}.");
        let hint = "Write a regular expression without look-around and back-references.";
        NodeError::permanent("pattern_invalid", message, hint)
    })
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

fn cased(value: &Value, strictness: Strictness) -> String {
    let text = text(value);
    if strictness.ignore_case { text.to_lowercase() } else { text }
}

fn equal(left: &Value, right: &Value, strictness: Strictness) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        (Value::String(_), Value::String(_)) => cased(left, strictness) == cased(right, strictness),
        _ if strictness.types => left == right,
        (Value::Number(number), Value::String(text)) | (Value::String(text), Value::Number(number)) => {
            text.trim().parse().ok() == number.as_f64()
        }
        (Value::Bool(value), Value::String(text)) | (Value::String(text), Value::Bool(value)) => {
            text.trim().eq_ignore_ascii_case(if *value { "true" } else { "false" })
        }
        (Value::Null, Value::String(text)) | (Value::String(text), Value::Null) => text.is_empty(),
        _ => left == right,
    }
}

/// A text in a text, an entry in a list, a name in an object.
fn contains(left: &Value, right: &Value, strictness: Strictness) -> bool {
    match left {
        Value::Array(entries) => entries.iter().any(|entry| equal(entry, right, strictness)),
        Value::Object(fields) => fields.contains_key(&text(right)),
        Value::Null => false,
        _ => cased(left, strictness).contains(&cased(right, strictness)),
    }
}

/// The entries of a list, or of a text with commas.
fn choices(right: &Value) -> Vec<Value> {
    match right {
        Value::Array(entries) => entries.clone(),
        Value::String(text) => text.split(',').map(|choice| Value::from(choice.trim())).collect(),
        other => vec![other.clone()],
    }
}

fn truth(value: &Value, strictness: Strictness) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::String(text) if !strictness.types && text.trim().eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if !strictness.types && text.trim().eq_ignore_ascii_case("false") => Some(false),
        Value::Number(number) if !strictness.types => number.as_f64().map(|number| number != 0.0),
        _ => None,
    }
}

/// How two numbers stand to each other; None if one is missing.
fn numbers(
    operator: Operator,
    left: &Value,
    right: &Value,
    strictness: Strictness,
) -> Result<Option<Ordering>, NodeError> {
    let number = |value: &Value, side: &str| match value {
        Value::Null => Ok(None),
        Value::Number(number) => Ok(number.as_f64()),
        Value::String(text) if text.trim().is_empty() => Ok(None),
        // What stands on the right was typed into the panel, where all is text.
        Value::String(text) if !strictness.types || side == "right" => {
            text.trim().parse().map(Some).map_err(|_| wrong(operator, "numbers", value))
        }
        _ => Err(wrong(operator, "numbers", value)),
    };
    let (Some(left), Some(right)) = (number(left, "left")?, number(right, "right")?) else { return Ok(None) };
    Ok(left.partial_cmp(&right))
}

/// How two dates stand to each other; None if one is missing.
fn dates(operator: Operator, left: &Value, right: &Value, time_zone: &str) -> Result<Option<Ordering>, NodeError> {
    let date = |value: &Value| -> Result<Option<Timestamp>, NodeError> {
        if is_empty(value) {
            return Ok(None);
        }
        expression::instant(value, time_zone).map(Some).ok_or_else(|| wrong(operator, "dates", value))
    };
    let (Some(left), Some(right)) = (date(left)?, date(right)?) else { return Ok(None) };
    Ok(Some(left.cmp(&right)))
}

/// How the length of the left stands to the number on the right.
fn lengths(left: &Value, right: &Value) -> Result<Option<Ordering>, NodeError> {
    let length = match left {
        Value::Null => return Ok(None),
        Value::Array(entries) => entries.len(),
        Value::Object(fields) => fields.len(),
        other => text(other).chars().count(),
    };
    let wanted: f64 = text(right).trim().parse().map_err(|_| wrong(Operator::LongerThan, "a number", right))?;
    Ok((length as f64).partial_cmp(&wanted))
}

fn wrong(operator: Operator, wanted: &str, found: &Value) -> NodeError {
    let sign = match operator {
        Operator::Greater => "is greater than",
        Operator::GreaterOrEqual => "is at least",
        Operator::Less => "is less than",
        Operator::LessOrEqual => "is at most",
        Operator::After => "is after",
        Operator::Before => "is before",
        Operator::NotBefore => "is not before",
        Operator::NotAfter => "is not after",
        _ => "the length",
    };
    let shown: String = found.to_string().chars().take(60).collect();
    let message = format!("“{sign}” compares {wanted}, but one side is {shown}.");
    let hint =
        "Check the field the condition looks at, or convert it, for example with `.toNumber()` or `.toDateTime()`.";
    NodeError::permanent("not_comparable", message, hint)
}
