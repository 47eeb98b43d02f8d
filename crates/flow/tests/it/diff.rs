//! What is told of a change, and in which words.

use crate::drawing::draw;
use flow::diff::{Change, ChangeKind, diff, summary};
use flow::document::Note;
use flow::{Edge, Flow};

const BASE: &str = r#"
    t: start
    a: act {"parameters": {"to": "x", "rules": [1, 2]}}
    b: calc
    t -> a -> b
    t -> b
"#;

/// Shows a change in one line: `changed node a: parameters.to "x" → "y"`.
fn line(change: &Change) -> String {
    let value = serde_json::to_value(change).expect("is JSON");
    let mut line = format!("{} {} {}", value["kind"].as_str().unwrap(), value["what"].as_str().unwrap(), change.name);
    for field in &change.fields {
        line.push_str(&format!("; {} {} → {}", field.path, field.before, field.after));
    }
    line
}

#[track_caller]
fn check(edit: impl FnOnce(&mut Flow), expected: &[&str], words: &str) {
    let before = draw(BASE);
    let mut after = before.clone();
    edit(&mut after);
    let changes = diff(&before, &after);
    assert_eq!(changes.iter().map(line).collect::<Vec<_>>(), expected);
    assert_eq!(summary(&changes), words);
    let back: Vec<ChangeKind> = diff(&after, &before).iter().map(|change| change.kind).collect();
    assert_eq!(back.len(), changes.len(), "the way back has as many changes");
}

fn note(text: &str) -> Note {
    Note { id: "n1".into(), text: text.into(), position: Default::default(), width: 10.0, height: 5.0 }
}

#[test]
fn tells_nothing_of_equal_documents() {
    check(|_| {}, &[], "No changes");
    check(|flow| flow.nodes.reverse(), &[], "No changes");
}

#[test]
fn tells_of_nodes() {
    check(|flow| flow.nodes[1].name = "c".into(), &["changed node c; name \"a\" → \"c\""], "Changed c (name)");
    check(
        |flow| drop(flow.nodes[1].parameters.insert("to".into(), "y".into())),
        &["changed node a; parameters.to \"x\" → \"y\""],
        "Changed a (to)",
    );
    check(
        |flow| flow.nodes[1].parameters["rules"] = serde_json::json!([1, 3, 4]),
        &["changed node a; parameters.rules.1 2 → 3; parameters.rules.2 null → 4"],
        "Changed a (rules)",
    );
    check(|flow| flow.nodes[1].disabled = true, &["changed node a; disabled null → true"], "Changed a (disabled)");
    check(|flow| flow.nodes.push(draw("w: calc").nodes[0].clone()), &["added node w"], "Added w");
    check(
        |flow| {
            flow.nodes.remove(2);
            flow.edges.truncate(1);
        },
        &["removed node b", "removed edge a → b", "removed edge t → b"],
        "Removed b; 2 arrows changed",
    );
}

#[test]
fn tells_layout_from_meaning() {
    check(|flow| flow.nodes[1].position.x = 8.0, &["moved node a; position.x 0.0 → 8.0"], "Layout only");
    check(
        |flow| {
            flow.nodes[1].position.y = 8.0;
            flow.nodes[1].note = "n".into();
        },
        &["changed node a; note null → \"n\"", "moved node a; position.y 0.0 → 8.0"],
        "Changed a (note)",
    );
}

#[test]
fn tells_of_edges() {
    let edge = |id: &str, from: &str| Edge {
        id: id.into(),
        from: flow::PortRef { node: from.into(), port: "error".into() },
        to: flow::PortRef { node: "b".into(), port: "main".into() },
    };
    check(|flow| flow.edges.push(edge("e9", "a")), &["added edge a (error) → b"], "1 arrow changed");
    check(
        |flow| flow.edges[2].from.node = "a".into(),
        &["changed edge a → b; from.node \"t\" → \"a\""],
        "1 arrow changed",
    );
    // Joins append items in this order.
    check(
        |flow| flow.edges.swap(1, 2),
        &["changed edge t → b; order 1 → 0", "changed edge a → b; order 0 → 1"],
        "2 arrows changed",
    );
    check(
        |flow| flow.edges.swap(0, 2),
        &["changed edge t → b; order 1 → 0", "changed edge a → b; order 0 → 1"],
        "2 arrows changed",
    );
    check(|flow| flow.edges.swap(0, 1), &[], "No changes");
}

#[test]
fn tells_of_settings_and_notes() {
    check(
        |flow| {
            flow.name = "New".into();
            flow.settings.timeout_ms = Some(5);
        },
        &["changed setting name; name \"Test\" → \"New\"", "changed setting timeout ms; timeout_ms null → 5"],
        "Set name and timeout ms",
    );
    check(|flow| flow.notes.push(note("Hi\nthere")), &["added note Hi"], "1 note changed");
}

#[test]
fn counts_what_would_be_too_long_to_name() {
    let before = draw("t: start");
    let after = draw("t: start\na: calc\nb: calc\nc: calc\nd: calc");
    assert_eq!(summary(&diff(&before, &after)), "Added 4 nodes");
    let after = draw("t: start\na: calc\nb: calc\nc: calc");
    assert_eq!(summary(&diff(&before, &after)), "Added a, b and c");
}
