//! Begins a run again as a new one, linked to the old: a retry keeps what is
//! done, a re-run starts over on the published version.

use crate::Inner;
use crate::{launch, recover};
use engine::{NodeState, Outcome, Run};
use flow::Plan;
use flow::id::{RunId, WorkspaceId};
use flow::plan::NodeIndex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::door::{Again, Launch, RunnerError};
use store::runs::{RunMode, RunRow};

/// Begins a run again; gives the new one.
pub(crate) async fn again(
    inner: &Arc<Inner>,
    workspace: WorkspaceId,
    id: RunId,
    how: Again,
) -> Result<RunId, RunnerError> {
    let loaded = recover::read_own(inner, workspace, id).await?;
    let run = recover::replay(&loaded.version, &loaded.events);
    let plan = &loaded.version.plan;
    if !loaded.row.status.is_final() {
        return Err(RunnerError::WrongState(
            "The run is still under way. Cancel it first, or wait until it ends.".into(),
        ));
    }
    let (Some(start), Some(items)) = (run.started(), run.started_items()) else {
        return Err(RunnerError::WrongState("The run never began, so there is nothing to begin again.".into()));
    };
    let kept = match &how {
        Again::Rerun => BTreeMap::new(),
        Again::Retry => kept(&run, plan, start.node, &BTreeSet::new()),
        Again::From(node) => {
            let Some(from) = plan.index_of(node) else {
                return Err(RunnerError::WrongState(format!("The version of this run has no node `{node}`.")));
            };
            kept(&run, plan, start.node, &with_followers(plan, outermost(plan, from)))
        }
    };
    let is_rerun = matches!(how, Again::Rerun);
    let version = if is_rerun { newest(inner, &loaded.row).await? } else { loaded.row.version };
    let request = Launch {
        workspace,
        flow: loaded.row.flow,
        version,
        node: plan.node(start.node).id.clone(),
        items: items.clone(),
        mode: match loaded.row.mode {
            // A test of a draft stays a test, so that it never counts as the flow's own.
            RunMode::Test => RunMode::Test,
            mode if is_rerun => mode,
            _ => RunMode::Retry,
        },
        idempotency: None,
        run: None,
        wait_for_answer: false,
    };
    let launched = launch::begin(inner, request, Some(id), kept).await?;
    Ok(launched.run)
}

/// The published version; that of the run itself if it was a test or nothing is published.
async fn newest(inner: &Inner, row: &RunRow) -> Result<flow::id::VersionId, RunnerError> {
    if row.version_number.is_none() {
        return Ok(row.version);
    }
    let flow = inner.store.flow(row.workspace, row.flow).await?;
    Ok(flow.version.unwrap_or(row.version))
}

/// Results of nodes that were done, but for those left out and the trigger, which begins anew.
fn kept(run: &Run, plan: &Plan, trigger: NodeIndex, left_out: &BTreeSet<NodeIndex>) -> BTreeMap<NodeIndex, Outcome> {
    let nodes = (0..plan.nodes().len() as NodeIndex).filter(|node| *node != trigger && !left_out.contains(node));
    let done = nodes.filter(|node| run.node_state(0, *node) == NodeState::Done);
    done.filter_map(|node| Some((node, Outcome { ports: run.outputs(0, node)?.to_vec(), wait: None, answer: None })))
        .collect()
}

/// The node itself, or the outermost box it stands in: a box starts over as a whole.
fn outermost(plan: &Plan, node: NodeIndex) -> NodeIndex {
    std::iter::successors(Some(node), |node| plan.owner(plan.node(*node).region)).last().unwrap_or(node)
}

/// The node and all that come after it.
fn with_followers(plan: &Plan, from: NodeIndex) -> BTreeSet<NodeIndex> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        if found.insert(node) {
            open.extend(plan.node(node).outgoing.iter().flatten().map(|edge| plan.edge(*edge).to.node));
        }
    }
    found
}
