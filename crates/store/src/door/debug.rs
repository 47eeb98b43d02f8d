//! What the door says of runs that are debugged.

use super::{At, BoxPlace, PreviewError, RunnerError};
use flow::{Items, NodeId};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The nodes a run stops before, some only where a condition holds.
pub type Stops = BTreeMap<NodeId, Option<String>>;

/// How a run is debugged from its beginning on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Debug {
    /// Where it stops.
    pub stops: Stops,
    /// It stops before the first nodes after its trigger, too.
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
