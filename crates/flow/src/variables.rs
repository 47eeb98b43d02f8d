//! Variables: named values that outlive runs, and what may be done to one at once.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

/// The longest name of a variable, in letters.
pub const NAME_LETTERS_MOST: usize = 64;
/// The largest value of a variable as JSON, in bytes.
pub const VALUE_BYTES_MOST: usize = 64 * 1024;
/// The most variables of one owner.
pub const VARIABLES_MOST: u32 = 1_000;

/// Whose a variable is. Of several with one name the nearest counts: the flow's
/// before the workspace's before the organisation's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VariableScope {
    /// # The organisation
    ///
    /// All workspaces see it.
    Organisation,
    /// # The workspace
    #[default]
    Workspace,
    /// # This flow
    Flow,
}

/// What is done to a variable in one go, whoever else is at it.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// It becomes this.
    Set(Value),
    /// This is added to its number; what is not there counts as 0.
    Increment(f64),
    /// This goes to the end of its list; what is not there counts as an empty one.
    /// A list longer than `most` loses its first entries.
    Append {
        /// The new entry.
        value: Value,
        /// How many entries stay.
        most: Option<usize>,
    },
    /// It is no more.
    Remove,
}

impl Deed {
    /// The value afterwards; None if there is none. An error is a sentence.
    pub fn apply(&self, before: Option<&Value>) -> Result<Option<Value>, String> {
        let after = match self {
            Self::Set(value) => value.clone(),
            Self::Increment(by) => number(as_number(before)? + by)?,
            Self::Append { value, most } => appended(before, value, *most)?,
            Self::Remove => return Ok(None),
        };
        check_value(&after)?;
        Ok(Some(after))
    }
}

/// Refuses names that expressions could not write after `$vars.`.
pub fn check_name(name: &str) -> Result<(), String> {
    let is_start = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    let is_name = name.starts_with(is_start) && name.chars().all(|letter| is_start(letter) || letter.is_ascii_digit());
    if !is_name {
        return Err(format!(
            "“{}” cannot be the name of a variable: use letters, digits and _, and begin with a letter.",
            name.chars().take(NAME_LETTERS_MOST).collect::<String>()
        ));
    }
    if name.len() > NAME_LETTERS_MOST {
        return Err(format!("The name of a variable has {NAME_LETTERS_MOST} letters at most."));
    }
    Ok(())
}

/// Refuses values that are too large to be kept.
pub fn check_value(value: &Value) -> Result<(), String> {
    let size_bytes = value.to_string().len();
    if size_bytes > VALUE_BYTES_MOST {
        return Err(format!(
            "The value has {size_bytes} bytes as JSON; a variable holds {VALUE_BYTES_MOST}. Keep large data in a table."
        ));
    }
    Ok(())
}

fn as_number(before: Option<&Value>) -> Result<f64, String> {
    match before {
        None | Some(Value::Null) => Ok(0.0),
        Some(Value::Number(number)) => Ok(number.as_f64().unwrap_or_default()),
        Some(other) => {
            let shown: String = other.to_string().chars().take(40).collect();
            Err(format!("The variable is {shown}, which is no number, so nothing can be added to it."))
        }
    }
}

fn number(sum: f64) -> Result<Value, String> {
    if sum.fract() == 0.0 && sum.abs() < 9_007_199_254_740_992.0 {
        return Ok(Value::from(sum as i64));
    }
    Number::from_f64(sum).map(Value::Number).ok_or_else(|| "The sum is too large for a number.".to_owned())
}

fn appended(before: Option<&Value>, value: &Value, most: Option<usize>) -> Result<Value, String> {
    let mut entries = match before {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(entries)) => entries.clone(),
        Some(other) => {
            let shown: String = other.to_string().chars().take(40).collect();
            return Err(format!("The variable is {shown}, which is no list, so nothing can be appended to it."));
        }
    };
    entries.push(value.clone());
    let excess = most.map_or(0, |most| entries.len().saturating_sub(most.max(1)));
    Ok(entries.split_off(excess).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn deeds_give_what_they_say() {
        let append = |value: Value, most| Deed::Append { value, most };
        for (before, deed, after) in [
            (None, Deed::Set(json!("x")), Ok(Some(json!("x")))),
            (None, Deed::Increment(1.0), Ok(Some(json!(1)))),
            (Some(json!(null)), Deed::Increment(2.5), Ok(Some(json!(2.5)))),
            (Some(json!(41)), Deed::Increment(1.0), Ok(Some(json!(42)))),
            (Some(json!(1.5)), Deed::Increment(-0.5), Ok(Some(json!(1)))),
            (Some(json!("a")), Deed::Increment(1.0), Err("no number")),
            (Some(json!(1e308)), Deed::Increment(1e308), Err("too large")),
            (None, append(json!(1), None), Ok(Some(json!([1])))),
            (Some(json!([1])), append(json!([2]), None), Ok(Some(json!([1, [2]])))),
            (Some(json!([1, 2])), append(json!(3), Some(2)), Ok(Some(json!([2, 3])))),
            (Some(json!({})), append(json!(3), None), Err("no list")),
            (Some(json!(1)), Deed::Remove, Ok(None)),
            (None, Deed::Set(json!("x".repeat(VALUE_BYTES_MOST))), Err("in a table")),
        ] {
            match (deed.apply(before.as_ref()), after) {
                (Ok(got), Ok(wanted)) => assert_eq!(got, wanted, "{deed:?}"),
                (Err(error), Err(part)) => assert!(error.contains(part), "{error}"),
                (got, wanted) => panic!("{deed:?} on {before:?} gave {got:?}, wanted {wanted:?}"),
            }
        }
    }

    #[test]
    fn names_are_ones_that_expressions_can_write() {
        for name in ["a", "_x", "orderCount2", &"a".repeat(64)] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in ["", "2a", "a-b", "a b", "ü", "a.b", &"a".repeat(65)] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
