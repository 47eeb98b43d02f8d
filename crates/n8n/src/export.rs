//! Gives a flow to n8n: a workflow file of the nodes with a counterpart there. What
//! came from n8n and was kept as it was goes back as it was.

mod hook;
mod kinds;
mod web;

use crate::place::shrunk;
use crate::report::{Finding, Weight};
use crate::text;
use flow::kind::{ERROR_PORT, MAIN_PORT};
use flow::{Edge, Flow, Node, NodeId, OnError, PortRef};
use serde_json::{Map, Value, json};

/// A workflow for n8n.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The content of the file.
    pub workflow: Value,
    /// What has no counterpart there.
    pub findings: Vec<Finding>,
}

/// A node as n8n knows it.
pub(crate) struct Made {
    pub kind: String,
    pub version: f64,
    pub parameters: Map<String, Value>,
    /// Our ports by n8n's output index.
    pub outputs: Vec<String>,
}

/// Writes a flow as a workflow of n8n.
pub fn export(flow: &Flow) -> Exported {
    let flow = &dissolved(flow);
    let mut findings = Vec::new();
    let made: Vec<Made> = flow.nodes.iter().map(|node| made(node, &mut findings)).collect();
    let mut nodes: Vec<Value> = flow.nodes.iter().zip(&made).map(|(node, made)| written(node, made)).collect();
    nodes.extend(flow.notes.iter().map(sticky));
    let mut connections = Connections { flow, made: &made, by_source: Map::new() };
    flow.edges.iter().for_each(|edge| connections.draw(edge));
    flow.nodes.iter().filter(|node| node.kind == "for_each").for_each(|node| connections.draw_loop(node));
    for node in flow.nodes.iter().filter(|node| node.parent.is_some()) {
        let is_in_loop =
            node.parent.as_ref().and_then(|id| flow.node(id)).is_some_and(|parent| parent.kind == "for_each");
        if !is_in_loop {
            let message = format!("“{}” stands in a box that n8n does not have.", node.name);
            findings.push(at(node, "box_unknown", message, "Draw what the box does by hand."));
        }
    }
    flow.nodes.iter().for_each(|node| connections.plug(node));
    let connections = Value::Object(connections.by_source);
    let workflow = json!({
        "name": flow.name, "nodes": nodes, "connections": connections,
        "settings": settings(flow), "pinData": pinned(flow), "meta": {},
    });
    Exported { workflow, findings }
}

/// The flow without the boxes that begin once for each arrow: n8n does so without a box.
fn dissolved(flow: &Flow) -> Flow {
    let mut flow = flow.clone();
    let is_dissolved = |node: &Node| node.kind == "for_each" && node.parameters.get("per") == Some(&"arrow".into());
    while let Some(place) = flow.nodes.iter().position(is_dissolved) {
        let container = flow.nodes.remove(place);
        let inside = |node: &&Node| node.parent.as_ref() == Some(&container.id);
        let is_begin = |node: &&Node| !flow.edges.iter().any(|edge| edge.to.node == node.id);
        let begins: Vec<NodeId> =
            flow.nodes.iter().filter(inside).filter(is_begin).map(|node| node.id.clone()).collect();
        let is_end = |node: &&Node| !flow.edges.iter().any(|edge| edge.from.node == node.id);
        let ends: Vec<NodeId> = flow.nodes.iter().filter(inside).filter(is_end).map(|node| node.id.clone()).collect();
        let (to_box, rest): (Vec<Edge>, Vec<Edge>) =
            std::mem::take(&mut flow.edges).into_iter().partition(|edge| edge.to.node == container.id);
        let (from_box, rest): (Vec<Edge>, Vec<Edge>) =
            rest.into_iter().partition(|edge| edge.from.node == container.id && edge.from.port != ERROR_PORT);
        flow.edges = rest;
        for edge in from_box {
            let from = |node: &NodeId| PortRef { node: node.clone(), port: MAIN_PORT.into() };
            flow.edges.extend(ends.iter().map(|end| Edge { from: from(end), ..edge.clone() }));
        }
        for edge in to_box {
            let to = |node: &NodeId| PortRef { node: node.clone(), ..edge.to.clone() };
            flow.edges.extend(begins.iter().map(|begin| Edge { to: to(begin), ..edge.clone() }));
        }
        for node in flow.nodes.iter_mut().filter(|node| node.parent.as_ref() == Some(&container.id)) {
            node.parent = container.parent.clone();
        }
    }
    flow
}

fn pinned(flow: &Flow) -> Value {
    let items = |values: &Vec<Value>| values.iter().map(|value| json!({"json": value})).collect::<Value>();
    let named = flow.pinned.iter().filter_map(|(id, values)| Some((flow.node(id)?.name.clone(), items(values))));
    Value::Object(named.collect())
}

fn settings(flow: &Flow) -> Value {
    let mut settings = json!({"executionOrder": "v1", "timezone": flow.settings.time_zone});
    if let Some(limit_ms) = flow.settings.timeout_ms {
        settings["executionTimeout"] = limit_ms.div_ceil(1_000).into();
    }
    settings
}

fn made(node: &Node, findings: &mut Vec<Finding>) -> Made {
    kinds::made(node).unwrap_or_else(|| {
        let message = format!("“{}” (`{}`) has no counterpart in n8n.", node.name, node.kind);
        findings.push(at(node, "node_unknown", message, "It is a No operation there, with its settings in the note."));
        Made {
            kind: "n8n-nodes-base.noOp".into(),
            version: 1.0,
            parameters: Map::new(),
            outputs: vec![MAIN_PORT.into()],
        }
    })
}

fn at(node: &Node, code: &str, message: String, hint: &str) -> Finding {
    let finding = Finding::of_flow(Weight::Blocking, code, message, hint);
    Finding { node: Some(node.name.clone()), node_id: Some(node.id.0.clone()), ..finding }
}

fn written(node: &Node, made: &Made) -> Value {
    // What was kept whole goes back whole, but for what may have been changed here.
    let mut written = match node.parameters.get("original") {
        Some(original @ Value::Object(_)) if node.kind.starts_with("imported_") => original.clone(),
        _ => json!({"parameters": made.parameters, "type": made.kind, "typeVersion": number(made.version)}),
    };
    written["id"] = node.id.0.clone().into();
    written["name"] = node.name.clone().into();
    written["position"] = json!([shrunk(node.position.x), shrunk(node.position.y)]);
    let is_unknown = made.kind.ends_with(".noOp") && node.kind != "no_op";
    let note = if is_unknown && node.note.is_empty() {
        Value::Object(node.parameters.clone()).to_string()
    } else {
        node.note.clone()
    };
    for (name, value, is_set) in [
        ("notes", Value::from(note.clone()), !note.is_empty()),
        ("disabled", true.into(), node.disabled),
        ("alwaysOutputData", true.into(), node.always_output),
        ("executeOnce", true.into(), node.once),
        ("onError", "continueRegularOutput".into(), node.on_error == OnError::PassOn),
    ] {
        if is_set {
            written[name] = value;
        }
    }
    if let Some(retry) = node.retry.as_ref().filter(|retry| retry.maximum > 0) {
        written["retryOnFail"] = true.into();
        written["maxTries"] = (retry.maximum + 1).into();
        written["waitBetweenTries"] = retry.delays_ms.first().copied().unwrap_or(1_000).into();
    }
    written
}

fn number(version: f64) -> Value {
    if version.fract() == 0.0 { (version as u64).into() } else { version.into() }
}

fn sticky(note: &flow::document::Note) -> Value {
    json!({
        "id": note.id, "name": format!("Sticky Note {}", note.id), "type": "n8n-nodes-base.stickyNote", "typeVersion": 1,
        "position": [shrunk(note.position.x), shrunk(note.position.y)],
        "parameters": {"content": note.text, "width": shrunk(note.width), "height": shrunk(note.height)},
    })
}

/// A parameter of ours as n8n writes it: a text with expressions begins with `=`.
pub(crate) fn back(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text::back(text)),
        Value::Array(entries) => entries.iter().map(back).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), back(value))).collect())
        }
        other => other.clone(),
    }
}

/// The connections while they are drawn.
struct Connections<'a> {
    flow: &'a Flow,
    made: &'a [Made],
    by_source: Map<String, Value>,
}

impl Connections<'_> {
    fn draw(&mut self, edge: &Edge) {
        let Some(from) = self.place(&edge.from.node) else { return };
        let outputs = &self.made[from].outputs;
        let output = match outputs.iter().position(|port| *port == edge.from.port) {
            Some(output) => output,
            None if edge.from.port == ERROR_PORT => outputs.len(),
            None => 0,
        };
        let input = edge.to.port.rsplit('_').next().and_then(|number| number.parse().ok()).unwrap_or(0);
        self.connect(from, output, &edge.to.node, input);
    }

    /// The arrows into a loop's body and back, which a box does not need.
    fn draw_loop(&mut self, container: &Node) {
        let Some(place) = self.place(&container.id) else { return };
        let flow = self.flow;
        let inside: Vec<&Node> = flow.nodes.iter().filter(|node| node.parent.as_ref() == Some(&container.id)).collect();
        for node in &inside {
            if !flow.edges.iter().any(|edge| edge.to.node == node.id) {
                self.connect(place, 1, &node.id, 0);
            }
            let is_end = !flow.edges.iter().any(|edge| edge.from.node == node.id);
            if let Some(from) = self.place(&node.id).filter(|_| is_end && node.kind != "discard") {
                self.connect(from, 0, &container.id, 0);
            }
        }
    }

    /// The connections by which a block was plugged into others.
    fn plug(&mut self, node: &Node) {
        for plug in node.parameters.get("plugged_into").and_then(Value::as_array).into_iter().flatten() {
            let block = plug["block"].as_str().and_then(|id| self.flow.node(&NodeId(id.to_owned())));
            let (Some(block), Some(kind)) = (block, plug["kind"].as_str().filter(|kind| *kind != "main")) else {
                continue;
            };
            let slots = self.by_source.entry(node.name.clone()).or_insert_with(|| json!({}));
            let end = json!({"node": block.name, "type": kind, "index": 0});
            match slots.get_mut(kind).and_then(|slots| slots.get_mut(0)).and_then(Value::as_array_mut) {
                Some(ends) => ends.push(end),
                None => slots[kind] = json!([[end]]),
            }
        }
    }

    fn connect(&mut self, from: usize, output: usize, to: &NodeId, input: u64) {
        let (Some(source), Some(target)) = (self.flow.nodes.get(from), self.flow.node(to)) else { return };
        let slots = self.by_source.entry(source.name.clone()).or_insert_with(|| json!({"main": []}));
        if slots["main"].is_null() {
            slots["main"] = json!([]);
        }
        let Some(slots) = slots["main"].as_array_mut() else { return };
        while slots.len() <= output {
            slots.push(json!([]));
        }
        if let Some(ends) = slots[output].as_array_mut() {
            ends.push(json!({"node": target.name, "type": "main", "index": input}));
        }
    }

    fn place(&self, id: &NodeId) -> Option<usize> {
        self.flow.nodes.iter().position(|node| node.id == *id)
    }
}
