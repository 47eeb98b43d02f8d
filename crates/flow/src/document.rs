//! The flow document: what a person draws, and the versioned file format.
//!
//! A document is accepted in any state a person can leave it in; whether it can
//! run is decided by `check` and `compile`. Unknown fields are refused on import
//! (a typo must not be lost silently) and unknown node kinds are kept.

pub use crate::limits::{Concurrency, Rate, WhenFull};
pub use crate::retry::{Retry, RetryClass, Strategy};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// The `format` of every flow file.
pub const FORMAT: &str = "towpath.flow";
/// The newest version of the file format this build reads and writes.
pub const FORMAT_VERSION: u32 = 1;

/// The id of a node inside its flow; stable over versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct NodeId(pub String);

/// The id of an edge inside its flow; stable over versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct EdgeId(pub String);

impl fmt::Display for NodeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for EdgeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<&str> for NodeId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&str> for EdgeId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// A flow as drawn and as kept in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Always `towpath.flow`.
    pub format: String,
    /// Version of the file format, now 1.
    pub version: u32,
    /// The name people know the flow by.
    pub name: String,
    /// What the flow is for, in a sentence or two.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// How runs of this flow behave.
    #[serde(default)]
    pub settings: Settings,
    /// The blocks.
    #[serde(default)]
    pub nodes: Vec<Node>,
    /// The arrows, in the order they were wired; joins append items in this order.
    #[serde(default)]
    pub edges: Vec<Edge>,
    /// What blocks give in runs by hand and in tests instead of being performed: the
    /// data of the items at their first port.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pinned: BTreeMap<NodeId, Vec<Value>>,
    /// Notes stuck on the canvas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Nodes that belong together for people; runs take no notice of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
}

impl Flow {
    /// An empty flow of this name.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            format: FORMAT.into(),
            version: FORMAT_VERSION,
            name: name.into(),
            description: String::new(),
            settings: Settings::default(),
            nodes: Vec::new(),
            edges: Vec::new(),
            pinned: BTreeMap::new(),
            notes: Vec::new(),
            groups: Vec::new(),
        }
    }

    /// The node with this id.
    pub fn node(&self, id: &NodeId) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == *id)
    }
}

/// How runs of a flow behave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// IANA time zone of the flow's dates and schedules, such as `Europe/Berlin`.
    pub time_zone: String,
    /// How often progress is written down.
    pub durability: Durability,
    /// What happens when a node fails and its error port is not wired.
    pub on_error: FlowOnError,
    /// A run that takes longer than this fails, in milliseconds. None: no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// How many runs may be under way at once. None: as many as come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<Concurrency>,
    /// How many runs may begin in a time. None: as many as come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// The flow (with an error trigger) that is started when a run of this one fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_flow: Option<String>,
    /// When a run fails, what its blocks did is undone: the blocks they name for that
    /// run, the latest work first.
    #[serde(skip_serializing_if = "is_false")]
    pub compensate: bool,
    /// An expression that cannot be evaluated, such as a field of a missing
    /// object, gives nothing instead of an error. Set for flows brought from n8n.
    #[serde(skip_serializing_if = "is_false")]
    pub lenient_expressions: bool,
    /// An arrow along which no item goes counts as skipped, so that a node without
    /// items does not run. Set for flows brought from n8n.
    #[serde(skip_serializing_if = "is_false")]
    pub skip_empty: bool,
    /// The flow can be published only while all of its tests pass.
    #[serde(skip_serializing_if = "is_false")]
    pub tests_must_pass: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            time_zone: "UTC".into(),
            durability: Durability::Durable,
            on_error: FlowOnError::Stop,
            timeout_ms: None,
            concurrency: None,
            rate: None,
            error_flow: None,
            compensate: false,
            lenient_expressions: false,
            skip_empty: false,
            tests_must_pass: false,
        }
    }
}

/// How often the progress of a run is written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Durability {
    /// One write when the run ends; a crash starts the run again.
    Fast,
    /// Before the answer, before every outside effect, and before parking.
    #[default]
    Durable,
    /// After every node.
    Strict,
}

/// What a flow does when a node fails and its error port is not wired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlowOnError {
    /// The run fails: nothing new starts, what runs is left to finish.
    #[default]
    Stop,
    /// The arrows after the failed node are skipped; the rest goes on and the run still ends failed.
    Continue,
}

/// A block of a flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Unique in the flow.
    pub id: NodeId,
    /// Which kind of node, such as `set_fields`.
    pub kind: String,
    /// Version of the kind's parameters; 1 if left out.
    #[serde(default = "one")]
    pub kind_version: u32,
    /// Unique in the flow; expressions name the node by it.
    pub name: String,
    /// The container the node stands in, such as a loop. None: the flow itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<NodeId>,
    /// Where the node stands on the canvas.
    #[serde(default)]
    pub position: Position,
    /// The parameters, as the kind's schema says; texts may hold `{{ expressions }}`.
    #[serde(default)]
    pub parameters: Map<String, Value>,
    /// Credentials by slot: ids on the server, empty in files.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub credentials: BTreeMap<String, String>,
    /// When the node may start, if several arrows come in.
    #[serde(default, skip_serializing_if = "Join::is_default")]
    pub join: Join,
    /// How failures are tried again. None: the default policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// One attempt may take this long, in milliseconds. None: the kind's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// What a failure of this node does, its error port apart.
    #[serde(default, skip_serializing_if = "OnError::is_default")]
    pub on_error: OnError,
    /// The block that undoes what this one did, when the flow fails and shall be undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compensate_with: Option<NodeId>,
    /// What happens when a crash leaves it unknown whether the effect took place.
    #[serde(default, skip_serializing_if = "OnUncertain::is_default")]
    pub on_uncertain: OnUncertain,
    /// Where the node gives no item at its first port, it gives one empty item.
    #[serde(default, skip_serializing_if = "is_false")]
    pub always_output: bool,
    /// The node sees only the first item of each input.
    #[serde(default, skip_serializing_if = "is_false")]
    pub once: bool,
    /// A disabled node passes its items on untouched.
    #[serde(default, skip_serializing_if = "is_false")]
    pub disabled: bool,
    /// A note for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Node {
    /// A node of version 1 of a kind, with nothing set.
    pub fn new(id: impl Into<NodeId>, kind: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind: kind.into(),
            kind_version: 1,
            name: name.into(),
            parent: None,
            position: Position::default(),
            parameters: Map::new(),
            credentials: BTreeMap::new(),
            join: Join::default(),
            retry: None,
            timeout_ms: None,
            on_error: OnError::default(),
            compensate_with: None,
            on_uncertain: OnUncertain::default(),
            always_output: false,
            once: false,
            disabled: false,
            note: String::new(),
        }
    }
}

/// A point on the canvas, in canvas units from the top left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// When a node with several arrows in may start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// The rule.
    #[serde(default)]
    pub rule: JoinRule,
    /// Start with what is there this long after the first arrow was decided, in
    /// milliseconds; arrows still pending then count as skipped. None: wait for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
}

impl Join {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The rule of a join.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JoinRule {
    /// All arrows are decided; runs if at least one is taken.
    #[default]
    All,
    /// All arrows are decided; runs only if every one is taken, else it is skipped.
    AllRequired,
    /// Runs as soon as one arrow is taken; later ones are ignored.
    Any,
    /// Runs as soon as this many arrows are taken; skipped when that can no longer happen.
    First(u32),
    /// Runs as soon as all of these arrows are taken; skipped when one of them is skipped.
    Specific(Vec<EdgeId>),
}

/// What a failure of a node does when its error port is not wired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// As the flow's setting says.
    #[default]
    Flow,
    /// The run fails.
    Stop,
    /// The arrows after the node are skipped and the run goes on.
    Continue,
    /// The first port is taken with the items that came in, each with `error` beside its data.
    PassOn,
}

impl OnError {
    fn is_default(&self) -> bool {
        *self == Self::Flow
    }
}

/// What happens to a step whose effect may or may not have taken place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnUncertain {
    /// Perform it again with the same idempotency key (at least once).
    #[default]
    Retry,
    /// Ask the other side whether it took place: go on with what it says, perform the step again if
    /// it did not, and leave it `in_doubt` if the other side cannot tell. For kinds that can ask.
    LookUp,
    /// Leave the step `in_doubt` until a person settles it (at most once).
    Ask,
    /// Take the effect as done and go on with the items that came in (at most once).
    Skip,
    /// Fail the step (at most once).
    Fail,
}

impl OnUncertain {
    fn is_default(&self) -> bool {
        *self == Self::Retry
    }
}

/// An arrow from a node's output port to a node's input port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// Unique in the flow.
    pub id: EdgeId,
    /// Where it starts.
    pub from: PortRef,
    /// Where it ends.
    pub to: PortRef,
}

/// A port of a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PortRef {
    /// The node.
    pub node: NodeId,
    /// The name of the port, `main` if left out.
    #[serde(default = "main_port")]
    pub port: String,
}

/// A note stuck on the canvas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Unique in the flow.
    pub id: String,
    /// The text, Markdown.
    pub text: String,
    /// Where it hangs.
    #[serde(default)]
    pub position: Position,
    /// Its width in canvas units.
    pub width: f64,
    /// Its height in canvas units.
    pub height: f64,
}

/// Nodes drawn in a coloured frame, or folded into one card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Unique in the flow.
    pub id: String,
    /// What stands on the frame.
    #[serde(default)]
    pub label: String,
    /// The name of its colour, such as `green`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub colour: String,
    /// The nodes in it.
    #[serde(default)]
    pub nodes: Vec<NodeId>,
    /// Folded: drawn as one card.
    #[serde(default, skip_serializing_if = "is_false")]
    pub collapsed: bool,
}

fn one() -> u32 {
    1
}

fn main_port() -> String {
    crate::kind::MAIN_PORT.into()
}

fn is_false(value: &bool) -> bool {
    !value
}
