//! Queries over JSON: JSONPath (RFC 9535) and JMESPath. Both are bounded: no query
//! nests deeply, and none takes long for its size.

mod jmes;
mod jmes_function;
mod jmes_parse;

use jsonpath_rust::JsonPath;
use serde_json::Value;

/// How long a query may be, in bytes.
const LENGTH_MAXIMUM: usize = 4_096;
/// How deep brackets may hang inside each other.
const DEPTH_MAXIMUM: usize = 32;

/// Why a query gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// What is wrong, as a sentence.
    pub message: String,
    /// How to mend it, as a sentence.
    pub hint: String,
}

impl QueryError {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

/// All that a JSONPath finds, in the order of the document.
pub fn json_path<'v>(value: &'v Value, path: &str) -> Result<Vec<&'v Value>, QueryError> {
    let hint = "A JSONPath starts with `$`, for example `$.orders[?@.total > 10].id`.";
    check(path)?;
    value.query(path.trim()).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.lines().next().unwrap_or_default().trim().trim_end_matches('.').to_owned();
        QueryError::new(format!("The JSONPath `{path}` cannot be read: {reason}."), hint)
    })
}

/// What a JMESPath gives; null where it finds nothing.
pub fn jmes_path(value: &Value, query: &str) -> Result<Value, QueryError> {
    check(query)?;
    let expression = jmes_parse::parse(query)?;
    jmes::Search::new().evaluate(&expression, value)
}

fn check(query: &str) -> Result<(), QueryError> {
    if query.len() > LENGTH_MAXIMUM {
        return Err(QueryError::new("The query is longer than 4 KiB.", "Shorten it."));
    }
    let mut depth = 0_usize;
    for byte in query.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_MAXIMUM {
            return Err(QueryError::new("The query is nested too deeply.", "Use several steps."));
        }
    }
    Ok(())
}
