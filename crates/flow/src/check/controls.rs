//! Checks that what leaves a loop early stands in one.

use super::scene::{Scene, SceneNode};
use crate::container::{ContainerKind, Control};
use crate::problem::Problem;

/// Appends a problem for each break or continue outside a loop, or with arrows after it.
pub(super) fn check(scene: &Scene<'_>, problems: &mut Vec<Problem>) {
    for (place, node) in scene.nodes.iter().enumerate() {
        let Some(control) = node.kind.and_then(|kind| kind.control) else { continue };
        let is_loop = |outer: usize| scene.nodes[outer].container().is_some_and(ContainerKind::is_loop);
        if !scene.around(place).any(is_loop) {
            problems.push(outside(node, control));
        }
        if !node.outgoing.is_empty() {
            problems.push(followed(node));
        }
    }
}

fn outside(node: &SceneNode<'_>, control: Control) -> Problem {
    let verb = match control {
        Control::Break => "leaves a loop",
        Control::Continue => "goes on with the next iteration of a loop",
    };
    let message = format!("“{}” {verb}, but stands in none.", node.node.name);
    Problem::error("control_outside_loop", message, "Drag it into a loop, or delete it.").at_node(&node.node.id)
}

fn followed(node: &SceneNode<'_>) -> Problem {
    let message = format!("Nothing runs after “{}”, but an arrow leaves it.", node.node.name);
    let hint = "Delete the arrow, or put what it leads to before the node.";
    Problem::warning("control_followed", message, hint).at_node(&node.node.id)
}
