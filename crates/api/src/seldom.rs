//! A line of the log that is written at most once a second, with how often it was left out:
//! where a full disk refuses thousands of requests a second, the log must not fill it again.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// The least time between two lines.
const BETWEEN_MS: i64 = 1_000;

/// When a line was written last.
#[derive(Debug, Default)]
pub(crate) struct Seldom {
    last_ms: AtomicI64,
    left_out: AtomicU64,
}

impl Seldom {
    /// Whether the line is to be written at this time; how many were left out since the last one.
    pub(crate) fn is_due(&self, now_ms: i64) -> Option<u64> {
        let last_ms = self.last_ms.load(Ordering::Relaxed);
        // A clock that was set back must not silence the log.
        let is_due = now_ms < last_ms || now_ms - last_ms >= BETWEEN_MS;
        let is_ours =
            is_due && self.last_ms.compare_exchange(last_ms, now_ms, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if is_ours {
            return Some(self.left_out.swap(0, Ordering::Relaxed));
        }
        self.left_out.fetch_add(1, Ordering::Relaxed);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_a_second_says_how_many_there_were() {
        let seldom = Seldom::default();
        let begin = 1_700_000_000_000;
        let lines: Vec<Option<u64>> = (0..2_500).step_by(10).map(|ms| seldom.is_due(begin + ms)).collect();
        let written: Vec<(usize, u64)> =
            (0..).zip(&lines).filter_map(|(place, line)| Some((place, (*line)?))).collect();
        assert_eq!(written, [(0, 0), (100, 99), (200, 99)]);
        assert_eq!(seldom.is_due(begin - 60_000), Some(49), "the clock was set back");
    }
}
