//! Shows runs: steps, items, states, and the last items each node saw.

use crate::Inner;
use crate::recover::{self, Loaded};
use engine::history::{self, StepRecord};
use engine::{EdgeState, ErrorClass, NodeState, StepError};
use flow::id::{FlowId, RunId, WorkspaceId};
use flow::plan::PlanNode;
use flow::{Items, NodeId};
use std::collections::BTreeMap;
use store::door::{PortItems, RunView, RunnerError, Sample, StepErrorView, StepView};
use store::runs::RunStatus;

/// The run with its steps.
pub(crate) async fn run(inner: &Inner, workspace: WorkspaceId, id: RunId) -> Result<RunView, RunnerError> {
    let loaded = recover::read_own(inner, workspace, id).await?;
    let (run, records) = history(&loaded);
    let plan = &loaded.version.plan;
    let steps = records.iter().enumerate().map(|(index, record)| step_view(&loaded, index, record)).collect();
    let edges = loaded.version.document.edges.iter().enumerate().map(|(index, document)| {
        let (state, items) = edge(&run.edge_state(plan, 0, index as u32));
        (document.id.to_string(), (state.to_owned(), items))
    });
    let nodes = plan.nodes().iter().enumerate().map(|(index, node)| {
        let index = index as u32;
        let given = run.outputs(0, index).unwrap_or_default().iter().map(|(_, items)| items.len() as u64).sum();
        (node.id.to_string(), (state_name(run.node_state(0, index)).to_owned(), run.attempt(0, index), given))
    });
    Ok(RunView {
        edges: edges.collect(),
        nodes: nodes.collect(),
        steps,
        document: loaded.version.document.clone(),
        row: loaded.row.clone(),
    })
}

/// One step with its items in and out.
pub(crate) async fn step(
    inner: &Inner,
    workspace: WorkspaceId,
    id: RunId,
    index: u32,
) -> Result<(StepView, PortItems, PortItems), RunnerError> {
    let loaded = recover::read_own(inner, workspace, id).await?;
    let (_, records) = history(&loaded);
    let record = records.get(index as usize).ok_or(store::StoreError::NotFound("step"))?;
    let node = loaded.version.plan.node(record.step.node);
    Ok((step_view(&loaded, index as usize, record), inputs(node, record), outputs(node, record)))
}

/// The last items each node of a flow saw.
pub(crate) async fn samples(
    inner: &Inner,
    workspace: WorkspaceId,
    flow: FlowId,
) -> Result<BTreeMap<NodeId, Sample>, RunnerError> {
    let Some(row) = inner.store.last_run(workspace, flow).await? else { return Ok(BTreeMap::new()) };
    let loaded = recover::read_own(inner, workspace, row.id).await?;
    let (_, records) = history(&loaded);
    let samples = records
        .iter()
        .filter(|record| matches!(record.state, NodeState::Done | NodeState::Waiting | NodeState::Failed));
    let samples = samples.map(|record| {
        let node = loaded.version.plan.node(record.step.node);
        let sample =
            Sample { run: row.id, at: record.started_at, inputs: inputs(node, record), outputs: outputs(node, record) };
        (node.id.clone(), sample)
    });
    Ok(samples.collect())
}

fn history(loaded: &Loaded) -> (engine::Run, Vec<StepRecord>) {
    let events = loaded.events.iter().map(|logged| (logged.at, logged.event.clone()));
    history::replay(&loaded.version.plan, events)
}

fn step_view(loaded: &Loaded, index: usize, record: &StepRecord) -> StepView {
    let node = loaded.version.plan.node(record.step.node);
    StepView {
        index: index as u32,
        frame: record.step.frame,
        node: node.id.clone(),
        node_name: node.name.clone(),
        kind: node.kind.clone(),
        attempt: record.step.attempt,
        state: state_name(record.state).to_owned(),
        started_at: record.started_at,
        finished_at: record.finished_at,
        duration_us: record.duration_us,
        items_in: record.inputs.iter().map(|items| items.len() as u64).sum(),
        items_out: counts(node, &record.outputs),
        error: record.error.as_ref().map(error_view),
        wake_at: record.wake_at,
    }
}

fn inputs(node: &PlanNode, record: &StepRecord) -> PortItems {
    node.inputs.iter().cloned().zip(record.inputs.iter().cloned()).collect()
}

fn outputs(node: &PlanNode, record: &StepRecord) -> PortItems {
    record.outputs.iter().map(|(port, items)| (port_name(node, *port), items.clone())).collect()
}

/// How many items went out, by name of the port.
pub(crate) fn counts(node: &PlanNode, outputs: &[(u16, Items)]) -> BTreeMap<String, u64> {
    outputs.iter().map(|(port, items)| (port_name(node, *port), items.len() as u64)).collect()
}

/// The name of an output port.
pub(crate) fn port_name(node: &PlanNode, port: u16) -> String {
    node.outputs.get(port as usize).cloned().unwrap_or_else(|| flow::kind::ERROR_PORT.to_owned())
}

/// State and number of items of an edge on the wire.
pub(crate) fn edge(state: &EdgeState) -> (&'static str, u64) {
    match state {
        EdgeState::Pending => ("pending", 0),
        EdgeState::Taken(items) => ("taken", items.len() as u64),
        EdgeState::Skipped => ("skipped", 0),
    }
}

/// A failure on the wire.
pub(crate) fn error_view(error: &StepError) -> StepErrorView {
    let class = match error.class {
        ErrorClass::Transient => "transient",
        ErrorClass::Permanent => "permanent",
        ErrorClass::Cancelled => "cancelled",
        ErrorClass::InDoubt => "in_doubt",
    };
    StepErrorView {
        class: class.to_owned(),
        code: error.code.clone(),
        message: error.message.clone(),
        hint: error.hint.clone(),
        parameter: error.parameter.clone(),
    }
}

/// The name of a node's state on the wire.
pub(crate) fn state_name(state: NodeState) -> &'static str {
    match state {
        NodeState::Idle => "idle",
        NodeState::Running => "running",
        NodeState::Retrying => "retrying",
        NodeState::Waiting => "waiting",
        NodeState::InDoubt => "in_doubt",
        NodeState::Done => "done",
        NodeState::Failed => "failed",
        NodeState::Skipped => "skipped",
        NodeState::Cancelled => "cancelled",
    }
}

/// The name of a run's status on the wire.
pub(crate) fn status_name(status: RunStatus) -> &'static str {
    match status {
        RunStatus::Running => "running",
        RunStatus::Waiting => "waiting",
        RunStatus::InDoubt => "in_doubt",
        RunStatus::Succeeded => "succeeded",
        RunStatus::Failed => "failed",
        RunStatus::Cancelled => "cancelled",
    }
}
