//! What a person who debugs a run says of it: where it stops, and how it goes on.

use crate::event::{EdgeIndex, FrameId, NodeIndex, StepId};
use crate::run::{EdgeState, NodeState, Run};
use flow::{Items, Plan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The nodes a run stops before. Some only where a condition holds, which the engine
/// keeps as text and asks the worker about.
pub type Stops = BTreeMap<NodeIndex, Option<String>>;

/// The arrows a run stops at: before the node they lead to, when items have come along.
pub type ArrowStops = BTreeMap<EdgeIndex, Option<String>>;

/// How a run is debugged from now on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Debug {
    /// Where it stops.
    pub stops: Stops,
    /// It stops before whatever comes next, too.
    pub at_start: bool,
    /// The arrows it stops at.
    #[serde(default)]
    pub arrows: ArrowStops,
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
    /// The arrows it stops at from now on; None: those it did.
    #[serde(default)]
    pub arrows: Option<ArrowStops>,
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
    #[serde(default)]
    pub(crate) arrows: ArrowStops,
    /// It stops before whatever comes next. Until then its times come as ever.
    #[serde(default)]
    pub(crate) stops_next: bool,
}

/// A condition of a stop. It is about what came along the arrow, or else about all that
/// came to the node.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// The arrow the stop is on.
    pub arrow: Option<EdgeIndex>,
    /// The condition, as written.
    pub condition: String,
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

    /// The arrows the run stops at.
    pub fn arrow_stops(&self) -> Option<&ArrowStops> {
        self.debugging.as_ref().map(|debugging| &debugging.arrows)
    }

    /// Whether it is asked whether the condition of a stop holds.
    pub fn is_judging(&self) -> bool {
        self.debugging.as_ref().is_some_and(|debugging| !debugging.judging.is_empty())
    }

    /// A node held until somebody says, by `Judged`, whether one of the conditions holds
    /// under which the run stops there, and those conditions.
    pub fn judging(&self, plan: &Plan) -> Option<((FrameId, NodeIndex), Vec<Doubt>)> {
        let at = *self.debugging.as_ref()?.judging.first()?;
        let stops = self.stops_at(plan, at.0, at.1).into_iter();
        Some((at, stops.filter_map(|(arrow, condition)| Some(Doubt { arrow, condition: condition? })).collect()))
    }

    /// The stops that concern a node whose turn has come: its own, and those on arrows
    /// items have come along; each with its condition.
    pub(crate) fn stops_at(
        &self,
        plan: &Plan,
        frame: FrameId,
        node: NodeIndex,
    ) -> Vec<(Option<EdgeIndex>, Option<String>)> {
        let Some(debugging) = self.debugging.as_ref() else { return Vec::new() };
        let own = debugging.stops.get(&node).map(|condition| (None, condition.clone()));
        let arrows = plan.node(node).incoming.iter().filter_map(|edge| {
            let condition = debugging.arrows.get(edge)?;
            let is_taken = matches!(self.edge_state(plan, frame, *edge), EdgeState::Taken(_));
            is_taken.then(|| (Some(*edge), condition.clone()))
        });
        own.into_iter().chain(arrows).collect()
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
