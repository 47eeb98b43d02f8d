//! What a run may use, and the watch that stops it.

use rustix::time::{ClockId, clock_gettime};
use std::time::{Duration, Instant};
use wasmtime::{Error, ResourceLimiter, Result, UpdateDeadline};

/// What a run may use at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Time on the clock.
    pub(crate) wall_ms: u64,
    /// Time of this thread on a processor.
    pub(crate) cpu_ms: u64,
    /// Memory beyond the snapshot.
    pub(crate) heap_bytes: usize,
    /// The result, as JSON.
    pub(crate) result_bytes: usize,
}

/// Watches one run.
pub(crate) struct Watch {
    pub(crate) limits: Limits,
    started: Instant,
    cpu_started: Duration,
    /// What the memory measured before the run; known at its first growth.
    snapshot_bytes: Option<usize>,
    /// Whether time was up.
    pub(crate) is_late: bool,
    /// Whether memory was asked for and refused.
    pub(crate) is_full: bool,
}

impl Watch {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            started: Instant::now(),
            cpu_started: cpu_time(),
            snapshot_bytes: None,
            is_late: false,
            is_full: false,
        }
    }

    pub(crate) fn passed_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Looked at every tick: goes on, or ends the run.
    pub(crate) fn look(&mut self) -> Result<UpdateDeadline> {
        let cpu_used = cpu_time().saturating_sub(self.cpu_started);
        self.is_late = self.passed_ms() >= self.limits.wall_ms || cpu_used >= Duration::from_millis(self.limits.cpu_ms);
        if self.is_late { Err(Error::msg("the time is up")) } else { Ok(UpdateDeadline::Continue(1)) }
    }
}

impl ResourceLimiter for Watch {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        if current == 0 {
            self.snapshot_bytes = Some(desired);
            return Ok(true);
        }
        let snapshot_bytes = *self.snapshot_bytes.get_or_insert(current);
        let is_allowed = desired.saturating_sub(snapshot_bytes) <= self.limits.heap_bytes;
        self.is_full |= !is_allowed;
        Ok(is_allowed)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> Result<bool> {
        Ok(true)
    }
}

fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}
