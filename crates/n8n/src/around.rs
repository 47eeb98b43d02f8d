//! What a node of n8n does besides its work, and a block of ours does not: a For each
//! around what is called once for each item, and a Switch behind a webhook whose methods
//! leave at outputs of their own.

use crate::draft::Draft;
use crate::graph::{Arrow, Graph};
use crate::report::{Finding, Weight};
use serde_json::{Value, json};

/// Draws what has to stand around nodes.
pub(crate) fn arrange(graph: &mut Graph<'_>, findings: &mut Vec<Finding>) {
    // What is added meanwhile needs nothing around it.
    for vertex in 0..graph.vertices.len() {
        if graph.vertices[vertex].draft.is_each {
            enclose(graph, vertex, findings);
        }
        if graph.leaving(vertex).any(|arrow| arrow.output > 0) && !graph.vertices[vertex].draft.methods.is_empty() {
            part(graph, vertex);
        }
    }
}

fn enclose(graph: &mut Graph<'_>, vertex: usize, findings: &mut Vec<Finding>) {
    if graph.leaving(vertex).any(|arrow| arrow.output > 0) {
        let message = "It ran the workflow once for each item; here it runs once with all of them.";
        let hint = "Put the block into a For each, with what its errors lead to.";
        let node = Some(graph.vertices[vertex].name.clone());
        return findings.push(Finding { node, ..Finding::of_flow(Weight::Changed, "field_changed", message, hint) });
    }
    let (parent, name) = (graph.vertices[vertex].parent, graph.vertices[vertex].name.clone());
    let container = graph.add("for_each", format!("{name} (each item)"), parent, (vertex, 0.0));
    graph.vertices[vertex].parent = Some(container);
    for arrow in &mut graph.arrows {
        if arrow.to == vertex {
            (arrow.to, arrow.input) = (container, 0);
        }
        if arrow.from == vertex {
            arrow.from = container;
        }
    }
}

/// Parts the calls of a webhook by their methods.
fn part(graph: &mut Graph<'_>, vertex: usize) {
    let methods = std::mem::take(&mut graph.vertices[vertex].draft.methods);
    let name = format!("{} (method)", graph.vertices[vertex].name);
    let parent = graph.vertices[vertex].parent;
    let switch = graph.add("switch", name, parent, (vertex, 110.0));
    let rule = |method: &String| {
        let condition = json!({"left": "{{ $json.method }}", "operator": "equals", "right": method, "as": "text"});
        json!({"label": method, "conditions": {"conditions": [condition]}})
    };
    let draft: &mut Draft = &mut graph.vertices[switch].draft;
    draft.set("rules", methods.iter().map(rule).collect::<Value>());
    draft.outputs((0..methods.len()).map(|place| format!("rule_{place}")));
    graph.arrows.iter_mut().filter(|arrow| arrow.from == vertex).for_each(|arrow| arrow.from = switch);
    graph.arrows.push(Arrow { from: vertex, output: 0, to: switch, input: 0 });
}
