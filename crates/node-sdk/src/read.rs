//! Reads parameters strictly: an unknown or wrong one is named with the mend.

use crate::error::NodeError;
use crate::schema;
use expression::Template;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment};

/// Reads parameters into their struct.
pub fn parameters<P: DeserializeOwned + JsonSchema>(parameters: &Map<String, Value>) -> Result<P, NodeError> {
    serde_path_to_error::deserialize(parameters).map_err(|error| {
        let path = dotted(error.path());
        let known = || unknown::<P>(parameters).unwrap_or_else(|| wrong(&path, &error.inner().to_string()));
        broken_expression(parameters, &path).unwrap_or_else(known)
    })
}

/// The error of the expression at a path, if that is what cannot be read: it knows
/// the mend better than the reader of the parameters.
fn broken_expression(parameters: &Map<String, Value>, path: &str) -> Option<NodeError> {
    let mut names = path.split('.');
    let first = parameters.get(names.next()?)?;
    let value = names.try_fold(first, |value, name| match value {
        Value::Array(entries) => entries.get(name.parse::<usize>().ok()?),
        other => other.get(name),
    });
    let text = value?.as_str().filter(|text| Template::has_expression(text))?;
    let error = Template::parse(text).err()?;
    Some(NodeError::permanent("expression_invalid", error.message, error.hint).at(path))
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
    let child = |name: &str| match path {
        "" => name.to_owned(),
        _ if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        _ => format!("{path}.{name}"),
    };
    if let Some(name) = between(reason, "missing field `", "`") {
        let path = child(name);
        let message = format!("The parameter `{path}` is missing.");
        return NodeError::permanent("parameter_missing", message, "Fill it in.").at(path);
    }
    if let Some(name) = between(reason, "unknown field `", "`") {
        let path = child(name);
        let message = format!("There is no parameter `{path}`.");
        return NodeError::permanent("parameter_unknown", message, meant(name, reason)).at(path);
    }
    let (reason, hint) = match between(reason, "unknown variant `", "`") {
        Some(name) => (format!("`{name}` is not one of the choices"), meant(name, reason)),
        None => (plain(reason), "Give a value of the kind that is expected here.".to_owned()),
    };
    let message = match path {
        "" => format!("{}.", capitalised(&reason)),
        _ => format!("The parameter `{path}` is not right: {reason}."),
    };
    let error = NodeError::permanent("parameter_invalid", message, hint);
    if path.is_empty() { error } else { error.at(path) }
}

/// What was probably meant of the names an error lists.
fn meant(name: &str, reason: &str) -> String {
    let (_, listed) = reason.split_once(", expected ").unwrap_or_default();
    let known: Vec<&str> = listed.split('`').skip(1).step_by(2).collect();
    match expression::closest(name, known.iter().copied()) {
        Some(close) => format!("Did you mean `{close}`?"),
        None if known.is_empty() => "Remove it.".to_owned(),
        None => format!("There are {}.", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    }
}

/// `invalid type: string "x", expected u16` in words for people.
fn plain(reason: &str) -> String {
    let reason = reason.trim_end_matches('.');
    let Some((found, wanted)) = reason.rsplit_once(", expected ") else { return reason.to_owned() };
    let found = found.trim_start_matches("invalid type: ").trim_start_matches("invalid value: ");
    let found = match found.split_once(' ') {
        Some(("string", text)) => format!("the text {text}"),
        Some(("integer" | "boolean", value)) => value.to_owned(),
        Some(("floating", value)) => value.trim_start_matches("point ").to_owned(),
        _ => match found {
            "map" => "an object".to_owned(),
            "sequence" => "a list".to_owned(),
            "null" => "nothing".to_owned(),
            other => other.to_owned(),
        },
    };
    let wanted = match wanted {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number from 0",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "f32" | "f64" => "a number",
        "a string" => "a text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        other if other.starts_with("struct ") => "an object",
        other => other,
    };
    format!("it is {found}, but must be {wanted}")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Field;
    use serde::Deserialize;
    use serde_json::{Value, json};

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only reading it matters")]
    struct Parameters {
        port: Field<u16>,
        #[serde(default)]
        rules: Vec<Rule>,
    }

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only reading it matters")]
    struct Rule {
        label: String,
        #[serde(default)]
        way: Way,
    }

    #[derive(Debug, Default, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    enum Way {
        #[default]
        Left,
        Right,
    }

    #[test]
    fn errors_name_the_parameter_and_the_mend() {
        let cases = [
            (
                json!({"port": "a"}),
                "port",
                "The parameter `port` is not right: it is the text \"a\", but must be a whole number from 0.",
                "",
            ),
            (
                json!({"port": 1, "rules": {}}),
                "rules",
                "The parameter `rules` is not right: it is an object, but must be a list.",
                "",
            ),
            (json!({}), "port", "The parameter `port` is missing.", "Fill it in."),
            (json!({"port": 1, "prot": 2}), "prot", "There is no parameter `prot`.", "Did you mean `port`?"),
            (json!({"port": 1, "rules": [{}]}), "rules.0.label", "The parameter `rules.0.label` is missing.", ""),
            (
                json!({"port": 1, "rules": [{"label": "a", "wya": 1}]}),
                "rules.0.wya",
                "There is no parameter `rules.0.wya`.",
                "Did you mean `way`?",
            ),
            (
                json!({"port": 1, "rules": [{"label": "a", "way": "rihgt"}]}),
                "rules.0.way",
                "The parameter `rules.0.way` is not right: `rihgt` is not one of the choices.",
                "Did you mean `right`?",
            ),
            (json!({"port": "{{ 1 + }}"}), "port", "A value is missing before `}}`.", ""),
        ];
        for (given, parameter, message, hint) in cases {
            let Value::Object(given) = given else { panic!("parameters are an object") };
            let error = super::parameters::<Parameters>(&given).unwrap_err();
            assert_eq!((error.parameter.as_deref(), error.message.as_str()), (Some(parameter), message));
            assert!(hint.is_empty() || error.hint == hint, "{}", error.hint);
        }
        let given = json!({"port": "{{ $json.port }}", "rules": [{"label": "a", "way": "right"}]});
        assert!(super::parameters::<Parameters>(given.as_object().unwrap()).is_ok());
    }
}
