//! Flows drawn in text, so that a test case is a line of data. Shared with the
//! engine's tests.
//!
//! ```text
//! flow {"on_error": "continue"}            settings
//! t: start                                 a node: name (also its id) and kind
//! a: act {"join": {"rule": "any"}}         and further fields of the node
//! b: calc in l                             a node that stands in the box `l`
//! t -> a -> b                              arrows, named e0, e1 … in this order
//! a.error -> c                             from a port, or to one
//! ```

use flow::container::{ContainerKind, Control};
use flow::kind::{CredentialSlot, Port, Ports, Role, Weight};
use flow::{Flow, KindSpec, Kinds};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The flow a drawing shows. Panics if the drawing makes no sense: it is a test's.
pub fn draw(drawing: &str) -> Flow {
    let mut nodes: Vec<Value> = Vec::new();
    let mut edges: Vec<Value> = Vec::new();
    let mut settings = json!({});
    for line in drawing.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(fields) = line.strip_prefix("flow ") {
            settings = parse(fields);
        } else if line.contains("->") {
            let stops: Vec<&str> = line.split("->").map(str::trim).collect();
            edges.extend(stops.windows(2).map(|pair| (pair[0], pair[1])).enumerate().map(|(offset, (from, to))| {
                json!({ "id": format!("e{}", edges.len() + offset), "from": port(from), "to": port(to) })
            }).collect::<Vec<_>>());
        } else {
            nodes.push(node(line));
        }
    }
    let document = json!({
        "format": "towpath.flow", "version": 1, "name": "Test",
        "settings": settings, "nodes": nodes, "edges": edges,
    });
    serde_json::from_value(document).unwrap_or_else(|error| panic!("{error} in\n{drawing}"))
}

fn node(line: &str) -> Value {
    let (name, rest) = line.split_once(':').unwrap_or_else(|| panic!("no kind in `{line}`"));
    let (head, fields) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
    let words: Vec<&str> = head.split_whitespace().collect();
    let mut node = json!({ "id": name, "name": name, "kind": words[0] });
    if let [_, "in", parent] = words.as_slice() {
        node["parent"] = json!(parent);
    }
    if let (Value::Object(node), Value::Object(fields)) =
        (&mut node, parse(if fields.is_empty() { "{}" } else { fields }))
    {
        node.extend(fields);
    }
    node
}

fn port(text: &str) -> Value {
    let (node, port) = text.split_once('.').unwrap_or((text, "main"));
    json!({ "node": node, "port": port })
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in `{text}`"))
}

/// The kinds drawings may use.
pub struct TestKinds(HashMap<String, KindSpec>);

impl Kinds for TestKinds {
    fn kind(&self, name: &str, version: u32) -> Option<&KindSpec> {
        self.0.get(name).filter(|kind| kind.version == version)
    }
}

/// `start` (trigger), `calc` (light), `act` (heavy), `if` (yes, no), `switch` (a
/// port a rule, then `else`), `merge` (as many inputs as it says), `send` (heavy,
/// with parameters and a credential), the boxes `each`, `while`, `try`, `race`, the
/// sub-flow `sub`, and `break` and `continue`.
pub fn kinds() -> TestKinds {
    let inputs = Ports::Count { parameter: "inputs".into(), prefix: "in".into(), default: 2 };
    let cases =
        Ports::PerEntry { parameter: "rules".into(), prefix: "case".into(), then: vec![Port::new("else", "Else")] };
    let kinds = [
        kind("start", Role::Trigger, Weight::Light, Ports::none(), Ports::main()),
        kind("calc", Role::Action, Weight::Light, Ports::main(), Ports::main()),
        kind("act", Role::Action, Weight::Heavy, Ports::main(), Ports::main()),
        kind("if", Role::Action, Weight::Light, Ports::main(), Ports::fixed(&[("yes", "Yes"), ("no", "No")])),
        kind("switch", Role::Action, Weight::Light, Ports::main(), cases),
        kind("merge", Role::Action, Weight::Light, inputs, Ports::main()),
        send(),
        container("each", ContainerKind::ForEach),
        container("while", ContainerKind::While),
        container("try", ContainerKind::Try),
        container("race", ContainerKind::Race),
        container("sub", ContainerKind::SubFlow),
        control("break", Control::Break),
        control("continue", Control::Continue),
    ];
    TestKinds(kinds.into_iter().map(|kind| (kind.name.clone(), kind)).collect())
}

fn kind(name: &str, role: Role, weight: Weight, inputs: Ports, outputs: Ports) -> KindSpec {
    let parameters = Value::Object(Map::from_iter([("type".into(), "object".into())]));
    KindSpec {
        name: name.into(),
        version: 1,
        role,
        weight,
        inputs,
        outputs,
        parameters,
        credentials: Vec::new(),
        container: None,
        control: None,
    }
}

fn container(name: &str, container: ContainerKind) -> KindSpec {
    KindSpec { container: Some(container), ..kind(name, Role::Action, Weight::Light, Ports::main(), Ports::main()) }
}

fn control(name: &str, control: Control) -> KindSpec {
    KindSpec { control: Some(control), ..kind(name, Role::Action, Weight::Light, Ports::main(), Ports::none()) }
}

fn send() -> KindSpec {
    KindSpec {
        parameters: json!({
            "type": "object",
            "required": ["to"],
            "properties": {
                "to": { "type": "string", "title": "To", "x-expression": true },
                "copies": { "type": "integer", "minimum": 1, "maximum": 5, "x-expression": true },
            },
        }),
        credentials: vec![CredentialSlot { slot: "server".into(), credential: "smtp".into(), required: true }],
        ..kind("send", Role::Action, Weight::Heavy, Ports::main(), Ports::main())
    }
}
