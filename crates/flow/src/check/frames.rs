//! Checks of containers and what stands in them: parents, borders, bodies, settings.

use super::scene::{Scene, SceneNode};
use crate::container::{self, ContainerKind, NESTING_MOST};
use crate::document::Edge;
use crate::problem::Problem;
use serde_json::Value;

/// Appends the problems of each container and of the nodes within.
pub(super) fn check(scene: &Scene<'_>, problems: &mut Vec<Problem>) {
    for (place, node) in scene.nodes.iter().enumerate() {
        problems.extend(parent_problem(scene, place, node));
        if let Some(kind) = node.container() {
            problems.extend(body_problem(node, kind));
            problems.extend(number_problems(node, kind));
            problems.extend(choice_problem(node, kind));
        }
    }
    problems.extend(scene.flow.edges.iter().filter_map(|edge| border_problem(scene, edge)));
}

fn parent_problem(scene: &Scene<'_>, place: usize, node: &SceneNode<'_>) -> Option<Problem> {
    let id = node.node.parent.as_ref()?;
    let name = &node.node.name;
    let hint = "Drag it into a loop or another box, or out onto the canvas.";
    let problem = match node.parent.map(|parent| &scene.nodes[parent]) {
        None => {
            let message = format!("“{name}” stands in the node `{id}`, which does not exist.");
            Problem::error("parent_missing", message, hint)
        }
        Some(_) if scene.around(place).any(|outer| outer == place) => {
            let message = format!("“{name}” stands in itself, by way of the boxes around it.");
            Problem::error("parent_cycle", message, hint)
        }
        Some(parent) if parent.kind.is_some() && !parent.container().is_some_and(ContainerKind::has_body) => {
            let message = format!("“{name}” stands in “{}”, which is no box.", parent.node.name);
            Problem::error("parent_not_container", message, hint)
        }
        Some(parent) if node.is_trigger() => {
            let message =
                format!("The trigger “{name}” stands in “{}”; a trigger starts the whole flow.", parent.node.name);
            Problem::error("trigger_inside", message, "Drag the trigger out onto the canvas.")
        }
        Some(_) if scene.around(place).count() > NESTING_MOST => {
            let message = format!("“{name}” stands in more than {NESTING_MOST} boxes within each other.");
            Problem::error("nesting_deep", message, "Move the inner boxes into a flow of their own and call it.")
        }
        Some(_) => return None,
    };
    Some(problem.at_node(&node.node.id))
}

fn body_problem(node: &SceneNode<'_>, kind: ContainerKind) -> Option<Problem> {
    if !kind.has_body() || !node.body.is_empty() {
        return None;
    }
    let message = format!("“{}” is empty: its items pass through it as they are.", node.node.name);
    let hint = "Drag the nodes it is for into it, or delete it.";
    Some(Problem::warning("body_empty", message, hint).at_node(&node.node.id))
}

fn border_problem(scene: &Scene<'_>, edge: &Edge) -> Option<Problem> {
    let (from, to) = (&scene.nodes[scene.find(&edge.from.node)?], &scene.nodes[scene.find(&edge.to.node)?]);
    if from.node.parent == to.node.parent {
        return None;
    }
    let message = format!("The arrow from “{}” to “{}” crosses the border of a box.", from.node.name, to.node.name);
    let hint = "Arrows stay on one side: lead the arrow to the box itself, or drag both nodes into the same box.";
    Some(Problem::error("edge_across_border", message, hint).at_node(&to.node.id).at_edge(&edge.id))
}

fn number_problems<'a>(node: &'a SceneNode<'_>, kind: ContainerKind) -> impl Iterator<Item = Problem> + 'a {
    container::numbers(kind).iter().filter_map(|(name, most)| {
        let value = node.node.parameters.get(*name).filter(|value| !value.is_null())?;
        let is_fine = value.as_u64().is_some_and(|number| (1..=*most).contains(&number));
        (!is_fine).then(|| setting_problem(node, name, value, &up_to(*most)))
    })
}

fn up_to(most: u64) -> String {
    if most == u64::MAX { "a whole number from 1".to_owned() } else { format!("a whole number from 1 to {most}") }
}

fn choice_problem(node: &SceneNode<'_>, kind: ContainerKind) -> Option<Problem> {
    let (name, choices) = container::unknown_choice(kind, &node.node.parameters)?;
    Some(setting_problem(node, name, &node.node.parameters[name], choices))
}

fn setting_problem(node: &SceneNode<'_>, name: &str, value: &Value, wanted: &str) -> Problem {
    let message = format!("`{name}` of “{}” must be {wanted}, but is `{value}`.", node.node.name);
    let hint = "Give a fixed value: it shapes the run, so it cannot be an expression.";
    Problem::error("container_setting", message, hint).at_node(&node.node.id).at_parameter(name)
}
