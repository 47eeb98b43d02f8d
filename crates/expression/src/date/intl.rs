//! Dates as people of a country write them, by the options of `Intl`: which parts,
//! and how long each is.

use super::locale::Form;
use super::{Moment, format};
use crate::value::{Fields, Val};

/// How a part is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Style {
    #[default]
    None,
    Numeric,
    TwoDigits,
    Short,
    Long,
}

/// Which parts of a date are written, and how.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Parts {
    weekday: Style,
    year: Style,
    month: Style,
    day: Style,
    hour: Style,
    minute: Style,
    second: Style,
    /// Whether the day is divided into halves; None is the country's own way.
    halves: Option<bool>,
    zone: bool,
}

impl Style {
    fn named(name: &str) -> Self {
        match name {
            "numeric" => Self::Numeric,
            "2-digit" => Self::TwoDigits,
            "short" | "narrow" => Self::Short,
            "long" => Self::Long,
            _ => Self::None,
        }
    }
}

impl Parts {
    /// Day, month and year in numbers.
    pub(crate) fn date() -> Self {
        Self { year: Style::Numeric, month: Style::Numeric, day: Style::Numeric, ..Self::default() }
    }

    /// Hours, minutes and seconds.
    pub(crate) fn time() -> Self {
        Self { hour: Style::Numeric, minute: Style::TwoDigits, second: Style::TwoDigits, ..Self::default() }
    }

    /// Both.
    pub(crate) fn date_and_time() -> Self {
        let Self { hour, minute, second, .. } = Self::time();
        Self { hour, minute, second, ..Self::date() }
    }

    /// From the options of `Intl`; what is not named is taken from `otherwise` if
    /// nothing is named at all.
    pub(crate) fn from_options(fields: &Fields<'_>, otherwise: Self) -> Self {
        let text = |name: &str| match fields.get(name) {
            Val::Text(text) => text.into_owned(),
            _ => String::new(),
        };
        let style = |name: &str| Style::named(&text(name));
        let mut parts = match (text("dateStyle"), text("timeStyle")) {
            (date, time) if !date.is_empty() || !time.is_empty() => Self::styled(&date, &time),
            _ => Self {
                weekday: style("weekday"),
                year: style("year"),
                month: style("month"),
                day: style("day"),
                hour: style("hour"),
                minute: style("minute"),
                second: style("second"),
                halves: None,
                zone: !text("timeZoneName").is_empty(),
            },
        };
        if !parts.has_date() && !parts.has_time() && parts.weekday == Style::None {
            parts = Self { zone: parts.zone, ..otherwise };
        }
        parts.halves = match (fields.get("hour12"), text("hourCycle").as_str()) {
            (Val::Bool(halves), _) => Some(halves),
            (_, "h23" | "h24") => Some(false),
            (_, "h11" | "h12") => Some(true),
            _ => None,
        };
        parts
    }

    fn styled(date: &str, time: &str) -> Self {
        let month = |month| Self { month, ..Self::date() };
        let mut parts = match date {
            "full" => Self { weekday: Style::Long, ..month(Style::Long) },
            "long" => month(Style::Long),
            "medium" => month(Style::Short),
            "short" => Self::date(),
            _ => Self::default(),
        };
        if !time.is_empty() {
            (parts.hour, parts.minute) = (Style::Numeric, Style::TwoDigits);
            parts.second = if time == "short" { Style::None } else { Style::TwoDigits };
            parts.zone = matches!(time, "full" | "long");
        }
        parts
    }

    fn has_date(&self) -> bool {
        [self.year, self.month, self.day].iter().any(|style| *style != Style::None)
    }

    fn has_time(&self) -> bool {
        [self.hour, self.minute, self.second].iter().any(|style| *style != Style::None)
    }
}

/// The presets of Luxon, `DateTime.DATE_MED` and the tokens `D` to `FFFF`.
pub(crate) fn preset_named(name: &str) -> Option<Parts> {
    let month = |month| Parts { month, ..Parts::date() };
    let huge = Parts { weekday: Style::Long, ..month(Style::Long) };
    let clock = |parts: Parts, seconds: bool, zone: bool, halves: Option<bool>| Parts {
        hour: Style::Numeric,
        minute: Style::TwoDigits,
        second: if seconds { Style::TwoDigits } else { Style::None },
        zone,
        halves,
        ..parts
    };
    let none = Parts::default();
    Some(match name {
        "D" | "DATE_SHORT" => Parts::date(),
        "DD" | "DATE_MED" => month(Style::Short),
        "DATE_MED_WITH_WEEKDAY" => Parts { weekday: Style::Short, ..month(Style::Short) },
        "DDD" | "DATE_FULL" => month(Style::Long),
        "DDDD" | "DATE_HUGE" => huge,
        "t" | "TIME_SIMPLE" => clock(none, false, false, None),
        "tt" | "TIME_WITH_SECONDS" => clock(none, true, false, None),
        "ttt" | "tttt" | "TIME_WITH_SHORT_OFFSET" | "TIME_WITH_LONG_OFFSET" => clock(none, true, true, None),
        "T" | "TIME_24_SIMPLE" => clock(none, false, false, Some(false)),
        "TT" | "TIME_24_WITH_SECONDS" => clock(none, true, false, Some(false)),
        "TTT" | "TTTT" | "TIME_24_WITH_SHORT_OFFSET" | "TIME_24_WITH_LONG_OFFSET" => {
            clock(none, true, true, Some(false))
        }
        "f" | "DATETIME_SHORT" => clock(Parts::date(), false, false, None),
        "ff" | "DATETIME_MED" => clock(month(Style::Short), false, false, None),
        "DATETIME_MED_WITH_WEEKDAY" => {
            clock(Parts { weekday: Style::Short, ..month(Style::Short) }, false, false, None)
        }
        "fff" | "DATETIME_FULL" => clock(month(Style::Long), false, true, None),
        "ffff" | "DATETIME_HUGE" => clock(huge, false, true, None),
        "F" | "DATETIME_SHORT_WITH_SECONDS" => clock(Parts::date(), true, false, None),
        "FF" | "DATETIME_MED_WITH_SECONDS" => clock(month(Style::Short), true, false, None),
        "FFF" | "DATETIME_FULL_WITH_SECONDS" => clock(month(Style::Long), true, true, None),
        "FFFF" | "DATETIME_HUGE_WITH_SECONDS" => clock(huge, true, true, None),
        _ => return None,
    })
}

/// The date in the way of its language.
pub(crate) fn write(moment: &Moment, parts: &Parts) -> String {
    let date = day_text(moment, parts);
    let time = time_text(moment, parts);
    match (date.is_empty(), time.is_empty()) {
        (false, false) => format!("{date}{}{time}", between(moment, parts)),
        (_, true) => date,
        (true, _) => time,
    }
}

/// What stands between the day and the time.
fn between(moment: &Moment, parts: &Parts) -> &'static str {
    let is_full = parts.month == Style::Long && parts.year != Style::None;
    match (moment.locale.language(), is_full) {
        ("en", true) => " at ",
        ("de", true) => " um ",
        ("fr", true) => " à ",
        ("es", true) if parts.weekday == Style::None => " a las ",
        ("it", true) => " alle ore ",
        ("pt", true) => " às ",
        ("nl", true) => " om ",
        ("fr", false) if matches!(parts.month, Style::Numeric | Style::TwoDigits) => " ",
        ("sv", _) => " ",
        _ => ", ",
    }
}

fn time_text(moment: &Moment, parts: &Parts) -> String {
    if !parts.has_time() {
        return String::new();
    }
    let is_british = moment.locale.tag() == "en-GB";
    let halves = parts.halves.unwrap_or(moment.locale.language() == "en" && !is_british);
    let hour = match (halves, parts.hour) {
        (true, Style::TwoDigits) => "hh",
        (true, _) => "h",
        (false, _) => "HH",
    };
    let pieces = [
        (parts.hour != Style::None).then_some(hour),
        (parts.minute != Style::None).then_some(if parts.hour == Style::None { "m" } else { "mm" }),
        (parts.second != Style::None).then_some(if parts.minute == Style::None { "s" } else { "ss" }),
    ];
    let pattern = pieces.into_iter().flatten().collect::<Vec<_>>().join(":");
    let mut text = format(moment, &pattern);
    if halves && parts.hour != Style::None {
        // The dates of JavaScript have a common blank here, those of Luxon a narrow one.
        text.push(if moment.is_plain { ' ' } else { '\u{202f}' });
        text.push_str(if moment.hour() < 12 { "AM" } else { "PM" });
    }
    if parts.zone {
        text.push(' ');
        text.push_str(&format(moment, "ZZZZ"));
    }
    text
}

fn day_text(moment: &Moment, parts: &Parts) -> String {
    let weekday = match parts.weekday {
        Style::None => "",
        Style::Long => moment.locale.weekday(moment.weekday().to_monday_one_offset(), Form::Long),
        _ => moment.locale.weekday(moment.weekday().to_monday_one_offset(), Form::Short),
    };
    let rest = match parts.month {
        _ if !parts.has_date() => String::new(),
        Style::Short | Style::Long => worded(moment, parts),
        _ => numbered(moment, parts),
    };
    let comma = match moment.locale.language() {
        "fr" | "it" | "nl" | "sv" => " ",
        "de" if parts.weekday != Style::Long => "., ",
        _ => ", ",
    };
    match (weekday.is_empty(), rest.is_empty()) {
        (false, false) => format!("{weekday}{comma}{rest}"),
        (false, true) => weekday.to_owned(),
        _ => rest,
    }
}

/// A date in numbers: `3/5/2026`, `5.3.2026`.
fn numbered(moment: &Moment, parts: &Parts) -> String {
    let tag = moment.locale.tag();
    let (order, sign, pads) = match moment.locale.language() {
        "en" if tag == "en-US" || tag == "en-CA" => ("Mdy", "/", false),
        "en" | "fr" | "it" | "pt" => ("dMy", "/", true),
        "es" => ("dMy", "/", false),
        "nl" => ("dMy", "-", false),
        "sv" => ("yMd", "-", true),
        _ => ("dMy", ".", false),
    };
    let token = |letter: char| {
        let style = match letter {
            'y' => parts.year,
            'M' => parts.month,
            _ => parts.day,
        };
        Some(match (letter, style) {
            (_, Style::None) => return None,
            ('y', Style::TwoDigits) => "yy",
            ('y', _) => "y",
            ('M', Style::TwoDigits) => "MM",
            ('M', _) if pads => "MM",
            ('M', _) => "M",
            (_, Style::TwoDigits) => "dd",
            _ if pads => "dd",
            _ => "d",
        })
    };
    let text = format(moment, &order.chars().filter_map(token).collect::<Vec<_>>().join(sign));
    if sign == "." && parts.year == Style::None && parts.day != Style::None { text + "." } else { text }
}

/// A date with the name of its month: `March 5, 2026`.
fn worded(moment: &Moment, parts: &Parts) -> String {
    let has_day = parts.day != Style::None;
    let form = match (parts.month, has_day) {
        (Style::Long, true) => Form::Long,
        (Style::Long, false) => Form::LongAlone,
        (_, true) => Form::Short,
        (_, false) => Form::ShortAlone,
    };
    let month = moment.locale.month(moment.month(), form);
    let day = if parts.day == Style::TwoDigits { format(moment, "dd") } else { moment.day().to_string() };
    let year = match parts.year {
        Style::None => String::new(),
        Style::TwoDigits => format(moment, "yy"),
        _ => moment.year().to_string(),
    };
    let language = moment.locale.language();
    if language == "en" && moment.locale.tag() != "en-GB" {
        let start = if has_day { format!("{month} {day}") } else { month.to_owned() };
        let comma = if has_day { ", " } else { " " };
        return if year.is_empty() { start } else { format!("{start}{comma}{year}") };
    }
    let is_long = parts.month == Style::Long;
    let of = match language {
        "pt" => " de ",
        "es" if is_long => " de ",
        _ => " ",
    };
    let dot = if matches!(language, "de" | "da") { "." } else { "" };
    let start = if has_day { format!("{day}{dot}{of}{month}") } else { month.to_owned() };
    if year.is_empty() { start } else { format!("{start}{of}{year}") }
}

fn format(moment: &Moment, pattern: &str) -> String {
    format::format(moment, pattern, moment.locale)
}
