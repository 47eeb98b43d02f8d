//! Looks at what one node of n8n becomes here.

use n8n::{Weight, import};
use serde_json::{Value, json};

/// What a node becomes: kind and parameters, and which of its fields are reported.
fn becomes(kind: &str, version: f64, parameters: Value) -> (String, Value, Vec<String>) {
    let node = json!({"name": "N", "type": format!("n8n-nodes-base.{kind}"), "typeVersion": version, "position": [0, 0], "parameters": parameters});
    let imported = import(&json!({"nodes": [node], "connections": {}}).to_string()).expect("a workflow");
    let node = imported.flow.nodes.iter().find(|node| node.name == "N").expect("the node");
    let catalog = nodes::catalog();
    let known = catalog.find(&node.kind, node.kind_version).unwrap_or_else(|| panic!("no kind {}", node.kind));
    if let Err(error) = (known.prepare)(&node.parameters) {
        panic!("{kind} {version}: {} ({:?})", error.message, node.parameters);
    }
    let findings = imported.report.findings.iter().filter(|finding| finding.weight != Weight::Note);
    let fields = findings.filter_map(|finding| finding.field.clone()).collect();
    (node.kind.clone(), Value::Object(node.parameters.clone()), fields)
}

/// Compares those parameters that are named, and the fields that are reported. What our
/// kind does not accept fails too.
#[track_caller]
pub fn check(kind: &str, version: f64, theirs: Value, expected_kind: &str, ours: Value, reported: &[&str]) {
    let (got_kind, parameters, fields) = becomes(kind, version, theirs);
    assert_eq!(got_kind, expected_kind);
    for (name, value) in ours.as_object().expect("parameters") {
        let got = parameters.get(name).unwrap_or(&Value::Null);
        assert_eq!(got, value, "{kind} {version}, {name}: {parameters}");
    }
    assert_eq!(fields, reported, "{kind} {version}");
}
