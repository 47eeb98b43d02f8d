//! The event of a calendar file.

use crate::files::{format_error, named};
use formats::FormatError;
use formats::calendar::{Event, Moment};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use node_sdk::expression::Scope;
use node_sdk::{Field, HeavyContext, NodeError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An event of a calendar.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EventFields {
    /// What the event is called.
    title: Field<String>,
    /// When it begins: `2026-03-01T12:00:00Z`, or without `Z` in the zone of the flow.
    start: Field<String>,
    /// When it ends.
    end: Field<String>,
    /// # All day
    ///
    /// Only the days count; the last one is part of the event.
    all_day: bool,
    /// What it is about.
    description: Field<String>,
    /// Where it takes place.
    location: Field<String>,
    /// # URL
    ///
    /// An address about it.
    url: Field<String>,
    /// The name of the calendar.
    calendar: Field<String>,
    /// `CONFIRMED`, `TENTATIVE` or `CANCELLED`.
    status: Field<String>,
    /// # Busy
    ///
    /// `BUSY` or `TENTATIVE`.
    busy: Field<String>,
    /// # Repeats
    ///
    /// A rule such as `FREQ=WEEKLY;COUNT=3`.
    repeats: Field<String>,
    /// # Id
    ///
    /// Tells the event apart from others. Empty: made of the run.
    uid: Field<String>,
    /// Which change of the event this is, from 0.
    sequence: Option<u64>,
    /// # Latitude
    ///
    /// Where it takes place, in degrees.
    latitude: Field<String>,
    /// # Longitude
    ///
    /// Where it takes place, in degrees.
    longitude: Field<String>,
    /// # Organiser's name
    ///
    /// Who invites.
    organiser_name: Field<String>,
    /// # Organiser's address
    ///
    /// The mail address of who invites.
    organiser_email: Field<String>,
    /// # Guests
    ///
    /// Who is invited.
    guests: Vec<Guest>,
}

/// # Guest
///
/// Who is invited.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Guest {
    /// The name.
    name: Field<String>,
    /// The mail address.
    email: Field<String>,
    /// # Asked to answer
    ///
    /// Whether they should say if they come.
    #[serde(default)]
    asked: bool,
}

impl EventFields {
    /// The event for item `index`.
    pub fn event(&self, context: &HeavyContext<'_>, index: usize) -> Result<Event, NodeError> {
        let scope = context.scope(index);
        let text = |field: &Field<String>, name: &str| named(field, &scope, &format!("event.{name}"));
        let uid = text(&self.uid, "uid")?;
        let organiser =
            (text(&self.organiser_name, "organiser_name")?, text(&self.organiser_email, "organiser_email")?);
        let guest = |guest: &Guest| -> Result<_, NodeError> {
            Ok((text(&guest.name, "guests")?, text(&guest.email, "guests")?, guest.asked))
        };
        Ok(Event {
            title: text(&self.title, "title")?,
            start: self.moment(&self.start, "start", &scope, 0)?,
            end: self.moment(&self.end, "end", &scope, 1)?,
            uid: if uid.is_empty() { context.item_key(index) } else { uid },
            made_at: jiff::Timestamp::from_millisecond(context.now.0).unwrap_or_default(),
            calendar: text(&self.calendar, "calendar")?,
            description: text(&self.description, "description")?,
            location: text(&self.location, "location")?,
            url: text(&self.url, "url")?,
            position: position(&text(&self.latitude, "latitude")?, &text(&self.longitude, "longitude")?),
            status: text(&self.status, "status")?,
            busy: text(&self.busy, "busy")?,
            repeats: text(&self.repeats, "repeats")?,
            sequence: self.sequence,
            organiser: Some(organiser).filter(|(_, address)| !address.is_empty()),
            guests: self.guests.iter().map(guest).collect::<Result<_, _>>()?,
        })
    }

    /// A time of the event; the last whole day is part of it, so its end is the next one.
    fn moment(
        &self,
        field: &Field<String>,
        name: &str,
        scope: &Scope<'_>,
        days_more: i64,
    ) -> Result<Moment, NodeError> {
        let parameter = format!("event.{name}");
        let text = named(field, scope, &parameter)?;
        let zone = TimeZone::get(scope.world.time_zone()).unwrap_or(TimeZone::UTC);
        let wrong = || {
            let message = format!("`{text}` is no time.");
            format_error(FormatError::new(message, "Write it as in `2026-03-01T12:00:00Z`.")).at(parameter.as_str())
        };
        let zoned = parse(text.trim(), &zone).ok_or_else(wrong)?;
        if !self.all_day {
            return Ok(Moment::At(zoned.timestamp()));
        }
        let day = zoned.date().checked_add(jiff::Span::new().days(days_more)).map_err(|_| wrong())?;
        Ok(Moment::Day(day))
    }
}

fn parse(text: &str, zone: &TimeZone) -> Option<jiff::Zoned> {
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return Some(time.to_zoned(zone.clone()));
    }
    let local = text.parse::<DateTime>().ok().or_else(|| Some(text.parse::<Date>().ok()?.at(0, 0, 0, 0)))?;
    local.to_zoned(zone.clone()).ok()
}

fn position(latitude: &str, longitude: &str) -> Option<(f64, f64)> {
    Some((latitude.trim().parse().ok()?, longitude.trim().parse().ok()?))
}
