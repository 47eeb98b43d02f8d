//! Arithmetic with dates: plus, start and end of a unit, differences.

use crate::eval::{Eval, Stop, fault};
use crate::value::{Fields, Val};
use jiff::{Span, Unit, Zoned};

/// A unit of time as expressions name it; a quarter is three months.
#[derive(Clone, Copy)]
struct Measure {
    unit: Unit,
    count: i64,
    name: &'static str,
}

const MEASURES: &[(&[&str], Measure)] = &[
    (&["year", "y"], Measure { unit: Unit::Year, count: 1, name: "years" }),
    (&["quarter", "q"], Measure { unit: Unit::Month, count: 3, name: "quarters" }),
    (&["month", "M"], Measure { unit: Unit::Month, count: 1, name: "months" }),
    (&["week", "w"], Measure { unit: Unit::Week, count: 1, name: "weeks" }),
    (&["day", "d"], Measure { unit: Unit::Day, count: 1, name: "days" }),
    (&["hour", "h"], Measure { unit: Unit::Hour, count: 1, name: "hours" }),
    (&["minute", "m"], Measure { unit: Unit::Minute, count: 1, name: "minutes" }),
    (&["second", "s"], Measure { unit: Unit::Second, count: 1, name: "seconds" }),
    (&["millisecond", "ms"], Measure { unit: Unit::Millisecond, count: 1, name: "milliseconds" }),
];

fn measure<'a>(name: &str) -> Eval<'a, Measure> {
    let singular = name.strip_suffix('s').filter(|singular| singular.len() > 1).unwrap_or(name);
    let is_named = |names: &[&str]| {
        names.contains(&name) || names.contains(&singular) || names.contains(&&*singular.to_lowercase())
    };
    MEASURES.iter().find(|(names, _)| is_named(names)).map(|(_, measure)| *measure).ok_or_else(|| {
        let hint = "Write years, quarters, months, weeks, days, hours, minutes, seconds or milliseconds.";
        fault(format!("There is no unit of time `{name}`."), hint)
    })
}

fn out_of_range() -> Stop {
    fault("The date lies outside of the years that can be reckoned with.", "Use a smaller amount.")
}

/// The date moved by `{ days: 1, hours: 2 }` or by a number of a unit.
pub(crate) fn plus<'a>(date: &Zoned, amount: &Val<'a>, unit: &str, sign: f64) -> Eval<'a, Zoned> {
    let Val::Object(fields) = amount else {
        let number = amount.to_number();
        if number.is_nan() {
            let message = format!("An amount of time is wanted, but this is {}.", amount.described());
            return Err(fault(message, "Write for example `.plus({ days: 1 })` or `.plus(1, 'days')`."));
        }
        return shifted(date, &[(measure(unit)?, number * sign)]);
    };
    let mut parts = Vec::new();
    for (name, number) in fields.iter() {
        parts.push((measure(name)?, Val::of(number).to_number() * sign));
    }
    shifted(date, &parts)
}

fn shifted<'a>(date: &Zoned, parts: &[(Measure, f64)]) -> Eval<'a, Zoned> {
    let mut span = Span::new();
    let mut millis = 0.0;
    for (measure, amount) in parts {
        let amount = amount * measure.count as f64;
        let whole = amount.trunc();
        if !amount.is_finite() || whole.abs() > 1e15 {
            return Err(out_of_range());
        }
        let whole = whole as i64;
        let added = match measure.unit {
            Unit::Year => span.try_years(whole + i64::from(span.get_years())),
            Unit::Month => span.try_months(whole + i64::from(span.get_months())),
            Unit::Week => span.try_weeks(whole + i64::from(span.get_weeks())),
            Unit::Day => span.try_days(whole + i64::from(span.get_days())),
            _ => Ok(span),
        };
        span = added.map_err(|_| out_of_range())?;
        millis += match measure.unit {
            Unit::Week => amount.fract() * 604_800_000.0,
            Unit::Day => amount.fract() * 86_400_000.0,
            Unit::Hour => amount * 3_600_000.0,
            Unit::Minute => amount * 60_000.0,
            Unit::Second => amount * 1_000.0,
            Unit::Millisecond => amount,
            // Parts of months and years have no length of their own.
            _ => 0.0,
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
    let measure = measure(unit)?;
    let with = date.with();
    let cut = match measure.unit {
        Unit::Year => with.month(1).day(1).build(),
        Unit::Month if measure.count == 3 => with.day(1).month((date.month() - 1) / 3 * 3 + 1).build(),
        Unit::Month => with.day(1).build(),
        Unit::Week => date.checked_sub(Span::new().days(i64::from(date.weekday().to_monday_zero_offset()))),
        Unit::Hour => return with.minute(0).second(0).subsec_nanosecond(0).build().map_err(|_| out_of_range()),
        Unit::Minute => return with.second(0).subsec_nanosecond(0).build().map_err(|_| out_of_range()),
        Unit::Second => return with.subsec_nanosecond(0).build().map_err(|_| out_of_range()),
        Unit::Millisecond => return Ok(date.clone()),
        _ => Ok(date.clone()),
    };
    cut.and_then(|day| day.start_of_day()).map_err(|_| out_of_range())
}

/// The last millisecond of the unit the date lies in.
pub(crate) fn end_of<'a>(date: &Zoned, unit: &str) -> Eval<'a, Zoned> {
    let next = shifted(&start_of(date, unit)?, &[(measure(unit)?, 1.0)])?;
    shifted(&next, &[(measure("ms")?, -1.0)])
}

/// The date with some parts set.
pub(crate) fn set<'a>(date: &Zoned, parts: &Fields<'a>) -> Eval<'a, Zoned> {
    let mut with = date.with();
    for (name, value) in parts.iter() {
        let number = Val::of(value).to_number();
        let wrong = || {
            fault(
                format!("`{name}` cannot be set to {}.", Val::of(value).described()),
                "Write for example `.set({ hour: 9, minute: 0 })`.",
            )
        };
        let small = i8::try_from(number as i64).map_err(|_| wrong());
        with = match name.trim_end_matches('s') {
            "year" => with.year(i16::try_from(number as i64).map_err(|_| wrong())?),
            "month" => with.month(small?),
            "day" => with.day(small?),
            "hour" => with.hour(small?),
            "minute" => with.minute(small?),
            "second" => with.second(small?),
            "millisecond" => with.subsec_nanosecond(i32::try_from(number as i64 * 1_000_000).map_err(|_| wrong())?),
            _ => {
                return Err(fault(
                    format!("A date has no part `{name}` to set."),
                    "There are year, month, day, hour, minute, second and millisecond.",
                ));
            }
        };
    }
    with.build().map_err(|_| fault("There is no such date.", "Look at the parts that are set: the 31st, or hour 24?"))
}

/// How many units lie between two dates, with a fraction; negative if `later` is earlier.
pub(crate) fn difference<'a>(later: &Zoned, earlier: &Zoned, unit: &str) -> Eval<'a, f64> {
    total(later, earlier, measure(unit)?)
}

fn total<'a>(later: &Zoned, earlier: &Zoned, measure: Measure) -> Eval<'a, f64> {
    // Calendar units are counted in one zone.
    let later = later.with_time_zone(earlier.time_zone().clone());
    let span = earlier.until((measure.unit, &later)).map_err(|_| out_of_range())?;
    let total = span.total((measure.unit, earlier)).map_err(|_| out_of_range())?;
    Ok(total / measure.count as f64)
}

/// The difference in several units, the largest first and the rest in the last.
pub(crate) fn totals<'a>(later: &Zoned, earlier: &Zoned, units: &[String]) -> Eval<'a, Vec<(&'static str, f64)>> {
    let mut measures = units.iter().map(|unit| measure(unit)).collect::<Eval<'a, Vec<_>>>()?;
    let size = |measure: &Measure| MEASURES.iter().position(|(_, other)| other.name == measure.name);
    measures.sort_by_key(size);
    let mut from = earlier.clone();
    let mut totals = Vec::new();
    for (place, measure) in measures.iter().enumerate() {
        let is_last = place + 1 == measures.len();
        let total = total(later, &from, *measure)?;
        let amount = if is_last { total } else { total.trunc() };
        from = shifted(&from, &[(*measure, amount.trunc())])?;
        totals.push((measure.name, amount));
    }
    Ok(totals)
}
