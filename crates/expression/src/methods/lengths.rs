//! The methods and parts of lengths of time and intervals.

use super::Arguments;
use crate::date::{self, Interval, Length, UNITS};
use crate::eval::{Eval, Evaluator, fields_of};
use crate::value::{Fields, Val};
use std::rc::Rc;

fn length<'a>(length: Length) -> Val<'a> {
    Val::Duration(Box::new(length))
}

/// The units that are named, each an argument or a list of them.
fn units<'a>(arguments: &Arguments<'a>) -> Eval<'a, Vec<usize>> {
    let all = arguments.0.iter().flat_map(|argument| argument.entries().unwrap_or_else(|| vec![argument.clone()]));
    all.filter(|unit| matches!(unit, Val::Text(_))).map(|unit| date::unit_named(&unit.to_text())).collect()
}

/// A part of a length: `days`, `isValid`.
pub(crate) fn part_of_length<'a>(of: &Length, name: &str) -> Val<'a> {
    match UNITS.iter().position(|unit| *unit == name) {
        Some(unit) => Val::Number(of.get(unit)),
        None if name == "isValid" => Val::Bool(true),
        None => Val::Undefined,
    }
}

pub(super) fn of_length<'a>(of: &Length, name: &str, arguments: &Arguments<'a>) -> Eval<'a, Option<Val<'a>>> {
    let other = || Length::from_value(arguments.get(0));
    let unit = || date::unit_named(&arguments.text_or(0, "milliseconds"));
    Ok(Some(match name {
        "as" => Val::Number(of.in_unit(unit()?)),
        "get" => Val::Number(of.get(unit()?)),
        "toMillis" | "valueOf" => Val::Number(of.millis()),
        "plus" => length(of.plus(&other()?)),
        "minus" => length(of.plus(&other()?.map(|amount| -amount))),
        "negate" => length(of.map(|amount| if amount == 0.0 { 0.0 } else { -amount })),
        "set" => {
            let mut changed = *of;
            other()?.parts().for_each(|(unit, amount)| changed.set(unit, amount));
            length(changed)
        }
        "shiftTo" if arguments.0.is_empty() => length(*of),
        "shiftTo" => length(of.in_units(&units(arguments)?)),
        "shiftToAll" => length(of.in_units(&[0, 2, 3, 4, 5, 6, 7, 8])),
        "normalize" => length(of.normal()),
        "rescale" => length(of.normal().in_units(&[0, 2, 3, 4, 5, 6, 7, 8]).without_zeros()),
        "removeZeros" => length(of.without_zeros()),
        "equals" => Val::Bool(matches!(arguments.get(0), Val::Duration(other) if other.parts().eq(of.parts()))),
        "toObject" => Val::object(of.object()),
        "toISO" | "toJSON" | "toString" => Val::text(of.iso()),
        "toHuman" => Val::text(human(of, fields_of(arguments.get(0)).as_ref())),
        "toFormat" => Val::text(of.format(&arguments.text(0))),
        // What does not fit into a day is no time of day.
        "toISOTime" if !(0.0..86_400_000.0).contains(&of.millis()) => Val::Null,
        "toISOTime" => Val::text(of.format("hh:mm:ss.SSS")),
        _ => return Ok(None),
    }))
}

/// `1 day, 2 hours`, in the words that are asked for.
fn human(of: &Length, options: Option<&Fields<'_>>) -> String {
    let option = |name: &str| options.map_or(Val::Undefined, |options| options.get(name)).to_text().into_owned();
    let display = option("unitDisplay");
    let part = |(unit, amount): (usize, f64)| {
        let written = crate::convert::number_text((amount * 1_000.0).round() / 1_000.0);
        let word = UNITS[unit].trim_end_matches('s');
        let short = ["yr", "qtr", "mth", "wk", "day", "hr", "min", "sec", "ms"][unit];
        let plural = if amount == 1.0 { "" } else { "s" };
        match display.as_str() {
            "short" if unit < 5 => format!("{written} {short}{plural}"),
            "short" => format!("{written} {short}"),
            "narrow" if unit == 8 => format!("{written}ms"),
            "narrow" => format!("{written}{}", &short[..1]),
            _ => format!("{written} {word}{plural}"),
        }
    };
    let mut parts: Vec<String> = of.parts().map(part).collect();
    match (option("listStyle").as_str(), parts.len()) {
        ("long", 2..) => {
            let last = parts.pop().unwrap_or_default();
            let comma = if parts.len() > 1 { "," } else { "" };
            format!("{}{comma} and {last}", parts.join(", "))
        }
        _ => parts.join(", "),
    }
}

/// A part of an interval: `start`, `end`.
pub(crate) fn part_of_interval<'a>(of: &Interval, name: &str) -> Val<'a> {
    match name {
        "start" => Val::Date(Box::new(of.start.clone())),
        "end" => Val::Date(Box::new(of.end.clone())),
        "isValid" => Val::Bool(true),
        _ => Val::Undefined,
    }
}

pub(super) fn of_interval<'a>(
    evaluator: &Evaluator<'a>,
    of: &Interval,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let date = || date::moment(evaluator.scope.world, arguments.get(0));
    if let Val::Interval(other) = arguments.get(0) {
        return Ok(Some(match with_other(of, other, name) {
            Some(value) => value,
            None => return Ok(None),
        }));
    }
    Ok(Some(match name {
        "length" => {
            let unit = date::unit_named(&arguments.text_or(0, "milliseconds"))?;
            Val::Number(of.length(&[unit])?.in_unit(unit))
        }
        "toDuration" => {
            let units = units(arguments)?;
            length(of.length(if units.is_empty() { &[8] } else { &units })?)
        }
        "count" => Val::Number(of.count(&arguments.text_or(0, "milliseconds"))?),
        "contains" => Val::Bool(of.contains(&date()?)),
        "isBefore" => Val::Bool(of.end.timestamp() <= date()?.timestamp()),
        "isAfter" => Val::Bool(of.start.timestamp() > date()?.timestamp()),
        "isEmpty" => Val::Bool(of.start.timestamp() == of.end.timestamp()),
        "hasSame" => {
            let unit = arguments.text_or(0, "day");
            let last = date::shifted(&of.end, &Length::of(8, -1.0))?;
            Val::Bool(date::start_of(&of.start, &unit)?.timestamp() == date::start_of(&last, &unit)?.timestamp())
        }
        "splitBy" => pieces(of.split_by(&Length::from_value(arguments.get(0))?)?),
        "divideEqually" => {
            let count = arguments.number_or(0, 1.0).max(1.0);
            let millis = of.length(&[8])?.get(8) / count;
            pieces(of.split_by(&Length::of(8, millis))?.into_iter().take(count as usize).collect())
        }
        "toString" => Val::text(format!("[{} – {})", date::iso(&of.start), date::iso(&of.end))),
        "toISO" | "toJSON" => Val::text(of.iso()),
        "toISODate" => {
            let day = |date: &jiff::Zoned| date::format_english(date, "yyyy-MM-dd");
            Val::text(format!("{}/{}", day(&of.start), day(&of.end)))
        }
        "toFormat" => {
            let text = |moment| date::format_moment(moment, &arguments.text(0));
            Val::text(format!("{} – {}", text(&of.start), text(&of.end)))
        }
        _ => return Ok(None),
    }))
}

fn pieces<'a>(pieces: Vec<Interval>) -> Val<'a> {
    Val::list(pieces.into_iter().map(|piece| Val::Interval(Rc::new(piece))).collect())
}

fn with_other<'a>(of: &Interval, other: &Interval, name: &str) -> Option<Val<'a>> {
    let (start, end) = (of.start.timestamp(), of.end.timestamp());
    let (other_start, other_end) = (other.start.timestamp(), other.end.timestamp());
    Some(match name {
        "overlaps" => Val::Bool(end > other_start && start < other_end),
        "engulfs" => Val::Bool(start <= other_start && end >= other_end),
        "abutsStart" => Val::Bool(end == other_start),
        "abutsEnd" => Val::Bool(other_end == start),
        "equals" => Val::Bool(start == other_start && end == other_end),
        "union" => Val::Interval(Rc::new(of.union(other))),
        "intersection" => of.intersection(other).map_or(Val::Null, |both| Val::Interval(Rc::new(both))),
        _ => return None,
    })
}
