//! How far two dates lie apart, reckoned as Luxon does: whole calendar units first,
//! the rest in the smallest.

use super::length::Length;
use super::shift;
use crate::eval::Eval;
use jiff::Zoned;
use jiff::tz::TimeZone;

/// The length from `earlier` to `later`, in these units; negative if they are swapped.
pub(crate) fn between<'a>(earlier: &Zoned, later: &Zoned, units: &[usize]) -> Eval<'a, Length> {
    if later.timestamp() < earlier.timestamp() {
        return Ok(forward(later, earlier, units)?.map(|amount| if amount == 0.0 { 0.0 } else { -amount }));
    }
    forward(earlier, later, units)
}

fn forward<'a>(earlier: &Zoned, later: &Zoned, units: &[usize]) -> Eval<'a, Length> {
    let later_here = later.with_time_zone(earlier.time_zone().clone());
    let high = high_units(earlier, later, &later_here, units)?;
    let mut length = high.length;
    let rest = millis(later) - millis(&high.cursor);
    let low: Vec<usize> = units.iter().copied().filter(|unit| *unit >= 5).collect();
    if !low.is_empty() {
        return Ok(Length::of(8, rest).in_units(&low).plus(&length));
    }
    let Some(unit) = high.lowest else { return Ok(length) };
    let mark = match high.mark {
        Some(mark) if mark.timestamp() >= later.timestamp() => mark,
        _ => shift::shifted(&high.cursor, &Length::of(unit, 1.0))?,
    };
    let whole = millis(&mark) - millis(&high.cursor);
    if whole != 0.0 {
        length.set(unit, length.get(unit) + rest / whole);
    }
    Ok(length)
}

/// What the calendar units came to.
struct High {
    length: Length,
    /// Where they lead.
    cursor: Zoned,
    /// Where one more of the smallest would lead, if that was looked at.
    mark: Option<Zoned>,
    lowest: Option<usize>,
}

fn high_units<'a>(earlier: &Zoned, later: &Zoned, later_here: &Zoned, units: &[usize]) -> Eval<'a, High> {
    let mut high = High { length: Length::default(), cursor: earlier.clone(), mark: None, lowest: None };
    for unit in (0..5).filter(|unit| units.contains(unit)) {
        high.lowest = Some(unit);
        high.length.set(unit, guess(&high.cursor, later_here, unit));
        let reached = shift::shifted(earlier, &high.length)?;
        if reached.timestamp() <= later.timestamp() {
            high.cursor = reached.clone();
            high.mark = Some(reached);
            continue;
        }
        high.mark = Some(reached);
        high.length.set(unit, high.length.get(unit) - 1.0);
        high.cursor = shift::shifted(earlier, &high.length)?;
        if high.cursor.timestamp() > later.timestamp() {
            high.mark = Some(high.cursor.clone());
            high.length.set(unit, high.length.get(unit) - 1.0);
            high.cursor = shift::shifted(earlier, &high.length)?;
        }
    }
    Ok(high)
}

/// How many of a unit it is by the calendar, without a look at the smaller ones.
fn guess(from: &Zoned, to: &Zoned, unit: usize) -> f64 {
    let years = f64::from(to.year()) - f64::from(from.year());
    let quarter = |date: &Zoned| f64::from((date.month() - 1) / 3);
    match unit {
        0 => years,
        1 => quarter(to) - quarter(from) + years * 4.0,
        2 => f64::from(to.month()) - f64::from(from.month()) + years * 12.0,
        3 => (days(from, to) / 7.0).trunc(),
        _ => days(from, to),
    }
}

fn days(from: &Zoned, to: &Zoned) -> f64 {
    let day = |date: &Zoned| date.date().to_zoned(TimeZone::UTC).map(|day| day.timestamp().as_second()).unwrap_or(0);
    ((day(to) - day(from)) as f64 / 86_400.0).floor()
}

fn millis(date: &Zoned) -> f64 {
    date.timestamp().as_millisecond() as f64
}
