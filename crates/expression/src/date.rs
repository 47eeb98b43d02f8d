//! Dates: made, read, taken apart. All arithmetic is done in a time zone, so a
//! day is a day also when the clocks change.

mod apart;
mod country;
mod format;
mod interval;
mod intl;
mod iso;
mod length;
mod locale;
mod loose;
mod make;
mod moment;
mod pattern;
mod property;
mod relative;
mod shift;
mod zone_words;

pub(crate) use apart::between;
pub(crate) use format::foreign_token;
pub(crate) use interval::Interval;
pub(crate) use intl::{Least, Parts, preset_named, write};
pub(crate) use length::{Length, UNITS, unit_named};
pub(crate) use locale::Locale;
pub(crate) use make::{interval_of, moment, of_date, of_date_time, of_duration, of_interval, plain_from};
pub(crate) use moment::{Invalid, Moment};
pub(crate) use property::{parts, property};
pub(crate) use relative::{Words, far, near};
pub(crate) use shift::{end_of, set, shifted, start_of};

use crate::error::Fault;
use crate::eval::{Eval, Stop, fault};
use crate::scope::World;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// How long a text with a date may be, in bytes.
const LENGTH_MAXIMUM: usize = 100;

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
    if let Some(zone) = offset.and_then(iso::fixed) {
        return Ok(zone);
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

/// The name of the zone of a date: `Europe/Berlin`, `UTC`, `UTC+1`.
pub(crate) fn zone_name(date: &Zoned) -> String {
    match date.time_zone().iana_name() {
        Some(name) => name.to_owned(),
        None if date.offset().is_zero() => "UTC".to_owned(),
        None => format!("UTC{}", format::short_offset(date)),
    }
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

/// A date in a text, in any form that is understood. Where the text names a zone or
/// an offset, the date has it; else it is meant in the given zone.
pub(crate) fn parse(text: &str, zone: &TimeZone) -> Option<Zoned> {
    let text = text.trim();
    if text.is_empty() || text.len() > LENGTH_MAXIMUM {
        return None;
    }
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && (text.len() == 10 || text.len() == 13) {
        let number: i64 = text.parse().ok()?;
        let millis = if text.len() == 10 { number.checked_mul(1_000)? } else { number };
        return Some(Timestamp::from_millisecond(millis).ok()?.to_zoned(zone.clone()));
    }
    let read = iso::read_iso(text).or_else(|| iso::read_mail(text)).or_else(|| iso::read_sql(text));
    match read {
        Some(read) => read.zoned(zone),
        None => Some(loose::read(text)?.zoned(zone)?.with_time_zone(zone.clone())),
    }
}

/// A date in a text as `new Date(text)` reads it: a day alone is meant in UTC. The
/// date is in the given zone.
pub(crate) fn parse_plain(text: &str, zone: &TimeZone) -> Option<Zoned> {
    let text = text.trim();
    if text.is_empty() || text.len() > LENGTH_MAXIMUM {
        return None;
    }
    // Of the forms of ISO 8601 JavaScript reads days with their signs, or a year alone.
    let is_iso = text.len() == 4 || text.as_bytes().get(4) == Some(&b'-');
    let iso = || iso::read_iso(text).or_else(|| iso::read_sql(text)).or_else(|| after_end_of_month(text));
    let read = if is_iso { iso() } else { None }.or_else(|| loose::read(text))?;
    let meant = if read.is_day_only { TimeZone::UTC } else { zone.clone() };
    Some(read.zoned(&meant)?.with_time_zone(zone.clone()))
}

/// The 30th of February is the first or second of March.
fn after_end_of_month(text: &str) -> Option<iso::Read> {
    let day: i64 = text.get(8..10)?.parse().ok().filter(|day| (29..=31).contains(day))?;
    let mut read = iso::read_iso(&format!("{}28{}", text.get(..8)?, text.get(10..)?))?;
    read.local = read.local.checked_add(jiff::Span::new().days(day - 28)).ok()?;
    Some(read)
}

/// A date in ISO 8601 as `DateTime.fromISO` reads it.
pub(crate) fn parse_iso(text: &str, zone: &TimeZone, keeps_zone: bool) -> Option<Zoned> {
    let date = iso::read_iso(text.trim())?.zoned(zone)?;
    Some(if keeps_zone { date } else { date.with_time_zone(zone.clone()) })
}

/// The same in SQL's form.
pub(crate) fn parse_sql(text: &str, zone: &TimeZone) -> Option<Zoned> {
    let read = iso::read_sql(text.trim()).or_else(|| iso::read_iso(text.trim()))?;
    Some(read.zoned(zone)?.with_time_zone(zone.clone()))
}

/// The same as mail and HTTP write it.
pub(crate) fn parse_mail(text: &str, zone: &TimeZone) -> Option<Zoned> {
    Some(iso::read_mail(text.trim())?.zoned(zone)?.with_time_zone(zone.clone()))
}

/// The error for a text that holds no date.
pub(crate) fn unreadable(text: &str) -> Stop {
    let shown: String = text.chars().take(40).collect();
    let hint = "Write dates as `2026-12-31` or `2026-12-31T18:00:00Z`, or say the form: `DateTime.fromFormat(text, 'dd.MM.yyyy')`.";
    fault(format!("The text \"{shown}\" is not a date."), hint).of(Fault::Data)
}

/// A date by a pattern of tokens, in English.
pub(crate) fn format_english(date: &Zoned, pattern: &str) -> String {
    format::format(date, pattern, Locale::ENGLISH)
}

/// A date by a pattern of tokens, in its language.
pub(crate) fn format_moment(moment: &Moment, pattern: &str) -> String {
    format::format(&moment.zoned, pattern, moment.locale)
}

/// A text read by a pattern of tokens, in the zone of `now`, which also fills in the
/// larger units that the pattern has none of.
pub(crate) fn parse_as<'a>(
    text: &str,
    pattern: &str,
    now: &Zoned,
    keeps_zone: bool,
    locale: Locale,
) -> Eval<'a, Zoned> {
    pattern::parse_as(text, pattern, now, keeps_zone, locale)
}

/// The date in ISO 8601, with milliseconds and offset.
pub(crate) fn iso(date: &Zoned) -> String {
    let is_utc = date.offset().is_zero() && matches!(zone_name(date).as_str(), "UTC" | "Etc/UTC" | "GMT" | "Etc/GMT");
    format_english(date, if is_utc { "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'" } else { "yyyy-MM-dd'T'HH:mm:ss.SSSZZ" })
}
