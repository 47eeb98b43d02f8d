//! Circles without Split in batches, such as “ask, wait, ask again”.

use super::{at, cut_crossing, reachable};
use crate::graph::{Arrow, Graph};
use crate::report::{Finding, Weight};
use serde_json::json;

/// How far beside its neighbour an added node stands.
const BESIDE: f64 = 120.0;
/// How often a circle may be gone round; n8n has no limit but the time of the run.
const ITERATIONS_MOST: u32 = 10_000;

/// Vertices of a region that lead to each other in turn.
pub(super) fn next(graph: &Graph<'_>, parent: Option<usize>) -> Option<Vec<usize>> {
    let members = graph.members(parent);
    let reach = |vertex: usize| {
        let targets = graph.leaving(vertex).map(|arrow| arrow.to).collect();
        reachable(graph, parent, targets, None)
    };
    // The first one that reaches itself, and all that are on its ways.
    let first = members.iter().copied().find(|vertex| reach(*vertex)[*vertex])?;
    let onward = reach(first);
    Some(members.into_iter().filter(|vertex| onward[*vertex] && reach(*vertex)[first]).collect())
}

/// Draws a circle as a While that goes on until an arrow leaves it. Only a circle
/// that is entered at one node and left for one place can be drawn so.
pub(super) fn enclose(
    graph: &mut Graph<'_>,
    parent: Option<usize>,
    circle: &[usize],
    findings: &mut Vec<Finding>,
) -> Option<usize> {
    let is_inside = |vertex: usize| circle.contains(&vertex);
    let entering: Vec<Arrow> =
        graph.arrows.iter().copied().filter(|arrow| !is_inside(arrow.from) && is_inside(arrow.to)).collect();
    let first = entering.first()?.to;
    let has_one_entry = entering.iter().all(|arrow| arrow.to == first);
    let has_triggers = circle.iter().any(|vertex| graph.vertices[*vertex].draft.is_trigger);
    let is_plain = graph.vertices[first].draft.inputs.len() == 1;
    let exits: Vec<Arrow> = exits(graph, parent, circle);
    let places: Vec<(usize, usize)> = exits.iter().map(|exit| (exit.from, exit.output)).collect();
    let has_one_exit = places.iter().all(|place| *place == places[0]) && !exits.is_empty();
    if !has_one_entry || !has_one_exit || has_triggers || !is_plain {
        return None;
    }
    let name = format!("{} (repeat)", graph.vertices[first].name);
    let container = graph.add("while", name, parent, (first, 0.0));
    let draft = &mut graph.vertices[container].draft;
    draft.set("conditions", json!({"conditions": [{"left": true, "operator": "is_true"}]}));
    draft.set("maximum_iterations", ITERATIONS_MOST);
    let mut body = circle.to_vec();
    body.extend(hanging(graph, parent, circle, &exits));
    let back: Vec<Arrow> = graph.entering(first).filter(|arrow| is_inside(arrow.from)).collect();
    body.extend(leave(graph, container, &exits));
    for arrow in graph.arrows.iter_mut().filter(|arrow| entering.contains(arrow)) {
        *arrow = Arrow { to: container, input: 0, ..*arrow };
    }
    cut_crossing(graph, &body, container, findings);
    body.iter().for_each(|vertex| graph.vertices[*vertex].parent = Some(container));
    carry_on(graph, container, &back);
    let message = format!(
        "The connections that lead back to “{}” were drawn as a loop around the blocks between.",
        graph.vertices[first].name
    );
    let hint = "It ends with the first item that leaves it; look whether that is what is meant for several items.";
    findings.push(at(graph, first, Weight::Changed, "circle_boxed", message, hint));
    Some(container)
}

/// The arrows that leave the circle for good: what hangs off it and comes to an
/// end by itself while the circle goes on stays inside, if there is a way out besides.
fn exits(graph: &Graph<'_>, parent: Option<usize>, circle: &[usize]) -> Vec<Arrow> {
    let leaving =
        graph.arrows.iter().copied().filter(|arrow| circle.contains(&arrow.from) && !circle.contains(&arrow.to));
    let leaving: Vec<Arrow> = leaving.filter(|arrow| graph.vertices[arrow.to].parent == parent).collect();
    // An output that only leads out ends the circle; one that also leads on does not.
    let goes_on = |arrow: &Arrow| {
        graph.leaving(arrow.from).any(|other| other.output == arrow.output && circle.contains(&other.to))
    };
    leaving.into_iter().filter(|arrow| !goes_on(arrow)).collect()
}

/// What hangs off the circle beside the exit and is reached in no other way.
fn hanging(graph: &Graph<'_>, parent: Option<usize>, circle: &[usize], exits: &[Arrow]) -> Vec<usize> {
    let members = graph.members(parent);
    let mut starts: Vec<usize> =
        members.iter().copied().filter(|vertex| graph.entering(*vertex).next().is_none()).collect();
    starts.retain(|start| !circle.contains(start));
    starts.extend(exits.iter().map(|arrow| arrow.to));
    let mut outside = vec![false; graph.vertices.len()];
    let mut stack = starts;
    while let Some(vertex) = stack.pop() {
        let is_border = circle.contains(&vertex) || graph.vertices[vertex].parent != parent;
        if !is_border && !std::mem::replace(&mut outside[vertex], true) {
            stack.extend(graph.leaving(vertex).map(|arrow| arrow.to));
        }
    }
    let from_circle = reachable(graph, parent, circle.to_vec(), None);
    members.into_iter().filter(|vertex| from_circle[*vertex] && !outside[*vertex] && !circle.contains(vertex)).collect()
}

/// The way out: a Break in the box, and the box in place of the node that was left.
fn leave(graph: &mut Graph<'_>, container: usize, exits: &[Arrow]) -> Option<usize> {
    let exit = exits.first().copied()?;
    let name = format!("{} (done)", graph.vertices[exit.from].name);
    let leaving = graph.add("break", name, Some(container), (exit.from, BESIDE));
    graph.vertices[leaving].draft.outputs.clear();
    for arrow in graph.arrows.iter_mut().filter(|arrow| exits.contains(arrow)) {
        *arrow = Arrow { from: container, output: 0, ..*arrow };
    }
    graph.arrows.push(Arrow { to: leaving, input: 0, ..exit });
    Some(leaving)
}

/// What led back is what the next round gets.
fn carry_on(graph: &mut Graph<'_>, container: usize, back: &[Arrow]) {
    let Some(first) = back.first().copied() else { return };
    graph.arrows.retain(|arrow| !back.contains(arrow));
    let name = format!("{} (again)", graph.vertices[first.to].name);
    let again = graph.add("no_op", name, Some(container), (first.from, BESIDE));
    graph.arrows.extend(back.iter().map(|arrow| Arrow { to: again, input: 0, ..*arrow }));
    let members = graph.members(Some(container));
    let ends: Vec<usize> = members
        .into_iter()
        .filter(|vertex| *vertex != again && graph.leaving(*vertex).next().is_none())
        .filter(|vertex| !graph.vertices[*vertex].draft.outputs.is_empty())
        .collect();
    let Some(beside) = ends.first() else { return };
    let name = format!("{} (aside)", graph.vertices[first.to].name);
    let aside = graph.add("discard", name, Some(container), (*beside, BESIDE));
    for vertex in ends {
        let outputs = 0..graph.vertices[vertex].draft.outputs.len();
        graph.arrows.extend(outputs.map(|output| Arrow { from: vertex, output, to: aside, input: 0 }));
    }
}

/// Removes the arrow that closes a circle that cannot be drawn.
pub(super) fn cut(graph: &mut Graph<'_>, circle: &[usize], findings: &mut Vec<Finding>) {
    let is_inside = |vertex: usize| circle.contains(&vertex);
    // The one that leads back to where the circle is entered.
    let first = graph.arrows.iter().find(|arrow| !is_inside(arrow.from) && is_inside(arrow.to)).map(|arrow| arrow.to);
    let first = first.unwrap_or(circle[0]);
    let Some(place) = graph.arrows.iter().position(|arrow| arrow.to == first && is_inside(arrow.from)) else { return };
    let arrow = graph.arrows.remove(place);
    let (from, to) = (&graph.vertices[arrow.from].name, &graph.vertices[arrow.to].name);
    let message = format!("The connection from “{from}” back to “{to}” was left out: arrows do not lead back here.");
    let hint = "Put the blocks that are to be repeated into a While, with a Break where the circle is left.";
    findings.push(at(graph, arrow.from, Weight::Blocking, "circle_cut", message, hint));
}
