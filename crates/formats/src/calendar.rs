//! Calendar files (iCalendar): read, and written with one event each.

mod read;

pub use read::read;

use crate::FormatError;

/// An event.
#[derive(Clone, Debug, Default)]
pub struct Event {
    /// What it is called.
    pub title: String,
    /// When it begins.
    pub start: Moment,
    /// When it ends.
    pub end: Moment,
    /// Tells the event apart from others.
    pub uid: String,
    /// When the file is made.
    pub made_at: jiff::Timestamp,
    /// The name of the calendar.
    pub calendar: String,
    /// What it is about.
    pub description: String,
    /// Where it takes place.
    pub location: String,
    /// An address about it.
    pub url: String,
    /// Latitude and longitude.
    pub position: Option<(f64, f64)>,
    /// `CONFIRMED`, `TENTATIVE` or `CANCELLED`.
    pub status: String,
    /// `BUSY` or `TENTATIVE`.
    pub busy: String,
    /// How it repeats, such as `FREQ=WEEKLY`.
    pub repeats: String,
    /// Which change of the event this is.
    pub sequence: Option<u64>,
    /// Name and address of who invites.
    pub organiser: Option<(String, String)>,
    /// Name and address of who is invited, and whether they are asked to answer.
    pub guests: Vec<(String, String, bool)>,
}

/// A time, or a whole day.
#[derive(Clone, Copy, Debug)]
pub enum Moment {
    /// A point in time.
    At(jiff::Timestamp),
    /// A day of the calendar.
    Day(jiff::civil::Date),
}

impl Default for Moment {
    fn default() -> Self {
        Self::At(jiff::Timestamp::UNIX_EPOCH)
    }
}

/// Writes a calendar file with one event.
pub fn write(event: &Event) -> Result<String, FormatError> {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".into(),
        "CALSCALE:GREGORIAN".into(),
        "PRODID:-//Towpath//Towpath//EN".into(),
        "METHOD:PUBLISH".into(),
    ];
    let mut text = |name: &str, value: &str| {
        if !value.is_empty() {
            lines.push(format!("{name}:{}", escaped(value)));
        }
    };
    text("X-WR-CALNAME", &event.calendar);
    text("BEGIN", "VEVENT");
    text("UID", &event.uid);
    text("SUMMARY", &event.title);
    text("DESCRIPTION", &event.description);
    text("LOCATION", &event.location);
    text("STATUS", &event.status);
    text("X-MICROSOFT-CDO-BUSYSTATUS", &event.busy);
    lines.push(format!("DTSTAMP:{}", stamp(event.made_at)?));
    lines.push(moment("DTSTART", event.start)?);
    lines.push(moment("DTEND", event.end)?);
    for (name, value) in [("URL", &event.url), ("RRULE", &event.repeats)] {
        if !value.is_empty() {
            lines.push(format!("{name}:{}", one_line(value)));
        }
    }
    if let Some((latitude, longitude)) = event.position {
        lines.push(format!("GEO:{latitude};{longitude}"));
    }
    if let Some(sequence) = event.sequence {
        lines.push(format!("SEQUENCE:{sequence}"));
    }
    if let Some((name, address)) = &event.organiser {
        lines.push(format!("ORGANIZER;CN=\"{}\":mailto:{}", quoted(name), one_line(address)));
    }
    for (name, address, asked) in &event.guests {
        let asked = if *asked { "TRUE" } else { "FALSE" };
        lines.push(format!("ATTENDEE;RSVP={asked};CN=\"{}\":mailto:{}", quoted(name), one_line(address)));
    }
    lines.extend(["END:VEVENT".to_owned(), "END:VCALENDAR".into()]);
    Ok(lines.iter().map(|line| folded(line)).collect())
}

fn moment(name: &str, moment: Moment) -> Result<String, FormatError> {
    Ok(match moment {
        Moment::At(time) => format!("{name}:{}", stamp(time)?),
        Moment::Day(day) => format!("{name};VALUE=DATE:{:04}{:02}{:02}", day.year(), day.month(), day.day()),
    })
}

fn stamp(time: jiff::Timestamp) -> Result<String, FormatError> {
    let time = time.to_zoned(jiff::tz::TimeZone::UTC);
    jiff::fmt::strtime::format("%Y%m%dT%H%M%SZ", &time)
        .map_err(|_| FormatError::new("The time cannot be written.", "Choose a time between the years 1 and 9999."))
}

/// Lines are no longer than 75 bytes; longer ones go on in the next, behind a space.
fn folded(line: &str) -> String {
    const MOST: usize = 74;
    let (mut result, mut length) = (String::new(), 0);
    for letter in line.chars() {
        if length + letter.len_utf8() > MOST {
            result += "\r\n ";
            length = 1;
        }
        length += letter.len_utf8();
        result.push(letter);
    }
    result + "\r\n"
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace("\r\n", "\\n")
        .replace(['\n', '\r'], "\\n")
}

fn quoted(text: &str) -> String {
    one_line(text).replace('"', "'")
}

fn one_line(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_an_event() {
        let event = Event {
            title: "Lunch; with, Ada".into(),
            start: Moment::At("2026-03-01T12:00:00Z".parse().unwrap()),
            end: Moment::Day("2026-03-02".parse().unwrap()),
            uid: "u1".into(),
            description: "line\nmore ".repeat(12),
            guests: vec![("Ada \"A\"".into(), "ada@example.com\r\nEVIL:1".into(), true)],
            ..Event::default()
        };
        let text = write(&event).unwrap();
        assert!(text.contains("\r\nSUMMARY:Lunch\\; with\\, Ada\r\n"), "{text}");
        assert!(text.contains("\r\nDTSTART:20260301T120000Z\r\nDTEND;VALUE=DATE:20260302\r\n"), "{text}");
        assert!(!text.contains("\r\nEVIL") && text.lines().all(|line| line.len() <= 75), "{text}");
    }
}
