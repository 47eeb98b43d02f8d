//! How much the process has to bear: its memory, and how long the database takes. While
//! it is too much, no further run begins; those that are under way go on.

use crate::Inner;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// Memory is looked at this often.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// After it was too much, memory must have fallen to so many hundredths.
const CALM_HUNDREDTHS: u64 = 90;
/// A commit that took too long keeps further runs out for this long.
const SLOW_MS: u64 = 500;

/// How much the process has to bear. Its time is that of the runtime, which no setting of
/// the clock moves, and which a simulation holds in its hands.
pub(crate) struct Pressure {
    since: Instant,
    commit_slow: Duration,
    /// Until when commits count as slow, in milliseconds after `since`; 0: they do not.
    slow_until_ms: AtomicU64,
    is_memory_full: AtomicBool,
}

impl Pressure {
    /// A commit that takes longer than this is a sign of too much.
    pub fn new(commit_slow: Duration) -> Self {
        Self {
            since: Instant::now(),
            commit_slow,
            slow_until_ms: AtomicU64::new(0),
            is_memory_full: AtomicBool::new(false),
        }
    }

    /// Whether no further run should begin. Costs two loads while all is well.
    pub fn is_pressed(&self) -> bool {
        if self.is_memory_full.load(Ordering::Relaxed) {
            return true;
        }
        let until_ms = self.slow_until_ms.load(Ordering::Relaxed);
        if until_ms == 0 {
            return false;
        }
        let is_slow = self.now_ms() < until_ms;
        if !is_slow {
            self.slow_until_ms.store(0, Ordering::Relaxed);
        }
        is_slow
    }

    /// Takes in how long a commit took.
    pub fn committed(&self, took: Duration) {
        if took > self.commit_slow {
            self.slow_until_ms.store(self.now_ms() + SLOW_MS, Ordering::Relaxed);
        }
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn set_memory(&self, used_bytes: u64, most_bytes: u64) {
        let was_full = self.is_memory_full.load(Ordering::Relaxed);
        let is_full = if was_full { used_bytes > most_bytes / 100 * CALM_HUNDREDTHS } else { used_bytes > most_bytes };
        if is_full != was_full {
            tracing::warn!(used_bytes, most_bytes, is_full, "the memory of the process");
        }
        self.is_memory_full.store(is_full, Ordering::Relaxed);
    }
}

/// Watches the memory until the worker stops.
pub(crate) async fn watch(inner: Arc<Inner>, most_bytes: u64) {
    while let Some(used_bytes) = resident_bytes() {
        inner.pressure.set_memory(used_bytes, most_bytes);
        tokio::select! {
            () = inner.stop.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
    tracing::info!("how much memory the process has cannot be read here, so it is not limited");
}

/// The memory the process has, where the system tells.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_must_fall_before_runs_begin_again() {
        let pressure = Pressure::new(Duration::from_secs(2));
        let pressed = [(1_000, false), (1_001, true), (950, true), (900, false), (950, false)];
        for (used, is_pressed) in pressed {
            pressure.set_memory(used, 1_000);
            assert_eq!(pressure.is_pressed(), is_pressed, "at {used}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_commit_keeps_runs_out_for_a_while() {
        let pressure = Pressure::new(Duration::from_secs(2));
        pressure.committed(Duration::from_secs(2));
        assert!(!pressure.is_pressed());
        pressure.committed(Duration::from_millis(2_001));
        assert!(pressure.is_pressed());
        tokio::time::advance(Duration::from_millis(SLOW_MS - 1)).await;
        assert!(pressure.is_pressed());
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(!pressure.is_pressed());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_memory_is_told_here() {
        assert!(resident_bytes().is_some_and(|bytes| bytes > 1 << 20));
    }
}
