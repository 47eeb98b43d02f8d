//! Checks of the blocks that undo the work of others.

use super::scene::{Scene, SceneNode};
use crate::problem::Problem;

/// Appends a problem for each node whose named undoing cannot be that.
pub(super) fn check(scene: &Scene<'_>, problems: &mut Vec<Problem>) {
    for node in &scene.nodes {
        let Some(id) = &node.node.compensate_with else { continue };
        match scene.find(id) {
            None => problems.push(missing(node)),
            Some(place) => problems.extend(misplaced(node, &scene.nodes[place])),
        }
        if !scene.flow.settings.compensate {
            problems.push(switched_off(node));
        }
    }
}

fn missing(node: &SceneNode<'_>) -> Problem {
    let message = format!("“{}” shall be undone by a block that does not exist.", node.node.name);
    let hint = "Choose another block for it in the settings of the node, or none.";
    Problem::error("compensation_missing", message, hint).at_node(&node.node.id)
}

/// What keeps a node from undoing the work of others.
fn misplaced(node: &SceneNode<'_>, undoing: &SceneNode<'_>) -> Option<Problem> {
    let is_control = undoing.kind.is_some_and(|kind| kind.control.is_some());
    let name = &undoing.node.name;
    let (message, hint) = match () {
        () if undoing.is_trigger() || is_control => (
            format!("“{name}” cannot undo what “{}” did: it does no work of its own.", node.node.name),
            "Choose a block that does something, or a box.",
        ),
        () if undoing.node.parent.is_some() => {
            (format!("“{name}” undoes what “{}” did, but stands in a box.", node.node.name), "Drag it out of the box.")
        }
        () if !undoing.incoming.is_empty() || !undoing.outgoing.is_empty() => (
            format!("“{name}” undoes what “{}” did, but has arrows.", node.node.name),
            "Delete its arrows: it runs by itself when the flow fails. Several blocks go into a box, such as a Try.",
        ),
        () if undoing.node.compensate_with.is_some() => (
            format!("“{name}” undoes what “{}” did, and shall be undone itself.", node.node.name),
            "Name no block that undoes it.",
        ),
        () => return None,
    };
    Some(Problem::error("compensation_misplaced", message, hint).at_node(&undoing.node.id))
}

fn switched_off(node: &SceneNode<'_>) -> Problem {
    let message = format!("“{}” names a block that undoes it, but nothing asks for that.", node.node.name);
    let hint = "Turn on “Undo what was done when a run fails” in the flow's settings.";
    Problem::warning("compensation_off", message, hint).at_node(&node.node.id)
}
