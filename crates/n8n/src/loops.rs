//! Turns arrows that lead back into boxes: Split in batches becomes a For each
//! whose body is what lies between its loop output and the arrow back; any other
//! circle becomes a While.

mod body;
mod circle;

use crate::graph::Graph;
use crate::report::{Finding, Weight};
use flow::container::NESTING_MOST;

/// Puts what is repeated into boxes, outermost first.
pub(crate) fn arrange(graph: &mut Graph<'_>, findings: &mut Vec<Finding>) {
    arrange_in(graph, None, 0, findings);
    let is_holder = |vertex: &usize| graph.vertices[*vertex].node.is_some_and(|node| node.holds);
    let holders: Vec<usize> = (0..graph.vertices.len()).filter(is_holder).collect();
    holders.into_iter().for_each(|holder| arrange_in(graph, Some(holder), 1, findings));
}

fn arrange_in(graph: &mut Graph<'_>, parent: Option<usize>, depth: usize, findings: &mut Vec<Finding>) {
    let mut boxes = Vec::new();
    if depth < NESTING_MOST {
        while let Some(repeating) = body::next(graph, parent, &boxes) {
            body::enclose(graph, repeating, findings);
            boxes.push(repeating);
        }
        while let Some(circle) = circle::next(graph, parent) {
            match circle::enclose(graph, parent, &circle, findings) {
                Some(container) => boxes.push(container),
                None => circle::cut(graph, &circle, findings),
            }
        }
    } else {
        while let Some(circle) = circle::next(graph, parent) {
            circle::cut(graph, &circle, findings);
        }
    }
    for container in boxes {
        arrange_in(graph, Some(container), depth + 1, findings);
    }
}

/// A finding about a vertex of the graph.
fn at(graph: &Graph<'_>, vertex: usize, weight: Weight, code: &str, message: String, hint: &str) -> Finding {
    let node = Some(graph.vertices[vertex].name.clone());
    let kind = graph.vertices[vertex].node.map(|node| node.kind.clone());
    Finding { node, kind, ..Finding::of_flow(weight, code, message, hint) }
}

/// Removes the arrows between the two sides of a border that may not be crossed,
/// and says so.
fn cut_crossing(graph: &mut Graph<'_>, body: &[usize], owner: usize, findings: &mut Vec<Finding>) {
    let is_inside = |vertex: usize| body.contains(&vertex);
    let crossing = graph.arrows.iter().copied().filter(|arrow| {
        let touches_owner = arrow.from == owner || arrow.to == owner;
        !touches_owner && is_inside(arrow.from) != is_inside(arrow.to)
    });
    let crossing: Vec<_> = crossing.collect();
    for arrow in &crossing {
        let (from, to) = (&graph.vertices[arrow.from].name, &graph.vertices[arrow.to].name);
        let message =
            format!("The connection from “{from}” to “{to}” crosses the border of the loop and was left out.");
        let hint = "Lead it to the loop itself, or put a copy of the block on the other side of the border.";
        findings.push(at(graph, arrow.from, Weight::Blocking, "loop_border", message, hint));
    }
    graph.arrows.retain(|arrow| !crossing.contains(arrow));
}

/// The vertices of one region that can be reached from some, without passing `around`.
fn reachable(graph: &Graph<'_>, parent: Option<usize>, from: Vec<usize>, around: Option<usize>) -> Vec<bool> {
    let mut reached = vec![false; graph.vertices.len()];
    let mut stack = from;
    while let Some(vertex) = stack.pop() {
        let is_outside = graph.vertices[vertex].parent != parent || Some(vertex) == around;
        if is_outside || std::mem::replace(&mut reached[vertex], true) {
            continue;
        }
        stack.extend(graph.leaving(vertex).map(|arrow| arrow.to));
    }
    reached
}
