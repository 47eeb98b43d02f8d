//! How the values of a field are compared.

use node_sdk::values;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;
use std::cmp::Ordering;

/// How values are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Comparison {
    /// # As what they are
    ///
    /// Numbers by size, texts by letters; capital and small letters count as the same.
    #[default]
    Any,
    /// # As numbers
    ///
    /// Also numbers in texts; what is no number comes last.
    Number,
    /// # As texts
    ///
    /// Letter by letter; capital letters come before small ones.
    Text,
    /// # As texts with numbers
    ///
    /// “item 9” comes before “item 10”.
    Natural,
}

impl Comparison {
    /// The values of all items, made ready to be compared.
    pub(super) fn prepared<'a>(self, column: &[Option<&'a Value>]) -> Column<'a> {
        let texts = || column.iter().map(|value| value.map_or(Cow::Borrowed(""), values::text_of)).collect();
        match self {
            Self::Any => Column::Any(column.iter().map(|value| value.map(lower)).collect()),
            Self::Number => Column::Number(column.iter().map(|value| values::as_number(*value)).collect()),
            Self::Text => Column::Text(texts()),
            Self::Natural => Column::Natural(texts().into_iter().map(|text: Cow<str>| text.to_lowercase()).collect()),
        }
    }
}

fn lower(value: &Value) -> Cow<'_, Value> {
    match value {
        Value::String(text) => Cow::Owned(Value::String(text.to_lowercase())),
        other => Cow::Borrowed(other),
    }
}

/// The values of one field of all items.
pub(super) enum Column<'a> {
    Any(Vec<Option<Cow<'a, Value>>>),
    Number(Vec<f64>),
    Text(Vec<Cow<'a, str>>),
    Natural(Vec<String>),
}

impl Column<'_> {
    pub(super) fn compare(&self, left: usize, right: usize) -> Ordering {
        match self {
            Self::Any(values) => any(values[left].as_deref(), values[right].as_deref()),
            Self::Number(numbers) => number(numbers[left], numbers[right]),
            Self::Text(texts) => values::text_order(&texts[left], &texts[right]),
            Self::Natural(texts) => natural(&texts[left], &texts[right]),
        }
    }
}

/// What is neither the same nor less counts as more, also where nothing can be said.
fn any(left: Option<&Value>, right: Option<&Value>) -> Ordering {
    if values::same_if_there(left, right) {
        Ordering::Equal
    } else if values::is_less(left, right) {
        Ordering::Less
    } else {
        Ordering::Greater
    }
}

fn number(left: f64, right: f64) -> Ordering {
    left.partial_cmp(&right).unwrap_or_else(|| left.is_nan().cmp(&right.is_nan()))
}

/// Compares letters as letters and runs of digits as numbers.
fn natural(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    loop {
        let (left_digits, right_digits) = (digits(left), digits(right));
        if !left_digits.is_empty() && !right_digits.is_empty() {
            let order = by_size(left_digits, right_digits);
            if order.is_ne() {
                return order;
            }
            (left, right) = (&left[left_digits.len()..], &right[right_digits.len()..]);
            continue;
        }
        let (mut left_letters, mut right_letters) = (left.chars(), right.chars());
        match (left_letters.next(), right_letters.next()) {
            (Some(first), Some(second)) if first == second => {
                (left, right) = (left_letters.as_str(), right_letters.as_str())
            }
            (first, second) => return first.cmp(&second),
        }
    }
}

fn digits(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    &text[..end]
}

/// Compares runs of digits of any length.
fn by_size(left: &str, right: &str) -> Ordering {
    let (left, right) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}
