//! Shows runs: steps, items, states, and the last items each node saw.

use crate::Inner;
use crate::child;
use crate::place::Places;
use crate::recover::{self, Loaded};
use crate::version::Version;
use engine::history::StepRecord;
use engine::{EdgeState, ErrorClass, NodeState, StepError};
use flow::id::{FlowId, RunId, WorkspaceId};
use flow::plan::PlanNode;
use flow::{Items, NodeId};
use futures_util::future::BoxFuture;
use std::collections::{BTreeMap, HashMap};
use store::door::{InsideView, PortItems, RunView, RunnerError, Sample, StepErrorView, StepView};
use store::runs::RunStatus;

/// Of the runs a run began, so many are found from its steps; all of them are in the list of its children.
const CHILDREN_SHOWN: u32 = 10_000;

/// The run with its steps.
pub(crate) async fn run(inner: &Inner, workspace: WorkspaceId, id: RunId) -> Result<RunView, RunnerError> {
    let loaded = recover::read_own(inner, workspace, id).await?;
    let history = loaded.history();
    let steps_left_out = history.left_out();
    let (run, records) = history.into_parts();
    let links = Links::of(inner, &loaded, &records).await?;
    let steps = records.iter().map(|record| step_view(&loaded.version, &links, record)).collect();
    Ok(RunView {
        edges: edges(&loaded, &run, &records),
        nodes: nodes(&loaded, &run, &records),
        steps,
        steps_left_out,
        document: loaded.version.document.clone(),
        asked: asked(&run).map(str::to_owned),
        row: loaded.row.clone(),
    })
}

fn asked(run: &engine::Run) -> Option<&'static str> {
    let is_open = !run.status().is_over();
    match () {
        () if is_open && run.is_cancelling() => Some("cancel"),
        () if is_open && run.paused_at().is_some() => Some("pause"),
        () => None,
    }
}

/// How far each node is; within a box, how far it came last.
fn nodes(loaded: &Loaded, run: &engine::Run, records: &[StepRecord]) -> BTreeMap<String, (String, u32, u64)> {
    let count = |outputs: &[(u16, Items)]| outputs.iter().map(|(_, items)| items.len() as u64).sum();
    let nodes = loaded.version.plan.nodes().iter().enumerate().map(|(index, node)| {
        let index = index as u32;
        let last = records.iter().rev().find(|record| node.region != 0 && record.step.node == index);
        let progress = match last {
            Some(record) => (state_name(record.state).to_owned(), record.step.attempt, count(&record.outputs)),
            None => {
                let given = count(run.outputs(0, index).unwrap_or_default());
                (state_name(run.node_state(0, index)).to_owned(), run.attempt(0, index), given)
            }
        };
        (node.id.to_string(), progress)
    });
    nodes.collect()
}

/// How far each arrow is; within a box, by what the node before it gave last.
fn edges(loaded: &Loaded, run: &engine::Run, records: &[StepRecord]) -> BTreeMap<String, (String, u64)> {
    let plan = &loaded.version.plan;
    let edges = loaded.version.document.edges.iter().zip(plan.edges()).enumerate().map(|(index, (document, arrow))| {
        let is_inside = plan.node(arrow.from.node).region != 0;
        let last = records.iter().rev().find(|record| is_inside && record.step.node == arrow.from.node);
        let (state, items) = match last {
            Some(record) => inner_edge(record, arrow.from.port),
            None => edge(&run.edge_state(plan, 0, index as u32)),
        };
        (document.id.to_string(), (state.to_owned(), items))
    });
    edges.collect()
}

fn inner_edge(from: &StepRecord, port: u16) -> (&'static str, u64) {
    match from.outputs.iter().find(|(given, _)| *given == port) {
        Some((_, items)) => ("taken", items.len() as u64),
        None if matches!(from.state, NodeState::Done | NodeState::Failed) => ("skipped", 0),
        None => ("pending", 0),
    }
}

/// One step with its items in and out.
pub(crate) async fn step(
    inner: &Inner,
    workspace: WorkspaceId,
    id: RunId,
    index: u32,
) -> Result<(StepView, PortItems, PortItems), RunnerError> {
    let loaded = recover::read_own(inner, workspace, id).await?;
    let (_, records) = loaded.history().into_parts();
    let record = records.iter().find(|record| record.number == index).ok_or(store::StoreError::NotFound("step"))?;
    let node = loaded.version.plan.node(record.step.node);
    let links = Links::of(inner, &loaded, &records).await?;
    Ok((step_view(&loaded.version, &links, record), inputs(node, record), outputs(node, record)))
}

/// The last items each node of a flow saw.
pub(crate) async fn samples(
    inner: &Inner,
    workspace: WorkspaceId,
    flow: FlowId,
) -> Result<BTreeMap<NodeId, Sample>, RunnerError> {
    let Some(row) = inner.store.last_run(workspace, flow).await? else { return Ok(BTreeMap::new()) };
    let loaded = recover::read_own(inner, workspace, row.id).await?;
    let (_, records) = loaded.history().into_parts();
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

/// What steps are tied to: the boxes around them, the runs they began.
struct Links {
    places: Places,
    children: HashMap<String, RunId>,
    /// Name and key of the event each open wait is for, by frame and node.
    awaits: HashMap<(u32, NodeId), (String, String)>,
    /// The flows that ran within the run, by the number of the step that called them.
    insides: HashMap<u32, InsideView>,
}

impl Links {
    async fn of(inner: &Inner, loaded: &Loaded, records: &[StepRecord]) -> Result<Self, RunnerError> {
        let children = match loaded.version.calls {
            true => inner.store.children(loaded.row.workspace, loaded.row.id, CHILDREN_SHOWN).await?,
            false => Vec::new(),
        };
        let waits = match loaded.version.event_waits.is_empty() {
            false => inner.store.open_waits(loaded.row.workspace, loaded.row.id).await?,
            true => Vec::new(),
        };
        let awaits = waits.into_iter().map(|row| ((row.wait.frame, row.wait.node), (row.wait.name, row.wait.key)));
        let (places, children) = (Places::of(records), children.into_iter().collect());
        Ok(Self { places, children, awaits: awaits.collect(), insides: insides(inner, records).await? })
    }

    /// Those of a flow that ran within another run: nothing of it waits or began runs.
    fn inside(records: &[StepRecord], insides: HashMap<u32, InsideView>) -> Self {
        Self { places: Places::of(records), children: HashMap::new(), awaits: HashMap::new(), insides }
    }
}

/// What happened in the flows that ran within a run, or within one of these.
fn insides<'a>(
    inner: &'a Inner,
    records: &'a [StepRecord],
) -> BoxFuture<'a, Result<HashMap<u32, InsideView>, RunnerError>> {
    Box::pin(async move {
        let mut views = HashMap::new();
        for (number, inside) in records.iter().filter_map(|record| Some((record.number, record.inside.as_ref()?))) {
            let version = inner.versions.get(inside.version).await?;
            let (_, records) = engine::history::replay(&version.plan, inside.events.iter().cloned());
            let links = Links::inside(&records, insides(inner, &records).await?);
            let steps = records.iter().map(|record| step_view(&version, &links, record)).collect();
            let (flow, name) = (version.flow, version.document.name.clone());
            views.insert(number, InsideView { flow, name, version: version.number, steps });
        }
        Ok(views)
    })
}

fn step_view(version: &Version, links: &Links, record: &StepRecord) -> StepView {
    let node = version.plan.node(record.step.node);
    StepView {
        index: record.number,
        frame: record.step.frame,
        place: links.places.around(&version.plan, record),
        iterations: record.iterations,
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
        undoes: record.undoes.map(|undone| version.plan.node(undone).id.clone()),
        wake_at: record.wake_at,
        awaits: links
            .awaits
            .get(&(record.step.frame, node.id.clone()))
            .filter(|_| record.state == NodeState::Waiting)
            .cloned(),
        child: links.children.get(&child::key(version, record.step)).copied(),
        inside: links.insides.get(&record.number).cloned(),
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
        NodeState::Held => "held",
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
        RunStatus::Paused => "paused",
        RunStatus::Queued => "queued",
        RunStatus::Succeeded => "succeeded",
        RunStatus::Failed => "failed",
        RunStatus::Cancelled => "cancelled",
    }
}
