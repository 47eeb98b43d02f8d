//! The state of a container that is open: what of its body is under way, and what
//! it needs to go on. Finished frames are not in it, so it stays small.

use crate::event::FrameId;
use crate::run::RunError;
use flow::{Item, Items};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// An open container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Open {
    /// How many frames it opened.
    pub(crate) begun: u32,
    /// The frames under way, by index of the iteration.
    pub(crate) in_flight: BTreeMap<u32, FrameId>,
    pub(crate) work: Work,
}

/// What a container of each kind needs to know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Work {
    ForEach(ForEach),
    While(While),
    /// Try and race: one frame, nothing to remember.
    Once,
    /// A run of another flow is at work.
    Child,
}

/// A for-each under way.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ForEach {
    /// The iteration that begins next.
    pub(crate) next: u32,
    /// Iterations from this one on do not count: there are no more, or an earlier
    /// one broke off the loop.
    pub(crate) limit: u32,
    /// Which iterations are over.
    pub(crate) done: Ranges,
    /// Results of iterations that ended before an earlier one.
    ahead: BTreeMap<u32, Result<Items, Items>>,
    /// What the iterations gave, in their order.
    pub(crate) results: Vec<Item>,
    /// Items whose iteration failed, in their order.
    pub(crate) errors: Vec<Item>,
    /// An iteration gave nothing, and that ended the loop without a result.
    #[serde(default)]
    pub(crate) is_given_up: bool,
    /// The failure that stopped the loop, with its iteration.
    pub(crate) failure: Option<(u32, Box<RunError>)>,
}

/// A while under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct While {
    /// The iteration that begins if the condition holds.
    pub(crate) iteration: u32,
    /// What the iteration before gave.
    pub(crate) carried: Items,
    /// Whether the condition is being evaluated.
    pub(crate) asking: bool,
}

impl Open {
    pub(crate) fn new(work: Work) -> Self {
        Self { begun: 0, in_flight: BTreeMap::new(), work }
    }

    /// As it is to be looked at only: how far it is, not what it has gathered.
    pub(crate) fn seen(&self) -> Self {
        let work = match &self.work {
            Work::ForEach(state) => {
                Work::ForEach(ForEach { next: state.next, limit: state.limit, ..ForEach::default() })
            }
            Work::While(state) => Work::While(While { carried: Items::default(), ..*state }),
            Work::Once => Work::Once,
            Work::Child => Work::Child,
        };
        Self { begun: self.begun, in_flight: BTreeMap::new(), work }
    }
}

impl ForEach {
    pub(crate) fn new(limit: u32) -> Self {
        Self { limit, ..Self::default() }
    }

    /// An iteration is over: what it gave, or its items with the error.
    pub(crate) fn record(&mut self, index: u32, result: Result<Items, Items>) {
        if !result.as_ref().unwrap_or_else(|items| items).is_empty() {
            self.ahead.insert(index, result);
        }
        self.done.insert(index);
        let low = self.done.low();
        while let Some(first) = self.ahead.first_entry().filter(|first| *first.key() < low) {
            match first.remove() {
                Ok(items) => self.results.extend(items.into_vec()),
                Err(items) => self.errors.extend(items.into_vec()),
            }
        }
    }

    /// Later iterations count no longer, whatever they gave.
    pub(crate) fn cut_after(&mut self, index: u32) {
        self.limit = self.limit.min(index + 1);
        let limit = self.limit;
        self.ahead.retain(|index, _| *index < limit);
        self.failure.take_if(|(failed, _)| *failed >= limit);
    }
}

/// A set of numbers, as ranges in ascending order that do not touch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Ranges(Vec<Range<u32>>);

impl Ranges {
    pub(crate) fn insert(&mut self, number: u32) {
        let place = self.0.partition_point(|range| range.end < number);
        match self.0.get_mut(place) {
            Some(range) if range.contains(&number) => {}
            Some(range) if range.end == number => range.end += 1,
            Some(range) if range.start == number + 1 => range.start = number,
            _ => self.0.insert(place, number..number + 1),
        }
        if let [before, after] = &self.0[place..self.0.len().min(place + 2)]
            && before.end == after.start
        {
            self.0[place].end = after.end;
            self.0.remove(place + 1);
        }
    }

    /// All numbers below this one are in it.
    pub(crate) fn low(&self) -> u32 {
        self.0.first().filter(|range| range.start == 0).map_or(0, |range| range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::Ranges;

    #[test]
    fn numbers_in_any_order_become_one_range() {
        let mut ranges = Ranges::default();
        for (number, expected, low) in [(3, 1, 0), (1, 2, 0), (1, 2, 0), (4, 2, 0), (2, 1, 0), (0, 1, 5), (9, 2, 5)] {
            ranges.insert(number);
            assert_eq!((ranges.0.len(), ranges.low()), (expected, low), "after {number}: {ranges:?}");
        }
    }
}
