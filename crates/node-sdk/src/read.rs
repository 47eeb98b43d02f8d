//! Reads parameters strictly: an unknown or wrong one is named with the mend.

use crate::error::NodeError;
use crate::schema;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment};

/// Reads parameters into their struct.
pub fn parameters<P: DeserializeOwned + JsonSchema>(parameters: &Map<String, Value>) -> Result<P, NodeError> {
    serde_path_to_error::deserialize(parameters).map_err(|error| {
        let path = dotted(error.path());
        unknown::<P>(parameters).unwrap_or_else(|| wrong(&path, &error.inner().to_string()))
    })
}

/// The error for the first parameter the kind does not have.
fn unknown<P: JsonSchema>(parameters: &Map<String, Value>) -> Option<NodeError> {
    let schema = schema::describe::<P>().parameters;
    let known = schema["properties"].as_object()?;
    let name = parameters.keys().find(|name| !known.contains_key(*name))?;
    let hint = match expression::closest(name, known.keys().map(String::as_str)) {
        Some(close) => format!("Did you mean `{close}`?"),
        None if known.is_empty() => "This kind of node has no parameters; remove it.".into(),
        None => format!("Remove it. The parameters are {}.", listed(known.keys())),
    };
    let message = format!("There is no parameter `{name}`.");
    Some(NodeError::permanent("parameter_unknown", message, hint).at(name))
}

fn wrong(path: &str, reason: &str) -> NodeError {
    if let Some(name) = between(reason, "missing field `", "`") {
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let message = format!("The parameter `{path}` is missing.");
        return NodeError::permanent("parameter_missing", message, "Fill it in.").at(path);
    }
    let reason = reason.trim_end_matches('.');
    let message =
        if path.is_empty() { capitalised(reason) } else { format!("The parameter `{path}` is not right: {reason}.") };
    let hint = "Give a value of the kind that is expected here.";
    let error = NodeError::permanent("parameter_invalid", message, hint);
    if path.is_empty() { error } else { error.at(path) }
}

fn dotted(path: &Path) -> String {
    let segments = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    segments.collect::<Vec<_>>().join(".")
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn listed<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
