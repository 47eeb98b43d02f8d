//! A compiled flow: the facts a run needs, by dense index, cheap to share in an `Arc`.
//!
//! A node's index is its place in the document, an edge's index its place in the
//! wiring order. Both are stable because a run is pinned to its version.

use crate::container::{Control, PlanContainer};
use crate::document::{FlowOnError, NodeId, OnUncertain, Retry};
use crate::kind::{Role, Weight};
use std::collections::HashMap;
use std::ops::Range;

/// Index of a node in its flow document.
pub type NodeIndex = u32;
/// Index of an edge in its flow document.
pub type EdgeIndex = u32;
/// Index of a region in its plan.
pub type RegionIndex = u32;

/// How often the nodes of one run may be performed, all iterations counted.
pub const NODE_RUNS_MOST: u64 = 1_000_000;

/// A flow that can run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub(crate) nodes: Vec<PlanNode>,
    pub(crate) edges: Vec<PlanEdge>,
    pub(crate) regions: Vec<Region>,
    pub(crate) timeout_ms: Option<u64>,
    pub(crate) skip_empty: bool,
    pub(crate) compensates: bool,
    pub(crate) node_runs_most: u64,
    pub(crate) by_id: HashMap<NodeId, NodeIndex>,
    pub(crate) by_name: HashMap<String, NodeIndex>,
}

/// A part of a flow that is acyclic and whose arrows are decided together. Region
/// 0 is the flow itself; the body of a container node is a region of its own, and so
/// is each node that undoes the work of others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Region {
    /// The container whose body it is; None: the flow itself.
    pub owner: Option<NodeIndex>,
    /// The nodes from the region's first to its last; others may lie between.
    pub nodes: Range<NodeIndex>,
    /// The edges from the region's first to its last; others may lie between.
    pub edges: Range<EdgeIndex>,
    /// The nodes no edge leads to.
    pub roots: Vec<NodeIndex>,
    /// The nodes, each after all that lead to it.
    pub order: Vec<NodeIndex>,
    /// The nodes nothing comes after, in document order: what they give is what
    /// a body gives.
    pub ends: Vec<NodeIndex>,
}

/// What a run needs to know of a node.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanNode {
    /// Its id in the document.
    pub id: NodeId,
    /// Its name in the document.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// The version of its kind.
    pub kind_version: u32,
    /// Whether it starts runs or works on items.
    pub role: Role,
    /// Whether it works in memory or reaches outside.
    pub weight: Weight,
    /// The region it is in.
    pub region: RegionIndex,
    /// Names of the input ports.
    pub inputs: Vec<String>,
    /// Names of the declared output ports. The error port follows them.
    pub outputs: Vec<String>,
    /// The arrows that lead here, in wiring order.
    pub incoming: Vec<EdgeIndex>,
    /// The arrows that leave, by output port, in wiring order. The last list is
    /// the error port's, so there is one more list than declared ports.
    pub outgoing: Vec<Vec<EdgeIndex>>,
    /// When it may start.
    pub join: PlanJoin,
    /// How its failures are tried again.
    pub retry: Retry,
    /// How long one attempt may take, in milliseconds.
    pub timeout_ms: Option<u64>,
    /// What its failure does to the run, its error port apart.
    pub on_error: FlowOnError,
    /// A failure takes the first port with the items that came in and the error.
    pub passes_on: bool,
    /// Gives one empty item where it gives none at its first port.
    pub always_output: bool,
    /// Sees only the first item of each input.
    pub once: bool,
    /// The node that undoes what this one did.
    pub compensation: Option<NodeIndex>,
    /// What happens when it is unknown whether its effect took place.
    pub on_uncertain: OnUncertain,
    /// Passes its items on untouched.
    pub disabled: bool,
    /// What it does with its body, if it is a container.
    pub container: Option<PlanContainer>,
    /// What it does to the loop around it.
    pub control: Option<Control>,
}

impl PlanNode {
    /// The index of the error port: the one after the declared ports.
    pub fn error_port(&self) -> u16 {
        self.outputs.len() as u16
    }

    /// Whether an arrow leaves the error port.
    pub fn error_wired(&self) -> bool {
        self.outgoing.last().is_some_and(|edges| !edges.is_empty())
    }
}

/// When a node with several arrows in may start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanJoin {
    /// The rule.
    pub rule: PlanJoinRule,
    /// How long after the first decided arrow the others are waited for, in milliseconds.
    pub timeout_ms: Option<u64>,
}

/// The rule of a join with its arrows resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PlanJoinRule {
    /// All arrows are decided; runs if at least one is taken.
    #[default]
    All,
    /// All arrows are decided; runs if every one is taken.
    AllRequired,
    /// Runs when this many arrows are taken (`any` is 1).
    First(u32),
    /// Runs when all of these arrows are taken.
    Specific(Vec<EdgeIndex>),
}

/// An arrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanEdge {
    /// Where it starts: a node and one of its output ports.
    pub from: PlanPort,
    /// Where it ends: a node and one of its input ports.
    pub to: PlanPort,
}

/// A port of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanPort {
    /// The node.
    pub node: NodeIndex,
    /// The index of the port on its side of the node.
    pub port: u16,
}

impl Plan {
    /// Whether an arrow along which no item goes counts as skipped.
    pub fn skip_empty(&self) -> bool {
        self.skip_empty
    }

    /// Whether what was done is undone when a run fails.
    pub fn compensates(&self) -> bool {
        self.compensates
    }

    /// All nodes, in document order.
    pub fn nodes(&self) -> &[PlanNode] {
        &self.nodes
    }

    /// All edges, in wiring order.
    pub fn edges(&self) -> &[PlanEdge] {
        &self.edges
    }

    /// All regions; the first is the flow itself.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The node at this index. Panics if the index is not of this plan.
    pub fn node(&self, index: NodeIndex) -> &PlanNode {
        &self.nodes[index as usize]
    }

    /// The edge at this index. Panics if the index is not of this plan.
    pub fn edge(&self, index: EdgeIndex) -> &PlanEdge {
        &self.edges[index as usize]
    }

    /// The region at this index. Panics if the index is not of this plan.
    pub fn region(&self, index: RegionIndex) -> &Region {
        &self.regions[index as usize]
    }

    /// The index of the node with this id.
    pub fn index_of(&self, id: &NodeId) -> Option<NodeIndex> {
        self.by_id.get(id).copied()
    }

    /// The index of the node with this name.
    pub fn index_of_name(&self, name: &str) -> Option<NodeIndex> {
        self.by_name.get(name).copied()
    }

    /// The triggers, in document order.
    pub fn triggers(&self) -> impl Iterator<Item = NodeIndex> + '_ {
        let triggers = self.nodes.iter().enumerate().filter(|(_, node)| node.role == Role::Trigger);
        triggers.map(|(index, _)| index as NodeIndex)
    }

    /// How often nodes may be performed in one run before its loops are stopped.
    pub fn node_runs_most(&self) -> u64 {
        self.node_runs_most
    }

    /// This plan with another limit on how often nodes may be performed in one run.
    #[must_use]
    pub fn with_node_runs_most(self, node_runs_most: u64) -> Self {
        Self { node_runs_most, ..self }
    }

    /// The container a region is the body of. None for the flow itself.
    pub fn owner(&self, region: RegionIndex) -> Option<NodeIndex> {
        self.regions.get(region as usize)?.owner
    }

    /// How long a run may take, in milliseconds.
    pub fn timeout_ms(&self) -> Option<u64> {
        self.timeout_ms
    }
}
