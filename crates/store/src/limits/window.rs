//! When runs began lately, in so few bytes that a row holds it: the time of a rate is
//! cut into slots, and of each slot it is known how many began.
//!
//! A slot counts as long as any part of it is within the time, so there are never more
//! than allowed within any such time; a run may come up to one slot later than it could.

use crate::{StoreError, StoreResult};
use flow::Timestamp;
use std::collections::BTreeMap;

use super::Rate;

/// Into so many slots the time of a rate is cut.
const SLOTS: u64 = 60;
/// A slot as it is kept: its number and how many began in it.
const SLOT_BYTES: usize = 12;

/// When runs began lately.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// How many began, by number of the slot since the epoch.
    slots: BTreeMap<i64, u32>,
}

impl Window {
    /// From how it is kept.
    pub fn read(bytes: &[u8]) -> StoreResult<Self> {
        let (slots, rest) = bytes.as_chunks::<SLOT_BYTES>();
        if !rest.is_empty() {
            return Err(StoreError::Damaged("the beginnings of runs are cut off".into()));
        }
        let slot = |bytes: &[u8; SLOT_BYTES]| {
            let (mut number, mut count) = ([0; 8], [0; 4]);
            number.copy_from_slice(&bytes[..8]);
            count.copy_from_slice(&bytes[8..]);
            (i64::from_le_bytes(number), u32::from_le_bytes(count))
        };
        Ok(Self { slots: slots.iter().map(slot).collect() })
    }

    /// As it is kept.
    pub fn bytes(&self) -> Vec<u8> {
        let slot = |(number, count): (&i64, &u32)| [&number.to_le_bytes()[..], &count.to_le_bytes()].concat();
        self.slots.iter().flat_map(slot).collect()
    }

    /// Whether one more may begin now; if not, when it may be worth asking again.
    pub fn room(&mut self, rate: Rate, now: Timestamp) -> Result<(), Timestamp> {
        let span_ms = i64::try_from(rate.per_ms).unwrap_or(i64::MAX / 4);
        let width_ms = width_ms(rate);
        let gone = |number: i64| (number + 1).saturating_mul(width_ms).saturating_add(span_ms);
        // A clock that was set back must not keep runs waiting for longer than the time itself.
        let present = now.0.div_euclid(width_ms);
        self.slots.retain(|number, _| gone(*number) > now.0 && *number <= present + 1);
        let mut begun: u64 = self.slots.values().map(|count| u64::from(*count)).sum();
        if begun < u64::from(rate.runs) {
            return Ok(());
        }
        for (number, count) in &self.slots {
            begun -= u64::from(*count);
            if begun < u64::from(rate.runs) {
                return Err(Timestamp(gone(*number)));
            }
        }
        Err(now.plus_ms(span_ms))
    }

    /// Notes that one begins now.
    pub fn begin(&mut self, rate: Rate, now: Timestamp) {
        *self.slots.entry(now.0.div_euclid(width_ms(rate))).or_default() += 1;
    }
}

fn width_ms(rate: Rate) -> i64 {
    i64::try_from(rate.per_ms / SLOTS).unwrap_or(i64::MAX / 4).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever asks all the time gets what is allowed, and never more within any such time.
    #[test]
    fn never_more_than_allowed_and_not_much_less() {
        for (runs, per_ms) in [(1, 1_000), (7, 1_000), (10, 60_000), (3, 1_500)] {
            let rate = Rate { runs, per_ms };
            let mut window = Window::default();
            let mut begun = Vec::new();
            let (mut at, end) = (Timestamp(1_700_000_000_123), per_ms as i64 * 10);
            let start = at;
            while at.0 < start.0 + end {
                match window.room(rate, at) {
                    Ok(()) => {
                        window.begin(rate, at);
                        begun.push(at.0);
                    }
                    Err(again_at) => {
                        assert!(again_at > at, "it must get on");
                        at = again_at;
                    }
                }
                window = Window::read(&window.bytes()).unwrap();
            }
            let most = begun
                .iter()
                .map(|last| begun.iter().filter(|one| (last - per_ms as i64..=*last).contains(*one)).count());
            assert_eq!(most.max(), Some(runs as usize), "{rate:?}");
            assert!(begun.len() >= runs as usize * 9, "{rate:?}: {} in ten times", begun.len());
        }
    }

    #[test]
    fn a_clock_that_is_set_back_blocks_nothing_for_long() {
        let rate = Rate { runs: 1, per_ms: 60_000 };
        let mut window = Window::default();
        window.begin(rate, Timestamp(10_000_000));
        assert!(window.room(rate, Timestamp(10_000_000)).is_err());
        assert_eq!(window.room(rate, Timestamp(5_000_000)), Ok(()));
    }

    #[test]
    fn damage_is_an_error() {
        assert!(Window::read(&[1, 2, 3]).is_err());
    }
}
