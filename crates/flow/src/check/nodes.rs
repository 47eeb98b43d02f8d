//! Checks of each node by itself: id, name, kind, retry, timeout.

use super::scene::{Scene, SceneNode};
use crate::problem::Problem;
use std::collections::HashSet;

/// The longest name of a node or a flow, in characters.
pub(super) const NAME_LENGTH_MOST: usize = 100;
/// The most attempts after the first.
const RETRIES_MOST: u32 = 20;

/// Appends the problems of each node.
pub(super) fn check(scene: &Scene<'_>, problems: &mut Vec<Problem>) {
    let mut ids = HashSet::new();
    let mut names = HashSet::new();
    for node in &scene.nodes {
        if !ids.insert(&node.node.id) {
            problems.push(duplicate_id(node));
        }
        if !names.insert(node.node.name.trim()) {
            problems.push(duplicate_name(node));
        }
        problems.extend(name_problem(node));
        problems.extend(kind_problem(node));
        problems.extend(retry_problem(node));
        problems.extend(timeout_problem(node));
    }
}

fn duplicate_id(node: &SceneNode<'_>) -> Problem {
    let message = format!("Two nodes have the id `{}`; one is “{}”.", node.node.id, node.node.name);
    Problem::error("node_id_duplicate", message, "Give one of them another id, or delete it and add it again.")
        .at_node(&node.node.id)
}

fn duplicate_name(node: &SceneNode<'_>) -> Problem {
    let message = format!("Two nodes are named “{}”.", node.node.name);
    let hint = "Rename one of them: expressions find a node by its name.";
    Problem::error("name_duplicate", message, hint).at_node(&node.node.id)
}

fn name_problem(node: &SceneNode<'_>) -> Option<Problem> {
    let name = &node.node.name;
    let problem = if name.trim().is_empty() {
        let message = format!("The node with the id `{}` has no name.", node.node.id);
        Problem::error("name_empty", message, "Give it a name: expressions find a node by its name.")
    } else if name.chars().count() > NAME_LENGTH_MOST {
        let message =
            format!("The name of the node “{}” is longer than {NAME_LENGTH_MOST} characters.", shortened(name));
        Problem::error("name_long", message, "Shorten it and put the rest into the node's note.")
    } else {
        return None;
    };
    Some(problem.at_node(&node.node.id))
}

/// The start of a text that is too long to be shown.
pub(super) fn shortened(text: &str) -> String {
    let start: String = text.chars().take(40).collect();
    format!("{start}…")
}

fn kind_problem(node: &SceneNode<'_>) -> Option<Problem> {
    if node.kind.is_some() {
        return None;
    }
    let (kind, version) = (&node.node.kind, node.node.kind_version);
    let message =
        format!("“{}” is of the kind `{kind}` version {version}, which this server does not know.", node.node.name);
    let hint = "Replace the node by one of the palette, or update the server to a version that has this kind.";
    Some(Problem::error("kind_unknown", message, hint).at_node(&node.node.id))
}

fn retry_problem(node: &SceneNode<'_>) -> Option<Problem> {
    let maximum = node.node.retry.as_ref()?.most();
    if maximum <= RETRIES_MOST {
        return None;
    }
    let message = format!("“{}” is set to be tried again {maximum} times; {RETRIES_MOST} is the most.", node.node.name);
    let hint = format!("Set the number of further attempts to {RETRIES_MOST} or fewer and make the pauses longer.");
    Some(Problem::error("retry_too_many", message, hint).at_node(&node.node.id))
}

fn timeout_problem(node: &SceneNode<'_>) -> Option<Problem> {
    if node.node.timeout_ms != Some(0) {
        return None;
    }
    let message = format!("“{}” has a time limit of 0, so no attempt could ever succeed.", node.node.name);
    Some(
        Problem::error("timeout_zero", message, "Set a longer time limit, or clear it to use the kind's own.")
            .at_node(&node.node.id),
    )
}
