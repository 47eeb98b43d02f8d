//! Dates as people of a country write them, by the options of `Intl`: which parts,
//! and how long each is.

use super::country::{Country, country_of};
use super::locale::{Form, Locale};
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
    /// Whether midnight is 24 instead of 0.
    counts_to_24: bool,
    /// Whether 24 hours were asked for by `hour12: false`.
    has_plain_hours: bool,
    zone: bool,
    has_long_zone: bool,
    /// The whole date by a pattern, where a country has one of its own for a style.
    fixed: Option<&'static str>,
}

/// What `toLocaleDateString` and its like write at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Least {
    /// Whatever is asked for.
    Any,
    Date,
    Time,
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
    /// nothing of what must be there is named at all. None: the options exclude each other.
    pub(crate) fn from_options(fields: &Fields<'_>, otherwise: Self, least: Least, locale: Locale) -> Option<Self> {
        let text = |name: &str| match fields.get(name) {
            Val::Text(text) => text.into_owned(),
            _ => String::new(),
        };
        let style = |name: &str| Style::named(&text(name));
        let (date, time) = (text("dateStyle"), text("timeStyle"));
        let is_refused = (least == Least::Date && !time.is_empty()) || (least == Least::Time && !date.is_empty());
        if is_refused {
            return None;
        }
        let mut parts = if !date.is_empty() || !time.is_empty() {
            Self::styled(&date, &time, locale)
        } else {
            let hour = style("hour");
            // Minutes beside an hour always have two digits.
            let beside = |name: &str| if style(name) == Style::None { Style::None } else { Style::TwoDigits };
            let named = Self {
                weekday: style("weekday"),
                year: style("year"),
                month: style("month"),
                day: style("day"),
                hour,
                minute: if hour == Style::None { style("minute") } else { beside("minute") },
                second: style("second"),
                zone: !text("timeZoneName").is_empty(),
                has_long_zone: text("timeZoneName") == "long",
                ..Self::default()
            };
            named.completed(otherwise, least)
        };
        let (hour12, cycle) = (fields.get("hour12"), text("hourCycle"));
        parts.halves = match (&hour12, cycle.as_str()) {
            (Val::Bool(halves), _) => Some(*halves),
            (_, "h23" | "h24") => Some(false),
            (_, "h11" | "h12") => Some(true),
            _ => None,
        };
        parts.has_plain_hours = matches!(hour12, Val::Bool(false)) && parts.second == Style::None;
        parts.counts_to_24 = match hour12 {
            Val::Bool(halves) => !halves && country_of(locale).has_halves(),
            _ => cycle == "h24",
        };
        Some(parts)
    }

    /// With what must be there and is not.
    fn completed(self, otherwise: Self, least: Least) -> Self {
        let has_day = self.has_date() || self.weekday != Style::None;
        let has_any = match least {
            Least::Any => has_day || self.has_time(),
            Least::Date => has_day,
            Least::Time => self.has_time(),
        };
        let Self { year, month, day, hour, minute, second, .. } = otherwise;
        match least {
            _ if has_any => self,
            Least::Any => Self { year, month, day, hour, minute, second, ..self },
            Least::Date => Self { year, month, day, ..self },
            Least::Time => Self { hour, minute, second, ..self },
        }
    }

    fn styled(date: &str, time: &str, locale: Locale) -> Self {
        let country = country_of(locale);
        let month = |month| Self { month, ..Self::date() };
        let mut parts = match date {
            "full" => Self { weekday: Style::Long, ..month(Style::Long) },
            "long" => month(Style::Long),
            "medium" if country.medium.is_empty() => month(Style::Short),
            "medium" => Self { fixed: Some(country.medium), ..Self::date() },
            "short" => Self { fixed: Some(country.short), ..Self::date() },
            _ => Self::default(),
        };
        if !time.is_empty() {
            (parts.hour, parts.minute) = (Style::Numeric, Style::TwoDigits);
            parts.second = if time == "short" { Style::None } else { Style::TwoDigits };
            parts.zone = matches!(time, "full" | "long");
            parts.has_long_zone = time == "full";
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
        has_long_zone: zone && matches!(name, "tttt" | "TTTT" | "ffff" | "FFFF") || has_long_zone(name),
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

fn has_long_zone(name: &str) -> bool {
    matches!(
        name,
        "TIME_WITH_LONG_OFFSET" | "TIME_24_WITH_LONG_OFFSET" | "DATETIME_HUGE" | "DATETIME_HUGE_WITH_SECONDS"
    )
}

/// The date in the way of its language.
pub(crate) fn write(moment: &Moment, parts: &Parts) -> String {
    let country = country_of(moment.locale);
    let date = day_text(moment, parts, country);
    let time = time_text(moment, parts, country);
    match (date.is_empty(), time.is_empty()) {
        (false, false) => format!("{date}{}{time}", between(moment, parts, country)),
        (false, true) if parts.zone => format!("{date}, {}", zone_text(moment, parts)),
        (_, true) => date,
        (true, _) => time,
    }
}

/// What stands between the day and the time.
fn between(moment: &Moment, parts: &Parts, country: &Country) -> &'static str {
    let is_written_out = parts.month == Style::Long;
    let has_short_name = parts.month == Style::Short;
    match (moment.locale.language(), is_written_out) {
        ("en", _) if !parts.has_date() && country.has_halves() => " ",
        ("ja", _) => " ",
        ("es", true) if parts.weekday != Style::None => ", ",
        ("fr", false) if has_short_name => ", ",
        _ => country.between[usize::from(is_written_out)],
    }
}

fn time_text(moment: &Moment, parts: &Parts, country: &Country) -> String {
    if !parts.has_time() {
        return String::new();
    }
    let halves = parts.halves.unwrap_or(country.has_halves());
    let is_alone = parts.minute == Style::None && parts.second == Style::None;
    let pieces = [
        (parts.hour != Style::None).then(|| hour_token(parts, country, halves)),
        (parts.minute != Style::None).then_some(if parts.hour == Style::None { "m" } else { "mm" }),
        (parts.second != Style::None).then_some(if parts.minute == Style::None { "s" } else { "ss" }),
    ];
    let sign = if moment.locale.language() == "da" { "." } else { ":" };
    let mut text = format(moment, &pieces.into_iter().flatten().collect::<Vec<_>>().join(sign));
    if parts.hour != Style::None {
        text = if halves {
            // Who does not halve the day else counts the first hour as 0.
            if !country.has_halves() && moment.hour() % 12 == 0 {
                let zero = if parts.hour == Style::TwoDigits { "00" } else { "0" };
                text.replace_range(..2.min(text.len()), zero);
            }
            with_half(moment, text, country)
        } else {
            if parts.counts_to_24 && moment.hour() == 0 {
                text.replace_range(..2.min(text.len()), "24");
            }
            if is_alone { text + country.hour_alone } else { text }
        };
    }
    if parts.zone {
        text.push(' ');
        text.push_str(&zone_text(moment, parts));
    }
    text
}

fn hour_token(parts: &Parts, country: &Country, halves: bool) -> &'static str {
    match (halves, parts.hour) {
        (true, Style::TwoDigits) => "hh",
        (true, _) => "h",
        (false, Style::TwoDigits) => "HH",
        (false, _) if country.has_halves() => "HH",
        // Beside a zone, and where 24 hours were asked for, the hour stands as it is.
        (false, _) if (parts.zone && parts.second != Style::None) || parts.has_plain_hours => "H",
        (false, _) => country.hour,
    }
}

fn with_half(moment: &Moment, text: String, country: &Country) -> String {
    let half = country.halves[usize::from(moment.hour() >= 12)];
    if moment.locale.language() == "ja" {
        return if text.contains(':') { format!("{half}{text}") } else { format!("{half}{text}時") };
    }
    // Only where Luxon puts a date together itself the blank is a narrow one.
    let is_fixed = moment.time_zone().iana_name().is_none_or(|name| name == "UTC");
    format!("{text}{}{half}", if is_fixed && !moment.is_plain { '\u{202f}' } else { ' ' })
}

fn zone_text(moment: &Moment, parts: &Parts) -> String {
    let written = format(moment, if parts.has_long_zone { "ZZZZZ" } else { "ZZZZ" });
    // French has no word for the time of Greenwich here.
    if moment.locale.language() == "fr" { written.replace("GMT", "UTC") } else { written }
}

fn day_text(moment: &Moment, parts: &Parts, country: &Country) -> String {
    let form = if parts.weekday == Style::Long { Form::Long } else { Form::Short };
    let weekday = match parts.weekday {
        Style::None => "",
        _ => moment.locale.weekday(moment.weekday().to_monday_one_offset(), form),
    };
    let rest = match (parts.month, parts.fixed) {
        (_, Some(pattern)) => format(moment, pattern),
        _ if !parts.has_date() => String::new(),
        (Style::Short | Style::Long, _) => worded(moment, parts),
        _ => numbered(moment, parts, country),
    };
    match (weekday.is_empty(), rest.is_empty()) {
        (false, false) if moment.locale.language() == "ja" && form_is_short(parts) => format!("{rest}({weekday})"),
        (false, false) if moment.locale.language() == "ja" => format!("{rest}{weekday}"),
        (false, false) if parts.month == Style::None && country.has_halves() && moment.locale.tag() == "en-US" => {
            format!("{rest} {weekday}")
        }
        (false, false) if moment.locale.tag() == "en-GB" && form_is_short(parts) && parts.year == Style::None => {
            format!("{weekday} {rest}")
        }
        (false, false) => {
            format!("{weekday}{}{rest}", country.after_weekday[usize::from(parts.weekday != Style::Long)])
        }
        (false, true) => weekday.to_owned(),
        _ => rest,
    }
}

fn form_is_short(parts: &Parts) -> bool {
    parts.weekday != Style::Long
}

/// A date in numbers: `3/5/2026`, `5.3.2026`.
fn numbered(moment: &Moment, parts: &Parts, country: &Country) -> String {
    let (has_year, has_month, has_day) =
        (parts.year != Style::None, parts.month != Style::None, parts.day != Style::None);
    let pattern = match (has_year, has_month, has_day) {
        (true, true, true) => country.date,
        (false, true, true) => country.month_day,
        (true, true, false) => country.year_month,
        (true, ..) => "yyyy",
        (_, true, _) => "M",
        _ => "d",
    };
    let is_lone = u8::from(has_year) + u8::from(has_month) + u8::from(has_day) == 1;
    let text: String = format::pieces(pattern).iter().map(|piece| number_piece(moment, parts, piece)).collect();
    match (moment.locale.language(), is_lone) {
        ("ja", true) => format!(
            "{text}{}",
            if has_year {
                "年"
            } else if has_month {
                "月"
            } else {
                "日"
            }
        ),
        ("da", true) if has_day => text + ".",
        _ => text,
    }
}

/// One of its numbers, with two digits where they were asked for.
fn number_piece(moment: &Moment, parts: &Parts, piece: &format::Piece<'_>) -> String {
    let style = match piece.token().map(|token| token.as_bytes()[0]) {
        Some(b'y') => parts.year,
        Some(b'M') => parts.month,
        Some(b'd') => parts.day,
        _ => return piece.text().to_owned(),
    };
    match (style, &piece.text()[..1]) {
        (Style::TwoDigits, "y") => format(moment, "yy"),
        (Style::TwoDigits, letter) => format(moment, &letter.repeat(2)),
        (_, "y") => moment.year().to_string(),
        _ => format(moment, piece.text()),
    }
}

/// A date with the name of its month: `March 5, 2026`.
fn worded(moment: &Moment, parts: &Parts) -> String {
    let has_day = parts.day != Style::None;
    let has_year = parts.year != Style::None;
    let form = match (parts.month, has_day) {
        (Style::Long, true) => Form::Long,
        (Style::Long, false) => Form::LongAlone,
        // German shortens a month beside a year as it does beside a day.
        (_, false) if !has_year => Form::ShortAlone,
        _ => Form::Short,
    };
    let month = moment.locale.month(moment.month(), form);
    let day = if parts.day == Style::TwoDigits { format(moment, "dd") } else { moment.day().to_string() };
    let year = match parts.year {
        Style::None => String::new(),
        Style::TwoDigits => format(moment, "yy"),
        _ => moment.year().to_string(),
    };
    let language = moment.locale.language();
    if language == "ja" {
        let day = if has_day { format!("{day}日") } else { String::new() };
        return if has_year { format!("{year}年{month}{day}") } else { format!("{month}{day}") };
    }
    if language == "en" && !matches!(moment.locale.tag(), "en-GB" | "en-AU" | "en-IN" | "en-IE" | "en-NZ") {
        let start = if has_day { format!("{month} {day}") } else { month.to_owned() };
        let comma = if has_day { ", " } else { " " };
        return if year.is_empty() { start } else { format!("{start}{comma}{year}") };
    }
    let of = match language {
        "pt" => " de ",
        "es" if parts.month == Style::Long => " de ",
        _ => " ",
    };
    let dot = if matches!(language, "de" | "da") { "." } else { "" };
    let start = if has_day { format!("{day}{dot}{of}{month}") } else { month.to_owned() };
    if year.is_empty() { start } else { format!("{start}{of}{year}") }
}

fn format(moment: &Moment, pattern: &str) -> String {
    format::format(moment, pattern, moment.locale)
}
