//! Whatever is in a file, reading it ends well and loses no node.

use n8n::import;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::LazyLock;

/// The workflows under `cases`.
static CORPUS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let files = std::fs::read_dir(folder).expect("the cases").flatten().map(|entry| entry.path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|kind| kind == "json")).collect();
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let value: Value = serde_json::from_str(&std::fs::read_to_string(file).expect("a case")).expect("JSON");
        match value {
            Value::Array(cases) => all.extend(cases),
            case => all.push(case),
        }
    }
    all
});

/// A value of any shape, small.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        "(=\\{\\{|\\}\\}|\\$json|\\$node\\[\"|'|`|\\\\|\\pL| ){0,8}".prop_map(Value::from),
        Just(json!({"__rl": true, "mode": "id", "value": "={{ 1 }}"})),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-zA-Z]{0,6}", inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Every place in a value, as JSON pointers.
fn places(value: &Value, path: &str, all: &mut Vec<String>) {
    all.push(path.to_owned());
    match value {
        Value::Array(entries) => {
            entries.iter().enumerate().for_each(|(place, entry)| places(entry, &format!("{path}/{place}"), all));
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                places(field, &format!("{path}/{}", name.replace('~', "~0").replace('/', "~1")), all);
            }
        }
        _ => {}
    }
}

/// A workflow of the corpus with some values replaced by others.
fn mutated() -> impl Strategy<Value = Value> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any_json()), 1..6);
    (any::<prop::sample::Index>(), changes).prop_map(|(which, changes)| {
        let mut workflow = which.get(&CORPUS).clone();
        for (where_to, value) in changes {
            let mut all = Vec::new();
            places(&workflow, "", &mut all);
            let place = where_to.get(&all).clone();
            if let Some(target) = workflow.pointer_mut(&place).filter(|_| !place.is_empty()) {
                *target = value;
            }
        }
        workflow
    })
}

/// How many nodes a file has that are nodes at all, notes apart.
fn nodes_of(workflow: &Value) -> usize {
    let nodes = workflow["nodes"].as_array().into_iter().flatten().filter(|node| node.is_object());
    nodes.filter(|node| !node["type"].as_str().unwrap_or_default().ends_with(".stickyNote")).count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_broken_workflow_is_read_or_refused_and_loses_no_node(workflow in mutated()) {
        if let Ok(imported) = import(&workflow.to_string()) {
            let counts = imported.report.counts;
            // A node may hold a workflow of its own as text, whose nodes count as well.
            let holds_another = workflow.to_string().contains("workflowJson");
            prop_assert!(counts.nodes == nodes_of(&workflow) || holds_another && counts.nodes > nodes_of(&workflow));
            prop_assert_eq!(counts.nodes_complete + counts.nodes_partial + counts.nodes_unknown, counts.nodes);
            prop_assert!(imported.flow.nodes.len() >= counts.nodes);
            let mut ids: Vec<_> = imported.flow.nodes.iter().map(|node| &node.id).collect();
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), imported.flow.nodes.len());
            // What was made is a document that can be written and read again.
            let text = flow::file::write(&imported.flow);
            prop_assert!(flow::file::read(text.as_bytes()).is_ok());
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = import(&text);
    }
}

#[test]
fn circles_of_any_kind_come_to_an_end() {
    // Every node leads to every other one, with loops among them.
    let kinds = ["noOp", "splitInBatches", "if", "merge"];
    let node = |place: usize| json!({"name": format!("N{place}"), "type": format!("n8n-nodes-base.{}", kinds[place % 4]), "typeVersion": 3, "position": [0, 0], "parameters": {}});
    let ends: Vec<Value> =
        (0..12).map(|place| json!({"node": format!("N{place}"), "type": "main", "index": 0})).collect();
    let connections: serde_json::Map<String, Value> =
        (0..12).map(|place| (format!("N{place}"), json!({"main": [ends, ends]}))).collect();
    let nodes: Vec<Value> = (0..12).map(node).collect();
    let imported = import(&json!({"nodes": nodes, "connections": connections}).to_string()).expect("a workflow");
    assert_eq!(imported.report.counts.nodes, 12);
    assert!(imported.report.findings.iter().any(|finding| finding.code == "circle_cut"));
}

#[test]
fn large_files_of_blocks_that_look_at_each_other_are_read_in_time() {
    // 2 MB: each block leads to the next three and looks at twenty others.
    const COUNT: usize = 300;
    let look = |place: usize| format!("{{{{ $('N{}').first().json.x }}}}", place * 7 % COUNT);
    let text = |place: usize| (place..place + 20).map(look).collect::<String>() + &"x".repeat(6_500);
    let node = |place: usize| json!({"name": format!("N{place}"), "type": "n8n-nodes-base.set", "typeVersion": 1, "position": [place, place], "parameters": {"values": {"string": [{"name": "a", "value": format!("={}", text(place))}]}}});
    let ends = |place: usize| {
        (place + 1..(place + 4).min(COUNT))
            .map(|to| json!({"node": format!("N{to}"), "type": "main", "index": 0}))
            .collect::<Vec<_>>()
    };
    let connections: serde_json::Map<String, Value> =
        (0..COUNT).map(|place| (format!("N{place}"), json!({"main": [ends(place)]}))).collect();
    let nodes: Vec<Value> = (0..COUNT).map(node).collect();
    let workflow = json!({"nodes": nodes, "connections": connections}).to_string();
    assert!(workflow.len() > 2_000_000, "{}", workflow.len());
    let begun = std::time::Instant::now();
    let imported = import(&workflow).expect("a workflow");
    assert_eq!(imported.report.counts.nodes, COUNT);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}
