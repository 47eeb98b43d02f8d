//! Which blocks look at which others, as by `$('Name')`. n8n performs one branch after
//! the other, so a block may look at one in a branch that came before; here branches
//! are independent, so such a block is made to wait. What stands in a loop cannot be
//! seen from outside, which the report tells.

use crate::arrivals::neighbours;
use crate::graph::{Arrow, Graph};
use crate::report::{Finding, Weight};
use crate::workflow::Node;
use flow::document::JoinRule;
use std::collections::{HashMap, HashSet};

/// The most pairs of blocks that are looked into; real workflows have some dozens.
const LOOKS_MOST: usize = 2_000;

/// A block, and another one it looks at.
pub(crate) type Look = (usize, usize);

/// Which blocks look at which others.
pub(crate) fn looks(graph: &Graph<'_>) -> Vec<Look> {
    let places: HashMap<&str, usize> = graph
        .vertices
        .iter()
        .enumerate()
        .filter_map(|(place, vertex)| Some((vertex.node?.name.as_str(), place)))
        .collect();
    let mut looks: Vec<Look> = Vec::new();
    for (place, vertex) in graph.vertices.iter().enumerate() {
        let names = vertex.node.map(looked_at).unwrap_or_default();
        looks.extend(names.iter().filter_map(|name| Some((place, *places.get(name.as_str())?))));
    }
    looks
}

/// Makes blocks wait for those they look at. `ranks` is n8n's order of the nodes.
pub(crate) fn arrange(graph: &mut Graph<'_>, mut looks: Vec<Look>, ranks: &[usize], findings: &mut Vec<Finding>) {
    // In n8n's order, so that what waits for one block has waited for those before it.
    looks.sort_by_key(|(place, other)| (ranks.get(*place).copied(), ranks.get(*other).copied()));
    for (place, other) in looks.into_iter().take(LOOKS_MOST) {
        if !is_seen(graph, place, other) {
            findings.push(unseen(graph, place, other));
        } else if ranks.get(other) < ranks.get(place) && graph.vertices[place].parent == graph.vertices[other].parent {
            wait(graph, place, other, findings);
        }
    }
}

/// The names of the nodes that the expressions and the code of a node look at.
fn looked_at(node: &Node) -> HashSet<String> {
    let text = serde_json::to_string(&node.parameters).unwrap_or_default().replace("\\\"", "\"");
    let mut names = HashSet::new();
    for opening in ["$(", "$node[", "$items("] {
        for (found, _) in text.match_indices(opening) {
            let rest = text[found + opening.len()..].trim_start();
            let Some(quote @ ('"' | '\'' | '`')) = rest.chars().next() else { continue };
            let Some((name, _)) = rest[1..].split_once(quote) else { continue };
            names.insert(name.replace("\\\\", "\\"));
        }
    }
    names
}

/// Whether a block stands in no box but those around the one that looks at it.
fn is_seen(graph: &Graph<'_>, place: usize, other: usize) -> bool {
    let around = |vertex: usize| std::iter::successors(Some(vertex), |vertex| graph.vertices[*vertex].parent);
    graph.vertices[other].parent.is_none_or(|container| around(place).any(|vertex| vertex == container))
}

fn unseen(graph: &Graph<'_>, place: usize, other: usize) -> Finding {
    let (name, seen) = (graph.vertices[place].name.clone(), &graph.vertices[other].name);
    let message = format!("“{name}” looks at “{seen}”, which stands in a loop and cannot be seen from outside.");
    let hint = "Let the loop give what is needed, and look at the loop instead.";
    Finding { node: Some(name), ..Finding::of_flow(Weight::Changed, "reference_into_loop", message, hint) }
}

/// Lets a block with one arrow wait for another one it does not follow on.
fn wait(graph: &mut Graph<'_>, place: usize, other: usize, findings: &mut Vec<Finding>) {
    let entering: Vec<Arrow> = graph.entering(place).collect();
    let [only] = entering.as_slice() else { return };
    let is_in_order = leads_to(graph, other, place) || leads_to(graph, place, other);
    if is_in_order || graph.vertices[other].draft.outputs.is_empty() {
        return;
    }
    let (name, awaited) = (graph.vertices[place].name.clone(), graph.vertices[other].name.clone());
    let parent = graph.vertices[place].parent;
    let waiting = graph.add("merge", format!("{name} (after {awaited})"), parent, (place, -120.0));
    let draft = &mut graph.vertices[waiting].draft;
    draft.set("mode", "choose").inputs(["in_0", "in_1"]).join(JoinRule::All);
    let (input, only) = (only.input, *only);
    graph.arrows.iter_mut().filter(|arrow| **arrow == only).for_each(|arrow| (arrow.to, arrow.input) = (waiting, 0));
    graph.arrows.push(Arrow { from: other, output: 0, to: waiting, input: 1 });
    graph.arrows.push(Arrow { from: waiting, output: 0, to: place, input });
    let message = format!("“{name}” looks at “{awaited}” of another branch, so it waits for it here.");
    let hint = "Delete the block before it if the other branch need not be done first.";
    findings.push(Finding { node: Some(name), ..Finding::of_flow(Weight::Note, "reference_awaited", message, hint) });
}

fn leads_to(graph: &Graph<'_>, from: usize, to: usize) -> bool {
    let after = neighbours(graph, |arrow| (arrow.from, arrow.to));
    let mut seen = HashSet::from([from]);
    let mut stack = vec![from];
    while let Some(vertex) = stack.pop() {
        if vertex == to {
            return true;
        }
        stack.extend(after[vertex].iter().copied().filter(|vertex| seen.insert(*vertex)));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_are_found_in_expressions_and_code() {
        let parameters = json!({
            "a": "={{ $('One').item.json.x }} {{ $node[\"Two\"].json.y }}", "b": {"c": ["={{ $(`Three`).first() }}"]},
            "jsCode": "const all = $( 'It\\'s' ).all();\nreturn $items(\"Four\");", "d": "={{ $(name) }}",
        });
        let node = Node { parameters: parameters.as_object().cloned().unwrap_or_default(), ..Node::default() };
        let mut found: Vec<String> = looked_at(&node).into_iter().collect();
        found.sort();
        assert_eq!(found, ["Four", "It\\", "One", "Three", "Two"]);
    }
}
