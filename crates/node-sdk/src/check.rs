//! Everything that can be said about a flow before it runs: the drawing, and what
//! each node kind says of its own parameters.

use crate::catalog::{Catalog, Kind, Prepared};
use crate::error::NodeError;
use crate::trigger::Subscription;
use expression::Template;
use flow::kind::Role;
use flow::{Flow, Node, NodeId, OnUncertain, Problem, Severity};
use serde_json::Value;

/// All problems of a flow. `flow::check` finds those of the drawing and the
/// schemas; a node without an error there is then read by its kind.
pub fn check(flow: &Flow, catalog: &Catalog) -> Vec<Problem> {
    let mut problems = flow::check(flow, catalog);
    problems.extend(limit_key_problems(flow));
    let names: Vec<&str> = flow.nodes.iter().map(|node| node.name.as_str()).collect();
    for node in &flow.nodes {
        if let Some(problem) = inert_problem(node, catalog) {
            problems.push(problem);
            continue;
        }
        if !has_error(&problems, &node.id) {
            problems.extend(prepare_problem(node, catalog).or_else(|| look_up_problem(node, catalog)));
        }
        problems.extend(reference_problems(node, &names));
        problems.extend(proof_problem(node, catalog));
    }
    problems
}

/// The part of a draft that could run: without the nodes that have errors, and
/// without the arrows that lead to or from them.
pub fn finished_part(flow: &Flow, catalog: &Catalog) -> Flow {
    let problems = check(flow, catalog);
    let is_finished = |id: &NodeId| !has_error(&problems, id);
    let nodes: Vec<Node> = flow.nodes.iter().filter(|node| is_finished(&node.id)).cloned().collect();
    let stays = |id: &NodeId| nodes.iter().any(|node| node.id == *id);
    let edges = flow.edges.iter().filter(|edge| stays(&edge.from.node) && stays(&edge.to.node)).cloned().collect();
    Flow { nodes, edges, ..flow.clone() }
}

/// What the triggers of a flow listen for. Nodes that are disabled or cannot be
/// read listen for nothing; `check` names the latter.
pub fn subscriptions<'a>(flow: &'a Flow, catalog: &Catalog) -> Vec<(&'a Node, Subscription)> {
    let mut found = Vec::new();
    for node in flow.nodes.iter().filter(|node| !node.disabled) {
        let Some(kind) = trigger_kind(node, catalog) else { continue };
        let Ok(Prepared::Trigger(trigger)) = (kind.prepare)(&node.parameters) else { continue };
        let subscriptions = trigger.subscriptions().unwrap_or_default();
        found.extend(subscriptions.into_iter().map(|subscription| (node, subscription)));
    }
    found
}

/// Keys of the flow's limits that cannot be read, or that look at a node: when they are
/// asked, no node has run.
fn limit_key_problems(flow: &Flow) -> Vec<Problem> {
    let concurrency = flow.settings.concurrency.iter().map(|limit| limit.key.as_str());
    let rate = flow.settings.rate.iter().map(|rate| rate.key.as_str());
    let wrong = |key: &str| Template::parse(key).err().or_else(|| expression::lint(key, &[]).into_iter().next());
    let problem = |error: expression::ExpressionError| {
        let message = format!("The key of the flow's limit cannot be read: {}", error.message);
        Problem::error("limit_key_invalid", message, "Change it in the settings; it sees the trigger's first item.")
    };
    concurrency.chain(rate).filter_map(wrong).map(problem).collect()
}

/// Expressions that look at a node the flow does not have.
fn reference_problems(node: &Node, names: &[&str]) -> Vec<Problem> {
    let mut texts = Vec::new();
    node.parameters.iter().for_each(|(name, value)| collect_templates(name.clone(), value, &mut texts));
    let lint = |(path, text): (String, &str)| {
        let missing = expression::lint(text, names).into_iter();
        let problem = move |error: expression::ExpressionError| {
            Problem::error("reference_unknown", error.message, error.hint).at_node(&node.id).at_parameter(path.clone())
        };
        missing.map(problem).collect::<Vec<_>>()
    };
    texts.into_iter().flat_map(lint).collect()
}

/// The texts with expressions in a parameter, with their paths. Texts that cannot
/// be read are left to the kind, which knows whether they are expressions at all.
fn collect_templates<'a>(path: String, value: &'a Value, texts: &mut Vec<(String, &'a str)>) {
    match value {
        Value::String(text) if Template::has_expression(text) && Template::parse(text).is_ok() => {
            texts.push((path, text));
        }
        Value::Array(entries) => {
            let places = entries.iter().enumerate();
            places.for_each(|(place, entry)| collect_templates(format!("{path}.{place}"), entry, texts));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| collect_templates(format!("{path}.{name}"), field, texts));
        }
        _ => {}
    }
}

/// The kind of a trigger. Of a large flow nothing else needs to be read for what it listens for.
fn trigger_kind<'a>(node: &Node, catalog: &'a Catalog) -> Option<&'a Kind> {
    catalog.find(&node.kind, node.kind_version).filter(|kind| kind.descriptor.spec.role == Role::Trigger)
}

/// A webhook that is to verify its callers refuses all of them without a secret.
fn proof_problem(node: &Node, catalog: &Catalog) -> Option<Problem> {
    let kind = trigger_kind(node, catalog)?;
    let Ok(Prepared::Trigger(trigger)) = (kind.prepare)(&node.parameters) else { return None };
    let slots = trigger.subscriptions().ok()?.into_iter().filter_map(|subscription| match subscription {
        Subscription::Webhook { verify, .. } | Subscription::Form { verify, .. } => verify.slot(),
        Subscription::Schedule { .. } | Subscription::Poll { .. } | Subscription::Event { .. } => None,
        Subscription::Error | Subscription::Call => None,
    });
    let chosen = |slot: &str| node.credentials.get(slot).is_some_and(|id| !id.is_empty());
    let slot = slots.into_iter().find(|slot| !chosen(slot))?;
    let message = format!("“{}” is to check its callers, but no credential with the secret is chosen.", node.name);
    let hint = "Choose one in the block's panel; until then every call is refused.";
    Some(
        Problem::warning("credential_missing", message, hint)
            .at_node(&node.id)
            .at_parameter(format!("credentials.{slot}")),
    )
}

fn has_error(problems: &[Problem], node: &NodeId) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error && problem.node.as_ref() == Some(node))
}

/// A node that only stands for something else.
fn inert_problem(node: &Node, catalog: &Catalog) -> Option<Problem> {
    catalog.find(&node.kind, node.kind_version).filter(|kind| kind.descriptor.inert)?;
    let message = format!("“{}” stands for a block of another program that does not exist here.", node.name);
    Some(Problem::error("node_inert", message, "Replace it by other blocks and delete it.").at_node(&node.id))
}

/// A node that is to ask the other side what became of its effect, and cannot.
fn look_up_problem(node: &Node, catalog: &Catalog) -> Option<Problem> {
    let kind = catalog.find(&node.kind, node.kind_version).filter(|_| node.on_uncertain == OnUncertain::LookUp)?;
    let can_ask = matches!((kind.prepare)(&node.parameters), Ok(Prepared::Heavy(heavy)) if heavy.looks_up());
    let message = format!("“{}” is to ask the other side whether it took place, but does not know how.", node.name);
    let hint = match kind.descriptor.looks_up {
        true => "Say in its parameters where it is looked up, or choose something else for crashes in its settings.",
        false => "Blocks of this kind cannot ask: choose something else for crashes in its settings.",
    };
    (!can_ask).then(|| Problem::error("look_up_missing", message, hint).at_node(&node.id))
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
