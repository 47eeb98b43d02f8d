//! Stretches of time between two dates: Luxon's `Interval`.

use super::Moment;
use super::length::Length;
use super::{apart, shift};
use crate::eval::{Eval, fault};

/// How many pieces one may be cut into.
const PIECES_MAXIMUM: usize = 10_000;

/// From a date up to another, which no longer belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct Interval {
    pub(crate) start: Moment,
    pub(crate) end: Moment,
}

impl Interval {
    /// How long it is, in some units.
    pub(crate) fn length<'a>(&self, units: &[usize]) -> Eval<'a, Length> {
        apart::between(&self.start, &self.end, units)
    }

    /// How many days, months and so on it touches.
    pub(crate) fn count<'a>(&self, unit: &str) -> Eval<'a, f64> {
        let place = super::unit_named(unit)?;
        let start = shift::start_of(&self.start, unit)?;
        let end = shift::start_of(&self.end, unit)?;
        let whole = apart::between(&start, &end, &[place])?.get(place).floor();
        Ok(whole + f64::from(u8::from(end.timestamp() != self.end.timestamp())))
    }

    /// Whether a date lies in it.
    pub(crate) fn contains(&self, date: &Moment) -> bool {
        self.start.timestamp() <= date.timestamp() && date.timestamp() < self.end.timestamp()
    }

    /// What both have in common.
    pub(crate) fn intersection(&self, other: &Self) -> Option<Self> {
        let start = if self.start.timestamp() > other.start.timestamp() { &self.start } else { &other.start };
        let end = if self.end.timestamp() < other.end.timestamp() { &self.end } else { &other.end };
        (start.timestamp() < end.timestamp()).then(|| Self { start: start.clone(), end: end.clone() })
    }

    /// The least that holds both.
    pub(crate) fn union(&self, other: &Self) -> Self {
        let start = if self.start.timestamp() < other.start.timestamp() { &self.start } else { &other.start };
        let end = if self.end.timestamp() > other.end.timestamp() { &self.end } else { &other.end };
        Self { start: start.clone(), end: end.clone() }
    }

    /// Pieces of a length; the last may be shorter.
    pub(crate) fn split_by<'a>(&self, length: &Length) -> Eval<'a, Vec<Self>> {
        let mut pieces = Vec::new();
        let mut start = self.start.clone();
        while start.timestamp() < self.end.timestamp() {
            let steps = (pieces.len() + 1) as f64;
            let next = self.start.at(shift::shifted(&self.start, &length.map(|amount| amount * steps))?);
            if next.timestamp() <= start.timestamp() || pieces.len() >= PIECES_MAXIMUM {
                return Err(fault(
                    "The interval cannot be cut like this.",
                    "Use a longer piece, such as `{ days: 1 }`.",
                ));
            }
            let end = if next.timestamp() > self.end.timestamp() { self.end.clone() } else { next };
            pieces.push(Self { start: start.clone(), end: end.clone() });
            start = end;
        }
        Ok(pieces)
    }

    /// `start/end` in ISO 8601.
    pub(crate) fn iso(&self) -> String {
        format!("{}/{}", super::iso(&self.start), super::iso(&self.end))
    }
}
