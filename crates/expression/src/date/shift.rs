//! Arithmetic with dates: plus, start and end of a unit, setting parts.

use super::length::{Length, unit_named};
use crate::eval::{Eval, Stop, fault};
use crate::value::{Fields, Val};
use jiff::{Span, Zoned, civil};

fn out_of_range() -> Stop {
    fault("The date lies outside of the years that can be reckoned with.", "Use a smaller amount.")
}

/// The date moved by a length: first by the calendar, then by the clock.
pub(crate) fn shifted<'a>(date: &Zoned, length: &Length) -> Eval<'a, Zoned> {
    let mut span = Span::new();
    let mut millis = 0.0;
    for (unit, amount) in length.parts() {
        let whole = amount.trunc();
        if !amount.is_finite() || whole.abs() > 1e15 {
            return Err(out_of_range());
        }
        let count = whole as i64;
        let added = match unit {
            0 => span.try_years(count),
            1 => span.try_months(count * 3),
            2 => span.try_months(count + i64::from(span.get_months())),
            3 => span.try_weeks(count),
            4 => span.try_days(count),
            _ => Ok(span),
        };
        span = added.map_err(|_| out_of_range())?;
        millis += match unit {
            0..=4 => Length::of(unit, amount.fract()).millis(),
            _ => Length::of(unit, amount).millis(),
        };
    }
    if !millis.is_finite() || millis.abs() > 1e17 {
        return Err(out_of_range());
    }
    let moved = date.checked_add(span).map_err(|_| out_of_range())?;
    let clock = Span::new().try_milliseconds(millis.round() as i64).map_err(|_| out_of_range())?;
    moved.checked_add(clock).map_err(|_| out_of_range())
}

/// The first instant of the unit the date lies in.
pub(crate) fn start_of<'a>(date: &Zoned, unit: &str) -> Eval<'a, Zoned> {
    let with = date.with();
    let cut = match unit_named(unit)? {
        0 => with.month(1).day(1).build(),
        1 => with.day(1).month((date.month() - 1) / 3 * 3 + 1).build(),
        2 => with.day(1).build(),
        3 => date.checked_sub(Span::new().days(i64::from(date.weekday().to_monday_zero_offset()))),
        5 => return with.minute(0).second(0).subsec_nanosecond(0).build().map_err(|_| out_of_range()),
        6 => return with.second(0).subsec_nanosecond(0).build().map_err(|_| out_of_range()),
        7 => return with.subsec_nanosecond(0).build().map_err(|_| out_of_range()),
        8 => return Ok(date.clone()),
        _ => Ok(date.clone()),
    };
    cut.and_then(|day| day.start_of_day()).map_err(|_| out_of_range())
}

/// The last millisecond of the unit the date lies in.
pub(crate) fn end_of<'a>(date: &Zoned, unit: &str) -> Eval<'a, Zoned> {
    let next = shifted(&start_of(date, unit)?, &Length::of(unit_named(unit)?, 1.0))?;
    shifted(&next, &Length::of(8, -1.0))
}

/// The date with some parts set. A day the month does not have leads on into the
/// next month, except where only the month was set.
pub(crate) fn set<'a>(date: &Zoned, parts: &Fields<'a>) -> Eval<'a, Zoned> {
    let mut wanted = Wanted::of(date);
    for (name, value) in parts.iter() {
        let number = Val::of(value).to_number();
        if !number.is_finite() || number.abs() > 1e9 {
            let message = format!("`{name}` cannot be set to {}.", Val::of(value).described());
            return Err(fault(message, "Write for example `.set({ hour: 9, minute: 0 })`."));
        }
        wanted.take(name, number as i64)?;
    }
    wanted.date().and_then(|local| local.to_zoned(date.time_zone().clone()).ok()).ok_or_else(out_of_range)
}

/// The parts a date is put together from.
struct Wanted {
    year: i64,
    month: i64,
    day: Option<i64>,
    ordinal: Option<i64>,
    weekday: Option<i64>,
    week: Option<i64>,
    clock: [i64; 4],
    before: Zoned,
}

impl Wanted {
    fn of(date: &Zoned) -> Self {
        let clock = [date.hour().into(), date.minute().into(), date.second().into(), date.millisecond().into()];
        Self {
            year: date.year().into(),
            month: date.month().into(),
            day: None,
            ordinal: None,
            weekday: None,
            week: None,
            clock,
            before: date.clone(),
        }
    }

    fn take<'a>(&mut self, name: &str, number: i64) -> Eval<'a, ()> {
        match name.trim_end_matches('s') {
            "year" | "weekYear" => self.year = number,
            "quarter" => self.month = (number - 1) * 3 + (self.month - 1) % 3 + 1,
            "month" => self.month = number,
            "day" => self.day = Some(number),
            "ordinal" => self.ordinal = Some(number),
            "weekday" => self.weekday = Some(number),
            "weekNumber" => self.week = Some(number),
            "hour" => self.clock[0] = number,
            "minute" => self.clock[1] = number,
            "second" => self.clock[2] = number,
            "millisecond" => self.clock[3] = number,
            _ => {
                return Err(fault(
                    format!("A date has no part `{name}` to set."),
                    "There are year, month, day, hour, minute, second and millisecond.",
                ));
            }
        }
        Ok(())
    }

    fn date(&self) -> Option<civil::DateTime> {
        let [hour, minute, second, millisecond] = self.clock;
        let clock = Span::new().try_hours(hour).ok()?.try_minutes(minute).ok()?;
        let clock = clock.try_seconds(second).ok()?.try_milliseconds(millisecond).ok()?;
        self.day()?.to_datetime(civil::Time::midnight()).checked_add(clock).ok()
    }

    fn day(&self) -> Option<civil::Date> {
        let year = i16::try_from(self.year).ok()?;
        let moved = |from: civil::Date, days: i64| from.checked_add(Span::new().try_days(days).ok()?).ok();
        if self.weekday.is_some() || self.week.is_some() {
            let week = self.before.date().iso_week_date();
            let first = civil::Date::new(week.year(), 1, 4).ok()?;
            let monday = moved(first, -i64::from(first.weekday().to_monday_zero_offset()))?;
            let number = self.week.unwrap_or(i64::from(week.week()));
            let weekday = self.weekday.unwrap_or(i64::from(self.before.weekday().to_monday_one_offset()));
            return moved(monday, (number - 1) * 7 + weekday - 1);
        }
        if let Some(ordinal) = self.ordinal {
            return moved(civil::Date::new(year, 1, 1).ok()?, ordinal - 1);
        }
        let first =
            civil::Date::new(year, 1, 1).ok()?.checked_add(Span::new().try_months(self.month - 1).ok()?).ok()?;
        let day = self.day.unwrap_or_else(|| i64::from(self.before.day().min(first.days_in_month())));
        moved(first, day - 1)
    }
}
