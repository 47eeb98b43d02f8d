//! Cron expressions in a time zone: when a schedule is due next.
//!
//! Five fields, or six with seconds first; `L`, `W`, `#` and names of days and
//! months. A time that summer time skips is moved behind the gap, one that comes
//! twice is due once.

use croner::Cron;
use croner::errors::CronError;
use flow::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Zoned};
use serde_json::{Map, Value};

/// A cron expression in a time zone, read once.
pub struct Schedule {
    cron: Cron,
    zone: TimeZone,
}

impl Schedule {
    /// Reads an expression and a zone. Errors are sentences for people.
    pub fn parse(expression: &str, zone: &str) -> Result<Self, String> {
        Ok(Self { cron: parse(expression)?, zone: time_zone(zone)? })
    }

    /// The first time after `after`; None if there is none (within the next 5,000 years).
    pub fn next(&self, after: Timestamp) -> Result<Option<Timestamp>, String> {
        let mut next = zoned(after, &self.zone);
        loop {
            next = match self.cron.find_next_occurrence(&next, false) {
                Ok(next) => next,
                Err(CronError::TimeSearchLimitExceeded) => return Ok(None),
                Err(error) => return Err(format!("The schedule cannot be followed: {error}.")),
            };
            // The end of any gap is found; it is due only for a time that the gap swallowed.
            if self.is_named(next.datetime()) || self.has_swallowed(&next) {
                return Ok(Some(Timestamp(next.timestamp().as_millisecond())));
            }
        }
    }

    /// Whether the line names what the clocks show.
    fn is_named(&self, shown: DateTime) -> bool {
        let plain = shown.to_zoned(TimeZone::UTC);
        plain.is_ok_and(|plain| self.cron.is_time_matching(&plain).unwrap_or(false))
    }

    /// Whether the clocks, as they came to this time, went past one that the line names.
    fn has_swallowed(&self, at: &Zoned) -> bool {
        let instant = at.timestamp();
        let Ok(before) = instant.checked_sub(SignedDuration::from_millis(1)) else { return false };
        let gap = self.zone.to_offset(before).to_datetime(instant);
        let Ok(gap) = gap.to_zoned(TimeZone::UTC) else { return false };
        self.cron.find_next_occurrence(&gap, true).is_ok_and(|named| named.datetime() < at.datetime())
    }

    /// Whether a time it is due at is one that the clocks moved: the line itself does not name it.
    pub fn is_moved(&self, at: Timestamp) -> bool {
        !self.is_named(zoned(at, &self.zone).datetime())
    }
}

/// A change of the clocks of a zone.
pub struct ClockChange {
    /// When.
    pub at: Timestamp,
    /// What the clocks show before it: `2026-03-29T02:00`.
    pub from: String,
    /// What they show after it.
    pub to: String,
}

/// The next change of a zone's clocks within a year; None for a zone that has none, or
/// that is not known.
pub fn next_change(zone: &str, after: Timestamp) -> Option<ClockChange> {
    let zone = time_zone(zone).ok()?;
    let begin = zoned(after, &zone).timestamp();
    let before = zone.to_offset(begin);
    let is_change = |change: &jiff::tz::TimeZoneTransition<'_>| change.offset() != before;
    let change = zone.following(begin).take(8).find(is_change)?;
    let at = Timestamp(change.timestamp().as_millisecond());
    let shown =
        |offset: jiff::tz::Offset| offset.to_datetime(change.timestamp()).strftime("%Y-%m-%dT%H:%M").to_string();
    let is_near = at.since_ms(after) < 366 * 24 * 3_600_000;
    is_near.then(|| ClockChange { at, from: shown(before), to: shown(change.offset()) })
}

/// The first time after `after` that the expression names in the zone, as `Schedule::next`.
pub fn next(expression: &str, zone: &str, after: Timestamp) -> Result<Option<Timestamp>, String> {
    Schedule::parse(expression, zone)?.next(after)
}

/// Checks an expression and a zone. Errors are sentences for people.
pub fn check(expression: &str, zone: Option<&str>) -> Result<(), String> {
    parse(expression)?;
    zone.map_or(Ok(()), |zone| time_zone(zone).map(|_| ()))
}

/// An instant in a zone as text: `2026-11-20T12:00:00+01:00`. UTC if the zone is unknown.
pub fn iso(at: Timestamp, zone: &str) -> String {
    let zone = time_zone(zone).unwrap_or(TimeZone::UTC);
    zoned(at, &zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// An instant in a zone in parts and in words, under the names n8n gives them.
pub fn words(at: Timestamp, zone: &str) -> Map<String, Value> {
    let found = time_zone(zone).unwrap_or(TimeZone::UTC);
    let zoned = zoned(at, &found);
    let text = |format: &str| zoned.strftime(format).to_string();
    let day = zoned.day();
    let ending = match (day % 10, day) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    let pairs = [
        ("timestamp", text("%Y-%m-%dT%H:%M:%S.%3f%:z")),
        ("Readable date", format!("{} {day}{ending} {}", text("%B"), text("%Y, %-I:%M:%S %P"))),
        ("Readable time", text("%-I:%M:%S %P")),
        ("Day of week", text("%A")),
        ("Year", text("%Y")),
        ("Month", text("%B")),
        ("Day of month", text("%d")),
        ("Hour", text("%H")),
        ("Minute", text("%M")),
        ("Second", text("%S")),
        ("Timezone", format!("{zone} (UTC{})", text("%:z"))),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
}

fn parse(expression: &str) -> Result<Cron, String> {
    let fields = expression.split_whitespace().count();
    if fields != 5 && fields != 6 {
        return Err(format!(
            "The schedule `{expression}` has {fields} fields; five are needed (minute hour day month weekday), or six with seconds first."
        ));
    }
    expression.parse().map_err(|error: CronError| {
        let reason = error.to_string();
        format!("The schedule `{expression}` cannot be read: {}.", reason.trim_end_matches('.'))
    })
}

fn time_zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| format!("`{name}` is not a time zone; use a name such as `Europe/Berlin`."))
}

fn zoned(at: Timestamp, zone: &TimeZone) -> Zoned {
    // A number of milliseconds that jiff cannot hold is far outside any real time.
    jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::MAX).to_zoned(zone.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn an_instant_can_be_said_in_words() {
        let said = words(Timestamp(1_767_268_800_123), "Europe/Berlin");
        let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(text("timestamp"), "2026-01-01T13:00:00.123+01:00");
        assert_eq!(text("Readable date"), "January 1st 2026, 1:00:00 pm");
        assert_eq!(
            (text("Day of week"), text("Day of month"), text("Hour")),
            ("Thursday".into(), "01".into(), "13".into())
        );
        assert_eq!(text("Timezone"), "Europe/Berlin (UTC+01:00)");
    }

    #[test]
    fn finds_the_next_time() {
        let cases = [
            ("*/15 * * * *", "UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:15:00+00:00"),
            ("0 9 * * MON", "Europe/Berlin", "2026-11-20T12:00:00Z", "2026-11-23T09:00:00+01:00"),
            ("30 0 9 1 1 *", "UTC", "2026-11-20T12:00:00Z", "2027-01-01T09:00:30+00:00"),
            ("0 12 L * *", "UTC", "2026-02-01T00:00:00Z", "2026-02-28T12:00:00+00:00"),
            ("0 8 29 2 *", "UTC", "2026-03-01T00:00:00Z", "2028-02-29T08:00:00+00:00"),
            // 02:30 does not exist on this day.
            ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T03:00:00+02:00"),
            // 01:45 does, and what does not is not named.
            ("45 1 * * *", "Europe/Berlin", "2026-03-29T00:45:00Z", "2026-03-30T01:45:00+02:00"),
        ];
        for (expression, zone, after, expected) in cases {
            let found = next(expression, zone, at(after)).unwrap().unwrap();
            assert_eq!(iso(found, zone), expected, "{expression} in {zone} after {after}");
        }
    }

    #[test]
    fn a_time_that_never_comes_is_none() {
        assert_eq!(next("0 0 30 2 *", "UTC", at("2026-01-01T00:00:00Z")), Ok(None));
    }

    #[test]
    fn says_what_is_wrong() {
        assert!(check("* * *", None).unwrap_err().contains("3 fields"));
        assert!(check("61 * * * *", None).unwrap_err().contains("cannot be read"));
        assert!(check("* * * * *", Some("Mars/Olympus")).unwrap_err().contains("Mars/Olympus"));
    }
}
