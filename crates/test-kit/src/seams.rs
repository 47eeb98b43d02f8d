//! Time and ids that a test decides.

use flow::{Clock, Ids, Timestamp};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use uuid::Uuid;

/// A clock that stands still until it is moved. Starts at 2026-01-01T00:00:00Z.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl Default for TestClock {
    fn default() -> Self {
        Self(AtomicI64::new(1_767_225_600_000))
    }
}

impl TestClock {
    /// Moves the clock on.
    pub fn advance_ms(&self, duration_ms: i64) {
        self.0.fetch_add(duration_ms, Ordering::SeqCst);
    }

    /// Sets the clock.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Ids 1, 2, 3 …: the same in every run of a test, and in order like the real ones.
#[derive(Debug, Default)]
pub struct CountingIds(AtomicU64);

impl Ids for CountingIds {
    fn uuid(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::SeqCst)) + 1)
    }
}
