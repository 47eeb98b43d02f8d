//! How much a process has to do, as it tells others.

use serde::{Deserialize, Serialize};

/// How much a process has to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Load {
    /// Runs in memory.
    pub runs_in_memory: u64,
    /// Runs that it wakes when their time comes.
    pub runs_asleep: u64,
    /// Steps that are being performed.
    pub steps: u64,
    /// So many can be at once.
    pub steps_at_most: u64,
    /// It takes nothing new, since it is to end.
    pub is_draining: bool,
    /// Runs that wait for their turn here.
    pub runs_queued: u64,
    /// Who carries hints between it and others, in the order in which they are tried.
    pub carriers: Vec<Carrying>,
}

/// How somebody fares who carries hints between processes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Carrying {
    /// `redis` or `postgres`.
    pub name: String,
    /// Why it carries nothing at the moment.
    pub problem: Option<String>,
}
