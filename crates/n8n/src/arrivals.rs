//! In n8n a node that several connections lead to is performed once for each that
//! carries items, and with it all that follows. A For each box around them that
//! takes what came by one arrow after the other does the same.
//!
//! Only what runs to its end can be put into such a box: what comes out of a box has
//! one way, and blocks outside do not see those inside. Elsewhere the node is
//! performed once with all items, which the report tells.

use crate::graph::{Arrow, Graph, Vertex};
use crate::report::{Finding, Weight};
use crate::sight::Look;
use flow::container::NESTING_MOST;
use std::collections::HashSet;

/// Puts what is performed for each of several arrows into boxes.
pub(crate) fn arrange(graph: &mut Graph<'_>, looks: &[Look], findings: &mut Vec<Finding>) {
    // What is added meanwhile gathers nothing of its own.
    for vertex in 0..graph.vertices.len() {
        if !gathers(graph, vertex) {
            continue;
        }
        match body(graph, vertex, looks) {
            Some(body) => enclose(graph, vertex, &body, findings),
            None => findings.push(joined(graph, vertex)),
        }
    }
}

/// Whether several arrows that one run may take lead to a block with one input.
fn gathers(graph: &Graph<'_>, vertex: usize) -> bool {
    let Vertex { node, draft, parent, .. } = &graph.vertices[vertex];
    let is_plain = node.is_some() && draft.inputs.len() == 1 && draft.repeats.is_none() && !draft.is_trigger;
    let entering: Vec<Arrow> = graph.entering(vertex).collect();
    if !is_plain || entering.len() < 2 {
        return false;
    }
    if parent.is_some() {
        return true;
    }
    let before = neighbours(graph, |arrow| (arrow.to, arrow.from));
    let mut seen = HashSet::new();
    let sources: HashSet<(usize, usize)> = entering.iter().map(|arrow| (arrow.from, arrow.output)).collect();
    sources.iter().any(|(from, _)| starts(&before, *from).into_iter().any(|start| !seen.insert(start)))
}

/// By vertex, those at the other end of its arrows.
pub(crate) fn neighbours(graph: &Graph<'_>, ends: impl Fn(&Arrow) -> (usize, usize)) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new(); graph.vertices.len()];
    for (vertex, other) in graph.arrows.iter().map(ends) {
        all[vertex].push(other);
    }
    all
}

/// The vertices at which a run may begin that comes by here.
fn starts(before: &[Vec<usize>], vertex: usize) -> HashSet<usize> {
    let mut seen = HashSet::from([vertex]);
    let mut stack = vec![vertex];
    let mut starts = HashSet::new();
    while let Some(vertex) = stack.pop() {
        if before[vertex].is_empty() {
            starts.insert(vertex);
        }
        stack.extend(before[vertex].iter().copied().filter(|vertex| seen.insert(*vertex)));
    }
    starts
}

/// The vertex and all that follows, if none of it is reached otherwise, leads out
/// again, or is looked at from elsewhere.
fn body(graph: &Graph<'_>, vertex: usize, looks: &[Look]) -> Option<HashSet<usize>> {
    if depth(graph, vertex) >= NESTING_MOST {
        return None;
    }
    let parent = graph.vertices[vertex].parent;
    let mut body = HashSet::from([vertex]);
    let after = neighbours(graph, |arrow| (arrow.from, arrow.to));
    let mut stack = vec![vertex];
    while let Some(inner) = stack.pop() {
        stack.extend(after[inner].iter().copied().filter(|other| !is_aside(graph, *other) && body.insert(*other)));
    }
    let enters = |arrow: &Arrow| body.contains(&arrow.to) && !body.contains(&arrow.from) && arrow.to != vertex;
    let is_of_region = body.iter().all(|other| graph.vertices[*other].parent == parent);
    let leaves = body.iter().any(|other| matches!(graph.vertices[*other].draft.kind.as_str(), "break" | "continue"));
    let is_alone = is_of_region && !leaves && !graph.arrows.iter().any(enters);
    (is_alone && !is_looked_at(&with_inner(graph, &body), looks)).then_some(body)
}

/// Where what leads nowhere ends in the body of a loop.
fn is_aside(graph: &Graph<'_>, vertex: usize) -> bool {
    graph.vertices[vertex].node.is_none() && graph.vertices[vertex].draft.kind == "discard"
}

/// The vertices with those that stand in them.
fn with_inner(graph: &Graph<'_>, body: &HashSet<usize>) -> HashSet<usize> {
    let is_in = |vertex: usize| {
        let mut around = std::iter::successors(Some(vertex), |vertex| graph.vertices[*vertex].parent);
        around.any(|vertex| body.contains(&vertex))
    };
    (0..graph.vertices.len()).filter(|vertex| is_in(*vertex)).collect()
}

/// Whether a block outside names one inside, such as by `$('Name')`.
fn is_looked_at(inside: &HashSet<usize>, looks: &[Look]) -> bool {
    looks.iter().any(|(place, other)| inside.contains(other) && !inside.contains(place))
}

fn depth(graph: &Graph<'_>, vertex: usize) -> usize {
    std::iter::successors(graph.vertices[vertex].parent, |parent| graph.vertices[*parent].parent).count()
}

fn enclose(graph: &mut Graph<'_>, vertex: usize, body: &HashSet<usize>, findings: &mut Vec<Finding>) {
    let (parent, name) = (graph.vertices[vertex].parent, graph.vertices[vertex].name.clone());
    let container = graph.add("for_each", format!("{name} (each arrow)"), parent, (vertex, 0.0));
    let gives = parent.is_some();
    let draft = &mut graph.vertices[container].draft;
    draft.set("per", "arrow");
    if !gives {
        draft.set("results", "none");
    }
    body.iter().for_each(|inner| graph.vertices[*inner].parent = Some(container));
    graph
        .arrows
        .iter_mut()
        .filter(|arrow| arrow.to == vertex)
        .for_each(|arrow| *arrow = Arrow { to: container, input: 0, ..*arrow });
    keep_aside(graph, container, body);
    let message = format!(
        "Several connections lead to “{name}”; as in n8n it is performed once for each, with all that follows."
    );
    let hint = "Take the blocks out of the box if once with all items is enough.";
    findings.push(Finding { node: Some(name), ..Finding::of_flow(Weight::Note, "arrivals_boxed", message, hint) });
}

/// What led to the discard of the loop around leads to one of the box's own.
fn keep_aside(graph: &mut Graph<'_>, container: usize, body: &HashSet<usize>) {
    let leads_aside = |arrow: &Arrow| body.contains(&arrow.from) && !body.contains(&arrow.to);
    let Some(first) = graph.arrows.iter().copied().find(leads_aside) else { return };
    let name = format!("{} (aside)", graph.vertices[container].name);
    let aside = graph.add("discard", name, Some(container), (first.from, 120.0));
    let arrows = graph.arrows.iter_mut().filter(|arrow| body.contains(&arrow.from) && !body.contains(&arrow.to));
    arrows.for_each(|arrow| *arrow = Arrow { to: aside, input: 0, ..*arrow });
}

fn joined(graph: &Graph<'_>, vertex: usize) -> Finding {
    let name = graph.vertices[vertex].name.clone();
    let message = format!(
        "Several connections lead to “{name}”; n8n performed it once for each, here it is performed once with all items."
    );
    let hint = "Look whether it, and what follows, works on each item by itself; else draw a copy for each connection.";
    Finding { node: Some(name), ..Finding::of_flow(Weight::Changed, "arrivals_joined", message, hint) }
}
