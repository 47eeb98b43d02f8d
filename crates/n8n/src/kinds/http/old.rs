//! `httpRequest` 1 and 2.

use super::{Several, as_json, by_name, lists, method, sign_in};
use crate::draft::Draft;
use crate::source::Source;
use serde_json::{Map, Value, json};

pub(super) fn map(node: &Source<'_>, options: &Source<'_>, to: &mut Draft) {
    method(node, "requestMethod", to);
    sign_in::map(node, to);
    let is_json = node.flag("jsonParameters", false);
    for (list, json, ours) in [
        ("queryParametersUi.parameter", "queryParametersJson", ("query", "query_json")),
        ("headerParametersUi.parameter", "headerParametersJson", ("headers", "headers_json")),
    ] {
        if is_json {
            as_json(node, json, ours, to);
        } else {
            let several = if ours.0 == "query" { Several::Listed } else { Several::Last };
            super::listed(by_name(node, list, several), ours, to);
        }
    }
    if to.parameters.contains_key("query") || to.parameters.contains_key("query_json") {
        if options.flag("useQueryString", false) {
            options.skip(&["queryParameterArrays"]);
        } else {
            lists(options, "queryParameterArrays", to);
        }
    }
    body(node, options, is_json, to);
    to.set_unless("ignore_status", options.flag("ignoreResponseCode", false), false);
    to.set_unless("with_head", options.flag("fullResponse", false), false);
    let place = node.text("dataPropertyName", "data");
    to.set("text_field", place.clone()).set("file_field", place).set("file_details", false);
    match node.choice("responseFormat", "json") {
        "string" => to.set("answer", "text").set("read_text", true),
        "file" => to.set("answer", "file"),
        // A list was one item unless it was to be split.
        _ => to.set("answer", "json").set_unless("whole_lists", !options.flag("splitIntoItems", false), false),
    };
    to.set_unless("follow_redirects", options.flag("followRedirect", true), true);
    node.skip(&["dataPropertyName", "queryParametersUi", "headerParametersUi", "bodyParametersUi"]);
    node.skip(&["queryParametersJson", "headerParametersJson", "bodyParametersJson", "binaryPropertyName"]);
    options.skip(&["splitIntoItems", "useQueryString", "queryParameterArrays", "bodyContentType"]);
}

fn body(node: &Source<'_>, options: &Source<'_>, is_json: bool, to: &mut Draft) {
    let has_body = matches!(node.choice("requestMethod", "GET"), "POST" | "PUT" | "PATCH" | "DELETE");
    let content_type = options.choice("bodyContentType", "json");
    let has_file = node.flag("sendBinaryData", false);
    if !has_body {
        return options.skip(&["bodyContentCustomMimeType"]);
    }
    if has_file && content_type != "multipart-form-data" {
        let file = node.text("binaryPropertyName", "data");
        to.set("body", "file").set("file", file);
        return node.skip(&["bodyParametersUi", "bodyParametersJson", "options.bodyContentCustomMimeType"]);
    }
    let fields = by_name(node, "bodyParametersUi.parameter", Several::Last);
    let json = node.value("bodyParametersJson", "");
    let is_empty = !has_file && if is_json { json == "" } else { fields.is_empty() };
    if is_empty {
        return options.skip(&["bodyContentCustomMimeType"]);
    }
    match content_type {
        "raw" => {
            let kind = options.text("bodyContentCustomMimeType", "text/plain");
            let text = json.as_str().map_or_else(|| json.to_string(), str::to_owned);
            to.set("body", "text").set("text", text).set("content_type", kind);
        }
        "form-urlencoded" if is_json => {
            to.set("body", "form");
            as_json(node, "bodyParametersJson", ("form", "form_json"), to);
        }
        "form-urlencoded" => {
            to.set("body", "form");
            super::listed(fields, ("form", "form_json"), to);
        }
        "multipart-form-data" => {
            let given = if is_json { in_json(node, &json) } else { fields };
            to.set("body", "multipart").set("parts", parts(node, given));
        }
        _ if is_json => drop(to.set("body", "json").set("json", json)),
        _ if fields.iter().any(|(name, _)| name.contains("{{")) => {
            to.set("body", "json").set("json", super::with_names(&fields));
        }
        _ => drop(to.set("body", "json").set("json", Map::from_iter(fields))),
    }
    options.skip(&["bodyContentCustomMimeType"]);
}

/// The fields of a form with files that are written as JSON.
fn in_json(node: &Source<'_>, json: &Value) -> Vec<(String, Value)> {
    let read = json.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok()).unwrap_or_else(|| json.clone());
    match read {
        Value::Object(fields) => fields.into_iter().collect(),
        Value::String(text) if text.trim().is_empty() => Vec::new(),
        _ => {
            let message =
                "The names of the fields come from an expression, which is not possible in a form with files.";
            node.lost("bodyParametersJson", message, "Enter names and values one by one.");
            Vec::new()
        }
    }
}

/// Fields of a form, and the files besides: `name:file`, with commas between.
fn parts(node: &Source<'_>, fields: Vec<(String, Value)>) -> Vec<Value> {
    let field = |(name, value): (String, Value)| json!({"name": name, "value": value});
    let mut parts: Vec<Value> = fields.into_iter().map(field).collect();
    if node.flag("sendBinaryData", false) {
        for pair in node.text("binaryPropertyName", "data").split(',') {
            let (name, file) = pair.split_once(':').unwrap_or(("file", pair));
            parts.push(json!({"name": name.trim(), "file": file.trim()}));
        }
    }
    parts
}
