//! Workflows within workflows: `executeWorkflow` may hold the other one itself. Its
//! nodes stand in a box here that has the name of the node that held it.

use crate::read;
use crate::workflow::{Connection, Node, Workflow};
use serde_json::Value;
use std::collections::HashMap;

/// A workflow with those that it held, unfolded.
pub(crate) struct Unfolded {
    pub workflow: Workflow,
    /// By place of a node that came from within, the place of the node that held it.
    pub within: HashMap<usize, usize>,
}

/// Kinds that begin a workflow that is called; here the box begins it.
const BEGINS: &[&str] = &["executeWorkflowTrigger", "manualTrigger", "start"];

/// Unfolds what nodes of a workflow hold. What cannot be read stays as it is.
pub(crate) fn unfold(workflow: Workflow) -> Unfolded {
    let mut unfolded = Unfolded { workflow, within: HashMap::new() };
    for place in 0..unfolded.workflow.nodes.len() {
        if let Some(inner) = held(&unfolded.workflow.nodes[place], &unfolded.workflow) {
            unfolded.take_in(place, inner);
        }
    }
    unfolded
}

/// The workflow a node holds, if all of its names are free.
fn held(node: &Node, around: &Workflow) -> Option<Workflow> {
    let is_call = node.kind == "n8n-nodes-base.executeWorkflow" && node.parameters.get("source")? == "parameter";
    let text = match node.parameters.get("workflowJson").filter(|_| is_call)? {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let inner = read::workflow(&text).ok()?;
    let is_taken = |name: &str| around.nodes.iter().any(|other| other.name == name);
    let begins = inner.nodes.iter().filter(|node| is_begin(node)).count();
    let is_plain = begins == 1 && inner.nodes.len() > 1 && inner.attachments.is_empty();
    (is_plain && !inner.nodes.iter().any(|node| is_taken(&node.name))).then_some(inner)
}

fn is_begin(node: &Node) -> bool {
    node.kind.strip_prefix("n8n-nodes-base.").is_some_and(|kind| BEGINS.contains(&kind))
}

impl Unfolded {
    fn take_in(&mut self, place: usize, inner: Workflow) {
        let first = self.workflow.nodes.len();
        let (x, y) = (self.workflow.nodes[place].x, self.workflow.nodes[place].y);
        for mut node in inner.nodes {
            if is_begin(&node) {
                node.kind = "n8n-nodes-base.noOp".into();
                node.parameters.clear();
            }
            (node.x, node.y) = (node.x + x, node.y + y);
            self.within.insert(self.workflow.nodes.len(), place);
            self.workflow.nodes.push(node);
        }
        let shifted =
            inner.connections.into_iter().map(|one| Connection { from: one.from + first, to: one.to + first, ..one });
        self.workflow.connections.extend(shifted);
        self.workflow.pinned.extend(inner.pinned);
        self.workflow.nodes[place].holds = true;
    }
}
