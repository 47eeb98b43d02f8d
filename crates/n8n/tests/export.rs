//! What went out and came back is what it was.

use n8n::{export, import};
use serde_json::{Value, json};

fn node(name: &str, kind: &str, version: f64, parameters: Value) -> Value {
    json!({"name": name, "type": kind, "typeVersion": version, "position": [0, 0], "parameters": parameters})
}

#[test]
fn a_workflow_survives_the_way_out_and_back() {
    let to = |name: &str| json!([{"node": name, "type": "main", "index": 0}]);
    let workflow = json!({
        "name": "There and back", "settings": {"executionOrder": "v1"},
        "nodes": [
            node("Go", "n8n-nodes-base.manualTrigger", 1.0, json!({})),
            node("Loop", "n8n-nodes-base.splitInBatches", 3.0, json!({"batchSize": 2, "options": {}})),
            node("Set", "n8n-nodes-base.set", 3.4, json!({"assignments": {"assignments": [
                {"id": "0", "name": "a", "value": "={{ $json.b }}", "type": "string"}]}, "options": {}})),
            node("If", "n8n-nodes-base.if", 2.2, json!({"conditions": {
                "options": {"caseSensitive": true, "leftValue": "", "typeValidation": "strict", "version": 2},
                "conditions": [{"id": "0", "leftValue": "={{ $json.a }}", "rightValue": "x", "operator": {"type": "string", "operation": "equals"}}],
                "combinator": "and"}, "options": {}})),
            node("Odd", "community.odd", 3.0, json!({"deep": [1, {"text": "{{ raw }}"}]})),
        ],
        "connections": {
            "Go": {"main": [to("Loop")]}, "Loop": {"main": [to("If"), to("Set")]}, "Set": {"main": [to("Loop")]},
            "If": {"main": [[], to("Odd")]},
        },
    });
    let first = import(&workflow.to_string()).expect("a workflow");
    let out = export(&first.flow);
    assert!(out.findings.is_empty(), "{:?}", out.findings);
    let second = import(&out.workflow.to_string()).expect("a workflow");
    let known = |flow: &flow::Flow| flow.nodes.iter().filter(|node| node.name != "Odd").cloned().collect::<Vec<_>>();
    assert_eq!(known(&second.flow), known(&first.flow));
    let arrows = |flow: &flow::Flow| {
        let mut arrows: Vec<String> = flow.edges.iter().map(|edge| format!("{:?} {:?}", edge.from, edge.to)).collect();
        arrows.sort();
        arrows
    };
    assert_eq!(arrows(&second.flow), arrows(&first.flow));
    let odd = out.workflow["nodes"].as_array().unwrap().iter().find(|node| node["name"] == "Odd").unwrap();
    assert_eq!((&odd["typeVersion"], &odd["parameters"]), (&json!(3.0), &json!({"deep": [1, {"text": "{{ raw }}"}]})));
}

/// Brought, sent out and brought again, a node is the same.
#[track_caller]
fn survives(kind: &str, version: f64, parameters: Value) {
    let kind = format!("n8n-nodes-base.{kind}");
    let workflow = json!({"nodes": [node("N", &kind, version, parameters)], "connections": {}});
    let first = import(&workflow.to_string()).expect("a workflow").flow;
    let out = export(&first);
    assert!(out.findings.is_empty(), "{:?}", out.findings);
    assert_eq!(out.workflow["nodes"][0]["type"], kind.as_str());
    let second = import(&out.workflow.to_string()).expect("a workflow").flow;
    assert_eq!(second.nodes, first.nodes);
}

#[test]
fn requests_and_answers_survive_the_way_out_and_back() {
    survives(
        "httpRequest",
        4.2,
        json!({"method": "POST", "url": "=https://a.example/{{ $json.id }}", "authentication": "genericCredentialType",
            "genericAuthType": "httpDigestAuth", "sendQuery": true, "queryParameters": {"parameters": [{"name": "q", "value": "={{ $json.q }}"}]},
            "sendHeaders": true, "specifyHeaders": "json", "jsonHeaders": "={{ $json.headers }}", "sendBody": true,
            "specifyBody": "json", "jsonBody": "={\"a\": {{ $json.a }}}",
            "options": {"response": {"response": {"fullResponse": true, "responseFormat": "json"}}, "timeout": 500,
                "batching": {"batch": {"batchSize": 2, "batchInterval": 10}}, "redirect": {"redirect": {"followRedirects": false}},
                "pagination": {"pagination": {"parameters": {"parameters": [{"type": "qs", "name": "page", "value": "={{ $pageCount }}"}]},
                    "paginationCompleteWhen": "other", "completeExpression": "={{ $response.body.done }}", "limitPagesFetched": true, "maxRequests": 5}}}}),
    );
    survives(
        "httpRequest",
        4.2,
        json!({"method": "PUT", "url": "https://a.example/", "sendBody": true, "contentType": "multipart-form-data",
            "bodyParameters": {"parameters": [{"name": "a", "value": "1"}, {"parameterType": "formBinaryData", "name": "f", "inputDataFieldName": "data"}]}, "options": {}}),
    );
    survives(
        "graphql",
        1.1,
        json!({"endpoint": "https://a.example/", "authentication": "headerAuth", "query": "=query { a(id: {{ $json.id }}) }",
            "variables": "={{ $json.v }}", "operationName": "A", "headerParametersUi": {"parameter": [{"name": "x", "value": "1"}]}}),
    );
    survives(
        "respondToWebhook",
        1.4,
        json!({"respondWith": "allIncomingItems", "options": {"responseCode": 201, "responseKey": "rows"}}),
    );
    survives(
        "webhook",
        2.0,
        json!({"path": "orders/:id", "httpMethod": "POST", "responseMode": "lastNode", "responseData": "firstEntryBinary", "authentication": "jwtAuth",
            "options": {"ipWhitelist": "10.0.0.0/8", "ignoreBots": true, "rawBody": true, "binaryPropertyName": "f", "allowedOrigins": "https://a.example",
                "responseHeaders": {"entries": [{"name": "x-a", "value": "1"}]}}}),
    );
    survives("executionData", 1.0, json!({"dataToSave": {"values": [{"key": "order", "value": "={{ $json.id }}"}]}}));
    survives(
        "stopAndError",
        1.0,
        json!({"errorType": "errorObject", "errorObject": "={\"message\": \"{{ $json.a }}\"}"}),
    );
}

#[test]
fn what_was_added_for_n8n_dissolves_again() {
    let to = |name: &str, input: u32| json!({"node": name, "type": "main", "index": input});
    let at = |mut node: Value, x: i32, y: i32| {
        node["position"] = json!([x, y]);
        node
    };
    let model = json!({"name": "Model", "type": "@n8n/n8n-nodes-langchain.lmChatOpenAi", "typeVersion": 1, "position": [3, 7], "parameters": {"model": "x"}});
    let workflow = json!({
        "name": "There and back", "settings": {"executionOrder": "v1"}, "pinData": {"Go": [{"json": {"a": 1}}]},
        "nodes": [
            at(node("Go", "n8n-nodes-base.manualTrigger", 1.0, json!({})), 0, 0),
            at(node("A", "n8n-nodes-base.noOp", 1.0, json!({})), 220, -100),
            at(node("B", "n8n-nodes-base.noOp", 1.0, json!({})), 220, 100),
            at(node("Both", "n8n-nodes-base.noOp", 1.0, json!({})), 440, 0),
            at(node("Last", "n8n-nodes-base.noOp", 1.0, json!({})), 660, 0),
            at(node("Agent", "@n8n/n8n-nodes-langchain.agent", 1.7, json!({})), 880, 0),
            model,
        ],
        "connections": {
            "Go": {"main": [[to("A", 0), to("B", 0)]]}, "A": {"main": [[to("Both", 0)]]}, "B": {"main": [[to("Both", 0)]]},
            "Both": {"main": [[to("Last", 0)]]}, "Last": {"main": [[to("Agent", 0)]]},
            "Model": {"ai_languageModel": [[{"node": "Agent", "type": "ai_languageModel", "index": 0}]]},
        },
    });
    let first = import(&workflow.to_string()).expect("a workflow");
    assert!(first.flow.nodes.iter().any(|node| node.kind == "for_each"), "{:?}", first.flow.nodes);
    let out = export(&first.flow).workflow;
    assert_eq!(out["connections"], workflow["connections"]);
    assert_eq!(out["pinData"], workflow["pinData"]);
    let placed = |workflow: &Value| -> Vec<(String, Value)> {
        let nodes = workflow["nodes"].as_array().expect("nodes");
        let place = |node: &Value| {
            node["position"].as_array().expect("a place").iter().map(|side| json!(side.as_f64())).collect()
        };
        nodes.iter().map(|node| (node["name"].as_str().unwrap_or_default().to_owned(), place(node))).collect()
    };
    assert_eq!(placed(&out), placed(&workflow));
}

#[test]
fn what_n8n_does_not_have_is_told() {
    let mut flow = flow::Flow::named("Flow");
    flow.nodes.push(flow::Node::new("a", "send_sms", "Tell"));
    let out = export(&flow);
    assert_eq!((out.findings[0].code.as_str(), out.findings[0].node.as_deref()), ("node_unknown", Some("Tell")));
    assert_eq!(out.workflow["nodes"][0]["type"], "n8n-nodes-base.noOp");
}
