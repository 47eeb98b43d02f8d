//! The process ends at each boundary of the journal: before each record is kept, and after
//! it is kept but before anybody hears of it; for each kind of step, each class of
//! durability, and each database. Each of these points is hit, and each run ends as it
//! does when nothing goes wrong.

mod life;
mod place;
mod scenarios;

use life::{Life, Outcome};
use place::Place;
use scenarios::{SCENARIOS, Scenario};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use store::faults::{Fault, Faults, Operation};
use test_kit::TempCluster;
use tokio::sync::Notify;

/// Where the process ends.
#[derive(Clone, Copy, Debug)]
struct Point {
    /// At which of its records, from 0.
    record: usize,
    /// Whether the record is kept.
    is_kept: bool,
}

/// Ends the process at a point, if there is one, and counts its records.
struct FailPoint {
    point: Option<Point>,
    records: AtomicUsize,
    hit: Notify,
}

impl FailPoint {
    fn new(point: Option<Point>) -> Arc<Self> {
        Arc::new(Self { point, records: AtomicUsize::new(0), hit: Notify::new() })
    }

    fn is_set(&self) -> bool {
        self.point.is_some()
    }
}

impl Faults for FailPoint {
    fn next(&self, operation: Operation) -> Fault {
        if operation != Operation::Commit {
            return Fault::None(Duration::ZERO);
        }
        let record = self.records.fetch_add(1, Ordering::SeqCst);
        match self.point {
            Some(point) if point.record == record => Fault::Killed { is_kept: point.is_kept },
            _ => Fault::None(Duration::ZERO),
        }
    }

    fn killed(&self) {
        self.hit.notify_one();
    }
}

/// A point is looked for in so many lives.
const LIVES: usize = 8;

/// Ends the process at each point of a scenario; gives how many there were.
fn survive_each_point(place: &Place, scenario: &Scenario, durability: &str) -> usize {
    let name = format!("{} ({durability}, {place})", scenario.name);
    let published = place.publish(scenario, durability);
    let whole = FailPoint::new(None);
    let expected = Life::new(place, scenario, &published, "whole").run(&whole).expect("nothing ends it");
    assert_eq!(expected.status, scenario.status, "{name}: without a kill");
    let records = whole.records.load(Ordering::SeqCst);
    assert!(records > 0, "{name} writes nothing");
    let points = (0..records).flat_map(|record| [false, true].map(|is_kept| Point { record, is_kept }));
    points.map(|point| survive(place, scenario, &published, point, &expected, &name)).count()
}

fn survive(
    place: &Place,
    scenario: &Scenario,
    published: &place::Published,
    point: Point,
    expected: &Outcome,
    name: &str,
) {
    let at = format!("{name}, killed at {point:?}");
    // How many records there are is a matter of time where two things happen in one moment.
    let hit = (0..LIVES).find_map(|number| {
        let life = Life::new(place, scenario, published, &format!("{point:?} {number}"));
        life.run(&FailPoint::new(Some(point))).is_none().then_some(life)
    });
    let life = hit.unwrap_or_else(|| panic!("{at}: the point was not hit"));
    let standing = life.look(scenario);
    standing.check_intents(published, &at);
    let after = life.run(&FailPoint::new(None)).expect("nothing ends it");
    assert_eq!(after, *expected, "{at}");
    standing.check_calls(scenario, published, &life.calls(), &at);
}

/// The durability classes of flows.
const CLASSES: &[&str] = &["fast", "durable", "strict"];

fn survive_all(place: &Place, classes: &[&str]) {
    let mut points = 0;
    for scenario in SCENARIOS {
        for durability in classes {
            points += survive_each_point(place, scenario, durability);
        }
    }
    println!("{points} points on {place}, each hit");
    assert!(points >= SCENARIOS.len() * classes.len() * 2);
}

#[test]
fn in_memory() {
    survive_all(&Place::memory(), CLASSES);
}

#[test]
fn on_sqlite() {
    survive_all(&Place::sqlite(), CLASSES);
}

#[test]
fn on_postgres() {
    // Each life connects anew, which takes its time: the class most flows have speaks for the others.
    survive_all(&Place::postgres(TempCluster::start()), &["durable"]);
}
