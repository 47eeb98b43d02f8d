//! The state of a run: frames of nodes and edges, timers, and how it stands.

use serde::{Deserialize, Serialize};

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// Something is being performed or about to be.
    Running,
    /// Nothing happens until a timer, a retry or a signal.
    Waiting,
    /// A step waits for a person to say whether its effect took place.
    InDoubt,
    /// Over, everything went well.
    Succeeded,
    /// Over, a node failed.
    Failed,
    /// Over, somebody cancelled it.
    Cancelled,
}

/// How a node stands in a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeState {
    /// Its arrows are not decided.
    #[default]
    Idle,
    /// Being performed.
    Running,
    /// Pausing before the next attempt.
    Retrying,
    /// Waiting for time or a signal.
    Waiting,
    /// A person must say whether its effect took place.
    InDoubt,
    /// Done.
    Done,
    /// Failed.
    Failed,
    /// Not to be done.
    Skipped,
    /// Ended by a cancel.
    Cancelled,
}

/// How an edge stands in a frame.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum EdgeState {
    /// Not decided.
    #[default]
    Pending,
    /// Taken with these items.
    Taken(flow::Items),
    /// Skipped.
    Skipped,
}

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    status: RunStatus,
}
