//! Lengths of time: Luxon's `Duration`, an amount of each unit.

use crate::convert::{json_number, number_text};
use crate::eval::{Eval, fault};
use crate::value::{Fields, Val};
use serde_json::{Map, Value};

/// The units, the largest first.
pub(crate) const UNITS: [&str; 9] =
    ["years", "quarters", "months", "weeks", "days", "hours", "minutes", "seconds", "milliseconds"];

/// How many of the next smaller units Luxon reckons with; the row is the larger.
const DAYS: [f64; 5] = [365.0, 91.0, 30.0, 7.0, 1.0];
const DAY_MILLIS: f64 = 86_400_000.0;
const CLOCK_MILLIS: [f64; 4] = [3_600_000.0, 60_000.0, 1_000.0, 1.0];

/// A length of time; what is not given is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Length {
    amounts: [Option<f64>; 9],
}

/// The place of a unit by its name, in any of the ways Luxon and n8n write it.
pub(crate) fn unit_named<'a>(name: &str) -> Eval<'a, usize> {
    let lower = name.to_lowercase();
    let known = match lower.as_str() {
        "ms" => Some(8),
        "sec" | "secs" => Some(7),
        "min" | "mins" => Some(6),
        "hr" | "hrs" => Some(5),
        _ => UNITS.iter().position(|unit| *unit == lower || unit.trim_end_matches('s') == lower),
    };
    let short = || "yqMwdhms".chars().position(|letter| name.len() == 1 && name.starts_with(letter));
    known.or_else(short).ok_or_else(|| {
        let hint = "Write years, quarters, months, weeks, days, hours, minutes, seconds or milliseconds.";
        fault(format!("There is no unit of time `{name}`."), hint)
    })
}

/// How many of a smaller unit a larger one has.
fn rate(larger: usize, smaller: usize) -> f64 {
    match (larger, smaller) {
        (0, 1) => 4.0,
        (0, 2) => 12.0,
        (0, 3) => 52.0,
        (1, 2) => 3.0,
        (1, 3) => 13.0,
        (2, 3) => 4.0,
        _ => millis_in(larger) / millis_in(smaller),
    }
}

fn millis_in(unit: usize) -> f64 {
    if unit < 5 { DAYS[unit] * DAY_MILLIS } else { CLOCK_MILLIS[unit - 5] }
}

impl Length {
    /// An amount of one unit.
    pub(crate) fn of(unit: usize, amount: f64) -> Self {
        let mut length = Self::default();
        length.amounts[unit] = Some(amount);
        length
    }

    /// `{ days: 1, hours: 2 }`.
    pub(crate) fn from_fields<'a>(fields: &Fields<'_>) -> Eval<'a, Self> {
        let mut length = Self::default();
        for (name, amount) in fields.iter() {
            let unit = match unit_named(name) {
                Ok(unit) => unit,
                Err(_) if matches!(name.as_str(), "locale" | "conversionAccuracy" | "numberingSystem") => continue,
                Err(stop) => return Err(stop),
            };
            length.amounts[unit] = Some(Val::of(amount).to_number());
        }
        Ok(length)
    }

    /// What a value means as a length: an object, a length, or milliseconds.
    pub(crate) fn from_value<'a>(value: &Val<'_>) -> Eval<'a, Self> {
        match value {
            Val::Duration(length) => Ok(**length),
            Val::Object(fields) => Self::from_fields(fields),
            other if other.to_number().is_nan() || other.is_nullish() => {
                let message = format!("An amount of time is wanted, but this is {}.", other.described());
                Err(fault(message, "Write for example `.plus({ days: 1 })` or `.plus(1, 'days')`."))
            }
            other => Ok(Self::of(8, other.to_number())),
        }
    }

    /// The amount of a unit, 0 if it is not there.
    pub(crate) fn get(&self, unit: usize) -> f64 {
        self.amounts[unit].unwrap_or(0.0)
    }

    /// Sets the amount of a unit.
    pub(crate) fn set(&mut self, unit: usize, amount: f64) {
        self.amounts[unit] = Some(amount);
    }

    /// The amounts that are there, the largest unit first.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.amounts.iter().enumerate().filter_map(|(unit, amount)| Some((unit, (*amount)?)))
    }

    /// Each amount changed.
    pub(crate) fn map(&self, change: impl Fn(f64) -> f64) -> Self {
        Self { amounts: self.amounts.map(|amount| amount.map(&change)) }
    }

    /// The sum of two lengths, unit by unit.
    pub(crate) fn plus(&self, other: &Self) -> Self {
        let mut sum = *self;
        for (unit, amount) in other.parts() {
            sum.set(unit, sum.get(unit) + amount);
        }
        sum
    }

    /// All of it in milliseconds.
    pub(crate) fn millis(&self) -> f64 {
        self.parts().map(|(unit, amount)| amount * millis_in(unit)).sum()
    }

    /// All of it in one unit.
    pub(crate) fn in_unit(&self, unit: usize) -> f64 {
        self.in_units(&[unit]).get(unit)
    }

    /// The same in these units: what is left over is the fraction of the smallest.
    pub(crate) fn in_units(&self, units: &[usize]) -> Self {
        let mut built = Self::default();
        let mut open = [0.0; 9];
        let mut last = None;
        for unit in 0..9 {
            if !units.contains(&unit) {
                open[unit] = self.get(unit);
                continue;
            }
            let carried: f64 = (0..unit).map(|larger| rate(larger, unit) * std::mem::take(&mut open[larger])).sum();
            let own = carried + self.get(unit);
            built.set(unit, own.trunc());
            open[unit] = (own * 1_000.0 - own.trunc() * 1_000.0) / 1_000.0;
            last = Some(unit);
        }
        if let Some(last) = last {
            let rest: f64 = (0..9)
                .filter(|unit| open[*unit] != 0.0)
                .map(|unit| if unit == last { open[unit] } else { open[unit] / rate(last, unit) })
                .sum();
            built.set(last, built.get(last) + rest);
        }
        built.normal()
    }

    /// The same with no unit larger than it may be, and fractions only in the smallest.
    pub(crate) fn normal(&self) -> Self {
        let mut normal = *self;
        let sign = if self.millis() < 0.0 { -1.0 } else { 1.0 };
        let units: Vec<usize> = self.parts().map(|(unit, _)| unit).collect();
        for pair in units.windows(2).rev() {
            let (larger, smaller) = (pair[0], pair[1]);
            let rolled = (normal.get(smaller) * sign / rate(larger, smaller)).floor();
            normal.set(larger, normal.get(larger) + rolled * sign);
            normal.set(smaller, normal.get(smaller) - rolled * rate(larger, smaller) * sign);
        }
        for pair in units.windows(2) {
            let fraction = normal.get(pair[0]) % 1.0;
            normal.set(pair[0], normal.get(pair[0]) - fraction);
            normal.set(pair[1], normal.get(pair[1]) + fraction * rate(pair[0], pair[1]));
        }
        normal
    }

    /// Without the units of which there are none.
    pub(crate) fn without_zeros(&self) -> Self {
        Self { amounts: self.amounts.map(|amount| amount.filter(|amount| *amount != 0.0)) }
    }

    /// `{ days: 1 }`.
    pub(crate) fn object(&self) -> Map<String, Value> {
        self.parts().map(|(unit, amount)| (UNITS[unit].to_owned(), json_number(amount))).collect()
    }

    /// As ISO 8601 writes it: `P1DT2H`.
    pub(crate) fn iso(&self) -> String {
        let mut text = String::from("P");
        let mut add = |amount: f64, letter: char| {
            if amount != 0.0 {
                text.push_str(&number_text(amount));
                text.push(letter);
            }
        };
        add(self.get(0), 'Y');
        add(self.get(2) + self.get(1) * 3.0, 'M');
        add(self.get(3), 'W');
        add(self.get(4), 'D');
        let seconds = ((self.get(7) + self.get(8) / 1_000.0) * 1_000.0).round() / 1_000.0;
        let clock = [(self.get(5), 'H'), (self.get(6), 'M'), (seconds, 'S')];
        if clock.iter().any(|(amount, _)| *amount != 0.0) {
            text.push('T');
        }
        for (amount, letter) in clock.into_iter().filter(|(amount, _)| *amount != 0.0) {
            text.push_str(&number_text(amount));
            text.push(letter);
        }
        if text == "P" { "PT0S".into() } else { text }
    }

    /// Reads `P1DT2H`.
    pub(crate) fn from_iso(text: &str) -> Option<Self> {
        let (sign, rest) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
        let mut rest = rest.strip_prefix('P')?;
        let mut is_clock = false;
        let mut length = Self::default();
        while !rest.is_empty() {
            if let Some(clock) = rest.strip_prefix('T') {
                (is_clock, rest) = (true, clock);
                continue;
            }
            let end = rest.find(|letter: char| letter.is_ascii_alphabetic())?;
            let amount: f64 = rest[..end].replace(',', ".").parse().ok()?;
            let unit = match (rest.as_bytes()[end], is_clock) {
                (b'Y', false) => 0,
                (b'M', false) => 2,
                (b'W', false) => 3,
                (b'D', false) => 4,
                (b'H', true) => 5,
                (b'M', true) => 6,
                (b'S', true) => 7,
                _ => return None,
            };
            length.set(unit, amount.trunc() * sign);
            if unit == 7 && amount.fract() != 0.0 {
                length.set(8, (amount.fract() * 1_000.0).round() * sign);
            } else if amount.fract() != 0.0 {
                length.set(unit, amount * sign);
            }
            rest = &rest[end + 1..];
        }
        Some(length)
    }

    /// `hh:mm:ss` and the like.
    pub(crate) fn format(&self, pattern: &str) -> String {
        let pieces = super::format::pieces(pattern);
        let unit_of = |token: &str| "y_Mwdhms".find(&token[..1]).or_else(|| token.starts_with('S').then_some(8));
        let units: Vec<usize> = pieces.iter().filter_map(|piece| unit_of(piece.token()?)).collect();
        let spread = if units.is_empty() { *self } else { self.in_units(&units) };
        let text =
            |piece: &super::format::Piece<'_>| match piece.token().and_then(|token| Some((token, unit_of(token)?))) {
                Some((token, unit)) => padded(spread.get(unit), token.len()),
                None => piece.text().to_owned(),
            };
        pieces.iter().map(text).collect()
    }
}

/// A whole number with at least so many digits; fractions are cut off.
fn padded(amount: f64, width: usize) -> String {
    let sign = if amount < 0.0 { "-" } else { "" };
    format!("{sign}{:0width$}", amount.abs().trunc())
}
