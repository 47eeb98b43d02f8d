//! Reads dates by a pattern of Luxon's tokens: `dd.MM.yyyy HH:mm`.

use super::format::{Piece, pieces};
use super::iso::fixed;
use super::locale::{Form, Locale};
use crate::eval::{Eval, fault};
use jiff::tz::TimeZone;
use jiff::{Span, Zoned, civil};

/// What was read of a text so far.
struct Read {
    year: i16,
    month: i8,
    day: i8,
    ordinal: Option<i32>,
    hour: i8,
    minute: i8,
    second: i8,
    millisecond: i32,
    is_afternoon: Option<bool>,
    zone: Option<TimeZone>,
}

/// A text read by a pattern, in this zone where the text names none.
pub(crate) fn parse_as<'a>(
    text: &str,
    pattern: &str,
    zone: &TimeZone,
    keeps_zone: bool,
    locale: Locale,
) -> Eval<'a, Zoned> {
    read(text, pattern, zone, keeps_zone, locale).ok_or_else(|| {
        let shown: String = text.chars().take(40).collect();
        let hint = "The tokens are those of Luxon: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `a`, `ZZ`; put other letters in quotes.";
        fault(format!("The text \"{shown}\" is not a date of the form `{pattern}`."), hint)
    })
}

fn read(text: &str, pattern: &str, zone: &TimeZone, keeps_zone: bool, locale: Locale) -> Option<Zoned> {
    let mut read = Read {
        year: 1970,
        month: 1,
        day: 1,
        ordinal: None,
        hour: 0,
        minute: 0,
        second: 0,
        millisecond: 0,
        is_afternoon: None,
        zone: None,
    };
    let mut rest = text.trim();
    for piece in pieces(pattern) {
        rest = match piece {
            Piece::Literal(literal) => literal_of(rest, literal)?,
            Piece::Token(token) => match expanded(token) {
                Some(longer) => pieces(longer).iter().try_fold(rest, |rest, piece| match piece {
                    Piece::Literal(literal) => literal_of(rest, literal),
                    Piece::Token(token) => read.take(token, rest, locale),
                })?,
                None => read.take(token, rest, locale)?,
            },
        };
    }
    if !rest.is_empty() {
        return None;
    }
    read.date(zone, keeps_zone)
}

/// A literal; blanks may be narrow or not.
fn literal_of<'r>(rest: &'r str, literal: &str) -> Option<&'r str> {
    if literal.trim().is_empty() && !literal.is_empty() {
        return rest.strip_prefix(|letter: char| letter.is_whitespace()).map(str::trim_start);
    }
    let found = rest.get(..literal.len()).filter(|found| found.eq_ignore_ascii_case(literal))?;
    Some(&rest[found.len()..])
}

/// The tokens that stand for several.
fn expanded(token: &str) -> Option<&'static str> {
    Some(match token {
        "D" => "M/d/yyyy",
        "DD" => "MMM d, yyyy",
        "DDD" => "MMMM d, yyyy",
        "DDDD" => "EEEE, MMMM d, yyyy",
        "t" => "h:mm a",
        "tt" => "h:mm:ss a",
        "T" => "H:mm",
        "TT" => "H:mm:ss",
        "f" => "M/d/yyyy, h:mm a",
        "ff" => "MMM d, yyyy, h:mm a",
        "F" => "M/d/yyyy, h:mm:ss a",
        _ => return None,
    })
}

fn digits(rest: &str, most: usize) -> Option<(i64, &str)> {
    let length = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    Some((rest.get(..length)?.parse().ok()?, &rest[length..]))
}

fn exactly(rest: &str, count: usize) -> Option<(i64, &str)> {
    digits(rest, count).filter(|(_, after)| rest.len() - after.len() == count)
}

fn named<'r>(rest: &'r str, names: &str) -> Option<(i8, &'r str)> {
    let lower = rest.to_lowercase();
    let (place, name) = names.split(' ').enumerate().find(|(_, name)| lower.starts_with(&name.to_lowercase()))?;
    Some((i8::try_from(place).ok()? + 1, rest.get(name.len()..)?))
}

impl Read {
    fn take<'r>(&mut self, token: &str, rest: &'r str, locale: Locale) -> Option<&'r str> {
        let small =
            |read: Option<(i64, &'r str)>| read.and_then(|(number, rest)| Some((i8::try_from(number).ok()?, rest)));
        match token {
            "y" | "yyyy" | "yyyyy" | "yyyyyy" | "yy" | "o" | "ooo" => return self.take_year(token, rest),
            "S" | "SSS" | "u" | "uu" | "uuu" => return self.take_fraction(token, rest),
            "Z" | "ZZ" | "ZZZ" | "z" | "ZZZZ" => return self.take_zone(token, rest),
            "a" => return self.take_half(rest),
            _ => {}
        }
        let (number, rest) = match token {
            "MMM" => named(rest, locale.months(Form::Short))?,
            "LLL" => named(rest, locale.months(Form::ShortAlone))?,
            "MMMM" => named(rest, locale.months(Form::Long))?,
            "LLLL" => named(rest, locale.months(Form::LongAlone))?,
            "EEE" | "ccc" => return named(rest, locale.weekdays(Form::Short)).map(|(_, rest)| rest),
            "EEEE" | "cccc" => return named(rest, locale.weekdays(Form::Long)).map(|(_, rest)| rest),
            "M" | "L" | "d" | "H" | "h" | "m" | "s" | "q" | "E" | "c" => small(digits(rest, 2))?,
            "MM" | "LL" | "dd" | "HH" | "hh" | "mm" | "ss" => small(exactly(rest, 2))?,
            _ => return None,
        };
        match token.as_bytes()[0] {
            b'M' | b'L' => self.month = number,
            b'd' => self.day = number,
            b'H' | b'h' => self.hour = number,
            b'm' => self.minute = number,
            b's' => self.second = number,
            b'q' => self.month = number.checked_sub(1)?.checked_mul(3)?.checked_add(1)?,
            _ => {}
        }
        Some(rest)
    }

    fn take_year<'r>(&mut self, token: &str, rest: &'r str) -> Option<&'r str> {
        let (number, rest) = match token {
            "o" => digits(rest, 3)?,
            "ooo" => exactly(rest, 3)?,
            "y" => digits(rest, 6)?,
            "yy" => digits(rest, 4).filter(|(_, after)| matches!(rest.len() - after.len(), 2 | 4))?,
            "yyyy" => exactly(rest, 4)?,
            _ => digits(rest, 6)?,
        };
        match token {
            "o" | "ooo" => self.ordinal = i32::try_from(number).ok(),
            "yy" if number < 100 => {
                self.year = i16::try_from(if number > 60 { 1900 + number } else { 2000 + number }).ok()?
            }
            _ => self.year = i16::try_from(number).ok()?,
        }
        Some(rest)
    }

    fn take_fraction<'r>(&mut self, token: &str, rest: &'r str) -> Option<&'r str> {
        let (number, after) = match token {
            "SSS" => exactly(rest, 3)?,
            "S" => digits(rest, 3)?,
            _ => digits(rest, 9)?,
        };
        match token {
            "S" | "SSS" => self.millisecond = i32::try_from(number).ok()?,
            _ => {
                let written = &rest[..rest.len() - after.len()];
                self.millisecond = format!("{written:0<3}").get(..3)?.parse().ok()?;
            }
        }
        Some(after)
    }

    fn take_half<'r>(&mut self, rest: &'r str) -> Option<&'r str> {
        let half = rest.get(..2)?.to_ascii_lowercase();
        self.is_afternoon = match half.as_str() {
            "am" => Some(false),
            "pm" => Some(true),
            _ => return None,
        };
        Some(&rest[2..])
    }

    fn take_zone<'r>(&mut self, token: &str, rest: &'r str) -> Option<&'r str> {
        if token == "z" {
            let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
            self.zone = Some(TimeZone::get(&rest[..length]).ok()?);
            return Some(&rest[length..]);
        }
        if let Some(after) = rest.strip_prefix(['Z', 'z']) {
            self.zone = Some(TimeZone::UTC);
            return Some(after);
        }
        let sign = if rest.starts_with('-') { -1 } else { 1 };
        let after = rest.strip_prefix(['+', '-'])?;
        let (hours, after) = digits(after, 2)?;
        let after = after.strip_prefix(':').unwrap_or(after);
        let (minutes, after) = digits(after, 2).unwrap_or((0, after));
        self.zone = Some(fixed(sign * i32::try_from(hours * 3_600 + minutes * 60).ok()?)?);
        Some(after)
    }

    fn date(self, zone: &TimeZone, keeps_zone: bool) -> Option<Zoned> {
        let hour = match self.is_afternoon {
            Some(_) if self.hour > 12 => return None,
            Some(is_afternoon) => self.hour % 12 + if is_afternoon { 12 } else { 0 },
            None => self.hour,
        };
        let day = match self.ordinal {
            Some(ordinal) => civil::Date::new(self.year, 1, 1).ok()?.checked_add(Span::new().days(ordinal - 1)).ok()?,
            None => civil::Date::new(self.year, self.month, self.day).ok()?,
        };
        let clock = civil::Time::new(hour, self.minute, self.second, self.millisecond * 1_000_000).ok()?;
        let date = day.to_datetime(clock).to_zoned(self.zone.unwrap_or_else(|| zone.clone())).ok()?;
        Some(if keeps_zone { date } else { date.with_time_zone(zone.clone()) })
    }
}
