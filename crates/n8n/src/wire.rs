//! Draws the nodes and arrows of the flow document.

use crate::graph::{Graph, Vertex};
use crate::layout::Layout;
use crate::naming::Names;
use crate::report::{Finding, Weight};
use crate::workflow::{Node as SourceNode, OnError as SourceOnError};
use flow::document::{Join, Position, Retry};
use flow::kind::{ERROR_PORT, MAIN_PORT};
use flow::{Edge, Flow, Node, NodeId, OnError, PortRef};
use std::collections::HashSet;

/// The most further attempts a node may have; n8n allows five tries.
const RETRIES_MOST: f64 = 20.0;
/// How far apart nodes stand that were one in n8n.
const STEP_WIDTH: f64 = 40.0;

/// Draws everything; gives the id of each vertex's last node.
pub(crate) fn draw(
    graph: &Graph<'_>,
    flow: &mut Flow,
    layout: &mut Layout,
    findings: &mut Vec<Finding>,
) -> Vec<NodeId> {
    let ids: Vec<NodeId> = (0..graph.vertices.len()).map(|place| NodeId(format!("n{}", place + 1))).collect();
    let mut names = Names::default();
    graph.vertices.iter().for_each(|vertex| drop(names.free(&vertex.name, "")));
    for (place, vertex) in graph.vertices.iter().enumerate().filter(|(_, vertex)| !is_note(vertex)) {
        let parent = vertex.parent.map(|parent| ids[parent].clone());
        flow.nodes.extend(nodes(vertex, place, &ids[place], parent, &mut names));
        inner_edges(vertex, place, &ids[place], flow);
        if let Some(node) = vertex.node {
            let mut outputs = vertex.draft.outputs.clone();
            outputs.extend(crate::convert::has_error_output(node).then(|| ERROR_PORT.to_owned()));
            layout.add(
                ids[place].clone(),
                &vertex.name,
                outputs,
                vertex.draft.repeats.map(|repeats| (repeats, batch_size(vertex))),
            );
        }
    }
    let mut drawn = HashSet::new();
    for arrow in &graph.arrows {
        let (from, to) = (&graph.vertices[arrow.from], &graph.vertices[arrow.to]);
        let (Some(output), Some(input)) = (output_port(from, arrow.output), input_port(to, arrow.input)) else {
            findings.push(lost(from, to));
            continue;
        };
        let target = PortRef { node: first_id(to, arrow.to, &ids[arrow.to]), port: input };
        for source in sources(from, arrow.from, &ids[arrow.from], &output) {
            if drawn.insert((source.clone(), target.clone())) {
                push_edge(flow, source, target.clone());
            }
        }
    }
    ids
}

fn batch_size(vertex: &Vertex<'_>) -> usize {
    let size = vertex.draft.steps.last().and_then(|step| step.parameters.get("batch_size")?.as_u64());
    size.and_then(|size| usize::try_from(size).ok()).unwrap_or(1)
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

/// The nodes of one vertex, in a row.
fn nodes(vertex: &Vertex<'_>, place: usize, id: &NodeId, parent: Option<NodeId>, names: &mut Names) -> Vec<Node> {
    let count = vertex.draft.steps.len();
    let step = |(number, step): (usize, &crate::draft::Step)| {
        let is_last = number + 1 == count;
        let (id, name) = if is_last {
            (id.clone(), vertex.name.clone())
        } else {
            (step_id(place, number), names.free(&format!("{} ({})", vertex.name, step.suffix), ""))
        };
        let mut node = Node::new(id, step.kind.as_str(), name);
        node.parameters = step.parameters.clone();
        node.parent = parent.clone();
        node.position = Position { x: vertex.x - STEP_WIDTH * (count - 1 - number) as f64, y: vertex.y };
        if number == 0 {
            node.join = Join { rule: vertex.draft.join.clone(), timeout_ms: None };
        }
        if let Some(source) = vertex.node {
            carry_settings(source, &vertex.draft.is_trigger, number == 0, is_last, &mut node);
        }
        node
    };
    vertex.draft.steps.iter().enumerate().map(step).collect()
}

/// What every node of n8n has besides its parameters.
fn carry_settings(source: &SourceNode, is_trigger: &bool, is_first: bool, is_last: bool, node: &mut Node) {
    node.disabled = source.disabled;
    if is_last {
        node.note = source.note.clone();
        node.always_output = source.always_output;
    }
    if *is_trigger {
        return;
    }
    node.once = source.once && is_first;
    node.on_error = match source.on_error {
        SourceOnError::Stop => OnError::Flow,
        SourceOnError::PassOn => OnError::PassOn,
        // The failed items leave at the error port; where it is not drawn they end there.
        SourceOnError::ErrorOutput => OnError::Continue,
    };
    node.retry = Some(retry(source));
}

/// n8n tries again only where it was told to.
fn retry(source: &SourceNode) -> Retry {
    if !source.retry {
        return Retry::never();
    }
    let tries = source.maximum_tries.unwrap_or(3.0).clamp(1.0, RETRIES_MOST + 1.0);
    let wait_ms = source.wait_between_tries_ms.unwrap_or(1_000.0).clamp(0.0, 300_000.0);
    Retry { maximum: tries as u32 - 1, delays_ms: vec![wait_ms as u64], ..Retry::default() }
}

fn step_id(place: usize, number: usize) -> NodeId {
    NodeId(format!("n{}_{}", place + 1, number + 1))
}

fn first_id(vertex: &Vertex<'_>, place: usize, id: &NodeId) -> NodeId {
    if vertex.draft.steps.len() > 1 { step_id(place, 0) } else { id.clone() }
}

/// The arrows between the nodes of one vertex.
fn inner_edges(vertex: &Vertex<'_>, place: usize, id: &NodeId, flow: &mut Flow) {
    let count = vertex.draft.steps.len();
    let id_of = |number: usize| if number + 1 == count { id.clone() } else { step_id(place, number) };
    for number in 1..count {
        let port = |node| PortRef { node, port: MAIN_PORT.into() };
        push_edge(flow, port(id_of(number - 1)), port(id_of(number)));
    }
}

fn push_edge(flow: &mut Flow, from: PortRef, to: PortRef) {
    let id = format!("e{}", flow.edges.len() + 1).as_str().into();
    flow.edges.push(Edge { id, from, to });
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

/// Where an arrow starts: at the last node, and for errors at all of them.
fn sources(vertex: &Vertex<'_>, place: usize, id: &NodeId, port: &str) -> Vec<PortRef> {
    let count = vertex.draft.steps.len();
    let first = if port == ERROR_PORT { 0 } else { count - 1 };
    let id_of = |number: usize| if number + 1 == count { id.clone() } else { step_id(place, number) };
    (first..count).map(|number| PortRef { node: id_of(number), port: port.to_owned() }).collect()
}
