//! Which slots of a schedule are to be started now. Pure.

use flow::Timestamp;
use node_sdk::cron::Schedule;
use node_sdk::trigger::Missed;

/// A slot that is this late was missed: the server was down or asleep.
const LATE_MS: i64 = 60_000;
/// More missed slots than this are not made up for.
const SLOTS_MAXIMUM: usize = 100;
/// A bound for the search through slots that passed long ago (a schedule of every
/// second, off for hours).
const SEARCH_MAXIMUM: usize = 10_000;

/// What is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The slots to start, oldest first.
    pub slots: Vec<Timestamp>,
    /// How many slots had passed unseen.
    pub missed: u32,
    /// When the schedule is due again; None if never.
    pub next_at: Option<Timestamp>,
}

/// Decides what is due of a schedule whose next slot was `from`, at `now`. Errors
/// are sentences: the cron expression or zone cannot be read.
pub fn due(expression: &str, zone: &str, policy: Missed, from: Timestamp, now: Timestamp) -> Result<Due, String> {
    let schedule = Schedule::parse(expression, zone)?;
    let mut passed = Vec::new();
    let mut next = Some(from);
    while let Some(slot) = next.filter(|slot| *slot <= now && passed.len() < SEARCH_MAXIMUM) {
        passed.push(slot);
        next = schedule.next(slot)?;
    }
    if next.is_some_and(|slot| slot <= now) {
        next = schedule.next(now)?;
    }
    let (late, fresh): (Vec<_>, Vec<_>) = passed.into_iter().partition(|slot| now.since_ms(*slot) > LATE_MS);
    let made_up = match policy {
        Missed::Skip => Vec::new(),
        // The newest stands for all; a fresh slot right behind it is enough by itself.
        Missed::RunOnce if fresh.is_empty() => late.last().copied().into_iter().collect(),
        Missed::RunOnce => Vec::new(),
        Missed::RunAll => late[late.len().saturating_sub(SLOTS_MAXIMUM)..].to_vec(),
    };
    Ok(Due { missed: u32::try_from(late.len()).unwrap_or(u32::MAX), slots: [made_up, fresh].concat(), next_at: next })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    fn minutes(times: &[Timestamp]) -> Vec<i64> {
        times.iter().map(|time| time.0 / MINUTE).collect()
    }

    #[test]
    fn a_slot_on_time_runs_once_whatever_the_policy() {
        for policy in [Missed::Skip, Missed::RunOnce, Missed::RunAll] {
            let due = due("*/5 * * * *", "UTC", policy, Timestamp(5 * MINUTE), Timestamp(5 * MINUTE + 20)).unwrap();
            assert_eq!((minutes(&due.slots), due.next_at), (vec![5], Some(Timestamp(10 * MINUTE))), "{policy:?}");
        }
    }

    #[test]
    fn missed_slots_follow_the_policy() {
        let cases =
            [(Missed::Skip, vec![]), (Missed::RunOnce, vec![30]), (Missed::RunAll, vec![5, 10, 15, 20, 25, 30])];
        for (policy, expected) in cases {
            let due = due("*/5 * * * *", "UTC", policy, Timestamp(5 * MINUTE), Timestamp(33 * MINUTE)).unwrap();
            assert_eq!(
                (minutes(&due.slots), due.missed, due.next_at),
                (expected, 6, Some(Timestamp(35 * MINUTE))),
                "{policy:?}"
            );
        }
    }

    #[test]
    fn a_long_outage_is_bounded() {
        let due = due("* * * * * *", "UTC", Missed::RunAll, Timestamp(0), Timestamp(40 * 24 * 60 * MINUTE)).unwrap();
        assert!(due.slots.len() <= SLOTS_MAXIMUM + 61);
        assert!(due.next_at.unwrap() > Timestamp(40 * 24 * 60 * MINUTE));
    }

    /// 29 March 2026, Berlin: 02:00 becomes 03:00, so 02:30 does not exist that day.
    /// 25 October 2026: 03:00 becomes 02:00, so 02:30 is there twice and runs once.
    #[test]
    fn summer_time_neither_loses_nor_doubles_a_day() {
        for (day, expected) in [("2026-03-29", 1), ("2026-10-25", 1), ("2026-05-05", 1)] {
            let midnight = at(&format!("{day}T00:00:00Z")).plus_ms(-2 * 60 * MINUTE);
            let from = node_sdk::cron::next("30 2 * * *", "Europe/Berlin", midnight).unwrap().unwrap();
            let end = midnight.plus_ms(24 * 60 * MINUTE);
            let due = due("30 2 * * *", "Europe/Berlin", Missed::RunAll, from, end).unwrap();
            assert_eq!(due.slots.len(), expected, "{day}: {:?}", due.slots);
        }
    }
}
