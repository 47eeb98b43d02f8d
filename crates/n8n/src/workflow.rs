//! A workflow of n8n as it was read: what is missing has its default, names are
//! resolved to places in the list of nodes, and nothing is understood yet.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A workflow.
#[derive(Debug, Default)]
pub(crate) struct Workflow {
    pub name: String,
    pub nodes: Vec<Node>,
    /// Connections items go along, in the order of the file: by source, output, slot.
    pub connections: Vec<Connection>,
    /// Connections of a model, a memory, a tool and so on to the node that uses it.
    pub attachments: Vec<Attachment>,
    pub settings: Map<String, Value>,
    /// Pinned items by the name of the node, as they stand in the file.
    pub pinned: BTreeMap<String, Value>,
    /// Connections that lead from or to a node that is not there.
    pub dangling: Vec<(String, String)>,
}

/// A node.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Node {
    /// Unique in the workflow; made unique if it was not.
    pub name: String,
    /// Such as `n8n-nodes-base.set`.
    pub kind: String,
    pub version: f64,
    pub x: f64,
    pub y: f64,
    pub parameters: Map<String, Value>,
    /// Name by type of credential.
    pub credentials: BTreeMap<String, String>,
    pub disabled: bool,
    pub note: String,
    pub retry: bool,
    pub maximum_tries: Option<f64>,
    pub wait_between_tries_ms: Option<f64>,
    pub always_output: bool,
    pub once: bool,
    pub on_error: OnError,
    /// It held another workflow, which was unfolded.
    pub holds: bool,
    /// The node as it stands in the file.
    pub raw: Value,
}

/// What n8n does when a node fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum OnError {
    #[default]
    Stop,
    /// Goes on with the items that came in, with the error.
    PassOn,
    /// Sends failed items to an output of their own, after the others.
    ErrorOutput,
}

/// A connection items go along; nodes by place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Connection {
    pub from: usize,
    pub output: usize,
    pub to: usize,
    pub input: usize,
}

/// A connection of a sub-node; nodes by place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attachment {
    pub from: usize,
    /// Such as `ai_languageModel`.
    pub kind: String,
    pub to: usize,
}
