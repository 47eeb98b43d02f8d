//! The times at which sleeping runs must be woken.
//!
//! A sleeping run costs one heap entry, 32 bytes. An entry may be stale (the run
//! was cancelled or woken by a signal): waking a run that has nothing due is harmless.

use crate::Inner;
use crate::actor;
use crate::registry::Mail;
use flow::Timestamp;
use flow::id::RunId;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// However far the next time is, the clock is looked at this often, since it may be set.
const LONGEST_SLEEP_MS: i64 = 10_000;
/// How many runs are woken before others get a turn.
const BATCH: usize = 256;

/// The times at which sleeping runs must be woken.
#[derive(Default)]
pub(crate) struct WakeList {
    heap: Mutex<BinaryHeap<Reverse<(Timestamp, RunId)>>>,
    changed: Notify,
}

impl WakeList {
    /// Wakes this run at this time.
    pub fn add(&self, at: Timestamp, run: RunId) {
        let mut heap = self.lock();
        let sooner = heap.peek().is_none_or(|Reverse((first, _))| at < *first);
        heap.push(Reverse((at, run)));
        drop(heap);
        if sooner {
            self.changed.notify_one();
        }
    }

    /// Wakes nobody any more.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    fn due(&self, now: Timestamp) -> Vec<RunId> {
        let mut heap = self.lock();
        let mut due = Vec::new();
        while due.len() < BATCH && heap.peek().is_some_and(|Reverse((at, _))| *at <= now) {
            due.extend(heap.pop().map(|Reverse((_, run))| run));
        }
        due
    }

    fn next(&self) -> Option<Timestamp> {
        self.lock().peek().map(|Reverse((at, _))| *at)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BinaryHeap<Reverse<(Timestamp, RunId)>>> {
        self.heap.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes runs as their times come, until the worker stops.
pub(crate) async fn run(inner: Arc<Inner>) {
    loop {
        let due = inner.wake.due(inner.clock.now());
        if due.is_empty() {
            let sleep_ms = inner
                .wake
                .next()
                .map_or(LONGEST_SLEEP_MS, |at| at.since_ms(inner.clock.now()).clamp(1, LONGEST_SLEEP_MS));
            tokio::select! {
                () = inner.stop.cancelled() => return,
                () = inner.wake.changed.notified() => {}
                () = tokio::time::sleep(Duration::from_millis(sleep_ms.unsigned_abs())) => {}
            }
            continue;
        }
        for run in due {
            actor::deliver(&inner, run, Mail::Wake);
        }
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn gives_runs_in_order_of_time_and_only_when_due() {
        let list = WakeList::default();
        let [first, second] = [1, 2].map(|number| RunId(Uuid::from_u128(number)));
        list.add(Timestamp(20), second);
        list.add(Timestamp(10), first);
        assert_eq!(list.due(Timestamp(9)), []);
        assert_eq!(list.due(Timestamp(15)), [first]);
        assert_eq!(list.next(), Some(Timestamp(20)));
        assert_eq!(list.due(Timestamp(20)), [second]);
    }
}
