//! What is read of a file and how it is drawn, without running anything.

use flow::{Flow, Node};
use n8n::{Imported, Weight, import};
use serde_json::{Value, json};

fn brought(workflow: &Value) -> Imported {
    import(&workflow.to_string()).expect("a workflow")
}

fn named<'a>(flow: &'a Flow, name: &str) -> &'a Node {
    flow.nodes.iter().find(|node| node.name == name).unwrap_or_else(|| panic!("no node {name}"))
}

/// Arrows as `from.port -> to.port`, by names.
fn arrows(flow: &Flow) -> Vec<String> {
    let name = |id: &flow::NodeId| flow.node(id).map_or("?", |node| node.name.as_str());
    let shown = |edge: &flow::Edge| {
        format!("{}.{} -> {}.{}", name(&edge.from.node), edge.from.port, name(&edge.to.node), edge.to.port)
    };
    flow.edges.iter().map(shown).collect()
}

fn node(name: &str, kind: &str, version: f64, y: i32, parameters: Value) -> Value {
    json!({"name": name, "type": format!("n8n-nodes-base.{kind}"), "typeVersion": version, "position": [0, y], "parameters": parameters})
}

fn to(targets: &[&str]) -> Value {
    json!([targets.iter().map(|name| json!({"node": name, "type": "main", "index": 0})).collect::<Vec<_>>()])
}

#[test]
fn what_is_no_workflow_is_refused() {
    for (text, code) in [
        ("", "file_not_json"),
        ("{", "file_not_json"),
        ("[]", "file_not_n8n"),
        ("{}", "file_not_n8n"),
        (r#"{"nodes": 5}"#, "file_not_n8n"),
        (&"[".repeat(10_000), "file_not_json"),
    ] {
        assert_eq!(import(text).unwrap_err().code(), code, "{text:.20}");
    }
}

#[test]
fn very_old_and_wrapped_files_are_read() {
    let start = json!({"name": "Start", "type": "n8n-nodes-base.start"});
    for workflow in [
        json!({"nodes": [start], "connections": {}}),
        json!({"workflow": {"nodes": [start]}}),
        json!([{"nodes": [start, null, 5], "connections": {"Start": {"main": [null, [null], {"node": "Gone"}]}}}]),
    ] {
        let imported = brought(&workflow);
        assert_eq!(imported.flow.nodes.len(), 1, "{workflow}");
        assert_eq!(named(&imported.flow, "Start").kind, "manual_trigger");
    }
}

#[test]
fn an_unknown_node_is_kept_whole() {
    let odd = json!({"name": "Odd", "type": "community.odd", "typeVersion": 2, "parameters": {"deep": [{"a": 1}]}, "extra": true});
    let imported = brought(&json!({
        "nodes": [node("Go", "manualTrigger", 1.0, 0, json!({})), odd],
        "connections": {"Go": {"main": to(&["Odd"])}},
    }));
    let kept = named(&imported.flow, "Odd");
    assert_eq!((kept.kind.as_str(), &kept.parameters["original"]), ("imported_node", &odd));
    assert_eq!(arrows(&imported.flow), ["Go.main -> Odd.input_0"]);
    let finding = &imported.report.findings[0];
    assert_eq!(
        (finding.code.as_str(), finding.weight, finding.node.as_deref()),
        ("node_unknown", Weight::Blocking, Some("Odd"))
    );
    assert_eq!(imported.report.counts.nodes_unknown, 1);
}

#[test]
fn a_loop_becomes_a_box() {
    let imported = brought(&json!({
        "nodes": [
            node("Go", "manualTrigger", 1.0, 0, json!({})), node("Loop", "splitInBatches", 3.0, 0, json!({"batchSize": 2})),
            node("Work", "noOp", 1.0, 0, json!({})), node("Aside", "noOp", 1.0, 0, json!({})), node("After", "noOp", 1.0, 0, json!({})),
        ],
        "connections": {
            "Go": {"main": to(&["Loop"])},
            "Loop": {"main": [[{"node": "After", "type": "main", "index": 0}], [{"node": "Work", "type": "main", "index": 0}]]},
            "Work": {"main": to(&["Loop", "Aside"])},
        },
    }));
    let flow = &imported.flow;
    let container = named(flow, "Loop");
    assert_eq!((container.kind.as_str(), &container.parameters["batch_size"]), ("for_each", &json!(2)));
    for inside in ["Work", "Aside", "Loop (next)", "Loop (aside)"] {
        assert_eq!(named(flow, inside).parent.as_ref(), Some(&container.id), "{inside}");
    }
    assert_eq!(named(flow, "After").parent, None);
    let expected = [
        "Go.main -> Loop.main",
        "Loop.main -> After.main",
        "Work.main -> Aside.main",
        "Work.main -> Loop (next).main",
        "Aside.main -> Loop (aside).main",
    ];
    assert_eq!(arrows(flow), expected);
    assert_eq!(imported.report.findings.iter().filter(|finding| finding.weight == Weight::Blocking).count(), 0);
}
