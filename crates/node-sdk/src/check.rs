//! Everything that can be said about a flow before it runs: the drawing, and what
//! each node kind says of its own parameters.

use crate::catalog::{Catalog, Prepared};
use crate::error::NodeError;
use crate::trigger::Subscription;
use flow::{Flow, Node, NodeId, Problem, Severity};

/// All problems of a flow. `flow::check` finds those of the drawing and the
/// schemas; a node without an error there is then read by its kind.
pub fn check(flow: &Flow, catalog: &Catalog) -> Vec<Problem> {
    let mut problems = flow::check(flow, catalog);
    for node in &flow.nodes {
        if !has_error(&problems, &node.id) {
            problems.extend(prepare_problem(node, catalog));
        }
    }
    problems
}

/// What the triggers of a flow listen for. Nodes that are disabled or cannot be
/// read listen for nothing; `check` names the latter.
pub fn subscriptions<'a>(flow: &'a Flow, catalog: &Catalog) -> Vec<(&'a Node, Subscription)> {
    let mut found = Vec::new();
    for node in flow.nodes.iter().filter(|node| !node.disabled) {
        let Some(kind) = catalog.find(&node.kind, node.kind_version) else { continue };
        let Ok(Prepared::Trigger(trigger)) = (kind.prepare)(&node.parameters) else { continue };
        let subscriptions = trigger.subscriptions().unwrap_or_default();
        found.extend(subscriptions.into_iter().map(|subscription| (node, subscription)));
    }
    found
}

fn has_error(problems: &[Problem], node: &NodeId) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error && problem.node.as_ref() == Some(node))
}

fn prepare_problem(node: &Node, catalog: &Catalog) -> Option<Problem> {
    let kind = catalog.find(&node.kind, node.kind_version)?;
    let NodeError { code, message, hint, parameter, .. } = (kind.prepare)(&node.parameters).err()?;
    let problem = Problem::error(code, message, hint).at_node(&node.id);
    Some(match parameter {
        Some(path) => problem.at_parameter(path),
        None => problem,
    })
}
