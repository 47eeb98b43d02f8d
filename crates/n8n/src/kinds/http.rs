//! `httpRequest`: version 1 and 2, and 3 to 4.2.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::{Map, Value, json};

/// The longest a request may take, in milliseconds.
const TIMEOUT_MOST_MS: f64 = 300_000.0;
/// The most pages of one answer.
const PAGES_MOST: f64 = 1_000.0;

pub(crate) fn map(node: &Source<'_>, to: &mut Draft) {
    to.kind("http_request").set("idempotency_key", false);
    to.set("url", node.text("url", ""));
    if node.version() < 3.0 {
        old(node, to)
    } else {
        new(node, to)
    }
    let options = node.group("options");
    let timeout_ms = options.number("timeout", TIMEOUT_MOST_MS).clamp(100.0, TIMEOUT_MOST_MS);
    to.set_unless("timeout_ms", timeout_ms as u64, 30_000);
    pace(&options, to);
    if options.has("allowUnauthorizedCerts") || node.has("allowUnauthorizedCerts") {
        options.changed(
            "allowUnauthorizedCerts",
            "Certificates are always checked here.",
            "Install the other side's certificate on the server.",
        );
    }
    node.skip(&["curlImport", "infoMessage", "provideSslCertificates", "httpVariantWarning"]);
}

fn method(node: &Source<'_>, name: &str, to: &mut Draft) {
    let method = node.choice(name, "GET").to_uppercase();
    to.set_unless("method", method, "GET");
}

/// Version 3 and later.
fn new(node: &Source<'_>, to: &mut Draft) {
    method(node, "method", to);
    sign_in(node, to);
    if node.flag("sendQuery", false) {
        pairs(node, "specifyQuery", "queryParameters.parameters", "jsonQuery", "query", to);
    }
    if node.flag("sendHeaders", false) {
        pairs(node, "specifyHeaders", "headerParameters.parameters", "jsonHeaders", "headers", to);
    }
    if node.flag("sendBody", false) {
        body(node, to);
    }
    let off = [
        "queryParameters",
        "jsonQuery",
        "specifyQuery",
        "headerParameters",
        "jsonHeaders",
        "specifyHeaders",
        "bodyParameters",
        "jsonBody",
        "specifyBody",
        "contentType",
        "rawContentType",
        "body",
        "inputDataFieldName",
    ];
    node.skip(&off);
    let response = node.group("options.response.response");
    to.set_unless("ignore_status", response.flag("neverError", false), false);
    let place = response.text("outputPropertyName", "data");
    to.set("text_field", place.clone()).set("file_field", place).set("file_details", false);
    if response.flag("fullResponse", false) {
        to.set("answer", "full_response");
        response.skip(&["responseFormat"]);
    } else {
        match response.choice("responseFormat", "autodetect") {
            "json" => to.set("answer", "json"),
            "text" => to.set("answer", "text"),
            "file" => to.set("answer", "file"),
            _ => to,
        };
    }
    let redirect = node.group("options.redirect.redirect");
    to.set_unless(
        "follow_redirects",
        redirect.flag("followRedirects", node.version() >= 4.0 || !node.has("options.redirect")),
        true,
    );
    redirect.skip(&["maxRedirects"]);
    pages(&node.group("options.pagination.pagination"), to);
}

/// How the pages of an answer are asked for.
fn pages(pagination: &Source<'_>, to: &mut Draft) {
    let mut pages = Map::new();
    match pagination.choice("paginationMode", "off") {
        "responseContainsNextURL" => {
            pages.insert("mode".into(), "next_url".into());
            pages.insert("next_url".into(), pagination.text("nextURL", "").into());
        }
        "updateAParameterInEachRequest" => {
            let change = |entry: &Source<'_>| {
                let place = match entry.choice("type", "qs") {
                    "qs" => "query",
                    other => other,
                };
                json!({"place": place, "name": entry.text("name", ""), "value": entry.value("value", "")})
            };
            let changes: Value = pagination.entries("parameters.parameters").iter().map(change).collect();
            pages.insert("mode".into(), "change".into());
            pages.insert("changes".into(), changes);
        }
        _ => return,
    }
    match pagination.choice("paginationCompleteWhen", "responseIsEmpty") {
        "receiveSpecificStatusCodes" => {
            pages.insert("until".into(), "status".into());
            pages.insert("statuses".into(), pagination.text("statusCodesWhenComplete", "").into());
        }
        "other" => {
            pages.insert("until".into(), "condition".into());
            pages.insert("condition".into(), pagination.text("completeExpression", "").into());
        }
        _ => {}
    }
    let is_limited = pagination.flag("limitPagesFetched", false);
    let most = if is_limited { pagination.number("maxRequests", 100.0) } else { PAGES_MOST };
    pages.insert("most".into(), json!(most.clamp(1.0, PAGES_MOST) as u64));
    let pause_ms = pagination.number("requestInterval", 0.0).clamp(0.0, 60_000.0) as u64;
    if pause_ms > 0 {
        pages.insert("pause_ms".into(), pause_ms.into());
    }
    to.set("pages", pages);
}

fn sign_in(node: &Source<'_>, to: &mut Draft) {
    let kind = match node.choice("authentication", "none") {
        "genericCredentialType" => node.choice("genericAuthType", ""),
        "predefinedCredentialType" => node.choice("nodeCredentialType", "of another service"),
        other => other,
    };
    authentication(node, kind, to);
    node.skip(&["genericAuthType", "nodeCredentialType"]);
}

fn authentication(node: &Source<'_>, kind: &str, to: &mut Draft) {
    match kind {
        "none" | "" => {}
        "httpBasicAuth" | "basicAuth" => drop(to.set("authentication", "basic")),
        "httpHeaderAuth" | "headerAuth" => drop(to.set("authentication", "header")),
        "httpBearerAuth" => drop(to.set("authentication", "bearer")),
        "httpQueryAuth" | "queryAuth" => drop(to.set("authentication", "query")),
        other => {
            let message = format!("It signed in with the credential `{other}`.");
            node.lost(
                "authentication",
                message,
                "Choose a bearer token or a header, and put the secret into a credential.",
            );
        }
    }
}

/// Names and values, given one by one or as JSON.
fn pairs(node: &Source<'_>, specify: &str, entries: &str, json: &str, ours: &str, to: &mut Draft) {
    let given =
        if node.choice(specify, "keypair") == "json" { as_object(node, json) } else { Some(by_name(node, entries)) };
    match given {
        Some(pairs) => drop(to.set(ours, pairs)),
        None => {
            let message = "The names come from expressions, which is not possible here.";
            node.lost(json, message, "Enter names and values one by one.");
        }
    }
}

/// A name given several times gets a list.
fn by_name(node: &Source<'_>, path: &str) -> Map<String, Value> {
    let mut pairs: Map<String, Value> = Map::new();
    for entry in node.entries(path) {
        entry.skip(&["parameterType", "inputDataFieldName"]);
        let (name, value) = (entry.text("name", ""), entry.value("value", ""));
        if name.is_empty() {
            continue;
        }
        match pairs.get_mut(&name) {
            Some(Value::Array(list)) => list.push(value),
            Some(there) => *there = Value::Array(vec![there.take(), value]),
            None => drop(pairs.insert(name, value)),
        }
    }
    pairs
}

/// An object whose names are fixed, given as JSON text.
fn as_object(node: &Source<'_>, path: &str) -> Option<Map<String, Value>> {
    let text = node.text(path, "{}");
    serde_json::from_str::<Value>(&text).ok()?.as_object().cloned()
}

fn body(node: &Source<'_>, to: &mut Draft) {
    let specify = node.choice("specifyBody", "keypair");
    match node.choice("contentType", "json") {
        "json" if specify == "json" => drop(to.set("body", "json").set("json", node.text("jsonBody", ""))),
        "json" => drop(to.set("body", "json").set("json", by_name(node, "bodyParameters.parameters"))),
        "form-urlencoded" if specify == "string" => {
            to.set("body", "text")
                .set("text", node.text("body", ""))
                .set("content_type", "application/x-www-form-urlencoded");
        }
        "form-urlencoded" => drop(to.set("body", "form").set("form", by_name(node, "bodyParameters.parameters"))),
        "raw" => {
            let content_type = node.text("rawContentType", "text/html");
            to.set("body", "text").set("text", node.text("body", "")).set("content_type", content_type);
        }
        "multipart-form-data" => {
            let part = |entry: &Source<'_>| {
                if entry.choice("parameterType", "formData") == "formBinaryData" {
                    json!({"name": entry.text("name", ""), "file": entry.text("inputDataFieldName", "")})
                } else {
                    json!({"name": entry.text("name", ""), "value": entry.value("value", "")})
                }
            };
            let parts: Value = node.entries("bodyParameters.parameters").iter().map(part).collect();
            to.set("body", "multipart").set("parts", parts);
        }
        "binaryData" => drop(to.set("body", "file").set("file", node.text("inputDataFieldName", ""))),
        other => {
            let message = format!("A body of the kind `{other}` cannot be sent.");
            node.lost("contentType", message, "Send it as JSON, form or text.");
        }
    }
}

fn pace(options: &Source<'_>, to: &mut Draft) {
    let batch = options.group("batching.batch");
    if !options.has("batching.batch") && !options.has("batchSize") {
        return;
    }
    let size =
        if options.has("batchSize") { options.number("batchSize", 50.0) } else { batch.number("batchSize", 50.0) };
    let pause_ms = if options.has("batchInterval") {
        options.number("batchInterval", 1_000.0)
    } else {
        batch.number("batchInterval", 1_000.0)
    };
    let at_once = if size < 1.0 { 8 } else { (size as u64).min(8) };
    to.set("at_once", at_once).set("pause_ms", pause_ms.clamp(0.0, 60_000.0) as u64);
}

/// Versions 1 and 2.
fn old(node: &Source<'_>, to: &mut Draft) {
    method(node, "requestMethod", to);
    let kind = node.choice("authentication", "none");
    let kind =
        if kind == "predefinedCredentialType" { node.choice("nodeCredentialType", "of another service") } else { kind };
    authentication(node, kind, to);
    let options = node.group("options");
    let is_json = node.flag("jsonParameters", false);
    for (list, json, ours) in [
        ("queryParametersUi.parameter", "queryParametersJson", "query"),
        ("headerParametersUi.parameter", "headerParametersJson", "headers"),
    ] {
        let given = if is_json { as_object(node, json) } else { Some(by_name(node, list)) };
        match given {
            Some(pairs) if pairs.is_empty() => {}
            Some(pairs) => drop(to.set(ours, pairs)),
            None => node.lost(
                json,
                "The names come from expressions, which is not possible here.",
                "Enter them one by one.",
            ),
        }
    }
    old_body(node, &options, is_json, to);
    to.set_unless("ignore_status", options.flag("ignoreResponseCode", false), false);
    let is_full = options.flag("fullResponse", false);
    let place = node.text("dataPropertyName", "data");
    to.set("text_field", place.clone()).set("file_field", place).set("file_details", false);
    match (is_full, node.choice("responseFormat", "json")) {
        (true, _) => to.set("answer", "full_response"),
        (false, "string") => to.set("answer", "text"),
        (false, "file") => to.set("answer", "file"),
        _ => to.set("answer", "json"),
    };
    to.set_unless("follow_redirects", options.flag("followRedirect", true), true);
    node.skip(&[
        "dataPropertyName",
        "queryParametersUi",
        "headerParametersUi",
        "bodyParametersUi",
        "queryParametersJson",
        "headerParametersJson",
        "bodyParametersJson",
        "options.splitIntoItems",
        "options.followAllRedirects",
    ]);
}

fn old_body(node: &Source<'_>, options: &Source<'_>, is_json: bool, to: &mut Draft) {
    let content_type = options.choice("bodyContentType", "json");
    if node.flag("sendBinaryData", false) && content_type != "multipart-form-data" {
        let file = node.text("binaryPropertyName", "data");
        to.set("body", "file").set("file", file);
        return node.skip(&["bodyParametersUi", "bodyParametersJson", "options.bodyContentCustomMimeType"]);
    }
    let fields = by_name(node, "bodyParametersUi.parameter");
    let json = node.text("bodyParametersJson", "");
    let has_file = node.flag("sendBinaryData", false);
    let is_empty = !has_file && if is_json { json.is_empty() } else { fields.is_empty() };
    if is_empty {
        return options.skip(&["bodyContentCustomMimeType"]);
    }
    match content_type {
        "raw" => {
            let kind = options.text("bodyContentCustomMimeType", "text/plain");
            to.set("body", "text").set("text", json).set("content_type", kind);
        }
        "form-urlencoded" => {
            let form = if is_json { as_object(node, "bodyParametersJson").unwrap_or_default() } else { fields };
            to.set("body", "form").set("form", form);
        }
        "multipart-form-data" => {
            let given = if is_json { as_object(node, "bodyParametersJson").unwrap_or_default() } else { fields };
            to.set("body", "multipart").set("parts", old_parts(node, given));
        }
        _ if is_json => drop(to.set("body", "json").set("json", json)),
        _ => drop(to.set("body", "json").set("json", fields)),
    }
}

/// Fields of a form, and the files besides: `name:file`, with commas between.
fn old_parts(node: &Source<'_>, fields: Map<String, Value>) -> Vec<Value> {
    let field = |(name, value): (String, Value)| json!({"name": name, "value": value});
    let mut parts: Vec<Value> = fields.into_iter().map(field).collect();
    if node.flag("sendBinaryData", false) {
        for pair in node.text("binaryPropertyName", "data").split(',') {
            let (name, file) = pair.split_once(':').unwrap_or((pair, pair));
            parts.push(json!({"name": name.trim(), "file": file.trim()}));
        }
    }
    parts
}
