//! The body of Split in batches.

use super::{at, cut_crossing, reachable};
use crate::draft::Repeats;
use crate::graph::{Arrow, Graph};
use crate::report::{Finding, Weight};
use crate::wire::NOWHERE;

/// How far beside its neighbour an added node stands.
const BESIDE: f64 = 120.0;

/// The outermost vertex of a region that repeats others and is not a box yet.
pub(super) fn next(graph: &Graph<'_>, parent: Option<usize>, done: &[usize]) -> Option<usize> {
    let is_new = |vertex: &usize| graph.vertices[*vertex].draft.repeats.is_some() && !done.contains(vertex);
    let candidates: Vec<usize> = graph.members(parent).into_iter().filter(is_new).collect();
    // The outer loop is the one from which the others are reached first.
    let others_reach =
        |vertex: usize| candidates.iter().filter(|other| encloses(graph, parent, **other, vertex)).count();
    candidates.iter().copied().min_by_key(|vertex| others_reach(*vertex))
}

/// Whether `inner` lies between the loop output of `outer` and the arrow back,
/// and cannot be entered otherwise.
fn encloses(graph: &Graph<'_>, parent: Option<usize>, outer: usize, inner: usize) -> bool {
    if outer == inner {
        return false;
    }
    let members = graph.members(parent);
    let starts = members.iter().copied().filter(|vertex| graph.entering(*vertex).next().is_none());
    let without = reachable(graph, parent, starts.collect(), Some(outer));
    let within = reachable(graph, parent, targets(graph, outer), Some(outer));
    within[inner] && !without[inner]
}

/// Where the batches go.
fn targets(graph: &Graph<'_>, owner: usize) -> Vec<usize> {
    each_arrows(graph, owner).map(|arrow| arrow.to).collect()
}

fn each_arrows<'a>(graph: &'a Graph<'_>, owner: usize) -> impl Iterator<Item = Arrow> + 'a {
    let output = graph.vertices[owner].draft.repeats.map(|repeats| repeats.each_output);
    graph.leaving(owner).filter(move |arrow| Some(arrow.output) == output)
}

/// Puts the body into the box.
pub(super) fn enclose(graph: &mut Graph<'_>, owner: usize, findings: &mut Vec<Finding>) {
    let Some(repeats) = graph.vertices[owner].draft.repeats else { return };
    let body = body_of(graph, owner);
    let is_inside = |vertex: usize| body.contains(&vertex);
    let back: Vec<Arrow> = graph.entering(owner).filter(|arrow| is_inside(arrow.from)).collect();
    if back.is_empty() {
        return take_first_batch(graph, owner, repeats, findings);
    }
    cut_crossing(graph, &body, owner, findings);
    for vertex in &body {
        graph.vertices[*vertex].parent = Some(owner);
    }
    begin(graph, owner, repeats);
    end(graph, owner, &body, &back);
    cut_from_inside(graph, owner, &body, findings);
}

/// What lies on the way back, and what hangs off that way and is not reached otherwise.
fn body_of(graph: &Graph<'_>, owner: usize) -> Vec<usize> {
    let parent = graph.vertices[owner].parent;
    let members = graph.members(parent);
    let within = reachable(graph, parent, targets(graph, owner), Some(owner));
    let mut starts: Vec<usize> =
        members.iter().copied().filter(|vertex| *vertex != owner && graph.entering(*vertex).next().is_none()).collect();
    let each: Vec<Arrow> = each_arrows(graph, owner).collect();
    starts.extend(graph.leaving(owner).filter(|arrow| !each.contains(arrow)).map(|arrow| arrow.to));
    let without = reachable(graph, parent, starts, Some(owner));
    let comes_back = |vertex: usize| {
        let from_here = reachable(graph, parent, vec![vertex], Some(owner));
        graph.entering(owner).any(|arrow| from_here[arrow.from])
    };
    members.into_iter().filter(|vertex| within[*vertex] && (!without[*vertex] || comes_back(*vertex))).collect()
}

/// Without an arrow back, n8n never asks for the second batch.
fn take_first_batch(graph: &mut Graph<'_>, owner: usize, repeats: Repeats, findings: &mut Vec<Finding>) {
    let name = &graph.vertices[owner].name;
    let message = format!("Nothing leads back to “{name}”, so in n8n it only gave its first batch.");
    let hint = "If all batches were meant, replace it by a For each and put the blocks after it into that box.";
    findings.push(at(graph, owner, Weight::Changed, "loop_open", message, hint));
    let done = |arrow: &Arrow| arrow.from == owner && Some(arrow.output) == repeats.done_output;
    graph.arrows.retain(|arrow| !done(arrow));
    let draft = &mut graph.vertices[owner].draft;
    let size = draft.parameters.get("batch_size").cloned().unwrap_or_else(|| 1.into());
    draft.parameters.clear();
    draft.repeats = None;
    draft.kind("limit").set("count", size);
    draft.outputs = vec![NOWHERE.into(); repeats.each_output.max(repeats.done_output.unwrap_or(0)) + 1];
    draft.outputs[repeats.each_output] = "main".into();
}

/// The arrows to the first nodes of the body: a node nothing else leads to begins by itself.
fn begin(graph: &mut Graph<'_>, owner: usize, repeats: Repeats) {
    let first: Vec<Arrow> = each_arrows(graph, owner).collect();
    graph.arrows.retain(|arrow| !(arrow.from == owner && arrow.output == repeats.each_output));
    let begins_by_itself = |arrow: &Arrow| {
        let is_plain = graph.vertices[arrow.to].draft.inputs.len() == 1;
        is_plain && !graph.entering(arrow.to).any(|other| graph.vertices[other.from].parent == Some(owner))
    };
    if first.iter().all(begins_by_itself) {
        return;
    }
    let beside = first.first().map_or(owner, |arrow| arrow.to);
    let name = format!("{} (start)", graph.vertices[owner].name);
    let start = graph.add("no_op", name, Some(owner), (beside, -BESIDE));
    // The batch was there before anything made from it.
    let arrows = first.into_iter().map(|arrow| Arrow { from: start, output: 0, ..arrow });
    graph.arrows = arrows.chain(std::mem::take(&mut graph.arrows)).collect();
}

/// What comes back is what the body gives; what ends elsewhere gives nothing.
fn end(graph: &mut Graph<'_>, owner: usize, body: &[usize], back: &[Arrow]) {
    graph.arrows.retain(|arrow| !back.contains(arrow));
    let mut giving = None;
    let is_end_itself = |arrow: &Arrow| {
        let has_one_output = graph.vertices[arrow.from].output_count() == 1;
        has_one_output && graph.leaving(arrow.from).next().is_none()
    };
    match back {
        [only] if is_end_itself(only) => giving = Some(only.from),
        _ => {
            let name = format!("{} (next)", graph.vertices[owner].name);
            let next = graph.add("no_op", name, Some(owner), (back[0].from, BESIDE));
            graph.arrows.extend(back.iter().map(|arrow| Arrow { to: next, input: 0, ..*arrow }));
        }
    }
    let hanging: Vec<usize> = body
        .iter()
        .copied()
        .filter(|vertex| Some(*vertex) != giving && graph.leaving(*vertex).next().is_none())
        .filter(|vertex| !graph.vertices[*vertex].draft.outputs.is_empty())
        .collect();
    let Some(first) = hanging.first() else { return };
    let name = format!("{} (aside)", graph.vertices[owner].name);
    let aside = graph.add("discard", name, Some(owner), (*first, BESIDE));
    for vertex in hanging {
        let outputs = 0..graph.vertices[vertex].draft.outputs.len();
        graph.arrows.extend(outputs.map(|output| Arrow { from: vertex, output, to: aside, input: 0 }));
    }
}

/// Arrows from the box to its own body that are not the loop output.
fn cut_from_inside(graph: &mut Graph<'_>, owner: usize, body: &[usize], findings: &mut Vec<Finding>) {
    let wrong: Vec<Arrow> = graph.leaving(owner).filter(|arrow| body.contains(&arrow.to)).collect();
    for arrow in &wrong {
        let (from, to) = (&graph.vertices[owner].name, &graph.vertices[arrow.to].name);
        let message =
            format!("“{to}” stands in the loop “{from}” and also came after it; the second connection was left out.");
        let hint = "Put a copy of the block behind the loop.";
        findings.push(at(graph, arrow.to, Weight::Blocking, "loop_border", message, hint));
    }
    graph.arrows.retain(|arrow| !wrong.contains(arrow));
}
