//! The functions of `Date`, `DateTime`, `Duration` and `Interval` that make values.

use super::{Interval, Invalid, Length, Locale, Moment, from_millis, now, shift, unit_named, zone, zone_of};
use crate::eval::{Eval, Evaluator, Stop, fault, fields_of};
use crate::methods::Arguments;
use crate::scope::World;
use crate::value::Val;
use jiff::tz::TimeZone;
use jiff::{Span, Zoned, civil};

/// What a text or its pattern gave: a date, or one that is invalid and says why.
fn date_or_invalid<'a>(read: Eval<'a, Zoned>, locale: Locale) -> Eval<'a> {
    match read {
        Ok(zoned) => Ok(Val::Date(Box::new(Moment { locale, ..Moment::new(zoned) }))),
        Err(stop) => invalid(stop, false),
    }
}

fn invalid<'a>(stop: Stop, is_plain: bool) -> Eval<'a> {
    match stop {
        Stop::Error(error) => Ok(Val::Invalid(Box::new(Invalid { is_plain, error: *error }))),
        Stop::Short => Ok(Val::Undefined),
    }
}

/// A date from year, month, day and so on, as far as given; what is too much leads
/// on, as the 32nd of January to February. `january` is 0 in JavaScript, 1 in Luxon.
fn from_parts<'a>(parts: &[Val<'a>], january: i64, zone: TimeZone) -> Eval<'a, Zoned> {
    let part = |place: usize, otherwise: i64| parts.get(place).map_or(otherwise, |value| value.to_number() as i64);
    let made = || {
        let year = i16::try_from(part(0, 1970)).ok()?;
        let months = Span::new().try_months(part(1, january) - january).ok()?;
        let days = Span::new().try_days(part(2, 1) - 1).ok()?;
        let clock = Span::new().try_hours(part(3, 0)).ok()?.try_minutes(part(4, 0)).ok()?;
        let clock = clock.try_seconds(part(5, 0)).ok()?.try_milliseconds(part(6, 0)).ok()?;
        let first = civil::Date::new(year, 1, 1).ok()?.checked_add(months).ok()?.checked_add(days).ok()?;
        first.to_datetime(civil::Time::midnight()).checked_add(clock).ok()?.to_zoned(zone).ok()
    };
    made().ok_or_else(|| fault("There is no such date.", "Write year, month, day, hour, minute and second as numbers."))
}

/// `new Date(…)`.
pub(crate) fn plain_from<'a>(evaluator: &Evaluator<'a>, arguments: &Arguments<'a>) -> Eval<'a> {
    let world = evaluator.scope.world;
    let read = match arguments.get(0) {
        _ if arguments.0.len() > 1 => from_parts(&arguments.0, 0, zone_of(world)?),
        Val::Undefined if arguments.0.is_empty() => now(world),
        Val::Date(date) => Ok(date.zoned.with_time_zone(zone_of(world)?)),
        Val::Invalid(invalid) => Err(Stop::Error(Box::new(invalid.error.clone()))),
        Val::Text(text) => super::parse_plain(text, &zone_of(world)?).ok_or_else(|| super::unreadable(text)),
        other => from_millis(world, other.to_number()),
    };
    match read {
        Ok(zoned) => Ok(Val::Date(Box::new(Moment { is_plain: true, ..Moment::new(zoned) }))),
        Err(stop) => invalid(stop, true),
    }
}

/// The functions of `Date`.
pub(crate) fn of_date<'a>(
    evaluator: &Evaluator<'a>,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let world = evaluator.scope.world;
    let millis = match name {
        "now" => Some(world.now().0),
        "parse" => {
            super::parse_plain(&arguments.text(0), &zone_of(world)?).map(|date| date.timestamp().as_millisecond())
        }
        "UTC" => Some(from_parts(&arguments.0, 0, TimeZone::UTC)?.timestamp().as_millisecond()),
        _ => return Ok(None),
    };
    Ok(Some(Val::Number(millis.map_or(f64::NAN, |millis| millis as f64))))
}

/// The options of the functions of `DateTime`: the zone and the language.
struct Options {
    zone: TimeZone,
    keeps_zone: bool,
    locale: Locale,
}

impl Options {
    fn of<'a>(world: &dyn World, arguments: &Arguments<'a>, place: usize) -> Eval<'a, Self> {
        let mut options = Self { zone: zone_of(world)?, keeps_zone: false, locale: Locale::ENGLISH };
        let Some(fields) = fields_of(arguments.get(place)) else { return Ok(options) };
        if let Val::Text(name) = fields.get("zone") {
            options.zone = if name == "local" { options.zone } else { zone(&name)? };
        }
        if let Val::Text(tag) = fields.get("locale") {
            options.locale = Locale::named(&tag).unwrap_or(Locale::ENGLISH);
        }
        options.keeps_zone = fields.get("setZone").truthy();
        Ok(options)
    }
}

/// The functions of `DateTime`.
pub(crate) fn of_date_time<'a>(
    evaluator: &Evaluator<'a>,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let world = evaluator.scope.world;
    let place = usize::from(matches!(name, "fromFormat" | "fromString")) + 1;
    let options = match Options::of(world, arguments, place) {
        Ok(options) => options,
        Err(stop) => return invalid(stop, false).map(Some),
    };
    let text = arguments.text(0);
    let read = |read: Option<Zoned>| read.ok_or_else(|| super::unreadable(&text));
    let here = |date: Zoned| date.with_time_zone(options.zone.clone());
    let made = match name {
        "now" => now(world),
        "local" | "utc" => from_numbers(world, arguments, name),
        "fromISO" => read(super::parse_iso(&text, &options.zone, options.keeps_zone)),
        "fromSQL" => read(super::parse_sql(&text, &options.zone)),
        "fromHTTP" | "fromRFC2822" => read(super::parse_mail(&text, &options.zone)),
        "fromMillis" => from_millis(world, arguments.number_or(0, f64::NAN)).map(here),
        "fromSeconds" => from_millis(world, arguments.number_or(0, f64::NAN) * 1_000.0).map(here),
        "fromFormat" | "fromString" => {
            let now = here(now(world)?);
            super::parse_as(&text, &arguments.text(1), &now, options.keeps_zone, options.locale)
        }
        "fromJSDate" => match arguments.get(0) {
            Val::Date(date) => Ok(here(date.zoned.clone())),
            _ => Err(super::unreadable(&text)),
        },
        "fromObject" => from_object(&now(world)?.with_time_zone(options.zone.clone()), arguments),
        "isDateTime" => {
            let is_date = match arguments.get(0) {
                Val::Date(date) => !date.is_plain,
                Val::Invalid(invalid) => !invalid.is_plain,
                _ => false,
            };
            return Ok(Some(Val::Bool(is_date)));
        }
        "max" | "min" => return Ok(extreme(arguments, name == "max")),
        _ => return Ok(None),
    };
    date_or_invalid(made, options.locale).map(Some)
}

fn from_numbers<'a>(world: &dyn World, arguments: &Arguments<'a>, name: &str) -> Eval<'a, Zoned> {
    let zone = if name == "utc" { TimeZone::UTC } else { zone_of(world)? };
    let numbers: Vec<Val<'a>> = arguments.0.iter().filter(|value| fields_of(value).is_none()).cloned().collect();
    if numbers.is_empty() { Ok(now(world)?.with_time_zone(zone)) } else { from_parts(&numbers, 1, zone) }
}

/// `{ year: 2026, month: 3 }`: what is smaller than all that is given starts anew.
fn from_object<'a>(now: &Zoned, arguments: &Arguments<'a>) -> Eval<'a, Zoned> {
    let Some(fields) = fields_of(arguments.get(0)) else {
        return Err(fault("`fromObject` needs an object.", "Write for example `DateTime.fromObject({ year: 2026 })`."));
    };
    let mut smallest = 0;
    for name in fields.keys() {
        let unit = match name.as_str() {
            "weekday" | "ordinal" => 4,
            "weekNumber" => 3,
            "weekYear" => 0,
            name => unit_named(name)?,
        };
        smallest = smallest.max(unit);
    }
    let start = shift::start_of(now, super::UNITS[smallest])?;
    let first = if fields.contains_key("month") { start } else { first_of_larger(&start, &fields)? };
    shift::set(&first, &fields)
}

/// Where neither month nor day is given, both start anew.
fn first_of_larger<'a>(date: &Zoned, fields: &crate::value::Fields<'_>) -> Eval<'a, Zoned> {
    let only_year = fields.contains_key("year") && !fields.contains_key("day");
    if only_year { shift::start_of(date, "year") } else { Ok(date.clone()) }
}

fn extreme<'a>(arguments: &Arguments<'a>, latest: bool) -> Option<Val<'a>> {
    let dates = arguments.0.iter().filter(|value| matches!(value, Val::Date(_)));
    let best = dates.reduce(|best, other| {
        let is_later = other.to_number() > best.to_number();
        if is_later == latest { other } else { best }
    });
    Some(Val::or_undefined(best.cloned()))
}

/// The functions of `Duration`.
pub(crate) fn of_duration<'a>(name: &str, arguments: &Arguments<'a>) -> Eval<'a, Option<Val<'a>>> {
    let length = match name {
        "fromMillis" => Length::of(8, arguments.number_or(0, 0.0)),
        "fromObject" | "fromDurationLike" => Length::from_value(arguments.get(0))?,
        "fromISO" => Length::from_iso(arguments.text(0).trim()).ok_or_else(|| {
            let message = format!("The text \"{}\" is not a length of time.", arguments.text(0));
            fault(message, "Write it as `P1DT2H30M`.")
        })?,
        "isDuration" => return Ok(Some(Val::Bool(matches!(arguments.get(0), Val::Duration(_))))),
        _ => return Ok(None),
    };
    Ok(Some(Val::Duration(Box::new(length))))
}

/// The functions of `Interval`.
pub(crate) fn of_interval<'a>(
    evaluator: &Evaluator<'a>,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let world = evaluator.scope.world;
    let date = |place: usize| moment(world, arguments.get(place));
    let ends = || match name {
        "fromDateTimes" => Ok(Some((date(0)?, date(1)?))),
        "after" => {
            let start = date(0)?;
            let end = start.at(shift::shifted(&start, &Length::from_value(arguments.get(1))?)?);
            Ok(Some((start, end)))
        }
        "before" => {
            let end = date(0)?;
            let back = Length::from_value(arguments.get(1))?.map(|amount| -amount);
            Ok(Some((end.at(shift::shifted(&end, &back)?), end)))
        }
        "fromISO" => {
            let text = arguments.text(0);
            let (start, end) = text.split_once('/').ok_or_else(|| super::unreadable(&text))?;
            let zone = zone_of(world)?;
            let read = |text: &str| super::parse(text, &zone).ok_or_else(|| super::unreadable(text));
            Ok(Some((Moment::new(read(start)?), Moment::new(read(end)?))))
        }
        _ => Ok(None),
    };
    if name == "isInterval" {
        return Ok(Some(Val::Bool(matches!(arguments.get(0), Val::Interval(_)))));
    }
    match ends() {
        Ok(Some((start, end))) => interval_of(evaluator, start, end).map(Some),
        Ok(None) => Ok(None),
        Err(stop) if evaluator.is_lenient() => invalid(stop, false).map(Some),
        Err(stop) => Err(stop),
    }
}

/// The interval between two dates; one that ends before it starts is none.
pub(crate) fn interval_of<'a>(evaluator: &Evaluator<'a>, start: Moment, end: Moment) -> Eval<'a> {
    if end.timestamp() >= start.timestamp() {
        return Ok(Val::Interval(std::rc::Rc::new(Interval { start, end })));
    }
    let stop = fault("The interval ends before it starts.", "Give the earlier date first.");
    if evaluator.is_lenient() { invalid(stop, false) } else { Err(stop) }
}

/// A value as a date: a date, a text that holds one, or milliseconds.
pub(crate) fn moment<'a>(world: &dyn World, value: &Val<'a>) -> Eval<'a, Moment> {
    match value {
        Val::Date(date) => Ok((**date).clone()),
        Val::Invalid(invalid) => Err(Stop::Error(Box::new(invalid.error.clone()))),
        Val::Text(text) => super::parse(text, &zone_of(world)?).map(Moment::new).ok_or_else(|| super::unreadable(text)),
        Val::Number(millis) => from_millis(world, *millis).map(Moment::new),
        value => {
            let message = format!("A date is wanted, but this is {}.", value.described());
            Err(fault(message, "Hand it a date, such as `$now` or `$json.when.toDateTime()`."))
        }
    }
}
