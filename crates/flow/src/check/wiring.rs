//! Checks of the arrows: both ends exist, ports exist, none leads into a trigger.

use super::scene::{Scene, SceneNode};
use crate::document::{Edge, PortRef};
use crate::kind::Port;
use crate::problem::Problem;
use std::collections::HashSet;

/// Appends the problems of each arrow.
pub(super) fn check(scene: &Scene<'_>, problems: &mut Vec<Problem>) {
    let mut ids = HashSet::new();
    let mut pairs = HashSet::new();
    for edge in &scene.flow.edges {
        if !ids.insert(&edge.id) {
            problems.push(duplicate_id(edge));
        }
        let ends = (scene.find(&edge.from.node), scene.find(&edge.to.node));
        let (Some(from), Some(to)) = ends else {
            problems.push(dangling(edge, if ends.0.is_none() { &edge.from } else { &edge.to }));
            continue;
        };
        let (from, to) = (&scene.nodes[from], &scene.nodes[to]);
        problems.extend(port_problem(edge, from, to));
        if !pairs.insert((&edge.from, &edge.to)) {
            problems.push(duplicate(edge, from, to));
        }
    }
}

fn duplicate_id(edge: &Edge) -> Problem {
    let message = format!("Two arrows have the id `{}`.", edge.id);
    Problem::error("edge_id_duplicate", message, "Delete one of them and draw it again.").at_edge(&edge.id)
}

fn dangling(edge: &Edge, end: &PortRef) -> Problem {
    let message = format!("The arrow `{}` is tied to the node `{}`, which does not exist.", edge.id, end.node);
    let problem =
        Problem::error("edge_dangling", message, "Delete the arrow, or add the node it belongs to.").at_edge(&edge.id);
    let other = if std::ptr::eq(end, &edge.from) { &edge.to } else { &edge.from };
    problem.at_node(&other.node)
}

fn port_problem(edge: &Edge, from: &SceneNode<'_>, to: &SceneNode<'_>) -> Option<Problem> {
    if !from.has_output(&edge.from.port) {
        let message =
            format!("“{}” has no output named `{}`, but an arrow starts there.", from.node.name, edge.from.port);
        let hint = format!("Delete the arrow, or start it at one of its outputs: {}.", port_names(&from.outputs));
        return Some(Problem::error("output_unknown", message, hint).at_node(&from.node.id).at_edge(&edge.id));
    }
    if to.is_trigger() {
        let message = format!(
            "An arrow leads from “{}” into the trigger “{}”; a trigger only starts runs.",
            from.node.name, to.node.name
        );
        let hint = "Delete the arrow, or lead it to the node after the trigger.";
        return Some(Problem::error("edge_into_trigger", message, hint).at_node(&to.node.id).at_edge(&edge.id));
    }
    if !to.has_input(&edge.to.port) {
        let message = format!("“{}” has no input named `{}`, but an arrow ends there.", to.node.name, edge.to.port);
        let hint = format!("Delete the arrow, or lead it to one of its inputs: {}.", port_names(&to.inputs));
        return Some(Problem::error("input_unknown", message, hint).at_node(&to.node.id).at_edge(&edge.id));
    }
    None
}

fn port_names(ports: &[Port]) -> String {
    if ports.is_empty() {
        return "it has none".to_owned();
    }
    ports.iter().map(|port| format!("`{}`", port.name)).collect::<Vec<_>>().join(", ")
}

fn duplicate(edge: &Edge, from: &SceneNode<'_>, to: &SceneNode<'_>) -> Problem {
    let message = format!(
        "Two arrows lead from the same output of “{}” to the same input of “{}”.",
        from.node.name, to.node.name
    );
    Problem::error("edge_duplicate", message, "Delete one of them: the items would arrive twice.")
        .at_node(&to.node.id)
        .at_edge(&edge.id)
}
