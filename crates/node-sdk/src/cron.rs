//! Cron expressions in a time zone: when a schedule is due next.
//!
//! Five fields, or six with seconds first; `L`, `W`, `#` and names of days and
//! months. A time that summer time skips is moved behind the gap, one that comes
//! twice is due once.

use croner::Cron;
use croner::errors::CronError;
use flow::Timestamp;
use jiff::Zoned;
use jiff::tz::TimeZone;

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
        match self.cron.find_next_occurrence(&zoned(after, &self.zone), false) {
            Ok(next) => Ok(Some(Timestamp(next.timestamp().as_millisecond()))),
            Err(CronError::TimeSearchLimitExceeded) => Ok(None),
            Err(error) => Err(format!("The schedule cannot be followed: {error}.")),
        }
    }
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

fn parse(expression: &str) -> Result<Cron, String> {
    let fields = expression.split_whitespace().count();
    if fields != 5 && fields != 6 {
        return Err(format!(
            "The schedule `{expression}` has {fields} fields; five are needed (minute hour day month weekday), or six with seconds first."
        ));
    }
    expression.parse().map_err(|error: CronError| format!("The schedule `{expression}` cannot be read: {error}."))
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
    fn finds_the_next_time() {
        let cases = [
            ("*/15 * * * *", "UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:15:00+00:00"),
            ("0 9 * * MON", "Europe/Berlin", "2026-11-20T12:00:00Z", "2026-11-23T09:00:00+01:00"),
            ("30 0 9 1 1 *", "UTC", "2026-11-20T12:00:00Z", "2027-01-01T09:00:30+00:00"),
            ("0 12 L * *", "UTC", "2026-02-01T00:00:00Z", "2026-02-28T12:00:00+00:00"),
            ("0 8 29 2 *", "UTC", "2026-03-01T00:00:00Z", "2028-02-29T08:00:00+00:00"),
            // 02:30 does not exist on this day.
            ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T03:00:00+02:00"),
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
