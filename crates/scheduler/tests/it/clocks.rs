//! No slot is missed and none runs twice, whatever happens to the clock: a hundred
//! schedules in many zones, over changes to summer time and back, leap days, clocks that
//! are set forward and back, and processes that are killed.

use crate::stage::{Happens, Planned, Stage, in_a_process};
use flow::Timestamp;
use node_sdk::cron::{Schedule, iso};
use node_sdk::trigger::Missed;
use std::collections::{BTreeMap, BTreeSet};
use store::PageRequest;
use store::runs::{RunFilter, RunRow, RunStatus, Runs};

const MINUTE_MS: i64 = 60_000;
/// A slot that is seen later than this was missed.
const LATE_MS: i64 = MINUTE_MS;
const ZONES: [&str; 10] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "America/Santiago",
    "Africa/Cairo",
    "Europe/London",
];

fn at(text: &str) -> Timestamp {
    Timestamp(text.parse::<jiff::Timestamp>().expect("a time").as_millisecond())
}

/// A hundred schedules: every way to write one, in every zone, with every policy.
fn a_hundred() -> Vec<Planned> {
    let of = |number: usize| {
        let (minute, hour) = (number * 7 % 60, number * 5 % 24);
        let cron = match number / 10 {
            0 => format!("{minute} {hour} * * *"),
            1 => format!("*/{} * * * *", [5, 10, 15, 20, 30][number % 5]),
            2 => format!("{minute} */{} * * *", [1, 2, 3, 4][number % 4]),
            3 => format!("{minute} {hour} 29 2 *"),
            4 => format!("{minute} {hour} L * *"),
            5 => format!("{minute} {hour} * * {}", ["SUN", "MON-FRI", "6,7"][number % 3]),
            6 => format!("{minute},{} 1-4 * * *", (minute + 20) % 60),
            7 => "30 2 * * *".to_owned(),
            8 => "0 0 * * *".to_owned(),
            _ => "15 1,2,3 * * *".to_owned(),
        };
        let missed = [Missed::RunAll, Missed::RunOnce, Missed::Skip][number % 3];
        Planned { cron, zone: ZONES[number % ZONES.len()], missed }
    };
    (0..100).map(of).collect()
}

/// Hours in which the clock is set again and again, always at half past a minute.
const UNREST: [Happens; 17] = [
    Happens::Minutes(40),
    Happens::Set(3_600),
    Happens::Minutes(20),
    Happens::Set(-3_600),
    Happens::Minutes(70),
    // A leap second: the last second of the minute comes twice.
    Happens::Set(-1),
    Happens::Minutes(10),
    Happens::Killed(1_500),
    Happens::Minutes(45),
    Happens::Killed(-900),
    Happens::Minutes(30),
    Happens::Killed(0),
    Happens::Minutes(60),
    Happens::Set(-7_200),
    Happens::Minutes(150),
    Happens::Set(2_100),
    Happens::Minutes(30),
];

/// Which slots must have run, by what the clock showed, and nothing else.
fn expected(planned: &Planned, from: Timestamp, shown: &[(Timestamp, Timestamp)]) -> BTreeSet<Timestamp> {
    let slots = slots(planned, from, shown.iter().map(|(_, to)| *to).max().unwrap_or(from));
    let between =
        |after: Timestamp, to: Timestamp| slots.iter().copied().filter(move |slot| after < *slot && *slot <= to);
    let mut expected = BTreeSet::new();
    // No time before this is ever new again.
    let mut reached = from;
    for (begin, end) in shown {
        let late_until = begin.plus_ms(-LATE_MS);
        let missed: Vec<Timestamp> = between(reached, late_until).collect();
        let has_fresh = between(reached.max(late_until), *begin).next().is_some();
        match planned.missed {
            Missed::RunAll => expected.extend(missed),
            Missed::RunOnce if !has_fresh => expected.extend(missed.last()),
            Missed::RunOnce | Missed::Skip => {}
        }
        expected.extend(between(reached.max(late_until), *end));
        reached = reached.max(*end);
    }
    expected
}

/// All slots in a time.
fn slots(planned: &Planned, after: Timestamp, to: Timestamp) -> Vec<Timestamp> {
    let schedule = Schedule::parse(&planned.cron, planned.zone).expect("a schedule");
    let next = |slot: &Timestamp| schedule.next(*slot).expect("it can be followed");
    std::iter::successors(next(&after), next).take_while(|slot| *slot <= to).collect()
}

/// Plays the unrest from this time on, and compares what ran with what should have.
fn play(from: &str) {
    let from = at(from).plus_ms(MINUTE_MS / 2);
    let stage = Stage::new(from);
    let plans = a_hundred();
    let published: Vec<_> = plans.iter().map(|planned| stage.publish(planned)).collect();
    let shown = stage.play(&UNREST);
    let mut count = 0;
    in_a_process(async {
        for (planned, published) in plans.iter().zip(&published) {
            let expected = expected(planned, from, &shown);
            let ran: BTreeMap<_, RunRow> =
                runs(&stage, published.flow).await.into_iter().map(|row| (row.id, row)).collect();
            let mut slots = BTreeSet::new();
            for slot in &expected {
                let scope = published.trigger.to_string();
                let kept =
                    stage.store.idempotency(stage.workspace, &scope, &slot.0.to_string()).await.expect("it is read");
                slots.extend(kept.filter(|kept| ran.contains_key(&kept.run)).map(|_| *slot));
            }
            assert_eq!(slots, expected, "{planned:?}: no slot is missed");
            assert_eq!(ran.len(), expected.len(), "{planned:?}: each slot runs once, and nothing else");
            assert!(ran.values().all(|row| row.status == RunStatus::Succeeded), "{planned:?}");
            count += ran.len();
        }
    });
    assert!(count > 300, "{count} runs from {from:?}");
}

async fn runs(stage: &Stage, flow: flow::id::FlowId) -> Vec<RunRow> {
    let filter = RunFilter { flow: Some(flow), ..RunFilter::default() };
    let (mut rows, mut cursor) = (Vec::new(), None);
    loop {
        let page = stage.store.runs(stage.workspace, filter.clone(), PageRequest { cursor, limit: 100 }).await;
        let page = page.expect("they are read");
        rows.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return rows;
        }
    }
}

#[test]
fn over_the_beginning_of_summer_time() {
    // In Berlin and London at 01:00 UTC.
    play("2026-03-28T23:10:00Z");
}

#[test]
fn over_the_end_of_summer_time() {
    // In Berlin and London at 01:00 UTC.
    play("2026-10-24T23:10:00Z");
}

#[test]
fn over_summer_time_across_the_ocean() {
    // In New York and St. John's, at 07:00 and 05:30 UTC.
    play("2026-03-08T04:10:00Z");
}

#[test]
fn over_a_leap_day() {
    play("2028-02-28T21:10:00Z");
}

/// A schedule that names one time of the day is due once a day, also where that time does
/// not exist on a day, or exists twice.
#[test]
fn a_daily_schedule_is_due_once_a_day_in_every_zone() {
    for zone in ZONES {
        for cron in ["0 0 * * *", "30 0 * * *", "45 1 * * *", "30 2 * * *", "0 3 * * *", "59 23 * * *"] {
            let planned = Planned { cron: cron.into(), zone, missed: Missed::Skip };
            let time_zone = jiff::tz::TimeZone::get(zone).expect("a zone");
            let local = |year: i16, month: i8, day: i8| {
                let midday = jiff::civil::date(year, month, day).at(12, 0, 0, 0).to_zoned(time_zone.clone());
                Timestamp(midday.expect("a time").timestamp().as_millisecond())
            };
            let due = slots(&planned, local(2027, 12, 31), local(2028, 12, 31));
            let day_of = |slot: &Timestamp| {
                let instant = jiff::Timestamp::from_millisecond(slot.0).expect("a time");
                instant.to_zoned(time_zone.clone()).date()
            };
            let days: BTreeSet<_> = due.iter().map(day_of).collect();
            let twice = due.iter().zip(due.iter().skip(1)).filter(|(one, other)| day_of(one) == day_of(other));
            let twice: Vec<_> = twice.map(|(one, other)| [one, other].map(|slot| iso(*slot, zone))).collect();
            assert_eq!((twice, days.len()), (Vec::new(), 366), "{cron} in {zone}");
        }
    }
}
