//! Reads dates by a pattern of Luxon's tokens: `dd.MM.yyyy HH:mm`.

use super::format::{Piece, pieces};
use super::iso::fixed;
use super::locale::{Form, Locale};
use crate::eval::{Eval, fault};
use jiff::tz::TimeZone;
use jiff::{Span, Zoned, civil};

/// What was read of a text so far.
struct Read {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    ordinal: Option<i32>,
    week_year: Option<i16>,
    week: Option<i8>,
    weekday: Option<i8>,
    hour: i8,
    minute: i8,
    second: i8,
    millisecond: i32,
    is_afternoon: Option<bool>,
    zone: Option<TimeZone>,
}

/// A text read by a pattern, in the zone of `now` where the text names none. What is
/// larger than all that is named is that of `now`.
pub(crate) fn parse_as<'a>(
    text: &str,
    pattern: &str,
    now: &Zoned,
    keeps_zone: bool,
    locale: Locale,
) -> Eval<'a, Zoned> {
    read(text, pattern, now, keeps_zone, locale).ok_or_else(|| {
        let shown: String = text.chars().take(40).collect();
        let hint = "The tokens are those of Luxon: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `a`, `ZZ`; put other letters in quotes.";
        fault(format!("The text \"{shown}\" is not a date of the form `{pattern}`."), hint)
    })
}

fn read(text: &str, pattern: &str, now: &Zoned, keeps_zone: bool, locale: Locale) -> Option<Zoned> {
    let mut read = Read {
        year: None,
        month: None,
        day: None,
        ordinal: None,
        week_year: None,
        week: None,
        weekday: None,
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
    read.date(now, keeps_zone)
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
            "y" | "yyyy" | "yyyyy" | "yyyyyy" | "yy" | "o" | "ooo" | "kkkk" | "kk" => {
                return self.take_year(token, rest);
            }
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
            "EEE" | "ccc" => named(rest, locale.weekdays(Form::Short))?,
            "EEEE" | "cccc" => named(rest, locale.weekdays(Form::Long))?,
            "M" | "L" | "d" | "H" | "h" | "m" | "s" | "q" | "W" => small(digits(rest, 2))?,
            "E" | "c" => small(digits(rest, 1))?,
            "MM" | "LL" | "dd" | "HH" | "hh" | "mm" | "ss" | "WW" => small(exactly(rest, 2))?,
            _ => return None,
        };
        match token.as_bytes()[0] {
            b'M' | b'L' => self.month = Some(number),
            b'd' => self.day = Some(number),
            b'E' | b'c' => self.weekday = Some(number),
            b'W' => self.week = Some(number),
            b'H' | b'h' => self.hour = number,
            b'm' => self.minute = number,
            b's' => self.second = number,
            b'q' => self.month = Some(number.checked_sub(1)?.checked_mul(3)?.checked_add(1)?),
            _ => {}
        }
        Some(rest)
    }

    fn take_year<'r>(&mut self, token: &str, rest: &'r str) -> Option<&'r str> {
        let (number, rest) = match token {
            "o" => digits(rest, 3)?,
            "ooo" => exactly(rest, 3)?,
            "y" => digits(rest, 6)?,
            "yy" | "kk" => digits(rest, 4).filter(|(_, after)| matches!(rest.len() - after.len(), 2 | 4))?,
            "yyyy" | "kkkk" => exactly(rest, 4)?,
            _ => digits(rest, 6)?,
        };
        let is_short = token.len() == 2 && number < 100;
        let year = match number {
            61.. if is_short => 1900 + number,
            _ if is_short => 2000 + number,
            _ => number,
        };
        match token.as_bytes()[0] {
            b'o' => self.ordinal = i32::try_from(number).ok(),
            b'k' => self.week_year = Some(i16::try_from(year).ok()?),
            _ => self.year = Some(i16::try_from(year).ok()?),
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

    fn date(self, now: &Zoned, keeps_zone: bool) -> Option<Zoned> {
        let hour = match self.is_afternoon {
            Some(_) if self.hour > 12 => return None,
            Some(is_afternoon) => self.hour % 12 + if is_afternoon { 12 } else { 0 },
            None => self.hour,
        };
        // The end of a day is the start of the next one.
        let is_midnight = hour == 24 && self.minute == 0 && self.second == 0 && self.millisecond == 0;
        let hour = if is_midnight { 0 } else { hour };
        let day = self.day_of(now)?.checked_add(Span::new().days(i64::from(is_midnight))).ok()?;
        let clock = civil::Time::new(hour, self.minute, self.second, self.millisecond * 1_000_000).ok()?;
        let zone = now.time_zone();
        let date = day.to_datetime(clock).to_zoned(self.zone.unwrap_or_else(|| zone.clone())).ok()?;
        Some(if keeps_zone { date } else { date.with_time_zone(zone.clone()) })
    }

    /// The day: by year, month and day, by the day of the year, or by the week. A weekday
    /// beside a day must be that day's.
    fn day_of(&self, now: &Zoned) -> Option<civil::Date> {
        let is_by_week = self.week.is_some() || self.week_year.is_some();
        let is_by_day = self.month.is_some() || self.day.is_some() || self.ordinal.is_some();
        if is_by_week || (self.weekday.is_some() && !is_by_day) {
            return self.day_of_week(now);
        }
        let has_larger = [self.year.is_some(), self.month.is_some(), self.day.is_some()];
        let year = self.year.unwrap_or(now.year());
        let first = |there: bool, today: i8| if there { 1 } else { today };
        let month = self.month.unwrap_or_else(|| first(has_larger[0], now.month()));
        let day = self.day.unwrap_or_else(|| first(has_larger[0] || has_larger[1], now.day()));
        let date = match self.ordinal {
            Some(ordinal) => civil::Date::new(year, 1, 1).ok()?.checked_add(Span::new().days(ordinal - 1)).ok()?,
            None => civil::Date::new(year, month, day).ok()?,
        };
        let weekday = date.weekday().to_monday_one_offset();
        self.weekday.is_none_or(|wanted| wanted == weekday).then_some(date)
    }

    fn day_of_week(&self, now: &Zoned) -> Option<civil::Date> {
        let this = now.date().iso_week_date();
        let week = self.week.unwrap_or(if self.week_year.is_some() { 1 } else { this.week() });
        let weekday = civil::Weekday::from_monday_one_offset(self.weekday.unwrap_or(1)).ok()?;
        let found = civil::ISOWeekDate::new(self.week_year.unwrap_or(this.year()), week, weekday).ok()?;
        Some(found.date())
    }
}
