//! `webhook` 1 to 2.1.

use crate::draft::Draft;
use crate::source::Source;
use crate::text::is_expression;
use serde_json::{Map, Value};

/// The most parts of a path with variable ones.
const PARTS_MOST: usize = 6;
/// n8n lets callers wait without an end; here there is one.
const PATIENCE_SECONDS: u64 = 300;

pub(crate) fn map(node: &Source<'_>, to: &mut Draft) {
    to.trigger("webhook").set("item", "envelope");
    path(node, to);
    methods(node, to);
    let slot = match node.choice("authentication", "none") {
        "none" => None,
        "basicAuth" => Some("basic"),
        "headerAuth" => Some("header"),
        "jwtAuth" => Some("jwt"),
        other => {
            let message = format!("Callers cannot prove who they are by `{other}` here.");
            node.lost("authentication", message, "Choose another way.");
            None
        }
    };
    if let Some(slot) = slot {
        to.set("verify", slot);
    }
    answers(node, to);
    callers(node, to);
    files(node, to);
    node.skip(&["webhookNotice", "webhookStreamingNotice", "contentTypeNotice", "requireExecuteAccess"]);
}

/// Of a path with variable parts n8n's address begins with an id of the node.
fn path(node: &Source<'_>, to: &mut Draft) {
    let path = node.choice("path", "").trim_matches('/').to_owned();
    let path = match node.webhook_id().filter(|_| path.contains("/:") || path.starts_with(':')) {
        Some(id) => format!("{id}/{path}"),
        None => path,
    };
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.~/:".contains(letter);
    let is_too_long = path.contains(':') && path.split('/').count() > PARTS_MOST;
    if path.starts_with(':') || !path.chars().all(is_plain) || is_too_long {
        let message = format!("The path `{path}` cannot be an address here; it was left out.");
        node.changed("path", message, "Choose another one in the block, and tell whoever calls.");
    } else {
        to.set("path", path);
    }
}

fn methods(node: &Source<'_>, to: &mut Draft) {
    let methods: Vec<String> = match node.raw("httpMethod") {
        Some(Value::Array(methods)) => methods.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(method)) => vec![method.clone()],
        _ if node.flag("multipleMethods", false) => vec!["GET".to_owned(), "POST".to_owned()],
        _ => vec!["GET".to_owned()],
    };
    node.skip(&["multipleMethods"]);
    if methods.len() > 1 {
        // A Switch parts them where they lead to different nodes.
        to.outputs(vec!["main"; methods.len()]).methods = methods.clone();
    }
    to.set("methods", methods);
}

/// When callers are answered, and what they get.
fn answers(node: &Source<'_>, to: &mut Draft) {
    match node.choice("responseMode", "onReceived") {
        "onReceived" => {
            to.set("respond", "accepted");
            at_once(node, to);
            head(node, to);
        }
        "lastNode" => {
            to.set("respond", "last").set("patience_seconds", PATIENCE_SECONDS);
            at_the_end(node, to);
            head(node, to);
        }
        mode => {
            to.set("respond", "answered").set("patience_seconds", PATIENCE_SECONDS);
            if mode == "streaming" {
                let message = "What was answered went out piece by piece; here it goes out in one piece.";
                node.changed("responseMode", message, "Put a Respond where the answer is complete.");
            }
        }
    }
    node.skip(&["responseCode", "responseData", "responseBinaryPropertyName", "options.responseCode"]);
    node.skip(&["options.responseData", "options.responseHeaders", "options.responsePropertyName"]);
    node.skip(&["options.responseContentType", "options.noResponseBody"]);
}

/// Status and header fields.
fn head(node: &Source<'_>, to: &mut Draft) {
    let code = ["options.responseCode.values.responseCode", "options.responseCode", "responseCode"];
    let code = code.iter().map(|path| node.peek(path).and_then(Value::as_f64)).find_map(|code| code).unwrap_or(200.0);
    let code = node.peek("options.responseCode.values.customCode").and_then(Value::as_f64).unwrap_or(code);
    to.set("reply_status", if (200.0..=599.0).contains(&code) { code as u16 } else { 200 });
    let mut headers = Map::new();
    for entry in node.entries("options.responseHeaders.entries") {
        let (name, value) = (entry.text("name", ""), entry.text("value", ""));
        if name.contains("{{") || value.contains("{{") {
            let message = format!("The header `{name}` holds an expression, which sees nothing of the run here.");
            entry.changed("value", message, "Write the text itself, or add a Respond.");
        } else if !name.is_empty() {
            headers.insert(name, value.into());
        }
    }
    if !headers.is_empty() {
        to.set("reply_headers", headers);
    }
}

/// What a caller gets who does not wait for the run.
fn at_once(node: &Source<'_>, to: &mut Draft) {
    let text = node.value("options.responseData", "");
    match text.as_str() {
        Some(text) if text.contains("{{") => {
            let message = "What a caller gets at once holds expressions there, which see nothing of the run anyway.";
            node.changed("options.responseData", message, "Write the text itself, or add a Respond.");
        }
        Some("") if !node.flag("options.noResponseBody", false) => {
            to.set("reply_text", "{\"message\":\"Workflow was started\"}")
                .set("reply_content_type", "application/json");
        }
        Some(text) => drop(to.set_unless("reply_text", text, "")),
        None => drop(to.set("reply_text", text.to_string()).set("reply_content_type", "application/json")),
    }
}

/// What of the last items a caller gets.
fn at_the_end(node: &Source<'_>, to: &mut Draft) {
    match node.choice("responseData", "firstEntryJson") {
        "allEntries" => drop(to.set("last", "items")),
        "noData" => drop(to.set("last", "nothing")),
        "firstEntryBinary" => {
            to.set("last", "file").set("last_file", fixed(node, "responseBinaryPropertyName", "data"));
        }
        _ if node.flag("options.noResponseBody", false) => drop(to.set("last", "nothing")),
        _ => {
            to.set_unless("last_field", fixed(node, "options.responsePropertyName", ""), "");
            to.set_unless("last_content_type", fixed(node, "options.responseContentType", ""), "");
        }
    }
}

/// A text that cannot be an expression here.
fn fixed(node: &Source<'_>, path: &str, default: &str) -> String {
    let text = node.text(path, default);
    if text.contains("{{") {
        node.changed(path, "It is an expression, which sees nothing of the run here.", "Write the text itself.");
        return default.to_owned();
    }
    text
}

/// From where may be called.
fn callers(node: &Source<'_>, to: &mut Draft) {
    let allow = node.names("options.ipWhitelist");
    if node.peek("options.ipWhitelist").and_then(Value::as_str).is_some_and(is_expression) {
        let message = "The addresses that may call are an expression, which sees nothing of the run here.";
        node.lost("options.ipWhitelist", message, "Write the addresses themselves.");
    } else if !allow.is_empty() {
        // What is no address is refused by the block, so nobody gets in by a mistake.
        to.set("allow", allow);
    }
    to.set_unless("refuse_bots", node.flag("options.ignoreBots", false), false);
    let origins = match node.text("options.allowedOrigins", "*") {
        text if text.contains("{{") => {
            node.changed("options.allowedOrigins", "The sites are an expression.", "Write the sites themselves.");
            Vec::new()
        }
        text => text.split(',').map(|origin| origin.trim().to_owned()).filter(|origin| !origin.is_empty()).collect(),
    };
    to.set_unless("origins", origins, Vec::<String>::new());
}

fn files(node: &Source<'_>, to: &mut Draft) {
    let keeps = node.flag("options.rawBody", false) || node.flag("options.binaryData", false);
    to.set_unless("keep_body", keeps, false);
    let name = fixed(node, "options.binaryPropertyName", "");
    to.set_unless("file_name", name, "");
}
