//! Reads dates as people write them, the way `Date.parse` does: `March 7, 2026`,
//! `7 Mar 2026 14:30`, `3/7/2026 2:30 PM`, `Sat Mar 28 2026 22:30:00 GMT+0100 (CET)`.

use super::iso::{Read, fixed};
use super::locale::{Form, Locale};
use jiff::tz::TimeZone;
use jiff::{Span, civil};

/// What was found so far.
#[derive(Default)]
struct Found {
    numbers: Vec<i64>,
    month: Option<i8>,
    clock: Option<[i64; 4]>,
    is_afternoon: Option<bool>,
    zone: Option<TimeZone>,
    /// Whether the year stands first, as in `2026/3/7`.
    year_first: bool,
}

/// A date as `Date.parse` reads it; None if it is none.
pub(crate) fn read(text: &str) -> Option<Read> {
    let mut found = Found::default();
    for word in words(text)? {
        found.take(word)?;
    }
    found.date()
}

/// The words of a text: parted by blanks and commas, without what stands in brackets.
fn words(text: &str) -> Option<Vec<&str>> {
    let end = text.find('(').unwrap_or(text.len());
    let words: Vec<&str> = text[..end].split([' ', ',', '\t']).filter(|word| !word.is_empty()).collect();
    (!words.is_empty() && words.len() <= 12).then_some(words)
}

impl Found {
    fn take(&mut self, word: &str) -> Option<()> {
        let starts_with_digit = word.as_bytes()[0].is_ascii_digit();
        if starts_with_digit && word.contains(':') {
            return self.take_clock(word);
        }
        if starts_with_digit && word.contains(['/', '-', '.']) {
            return self.take_numbers(word);
        }
        if starts_with_digit {
            return self.take_number(word);
        }
        self.take_word(word)
    }

    fn take_number(&mut self, word: &str) -> Option<()> {
        let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let ending = word[digits.len()..].to_ascii_lowercase();
        match ending.as_str() {
            "am" | "pm" => {
                self.is_afternoon = Some(ending == "pm");
                self.clock = Some([digits.parse().ok()?, 0, 0, 0]);
            }
            "" => {
                self.year_first |= self.numbers.is_empty() && digits.len() >= 3;
                self.numbers.push(digits.parse().ok()?);
            }
            _ => return None,
        }
        Some(())
    }

    fn take_numbers(&mut self, word: &str) -> Option<()> {
        for part in word.split(['/', '-', '.']) {
            match part.parse::<i64>() {
                Ok(number) => {
                    self.year_first |= self.numbers.is_empty() && part.len() >= 3;
                    self.numbers.push(number);
                }
                Err(_) => self.take_word(part)?,
            }
        }
        Some(())
    }

    fn take_clock(&mut self, word: &str) -> Option<()> {
        let end =
            word.find(|letter: char| !letter.is_ascii_digit() && letter != ':' && letter != '.').unwrap_or(word.len());
        let mut clock = [0; 4];
        for (place, part) in word[..end].split(':').enumerate() {
            let (whole, fraction) = part.split_once('.').unwrap_or((part, ""));
            *clock.get_mut(place).filter(|_| place < 3)? = whole.parse().ok()?;
            if !fraction.is_empty() {
                clock[3] = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
            }
        }
        self.clock = Some(clock);
        if end < word.len() { self.take_word(&word[end..]) } else { Some(()) }
    }

    fn take_word(&mut self, word: &str) -> Option<()> {
        let word = word.trim_end_matches('.');
        let lower = word.to_ascii_lowercase();
        if let Some(zone) = zone_of(&lower) {
            self.zone = Some(zone);
            return Some(());
        }
        match lower.as_str() {
            "am" | "pm" => self.is_afternoon = Some(lower == "pm"),
            "at" | "t" | "of" => {}
            _ => {
                let start = lower.get(..3)?;
                let is_name = |name: &str| name.to_ascii_lowercase().starts_with(start);
                let english = Locale::ENGLISH;
                if let Some(place) = english.months(Form::Long).split(' ').position(is_name) {
                    self.month = i8::try_from(place + 1).ok();
                } else {
                    english.weekdays(Form::Long).split(' ').position(is_name)?;
                }
            }
        }
        Some(())
    }

    fn date(self) -> Option<Read> {
        let (year, month, day) = match (self.month, self.numbers.as_slice()) {
            (Some(month), [year, day]) if self.year_first => (*year, month.into(), *day),
            (Some(month), [day, year]) => (*year, month.into(), *day),
            (Some(month), [year]) if *year > 31 => (*year, month.into(), 1),
            (Some(month), [day]) => (2001, month.into(), *day),
            (None, [year, month, day]) if self.year_first => (*year, *month, *day),
            (None, [month, day, year]) => (*year, *month, *day),
            _ => return None,
        };
        let year = match year {
            0..=49 => year + 2000,
            50..=99 => year + 1900,
            year => year,
        };
        let day =
            civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        let [hour, minute, second, millisecond] = self.clock.unwrap_or_default();
        let hour = match self.is_afternoon {
            Some(is_afternoon) => hour % 12 + if is_afternoon { 12 } else { 0 },
            None => hour,
        };
        if hour > 24 || minute > 59 || second > 59 {
            return None;
        }
        let span = Span::new().hours(hour).minutes(minute).seconds(second).milliseconds(millisecond);
        let local = day.to_datetime(civil::Time::midnight()).checked_add(span).ok()?;
        Some(Read { local, zone: self.zone, is_day_only: false })
    }
}

/// `GMT+0100`, `+01:00`, `Z`, `EST`.
fn zone_of(word: &str) -> Option<TimeZone> {
    let hours = match word {
        "z" | "utc" | "gmt" | "ut" => Some(0),
        "est" => Some(-5),
        "edt" => Some(-4),
        "cst" => Some(-6),
        "cdt" => Some(-5),
        "mst" => Some(-7),
        "mdt" => Some(-6),
        "pst" => Some(-8),
        "pdt" => Some(-7),
        _ => None,
    };
    if let Some(hours) = hours {
        return fixed(hours * 3_600);
    }
    let offset = word.strip_prefix("gmt").or_else(|| word.strip_prefix("utc")).unwrap_or(word);
    let sign = match offset.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = offset[1..].chars().filter(|letter| *letter != ':').collect();
    let number: i32 = digits.parse().ok()?;
    let (hours, minutes) = if digits.len() <= 2 { (number, 0) } else { (number / 100, number % 100) };
    fixed(sign * (hours * 3_600 + minutes * 60))
}
