//! A step as it is shown.

use super::BoxPlace;
use flow::id::{FlowId, RunId};
use flow::{NodeId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One step of a run as the run page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    /// Its place in the order of all steps, those left out included.
    pub index: u32,
    /// The frame.
    pub frame: u32,
    /// The boxes around it, from the outermost inwards.
    pub place: Vec<BoxPlace>,
    /// Of a box, how many iterations began. More than are listed: the first and the
    /// last 20 of a loop are kept.
    pub iterations: Option<u32>,
    /// The node.
    pub node: NodeId,
    /// Its name in that version.
    pub node_name: String,
    /// Its kind.
    pub kind: String,
    /// The attempt.
    pub attempt: u32,
    /// `running`, `waiting`, `done`, `failed`, `skipped`, `cancelled`, `in_doubt`, `retrying`.
    pub state: String,
    /// When it began, ms.
    pub started_at: Timestamp,
    /// When it ended, ms.
    pub finished_at: Option<Timestamp>,
    /// How long the work itself took, in microseconds.
    pub duration_us: Option<u32>,
    /// How many items came in.
    pub items_in: u64,
    /// How many items went out, by port.
    pub items_out: BTreeMap<String, u64>,
    /// Why it failed.
    pub error: Option<StepErrorView>,
    /// The block whose work it undoes.
    pub undoes: Option<NodeId>,
    /// When it goes on.
    pub wake_at: Option<Timestamp>,
    /// Name and key of the event it waits for.
    pub awaits: Option<(String, String)>,
    /// The run of another flow it began.
    pub child: Option<RunId>,
    /// The other flow, if that ran within this run.
    pub inside: Option<InsideView>,
}

/// A flow that ran within the run of the one that called it.
#[derive(Clone, Debug, Serialize)]
pub struct InsideView {
    /// The flow.
    pub flow: FlowId,
    /// Its name in that version.
    pub name: String,
    /// The number of its version.
    pub version: Option<u32>,
    /// Its steps, in the order they began.
    pub steps: Vec<StepView>,
}

/// Why a step failed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StepErrorView {
    /// `transient`, `permanent`, `cancelled`, `in_doubt`.
    pub class: String,
    /// Stable code.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// The parameter at fault.
    pub parameter: Option<String>,
}
