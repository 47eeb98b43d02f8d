//! Checks that the flow can start and that every node can be reached.

use super::scene::Scene;
use crate::problem::Problem;

/// Appends a problem if nothing starts the flow, and a warning for each node no
/// trigger leads to.
pub(super) fn check(scene: &Scene<'_>, problems: &mut Vec<Problem>) {
    let triggers: Vec<usize> = (0..scene.nodes.len()).filter(|place| scene.nodes[*place].is_trigger()).collect();
    if triggers.is_empty() {
        problems.push(trigger_missing());
        return;
    }
    if triggers.iter().all(|place| scene.nodes[*place].node.disabled) {
        problems.push(triggers_disabled());
    }
    let undoing = scene.nodes.iter().filter_map(|node| scene.find(node.node.compensate_with.as_ref()?));
    let starts = triggers.into_iter().chain(undoing).collect();
    let reached = reached_from(scene, starts);
    for (node, _) in scene.nodes.iter().zip(reached).filter(|(_, reached)| !reached) {
        let message = format!("No trigger leads to “{}”, so it never runs.", node.node.name);
        let hint = "Draw an arrow to it from a node that runs, or delete it.";
        problems.push(Problem::warning("node_unreachable", message, hint).at_node(&node.node.id));
    }
}

fn trigger_missing() -> Problem {
    let hint = "Add a trigger, such as a webhook, a schedule or a manual start, and lead it to the first node.";
    Problem::error("trigger_missing", "The flow has no trigger, so nothing can start it.", hint)
}

fn triggers_disabled() -> Problem {
    let message = "Every trigger of the flow is disabled, so it never starts by itself.";
    Problem::warning("triggers_disabled", message, "Enable the trigger that shall start it.")
}

fn reached_from(scene: &Scene<'_>, mut next: Vec<usize>) -> Vec<bool> {
    let mut reached = vec![false; scene.nodes.len()];
    while let Some(place) = next.pop() {
        if std::mem::replace(&mut reached[place], true) {
            continue;
        }
        next.extend(scene.nodes[place].outgoing.iter().filter_map(|edge| scene.target(&scene.flow.edges[*edge])));
        next.extend(scene.entries(place));
    }
    reached
}
