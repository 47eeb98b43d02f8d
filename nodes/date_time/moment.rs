//! A date that came in, worked on with the expressions people know.

use node_sdk::expression::{self, Scope, Template, World};
use node_sdk::flow::{Items, Timestamp};
use node_sdk::{NodeError, values};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

/// Numbers with fewer digits are seconds, others milliseconds.
const MILLISECONDS_DIGITS: usize = 12;

/// Which dates keep the zone they say themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum OwnZone {
    /// # None
    #[default]
    None,
    /// # Those that say one
    All,
    /// # Those ahead of UTC
    ///
    /// Such as `+02:00`; full hours only.
    Ahead,
}

/// How dates are read and in which zone they come out.
pub(super) struct Reading {
    pub format: String,
    pub read_zone: String,
    pub zone: String,
    pub own_zone: OwnZone,
}

/// A date in a zone.
pub(super) struct Moment<'a> {
    world: &'a dyn World,
    millis: i64,
    zone: String,
}

impl Reading {
    /// Now, with its time or at the start of the day.
    pub(super) fn now(&self, scope: &Scope<'_>, with_time: bool) -> Result<Value, NodeError> {
        let ending = if with_time { "" } else { ".startOf('day')" };
        evaluated(scope.world, &format!("$now.setZone($json.zone){ending}"), json!({"zone": self.zone_or_flow(scope)}))
    }

    /// The date a value means; None if it is blank.
    pub(super) fn moment<'a>(&self, scope: &Scope<'a>, value: &Value) -> Result<Option<Moment<'a>>, NodeError> {
        let text = match value {
            Value::Null => return Ok(None),
            Value::String(text) if text.trim().is_empty() => return Ok(None),
            Value::String(text) => text.trim(),
            _ => "",
        };
        let number = if self.format.is_empty() { values::as_number(Some(value)) } else { f64::NAN };
        let millis = if number.is_finite() && !value.is_boolean() {
            Some(from_number(number))
        } else if !self.format.is_empty() && !text.is_empty() {
            Some(self.formatted(scope, text)?)
        } else {
            let read_zone = if self.read_zone.is_empty() { scope.world.time_zone() } else { &self.read_zone };
            expression::instant(value, read_zone).map(|Timestamp(millis)| millis)
        };
        let millis = millis.ok_or_else(|| unreadable(value))?;
        let own = match self.own_zone {
            OwnZone::None => None,
            OwnZone::All => offset(text).map(|offset| format!("UTC{offset}")),
            OwnZone::Ahead => text.split_once('+').and_then(|(_, after)| Some(format!("UTC+{}", after.get(..2)?))),
        };
        let zone = own.unwrap_or_else(|| self.zone_or_flow(scope).to_owned());
        Ok(Some(Moment { world: scope.world, millis, zone }))
    }

    fn zone_or_flow<'a>(&'a self, scope: &Scope<'a>) -> &'a str {
        if self.zone.is_empty() { scope.world.time_zone() } else { &self.zone }
    }

    fn formatted(&self, scope: &Scope<'_>, text: &str) -> Result<i64, NodeError> {
        let read_zone = if self.read_zone.is_empty() { scope.world.time_zone() } else { &self.read_zone };
        let given = json!({"text": text, "format": self.format, "zone": read_zone});
        let source = "DateTime.fromFormat($json.text, $json.format, { zone: $json.zone }).toMillis()";
        evaluated(scope.world, source, given)?.as_i64().ok_or_else(|| unreadable(&text.into()))
    }
}

impl Moment<'_> {
    /// What an expression gives in which `$date` stands for this date and `$json`
    /// for what is given.
    pub(super) fn work_out(&self, source: &str, given: Value) -> Result<Value, NodeError> {
        self.with(self, source, given)
    }

    /// The same with another date, `$until`.
    pub(super) fn with(&self, until: &Self, source: &str, mut given: Value) -> Result<Value, NodeError> {
        for (name, moment) in [("date", self), ("until", until)] {
            given[name] = moment.millis.into();
            given[format!("{name}_zone")] = moment.zone.clone().into();
        }
        let date = |name: &str| format!("DateTime.fromMillis($json.{name}).setZone($json.{name}_zone)");
        let source = source.replace("$date", &date("date")).replace("$until", &date("until"));
        evaluated(self.world, &source, given)
    }

    /// A part of the date, such as `month`.
    pub(super) fn part(&self, unit: &str) -> Result<Value, NodeError> {
        let property = if unit == "week" { "weekNumber" } else { unit };
        self.work_out(&format!("$date.{property}"), json!({}))
    }
}

/// What an expression gives in which `$json` is what is given.
fn evaluated(world: &dyn World, source: &str, given: Value) -> Result<Value, NodeError> {
    let items = Items::one(given);
    let template = Template::parse(&format!("{{{{ {source} }}}}"))?;
    Ok(template.evaluate(&Scope::new(world, &items, 0))?)
}

/// Milliseconds of a number of seconds or milliseconds; a fraction means seconds.
fn from_number(number: f64) -> i64 {
    let whole = if number.fract() == 0.0 { number } else { (number * 1_000.0).round() };
    let digits = values::text_of(&values::number(whole)).len();
    if digits < MILLISECONDS_DIGITS { (whole * 1_000.0) as i64 } else { whole as i64 }
}

/// The offset at the end of a date: `+02:00`, `-0500`, `Z`.
fn offset(text: &str) -> Option<String> {
    let (_, time) = text.split_once(['T', ' '])?;
    if time.ends_with(['Z', 'z']) {
        return Some("+00:00".into());
    }
    let start = time.rfind(['+', '-'])?;
    let digits: String = time[start + 1..].chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = (digits.get(..2)?, digits.get(2..4).unwrap_or("00"));
    Some(format!("{}{hours}:{minutes}", &time[start..=start]))
}

fn unreadable(value: &Value) -> NodeError {
    let shown: String = value.to_string().chars().take(60).collect();
    let hint = "Write dates as `2026-12-31` or `2026-12-31T18:00:00Z`, or say how it is written with “Read as”.";
    NodeError::permanent("date_invalid", format!("{shown} is no date."), hint)
}
