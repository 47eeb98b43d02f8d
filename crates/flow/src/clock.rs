//! Time and randomness as seams: what needs them is handed a `Clock` or `Ids`,
//! so that tests and the simulator decide what time it is.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An instant as milliseconds since the Unix epoch, UTC. Stored as an INTEGER.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This instant moved by `duration_ms` milliseconds; saturates at the ends of the range.
    #[must_use]
    pub fn plus_ms(self, duration_ms: i64) -> Self {
        Self(self.0.saturating_add(duration_ms))
    }

    /// Milliseconds from `earlier` to this instant; negative if `earlier` is later.
    pub fn since_ms(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}ms", self.0)
    }
}

/// Tells the time. The real one reads the system clock, a test one is set by hand.
pub trait Clock: Send + Sync {
    /// The current instant.
    fn now(&self) -> Timestamp;
}

/// Hands out new, time-ordered ids (UUIDv7 in production, counted ones in tests).
pub trait Ids: Send + Sync {
    /// A new unique id.
    fn uuid(&self) -> uuid::Uuid;
}
