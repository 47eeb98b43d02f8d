//! What is said of a flow before it runs that only kinds and expressions can know.

use node_sdk::check::check;
use node_sdk::flow::Flow;
use serde_json::{Value, json};

/// The problems of a flow of these nodes: code, node and parameter of each.
fn problems(nodes: Value, edges: Value) -> Vec<(String, String, String)> {
    let document = json!({"format": "towpath.flow", "version": 1, "name": "Test", "nodes": nodes, "edges": edges});
    let flow: Flow = serde_json::from_value(document).unwrap();
    let found = check(&flow, &nodes::catalog()).into_iter();
    let named = found.map(|problem| {
        let node = problem.node.map(|node| node.0).unwrap_or_default();
        (problem.code, node, problem.parameter.unwrap_or_default())
    });
    named.collect()
}

fn named(code: &str, node: &str, parameter: &str) -> (String, String, String) {
    (code.into(), node.into(), parameter.into())
}

fn edge(from: &str, to: &str) -> Value {
    json!({"id": format!("{from}{to}"), "from": {"node": from}, "to": {"node": to}})
}

#[test]
fn expressions_name_nodes_of_the_flow() {
    let fields = json!([{"name": "a", "value": "{{ $('Stat').item.json.a }}"}, {"name": "b", "value": "{{ $('Start').item.json.b }}"}]);
    let nodes = json!([
        {"id": "t", "kind": "manual_trigger", "name": "Start"},
        {"id": "s", "kind": "set_fields", "name": "Set", "parameters": {"fields": fields}},
    ]);
    assert_eq!(problems(nodes, json!([edge("t", "s")])), [named("reference_unknown", "s", "fields.0.value")]);
}

#[test]
fn expressions_that_cannot_be_read_are_named_once() {
    let nodes = json!([
        {"id": "t", "kind": "manual_trigger", "name": "Start"},
        {"id": "s", "kind": "stop_and_error", "name": "Stop", "parameters": {"message": "{{ $json. }}"}},
    ]);
    assert_eq!(problems(nodes, json!([edge("t", "s")])), [named("expression_invalid", "s", "message")]);
}

#[test]
fn a_webhook_that_checks_its_callers_needs_a_secret() {
    let hook = |credentials: Value| json!([{"id": "h", "kind": "webhook", "name": "Hook", "parameters": {"verify": "basic"}, "credentials": credentials}]);
    let missing = named("credential_missing", "h", "credentials.basic");
    assert!(problems(hook(json!({})), json!([])).contains(&missing));
    assert!(!problems(hook(json!({"basic": "cred_1"})), json!([])).contains(&missing));
}
