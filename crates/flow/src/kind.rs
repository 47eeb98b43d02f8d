//! What a flow needs to know of a node kind to be compiled and checked: its
//! ports, its weight and the schema of its parameters. How a kind works is the
//! business of `node-sdk`.

use crate::container::{ContainerKind, Control};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The name of the usual port.
pub const MAIN_PORT: &str = "main";
/// The output port every node but triggers has: taken when the node fails, if wired.
pub const ERROR_PORT: &str = "error";

/// Finds the kinds of nodes a flow may use.
pub trait Kinds: Send + Sync {
    /// The kind of this name and version.
    fn kind(&self, name: &str, version: u32) -> Option<&KindSpec>;

    /// How long one attempt of this kind may take if the node does not say, in
    /// milliseconds. None: no limit.
    fn timeout_ms(&self, _name: &str, _version: u32) -> Option<u64> {
        None
    }
}

/// What a flow needs to know of a node kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KindSpec {
    /// Name in documents, such as `send_email`; snake case.
    pub name: String,
    /// Version of the parameters.
    pub version: u32,
    /// What it does to the run.
    pub role: Role,
    /// Whether it runs in memory at once or is performed with an intent before it.
    pub weight: Weight,
    /// Input ports; a trigger has none.
    pub inputs: Ports,
    /// Output ports, the error port apart.
    pub outputs: Ports,
    /// JSON Schema (2020-12) of the parameters: an object.
    pub parameters: Value,
    /// Credential slots the node can use.
    pub credentials: Vec<CredentialSlot>,
    /// What it does with the nodes that stand in it, if it is a container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<ContainerKind>,
    /// What it does to the loop around it, if that is what it is for. Such a node
    /// is carried out by the engine: its kind is light and never performed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<Control>,
}

/// What a kind does to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Starts runs.
    Trigger,
    /// Works on items.
    Action,
}

/// How a kind is performed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Pure work in memory, microseconds; no outside effect.
    Light,
    /// Reaches outside: its intent is durable before it starts.
    Heavy,
}

/// A credential a kind can use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialSlot {
    /// Key in the node's `credentials`.
    pub slot: String,
    /// Kind of credential that fits, such as `smtp`.
    pub credential: String,
    /// Whether the node cannot run without it.
    pub required: bool,
}

/// The ports of one side of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "ports")]
pub enum Ports {
    /// Always the same ones.
    Fixed {
        /// The ports in order.
        list: Vec<Port>,
    },
    /// One port for each entry of a list parameter, then fixed ones. The port of
    /// entry 0 is `<prefix>0`, labelled by the entry's `label` field if it has one.
    PerEntry {
        /// Name of the list parameter.
        parameter: String,
        /// Start of the ports' names.
        prefix: String,
        /// Ports after those of the entries.
        then: Vec<Port>,
    },
    /// As many ports as a number parameter says: `<prefix>0`, `<prefix>1` …
    Count {
        /// Name of the number parameter.
        parameter: String,
        /// Start of the ports' names.
        prefix: String,
        /// How many when the parameter is missing.
        default: u16,
    },
}

/// A port of a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Port {
    /// Name in edges.
    pub name: String,
    /// Text on screen.
    pub label: String,
}

impl Port {
    /// A port with this name and label.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { name: name.into(), label: label.into() }
    }
}

impl Ports {
    /// No port at all.
    pub fn none() -> Self {
        Self::Fixed { list: Vec::new() }
    }

    /// The one usual port.
    pub fn main() -> Self {
        Self::Fixed { list: vec![Port::new(MAIN_PORT, "")] }
    }

    /// Fixed ports of these names and labels.
    pub fn fixed(ports: &[(&str, &str)]) -> Self {
        Self::Fixed { list: ports.iter().map(|(name, label)| Port::new(*name, *label)).collect() }
    }

    /// The ports of a node with these parameters, in order. At most 64.
    pub fn of(&self, parameters: &Map<String, Value>) -> Vec<Port> {
        const MOST: usize = 64;
        match self {
            Self::Fixed { list } => list.clone(),
            Self::PerEntry { parameter, prefix, then } => {
                let entries = parameters.get(parameter).and_then(Value::as_array);
                let per_entry = entries.into_iter().flatten().take(MOST).enumerate().map(|(index, entry)| {
                    let label = entry.get("label").and_then(Value::as_str).unwrap_or_default();
                    let label = if label.is_empty() { format!("{}", index + 1) } else { label.to_owned() };
                    Port::new(format!("{prefix}{index}"), label)
                });
                per_entry.chain(then.iter().cloned()).collect()
            }
            Self::Count { parameter, prefix, default } => {
                let count = parameters.get(parameter).and_then(Value::as_u64).unwrap_or(u64::from(*default));
                (0..count.min(MOST as u64))
                    .map(|index| Port::new(format!("{prefix}{index}"), format!("{}", index + 1)))
                    .collect()
            }
        }
    }
}
