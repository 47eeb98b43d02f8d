//! Draws the nodes and arrows of the flow document.

use crate::graph::{Graph, Vertex};
use crate::layout::Layout;
use crate::naming::Names;
use crate::place::{make_room, stretched};
use crate::report::{Finding, Weight};
use crate::workflow::{Node as SourceNode, OnError as SourceOnError};
use flow::document::{Join, Position};
use flow::kind::ERROR_PORT;
use flow::retry::{Retry, RetryClass};
use flow::{Edge, Flow, Node, NodeId, OnError, PortRef};
use std::collections::HashSet;

/// The most further attempts a node may have; n8n allows five tries.
const RETRIES_MOST: f64 = 20.0;

/// Draws everything; gives the id of each vertex.
pub(crate) fn draw(
    graph: &Graph<'_>,
    flow: &mut Flow,
    layout: &mut Layout,
    findings: &mut Vec<Finding>,
) -> Vec<NodeId> {
    let ids: Vec<NodeId> = (0..graph.vertices.len()).map(|place| NodeId(format!("n{}", place + 1))).collect();
    let mut names = Names::default();
    for (place, vertex) in graph.vertices.iter().enumerate() {
        // Those of n8n come first and are free; those of ours give way.
        let name = names.free(&vertex.name, "");
        if is_note(vertex) {
            continue;
        }
        let parent = vertex.parent.map(|parent| ids[parent].clone());
        flow.nodes.push(node(vertex, ids[place].clone(), name, parent));
        if let Some(node) = vertex.node.filter(|_| !vertex.is_within) {
            let mut outputs = vertex.draft.outputs.clone();
            outputs.extend(crate::convert::has_error_output(node).then(|| ERROR_PORT.to_owned()));
            let repeats = vertex.draft.repeats.map(|repeats| (repeats, batch_size(vertex)));
            layout.add(ids[place].clone(), &vertex.name, outputs, repeats);
        }
    }
    let added = |node: &Node| {
        let vertex = ids.iter().position(|id| *id == node.id).map(|place| &graph.vertices[place]);
        vertex.is_some_and(|vertex| vertex.node.is_none() && !is_box(vertex))
    };
    make_room(&mut flow.nodes, added);
    let mut drawn = HashSet::new();
    for arrow in &graph.arrows {
        let (from, to) = (&graph.vertices[arrow.from], &graph.vertices[arrow.to]);
        let (Some(output), Some(input)) = (output_port(from, arrow.output), input_port(to, arrow.input)) else {
            findings.push(lost(from, to));
            continue;
        };
        if output == NOWHERE {
            continue;
        }
        let source = PortRef { node: ids[arrow.from].clone(), port: output };
        let target = PortRef { node: ids[arrow.to].clone(), port: input };
        if drawn.insert((source.clone(), target.clone())) {
            let id = format!("e{}", flow.edges.len() + 1).as_str().into();
            flow.edges.push(Edge { id, from: source, to: target });
        }
    }
    ids
}

/// The name of an output nothing ever leaves at; its arrows are not drawn.
pub(crate) const NOWHERE: &str = "";

fn batch_size(vertex: &Vertex<'_>) -> usize {
    let size = vertex.draft.parameters.get("batch_size").and_then(serde_json::Value::as_u64);
    size.and_then(|size| usize::try_from(size).ok()).unwrap_or(1)
}

fn is_box(vertex: &Vertex<'_>) -> bool {
    matches!(vertex.draft.kind.as_str(), "for_each" | "while")
}

fn is_note(vertex: &Vertex<'_>) -> bool {
    vertex.node.is_some_and(crate::convert::is_sticky)
}

fn lost(from: &Vertex<'_>, to: &Vertex<'_>) -> Finding {
    let message = format!("The connection from “{}” to “{}” could not be drawn.", from.name, to.name);
    let hint = if to.draft.is_trigger {
        "A trigger only starts runs; lead the arrow past it."
    } else {
        "Draw it where it fits."
    };
    let finding = Finding::of_flow(Weight::Blocking, "connection_lost", message, hint);
    Finding { node: Some(from.name.clone()), ..finding }
}

fn node(vertex: &Vertex<'_>, id: NodeId, name: String, parent: Option<NodeId>) -> Node {
    let mut node = Node::new(id, vertex.draft.kind.as_str(), name);
    node.parameters = vertex.draft.parameters.clone();
    node.parent = parent;
    node.position = Position { x: stretched(vertex.x), y: stretched(vertex.y) };
    node.join = Join { rule: vertex.draft.join.clone(), timeout_ms: None };
    if let Some(source) = vertex.node {
        carry_settings(source, vertex.draft.is_trigger, &mut node);
    }
    node
}

/// What every node of n8n has besides its parameters.
fn carry_settings(source: &SourceNode, is_trigger: bool, node: &mut Node) {
    node.disabled = source.disabled;
    node.note = source.note.clone();
    node.always_output = source.always_output;
    if is_trigger {
        return;
    }
    // There, code that works on all items sees all of them even so.
    let sees_all = node.kind == "script" && node.parameters.get("mode").is_none();
    node.once = source.once && !sees_all;
    node.on_error = match source.on_error {
        SourceOnError::Stop => OnError::Flow,
        SourceOnError::PassOn => OnError::PassOn,
        // The failed items leave at the error port; where it is not drawn they end there.
        SourceOnError::ErrorOutput => OnError::Continue,
    };
    if source.on_error != SourceOnError::Stop && FAILS_BY_ITEM.contains(&node.kind.as_str()) {
        node.parameters.insert("on_item_error".into(), "continue".into());
    }
    node.retry = Some(retry(source));
}

/// Our kinds that can go on with the items that did not fail.
const FAILS_BY_ITEM: &[&str] = &[
    "compression",
    "convert_to_file",
    "edit_image",
    "extract_from_file",
    "graphql",
    "http_request",
    "rss",
    "send_email",
];

/// n8n tries again only where it was told to.
fn retry(source: &SourceNode) -> Retry {
    if !source.retry {
        return Retry::never();
    }
    let tries = source.maximum_tries.unwrap_or(3.0).clamp(1.0, RETRIES_MOST + 1.0);
    let wait_ms = source.wait_between_tries_ms.unwrap_or(1_000.0).clamp(0.0, 300_000.0);
    // It does so after any error.
    let on = vec![RetryClass::Transient, RetryClass::Permanent];
    Retry { maximum: tries as u32 - 1, delays_ms: vec![wait_ms as u64], on, spread_percent: 0, ..Retry::default() }
}

/// Our port at n8n's output; the output after the last one is that of errors.
fn output_port(vertex: &Vertex<'_>, output: usize) -> Option<String> {
    let outputs = &vertex.draft.outputs;
    let is_error = output == outputs.len() && vertex.node.is_some_and(crate::convert::has_error_output);
    if is_error { Some(ERROR_PORT.to_owned()) } else { outputs.get(output).cloned() }
}

fn input_port(vertex: &Vertex<'_>, input: usize) -> Option<String> {
    if vertex.draft.is_trigger {
        return None;
    }
    vertex.draft.inputs.get(input).or(vertex.draft.inputs.last()).cloned()
}
