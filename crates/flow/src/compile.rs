//! Compiles a flow document into a `Plan`.

use crate::check;
use crate::container::{self, PlanContainer, Settings};
use crate::document::{Edge, Flow, FlowOnError, JoinRule, Node, NodeId, OnError, PortRef, Retry};
use crate::kind::{KindSpec, Kinds, Port};
use crate::plan::{
    EdgeIndex, NODE_RUNS_MOST, NodeIndex, Plan, PlanEdge, PlanJoin, PlanJoinRule, PlanNode, PlanPort, Region,
    RegionIndex,
};
use crate::problem::{Problem, Severity};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::ops::Range;

/// Compiles a flow. The errors are those of `check` that concern the drawing:
/// kinds, arrows, ports, joins, limits. Parameters and credentials are not looked
/// at, so that a draft can be tried while one of its nodes is unfinished.
pub fn compile(flow: &Flow, kinds: &dyn Kinds) -> Result<Plan, Vec<Problem>> {
    let problems: Vec<Problem> =
        check::check_drawing(flow, kinds).into_iter().filter(|problem| problem.severity == Severity::Error).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    // The drawing is sound: every name below resolves. Were it not, the lookups
    // would leave the node or edge out rather than panic.
    let by_id: HashMap<NodeId, NodeIndex> = index(flow.nodes.iter().map(|node| node.id.clone()));
    let mut nodes: Vec<PlanNode> = flow.nodes.iter().filter_map(|node| plan_node(flow, node, kinds)).collect();
    let edges: Vec<PlanEdge> = flow.edges.iter().filter_map(|edge| plan_edge(edge, &nodes, &by_id)).collect();
    wire(&mut nodes, &edges);
    name_compensations(flow, &mut nodes, &by_id);
    let regions = regions(flow, &mut nodes, &edges, &by_id);
    Ok(Plan {
        regions,
        timeout_ms: flow.settings.timeout_ms,
        skip_empty: flow.settings.skip_empty,
        compensates: flow.settings.compensate,
        node_runs_most: NODE_RUNS_MOST,
        by_name: index(flow.nodes.iter().map(|node| node.name.clone())),
        by_id,
        nodes,
        edges,
    })
}

fn index<K: std::hash::Hash + Eq>(keys: impl Iterator<Item = K>) -> HashMap<K, u32> {
    keys.enumerate().map(|(index, key)| (key, index as u32)).collect()
}

fn plan_node(flow: &Flow, node: &Node, kinds: &dyn Kinds) -> Option<PlanNode> {
    let spec = kinds.kind(&node.kind, node.kind_version)?;
    let outputs = names(spec.outputs.of(&node.parameters));
    Some(PlanNode {
        id: node.id.clone(),
        name: node.name.clone(),
        kind: node.kind.clone(),
        kind_version: node.kind_version,
        role: spec.role,
        weight: spec.weight,
        region: 0,
        inputs: names(spec.inputs.of(&node.parameters)),
        incoming: Vec::new(),
        outgoing: vec![Vec::new(); outputs.len() + 1],
        outputs,
        join: PlanJoin { rule: join_rule(flow, node), timeout_ms: node.join.timeout_ms },
        retry: node.retry.clone().unwrap_or_else(|| default_retry(spec)),
        timeout_ms: timeout_ms(node, spec, kinds),
        on_error: match node.on_error {
            OnError::Flow => flow.settings.on_error,
            OnError::Stop => FlowOnError::Stop,
            OnError::Continue | OnError::PassOn => FlowOnError::Continue,
        },
        passes_on: node.on_error == OnError::PassOn,
        always_output: node.always_output,
        once: node.once,
        compensation: None,
        on_uncertain: node.on_uncertain,
        disabled: node.disabled,
        container: spec.container.map(|kind| PlanContainer {
            kind,
            region: None,
            settings: Settings::of(&node.parameters),
        }),
        control: spec.control,
    })
}

/// A box is not started over unless the drawing says so: the nodes in it have
/// policies of their own.
fn default_retry(spec: &KindSpec) -> Retry {
    if spec.container.is_some() { Retry::never() } else { Retry::default() }
}

/// How long an attempt may take. A box has no limit but those of its drawing.
fn timeout_ms(node: &Node, spec: &KindSpec, kinds: &dyn Kinds) -> Option<u64> {
    let Some(kind) = spec.container else {
        return node.timeout_ms.or_else(|| kinds.timeout_ms(&node.kind, node.kind_version));
    };
    node.timeout_ms.into_iter().chain(container::maximum_ms(kind, &node.parameters)).min()
}

fn names(ports: Vec<Port>) -> Vec<String> {
    ports.into_iter().map(|port| port.name).collect()
}

fn join_rule(flow: &Flow, node: &Node) -> PlanJoinRule {
    match &node.join.rule {
        JoinRule::All => PlanJoinRule::All,
        JoinRule::AllRequired => PlanJoinRule::AllRequired,
        JoinRule::Any => PlanJoinRule::First(1),
        JoinRule::First(count) => PlanJoinRule::First(*count),
        JoinRule::Specific(wanted) => {
            let places = flow.edges.iter().enumerate().filter(|(_, edge)| wanted.contains(&edge.id));
            PlanJoinRule::Specific(places.map(|(index, _)| index as EdgeIndex).collect())
        }
    }
}

fn plan_edge(edge: &Edge, nodes: &[PlanNode], by_id: &HashMap<NodeId, NodeIndex>) -> Option<PlanEdge> {
    let from = *by_id.get(&edge.from.node)?;
    let to = *by_id.get(&edge.to.node)?;
    Some(PlanEdge {
        from: PlanPort { node: from, port: output_port(&nodes[from as usize], &edge.from)? },
        to: PlanPort { node: to, port: port_index(&nodes[to as usize].inputs, &edge.to.port)? },
    })
}

fn output_port(node: &PlanNode, port: &PortRef) -> Option<u16> {
    port_index(&node.outputs, &port.port).or((port.port == crate::kind::ERROR_PORT).then(|| node.error_port()))
}

fn port_index(names: &[String], name: &str) -> Option<u16> {
    names.iter().position(|candidate| candidate == name).map(|index| index as u16)
}

fn wire(nodes: &mut [PlanNode], edges: &[PlanEdge]) {
    for (index, edge) in edges.iter().enumerate() {
        let index = index as EdgeIndex;
        nodes[edge.from.node as usize].outgoing[usize::from(edge.from.port)].push(index);
        nodes[edge.to.node as usize].incoming.push(index);
    }
}

fn name_compensations(flow: &Flow, nodes: &mut [PlanNode], by_id: &HashMap<NodeId, NodeIndex>) {
    for (index, node) in flow.nodes.iter().enumerate() {
        nodes[index].compensation = node.compensate_with.as_ref().and_then(|id| by_id.get(id)).copied();
    }
}

/// The flow itself, then the body of each container in document order, then the
/// nodes that undo the work of others, each by itself.
fn regions(flow: &Flow, nodes: &mut [PlanNode], edges: &[PlanEdge], by_id: &HashMap<NodeId, NodeIndex>) -> Vec<Region> {
    let mut owners: Vec<Option<NodeIndex>> = vec![None];
    for (index, node) in nodes.iter_mut().enumerate() {
        if let Some(container) = node.container.as_mut().filter(|container| container.kind.has_body()) {
            container.region = Some(owners.len() as RegionIndex);
            owners.push(Some(index as NodeIndex));
        }
    }
    let undoing: BTreeSet<NodeIndex> = nodes.iter().filter_map(|node| node.compensation).collect();
    let bodies = owners.len();
    owners.resize(bodies + undoing.len(), None);
    let mut members: Vec<Vec<NodeIndex>> = vec![Vec::new(); owners.len()];
    for (index, node) in flow.nodes.iter().enumerate() {
        let owner = node.parent.as_ref().and_then(|parent| by_id.get(parent));
        let apart = undoing.iter().position(|undoing| *undoing as usize == index);
        let apart = apart.map(|place| (bodies + place) as RegionIndex);
        let body = || owner.and_then(|owner| nodes[*owner as usize].container.as_ref()?.region);
        let region = apart.or_else(body).unwrap_or(0);
        nodes[index].region = region;
        members[region as usize].push(index as NodeIndex);
    }
    owners.into_iter().zip(members).map(|(owner, members)| region(owner, &members, nodes, edges)).collect()
}

fn region(owner: Option<NodeIndex>, members: &[NodeIndex], nodes: &[PlanNode], edges: &[PlanEdge]) -> Region {
    let node = |index: &NodeIndex| &nodes[*index as usize];
    let roots: Vec<NodeIndex> = members.iter().copied().filter(|index| node(index).incoming.is_empty()).collect();
    Region {
        owner,
        nodes: span(members.iter().copied()),
        edges: span(members.iter().flat_map(|index| node(index).incoming.iter().copied())),
        order: topological_order(nodes, edges, &roots),
        ends: members.iter().copied().filter(|index| node(index).outgoing.iter().all(Vec::is_empty)).collect(),
        roots,
    }
}

/// From the least index to the greatest.
fn span(indexes: impl Iterator<Item = u32> + Clone) -> Range<u32> {
    match (indexes.clone().min(), indexes.max()) {
        (Some(first), Some(last)) => first..last + 1,
        _ => 0..0,
    }
}

fn topological_order(nodes: &[PlanNode], edges: &[PlanEdge], roots: &[NodeIndex]) -> Vec<NodeIndex> {
    let mut missing: HashMap<NodeIndex, usize> = HashMap::new();
    let mut ready: VecDeque<NodeIndex> = roots.iter().copied().collect();
    let mut order = Vec::new();
    while let Some(index) = ready.pop_front() {
        order.push(index);
        for edge in nodes[index as usize].outgoing.iter().flatten() {
            let target = edges[*edge as usize].to.node;
            let missing = missing.entry(target).or_insert_with(|| nodes[target as usize].incoming.len());
            *missing -= 1;
            if *missing == 0 {
                ready.push_back(target);
            }
        }
    }
    order
}
