//! Dates: made, read, taken apart. All arithmetic is done in a time zone, so a
//! day is a day also when the clocks change.

mod format;
mod shift;

pub(crate) use format::{format, parse_as};
pub(crate) use shift::{difference, end_of, plus, set, start_of, totals};

use crate::eval::Evaluator;
use crate::eval::{Eval, Stop, fault};
use crate::methods::Arguments;
use crate::scope::World;
use crate::value::Val;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned, civil};

/// The instant a value means: a date in a text (without an offset in the given
/// zone, which is UTC if there is no such zone), or milliseconds since 1970.
pub fn instant(value: &serde_json::Value, time_zone: &str) -> Option<flow::Timestamp> {
    let millis = match value {
        serde_json::Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|millis| millis as i64))?,
        serde_json::Value::String(text) => {
            let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
            parse(text, &zone)?.timestamp().as_millisecond()
        }
        _ => return None,
    };
    Some(flow::Timestamp(millis))
}

/// The zone of the flow.
pub(crate) fn zone_of<'a>(world: &dyn World) -> Eval<'a, TimeZone> {
    zone(world.time_zone())
}

/// A zone by its IANA name, `utc` or an offset such as `UTC+2`.
pub(crate) fn zone<'a>(name: &str) -> Eval<'a, TimeZone> {
    let lower = name.to_ascii_lowercase();
    if matches!(lower.as_str(), "utc" | "gmt" | "z" | "") {
        return Ok(TimeZone::UTC);
    }
    let offset = lower.strip_prefix("utc").or_else(|| lower.strip_prefix("gmt")).and_then(offset_seconds);
    if let Some(offset) = offset.and_then(|seconds| jiff::tz::Offset::from_seconds(seconds).ok()) {
        return Ok(TimeZone::fixed(offset));
    }
    TimeZone::get(name).map_err(|_| {
        fault(
            format!("There is no time zone `{name}`."),
            "Write an IANA name such as `Europe/Berlin` or `America/New_York`.",
        )
    })
}

fn offset_seconds(text: &str) -> Option<i32> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

/// Now, in the zone of the flow.
pub(crate) fn now<'a>(world: &dyn World) -> Eval<'a, Zoned> {
    from_millis(world, world.now().0 as f64)
}

/// An instant, in the zone of the flow.
pub(crate) fn from_millis<'a>(world: &dyn World, millis: f64) -> Eval<'a, Zoned> {
    let instant = Some(millis)
        .filter(|millis| millis.is_finite())
        .and_then(|millis| Timestamp::from_millisecond(millis as i64).ok());
    let instant = instant.ok_or_else(|| {
        fault("The number is no point in time.", "Milliseconds since 1970 are wanted; multiply seconds by 1000.")
    })?;
    Ok(instant.to_zoned(zone_of(world)?))
}

/// A date from year, month, day and so on, as far as given. `first_month` is what
/// January counts as, less one: JavaScript counts from 0, Luxon from 1.
pub(crate) fn from_parts<'a>(world: &dyn World, parts: &[Val<'a>], january_is_zero: i64) -> Eval<'a, Zoned> {
    let part = |place: usize, otherwise: i64| parts.get(place).map_or(otherwise, |value| value.to_number() as i64);
    let first = |number: i64| i8::try_from(number).unwrap_or(-1);
    let made = i16::try_from(part(0, 1970)).ok().and_then(|year| {
        let month = part(1, 1 - january_is_zero) + january_is_zero;
        let nanosecond = i32::try_from(part(6, 0).checked_mul(1_000_000)?).ok()?;
        civil::DateTime::new(
            year,
            first(month),
            first(part(2, 1)),
            first(part(3, 0)),
            first(part(4, 0)),
            first(part(5, 0)),
            nanosecond,
        )
        .ok()
    });
    let zone = zone_of(world)?;
    made.and_then(|made| made.to_zoned(zone).ok())
        .ok_or_else(|| fault("There is no such date.", "Write year, month, day, hour, minute and second as numbers."))
}

/// A date in a text. Without an offset it is meant in the given zone.
pub(crate) fn parse(text: &str, zone: &TimeZone) -> Option<Zoned> {
    let text = text.trim();
    if text.len() > 64 {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) && (text.len() == 10 || text.len() == 13) {
        let number: i64 = text.parse().ok()?;
        let millis = if text.len() == 10 { number.checked_mul(1_000)? } else { number };
        return Some(Timestamp::from_millisecond(millis).ok()?.to_zoned(zone.clone()));
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.to_zoned(zone.clone()));
    }
    if let Ok(local) = text.parse::<civil::DateTime>() {
        return local.to_zoned(zone.clone()).ok();
    }
    jiff::fmt::rfc2822::parse(text).ok().map(|date| date.with_time_zone(zone.clone()))
}

/// The error for a text that holds no date.
pub(crate) fn unreadable(text: &str) -> Stop {
    let shown: String = text.chars().take(40).collect();
    let hint = "Write dates as `2026-12-31` or `2026-12-31T18:00:00Z`, or say the form: `DateTime.fromFormat(text, 'dd.MM.yyyy')`.";
    fault(format!("The text \"{shown}\" is not a date."), hint)
}

/// The date in ISO 8601, with milliseconds and offset.
pub(crate) fn iso(date: &Zoned) -> String {
    let is_utc = date.time_zone() == &TimeZone::UTC || date.time_zone().iana_name() == Some("UTC");
    format(date, if is_utc { "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'" } else { "yyyy-MM-dd'T'HH:mm:ss.SSSZZ" })
        .unwrap_or_default()
}

const PROPERTIES: &[&str] = &[
    "year",
    "quarter",
    "month",
    "weekNumber",
    "weekYear",
    "weekday",
    "day",
    "ordinal",
    "hour",
    "minute",
    "second",
    "millisecond",
    "offset",
    "zoneName",
    "isValid",
    "monthLong",
    "monthShort",
    "weekdayLong",
    "weekdayShort",
    "daysInMonth",
    "daysInYear",
    "isInDST",
    "isInLeapYear",
    "ts",
    "locale",
];

/// A part of a date, such as `month`.
pub(crate) fn property<'a>(date: &Zoned, name: &str) -> Eval<'a> {
    let number = |number: i64| Val::Number(number as f64);
    let word = |token: &str| Val::text(format(date, token).unwrap_or_default());
    Ok(match name {
        "year" => number(date.year().into()),
        "quarter" => number(i64::from(date.month() - 1) / 3 + 1),
        "month" => number(date.month().into()),
        "weekNumber" => number(date.date().iso_week_date().week().into()),
        "weekYear" => number(date.date().iso_week_date().year().into()),
        "weekday" => number(date.weekday().to_monday_one_offset().into()),
        "day" => number(date.day().into()),
        "ordinal" => number(date.day_of_year().into()),
        "hour" => number(date.hour().into()),
        "minute" => number(date.minute().into()),
        "second" => number(date.second().into()),
        "millisecond" => number(date.millisecond().into()),
        "ts" => number(date.timestamp().as_millisecond()),
        "offset" => number(i64::from(date.offset().seconds()) / 60),
        "zoneName" => word("z"),
        "isValid" => Val::Bool(true),
        "monthLong" => word("MMMM"),
        "monthShort" => word("MMM"),
        "weekdayLong" => word("EEEE"),
        "weekdayShort" => word("EEE"),
        "daysInMonth" => number(date.days_in_month().into()),
        "daysInYear" => number(date.days_in_year().into()),
        "isInDST" => Val::Bool(date.time_zone().to_offset_info(date.timestamp()).dst().is_dst()),
        "isInLeapYear" => Val::Bool(date.in_leap_year()),
        "locale" => Val::text("en-US"),
        _ => {
            let hint = match crate::suggest::closest(name, PROPERTIES.iter().copied()) {
                Some(close) => format!("Did you mean `{close}`?"),
                None => "A date has `.year`, `.month`, `.day`, `.hour`, `.weekday` and methods such as `.toFormat()`."
                    .into(),
            };
            return Err(fault(format!("A date has no `{name}`."), hint));
        }
    })
}

/// The functions of `Date` and `DateTime`.
pub(crate) fn of_namespace<'a>(
    evaluator: &mut Evaluator<'a>,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let world = evaluator.scope.world;
    let text = arguments.text(0);
    let read = |zone: &TimeZone| parse(&text, zone).ok_or_else(|| unreadable(&text));
    let date = match name {
        "now" => now(world)?,
        "local" if arguments.has(0) => from_parts(world, &arguments.0, 0)?,
        "local" => now(world)?,
        "utc" => now(world)?.with_time_zone(TimeZone::UTC),
        "parse" => {
            return read(&zone_of(world)?).map(|date| Some(Val::Number(date.timestamp().as_millisecond() as f64)));
        }
        "fromISO" => read(&named_zone(arguments, 1)?.unwrap_or(zone_of(world)?))?,
        "fromMillis" => from_millis(world, arguments.number_or(0, f64::NAN))?,
        "fromSeconds" => from_millis(world, arguments.number_or(0, f64::NAN) * 1_000.0)?,
        "fromFormat" => parse_as(&text, &arguments.text(1), &named_zone(arguments, 2)?.unwrap_or(zone_of(world)?))?,
        _ => return Ok(None),
    };
    Ok(Some(Val::Date(Box::new(date))))
}

/// `{ zone: "Europe/Berlin" }`.
fn named_zone<'a>(arguments: &Arguments<'a>, place: usize) -> Eval<'a, Option<TimeZone>> {
    let options = crate::eval::fields_of(arguments.get(place));
    match options.map(|fields| fields.get("zone")) {
        Some(Val::Text(name)) => zone(&name).map(Some),
        _ => Ok(None),
    }
}
