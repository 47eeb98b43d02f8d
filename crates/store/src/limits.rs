//! Limits on runs: how many of a workspace, a flow or a key may be under way at once,
//! and how many may begin in a time. Who may begin is decided here, in one
//! transaction, so that it holds for several processes too.
//!
//! A run that was let begin holds its place as long as its own row is open: the record
//! that ends it gives the place back, whatever happens to the process.

use crate::StoreResult;
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{FlowId, RunId, WorkspaceId};
use std::fmt;

mod window;

pub use window::Window;

/// How many runs may begin in a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// So many.
    pub runs: u32,
    /// In this time, in milliseconds.
    pub per_ms: u64,
}

/// What is allowed; None is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    /// Runs under way at once.
    pub at_once: Option<u32>,
    /// Runs that begin in a time.
    pub rate: Option<Rate>,
}

impl Bound {
    /// Whether nothing is limited.
    pub fn is_free(&self) -> bool {
        *self == Self::default()
    }
}

/// A run that asks for its turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The run.
    pub run: RunId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its flow.
    pub flow: FlowId,
    /// Among which runs of the flow it is counted.
    pub key: String,
    /// Among which ones its beginning is counted.
    pub rate_key: String,
    /// When it asks.
    pub now: Timestamp,
    /// What its workspace allows.
    pub of_workspace: Bound,
    /// What its flow allows.
    pub of_flow: Bound,
    /// What it waits for without being asked again, since others came before it.
    pub behind: Option<String>,
    /// Whether it is kept as one that waits, if it may not begin.
    pub waits: bool,
}

/// What a run that asked for its turn is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It may begin, and holds its places.
    Begins,
    /// It may not begin now.
    Full(Full),
}

/// Which limit is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Full {
    /// The limit.
    pub limit: Limit,
    /// When it may be worth asking again; None: when a run ends.
    pub again_at: Option<Timestamp>,
}

/// A limit, as people are told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Others came before.
    Behind(String),
    /// Runs of the workspace at once.
    WorkspaceAtOnce(u32),
    /// Runs of the workspace that begin in a time.
    WorkspaceRate(Rate),
    /// Runs of the flow at once, counted for this key.
    FlowAtOnce(u32, String),
    /// Runs of the flow that begin in a time, counted for this key.
    FlowRate(Rate, String),
}

impl Limit {
    /// Its stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Behind(_) => "queue",
            Self::WorkspaceAtOnce(_) => "workspace_at_once",
            Self::WorkspaceRate(_) => "workspace_rate",
            Self::FlowAtOnce(..) => "flow_at_once",
            Self::FlowRate(..) => "flow_rate",
        }
    }

    /// Whether all runs of the workspace are under it.
    pub fn is_of_workspace(&self) -> bool {
        matches!(self, Self::WorkspaceAtOnce(_) | Self::WorkspaceRate(_))
    }
}

impl fmt::Display for Limit {
    /// What is allowed, as the middle of a sentence: `the flow allows 5 runs at once`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = |count: u32| if count == 1 { "1 run".to_owned() } else { format!("{count} runs") };
        let keyed = |key: &str| if key.is_empty() { String::new() } else { format!(" for “{key}”") };
        match self {
            Self::Behind(sentence) => formatter.write_str(sentence),
            Self::WorkspaceAtOnce(count) => write!(formatter, "the workspace allows {} at once", runs(*count)),
            Self::WorkspaceRate(rate) => {
                write!(formatter, "the workspace lets {} begin in {}", runs(rate.runs), Span(rate.per_ms))
            }
            Self::FlowAtOnce(count, key) => write!(formatter, "the flow allows {} at once{}", runs(*count), keyed(key)),
            Self::FlowRate(rate, key) => {
                write!(formatter, "the flow lets {} begin in {}{}", runs(rate.runs), Span(rate.per_ms), keyed(key))
            }
        }
    }
}

/// A span of time in the largest unit that fits.
struct Span(u64);

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute"), (1_000, "second")];
        match units.into_iter().find(|(length_ms, _)| self.0 > 0 && self.0.is_multiple_of(*length_ms)) {
            Some((length_ms, name)) if self.0 == length_ms => write!(formatter, "a {name}"),
            Some((length_ms, name)) => write!(formatter, "{} {name}s", self.0 / length_ms),
            None => write!(formatter, "{} ms", self.0),
        }
    }
}

/// A run under a limit, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnRow {
    /// The run.
    pub run: RunId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its flow.
    pub flow: FlowId,
    /// Among which runs of the flow it is counted.
    pub key: String,
    /// Among which ones its beginning is counted.
    pub rate_key: String,
    /// When it first asked.
    pub asked_at: Timestamp,
    /// Since when it holds its places; None: it waits.
    pub begun_at: Option<Timestamp>,
    /// What it waits for, as the middle of a sentence.
    pub waits_for: Option<String>,
}

/// Limits of workspaces, and whose turn it is.
#[async_trait]
pub trait Limits {
    /// What the owner of a workspace allows its runs.
    async fn workspace_limits(&self, workspace: WorkspaceId) -> StoreResult<Bound>;
    /// The same of all workspaces that have a limit, for the worker.
    async fn all_workspace_limits(&self) -> StoreResult<Vec<(WorkspaceId, Bound)>>;
    /// Keeps what the owner of a workspace allows its runs.
    async fn set_workspace_limits(&self, workspace: WorkspaceId, bound: Bound) -> StoreResult<()>;
    /// Gives back the places of runs that ended, then decides for each that asks, in
    /// order, whether it begins: never more than its limits allow, whoever else asks.
    async fn take_turns(&self, asks: Vec<Ask>, ended: Vec<RunId>) -> StoreResult<Vec<Turn>>;
    /// Which of these runs are under a limit, for the worker.
    async fn turns(&self, runs: Vec<RunId>) -> StoreResult<Vec<TurnRow>>;
    /// Which of these runs of a workspace are under a limit.
    async fn turns_of(&self, workspace: WorkspaceId, runs: Vec<RunId>) -> StoreResult<Vec<TurnRow>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_read_as_people_speak() {
        let rate = |runs, per_ms| Rate { runs, per_ms };
        let cases = [
            (Limit::FlowAtOnce(5, String::new()), "the flow allows 5 runs at once"),
            (Limit::FlowAtOnce(1, "acme".into()), "the flow allows 1 run at once for “acme”"),
            (Limit::FlowRate(rate(10, 60_000), String::new()), "the flow lets 10 runs begin in a minute"),
            (Limit::WorkspaceRate(rate(2, 7_200_000)), "the workspace lets 2 runs begin in 2 hours"),
            (Limit::WorkspaceRate(rate(2, 1_500)), "the workspace lets 2 runs begin in 1500 ms"),
        ];
        for (limit, sentence) in cases {
            assert_eq!(limit.to_string(), sentence);
        }
    }
}
