//! The methods of dates.

use super::Arguments;
use crate::date;
use crate::eval::{Eval, Evaluator, fault};
use crate::value::Val;
use jiff::Zoned;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    date: &Zoned,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    if let Some(changed) = change(evaluator, date, name, arguments)? {
        return Ok(Some(Val::Date(Box::new(changed))));
    }
    if let Some(text) = write(evaluator, date, name, arguments)? {
        return Ok(Some(Val::text(text)));
    }
    measure(evaluator, date, name, arguments)
}

/// A number as a date.
pub(super) fn from_number<'a>(evaluator: &Evaluator<'a>, number: f64, unit: &str) -> Eval<'a> {
    let millis = match unit {
        "ms" => number,
        "s" => number * 1_000.0,
        "us" => number / 1_000.0,
        "excel" => (number - 25_569.0) * 86_400_000.0,
        _ => return Err(fault(format!("There is no unit `{unit}` here."), "There are `ms`, `s`, `us` and `excel`.")),
    };
    date::from_millis(evaluator.scope.world, millis).map(|date| Val::Date(Box::new(date)))
}

/// Methods that give another date.
fn change<'a>(
    evaluator: &Evaluator<'a>,
    date: &Zoned,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Zoned>> {
    Ok(Some(match name {
        "plus" => date::plus(date, arguments.get(0), &arguments.text_or(1, "milliseconds"), 1.0)?,
        "minus" => date::plus(date, arguments.get(0), &arguments.text_or(1, "milliseconds"), -1.0)?,
        "startOf" => date::start_of(date, &arguments.text_or(0, "day"))?,
        "beginningOf" => date::start_of(date, &arguments.text_or(0, "week"))?,
        "endOf" => date::end_of(date, &arguments.text_or(0, "day"))?,
        "endOfMonth" => date::end_of(date, "month")?,
        "set" => {
            let Val::Object(parts) = arguments.get(0) else {
                return Err(fault("`set` needs an object.", "Write for example `.set({ hour: 9, minute: 0 })`."));
            };
            date::set(date, parts)?
        }
        "setZone" if arguments.text(0) == "local" => date.with_time_zone(date::zone_of(evaluator.scope.world)?),
        "setZone" => date.with_time_zone(date::zone(&arguments.text(0))?),
        "toUTC" => date.with_time_zone(TimeZone::UTC),
        "toLocal" => date.with_time_zone(date::zone_of(evaluator.scope.world)?),
        "toJSDate" | "toDateTime" => date.clone(),
        "setLocale" if arguments.text(0).starts_with("en") => date.clone(),
        "setLocale" => {
            let hint = "Write the date with numbers, for example `.toFormat('dd.MM.yyyy')`.";
            return Err(fault("Names of months and weekdays are there in English only.", hint));
        }
        _ => return Ok(None),
    }))
}

/// Methods that give a text.
fn write<'a>(
    evaluator: &Evaluator<'a>,
    date: &Zoned,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<String>> {
    let utc = || date.with_time_zone(TimeZone::UTC);
    Ok(Some(match name {
        "toISO" | "toString" => date::iso(date),
        "toISOString" | "toJSON" => date::iso(&utc()),
        "toISODate" => date::format(date, "yyyy-MM-dd")?,
        "toISOTime" => date::format(date, "HH:mm:ss.SSSZZ")?,
        "toISOWeekDate" => date::format(date, "kkkk-'W'WW-E")?,
        "toSQL" => date::format(date, "yyyy-MM-dd HH:mm:ss.SSS ZZ")?,
        "toFormat" | "format" => {
            let pattern = arguments.text_or(0, "yyyy-MM-dd");
            if pattern.len() > 200 {
                return Err(fault("The pattern of the date is too long.", "Write for example `dd.MM.yyyy`."));
            }
            date::format(date, &pattern)?
        }
        "toLocaleString" => date::format(date, &arguments.text_or(0, "D"))?,
        "toRelative" => relative(date, &date::now(evaluator.scope.world)?)?,
        _ => return Ok(None),
    }))
}

/// Methods that give a number, a truth or a difference.
fn measure<'a>(
    evaluator: &Evaluator<'a>,
    date: &Zoned,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let world = evaluator.scope.world;
    let millis = date.timestamp().as_millisecond() as f64;
    let number = |number: i64| Val::Number(number as f64);
    Ok(Some(match name {
        "toMillis" | "getTime" | "valueOf" | "toNumber" | "toInt" => Val::Number(millis),
        "toSeconds" => Val::Number(millis / 1_000.0),
        "toUnixInteger" => Val::Number((millis / 1_000.0).floor()),
        "getFullYear" => number(date.year().into()),
        "getMonth" => number(i64::from(date.month()) - 1),
        "getDate" => number(date.day().into()),
        "getDay" => number(date.weekday().to_sunday_zero_offset().into()),
        "getHours" => number(date.hour().into()),
        "getMinutes" => number(date.minute().into()),
        "getSeconds" => number(date.second().into()),
        "getMilliseconds" => number(date.millisecond().into()),
        "isWeekend" => Val::Bool(date.weekday().to_monday_one_offset() > 5),
        "extract" => date::property(date, &part_named(&arguments.text_or(0, "week")))?,
        "equals" => Val::Bool(other(evaluator, arguments, 0)?.timestamp() == date.timestamp()),
        "hasSame" => {
            let unit = arguments.text_or(1, "day");
            let other = other(evaluator, arguments, 0)?.with_time_zone(date.time_zone().clone());
            Val::Bool(date::start_of(&other, &unit)?.timestamp() == date::start_of(date, &unit)?.timestamp())
        }
        "isBetween" => {
            let (from, to) = (other(evaluator, arguments, 0)?, other(evaluator, arguments, 1)?);
            Val::Bool(*date > from && *date < to)
        }
        "isInLast" => {
            let now = date::now(world)?;
            let since = date::plus(&now, arguments.get(0), &arguments.text_or(1, "minutes"), -1.0)?;
            Val::Bool(since <= *date && *date <= now)
        }
        "diff" | "diffTo" => apart(date, &other(evaluator, arguments, 0)?, arguments.get(1), name)?,
        "diffNow" | "diffToNow" => apart(date, &date::now(world)?, arguments.get(0), name)?,
        "toObject" => {
            let parts = ["year", "month", "day", "hour", "minute", "second", "millisecond"];
            let part = |name: &&str| Some(((*name).to_owned(), date::property(date, name).ok()?.to_value()?));
            Val::object(parts.iter().filter_map(part).collect())
        }
        _ => return Ok(None),
    }))
}

fn part_named(unit: &str) -> String {
    match unit.trim_end_matches('s') {
        "week" => "weekNumber".into(),
        "dayOfYear" => "ordinal".into(),
        "dayOfMonth" => "day".into(),
        "dayOfWeek" => "weekday".into(),
        other => other.to_owned(),
    }
}

/// An argument as a date.
fn other<'a>(evaluator: &Evaluator<'a>, arguments: &Arguments<'a>, place: usize) -> Eval<'a, Zoned> {
    let world = evaluator.scope.world;
    match arguments.get(place) {
        Val::Date(date) => Ok((**date).clone()),
        Val::Text(text) => date::parse(text, &date::zone_of(world)?).ok_or_else(|| date::unreadable(text)),
        Val::Number(millis) => date::from_millis(world, *millis),
        value => {
            let message = format!("A date is wanted, but this is {}.", value.described());
            Err(fault(message, "Hand it a date, such as `$now` or `$json.when.toDateTime()`."))
        }
    }
}

/// The difference of two dates: an object with the units, or for the `…To`
/// methods of one unit the number itself.
fn apart<'a>(date: &Zoned, other: &Zoned, units: &Val<'a>, name: &str) -> Eval<'a> {
    let is_plain = matches!(name, "diffTo" | "diffToNow");
    let units: Vec<String> = match units.entries() {
        Some(units) => units.iter().map(|unit| unit.to_text().into_owned()).collect(),
        None if units.is_nullish() => vec![if is_plain { "days" } else { "milliseconds" }.into()],
        None => vec![units.to_text().into_owned()],
    };
    if units.len() > 9 {
        return Err(fault("There are too many units.", "Name each unit once."));
    }
    let totals = date::totals(date, other, &units)?;
    match totals.as_slice() {
        [(_, total)] if is_plain => Ok(Val::Number(*total)),
        totals => {
            let fields: Map<String, Value> =
                totals.iter().map(|(unit, total)| ((*unit).to_owned(), crate::convert::json_number(*total))).collect();
            Ok(Val::object(fields))
        }
    }
}

/// `in 2 days`, `3 hours ago`.
fn relative<'a>(date: &Zoned, now: &Zoned) -> Eval<'a, String> {
    for unit in ["years", "months", "weeks", "days", "hours", "minutes", "seconds"] {
        let total = date::difference(date, now, unit)?;
        let count = total.abs().floor();
        if count < 1.0 && unit != "seconds" {
            continue;
        }
        let word = if count == 1.0 { unit.trim_end_matches('s') } else { unit };
        return Ok(if total < 0.0 { format!("{count} {word} ago") } else { format!("in {count} {word}") });
    }
    Ok("now".into())
}
