//! Containers: nodes that own a body, or call another flow. What a kind says of
//! itself, and the settings a container reads from its node's parameters.
//!
//! | kind | parameters |
//! |---|---|
//! | for each | `per` (`items`, `arrow`), `when_empty` (`go_on`, `end`), `batch_size` (1), `at_once` (1), `on_item_error` (`stop`, `continue`, `collect`), `results` (`all`, `none`) |
//! | while | `maximum_iterations` (1000), `maximum_ms`; the condition is evaluated by whoever performs the run |
//! | try | `catch`: classes of errors (`transient`, `permanent`, `in_doubt`; all but `cancelled`) |
//! | race | none |
//! | sub-flow | `flow`, `parameters`, `wait` (true) |
//!
//! They shape the run, so they are constants: an expression is not read here.

use crate::plan::RegionIndex;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The most items of one iteration.
pub const BATCH_MOST: u32 = 1_000_000;
/// The most iterations of a for-each that may be under way at once.
pub const AT_ONCE_MOST: u32 = 1_000;
/// The most iterations a while may be allowed.
pub const ITERATIONS_MOST: u32 = 1_000_000;
/// How deep boxes may stand within each other.
pub const NESTING_MOST: usize = 16;

const ITERATIONS_DEFAULT: u32 = 1_000;

/// What a container does with its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContainerKind {
    /// Runs its body for each item, or for each batch of items.
    ForEach,
    /// Runs its body as long as a condition holds; what the body gives is carried on.
    While,
    /// Runs its body once and catches its failure.
    Try,
    /// Runs the branches of its body side by side; the first to end wins.
    Race,
    /// Runs another flow; has no body of its own.
    SubFlow,
}

impl ContainerKind {
    /// Whether nodes stand in it.
    pub fn has_body(self) -> bool {
        self != Self::SubFlow
    }

    /// Whether its body is repeated, so that it can be left early.
    pub fn is_loop(self) -> bool {
        matches!(self, Self::ForEach | Self::While)
    }
}

/// What a node does to the loop around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// Ends the loop with this iteration.
    Break,
    /// Ends this iteration.
    Continue,
}

/// The class of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// Network, timeout, rate limit, 5xx: may go away.
    Transient,
    /// Authentication, invalid data, 4xx: will not go away by itself.
    Permanent,
    /// The run was cancelled.
    Cancelled,
    /// It is unknown whether the effect took place: the node's `on_uncertain` decides.
    InDoubt,
}

/// What a run needs to know of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanContainer {
    /// What it does with its body.
    pub kind: ContainerKind,
    /// The region of its body; of a sub-flow None.
    pub region: Option<RegionIndex>,
    /// How it does it.
    pub settings: Settings,
}

/// How a container behaves. Each kind reads its own fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// For each: an iteration gets what came by one arrow, not a batch of items.
    pub per_arrow: bool,
    /// For each: an iteration that gives nothing ends the loop, which then gives nothing.
    pub ends_when_empty: bool,
    /// For each: how many items an iteration gets.
    pub batch_size: u32,
    /// For each: how many iterations may be under way at once.
    pub at_once: u32,
    /// For each: what a failed iteration does.
    pub on_item_error: OnItemError,
    /// For each: whether what the iterations give is kept.
    pub keeps_results: bool,
    /// While: how many iterations may begin before it fails.
    pub maximum_iterations: u32,
    /// Try: the classes of errors it catches.
    pub catch: Vec<ErrorClass>,
    /// Sub-flow: the id of the flow; None if it is missing or an expression.
    pub flow: Option<String>,
    /// Sub-flow: whether its end is waited for.
    pub wait: bool,
}

/// What a failed iteration does to the loop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnItemError {
    /// The loop fails.
    #[default]
    Stop,
    /// The iteration gives nothing and the loop goes on.
    Continue,
    /// The iteration's items leave with the error, and the loop goes on.
    Collect,
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(&Map::new())
    }
}

impl Settings {
    /// The settings in a node's parameters; what is missing or cannot be read is
    /// the default (`check` names it).
    pub(crate) fn of(parameters: &Map<String, Value>) -> Self {
        Self {
            per_arrow: parameters.get("per").and_then(Value::as_str) == Some("arrow"),
            ends_when_empty: parameters.get("when_empty").and_then(Value::as_str) == Some("end"),
            batch_size: number(parameters, "batch_size", 1, BATCH_MOST),
            at_once: number(parameters, "at_once", 1, AT_ONCE_MOST),
            on_item_error: choice(parameters, "on_item_error").unwrap_or_default(),
            keeps_results: parameters.get("results").and_then(Value::as_str) != Some("none"),
            maximum_iterations: number(parameters, "maximum_iterations", ITERATIONS_DEFAULT, ITERATIONS_MOST),
            catch: choice(parameters, "catch").unwrap_or_else(all_but_cancelled),
            flow: parameters.get("flow").and_then(Value::as_str).filter(|id| is_constant(id)).map(str::to_owned),
            wait: parameters.get("wait").and_then(Value::as_bool).unwrap_or(true),
        }
    }
}

/// The parameters of a kind that are whole numbers, with the most they may be.
pub(crate) fn numbers(kind: ContainerKind) -> &'static [(&'static str, u64)] {
    match kind {
        ContainerKind::ForEach => &[("batch_size", BATCH_MOST as u64), ("at_once", AT_ONCE_MOST as u64)],
        ContainerKind::While => &[("maximum_iterations", ITERATIONS_MOST as u64), ("maximum_ms", u64::MAX)],
        ContainerKind::Try | ContainerKind::Race | ContainerKind::SubFlow => &[],
    }
}

/// The first parameter of a kind that is a choice and does not name one, with what it may be.
pub(crate) fn unknown_choice(
    kind: ContainerKind,
    parameters: &Map<String, Value>,
) -> Option<(&'static str, &'static str)> {
    let is_odd = |name: &str, known: bool| parameters.contains_key(name) && !known;
    match kind {
        ContainerKind::ForEach
            if is_odd("per", matches!(parameters.get("per").and_then(Value::as_str), Some("items" | "arrow"))) =>
        {
            Some(("per", "`items` or `arrow`"))
        }
        ContainerKind::ForEach
            if is_odd(
                "when_empty",
                matches!(parameters.get("when_empty").and_then(Value::as_str), Some("go_on" | "end")),
            ) =>
        {
            Some(("when_empty", "`go_on` or `end`"))
        }
        ContainerKind::ForEach
            if is_odd("on_item_error", choice::<OnItemError>(parameters, "on_item_error").is_some()) =>
        {
            Some(("on_item_error", "`stop`, `continue` or `collect`"))
        }
        ContainerKind::ForEach
            if is_odd("results", matches!(parameters.get("results").and_then(Value::as_str), Some("all" | "none"))) =>
        {
            Some(("results", "`all` or `none`"))
        }
        ContainerKind::Try if is_odd("catch", choice::<Vec<ErrorClass>>(parameters, "catch").is_some()) => {
            Some(("catch", "a list of `transient`, `permanent`, `in_doubt` and `cancelled`"))
        }
        _ => None,
    }
}

/// How long a while may take by its own setting, in milliseconds.
pub(crate) fn maximum_ms(kind: ContainerKind, parameters: &Map<String, Value>) -> Option<u64> {
    let is_while = kind == ContainerKind::While;
    is_while.then(|| parameters.get("maximum_ms").and_then(Value::as_u64)).flatten().filter(|limit| *limit > 0)
}

fn number(parameters: &Map<String, Value>, name: &str, default: u32, most: u32) -> u32 {
    let given = parameters.get(name).and_then(Value::as_u64).filter(|number| *number > 0);
    given.map_or(default, |number| u32::try_from(number).unwrap_or(most).min(most))
}

fn choice<T: serde::de::DeserializeOwned>(parameters: &Map<String, Value>, name: &str) -> Option<T> {
    T::deserialize(parameters.get(name)?).ok()
}

fn all_but_cancelled() -> Vec<ErrorClass> {
    vec![ErrorClass::Transient, ErrorClass::Permanent, ErrorClass::InDoubt]
}

fn is_constant(text: &str) -> bool {
    !text.is_empty() && !text.contains("{{")
}
