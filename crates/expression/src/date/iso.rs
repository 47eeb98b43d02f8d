//! Reads dates in the forms of ISO 8601, SQL, HTTP and mail.

use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Zoned, civil};

/// A date that was read: its local time and the zone it names, if any.
pub(crate) struct Read {
    pub(crate) local: civil::DateTime,
    pub(crate) zone: Option<TimeZone>,
    /// Whether there was no time of day.
    pub(crate) is_day_only: bool,
}

impl Read {
    /// In the zone it names, or else in this one.
    pub(crate) fn zoned(self, otherwise: &TimeZone) -> Option<Zoned> {
        self.local.to_zoned(self.zone.unwrap_or_else(|| otherwise.clone())).ok()
    }
}

/// What is left of a text while it is read.
struct Rest<'t>(&'t str);

impl<'t> Rest<'t> {
    fn take(&mut self, sign: char) -> bool {
        let rest = self.0.strip_prefix(sign);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn digits(&mut self, count: usize) -> Option<i32> {
        let digits = self.0.get(..count).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        self.0 = &self.0[count..];
        digits.parse().ok()
    }

    fn digit_count(&self) -> usize {
        self.0.bytes().take_while(u8::is_ascii_digit).count()
    }
}

/// ISO 8601: `2026-03-28`, `2026-03-28T22:30:00.5+01:00`, `20260328T2230`, `2026-W13-6`, `2026-087`.
pub(crate) fn read_iso(text: &str) -> Option<Read> {
    let mut rest = Rest(text);
    let day = day(&mut rest)?;
    if rest.0.is_empty() {
        return Some(Read { local: day.to_datetime(civil::Time::midnight()), zone: None, is_day_only: true });
    }
    if !rest.take('T') && !rest.take('t') {
        return None;
    }
    let (local, zone) = time_and_zone(&mut rest, day)?;
    rest.0.is_empty().then_some(Read { local, zone, is_day_only: false })
}

/// SQL: `2026-03-28 22:30:00.123 +01:00`.
pub(crate) fn read_sql(text: &str) -> Option<Read> {
    let mut rest = Rest(text);
    let day = day(&mut rest)?;
    if !rest.take(' ') {
        return None;
    }
    let mut time = Rest(rest.0);
    let (clock, days) = clock(&mut time)?;
    let local = day.to_datetime(clock).checked_add(Span::new().days(days)).ok()?;
    let named = time.0.trim_start();
    let zone = match named {
        "" => None,
        named => Some(zone(&mut Rest(named)).flatten().or_else(|| TimeZone::get(named).ok())?),
    };
    Some(Read { local, zone, is_day_only: false })
}

/// Mail and HTTP: `Sat, 28 Mar 2026 22:30:00 +0100`, `… GMT`.
pub(crate) fn read_mail(text: &str) -> Option<Read> {
    let date = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(Read { local: date.datetime(), zone: Some(date.time_zone().clone()), is_day_only: false })
}

fn day(rest: &mut Rest<'_>) -> Option<civil::Date> {
    let year = match rest.0.chars().next()? {
        sign @ ('+' | '-') => {
            rest.take(sign);
            rest.digits(6)? * if sign == '-' { -1 } else { 1 }
        }
        _ => rest.digits(4)?,
    };
    let year = i16::try_from(year).ok()?;
    let has_dash = rest.take('-');
    if rest.take('W') {
        return week_day(rest, year, has_dash);
    }
    let small = |number: i32| i8::try_from(number).ok();
    match rest.digit_count() {
        0 if !has_dash => civil::Date::new(year, 1, 1).ok(),
        3 => {
            let ordinal = rest.digits(3)?;
            let first = civil::Date::new(year, 1, 1).ok()?;
            let reached = first.checked_add(Span::new().days(ordinal - 1)).ok()?;
            (ordinal > 0 && reached.year() == year).then_some(reached)
        }
        2 if has_dash => {
            let month = small(rest.digits(2)?)?;
            let day = if rest.take('-') { small(rest.digits(2)?)? } else { 1 };
            civil::Date::new(year, month, day).ok()
        }
        4 if !has_dash => {
            let month = small(rest.digits(2)?)?;
            civil::Date::new(year, month, small(rest.digits(2)?)?).ok()
        }
        _ => None,
    }
}

fn week_day(rest: &mut Rest<'_>, year: i16, has_dash: bool) -> Option<civil::Date> {
    let week = rest.digits(2)?;
    let has_day = if has_dash { rest.take('-') } else { rest.digit_count() > 0 };
    let day = if has_day { rest.digits(1)? } else { 1 };
    if !(1..=53).contains(&week) || !(1..=7).contains(&day) {
        return None;
    }
    let fourth = civil::Date::new(year, 1, 4).ok()?;
    let back = i32::from(fourth.weekday().to_monday_zero_offset());
    fourth.checked_add(Span::new().days((week - 1) * 7 + day - 1 - back)).ok()
}

/// The time, and how many days it leads on: `24:00` is the start of the next.
fn clock(rest: &mut Rest<'_>) -> Option<(civil::Time, i64)> {
    let hour = i8::try_from(rest.digits(2)?).ok()?;
    let (mut minute, mut second, mut nanosecond) = (0, 0, 0);
    if rest.take(':') || rest.digit_count() >= 2 {
        minute = i8::try_from(rest.digits(2)?).ok()?;
        if rest.take(':') || rest.digit_count() >= 2 {
            second = i8::try_from(rest.digits(2)?).ok()?;
            if rest.take('.') || rest.take(',') {
                let count = rest.digit_count().min(30);
                let millis: String = format!("{:0<3}", rest.0.get(..count)?).chars().take(3).collect();
                nanosecond = millis.parse::<i32>().ok()? * 1_000_000;
                rest.0 = &rest.0[count..];
            }
        }
    }
    if hour == 24 && (minute, second, nanosecond) == (0, 0, 0) {
        return Some((civil::Time::midnight(), 1));
    }
    Some((civil::Time::new(hour, minute, second, nanosecond).ok()?, 0))
}

fn time_and_zone(rest: &mut Rest<'_>, day: civil::Date) -> Option<(civil::DateTime, Option<TimeZone>)> {
    let (clock, days) = clock(rest)?;
    let local = day.to_datetime(clock).checked_add(Span::new().days(days)).ok()?;
    let mut found = zone(rest)?;
    if let Some(name) = rest.0.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        found = Some(TimeZone::get(name).ok()?);
        rest.0 = "";
    }
    Some((local, found))
}

/// `Z`, `+01:00`, `+0100`, `+01` or nothing.
fn zone(rest: &mut Rest<'_>) -> Option<Option<TimeZone>> {
    if rest.take('Z') || rest.take('z') {
        return Some(Some(TimeZone::UTC));
    }
    let sign = match rest.0.chars().next() {
        Some(sign @ ('+' | '-')) => sign,
        _ => return Some(None),
    };
    rest.take(sign);
    let hours = rest.digits(2)?;
    let minutes = if rest.take(':') || rest.digit_count() >= 2 { rest.digits(2)? } else { 0 };
    let seconds = (hours * 3_600 + minutes * 60) * if sign == '-' { -1 } else { 1 };
    Some(Some(fixed(seconds)?))
}

/// A zone that is so many seconds ahead of UTC.
pub(crate) fn fixed(seconds: i32) -> Option<TimeZone> {
    if seconds == 0 {
        return Some(TimeZone::UTC);
    }
    Offset::from_seconds(seconds).ok().map(TimeZone::fixed)
}
