//! Dates to text with the tokens of Luxon: `yyyy-MM-dd HH:mm`.

use super::locale::{Form, Locale};
use super::{Moment, zone_name};
use jiff::Zoned;

/// A piece of a pattern.
pub(crate) enum Piece<'p> {
    Literal(&'p str),
    Token(&'p str),
}

impl<'p> Piece<'p> {
    /// The token, if it is one.
    pub(crate) fn token(&self) -> Option<&'p str> {
        match self {
            Self::Token(token) => Some(token),
            Self::Literal(_) => None,
        }
    }

    /// What was written.
    pub(crate) fn text(&self) -> &'p str {
        match self {
            Self::Token(text) | Self::Literal(text) => text,
        }
    }
}

/// Cuts a pattern: runs of one letter are tokens, `'…'` and all else is literal.
pub(crate) fn pieces(pattern: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => {
                let body = &rest[1..];
                let end = body.find('\'').unwrap_or(body.len());
                pieces.push(Piece::Literal(&body[..end]));
                rest = body.get(end + 1..).unwrap_or_default();
                continue;
            }
            letter if letter.is_ascii_alphabetic() => rest.find(|other| other != letter).unwrap_or(rest.len()),
            _ => rest.find(|other: char| other.is_ascii_alphabetic() || other == '\'').unwrap_or(rest.len()),
        };
        let piece = &rest[..length];
        pieces.push(if first.is_ascii_alphabetic() { Piece::Token(piece) } else { Piece::Literal(piece) });
        rest = &rest[length..];
    }
    pieces
}

/// A token that other libraries have and Luxon does not.
pub(crate) fn foreign_token(pattern: &str) -> bool {
    pieces(pattern).iter().any(|piece| matches!(piece.token(), Some("YYYY" | "YY" | "dddd" | "ddd" | "A" | "Do")))
}

/// A date by a pattern of tokens; what is no token stays as it is.
pub(crate) fn format(date: &Zoned, pattern: &str, locale: Locale) -> String {
    let mut text = String::new();
    for piece in pieces(pattern) {
        match piece.token().and_then(|token| formatted(date, token, locale)) {
            Some(written) => text.push_str(&written),
            None => text.push_str(piece.text()),
        }
    }
    text
}

fn offset(date: &Zoned, token: &str) -> String {
    let minutes = date.offset().seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    match token {
        "Z" if minutes == 0 => format!("{sign}{hours}"),
        "Z" => format!("{sign}{hours}:{minutes:02}"),
        "ZZ" => format!("{sign}{hours:02}:{minutes:02}"),
        _ => format!("{sign}{hours:02}{minutes:02}"),
    }
}

/// The letters of the zone as people in America write them: those of their own zones,
/// `UTC`, and `GMT+5:30` for any other.
fn zone_letters(date: &Zoned) -> String {
    let (letters, name) = (date.strftime("%Z").to_string(), zone_name(date));
    let is_american = ["America/", "US/", "Pacific/Honolulu"].iter().any(|start| name.starts_with(start));
    if matches!(name.as_str(), "UTC" | "Etc/UTC" | "Etc/UCT") {
        "UTC".to_owned()
    } else if is_american && letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
        letters
    } else if date.offset().is_zero() {
        "GMT".to_owned()
    } else {
        format!("GMT{}", offset(date, "Z"))
    }
}

/// The offset from UTC as `+1` or `-3:30`.
pub(super) fn short_offset(date: &Zoned) -> String {
    offset(date, "Z")
}

fn formatted(date: &Zoned, token: &str, locale: Locale) -> Option<String> {
    let first = token.as_bytes()[0];
    match first {
        b'y' | b'M' | b'L' | b'd' | b'E' | b'c' | b'G' | b'o' | b'q' | b'k' | b'i' | b'W' | b'n' => {
            day(date, token, locale)
        }
        b'D' | b't' | b'T' | b'f' | b'F' => super::intl::preset_named(token)
            .map(|preset| super::intl::write(&Moment { locale, ..Moment::new(date.clone()) }, &preset)),
        _ => clock(date, token),
    }
}

/// The tokens of years, months, weeks and days.
fn day(date: &Zoned, token: &str, locale: Locale) -> Option<String> {
    let month = |form| locale.month(date.month(), form).to_owned();
    let weekday = |form| locale.weekday(date.weekday().to_monday_one_offset(), form).to_owned();
    let initial = |name: &str| name.chars().next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let week = date.date().iso_week_date();
    Some(match token {
        "y" => date.year().to_string(),
        "yy" => format!("{:02}", date.year().rem_euclid(100)),
        "yyyy" => format!("{:04}", date.year()),
        "yyyyyy" => format!("{:06}", date.year()),
        "M" | "L" => date.month().to_string(),
        "MM" | "LL" => format!("{:02}", date.month()),
        "MMM" => month(Form::Short),
        "MMMM" => month(Form::Long),
        "LLL" => month(Form::ShortAlone),
        "LLLL" => month(Form::LongAlone),
        "MMMMM" | "LLLLL" => initial(&month(Form::Long)),
        "d" => date.day().to_string(),
        "dd" => format!("{:02}", date.day()),
        "E" | "c" => date.weekday().to_monday_one_offset().to_string(),
        // German puts a dot behind the short name beside a date.
        "EEE" if locale.language() == "de" => weekday(Form::Short) + ".",
        "EEE" | "ccc" => weekday(Form::Short),
        "EEEE" | "cccc" => weekday(Form::Long),
        "EEEEE" | "ccccc" => initial(&weekday(Form::Long)),
        "G" => if date.year() > 0 { "AD" } else { "BC" }.to_owned(),
        "GG" => if date.year() > 0 { "Anno Domini" } else { "Before Christ" }.to_owned(),
        "o" => date.day_of_year().to_string(),
        "ooo" => format!("{:03}", date.day_of_year()),
        "q" => ((date.month() - 1) / 3 + 1).to_string(),
        "qq" => format!("{:02}", (date.month() - 1) / 3 + 1),
        "W" | "n" => week.week().to_string(),
        "WW" | "nn" => format!("{:02}", week.week()),
        "kk" | "ii" => format!("{:02}", week.year().rem_euclid(100)),
        "kkkk" | "iiii" => format!("{:04}", week.year()),
        _ => return None,
    })
}

/// The tokens of the clock and the zone.
fn clock(date: &Zoned, token: &str) -> Option<String> {
    let hour = if date.hour() % 12 == 0 { 12 } else { date.hour() % 12 };
    Some(match token {
        "H" => date.hour().to_string(),
        "HH" => format!("{:02}", date.hour()),
        "h" => hour.to_string(),
        "hh" => format!("{hour:02}"),
        "m" => date.minute().to_string(),
        "mm" => format!("{:02}", date.minute()),
        "s" => date.second().to_string(),
        "ss" => format!("{:02}", date.second()),
        "S" => date.millisecond().to_string(),
        "SSS" | "u" => format!("{:03}", date.millisecond()),
        "uu" => format!("{:02}", date.millisecond() / 10),
        "uuu" => (date.millisecond() / 100).to_string(),
        "a" => if date.hour() < 12 { "AM" } else { "PM" }.to_owned(),
        "Z" | "ZZ" | "ZZZ" => offset(date, token),
        "ZZZZ" => zone_letters(date),
        "ZZZZZ" => match super::zone_words::long_name(date) {
            Some(name) if date.time_zone().iana_name().is_some_and(|name| name != "UTC") => name,
            _ => zone_letters(date),
        },
        "z" => zone_name(date),
        "X" => date.timestamp().as_second().to_string(),
        "x" => date.timestamp().as_millisecond().to_string(),
        _ => return None,
    })
}
