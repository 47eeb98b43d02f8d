//! What goes wrong with the store: it is slow, it refuses, it loses an answer.

use super::chance::Chance;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::StoreError;
use store::memory::{Fault, Faults, Operation};

/// The faults of one seed.
pub struct SimFaults {
    chance: Mutex<Chance>,
    is_on: AtomicBool,
}

impl SimFaults {
    /// Those of a seed; none if they are off.
    pub fn new(seed: u64, is_on: bool) -> Self {
        Self { chance: Mutex::new(Chance::new(seed, "faults")), is_on: AtomicBool::new(is_on) }
    }

    /// From now on nothing goes wrong.
    pub fn stop(&self) {
        self.is_on.store(false, Ordering::Relaxed);
    }
}

impl Faults for SimFaults {
    fn next(&self, operation: Operation) -> Fault {
        if !self.is_on.load(Ordering::Relaxed) {
            return Fault::None(Duration::ZERO);
        }
        let mut chance = self.chance.lock().unwrap();
        let pause = match chance.below(10) {
            0..=4 => Duration::ZERO,
            5..=8 => Duration::from_millis(chance.below(5)),
            _ => Duration::from_millis(chance.below(400)),
        };
        let error = || StoreError::Unavailable("simulated".to_owned());
        match operation {
            Operation::Commit if chance.percent(4) => Fault::AnswerLost(pause, error()),
            Operation::Commit if chance.percent(6) => Fault::Refused(pause, error()),
            Operation::Read | Operation::Write if chance.percent(2) => Fault::Refused(pause, error()),
            _ => Fault::None(pause),
        }
    }
}

impl SimFaults {
    /// Nothing goes wrong until `resume`; tells how it was.
    pub fn pause(&self) -> bool {
        self.is_on.swap(false, Ordering::Relaxed)
    }

    /// As it was.
    pub fn resume(&self, was_on: bool) {
        self.is_on.store(was_on, Ordering::Relaxed);
    }
}
