//! Waiting, answering, stopping, calling another flow.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::{Map, Value, json};

/// `wait`.
pub(crate) fn wait(node: &Source<'_>, to: &mut Draft) {
    if node.peek("resume").and_then(Value::as_str) == Some("form") {
        return super::form::wait(node, to);
    }
    to.kind("wait");
    let is_first = node.version() < 1.1;
    match node.choice("resume", "timeInterval") {
        "specificTime" => {
            to.set("mode", "until").set("until", node.value("dateTime", ""));
        }
        "webhook" => {
            to.set("mode", "call").set("item", "envelope");
            match node.choice("httpMethod", "GET") {
                "POST" => {}
                "GET" | "HEAD" => drop(to.set("method", "GET")),
                other => {
                    let message = format!("The wait ended with a {other} request; here it ends with a POST request.");
                    node.changed("httpMethod", message, "Let the other side call with POST.");
                }
            }
            if node.choice("incomingAuthentication", "none") != "none" {
                let message = "Callers proved who they are; here the address itself is the secret, and works once.";
                node.changed("incomingAuthentication", message, "Give the address only to whoever shall call.");
            }
            node.skip(&["responseMode", "responseCode", "responseData", "webhookNotice"]);
            if node.flag("limitWaitTime", false) {
                limit(node, to);
            }
            node.skip(&["limitType", "resumeAmount", "resumeUnit", "options.webhookSuffix", "maxDateAndTime"]);
        }
        _ => {
            to.set("amount", node.value("amount", if is_first { 1 } else { 5 }));
            to.set("unit", node.choice("unit", if is_first { "hours" } else { "seconds" }));
        }
    }
    // What belongs to other ways of waiting is kept in files, too.
    node.skip(&["amount", "unit", "dateTime", "httpMethod", "incomingAuthentication", "limitWaitTime", "responseMode"]);
    node.skip(&["formTitle", "formDescription", "formFields", "responseCode", "responseData", "limitType"]);
    node.skip(&["resumeAmount", "resumeUnit", "maxDateAndTime", "options.webhookSuffix", "webhookNotice"]);
}

/// How long a call is waited for.
pub(super) fn limit(node: &Source<'_>, to: &mut Draft) {
    if node.choice("limitType", "afterTimeInterval") != "afterTimeInterval" {
        let message = "The wait ended at a date; here it ends after some hours.";
        return node.changed("maxDateAndTime", message, "Set how many hours in the block.");
    }
    let hours = node.number("resumeAmount", 1.0)
        * match node.choice("resumeUnit", "hours") {
            "seconds" => 1.0 / 3_600.0,
            "minutes" => 1.0 / 60.0,
            "days" => 24.0,
            _ => 1.0,
        };
    to.set("give_up_hours", hours);
}

/// `respondToWebhook`.
pub(crate) fn respond(node: &Source<'_>, to: &mut Draft) {
    to.kind("respond");
    let options = node.group("options");
    match node.choice("respondWith", "firstIncomingItem") {
        "allIncomingItems" => to.set("body", "items"),
        "json" => to.set("body", "json").set("json", node.value("responseBody", "{\n  \"myField\": \"value\"\n}")),
        "text" => to
            .set("body", "text")
            .set("content_type", "text/html; charset=utf-8")
            .set("text", node.text("responseBody", "")),
        "noData" => to.set("body", "empty"),
        "redirect" => {
            let headers = Map::from_iter([("location".to_owned(), Value::from(node.text("redirectURL", "")))]);
            to.set("body", "empty").set("status", 307).set("headers", headers)
        }
        "binary" => {
            let is_named = node.choice("responseDataSource", "automatically") == "set";
            let name = if is_named { node.text("inputFieldName", "data") } else { String::new() };
            to.set("body", "file").set_unless("file", name, "")
        }
        "jwt" => {
            let message = "The answer was a signed token.";
            let hint = "Make the token with the block JWT before this one, and answer `{\"token\": …}` as JSON.";
            node.lost("respondWith", message, hint);
            &mut *to
        }
        _ => &mut *to,
    };
    if options.has("responseCode") {
        to.set("status", options.value("responseCode", 200));
    }
    let entries = options.entries("responseHeaders.entries");
    if !entries.is_empty() {
        let mut headers = to.parameters.get("headers").and_then(Value::as_object).cloned().unwrap_or_default();
        headers.extend(entries.iter().map(|entry| (entry.text("name", ""), entry.value("value", ""))));
        to.set("headers", headers);
    }
    let key = options.text("responseKey", "");
    to.set_unless("wrap_in", key, "");
    if options.flag("enableResponseOutput", false) {
        let message = "What was answered left at a second output; here the answer is no item.";
        options.changed("enableResponseOutput", message, "Read what is answered from the items before.");
        to.outputs(["main", "main"]);
    }
    // What is sent piece by piece there is sent in one piece here.
    options.skip(&["enableStreaming"]);
    node.skip(&["responseBody", "redirectURL", "generalNotice", "webhookNotice", "payload", "credentials"]);
    node.skip(&["responseDataSource", "inputFieldName", "credentials"]);
}

/// `stopAndError`.
pub(crate) fn stop(node: &Source<'_>, to: &mut Draft) {
    to.kind("stop_and_error").outputs(Vec::<String>::new());
    if node.choice("errorType", "errorMessage") == "errorObject" {
        to.set("message", "").set("object", node.value("errorObject", "{}"));
    } else {
        to.set("message", node.text("errorMessage", ""));
    }
    node.skip(&["errorObject", "errorMessage"]);
}

/// `executionData`: what a run is found by later.
pub(crate) fn execution_data(node: &Source<'_>, to: &mut Draft) {
    to.kind("execution_data");
    let values = node.entries("dataToSave.values").into_iter().map(|entry| {
        let (name, value) = (entry.text("key", ""), entry.value("value", ""));
        json!({"name": name, "value": value})
    });
    to.set("values", values.collect::<Value>());
    node.skip(&["operation", "dataToSave"]);
}

/// `executeWorkflow`.
pub(crate) fn call(node: &Source<'_>, to: &mut Draft) {
    if node.holds() {
        return hold(node, to);
    }
    to.kind("sub_flow").set("flow", "");
    if node.choice("source", "database") == "database" {
        let name = node.peek("workflowId.cachedResultName").and_then(Value::as_str);
        let id = node.text("workflowId", "");
        let message = match name {
            Some(name) => format!("It ran the workflow “{name}” (`{id}`)."),
            None => format!("It ran the workflow `{id}`."),
        };
        node.note("flow_choose", message, "Bring that workflow too, publish it, and choose it here.");
    } else {
        let message = "The workflow to run was given in the node itself, in a file or by an address.";
        node.lost("source", message, "Bring that workflow as a flow of its own, publish it, and choose it here.");
    }
    node.skip(&["workflowJson", "workflowPath", "workflowUrl", "localWorkflowPath"]);
    if node.choice("mode", "once") == "each" {
        to.is_each = true;
    }
    let inputs = node.value("workflowInputs.value", Value::Null);
    if inputs.as_object().is_some_and(|fields| !fields.is_empty()) {
        to.set("parameters", inputs);
    }
    to.set_unless("wait", node.flag("options.waitForSubWorkflow", true), true);
    node.skip(&["operation", "executeWorkflowNotice", "workflowInputs"]);
}

/// A node that held the workflow itself: a box around that workflow's nodes.
fn hold(node: &Source<'_>, to: &mut Draft) {
    to.kind("for_each");
    if node.choice("mode", "once") != "each" {
        to.set("per", "arrow");
    }
    if !node.flag("options.waitForSubWorkflow", true) {
        let message = "It went on while the workflow within was at work; here it waits for it.";
        node.changed("options.waitForSubWorkflow", message, "Make a flow of its own of it, and run that.");
    }
    node.skip(&["source", "workflowJson", "workflowId", "operation", "executeWorkflowNotice", "workflowInputs"]);
}
