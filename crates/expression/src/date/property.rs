//! The parts of a date: `year`, `weekdayLong`, `isInDST`.

use super::{Moment, format_moment, zone_name};
use crate::eval::{Eval, fault};
use crate::value::Val;
use serde_json::{Map, Value};

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
    "zone",
    "c",
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
    "weeksInWeekYear",
    "offsetNameShort",
    "offsetNameLong",
    "isOffsetFixed",
    "isWeekend",
    "localWeekday",
    "localWeekNumber",
    "localWeekYear",
    "invalidReason",
    "invalidExplanation",
];

/// A part of a date, such as `month`.
pub(crate) fn property<'a>(moment: &Moment, name: &str) -> Eval<'a> {
    if moment.is_plain {
        return Ok(Val::Undefined);
    }
    calendar(moment, name).or_else(|| zone(moment, name)).map_or_else(|| missing(name), Ok)
}

fn number<'a>(number: impl Into<i64>) -> Val<'a> {
    Val::Number(number.into() as f64)
}

fn calendar<'a>(moment: &Moment, name: &str) -> Option<Val<'a>> {
    let word = |token: &str| Val::text(format_moment(moment, token));
    let date = &moment.zoned;
    let week = date.date().iso_week_date();
    Some(match name {
        "year" => number(date.year()),
        "quarter" => number(i64::from(date.month() - 1) / 3 + 1),
        "month" => number(date.month()),
        "weekNumber" | "localWeekNumber" => number(week.week()),
        "weekYear" | "localWeekYear" => number(week.year()),
        "weeksInWeekYear" => number(week.weeks_in_year()),
        "weekday" | "localWeekday" => number(date.weekday().to_monday_one_offset()),
        "day" => number(date.day()),
        "ordinal" => number(date.day_of_year()),
        "hour" => number(date.hour()),
        "minute" => number(date.minute()),
        "second" => number(date.second()),
        "millisecond" => number(date.millisecond()),
        "monthLong" => word("LLLL"),
        "monthShort" => word("LLL"),
        "weekdayLong" => word("cccc"),
        "weekdayShort" => word("ccc"),
        "daysInMonth" => number(date.days_in_month()),
        "daysInYear" => number(date.days_in_year()),
        "isInLeapYear" => Val::Bool(date.in_leap_year()),
        "isWeekend" => Val::Bool(date.weekday().to_monday_one_offset() > 5),
        _ => return None,
    })
}

fn zone<'a>(moment: &Moment, name: &str) -> Option<Val<'a>> {
    let date = &moment.zoned;
    Some(match name {
        "ts" => number(moment.millis()),
        "offset" => number(i64::from(date.offset().seconds()) / 60),
        "zoneName" => Val::text(zone_name(date)),
        "zone" => Val::object(zone_fields(moment)),
        "c" => Val::object(parts(moment)),
        "offsetNameShort" => Val::text(format_moment(moment, "ZZZZ")),
        "offsetNameLong" => Val::text(format_moment(moment, "ZZZZZ")),
        "isOffsetFixed" => Val::Bool(date.time_zone().iana_name().is_none_or(|name| name == "UTC")),
        "isInDST" => Val::Bool(date.time_zone().to_offset_info(date.timestamp()).dst().is_dst()),
        "isValid" => Val::Bool(true),
        "invalidReason" | "invalidExplanation" => Val::Null,
        "locale" => Val::text(moment.locale.tag()),
        _ => return None,
    })
}

/// What Luxon's zones tell of themselves.
fn zone_fields(moment: &Moment) -> Map<String, Value> {
    let name = zone_name(&moment.zoned);
    let kind = if moment.zoned.time_zone().iana_name().is_some_and(|name| name != "UTC") { "iana" } else { "fixed" };
    let fields = [("type", kind.into()), ("name", name.into()), ("isValid", Value::Bool(true))];
    fields.into_iter().map(|(name, value): (_, Value)| (name.to_owned(), value)).collect()
}

/// The parts of a date as an object.
pub(crate) fn parts(moment: &Moment) -> Map<String, Value> {
    let parts = ["year", "month", "day", "hour", "minute", "second", "millisecond"];
    let part = |name: &&str| Some(((*name).to_owned(), property(moment, name).ok()?.to_value()?));
    parts.iter().filter_map(part).collect()
}

fn missing<'a>(name: &str) -> Eval<'a> {
    let hint = match crate::suggest::closest(name, PROPERTIES.iter().copied()) {
        Some(close) => format!("Did you mean `{close}`?"),
        None => "A date has `.year`, `.month`, `.day`, `.hour`, `.weekday` and methods such as `.toFormat()`.".into(),
    };
    Err(fault(format!("A date has no `{name}`."), hint))
}
