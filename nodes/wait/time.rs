//! When a wait ends: in the time zone, so that a day is a day also when the
//! clocks change.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Zoned};
use node_sdk::NodeError;
use node_sdk::flow::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// How long a wait may be, in days: a hundred years.
const DAYS_MAXIMUM: f64 = 36_525.0;

/// A unit of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Unit {
    /// # Seconds
    Seconds,
    /// # Minutes
    Minutes,
    /// # Hours
    #[default]
    Hours,
    /// # Days
    Days,
    /// # Weeks
    Weeks,
}

/// # Day
///
/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// The zone of this name.
pub(super) fn zone(name: &str) -> Result<TimeZone, NodeError> {
    TimeZone::get(name).map_err(|_| {
        let message = format!("There is no time zone `{name}`.");
        NodeError::permanent("time_zone_unknown", message, "Use a name such as `Europe/Berlin`.").at("time_zone")
    })
}

/// An instant in a zone.
pub(super) fn zoned(at: Timestamp, zone: &TimeZone) -> Result<Zoned, NodeError> {
    let instant = jiff::Timestamp::from_millisecond(at.0).map_err(|_| out_of_range())?;
    Ok(instant.to_zoned(zone.clone()))
}

/// An amount that is one.
pub(super) fn checked_amount(amount: f64, parameter: &str) -> Result<f64, NodeError> {
    if amount.is_finite() && amount >= 0.0 {
        return Ok(amount);
    }
    let message = format!("A wait of {amount} is not possible.");
    Err(NodeError::permanent("duration_invalid", message, "Give a number from 0.").at(parameter))
}

/// The time so many units later. Whole days and weeks go by the calendar.
pub(super) fn after(now: &Zoned, amount: f64, unit: Unit) -> Result<Timestamp, NodeError> {
    let seconds = match unit {
        Unit::Seconds => 1.0,
        Unit::Minutes => 60.0,
        Unit::Hours => 3_600.0,
        Unit::Days => 86_400.0,
        Unit::Weeks => 604_800.0,
    };
    if amount * seconds > DAYS_MAXIMUM * 86_400.0 {
        return Err(out_of_range());
    }
    let days = match unit {
        Unit::Days => amount.trunc(),
        Unit::Weeks => (amount * 7.0).trunc(),
        Unit::Seconds | Unit::Minutes | Unit::Hours => 0.0,
    };
    let rest = SignedDuration::from_secs_f64(amount * seconds - days * 86_400.0);
    let span = Span::new().try_days(days as i64).map_err(|_| out_of_range())?;
    let end = now.checked_add(span).and_then(|day| day.checked_add(rest)).map_err(|_| out_of_range())?;
    Ok(timestamp(&end))
}

/// A date in a text, or milliseconds since 1970.
pub(super) fn moment(value: &Value, zone: &TimeZone) -> Result<Timestamp, NodeError> {
    let name = zone.iana_name().unwrap_or("UTC");
    node_sdk::expression::instant(value, name).ok_or_else(|| {
        let shown: String = value.to_string().chars().take(60).collect();
        let message = format!("The wait has no moment to end at: {shown} is not a date.");
        let hint = "Give a date such as `2026-12-31T18:00` or `{{ $now.plus({ days: 3 }) }}`.";
        NodeError::permanent("date_invalid", message, hint).at("until")
    })
}

/// A time of day: `9:00`, `09:00`, `21:30:15`.
pub(super) fn clock(text: &str) -> Result<Time, NodeError> {
    let parts: Option<Vec<i8>> = text.trim().split(':').map(|part| part.parse().ok()).collect();
    let time = match parts.as_deref() {
        Some([hour, minute]) => Time::new(*hour, *minute, 0, 0).ok(),
        Some([hour, minute, second]) => Time::new(*hour, *minute, *second, 0).ok(),
        _ => None,
    };
    time.ok_or_else(|| {
        let message = format!("`{}` is not a time of day.", text.chars().take(40).collect::<String>());
        NodeError::permanent("time_invalid", message, "Write hours and minutes, such as 09:00.").at("time")
    })
}

/// The next time the clock says so, on one of the days if any are given. A time
/// the clocks skip that night comes right after the gap.
pub(super) fn next(now: &Zoned, time: Time, weekdays: &[Weekday]) -> Result<Timestamp, NodeError> {
    let fits = |day: &Zoned| {
        let number = day.weekday().to_monday_zero_offset();
        weekdays.is_empty() || weekdays.iter().any(|weekday| *weekday as i8 == number)
    };
    // Today may be over, so the same weekday comes again within eight days.
    for days in 0..=8 {
        let day = now.date().checked_add(Span::new().days(days)).map_err(|_| out_of_range())?;
        let at = day.to_datetime(time).to_zoned(now.time_zone().clone()).map_err(|_| out_of_range())?;
        if at > *now && fits(&at) {
            return Ok(timestamp(&at));
        }
    }
    Err(out_of_range())
}

fn timestamp(at: &Zoned) -> Timestamp {
    Timestamp(at.timestamp().as_millisecond())
}

fn out_of_range() -> NodeError {
    NodeError::permanent("duration_invalid", "A wait can last a hundred years at most.", "Choose a shorter one.")
}
