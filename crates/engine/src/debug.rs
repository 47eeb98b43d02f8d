//! What a person who debugs a run says of it: where it stops, and how it goes on.

use crate::event::{FrameId, NodeIndex, StepId};
use crate::run::{NodeState, Run};
use flow::{Items, Plan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The nodes a run stops before. Some only where a condition holds, which the engine
/// keeps as text and asks the worker about.
pub type Stops = BTreeMap<NodeIndex, Option<String>>;

/// How a run is debugged from its beginning on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Debug {
    /// Where it stops.
    pub stops: Stops,
    /// It stops before the first nodes after its trigger, too.
    pub at_start: bool,
}

/// How a run that stands still goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// How far.
    pub go: Go,
    /// The held node it is about; None: the one whose turn came first.
    pub at: Option<(FrameId, NodeIndex)>,
    /// Where it stops from now on; None: where it did.
    pub stops: Option<Stops>,
    /// What is changed before.
    pub edits: Vec<Edit>,
}

/// How far a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Go {
    /// The held node is performed, a box as a whole; all that follows is held.
    Over,
    /// As `Over`, but what is in a box is held.
    Into,
    /// To the end of the box the held node is in.
    Out,
    /// To the next stop.
    Continue,
}

/// Other items for what is held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Edit {
    /// A port of a node that is done gave these. All arrows from that port carry them.
    Given {
        /// The frame.
        frame: FrameId,
        /// The node.
        node: NodeIndex,
        /// The port.
        port: u16,
        /// What it gave.
        items: Items,
    },
    /// The body of a box began with these in this frame.
    Opened {
        /// The frame.
        frame: FrameId,
        /// What it began with.
        items: Items,
    },
}

/// How a run is being debugged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Debugging {
    pub(crate) stops: Stops,
    /// Nodes that go on while the run stands still, with all that is in them.
    pub(crate) let_through: Vec<(FrameId, NodeIndex)>,
    /// Nodes held until it is known whether their condition holds.
    pub(crate) judging: Vec<(FrameId, NodeIndex)>,
}

impl Run {
    /// Whether the run is debugged.
    pub fn is_debugged(&self) -> bool {
        self.debugging.is_some()
    }

    /// Where the run stops.
    pub fn stops(&self) -> Option<&Stops> {
        self.debugging.as_ref().map(|debugging| &debugging.stops)
    }

    /// A node held until somebody says, by `Judged`, whether its condition holds, and
    /// that condition.
    pub fn judging(&self) -> Option<((FrameId, NodeIndex), &str)> {
        let debugging = self.debugging.as_ref()?;
        let at = *debugging.judging.first()?;
        Some((at, debugging.stops.get(&at.1).and_then(Option::as_deref).unwrap_or_default()))
    }

    /// The nodes whose turn has come and is kept, in the order in which it came.
    pub fn held(&self) -> impl Iterator<Item = StepId> + '_ {
        let is_held = |step: &&StepId| self.node_state(step.frame, step.node) == NodeState::Held;
        self.held.iter().filter(is_held).copied()
    }

    /// The nodes that go on while the run stands still, with all that is in them.
    pub fn let_through(&self) -> &[(FrameId, NodeIndex)] {
        self.debugging.as_ref().map_or(&[], |debugging| debugging.let_through.as_slice())
    }

    /// Whether a node goes on while the run stands still.
    pub fn is_let_through(&self, frame: FrameId, node: NodeIndex) -> bool {
        let Some(debugging) = self.debugging.as_ref().filter(|debugging| !debugging.let_through.is_empty()) else {
            return false;
        };
        let around = self.around(frame);
        std::iter::once((frame, node)).chain(around).any(|place| debugging.let_through.contains(&place))
    }

    /// The boxes around a frame, from the innermost outwards.
    pub(crate) fn around(&self, frame: FrameId) -> impl Iterator<Item = (FrameId, NodeIndex)> + '_ {
        let places = std::iter::successors(self.frame_place(frame), |place| self.frame_place(place.frame));
        places.map(|place| (place.frame, place.node))
    }

    /// Whether items of this port may still be edited: something that waits for them is held.
    pub(crate) fn is_awaited(&self, plan: &Plan, frame: FrameId, node: NodeIndex, port: u16) -> bool {
        let edges = plan.node(node).outgoing.get(usize::from(port));
        edges.into_iter().flatten().any(|edge| self.node_state(frame, plan.edge(*edge).to.node) == NodeState::Held)
    }
}
