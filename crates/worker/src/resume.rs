//! What a run takes over from the one it goes on from: results of nodes that were
//! done, results somebody edited, and, where nodes match, on a newer version. And how
//! much of a flow runs at all, if somebody wants it only up to a node.

use crate::Inner;
use crate::launch::{self, Origin};
use crate::version::Version;
use engine::{Manner, NodeState, Outcome, Run};
use flow::id::RunId;
use flow::plan::NodeIndex;
use flow::{Items, NodeId, Plan};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::door::{Launch, Launched, PortItems, Resume, RunnerError};
use store::runs::RunMode;

/// Starts a run that ends with this node.
pub(crate) async fn launch_until(inner: &Arc<Inner>, launch: Launch, until: NodeId) -> Result<Launched, RunnerError> {
    launch::begin(inner, launch, Origin { until: Some(until), ..Origin::default() }).await
}

/// What is special about a run of this version.
pub(crate) fn manner(
    version: &Version,
    id: RunId,
    mode: RunMode,
    until: Option<&NodeId>,
) -> Result<Manner, RunnerError> {
    let only = until.map(|until| leading_to(&version.plan, index(&version.plan, until)?)).transpose()?;
    let is_by_hand = matches!(mode, RunMode::Manual | RunMode::Test);
    let pinned = version.document.pinned.iter().filter(|_| is_by_hand);
    let pinned = pinned.filter_map(|(node, values)| {
        let items: Items = values.iter().cloned().map(flow::Item::new).collect();
        Some((version.plan.index_of(node)?, items))
    });
    Ok(Manner { seed: Some(id.0.as_u64_pair().1), pinned: pinned.collect(), only, debug: None })
}

/// What the new run takes over, and the items it begins with if those were edited.
pub(crate) struct Taken {
    pub kept: BTreeMap<NodeIndex, Outcome>,
    pub items: Option<Items>,
}

/// What a run that goes on from an earlier one takes over from it.
pub(crate) fn take(old: &Version, run: &Run, new: &Version, how: &Resume) -> Result<Taken, RunnerError> {
    let Some(start) = run.started() else {
        return Err(RunnerError::WrongState("The run never began, so there is nothing to go on from.".into()));
    };
    let mut edited = BTreeMap::new();
    for (node, ports) in &how.edits {
        edited.insert(index(&old.plan, node)?, outcome(&old.plan, node, ports)?);
    }
    let from = how.from.as_ref().map(|node| index(&old.plan, node)).transpose()?;
    let mut left_out = again(&old.plan, from, edited.keys().copied(), run);
    left_out.insert(start.node);
    let items =
        edited.remove(&start.node).map(|outcome| outcome.ports.into_iter().flat_map(|(_, items)| items.into_vec()));
    let mut kept = results(run, &old.plan, &left_out);
    kept.extend(edited);
    let items = items.map(Iterator::collect);
    Ok(Taken { kept: if old.id == new.id { kept } else { carried_over(old, kept, new) }, items })
}

/// The nodes that are performed again: where it begins, what comes after that or after
/// what was edited, and what was undone.
fn again(
    plan: &Plan,
    from: Option<NodeIndex>,
    edited: impl Iterator<Item = NodeIndex>,
    run: &Run,
) -> BTreeSet<NodeIndex> {
    let begun = from.into_iter().chain(run.undone());
    let mut found: BTreeSet<NodeIndex> = begun.flat_map(|node| with_followers(plan, outermost(plan, node))).collect();
    for node in edited {
        let after = with_followers(plan, node).into_iter().filter(|after| *after != node);
        found.extend(after);
    }
    found
}

/// Results of nodes that were done, but for those left out.
pub(crate) fn results(run: &Run, plan: &Plan, left_out: &BTreeSet<NodeIndex>) -> BTreeMap<NodeIndex, Outcome> {
    let nodes = (0..plan.nodes().len() as NodeIndex).filter(|node| !left_out.contains(node));
    let done = nodes.filter(|node| run.node_state(0, *node) == NodeState::Done);
    done.filter_map(|node| Some((node, Outcome { ports: run.outputs(0, node)?.to_vec(), wait: None, answer: None })))
        .collect()
}

/// The node itself, or the outermost box it stands in: a box starts over as a whole.
pub(crate) fn outermost(plan: &Plan, node: NodeIndex) -> NodeIndex {
    std::iter::successors(Some(node), |node| plan.owner(plan.node(*node).region)).last().unwrap_or(node)
}

/// The node and all that come after it.
pub(crate) fn with_followers(plan: &Plan, from: NodeIndex) -> BTreeSet<NodeIndex> {
    reached(from, |node| plan.node(node).outgoing.iter().flatten().map(|edge| plan.edge(*edge).to.node).collect())
}

/// The node, or the box it stands in, and all that lead to it.
fn leading_to(plan: &Plan, node: NodeIndex) -> Result<BTreeSet<NodeIndex>, RunnerError> {
    Ok(reached(outermost(plan, node), |node| {
        plan.node(node).incoming.iter().map(|edge| plan.edge(*edge).from.node).collect()
    }))
}

fn reached(from: NodeIndex, next: impl Fn(NodeIndex) -> Vec<NodeIndex>) -> BTreeSet<NodeIndex> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        if found.insert(node) {
            open.extend(next(node));
        }
    }
    found
}

fn index(plan: &Plan, node: &NodeId) -> Result<NodeIndex, RunnerError> {
    plan.index_of(node).ok_or_else(|| RunnerError::WrongState(format!("The version of this run has no node `{node}`.")))
}

/// What somebody says a node shall have given.
fn outcome(plan: &Plan, node: &NodeId, ports: &PortItems) -> Result<Outcome, RunnerError> {
    let plan_node = plan.node(index(plan, node)?);
    if plan_node.region != 0 {
        return Err(RunnerError::WrongState(format!(
            "“{}” stands in a box; edit what the box gave instead.",
            plan_node.name
        )));
    }
    let port = |name: &String| {
        let place = plan_node.outputs.iter().position(|port| port == name).map(|place| place as u16);
        place
            .or((name == flow::kind::ERROR_PORT).then(|| plan_node.error_port()))
            .ok_or_else(|| RunnerError::WrongState(format!("“{}” has no port `{name}`.", plan_node.name)))
    };
    let ports = ports.iter().map(|(name, items)| Ok((port(name)?, items.clone())));
    Ok(Outcome { ports: ports.collect::<Result<_, RunnerError>>()?, wait: None, answer: None })
}

/// The results of nodes that are the same in another version, by its own numbers.
pub(crate) fn carried_over(
    old: &Version,
    kept: BTreeMap<NodeIndex, Outcome>,
    new: &Version,
) -> BTreeMap<NodeIndex, Outcome> {
    let carried = kept.into_iter().filter_map(|(node, outcome)| {
        let before = old.plan.node(node);
        let number = new.plan.index_of(&before.id)?;
        let after = new.plan.node(number);
        let is_same = (&after.kind, after.region) == (&before.kind, before.region);
        is_same.then(|| {
            let ports =
                outcome.ports.into_iter().filter_map(|(port, items)| Some((moved(before, port, after)?, items)));
            (number, Outcome { ports: ports.collect(), ..outcome })
        })
    });
    carried.collect()
}

/// The number of a port in another version of its node.
fn moved(before: &flow::plan::PlanNode, port: u16, after: &flow::plan::PlanNode) -> Option<u16> {
    match before.outputs.get(usize::from(port)) {
        Some(name) => after.outputs.iter().position(|candidate| candidate == name).map(|place| place as u16),
        None => Some(after.error_port()),
    }
}
