//! What can be worked out of the values of a field.

use node_sdk::values;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashSet;

/// What is worked out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Measure {
    /// # Count
    ///
    /// How many values there are; missing and empty ones do not count unless told so.
    #[default]
    Count,
    /// # Count different values
    CountUnique,
    /// # Sum
    ///
    /// Only numbers count.
    Sum,
    /// # Average
    ///
    /// Only numbers count.
    Average,
    /// # Smallest
    Min,
    /// # Largest
    Max,
    /// # List
    ///
    /// All values in a list.
    Append,
    /// # Text
    ///
    /// All values in one text.
    Concatenate,
}

impl Measure {
    /// The start of the name of the result.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Count => "count_",
            Self::CountUnique => "unique_count_",
            Self::Sum => "sum_",
            Self::Average => "average_",
            Self::Min => "min_",
            Self::Max => "max_",
            Self::Append => "appended_",
            Self::Concatenate => "concatenated_",
        }
    }

    /// The result for these values; None stands for one that is missing.
    pub(super) fn of(self, all: &[Option<&Value>], include_empty: bool, separator: &str) -> Value {
        let there: Vec<&Value> = all.iter().flatten().copied().filter(|value| !is_empty(value)).collect();
        match self {
            Self::Count if include_empty => all.len().into(),
            Self::Count => there.len().into(),
            Self::CountUnique if include_empty => {
                let missing = usize::from(all.iter().any(Option::is_none));
                (missing + unique(&all.iter().flatten().copied().collect::<Vec<_>>())).into()
            }
            Self::CountUnique => unique(&there).into(),
            Self::Sum => values::number(numbers(&there).sum::<f64>() + 0.0),
            Self::Average => {
                let count = numbers(&there).count();
                if count == 0 { Value::Null } else { values::number(numbers(&there).sum::<f64>() / count as f64) }
            }
            Self::Min => extreme(&there, |new, found| values::is_less(Some(new), Some(found))),
            Self::Max => extreme(&there, |new, found| values::is_less(Some(found), Some(new))),
            Self::Append if include_empty => all.iter().map(|value| value.cloned().unwrap_or(Value::Null)).collect(),
            Self::Append => there.into_iter().cloned().collect(),
            Self::Concatenate if include_empty => {
                all.iter().map(|value| text(*value)).collect::<Vec<_>>().join(separator).into()
            }
            Self::Concatenate => there.iter().map(|value| text(Some(value))).collect::<Vec<_>>().join(separator).into(),
        }
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(str::is_empty)
}

fn numbers<'a>(all: &'a [&Value]) -> impl Iterator<Item = f64> + 'a {
    all.iter().filter_map(|value| value.as_f64())
}

/// How many different values there are; each list and object is one of its own.
fn unique(all: &[&Value]) -> usize {
    let holds_others = |value: &&&Value| value.is_array() || value.is_object();
    let containers = all.iter().filter(holds_others).count();
    let plain = all.iter().filter(|value| !holds_others(value));
    let keys: HashSet<String> = plain.map(|value| key(value)).collect();
    containers + keys.len()
}

fn key(value: &Value) -> String {
    match value {
        Value::Number(number) => values::number_text(number),
        other => other.to_string(),
    }
}

fn extreme(all: &[&Value], is_better: impl Fn(&Value, &Value) -> bool) -> Value {
    let better = |found: &'_ &Value, new: &'_ &Value| is_better(new, found);
    let mut found: Option<&Value> = None;
    for new in all {
        if found.is_none_or(|found| better(&found, new)) {
            found = Some(new);
        }
    }
    found.cloned().unwrap_or(Value::Null)
}

fn text(value: Option<&Value>) -> String {
    match value {
        None => "undefined".into(),
        Some(value @ (Value::Array(_) | Value::Object(_) | Value::Null)) => value.to_string(),
        Some(value) => values::text_of(value).into_owned(),
    }
}
