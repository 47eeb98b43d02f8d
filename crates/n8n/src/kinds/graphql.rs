//! `graphql` 1 and 1.1: a request whose body holds the query.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::{Map, Value, json};

pub(crate) fn map(node: &Source<'_>, to: &mut Draft) {
    let endpoint = node.text("endpoint", "");
    to.kind("http_request").set("idempotency_key", false).set("url", endpoint);
    match node.choice("authentication", "none") {
        "basicAuth" => drop(to.set("authentication", "basic")),
        "headerAuth" => drop(to.set("authentication", "header")),
        "queryAuth" => drop(to.set("authentication", "query")),
        "none" => {}
        other => {
            let message = format!("It signed in with `{other}`.");
            node.lost("authentication", message, "Choose a bearer token, a header or an OAuth client.");
        }
    }
    let mut headers = Map::new();
    for entry in node.entries("headerParametersUi.parameter") {
        headers.insert(entry.text("name", ""), entry.value("value", ""));
    }
    if !headers.is_empty() {
        to.set("headers", headers);
    }
    if node.flag("allowUnauthorizedCerts", false) {
        let message = "Certificates are always checked here.";
        node.changed("allowUnauthorizedCerts", message, "Install the other side's certificate on the server.");
    }
    let query = node.text("query", "");
    if node.choice("requestMethod", "POST") == "GET" {
        to.set("query", json!({"query": query}));
        node.skip(&["requestFormat", "variables", "operationName"]);
    } else {
        to.set("method", "POST");
        body(node, query, to);
    }
    answer(node, to);
}

fn body(node: &Source<'_>, query: String, to: &mut Draft) {
    let usual = if node.version() < 1.1 { "graphql" } else { "json" };
    if node.choice("requestFormat", usual) == "graphql" {
        to.set("body", "text").set("text", query).set("content_type", "application/graphql");
        return node.skip(&["variables", "operationName"]);
    }
    // Variables are JSON, given as text or by an expression.
    let variables = match node.value("variables", json!({})) {
        Value::String(text) if text.trim().is_empty() => json!({}),
        Value::String(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        other => other,
    };
    let name = node.text("operationName", "");
    let name = if name.is_empty() { Value::Null } else { name.into() };
    to.set("body", "json").set("json", json!({"query": query, "variables": variables, "operationName": name}));
}

fn answer(node: &Source<'_>, to: &mut Draft) {
    let place = node.text("dataPropertyName", "data");
    if node.choice("responseFormat", "json") == "string" {
        to.set("answer", "text").set("text_field", place);
    } else {
        to.set("answer", "json");
    }
}
