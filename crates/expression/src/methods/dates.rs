//! The methods of dates: those of Luxon, those of JavaScript, and n8n's helpers.

use super::Arguments;
use crate::date::{self, Invalid, Least, Length, Locale, Moment, Parts, Words};
use crate::eval::{Eval, Evaluator, Stop, fault, fields_of, refusal};
use crate::value::Val;
use jiff::Zoned;
use jiff::tz::TimeZone;

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    moment: &Moment,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let unknown = arguments.0.iter().find_map(|argument| match argument {
        Val::Invalid(invalid) => Some(invalid),
        _ => None,
    });
    if let Some(invalid) = unknown.filter(|_| evaluator.is_lenient()) {
        return Ok(beside_invalid(invalid, name));
    }
    let changed = match change(evaluator, moment, name, arguments) {
        // A date in a zone that is none is no date any more.
        Err(Stop::Error(error)) if name == "setZone" && evaluator.is_lenient() => {
            return Ok(Some(Val::Invalid(Box::new(Invalid { is_plain: moment.is_plain, error: *error }))));
        }
        changed => changed?,
    };
    if let Some(changed) = changed {
        return Ok(Some(Val::Date(Box::new(changed))));
    }
    if let Some(text) = write(evaluator, moment, name, arguments)? {
        return Ok(Some(Val::text(text)));
    }
    match clock(moment, name) {
        Some(number) => Ok(Some(number)),
        None => measure(evaluator, moment, name, arguments),
    }
}

/// What a date makes of one that is none.
fn beside_invalid<'a>(invalid: &Invalid, name: &str) -> Option<Val<'a>> {
    match name {
        "equals" | "hasSame" | "isBetween" => Some(Val::Bool(false)),
        "diffTo" => Some(Val::Number(f64::NAN)),
        "diff" | "until" => Some(Val::Invalid(Box::new(invalid.clone()))),
        _ => None,
    }
}

/// A number as a date.
pub(super) fn from_number<'a>(evaluator: &Evaluator<'a>, number: f64, unit: &str) -> Eval<'a> {
    let millis = match unit {
        "ms" => number,
        "s" => number * 1_000.0,
        "us" => number / 1_000.0,
        "excel" => (number - 25_569.0) * 86_400_000.0,
        _ => return Err(refusal(format!("There is no unit `{unit}` here."), "There are `ms`, `s`, `us` and `excel`.")),
    };
    date::from_millis(evaluator.scope.world, millis).map(Val::date)
}

/// The amount that `plus` and `minus` are given: an object, or a number and a unit.
fn amount<'a>(arguments: &Arguments<'a>) -> Eval<'a, Length> {
    if !arguments.has(1) {
        return Length::from_value(arguments.get(0));
    }
    let number = arguments.get(0).to_number();
    if number.is_nan() {
        let message = format!("An amount of time is wanted, but this is {}.", arguments.get(0).described());
        return Err(fault(message, "Write for example `.plus({ days: 1 })` or `.plus(1, 'days')`."));
    }
    Ok(Length::of(date::unit_named(&arguments.text(1))?, number))
}

/// Methods that give another date.
fn change<'a>(
    evaluator: &Evaluator<'a>,
    moment: &Moment,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Moment>> {
    let world = evaluator.scope.world;
    let zoned = match name {
        "plus" => date::shifted(moment, &amount(arguments)?)?,
        "minus" => date::shifted(moment, &amount(arguments)?.map(|amount| -amount))?,
        "startOf" => date::start_of(moment, &arguments.text_or(0, "day"))?,
        "beginningOf" => date::start_of(moment, &arguments.text_or(0, "week"))?,
        "endOf" => date::end_of(moment, &arguments.text_or(0, "day"))?,
        "endOfMonth" => date::end_of(moment, "month")?,
        "set" => {
            let Val::Object(parts) = arguments.get(0) else {
                return Err(fault("`set` needs an object.", "Write for example `.set({ hour: 9, minute: 0 })`."));
            };
            date::set(moment, parts)?
        }
        "setZone" => in_zone(evaluator, moment, arguments)?,
        "toUTC" => moment.with_time_zone(TimeZone::UTC),
        "toLocal" => moment.with_time_zone(date::zone_of(world)?),
        "toJSDate" | "toBSON" => {
            let zoned = moment.with_time_zone(date::zone_of(world)?);
            return Ok(Some(Moment { is_plain: true, ..Moment::new(zoned) }));
        }
        "toDateTime" if moment.is_plain => return Ok(Some(Moment::new(moment.zoned.clone()))),
        "toDateTime" => moment.zoned.clone(),
        "setLocale" | "reconfigure" => return relocated(moment, arguments).map(Some),
        _ => return Ok(None),
    };
    Ok(Some(moment.at(zoned)))
}

fn in_zone<'a>(evaluator: &Evaluator<'a>, moment: &Moment, arguments: &Arguments<'a>) -> Eval<'a, Zoned> {
    let zone = match &*arguments.text_or(0, "local") {
        "local" | "system" | "default" => date::zone_of(evaluator.scope.world)?,
        name => date::zone(name)?,
    };
    let keeps_clock = fields_of(arguments.get(1)).is_some_and(|options| options.get("keepLocalTime").truthy());
    if !keeps_clock {
        return Ok(moment.with_time_zone(zone));
    }
    moment.datetime().to_zoned(zone).map_err(|_| fault("There is no such date in that zone.", "Choose another zone."))
}

fn relocated<'a>(moment: &Moment, arguments: &Arguments<'a>) -> Eval<'a, Moment> {
    let tag = match fields_of(arguments.get(0)) {
        Some(options) => options.get("locale").to_text(),
        None => arguments.text(0),
    };
    let locale = Locale::named(&tag).ok_or_else(|| {
        let hint = "There are da, de, en, es, fr, it, ja, nl, pl, pt and sv; or write the date with numbers.";
        fault(format!("The names of months and weekdays in `{tag}` are not known."), hint)
    })?;
    Ok(Moment { locale, ..moment.clone() })
}

/// Methods that give a text.
fn write<'a>(
    evaluator: &Evaluator<'a>,
    moment: &Moment,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<String>> {
    let utc = || moment.at(moment.with_time_zone(TimeZone::UTC));
    let text = |pattern: &str| date::format_moment(moment, pattern);
    let written = match name {
        "toISO" => iso_with(moment, arguments),
        "toString" | "toLocaleString" if moment.is_plain && name == "toString" => moment.plain_text(),
        "toString" => date::iso(moment),
        "toISOString" => date::iso(&utc()),
        "toJSON" => moment.json(),
        "toISODate" => text("yyyy-MM-dd"),
        "toISOTime" => iso_time(moment, arguments),
        "toISOWeekDate" => text("kkkk-'W'WW-E"),
        "toSQL" if date::iso(moment).ends_with('Z') => text("yyyy-MM-dd HH:mm:ss.SSS 'Z'"),
        "toSQL" => text("yyyy-MM-dd HH:mm:ss.SSS ZZ"),
        "toSQLDate" => text("yyyy-MM-dd"),
        "toSQLTime" if date::iso(moment).ends_with('Z') => text("HH:mm:ss.SSS 'Z'"),
        "toSQLTime" => text("HH:mm:ss.SSS ZZ"),
        "toHTTP" | "toUTCString" | "toGMTString" => date::format_english(&utc(), "EEE, dd MMM yyyy HH:mm:ss 'GMT'"),
        "toRFC2822" => date::format_english(moment, "EEE, dd MMM yyyy HH:mm:ss ZZZ"),
        "toDateString" => date::format_english(moment, "EEE MMM dd yyyy"),
        "toFormat" | "format" => formatted(evaluator, moment, arguments)?,
        "toLocaleString" | "toLocaleDateString" | "toLocaleTimeString" => local_text(moment, name, arguments)?,
        "toRelative" | "toRelativeCalendar" => {
            relative(moment, &date::now(evaluator.scope.world)?, name, fields_of(arguments.get(0)))?
        }
        _ => return Ok(None),
    };
    // The narrow blank of Luxon would make a message twice as long.
    let is_wide = !evaluator.is_lenient() && written.contains('\u{202f}');
    let wide = || written.replace("\u{202f}AM", " AM").replace("\u{202f}PM", " PM");
    Ok(Some(if is_wide { wide() } else { written }))
}

/// `toISOTime` with its options.
fn iso_time(moment: &Moment, arguments: &Arguments<'_>) -> String {
    let whole = iso_with(moment, arguments);
    whole.split_once('T').map_or(whole.clone(), |(_, time)| time.to_owned())
}

/// `toISO` with its options.
fn iso_with(moment: &Moment, arguments: &Arguments<'_>) -> String {
    let Some(options) = fields_of(arguments.get(0)) else { return date::iso(moment) };
    let is_basic = matches!(options.get("format"), Val::Text(form) if form == "basic");
    let mut pattern = String::from(if is_basic { "yyyyMMdd'T'HHmm" } else { "yyyy-MM-dd'T'HH:mm" });
    let leaves = |name: &str, is_zero: bool| options.get(name).truthy() && is_zero;
    let no_millis = moment.millisecond() == 0;
    if !leaves("suppressSeconds", no_millis && moment.second() == 0) {
        pattern.push_str(if is_basic { "ss" } else { ":ss" });
        if !leaves("suppressMilliseconds", no_millis) {
            pattern.push_str(".SSS");
        }
    }
    let has_offset = !matches!(options.get("includeOffset"), Val::Bool(false));
    let names_zone = options.get("extendedZone").truthy();
    if has_offset && !names_zone && date::iso(moment).ends_with('Z') {
        pattern.push_str("'Z'");
    } else if has_offset {
        pattern.push_str(match names_zone {
            true if date::iso(moment).ends_with('Z') => "ZZ'[Etc/UTC]'",
            true => "ZZ'['z']'",
            false => "ZZ",
        });
    }
    date::format_english(moment, &pattern)
}

fn formatted<'a>(evaluator: &Evaluator<'a>, moment: &Moment, arguments: &Arguments<'a>) -> Eval<'a, String> {
    let pattern = arguments.text_or(0, "yyyy-MM-dd");
    if pattern.len() > 200 {
        return Err(fault("The pattern of the date is too long.", "Write for example `dd.MM.yyyy`."));
    }
    if !evaluator.is_lenient() && date::foreign_token(&pattern) {
        let hint = "The tokens are those of Luxon: `yyyy` for the year, `dd` for the day, `EEEE` for the weekday, `a` for AM and PM.";
        return Err(fault(format!("The pattern `{pattern}` holds a token that does not exist."), hint));
    }
    let locale = fields_of(arguments.get(1)).and_then(|options| Locale::named(&options.get("locale").to_text()));
    Ok(date::format_moment(&Moment { locale: locale.unwrap_or(moment.locale), ..moment.clone() }, &pattern))
}

/// `toLocaleString(options)` of Luxon, `toLocaleString(language, options)` of JavaScript.
fn local_text<'a>(moment: &Moment, name: &str, arguments: &Arguments<'a>) -> Eval<'a, String> {
    let mut moment = moment.clone();
    let (mut first, mut second) = (arguments.get(0), arguments.get(1));
    if !moment.is_plain {
        std::mem::swap(&mut first, &mut second);
    }
    let language = match (first, fields_of(first)) {
        (Val::Text(tag), _) => Some(tag.to_string()),
        (_, Some(options)) if options.contains_key("locale") => Some(options.get("locale").to_text().into_owned()),
        _ => None,
    };
    if let Some(tag) = language {
        moment.locale = Locale::named(&tag).unwrap_or(moment.locale);
    }
    let (otherwise, least) = match (name, moment.is_plain) {
        ("toLocaleTimeString", _) => (Parts::time(), Least::Time),
        ("toLocaleDateString", _) => (Parts::date(), Least::Date),
        ("toLocaleString", true) => (Parts::date_and_time(), Least::Any),
        _ => (Parts::date(), Least::Any),
    };
    let parts = match (second, fields_of(second)) {
        (Val::Text(token), _) => date::preset_named(token).unwrap_or(otherwise),
        (_, Some(options)) => {
            if let Val::Text(zone) = options.get("timeZone") {
                moment.zoned = moment.with_time_zone(date::zone(&zone)?);
            }
            Parts::from_options(&options, otherwise, least, moment.locale).ok_or_else(|| {
                let message = format!("`{name}` cannot be asked for a style of the other kind.");
                fault(message, "Use `toLocaleString` for both a date and a time.")
            })?
        }
        _ => otherwise,
    };
    Ok(date::write(&moment, &parts))
}

/// The methods of JavaScript that give a part of a date, and numbers for instants.
fn clock<'a>(moment: &Moment, name: &str) -> Option<Val<'a>> {
    let utc = moment.with_time_zone(TimeZone::UTC);
    let (part, date) = match name.strip_prefix("getUTC") {
        Some(part) => (part, &utc),
        None => (name.strip_prefix("get").unwrap_or_default(), &moment.zoned),
    };
    let millis = moment.millis() as f64;
    Some(Val::Number(match (name, part) {
        ("toMillis" | "getTime" | "valueOf" | "toNumber" | "toInt" | "toFloat", _) => millis,
        ("toSeconds", _) => millis / 1_000.0,
        ("toUnixInteger", _) => (millis / 1_000.0).floor(),
        (_, "FullYear") => date.year().into(),
        (_, "Month") => f64::from(date.month()) - 1.0,
        (_, "Date") => date.day().into(),
        (_, "Day") => date.weekday().to_sunday_zero_offset().into(),
        (_, "Hours") => date.hour().into(),
        (_, "Minutes") => date.minute().into(),
        (_, "Seconds") => date.second().into(),
        (_, "Milliseconds") => date.millisecond().into(),
        (_, "TimezoneOffset") => f64::from(-date.offset().seconds() / 60),
        _ => return None,
    }))
}

/// Methods that give a truth or a difference.
fn measure<'a>(
    evaluator: &Evaluator<'a>,
    moment: &Moment,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let world = evaluator.scope.world;
    let other = |place: usize| date::moment(world, arguments.get(place));
    Ok(Some(match name {
        "isWeekend" => Val::Bool(moment.weekday().to_monday_one_offset() > 5),
        "isDst" => Val::Bool(moment.time_zone().to_offset_info(moment.timestamp()).dst().is_dst()),
        "isEmpty" => Val::Bool(false),
        "isNotEmpty" => Val::Bool(true),
        "toBoolean" => Val::Undefined,
        "extract" => date::property(&Moment::new(moment.zoned.clone()), &part_named(&arguments.text_or(0, "week")))?,
        "get" => date::property(&Moment::new(moment.zoned.clone()), &arguments.text(0))?,
        "equals" => Val::Bool(other(0)?.timestamp() == moment.timestamp()),
        "hasSame" => {
            let unit = arguments.text_or(1, "day");
            let other = other(0)?.with_time_zone(moment.time_zone().clone());
            Val::Bool(date::start_of(&other, &unit)?.timestamp() == date::start_of(moment, &unit)?.timestamp())
        }
        "isBetween" => {
            let (one, two) = (other(0)?.timestamp(), other(1)?.timestamp());
            Val::Bool(one.min(two) < moment.timestamp() && moment.timestamp() < one.max(two))
        }
        "isInLast" => {
            let unit = date::unit_named(&arguments.text_or(1, "minutes"))?;
            let now = date::now(world)?;
            let since = date::shifted(&now, &Length::of(unit, -arguments.number_or(0, 0.0)))?;
            Val::Bool(since.timestamp() <= moment.timestamp() && moment.timestamp() <= now.timestamp())
        }
        "diff" | "diffTo" if arguments.0.is_empty() => {
            apart(moment, &Moment::new(date::now(world)?), &Val::Undefined, name)?
        }
        "diff" | "diffTo" => apart(moment, &other(0)?, arguments.get(1), name)?,
        "diffNow" | "diffToNow" => apart(moment, &Moment::new(date::now(world)?), arguments.get(0), name)?,
        "until" => date::interval_of(evaluator, moment.clone(), other(0)?)?,
        "toObject" => Val::object(date::parts(moment)),
        _ => return Ok(None),
    }))
}

fn part_named(unit: &str) -> String {
    match unit {
        "yearDayNumber" | "dayOfYear" => "ordinal".into(),
        "dayOfMonth" => "day".into(),
        "dayOfWeek" => "weekday".into(),
        "week" | "weeks" => "weekNumber".into(),
        "hr" | "hrs" => "hour".into(),
        "min" | "mins" => "minute".into(),
        "sec" | "secs" => "second".into(),
        "ms" => "millisecond".into(),
        other => other.trim_end_matches('s').to_owned(),
    }
}

/// The difference of two dates: a length, or for the `…To` methods of one unit the
/// number itself.
fn apart<'a>(moment: &Moment, other: &Moment, units: &Val<'a>, name: &str) -> Eval<'a> {
    let is_plain = matches!(name, "diffTo" | "diffToNow");
    let names: Vec<String> = match units.entries() {
        Some(units) if !units.is_empty() => units.iter().map(|unit| unit.to_text().into_owned()).collect(),
        _ if units.is_nullish() || units.length() == Some(0) => {
            vec![if is_plain { "days" } else { "milliseconds" }.into()]
        }
        _ => vec![units.to_text().into_owned()],
    };
    if names.len() > 9 {
        return Err(fault("There are too many units.", "Name each unit once."));
    }
    let units = names.iter().map(|name| date::unit_named(name)).collect::<Eval<'a, Vec<usize>>>()?;
    let length = date::between(other, moment, &units)?;
    Ok(match units.as_slice() {
        [unit] if is_plain => Val::Number(length.in_unit(*unit)),
        _ if is_plain => Val::object(length.object()),
        _ => Val::Duration(Box::new(length)),
    })
}

/// `in 2 days`, `3 hours ago`; with the calendar `tomorrow`.
fn relative<'a>(
    moment: &Moment,
    now: &Zoned,
    name: &str,
    options: Option<crate::value::Fields<'a>>,
) -> Eval<'a, String> {
    let is_calendar = name == "toRelativeCalendar";
    let base = match options.as_ref().map(|options| options.get("base")) {
        Some(Val::Text(text)) => date::parse(&text, moment.time_zone()).ok_or_else(|| date::unreadable(&text))?,
        _ => now.with_time_zone(moment.time_zone().clone()),
    };
    let wanted = match options.as_ref().map(|options| options.get("unit")) {
        Some(Val::Text(unit)) => Some(date::unit_named(&unit)?),
        _ => None,
    };
    let count_of = |unit: usize| -> Eval<'a, f64> {
        let name = date::UNITS[unit];
        let (from, to) = match is_calendar {
            true => (date::start_of(&base, name)?, date::start_of(moment, name)?),
            false => (base.clone(), moment.zoned.clone()),
        };
        Ok(date::between(&from, &to, &[unit])?.get(unit))
    };
    let units: &[usize] = if is_calendar { &[0, 2, 4] } else { &[0, 2, 4, 5, 6, 7] };
    let mut last = (0.0, *units.last().unwrap_or(&7));
    for unit in wanted.map_or(units.to_vec(), |unit| vec![unit]) {
        last = (count_of(unit)?, unit);
        if wanted.is_some() || last.0.abs() >= 1.0 {
            break;
        }
    }
    let option = |name: &str| options.as_ref().map_or(Val::Undefined, |options| options.get(name));
    let locale = Locale::named(&option("locale").to_text()).unwrap_or(moment.locale);
    let is_exact = matches!(option("round"), Val::Bool(false));
    let count = match (is_calendar, is_exact) {
        (true, _) => last.0.round(),
        (false, true) => (last.0 * 100.0).trunc() / 100.0,
        (false, false) => last.0.trunc(),
    };
    let near = if is_calendar && count.abs() <= 1.0 { date::near(count as i8, last.1, locale) } else { None };
    let is_past = last.0 < 0.0 || (count == 0.0 && base.timestamp() > moment.timestamp());
    let far = || date::far(count.abs(), is_past, last.1, Words::named(&option("style").to_text()), locale);
    Ok(near.map_or_else(far, ToOwned::to_owned))
}
