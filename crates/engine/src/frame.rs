//! A frame: the nodes and edges of one instance of a region.

use crate::event::{EdgeIndex, NodeIndex, StepError};
use crate::run::NodeState;
use flow::Items;
use flow::plan::{Region, RegionIndex};
use serde::{Deserialize, Serialize};

/// One instance of a region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Frame {
    region: RegionIndex,
    first_node: NodeIndex,
    first_edge: EdgeIndex,
    nodes: Vec<NodeCell>,
    edges: Vec<EdgeCell>,
}

/// How a node of a frame stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct NodeCell {
    pub(crate) state: NodeState,
    /// The current or last attempt; 0 if the node was never performed.
    pub(crate) attempt: u32,
    /// The current attempt's intent is written.
    pub(crate) intended: bool,
    /// The rule of the join is decided; arrows that come later are ignored.
    pub(crate) settled: bool,
    /// A signal may end the wait.
    pub(crate) signal: bool,
    /// Arrows in that are decided.
    pub(crate) decided: u32,
    /// Arrows in that were taken before the join was settled.
    pub(crate) taken: u32,
    /// What the node gave, by output port; of a waiting node, what it will give.
    pub(crate) outputs: Vec<(u16, Items)>,
    /// Why the last attempt failed. Boxed: few nodes fail, all pay for the space.
    pub(crate) error: Option<Box<StepError>>,
}

/// How an edge of a frame stands. The items of a taken edge are those its node
/// gave at the port it starts from: they are not kept twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum EdgeCell {
    /// Not decided.
    #[default]
    Pending,
    /// Taken, and its items count for the node it leads to.
    Taken,
    /// Taken after the node it leads to was settled without it.
    Late,
    /// Skipped.
    Skipped,
}

impl Frame {
    pub(crate) fn new(region: RegionIndex, shape: &Region) -> Self {
        Self {
            region,
            first_node: shape.nodes.start,
            first_edge: shape.edges.start,
            nodes: vec![NodeCell::default(); shape.nodes.len()],
            edges: vec![EdgeCell::Pending; shape.edges.len()],
        }
    }

    pub(crate) fn node(&self, index: NodeIndex) -> Option<&NodeCell> {
        self.nodes.get(index.checked_sub(self.first_node)? as usize)
    }

    pub(crate) fn node_mut(&mut self, index: NodeIndex) -> &mut NodeCell {
        &mut self.nodes[(index - self.first_node) as usize]
    }

    pub(crate) fn edge(&self, index: EdgeIndex) -> Option<EdgeCell> {
        self.edges.get(index.checked_sub(self.first_edge)? as usize).copied()
    }

    pub(crate) fn edge_mut(&mut self, index: EdgeIndex) -> &mut EdgeCell {
        &mut self.edges[(index - self.first_edge) as usize]
    }

    /// The nodes with their indexes.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = (NodeIndex, &NodeCell)> {
        (self.first_node..).zip(&self.nodes)
    }
}

impl NodeCell {
    /// What the node gave at this port.
    pub(crate) fn output(&self, port: u16) -> Option<&Items> {
        self.outputs.iter().find(|(candidate, _)| *candidate == port).map(|(_, items)| items)
    }
}
