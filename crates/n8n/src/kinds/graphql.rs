//! `graphql` 1 and 1.1.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::{Map, Value};

pub(crate) fn map(node: &Source<'_>, to: &mut Draft) {
    to.kind("graphql").set("url", node.text("endpoint", "")).set("query", node.text("query", ""));
    super::http::sign_in::map(node, to);
    super::http::certificates(node);
    let mut headers = Map::new();
    for entry in node.entries("headerParametersUi.parameter") {
        headers.insert(entry.text("name", ""), entry.value("value", ""));
    }
    if !headers.is_empty() {
        to.set("headers", headers);
    }
    let usual = if node.version() < 1.1 { "graphql" } else { "json" };
    if node.choice("requestMethod", "POST") == "GET" {
        to.set("method", "GET");
    } else if node.choice("requestFormat", usual) == "graphql" {
        to.set("body", "graphql");
    } else {
        let name = node.text("operationName", "");
        to.set_unless("operation", name, "");
        match node.value("variables", "") {
            Value::String(text) if text.trim().is_empty() => {}
            variables => drop(to.set("variables", variables)),
        }
    }
    node.skip(&["requestFormat", "variables", "operationName"]);
    if node.choice("responseFormat", "json") == "string" {
        let place = node.text("dataPropertyName", "data");
        to.set("answer", "text").set_unless("text_field", place, "data");
    }
    node.skip(&["dataPropertyName"]);
}
