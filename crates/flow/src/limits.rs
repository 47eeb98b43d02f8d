//! Limits a flow sets to its own runs: how many at once, and how many begin in a time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most runs at once a flow may ask for.
pub const AT_ONCE_MOST: u32 = 10_000;
/// The most runs within the time of a rate.
pub const RATE_RUNS_MOST: u32 = 1_000_000;
/// The shortest time of a rate, in milliseconds.
pub const RATE_PER_LEAST_MS: u64 = 1_000;
/// The longest time of a rate, in milliseconds: a day.
pub const RATE_PER_MOST_MS: u64 = 24 * 3_600_000;

/// How many runs of a flow may be under way at once. A run that waits keeps its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Concurrency {
    /// So many.
    pub at_once: u32,
    /// A text with an expression over the trigger's first item, such as
    /// `{{ $json.customer }}`: runs are counted for each value. Empty: all together.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// What becomes of a run for which there is no place.
    #[serde(default, skip_serializing_if = "WhenFull::is_default")]
    pub when_full: WhenFull,
}

/// How many runs of a flow may begin in a time: never more than `runs` within any `per_ms`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// So many.
    pub runs: u32,
    /// In this time, in milliseconds.
    pub per_ms: u64,
    /// A text with an expression over the trigger's first item: runs are counted for
    /// each value. Empty: all together.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// What becomes of a run that would be too many.
    #[serde(default, skip_serializing_if = "WhenFull::is_default")]
    pub when_full: WhenFull,
}

/// What becomes of a run that a limit does not let begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhenFull {
    /// It is accepted and begins when its turn comes.
    #[default]
    Wait,
    /// It is refused: the caller is told to come back later.
    Refuse,
    /// It is written down as cancelled and never begins.
    Skip,
}

impl WhenFull {
    fn is_default(&self) -> bool {
        *self == Self::Wait
    }
}
