//! Checks of the rules by which nodes with several arrows in start.

use super::scene::{Scene, SceneNode};
use crate::document::{EdgeId, JoinRule};
use crate::problem::Problem;

/// Appends the problems of each join.
pub(super) fn check(scene: &Scene<'_>, problems: &mut Vec<Problem>) {
    for node in &scene.nodes {
        match &node.node.join.rule {
            JoinRule::First(count) => problems.extend(count_problem(node, *count)),
            JoinRule::Specific(edges) => problems.extend(specific_problem(scene, node, edges)),
            JoinRule::All | JoinRule::AllRequired | JoinRule::Any => {}
        }
        problems.extend(timeout_problem(node));
    }
}

fn count_problem(node: &SceneNode<'_>, count: u32) -> Option<Problem> {
    let arrows = node.incoming.len();
    let problem = if count == 0 {
        let message = format!("“{}” is set to start after 0 arrows.", node.node.name);
        Problem::error("join_count_zero", message, "Set the number to 1 or more.")
    } else if count as usize > arrows {
        let message =
            format!("“{}” is set to start after {count} arrows, but only {arrows} lead to it.", node.node.name);
        Problem::error(
            "join_count_large",
            message,
            "Lower the number, or draw the missing arrows: as it is, the node never starts.",
        )
    } else {
        return None;
    };
    Some(problem.at_node(&node.node.id))
}

fn specific_problem(scene: &Scene<'_>, node: &SceneNode<'_>, edges: &[EdgeId]) -> Option<Problem> {
    if edges.is_empty() {
        let message = format!("“{}” is set to wait for chosen arrows, but none is chosen.", node.node.name);
        return Some(
            Problem::error("join_empty", message, "Choose at least one arrow, or choose another rule.")
                .at_node(&node.node.id),
        );
    }
    let foreign =
        edges.iter().find(|id| !scene.edge_place.get(id).is_some_and(|place| node.incoming.contains(place)))?;
    let message = format!("“{}” is set to wait for the arrow `{foreign}`, which does not lead to it.", node.node.name);
    let hint = "Take that arrow out of the rule, or draw it again.";
    Some(Problem::error("join_foreign_edge", message, hint).at_node(&node.node.id).at_edge(foreign))
}

fn timeout_problem(node: &SceneNode<'_>) -> Option<Problem> {
    if node.node.join.timeout_ms != Some(0) {
        return None;
    }
    let message =
        format!("“{}” waits 0 ms for its other arrows, so it would start with the first one decided.", node.node.name);
    let hint = "Set a longer time, clear it to wait as long as it takes, or choose the rule “any”.";
    Some(Problem::error("join_timeout_zero", message, hint).at_node(&node.node.id))
}
