//! A webhook as n8n's.

use flow::Node;
use serde_json::{Map, Value, json};

/// `webhook`.
pub(super) fn webhook(node: &Node) -> Value {
    let get = |name: &str| node.parameters.get(name);
    let text = |name: &str| get(name).and_then(Value::as_str);
    let methods = get("methods").and_then(Value::as_array).cloned().unwrap_or_else(|| vec!["POST".into()]);
    let mut made = json!({"path": get("path").cloned().unwrap_or_default()});
    match methods.as_slice() {
        [one] => made["httpMethod"] = one.clone(),
        several => {
            made["multipleMethods"] = true.into();
            made["httpMethod"] = several.into();
        }
    }
    made["responseMode"] = match text("respond") {
        Some("accepted") => "onReceived",
        Some("last") => "lastNode",
        _ => "responseNode",
    }
    .into();
    if let Some(way) = text("verify").and_then(|way| {
        [("basic", "basicAuth"), ("header", "headerAuth"), ("jwt", "jwtAuth")]
            .into_iter()
            .find(|(ours, _)| *ours == way)
    }) {
        made["authentication"] = way.1.into();
    }
    let mut options = Map::new();
    if text("respond") == Some("last") {
        last(node, &mut made, &mut options);
    } else if let Some(words) = text("reply_text") {
        options.insert("responseData".into(), words.into());
    }
    if let Some(status) = get("reply_status") {
        let code = json!({"values": {"responseCode": "customCode", "customCode": status}});
        options.insert("responseCode".into(), code);
    }
    if let Some(headers) = get("reply_headers").and_then(Value::as_object) {
        let entries = headers.iter().map(|(name, value)| json!({"name": name, "value": value}));
        options.insert("responseHeaders".into(), json!({"entries": entries.collect::<Vec<_>>()}));
    }
    for (ours, theirs) in [("allow", "ipWhitelist"), ("origins", "allowedOrigins")] {
        if let Some(list) = get(ours).and_then(Value::as_array) {
            let list: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            options.insert(theirs.into(), list.join(",").into());
        }
    }
    for (ours, theirs) in [("refuse_bots", "ignoreBots"), ("keep_body", "rawBody"), ("file_name", "binaryPropertyName")]
    {
        if let Some(value) = get(ours) {
            options.insert(theirs.into(), value.clone());
        }
    }
    made["options"] = options.into();
    made
}

/// What of the last items is answered.
fn last(node: &Node, made: &mut Value, options: &mut Map<String, Value>) {
    let text = |name: &str| node.parameters.get(name).and_then(Value::as_str);
    made["responseData"] = match text("last") {
        Some("items") => "allEntries",
        Some("file") => "firstEntryBinary",
        Some("nothing") => "noData",
        _ => "firstEntryJson",
    }
    .into();
    if let Some(name) = text("last_file") {
        made["responseBinaryPropertyName"] = name.into();
    }
    for (ours, theirs) in [("last_field", "responsePropertyName"), ("last_content_type", "responseContentType")] {
        if let Some(value) = text(ours) {
            options.insert(theirs.into(), value.into());
        }
    }
}
