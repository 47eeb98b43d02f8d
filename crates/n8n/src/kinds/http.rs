//! `httpRequest`: version 3 and later here, 1 and 2 in `http/old.rs`.

mod body;
mod old;
mod pages;
pub(super) mod sign_in;

use crate::draft::Draft;
use crate::source::Source;
use crate::text::is_expression;
use serde_json::{Map, Value};

/// The longest a request may take, in milliseconds.
const TIMEOUT_MOST_MS: f64 = 300_000.0;
/// The longest pause between batches, in milliseconds.
const PAUSE_MOST_MS: f64 = 60_000.0;
/// The most redirects that are followed here.
const REDIRECTS_MOST: f64 = 5.0;

pub(crate) fn map(node: &Source<'_>, to: &mut Draft) {
    to.kind("http_request").set("idempotency_key", false);
    to.set("url", node.text("url", ""));
    let options = node.group("options");
    if node.version() < 3.0 {
        old::map(node, &options, to);
    } else {
        new(node, &options, to);
    }
    shared(node, &options, to);
}

/// What all versions have alike.
fn shared(node: &Source<'_>, options: &Source<'_>, to: &mut Draft) {
    let asked_ms = options.number("timeout", TIMEOUT_MOST_MS);
    if asked_ms > TIMEOUT_MOST_MS {
        options.changed("timeout", "A request ends after five minutes here.", "Ask for less at once.");
    }
    to.set_unless("timeout_ms", asked_ms.clamp(100.0, TIMEOUT_MOST_MS) as u64, 30_000);
    pace(options, to);
    for place in [node, options] {
        certificates(place);
    }
    if !options.text("proxy", "").is_empty() {
        let message = "It went through a proxy of its own; here the server itself asks the other side.";
        options.changed("proxy", message, "Let whoever runs the server open the way, or ask the proxy's own address.");
    }
    options.skip(&["sendCredentialsOnCrossOriginRedirect", "followAllRedirects"]);
    node.skip(&["curlImport", "infoMessage", "httpVariantWarning", "preBuiltAgentsCalloutHttpRequest"]);
}

/// Certificates of the other side are always checked.
pub(super) fn certificates(node: &Source<'_>) {
    if node.flag("allowUnauthorizedCerts", false) {
        node.changed(
            "allowUnauthorizedCerts",
            "Certificates are always checked here.",
            "Install the other side's certificate on the server.",
        );
    }
}

/// The method; written as an expression it cannot be taken over.
fn method(node: &Source<'_>, name: &str, to: &mut Draft) {
    let method = node.choice(name, "GET").to_uppercase();
    to.set_unless("method", method, "GET");
}

/// Version 3 and later.
fn new(node: &Source<'_>, options: &Source<'_>, to: &mut Draft) {
    method(node, "method", to);
    sign_in::map(node, to);
    if node.flag("provideSslCertificates", false) {
        let message = "It showed a certificate of its own to the other side, which requests cannot do here.";
        node.lost("provideSslCertificates", message, "Ask the other side for another way to sign in.");
    }
    if node.flag("sendQuery", false) {
        pairs(node, ("specifyQuery", "queryParameters.parameters", "jsonQuery"), ("query", "query_json"), to);
        lists(options, "queryParameterArrays", to);
    }
    if node.flag("sendHeaders", false) {
        pairs(node, ("specifyHeaders", "headerParameters.parameters", "jsonHeaders"), ("headers", "headers_json"), to);
    }
    if node.flag("sendBody", false) {
        body::map(node, to);
    }
    // What is switched off is kept in files, too.
    node.skip(&["queryParameters", "jsonQuery", "specifyQuery", "headerParameters", "jsonHeaders", "specifyHeaders"]);
    node.skip(&["bodyParameters", "jsonBody", "specifyBody", "contentType", "rawContentType", "body"]);
    node.skip(&["inputDataFieldName", "options.queryParameterArrays", "sslCertAuth"]);
    response(&options.group("response.response"), to);
    redirects(node, options, to);
    if !options.flag("lowercaseHeaders", true) {
        let message = "Names of header fields are sent in lower case here, as HTTP/2 has them.";
        options.changed("lowercaseHeaders", message, "Look whether the other side minds.");
    }
    if options.has("pagination.pagination") {
        pages::map(&options.group("pagination.pagination"), to);
    }
}

/// What becomes of the answer.
fn response(response: &Source<'_>, to: &mut Draft) {
    to.set_unless("ignore_status", response.flag("neverError", false), false);
    let place = response.text("outputPropertyName", "data");
    to.set("text_field", place.clone()).set("file_field", place).set("file_details", false);
    to.set_unless("with_head", response.flag("fullResponse", false), false);
    match response.choice("responseFormat", "autodetect") {
        "json" => to.set("answer", "json"),
        "text" => to.set("answer", "text"),
        "file" => to.set("answer", "file"),
        _ => to,
    };
}

fn redirects(node: &Source<'_>, options: &Source<'_>, to: &mut Draft) {
    let redirect = options.group("redirect.redirect");
    let usual = node.version() >= 4.0;
    let follows = redirect.flag("followRedirects", usual);
    to.set_unless("follow_redirects", follows, true);
    if redirect.number("maxRedirects", REDIRECTS_MOST) > 21.0 && follows {
        let message = "A request follows five redirects at most here.";
        redirect.changed("maxRedirects", message, "Ask the address the redirects end at.");
    }
}

/// How a name of the query with several values is written.
fn lists(options: &Source<'_>, name: &str, to: &mut Draft) {
    let format = match options.choice(name, "brackets") {
        "repeat" => "repeat",
        "indices" => "indices",
        _ => "brackets",
    };
    to.set_unless("lists", format, "repeat");
}

/// Names and values, given one by one (`ours.0`) or as JSON (`ours.1`).
fn pairs(node: &Source<'_>, theirs: (&str, &str, &str), ours: (&str, &str), to: &mut Draft) {
    let (specify, entries, json) = theirs;
    if node.choice(specify, "keypair") == "json" {
        as_json(node, json, ours, to);
    } else {
        // Before 4.3 the last value of a name held.
        let several = if node.version() < 4.3 { Several::Last } else { Several::Listed };
        listed(by_name(node, entries, several), ours, to);
    }
}

/// An object in JSON text, or what an expression gives.
fn as_json(node: &Source<'_>, path: &str, ours: (&str, &str), to: &mut Draft) {
    let value = match node.value(path, "") {
        Value::String(text) if text.trim().is_empty() => return,
        Value::String(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        other => other,
    };
    match value {
        Value::Object(fields) => drop(to.set(ours.0, fields)),
        Value::String(text) => drop(to.set(ours.1, text)),
        other => {
            let message = format!("It is no object with names and values: {other}.");
            node.lost(path, message, "Enter names and values one by one.");
        }
    }
}

/// Names with values; what has a name by an expression goes to the JSON.
fn listed(pairs: Vec<(String, Value)>, ours: (&str, &str), to: &mut Draft) {
    let (computed, named): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| name.contains("{{"));
    if !named.is_empty() {
        to.set(ours.0, Map::from_iter(named));
    }
    if !computed.is_empty() {
        to.set(ours.1, with_names(&computed));
    }
}

/// An object whose names are expressions too, as one expression.
fn with_names(pairs: &[(String, Value)]) -> String {
    let entry =
        |(name, value): &(String, Value)| format!("[{}]: {}", spoken(&Value::from(name.as_str())), spoken(value));
    format!("{{{{ ({{ {} }}) }}}}", pairs.iter().map(entry).collect::<Vec<_>>().join(", "))
}

/// A template as JavaScript: its texts in quotes, its expressions as they are.
fn spoken(value: &Value) -> String {
    let Value::String(template) = value else { return value.to_string() };
    let mut parts = Vec::new();
    let mut rest = template.as_str();
    while let Some(start) = rest.find("{{") {
        let Some(length) = rest[start..].find("}}") else { break };
        if start > 0 {
            parts.push(Value::from(&rest[..start]).to_string());
        }
        parts.push(format!("({})", rest[start + 2..start + length].trim()));
        rest = &rest[start + length + 2..];
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(Value::from(rest).to_string());
    }
    parts.join(" + ")
}

/// What a name means that comes several times.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Several {
    /// All of its values, as a list.
    Listed,
    /// The last one.
    Last,
}

/// The names and values of a list, in order.
fn by_name(node: &Source<'_>, path: &str, several: Several) -> Vec<(String, Value)> {
    let mut pairs: Vec<(String, Value)> = Vec::new();
    for entry in node.entries(path) {
        entry.skip(&["parameterType", "inputDataFieldName"]);
        let (name, value) = (entry.text("name", ""), entry.value("value", ""));
        if name.is_empty() {
            continue;
        }
        match pairs.iter_mut().find(|(other, _)| *other == name) {
            None => pairs.push((name, value)),
            Some((_, there)) if several == Several::Last => *there = value,
            Some((_, Value::Array(list))) => list.push(value),
            Some((_, there)) => *there = Value::Array(vec![there.take(), value]),
        }
    }
    pairs
}

/// How many requests go out at once, and the pause in between.
fn pace(options: &Source<'_>, to: &mut Draft) {
    let batch = options.group("batching.batch");
    if !options.has("batching.batch") && !options.has("batchSize") && !options.has("batchInterval") {
        return;
    }
    // The first two versions had these beside the other options.
    let number = |name: &str, default: f64| {
        if options.has(name) { options.number(name, default) } else { batch.number(name, default) }
    };
    let size = number("batchSize", 50.0);
    let pause_ms = number("batchInterval", 1_000.0);
    if pause_ms > PAUSE_MOST_MS {
        options.changed("batching", "The pause between requests is a minute at most here.", "Use a Wait in a loop.");
    }
    let at_once = if size < 1.0 { 8 } else { (size as u64).min(8) };
    to.set("at_once", at_once).set("pause_ms", pause_ms.clamp(0.0, PAUSE_MOST_MS) as u64);
}

/// Whether the file has an expression here.
fn is_computed(node: &Source<'_>, path: &str) -> bool {
    node.peek(path).and_then(Value::as_str).is_some_and(|text| is_expression(text) && text.contains("{{"))
}
