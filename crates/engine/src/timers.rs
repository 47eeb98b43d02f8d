//! The timers of a run, soonest first.

use crate::event::TimerId;
use flow::Timestamp;
use serde::{Deserialize, Serialize};

/// The timers that are set. A sorted list: a run has few, and `next` is the first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Timers(Vec<(Timestamp, TimerId)>);

impl Timers {
    /// Sets a timer; one of the same id is replaced.
    pub(crate) fn set(&mut self, timer: TimerId, at: Timestamp) {
        self.clear(timer);
        let place = self.0.partition_point(|set| *set < (at, timer));
        self.0.insert(place, (at, timer));
    }

    /// Clears a timer; gives its time if it was set.
    pub(crate) fn clear(&mut self, timer: TimerId) -> Option<Timestamp> {
        let place = self.0.iter().position(|(_, set)| *set == timer)?;
        Some(self.0.remove(place).0)
    }

    /// When this timer is due, if it is set.
    pub(crate) fn due(&self, timer: TimerId) -> Option<Timestamp> {
        self.0.iter().find(|(_, set)| *set == timer).map(|(at, _)| *at)
    }

    /// All timers, soonest first.
    pub(crate) fn all(&self) -> &[(Timestamp, TimerId)] {
        &self.0
    }

    /// Removes the timers the predicate picks, soonest first.
    pub(crate) fn take(&mut self, mut pick: impl FnMut(TimerId) -> bool) -> Vec<TimerId> {
        let mut taken = Vec::new();
        self.0.retain(|(_, timer)| {
            let picked = pick(*timer);
            if picked {
                taken.push(*timer);
            }
            !picked
        });
        taken
    }
}
