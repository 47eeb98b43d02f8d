//! Dates to text and back with the tokens of Luxon: `yyyy-MM-dd HH:mm`.

use crate::eval::{Eval, fault};
use jiff::tz::TimeZone;
use jiff::{Zoned, civil};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A piece of a pattern.
enum Piece<'p> {
    Literal(&'p str),
    Token(&'p str),
}

/// Cuts a pattern: runs of one letter are tokens, `'…'` and all else is literal.
fn pieces(pattern: &str) -> Vec<Piece<'_>> {
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

/// A date by a pattern of tokens.
pub(crate) fn format<'a>(date: &Zoned, pattern: &str) -> Eval<'a, String> {
    let mut text = String::new();
    for piece in pieces(pattern) {
        match piece {
            Piece::Literal(literal) => text.push_str(literal),
            Piece::Token("YYYY" | "YY" | "DD-MM" | "dddd" | "ddd" | "A") => {
                let hint = "The tokens are those of Luxon: `yyyy` for the year, `dd` for the day, `EEEE` for the weekday, `a` for AM and PM.";
                return Err(fault(format!("The pattern `{pattern}` holds a token that does not exist."), hint));
            }
            Piece::Token(token) => text.push_str(&formatted(date, token).unwrap_or_else(|| token.to_owned())),
        }
    }
    Ok(text)
}

fn month(date: &Zoned) -> &'static str {
    MONTHS.get(usize::try_from(date.month() - 1).unwrap_or(0)).copied().unwrap_or_default()
}

fn weekday(date: &Zoned) -> &'static str {
    WEEKDAYS.get(usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0)).copied().unwrap_or_default()
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

fn zone_name(date: &Zoned) -> String {
    date.time_zone().iana_name().map_or_else(|| format!("UTC{}", offset(date, "Z")), ToOwned::to_owned)
}

fn formatted(date: &Zoned, token: &str) -> Option<String> {
    let hour12 = match date.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    let macro_of = |pattern: &str| format(date, pattern).ok();
    Some(match token {
        "y" => date.year().to_string(),
        "yy" => format!("{:02}", date.year().rem_euclid(100)),
        "yyyy" => format!("{:04}", date.year()),
        "M" | "L" => date.month().to_string(),
        "MM" | "LL" => format!("{:02}", date.month()),
        "MMM" | "LLL" => month(date)[..3].to_owned(),
        "MMMM" | "LLLL" => month(date).to_owned(),
        "d" => date.day().to_string(),
        "dd" => format!("{:02}", date.day()),
        "o" => date.day_of_year().to_string(),
        "ooo" => format!("{:03}", date.day_of_year()),
        "E" | "c" => date.weekday().to_monday_one_offset().to_string(),
        "EEE" | "ccc" => weekday(date)[..3].to_owned(),
        "EEEE" | "cccc" => weekday(date).to_owned(),
        "H" => date.hour().to_string(),
        "HH" => format!("{:02}", date.hour()),
        "h" => hour12.to_string(),
        "hh" => format!("{hour12:02}"),
        "m" => date.minute().to_string(),
        "mm" => format!("{:02}", date.minute()),
        "s" => date.second().to_string(),
        "ss" => format!("{:02}", date.second()),
        "S" => date.millisecond().to_string(),
        "SSS" | "u" => format!("{:03}", date.millisecond()),
        "a" => if date.hour() < 12 { "AM" } else { "PM" }.to_owned(),
        "Z" | "ZZ" | "ZZZ" => offset(date, token),
        "ZZZZ" => date.strftime("%Z").to_string(),
        "z" => zone_name(date),
        "q" => (i32::from(date.month() - 1) / 3 + 1).to_string(),
        "W" => date.date().iso_week_date().week().to_string(),
        "WW" => format!("{:02}", date.date().iso_week_date().week()),
        "kk" => format!("{:02}", date.date().iso_week_date().year().rem_euclid(100)),
        "kkkk" => format!("{:04}", date.date().iso_week_date().year()),
        "X" => date.timestamp().as_second().to_string(),
        "x" => date.timestamp().as_millisecond().to_string(),
        "D" => return macro_of("M/d/yyyy"),
        "DD" => return macro_of("MMM d, yyyy"),
        "DDD" => return macro_of("MMMM d, yyyy"),
        "DDDD" => return macro_of("EEEE, MMMM d, yyyy"),
        "t" => return macro_of("h:mm a"),
        "tt" => return macro_of("h:mm:ss a"),
        "T" => return macro_of("HH:mm"),
        "TT" => return macro_of("HH:mm:ss"),
        "f" => return macro_of("M/d/yyyy, h:mm a"),
        "ff" => return macro_of("MMM d, yyyy, h:mm a"),
        "fff" => return macro_of("MMMM d, yyyy, h:mm a"),
        "F" => return macro_of("M/d/yyyy, h:mm:ss a"),
        "FF" => return macro_of("MMM d, yyyy, h:mm:ss a"),
        _ => return None,
    })
}

/// What was read of a text so far.
struct Read {
    year: i16,
    month: i8,
    day: i8,
    hour: i8,
    minute: i8,
    second: i8,
    millisecond: i32,
    is_afternoon: Option<bool>,
    zone: TimeZone,
}

/// A text read by a pattern of tokens.
pub(crate) fn parse_as<'a>(text: &str, pattern: &str, zone: &TimeZone) -> Eval<'a, Zoned> {
    let shown: String = text.chars().take(40).collect();
    let wrong = || {
        let hint = "The tokens are those of Luxon: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `a`, `ZZ`; put other letters in quotes.";
        fault(format!("The text \"{shown}\" is not a date of the form `{pattern}`."), hint)
    };
    let mut read = Read {
        year: 1970,
        month: 1,
        day: 1,
        hour: 0,
        minute: 0,
        second: 0,
        millisecond: 0,
        is_afternoon: None,
        zone: zone.clone(),
    };
    let mut rest = text.trim();
    for piece in pieces(pattern) {
        rest = match piece {
            Piece::Literal(literal) => rest.strip_prefix(literal),
            Piece::Token(token) => take(&mut read, token, rest),
        }
        .ok_or_else(wrong)?;
    }
    let hour = match read.is_afternoon {
        Some(is_afternoon) => read.hour % 12 + if is_afternoon { 12 } else { 0 },
        None => read.hour,
    };
    let local = civil::DateTime::new(
        read.year,
        read.month,
        read.day,
        hour,
        read.minute,
        read.second,
        read.millisecond * 1_000_000,
    );
    let date = local.ok().filter(|_| rest.is_empty()).and_then(|local| local.to_zoned(read.zone).ok());
    date.map(|date| date.with_time_zone(zone.clone())).ok_or_else(wrong)
}

fn digits(rest: &str, most: usize) -> Option<(i32, &str)> {
    let length = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    Some((rest.get(..length)?.parse().ok()?, &rest[length..]))
}

fn named<'r>(rest: &'r str, names: &[&str], short: bool) -> Option<(i8, &'r str)> {
    let (place, length) = names.iter().enumerate().find_map(|(place, name)| {
        let name = if short { &name[..3] } else { name };
        rest.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name)).map(|_| (place, name.len()))
    })?;
    Some((i8::try_from(place).ok()? + 1, &rest[length..]))
}

fn take<'r>(read: &mut Read, token: &str, rest: &'r str) -> Option<&'r str> {
    let small = |most: usize| digits(rest, most).and_then(|(number, rest)| Some((i8::try_from(number).ok()?, rest)));
    let rest = match token {
        "y" | "yyyy" => {
            let (year, rest) = digits(rest, 4)?;
            read.year = i16::try_from(year).ok()?;
            rest
        }
        "yy" => {
            let (year, rest) = digits(rest, 2)?;
            read.year = i16::try_from(if year > 60 { 1900 + year } else { 2000 + year }).ok()?;
            rest
        }
        "M" | "MM" | "L" | "LL" => set(&mut read.month, small(2)?),
        "MMM" | "LLL" => set(&mut read.month, named(rest, &MONTHS, true)?),
        "MMMM" | "LLLL" => set(&mut read.month, named(rest, &MONTHS, false)?),
        "EEE" | "ccc" => named(rest, &WEEKDAYS, true)?.1,
        "EEEE" | "cccc" => named(rest, &WEEKDAYS, false)?.1,
        "d" | "dd" => set(&mut read.day, small(2)?),
        "H" | "HH" | "h" | "hh" => set(&mut read.hour, small(2)?),
        "m" | "mm" => set(&mut read.minute, small(2)?),
        "s" | "ss" => set(&mut read.second, small(2)?),
        "S" | "SSS" => {
            let (millisecond, rest) = digits(rest, 3)?;
            read.millisecond = millisecond;
            rest
        }
        "a" => {
            let is_afternoon = rest.get(..2)?.eq_ignore_ascii_case("pm");
            let is_morning = rest.get(..2)?.eq_ignore_ascii_case("am");
            read.is_afternoon = (is_afternoon || is_morning).then_some(is_afternoon);
            read.is_afternoon?;
            &rest[2..]
        }
        "Z" | "ZZ" | "ZZZ" => {
            let length =
                rest.find(|letter: char| !letter.is_ascii_digit() && !"+-:Zz".contains(letter)).unwrap_or(rest.len());
            read.zone = fixed_zone(&rest[..length])?;
            &rest[length..]
        }
        "z" => {
            let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
            read.zone = TimeZone::get(&rest[..length]).ok()?;
            &rest[length..]
        }
        _ => return None,
    };
    Some(rest)
}

fn set<'r>(slot: &mut i8, (value, rest): (i8, &'r str)) -> &'r str {
    *slot = value;
    rest
}

fn fixed_zone(text: &str) -> Option<TimeZone> {
    if text.eq_ignore_ascii_case("z") {
        return Some(TimeZone::UTC);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = if digits.len() > 2 { digits.split_at(digits.len() - 2) } else { (digits.as_str(), "0") };
    let seconds = hours.parse::<i32>().ok()? * 3_600 + minutes.parse::<i32>().ok()? * 60;
    jiff::tz::Offset::from_seconds(sign * seconds).ok().map(TimeZone::fixed)
}
