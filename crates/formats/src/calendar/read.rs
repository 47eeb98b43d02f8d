//! Calendar files, read: what they say of themselves, and each event with its fields.

use crate::FormatError;
use serde_json::{Map, Value, json};

/// Files with more lines are refused.
const MOST_LINES: usize = 500_000;

/// The calendar as an object: `version`, `prodId`, `method`, `name` and a list `events`.
pub fn read(text: &str) -> Result<Value, FormatError> {
    let mut calendar = Map::new();
    let mut events = Vec::new();
    // The components that are open, the outermost first.
    let mut open: Vec<String> = Vec::new();
    let mut event = Map::new();
    let mut is_calendar = false;
    for (count, line) in unfolded(text).iter().enumerate() {
        if count > MOST_LINES {
            return Err(FormatError::too_large("The calendar is too long", MOST_LINES, "lines"));
        }
        let Some(line) = Line::read(line) else { continue };
        match (line.name.as_str(), open.last().map(String::as_str)) {
            ("BEGIN", _) => {
                is_calendar |= line.value == "VCALENDAR";
                open.push(line.value.to_ascii_uppercase());
            }
            ("END", Some("VEVENT")) => {
                open.pop();
                events.push(Value::Object(std::mem::take(&mut event)));
            }
            ("END", _) => drop(open.pop()),
            (_, Some("VEVENT")) => line.into_event(&mut event),
            (_, Some("VCALENDAR")) => line.into_calendar(&mut calendar),
            _ => {}
        }
    }
    if !is_calendar {
        return Err(FormatError::new("The file is no calendar.", "Choose another format."));
    }
    calendar.insert("events".into(), events.into());
    Ok(Value::Object(calendar))
}

/// Lines that go on in the next, behind a blank, in one.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// `NAME;PARAMETER=…:value`.
struct Line {
    name: String,
    parameters: Vec<(String, String)>,
    value: String,
}

impl Line {
    fn read(line: &str) -> Option<Self> {
        let mut in_quotes = false;
        let colon = line.char_indices().find(|(_, letter)| {
            in_quotes ^= *letter == '"';
            *letter == ':' && !in_quotes
        });
        let (head, value) = line.split_at(colon?.0);
        let mut parts = head.split(';');
        let name = parts.next()?.trim().to_ascii_uppercase();
        let parameter = |part: &str| {
            let (name, value) = part.split_once('=')?;
            Some((name.to_ascii_uppercase(), value.trim_matches('"').to_owned()))
        };
        Some(Self { name, parameters: parts.filter_map(parameter).collect(), value: value[1..].to_owned() })
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn into_calendar(self, calendar: &mut Map<String, Value>) {
        let name = match self.name.as_str() {
            "VERSION" => "version",
            "PRODID" => "prodId",
            "METHOD" => "method",
            "X-WR-CALNAME" => "name",
            _ => return,
        };
        calendar.insert(name.into(), unescaped(&self.value).into());
    }

    fn into_event(self, event: &mut Map<String, Value>) {
        let (name, value) = match self.name.as_str() {
            "SUMMARY" => ("summary", unescaped(&self.value).into()),
            "DESCRIPTION" => ("description", unescaped(&self.value).into()),
            "LOCATION" => ("location", unescaped(&self.value).into()),
            "UID" => ("uid", self.value.clone().into()),
            "URL" => ("url", self.value.clone().into()),
            "STATUS" => ("status", self.value.clone().into()),
            "CLASS" => ("class", self.value.clone().into()),
            "TRANSP" => ("timeTransparent", self.value.clone().into()),
            "GEO" => ("geo", self.value.clone().into()),
            "PRIORITY" => ("priority", self.value.clone().into()),
            "SEQUENCE" => ("sequence", number(&self.value)),
            "DTSTAMP" => ("stamp", self.date()),
            "DTSTART" => ("start", self.date()),
            "DTEND" => ("end", self.date()),
            "CREATED" => ("created", self.date()),
            "LAST-MODIFIED" => ("lastModified", self.date()),
            "RRULE" => ("recurrenceRule", rule(&self.value)),
            "CATEGORIES" => ("categories", self.value.split(',').map(|name| Value::from(unescaped(name))).collect()),
            "ORGANIZER" => ("organizer", self.person()),
            "ATTENDEE" => {
                let guests = event.entry("attendees").or_insert_with(|| json!([]));
                guests.as_array_mut().into_iter().for_each(|guests| guests.push(self.person()));
                return;
            }
            _ => return,
        };
        event.insert(name.into(), value);
    }

    /// `{date, type}`, with the time as it was written beside it where a zone is named.
    fn date(&self) -> Value {
        let text = self.value.trim();
        let zone = self.parameter("TZID");
        let is_day = self.parameter("VALUE") == Some("DATE") || !text.contains('T');
        let Some(local) = local_time(text) else { return json!({"date": text, "type": "DATE-TIME"}) };
        let zoned = zone.and_then(|zone| local.in_tz(zone).ok());
        let instant = match (text.ends_with('Z'), &zoned) {
            (false, Some(zoned)) => zoned.timestamp(),
            _ => match local.to_zoned(jiff::tz::TimeZone::UTC) {
                Ok(zoned) => zoned.timestamp(),
                Err(_) => return json!({"date": text, "type": "DATE-TIME"}),
            },
        };
        let mut date = json!({"date": format!("{instant:.3}"), "type": if is_day { "DATE" } else { "DATE-TIME" }});
        if let (Some(zone), false) = (zone, is_day) {
            let offset = zoned.map(|zoned| zoned.strftime("%z").to_string()).unwrap_or_default();
            date["local"] = json!({"date": format!("{local:.3}Z"), "timezone": zone, "tzoffset": offset});
        }
        date
    }

    fn person(&self) -> Value {
        let mut person = Map::new();
        let mut set = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                person.insert(name.to_owned(), value.into());
            }
        };
        let address =
            self.value.get(..7).filter(|start| start.eq_ignore_ascii_case("mailto:")).map(|_| &self.value[7..]);
        set("name", self.parameter("CN"));
        set("email", Some(address.unwrap_or(&self.value)));
        set("partstat", self.parameter("PARTSTAT"));
        set("role", self.parameter("ROLE"));
        if let Some(asked) = self.parameter("RSVP") {
            person.insert("rsvp".into(), asked.eq_ignore_ascii_case("true").into());
        }
        Value::Object(person)
    }
}

/// `20260301T120000Z`, `20260301`.
fn local_time(text: &str) -> Option<jiff::civil::DateTime> {
    let part = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<i8>().ok());
    let date = jiff::civil::Date::new(text.get(..4)?.parse().ok()?, part(4..6)?, part(6..8)?).ok()?;
    let time = match text.as_bytes().get(8) {
        Some(b'T') => jiff::civil::Time::new(part(9..11)?, part(11..13)?, part(13..15)?.min(59), 0).ok()?,
        _ => jiff::civil::Time::midnight(),
    };
    Some(date.to_datetime(time))
}

/// `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR`.
fn rule(text: &str) -> Value {
    let mut rule = Map::new();
    for (name, value) in text.split(';').filter_map(|part| part.split_once('=')) {
        let list = || value.split(',').map(number).collect::<Value>();
        let (name, value) = match name {
            "FREQ" => ("frequency", value.into()),
            "UNTIL" => ("until", Line { name: String::new(), parameters: Vec::new(), value: value.into() }.date()),
            "COUNT" => ("count", number(value)),
            "INTERVAL" => ("interval", number(value)),
            "WKST" => ("workweekStart", value.into()),
            "BYDAY" => ("byDay", value.split(',').map(by_day).collect()),
            "BYMONTH" => ("byMonth", list()),
            "BYMONTHDAY" => ("byMonthday", list()),
            "BYSETPOS" => ("bySetPos", list()),
            _ => continue,
        };
        rule.insert(name.into(), value);
    }
    Value::Object(rule)
}

/// `MO`, `-1FR`.
fn by_day(text: &str) -> Value {
    let (nth, day) = text.split_at(text.len().saturating_sub(2));
    match nth.parse::<i64>() {
        Ok(nth) => json!({"day": day, "occurrence": nth}),
        Err(_) => json!({"day": day}),
    }
}

fn number(text: &str) -> Value {
    text.trim().parse::<i64>().map_or_else(|_| text.into(), Value::from)
}

fn unescaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => result.push('\n'),
                other => result.extend(other),
            },
            letter => result.push(letter),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read() {
        let text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b\r\nBEGIN:VEVENT\r\nUID:u1\r\nSUMMARY:Lunch\\; with\\,\r\n  Ada\r\nDTSTART;TZID=Europe/Berlin:20260301T120000\r\nDTEND:20260301T120000Z\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,-1FR\r\nATTENDEE;CN=\"A: B\";RSVP=TRUE:mailto:a@x.io\r\nBEGIN:VALARM\r\nDESCRIPTION:no\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let event = json!({
            "uid": "u1", "summary": "Lunch; with, Ada",
            "start": {
                "date": "2026-03-01T11:00:00.000Z", "type": "DATE-TIME",
                "local": {"date": "2026-03-01T12:00:00.000Z", "timezone": "Europe/Berlin", "tzoffset": "+0100"},
            },
            "end": {"date": "2026-03-01T12:00:00.000Z", "type": "DATE-TIME"},
            "recurrenceRule": {"frequency": "WEEKLY", "byDay": [{"day": "MO"}, {"day": "FR", "occurrence": -1}]},
            "attendees": [{"name": "A: B", "email": "a@x.io", "rsvp": true}],
        });
        let wanted = json!({"version": "2.0", "prodId": "-//a//b", "events": [event]});
        assert_eq!(read(text).unwrap(), wanted);
        assert!(read("hello").is_err());
    }
}
