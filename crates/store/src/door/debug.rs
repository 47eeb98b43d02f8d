//! What the door says of runs that are debugged.

use super::{At, BoxPlace, PreviewError, RunnerError};
use flow::{Items, NodeId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Where a run stops, at some places only where a condition holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stops {
    /// Before these nodes.
    pub nodes: BTreeMap<NodeId, Option<String>>,
    /// At these arrows: before the node they lead to, when items have come along.
    #[serde(default)]
    pub arrows: BTreeMap<String, Option<String>>,
}

impl FromIterator<(NodeId, Option<String>)> for Stops {
    fn from_iter<I: IntoIterator<Item = (NodeId, Option<String>)>>(nodes: I) -> Self {
        Self { nodes: nodes.into_iter().collect(), arrows: BTreeMap::new() }
    }
}

/// How a run is debugged from now on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Debug {
    /// Where it stops.
    pub stops: Stops,
    /// It stops before whatever comes next, too.
    pub at_start: bool,
}

/// How far a run that stands still goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// How a run that stands still goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    /// How far.
    pub go: Go,
    /// The held node it is about; None: the one whose turn came first.
    pub at: Option<At>,
    /// Where it stops from now on; None: where it did.
    pub stops: Option<Stops>,
    /// What is changed before.
    pub edits: Vec<Edit>,
}

/// Other items for what is held.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The arrow they are on. None: what the body of a box begins with.
    pub edge: Option<String>,
    /// The frame.
    pub frame: u32,
    /// The JSON of each item.
    pub items: Vec<Value>,
}

/// Where a run stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The nodes whose turn has come, in the order in which it came.
    pub held: Vec<Held>,
    /// Where the run stops.
    pub stops: Stops,
    /// Whether somebody debugs it. One that is only paused cannot be stepped.
    pub is_debugged: bool,
}

/// A node whose turn has come and is kept.
#[derive(Clone, Debug)]
pub struct Held {
    /// The node.
    pub node: NodeId,
    /// Its name.
    pub name: String,
    /// The frame.
    pub frame: u32,
    /// The boxes around it, from the outermost inwards.
    pub place: Vec<BoxPlace>,
    /// What has come to it.
    pub arrows: Vec<HeldArrow>,
}

/// What has come to a held node by one arrow.
#[derive(Clone, Debug, Serialize)]
pub struct HeldArrow {
    /// The arrow. None: what the body of a box begins with.
    pub edge: Option<String>,
    /// Where it comes from.
    pub from: Option<NodeId>,
    /// The port it leads to.
    pub port: String,
    /// The items.
    pub items: Items,
}

/// The value of an expression where a run stands, or why it has none.
pub type Watched = Result<Result<Value, PreviewError>, RunnerError>;
