//! Requests, answers and what stands on a run, as n8n's nodes.

use super::back;
use flow::Node;
use serde_json::{Map, Value, json};

/// The version of `httpRequest` that is written.
pub(super) const REQUEST_VERSION: f64 = 4.2;

/// What a request signs in with there.
fn signs_in(node: &Node, parameters: &mut Value) -> Option<()> {
    let kind = match node.parameters.get("authentication").and_then(Value::as_str).unwrap_or("none") {
        "none" => return Some(()),
        "basic" => "httpBasicAuth",
        "bearer" => "httpBearerAuth",
        "header" => "httpHeaderAuth",
        "query" => "httpQueryAuth",
        "digest" => "httpDigestAuth",
        "custom" => "httpCustomAuth",
        "oauth1" => "oAuth1Api",
        "oauth2" => "oAuth2Api",
        _ => return None,
    };
    parameters["authentication"] = "genericCredentialType".into();
    parameters["genericAuthType"] = kind.into();
    Some(())
}

/// `http_request`; None where a part of it has no counterpart there.
pub(super) fn request(node: &Node) -> Option<Value> {
    let get = |name: &str| node.parameters.get(name);
    let mut made = json!({"url": get("url").map(back).unwrap_or_default(), "options": {}});
    if let Some(method) = get("method").and_then(Value::as_str).filter(|method| *method != "GET") {
        made["method"] = method.into();
    }
    signs_in(node, &mut made)?;
    for (ours, ours_json, send, specify, list, json_name) in [
        ("query", "query_json", "sendQuery", "specifyQuery", "queryParameters", "jsonQuery"),
        ("headers", "headers_json", "sendHeaders", "specifyHeaders", "headerParameters", "jsonHeaders"),
    ] {
        match (pairs(node, ours), get(ours_json)) {
            (None, None) => {}
            (Some(pairs), None) => {
                made[send] = true.into();
                made[list] = json!({"parameters": pairs});
            }
            (None, Some(text)) => {
                made[send] = true.into();
                made[specify] = "json".into();
                made[json_name] = back(text);
            }
            (Some(_), Some(_)) => return None,
        }
    }
    body(node, &mut made)?;
    options(node, &mut made);
    Some(made)
}

/// Names and values as a list; None if there are none.
fn pairs(node: &Node, name: &str) -> Option<Vec<Value>> {
    let fields = node.parameters.get(name)?.as_object().filter(|fields| !fields.is_empty())?;
    let pair = |name: &String, value: &Value| json!({"name": name, "value": back(value)});
    let all = fields.iter().flat_map(|(name, value)| match value {
        Value::Array(values) => values.iter().map(|value| pair(name, value)).collect::<Vec<_>>(),
        value => vec![pair(name, value)],
    });
    Some(all.collect())
}

fn body(node: &Node, made: &mut Value) -> Option<()> {
    let get = |name: &str| node.parameters.get(name);
    let kind = get("body").and_then(Value::as_str).unwrap_or("none");
    if kind == "none" {
        return Some(());
    }
    made["sendBody"] = true.into();
    match kind {
        "json" => {
            made["specifyBody"] = "json".into();
            made["jsonBody"] = match get("json") {
                Some(Value::String(text)) => back(&Value::String(text.clone())),
                Some(value) => as_text(value),
                None => "{}".into(),
            };
        }
        "form" => {
            if get("form_json").is_some() {
                return None;
            }
            made["contentType"] = "form-urlencoded".into();
            made["bodyParameters"] = json!({"parameters": pairs(node, "form").unwrap_or_default()});
        }
        "text" => {
            made["contentType"] = "raw".into();
            made["rawContentType"] = get("content_type").map_or("text/plain".into(), back);
            made["body"] = get("text").map(back).unwrap_or_default();
        }
        "multipart" => {
            made["contentType"] = "multipart-form-data".into();
            let parts = get("parts").and_then(Value::as_array).into_iter().flatten().map(part);
            made["bodyParameters"] = json!({"parameters": parts.collect::<Vec<_>>()});
        }
        "file" => {
            made["contentType"] = "binaryData".into();
            made["inputDataFieldName"] = get("file").map_or("data".into(), back);
        }
        _ => return None,
    }
    Some(())
}

/// JSON with texts that may be expressions, as the text of one expression.
fn as_text(value: &Value) -> Value {
    let text = value.to_string();
    if text.contains("{{") { format!("={text}").into() } else { text.into() }
}

fn part(part: &Value) -> Value {
    match part.get("file").filter(|file| *file != "") {
        Some(file) => {
            json!({"parameterType": "formBinaryData", "name": back(&part["name"]), "inputDataFieldName": back(file)})
        }
        None => json!({"name": back(&part["name"]), "value": back(&part["value"])}),
    }
}

fn options(node: &Node, made: &mut Value) {
    let get = |name: &str| node.parameters.get(name);
    let holds = |name: &str| get(name) == Some(&true.into());
    let mut response = Map::new();
    for (ours, theirs) in [("ignore_status", "neverError"), ("with_head", "fullResponse")] {
        if holds(ours) {
            response.insert(theirs.into(), true.into());
        }
    }
    if let Some(answer @ ("json" | "text" | "file")) = get("answer").and_then(Value::as_str) {
        response.insert("responseFormat".into(), answer.into());
        let place = if answer == "file" { get("file_field") } else { get("text_field") };
        let usual = if answer == "file" { "file" } else { "text" };
        response.insert("outputPropertyName".into(), place.map_or(usual.into(), back));
    }
    let options = &mut made["options"];
    if !response.is_empty() {
        options["response"] = json!({"response": response});
    }
    if get("follow_redirects") == Some(&false.into()) {
        options["redirect"] = json!({"redirect": {"followRedirects": false}});
    }
    if let Some(timeout_ms) = get("timeout_ms") {
        options["timeout"] = timeout_ms.clone();
    }
    if let Some(lists) = get("lists") {
        options["queryParameterArrays"] = lists.clone();
    }
    if get("at_once").is_some() || get("pause_ms").is_some() {
        let (size, pause_ms) =
            (get("at_once").cloned().unwrap_or(4.into()), get("pause_ms").cloned().unwrap_or(0.into()));
        options["batching"] = json!({"batch": {"batchSize": size, "batchInterval": pause_ms}});
    }
    if let Some(pages) = get("pages").and_then(pagination) {
        options["pagination"] = json!({"pagination": pages});
    }
}

fn pagination(pages: &Value) -> Option<Value> {
    let mut made = match pages["mode"].as_str()? {
        "next_url" => json!({"paginationMode": "responseContainsNextURL", "nextURL": back(&pages["next_url"])}),
        "change" => {
            let changes = pages["changes"].as_array().into_iter().flatten().map(|change| {
                let place = match change["place"].as_str() {
                    Some("query") | None => "qs",
                    Some(other) => other,
                };
                json!({"type": place, "name": change["name"], "value": back(&change["value"])})
            });
            json!({"parameters": {"parameters": changes.collect::<Vec<_>>()}})
        }
        _ => return None,
    };
    match pages["until"].as_str() {
        Some("status") => {
            made["paginationCompleteWhen"] = "receiveSpecificStatusCodes".into();
            made["statusCodesWhenComplete"] = pages["statuses"].clone();
        }
        Some("condition") => {
            made["paginationCompleteWhen"] = "other".into();
            made["completeExpression"] = back(&pages["condition"]);
        }
        _ => {}
    }
    if let Some(most) = pages.get("most") {
        made["limitPagesFetched"] = true.into();
        made["maxRequests"] = most.clone();
    }
    if let Some(pause_ms) = pages.get("pause_ms") {
        made["requestInterval"] = pause_ms.clone();
    }
    Some(made)
}

/// `graphql`; None for a sign-in that is none there.
pub(super) fn graphql(node: &Node) -> Option<Value> {
    let get = |name: &str| node.parameters.get(name);
    let text = |name: &str| get(name).map(back).unwrap_or_default();
    let mut made = json!({"endpoint": text("url"), "query": text("query")});
    let way = match get("authentication").and_then(Value::as_str).unwrap_or("none") {
        "none" => None,
        "basic" => Some("basicAuth"),
        "header" => Some("headerAuth"),
        "query" => Some("queryAuth"),
        "digest" => Some("digestAuth"),
        "custom" => Some("customAuth"),
        "oauth1" => Some("oAuth1"),
        "oauth2" => Some("oAuth2"),
        _ => return None,
    };
    if let Some(way) = way {
        made["authentication"] = way.into();
    }
    for (ours, value, theirs) in [("method", "GET", "requestMethod"), ("body", "graphql", "requestFormat")] {
        if get(ours).and_then(Value::as_str) == Some(value) {
            made[theirs] = value.into();
        }
    }
    match get("variables") {
        Some(Value::String(text)) => made["variables"] = back(&Value::String(text.clone())),
        Some(value) => made["variables"] = as_text(value),
        None => {}
    }
    if get("operation").is_some() {
        made["operationName"] = text("operation");
    }
    if let Some(headers) = pairs(node, "headers") {
        made["headerParametersUi"] = json!({"parameter": headers});
    }
    if get("answer").and_then(Value::as_str) == Some("text") {
        made["responseFormat"] = "string".into();
        made["dataPropertyName"] = get("text_field").map_or("data".into(), back);
    }
    Some(made)
}

/// `respond`.
pub(super) fn respond(node: &Node) -> Value {
    let get = |name: &str| node.parameters.get(name);
    let mut made = match get("body").and_then(Value::as_str).unwrap_or("first_item") {
        "items" => json!({"respondWith": "allIncomingItems"}),
        "json" => {
            let body = match get("json") {
                Some(Value::String(text)) => back(&Value::String(text.clone())),
                Some(value) => as_text(value),
                None => "{}".into(),
            };
            json!({"respondWith": "json", "responseBody": body})
        }
        "text" => json!({"respondWith": "text", "responseBody": get("text").map(back).unwrap_or_default()}),
        "file" => match get("file").filter(|file| *file != "") {
            Some(file) => {
                json!({"respondWith": "binary", "responseDataSource": "set", "inputFieldName": back(file)})
            }
            None => json!({"respondWith": "binary"}),
        },
        "empty" => json!({"respondWith": "noData"}),
        _ => json!({"respondWith": "firstIncomingItem"}),
    };
    let mut options = Map::new();
    if let Some(status) = get("status") {
        options.insert("responseCode".into(), back(status));
    }
    if let Some(name) = get("wrap_in") {
        options.insert("responseKey".into(), back(name));
    }
    if let Some(headers) = pairs(node, "headers") {
        options.insert("responseHeaders".into(), json!({"entries": headers}));
    }
    made["options"] = options.into();
    made
}

/// `execution_data`.
pub(super) fn execution_data(node: &Node) -> Value {
    let values = node.parameters.get("values").and_then(Value::as_array).into_iter().flatten();
    let values = values.map(|saved| json!({"key": back(&saved["name"]), "value": back(&saved["value"])}));
    json!({"dataToSave": {"values": values.collect::<Vec<_>>()}})
}
