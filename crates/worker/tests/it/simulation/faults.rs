//! What goes wrong with the store: it is slow, it refuses, it loses an answer, and for
//! a while it takes nothing at all, as when its disk is full.

use super::chance::Chance;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::StoreError;
use store::faults::{Fault, Faults, Operation};

/// The faults of one seed.
pub struct SimFaults {
    weather: Mutex<Weather>,
    is_on: AtomicBool,
}

struct Weather {
    chance: Chance,
    /// So many operations more find the disk full.
    full_for: u64,
}

impl SimFaults {
    /// Those of a seed; none if they are off.
    pub fn new(seed: u64, is_on: bool) -> Self {
        let weather = Weather { chance: Chance::new(seed, "faults"), full_for: 0 };
        Self { weather: Mutex::new(weather), is_on: AtomicBool::new(is_on) }
    }

    /// From now on nothing goes wrong.
    pub fn stop(&self) {
        self.is_on.store(false, Ordering::Relaxed);
    }

    /// Nothing goes wrong until `resume`; tells how it was.
    pub fn pause(&self) -> bool {
        self.is_on.swap(false, Ordering::Relaxed)
    }

    /// As it was.
    pub fn resume(&self, was_on: bool) {
        self.is_on.store(was_on, Ordering::Relaxed);
    }
}

impl Faults for SimFaults {
    fn next(&self, operation: Operation) -> Fault {
        match self.is_on.load(Ordering::Relaxed) {
            true => self.weather.lock().unwrap().next(operation),
            false => Fault::None(Duration::ZERO),
        }
    }
}

impl Weather {
    fn next(&mut self, operation: Operation) -> Fault {
        let chance = &mut self.chance;
        let pause = match chance.below(10) {
            0..=4 => Duration::ZERO,
            5..=8 => Duration::from_millis(chance.below(5)),
            _ => Duration::from_millis(chance.below(400)),
        };
        if self.full_for == 0 && chance.percent(1) {
            self.full_for = chance.below(20);
        }
        let is_full = self.full_for > 0 && operation != Operation::Read;
        self.full_for -= u64::from(is_full);
        let error = || StoreError::Unavailable("simulated".to_owned());
        match operation {
            _ if is_full => Fault::Refused(Duration::ZERO, error()),
            Operation::Commit if chance.percent(4) => Fault::AnswerLost(pause, error()),
            Operation::Commit if chance.percent(4) => Fault::Refused(pause, error()),
            Operation::Commit if chance.percent(2) => Fault::Refused(pause, StoreError::Overloaded),
            Operation::Commit if chance.percent(30) => Fault::SlowAnswer(pause),
            Operation::Read | Operation::Write if chance.percent(2) => Fault::Refused(pause, error()),
            _ => Fault::None(pause),
        }
    }
}
