//! What a request of version 3 and later sends.

use super::{Several, by_name, is_computed, listed};
use crate::draft::Draft;
use crate::source::Source;
use serde_json::{Map, Value, json};

pub(super) fn map(node: &Source<'_>, to: &mut Draft) {
    let specify = node.choice("specifyBody", "keypair");
    match node.choice("contentType", "json") {
        "json" if specify == "json" => drop(to.set("body", "json").set("json", json_text(node))),
        "json" => drop(to.set("body", "json").set("json", fields(node))),
        "form-urlencoded" if specify == "string" && !super::is_computed(node, "body") => {
            let given = node.raw("body").and_then(Value::as_str).unwrap_or_default();
            let mut pairs = Map::new();
            for (name, value) in url::form_urlencoded::parse(given.trim_start_matches('=').as_bytes()) {
                pairs.insert(name.into_owned(), crate::text::literal(&value).into());
            }
            to.set("body", "form").set("form", pairs);
        }
        "form-urlencoded" if specify == "string" => {
            to.set("body", "text")
                .set("text", node.text("body", ""))
                .set("content_type", "application/x-www-form-urlencoded");
        }
        "form-urlencoded" => {
            to.set("body", "form");
            let several = if node.version() < 4.3 { Several::Last } else { Several::Listed };
            listed(by_name(node, "bodyParameters.parameters", several), ("form", "form_json"), to);
        }
        "raw" => {
            let content_type = node.text("rawContentType", "");
            let content_type =
                if content_type.is_empty() { "application/x-www-form-urlencoded".into() } else { content_type };
            to.set("body", "text").set("text", node.text("body", "")).set("content_type", content_type);
        }
        "multipart-form-data" => {
            let mut parts: Vec<Value> = node.entries("bodyParameters.parameters").iter().map(part).collect();
            if node.version() < 4.2 {
                keep_last(&mut parts);
            }
            to.set("body", "multipart").set("parts", parts);
        }
        "binaryData" => drop(to.set("body", "file").set("file", node.text("inputDataFieldName", ""))),
        other => {
            let message = format!("A body of the kind `{other}` cannot be sent.");
            node.lost("contentType", message, "Send it as JSON, form or text.");
        }
    }
}

/// A body that is written as JSON. An expression may also give it as a whole.
fn json_text(node: &Source<'_>) -> Value {
    match node.value("jsonBody", "") {
        Value::String(text) if text.trim().is_empty() => json!({}),
        other => other,
    }
}

/// Of parts with the same name only the last one is sent, in the place of the first.
fn keep_last(parts: &mut Vec<Value>) {
    let mut kept: Vec<Value> = Vec::new();
    for part in parts.drain(..) {
        match kept.iter_mut().find(|other| other["name"] == part["name"]) {
            Some(other) => *other = part,
            None => kept.push(part),
        }
    }
    *parts = kept;
}

fn part(entry: &Source<'_>) -> Value {
    if entry.choice("parameterType", "formData") == "formBinaryData" {
        entry.skip(&["value"]);
        json!({"name": entry.text("name", ""), "file": entry.text("inputDataFieldName", "")})
    } else {
        entry.skip(&["inputDataFieldName"]);
        json!({"name": entry.text("name", ""), "value": entry.value("value", "")})
    }
}

/// A JSON body of names and values. Since version 4 a name such as `a.b` is a path.
fn fields(node: &Source<'_>) -> Value {
    let pairs = by_name(node, "bodyParameters.parameters", Several::Last);
    if pairs.iter().any(|(name, _)| name.contains("{{")) {
        return super::with_names(&pairs).into();
    }
    let mut body = Value::Object(Map::new());
    for (name, value) in pairs {
        match steps(&name).filter(|_| node.version() >= 4.0 && !is_computed(node, "bodyParameters")) {
            Some(steps) => put(&mut body, &steps, value),
            None => body[name] = value,
        }
    }
    body
}

/// A step of a path: a name or a place in a list.
enum Step {
    Name(String),
    Place(usize),
}

/// The most entries a path may make of a list.
const PLACE_MOST: usize = 1_000;

/// The steps of `a.b[0]`; None for a plain name.
fn steps(path: &str) -> Option<Vec<Step>> {
    if !path.contains(['.', '[']) {
        return None;
    }
    let parts = path.split(['.', '[', ']']).filter(|part| !part.is_empty());
    let step = |(number, part): (usize, &str)| match part.parse::<usize>() {
        Ok(place) if number > 0 && place <= PLACE_MOST => Step::Place(place),
        _ => Step::Name(part.trim_matches(['"', '\'']).to_owned()),
    };
    let steps: Vec<Step> = parts.enumerate().map(step).collect();
    (!steps.is_empty()).then_some(steps)
}

fn put(into: &mut Value, steps: &[Step], value: Value) {
    let Some((step, rest)) = steps.split_first() else {
        *into = value;
        return;
    };
    let inner = match step {
        Step::Name(name) => {
            if !into.is_object() {
                *into = Value::Object(Map::new());
            }
            &mut into[name]
        }
        Step::Place(place) => {
            if !into.is_array() {
                *into = Value::Array(Vec::new());
            }
            let Value::Array(entries) = into else { return };
            if entries.len() <= *place {
                entries.resize(place + 1, Value::Null);
            }
            &mut entries[*place]
        }
    };
    put(inner, rest, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_paths_make_objects_and_lists() {
        let mut body = json!({});
        for (path, value) in [("a.b", 1), ("a.c[1].d", 2), ("e[\"f\"]", 3)] {
            put(&mut body, &steps(path).unwrap(), value.into());
        }
        assert_eq!(body, json!({"a": {"b": 1, "c": [null, {"d": 2}]}, "e": {"f": 3}}));
        assert!(steps("plain").is_none());
    }
}
