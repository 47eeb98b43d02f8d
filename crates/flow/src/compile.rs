//! Compiles a flow document into a `Plan`.

use crate::check;
use crate::document::{Edge, Flow, FlowOnError, JoinRule, Node, NodeId, OnError, PortRef};
use crate::kind::{Kinds, Port};
use crate::plan::{EdgeIndex, NodeIndex, Plan, PlanEdge, PlanJoin, PlanJoinRule, PlanNode, PlanPort, Region};
use crate::problem::{Problem, Severity};
use std::collections::{HashMap, VecDeque};

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
    let region = region(&nodes, &edges);
    Ok(Plan {
        regions: vec![region],
        timeout_ms: flow.settings.timeout_ms,
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
        retry: node.retry.clone().unwrap_or_default(),
        timeout_ms: node.timeout_ms.or_else(|| kinds.timeout_ms(&node.kind, node.kind_version)),
        on_error: match node.on_error {
            OnError::Flow => flow.settings.on_error,
            OnError::Stop => FlowOnError::Stop,
            OnError::Continue => FlowOnError::Continue,
        },
        on_uncertain: node.on_uncertain,
        disabled: node.disabled,
    })
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

fn region(nodes: &[PlanNode], edges: &[PlanEdge]) -> Region {
    let (node_count, edge_count) = (nodes.len() as NodeIndex, edges.len() as EdgeIndex);
    let roots: Vec<NodeIndex> = (0..node_count).filter(|index| nodes[*index as usize].incoming.is_empty()).collect();
    let order = topological_order(nodes, edges, &roots);
    Region { nodes: 0..node_count, edges: 0..edge_count, roots, order }
}

fn topological_order(nodes: &[PlanNode], edges: &[PlanEdge], roots: &[NodeIndex]) -> Vec<NodeIndex> {
    let mut missing: Vec<usize> = nodes.iter().map(|node| node.incoming.len()).collect();
    let mut ready: VecDeque<NodeIndex> = roots.iter().copied().collect();
    let mut order = Vec::with_capacity(nodes.len());
    while let Some(index) = ready.pop_front() {
        order.push(index);
        for edge in nodes[index as usize].outgoing.iter().flatten() {
            let target = edges[*edge as usize].to.node;
            missing[target as usize] -= 1;
            if missing[target as usize] == 0 {
                ready.push_back(target);
            }
        }
    }
    order
}
