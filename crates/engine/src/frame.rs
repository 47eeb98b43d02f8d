//! A frame: the nodes and edges of one instance of a region.

use crate::container::{Open, Work};
use crate::event::{EdgeIndex, FrameId, NodeIndex, StepError};
use crate::run::{FramePlace, NodeState, RunError};
use flow::Items;
use flow::container::Control;
use flow::plan::{Region, RegionIndex};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The frames of a run that are open. Frame 0 is there from the start to the end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Frames {
    root: Option<Frame>,
    inner: BTreeMap<FrameId, Frame>,
    /// How many frames were ever opened: the number of the next.
    opened: FrameId,
}

/// One instance of a region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Frame {
    region: RegionIndex,
    first_node: NodeIndex,
    first_edge: EdgeIndex,
    nodes: Vec<NodeCell>,
    edges: Vec<EdgeCell>,
    /// The container it was opened for; None for frame 0.
    pub(crate) place: Option<FramePlace>,
    /// It was opened to undo what the node of its place did.
    #[serde(default)]
    pub(crate) undoes: bool,
    /// What the nodes no arrow leads to begin with.
    pub(crate) input: Items,
    /// Nodes that are held, performed, pause, wait or are open containers.
    pub(crate) active: u32,
    /// Nodes a person must settle.
    pub(crate) in_doubt: u32,
    /// Nothing new starts in it.
    pub(crate) stopping: bool,
    /// The first failure in it that was not caught.
    pub(crate) error: Option<Box<RunError>>,
    /// It was left before its end.
    pub(crate) left: Option<Left>,
}

/// How a frame was left before its end, and with which items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Left {
    /// By a break or continue.
    By(Control, Items),
    /// A branch of a race won.
    Won(Items),
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
    /// Of an open container, what is under way.
    pub(crate) container: Option<Box<Open>>,
    /// How often the process ended while the current attempt was at work.
    #[serde(default)]
    pub(crate) deaths: u8,
    /// The other side is asked whether the effect took place.
    #[serde(default)]
    pub(crate) looking: bool,
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

impl Frames {
    pub(crate) fn get(&self, id: FrameId) -> Option<&Frame> {
        if id == 0 { self.root.as_ref() } else { self.inner.get(&id) }
    }

    pub(crate) fn get_mut(&mut self, id: FrameId) -> Option<&mut Frame> {
        if id == 0 { self.root.as_mut() } else { self.inner.get_mut(&id) }
    }

    /// Adds a frame; gives its number.
    pub(crate) fn open(&mut self, frame: Frame) -> FrameId {
        let id = self.opened;
        self.opened += 1;
        if id == 0 {
            self.root = Some(frame);
        } else {
            self.inner.insert(id, frame);
        }
        id
    }

    /// Drops a frame of a container.
    pub(crate) fn close(&mut self, id: FrameId) -> Option<Frame> {
        self.inner.remove(&id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (FrameId, &Frame)> {
        self.root.iter().map(|root| (0, root)).chain(self.inner.iter().map(|(id, frame)| (*id, frame)))
    }

    /// These frames, without what loops have gathered.
    pub(crate) fn seen(&self, ids: impl Iterator<Item = FrameId>) -> Self {
        let mut frames = Self { opened: self.opened, ..Self::default() };
        for id in ids {
            match id {
                0 => frames.root = self.root.as_ref().map(Frame::seen),
                _ => frames.inner.extend(self.inner.get(&id).map(|frame| (id, frame.seen()))),
            }
        }
        frames
    }

    pub(crate) fn len(&self) -> usize {
        usize::from(self.root.is_some()) + self.inner.len()
    }

    pub(crate) fn opened(&self) -> FrameId {
        self.opened
    }

    /// A frame and all opened within it, each after the one it is in.
    pub(crate) fn within(&self, id: FrameId) -> BTreeSet<FrameId> {
        let mut found = BTreeSet::from([id]);
        // A frame is opened after the one it is in, so its number is greater.
        for (inner, frame) in self.inner.range(id + 1..) {
            if frame.place.is_some_and(|place| found.contains(&place.frame)) {
                found.insert(*inner);
            }
        }
        found
    }
}

impl Frame {
    pub(crate) fn new(region: RegionIndex, shape: &Region) -> Self {
        Self {
            region,
            first_node: shape.nodes.start,
            first_edge: shape.edges.start,
            nodes: vec![NodeCell::default(); shape.nodes.len()],
            edges: vec![EdgeCell::Pending; shape.edges.len()],
            place: None,
            undoes: false,
            input: flow::Items::default(),
            active: 0,
            in_doubt: 0,
            stopping: false,
            error: None,
            left: None,
        }
    }

    /// The frame of a container's body, begun with these items.
    pub(crate) fn opened_for(self, place: FramePlace, input: Items) -> Self {
        Self { place: Some(place), input, ..self }
    }

    /// The frame in which the work of a node is undone.
    pub(crate) fn opened_to_undo(self, place: FramePlace, given: Items) -> Self {
        Self { undoes: true, ..self.opened_for(place, given) }
    }

    /// As it is to be looked at only: without what loops have gathered.
    fn seen(&self) -> Self {
        let nodes = self.nodes.iter().map(NodeCell::seen).collect();
        Self { nodes, edges: self.edges.clone(), input: self.input.clone(), error: None, left: None, ..*self }
    }

    /// Counts a node that comes into a state, or out of it.
    pub(crate) fn count(&mut self, state: NodeState, change: fn(u32, u32) -> u32) {
        let counter = match state {
            NodeState::Held | NodeState::Running | NodeState::Retrying | NodeState::Waiting => &mut self.active,
            NodeState::InDoubt => &mut self.in_doubt,
            _ => return,
        };
        *counter = change(*counter, 1);
    }

    /// The region it is an instance of.
    pub(crate) fn region(&self) -> RegionIndex {
        self.region
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
    fn seen(&self) -> Self {
        let container = self.container.as_ref().map(|open| Box::new(open.seen()));
        Self { outputs: self.outputs.clone(), error: self.error.clone(), container, ..*self }
    }

    /// Whether a child run is at work for it.
    pub(crate) fn is_child(&self) -> bool {
        self.container.as_ref().is_some_and(|open| open.work == Work::Child)
    }

    /// Whether what it gave counts: it is done, or has failed and passed that on.
    pub(crate) fn has_given(&self) -> bool {
        self.state == NodeState::Done || self.state == NodeState::Failed && !self.outputs.is_empty()
    }

    /// What the node gave at this port.
    pub(crate) fn output(&self, port: u16) -> Option<&Items> {
        self.outputs.iter().find(|(candidate, _)| *candidate == port).map(|(_, items)| items)
    }
}
