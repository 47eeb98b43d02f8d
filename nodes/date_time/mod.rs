//! Reads, shifts, rounds and writes dates.

mod moment;

use moment::{Moment, Reading};
use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::{Failing, Field, Group, Kind, LightContext, LightNode, NodeError, Output, light, path};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// # Date and time
///
/// Formats, shifts, rounds and compares dates, or takes a part of them.
///
/// A date may be a text such as `2026-12-31` or `2026-12-31T18:00:00Z`, or a number: seconds or milliseconds since 1970. In
/// expressions the same can be written as `{{ $json.date.toDateTime().plus({ days: 3 }) }}`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DateTime {
    /// # What
    ///
    /// What is done.
    #[serde(default)]
    mode: Mode,
    /// The date that is looked at.
    #[serde(default)]
    #[schemars(extend(
        "x-show" = {"mode": ["format", "add", "subtract", "round", "extract", "between"]},
        "x-widget" = "text", "x-placeholder" = "{{ $json.date }}"
    ))]
    date: Field<Value>,
    /// # Until
    ///
    /// The date at the other end.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["between"]}, "x-widget" = "text", "x-placeholder" = "{{ $json.end }}"))]
    until: Field<Value>,
    /// # How much
    ///
    /// How many units are added or taken away.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["add", "subtract"]}))]
    amount: Field<f64>,
    /// # Unit
    ///
    /// The unit of time.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["add", "subtract", "round", "extract"]}))]
    unit: Unit,
    /// # Units
    ///
    /// The units the time between is told in, from the largest to the smallest.
    #[serde(default = "days")]
    #[schemars(extend("x-show" = {"mode": ["between"]}))]
    units: Vec<Unit>,
    /// # As text
    ///
    /// The time between comes out as text: three days are `P3D`.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["between"]}))]
    as_text: bool,
    /// # Rounded
    ///
    /// To which side it is rounded.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["round"]}))]
    side: Side,
    /// How the date is written: `yyyy` is the year, `MM` the month, `dd` the day, `HH:mm` the time, `X` are seconds and `x`
    /// milliseconds since 1970.
    #[serde(default = "iso_date")]
    #[schemars(extend("x-show" = {"mode": ["format"]}, "x-placeholder" = "dd.MM.yyyy HH:mm"))]
    format: Field<String>,
    /// # With the time
    ///
    /// Off: the start of the day.
    #[serde(default = "yes")]
    #[schemars(extend("x-show" = {"mode": ["now"]}))]
    with_time: bool,
    /// # Into the field
    ///
    /// The field the result is put in.
    #[serde(default = "date_field")]
    into: Field<String>,
    /// # Keep other fields
    ///
    /// Off: the result alone comes out.
    #[serde(default = "yes")]
    keep: bool,
    /// # Read as
    ///
    /// How the date that comes in is written, if it is not recognised by itself.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced", "x-placeholder" = "dd.MM.yyyy"))]
    read_as: Field<String>,
    /// # Zone it is read in
    ///
    /// For dates that do not say their zone. Empty: the zone of the flow.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced", "x-widget" = "time_zone"))]
    read_zone: Field<String>,
    /// # Zone of the result
    ///
    /// Empty: the zone of the flow.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced", "x-widget" = "time_zone"))]
    zone: Field<String>,
    /// # Keep its own zone
    ///
    /// Which dates keep the zone they say themselves.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    own_zone: moment::OwnZone,
    /// # Dots make objects
    ///
    /// Whether a dot in the name of the result leads into an object.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    dots: bool,
}

/// What is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// # Format a date
    #[default]
    Format,
    /// # Add to a date
    Add,
    /// # Subtract from a date
    Subtract,
    /// # Round a date
    Round,
    /// # Take a part of a date
    Extract,
    /// # Time between two dates
    Between,
    /// # Current date
    Now,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Unit {
    Year,
    Quarter,
    Month,
    Week,
    #[default]
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Quarter => "quarter",
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Second => "second",
            Self::Millisecond => "millisecond",
        }
    }
}

/// To which side it is rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Side {
    /// # Down, to the start
    #[default]
    Down,
    /// # Up, to the start of the next
    Up,
}

fn yes() -> bool {
    true
}

fn days() -> Vec<Unit> {
    vec![Unit::Day]
}

fn iso_date() -> Field<String> {
    Field::Fixed("yyyy-MM-dd".into())
}

fn date_field() -> Field<String> {
    Field::Fixed("date".into())
}

impl LightNode for DateTime {
    fn check(&self) -> Result<(), NodeError> {
        if self.mode == Mode::Between && self.units.is_empty() {
            let error = NodeError::permanent("parameter_missing", "There is no unit.", "Add at least one.");
            return Err(error.at("units"));
        }
        Ok(())
    }

    fn failing(&self) -> Failing {
        Failing::ByItem
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let count = context.items().len();
        let mut made = Vec::with_capacity(count);
        for (index, item) in context.items().iter().enumerate() {
            let scope = context.scope(index);
            let result = self.result(&scope).map_err(|error| node_sdk::each::of_item(error, index, count))?;
            let into = self.into.get(&scope).map_err(|error| NodeError::from(error).at("into"))?;
            let mut fields = match &*item.json {
                Value::Object(fields) if self.keep => fields.clone(),
                _ => Map::new(),
            };
            path::set(&mut fields, &into, self.dots, result).map_err(|error| error.at("into"))?;
            let binary = if self.keep { item.binary.clone() } else { Default::default() };
            made.push(Item { json: Value::Object(fields).into(), binary, lineage: Vec::new() });
        }
        Ok(Output::main(made))
    }
}

impl DateTime {
    fn result(&self, scope: &Scope<'_>) -> Result<Value, NodeError> {
        let text =
            |field: &Field<String>, name: &str| field.get(scope).map_err(|error| NodeError::from(error).at(name));
        let reading = Reading {
            format: text(&self.read_as, "read_as")?,
            read_zone: text(&self.read_zone, "read_zone")?,
            zone: text(&self.zone, "zone")?,
            own_zone: self.own_zone,
        };
        if self.mode == Mode::Now {
            return reading.now(scope, self.with_time).map_err(|error| error.at("zone"));
        }
        let read = |field: &Field<Value>, name: &str| {
            let value = field.get(scope).map_err(|error| NodeError::from(error).at(name))?;
            reading.moment(scope, &value).map_err(|error| error.at(name))
        };
        let Some(date) = read(&self.date, "date")? else { return self.of_nothing() };
        match self.mode {
            Mode::Add | Mode::Subtract => {
                let amount = self.amount.get(scope).map_err(|error| NodeError::from(error).at("amount"))?;
                let amount = if self.mode == Mode::Add { amount } else { -amount };
                date.work_out(
                    "$date.plus($json.amount, $json.unit)",
                    json!({"unit": self.unit.name(), "amount": amount}),
                )
            }
            Mode::Round => {
                let up = if self.side == Side::Up { 1 } else { 0 };
                let unit = json!({"unit": self.unit.name(), "amount": up});
                date.work_out("$date.plus($json.amount, $json.unit).startOf($json.unit)", unit)
            }
            Mode::Extract => date.part(self.unit.name()),
            Mode::Between => {
                let Some(until) = read(&self.until, "until")? else { return self.of_nothing() };
                self.between(&date, &until)
            }
            Mode::Format | Mode::Now => {
                let format = text(&self.format, "format")?;
                date.work_out("$date.toFormat($json.format)", json!({"format": format}))
                    .map_err(|error| error.at("format"))
            }
        }
    }

    fn between(&self, date: &Moment<'_>, until: &Moment<'_>) -> Result<Value, NodeError> {
        let units: Vec<String> = self.units.iter().map(|unit| format!("{}s", unit.name())).collect();
        let ending = if self.as_text { "toISO()" } else { "toObject()" };
        date.with(until, &format!("$until.diff($date, $json.units).{ending}"), json!({"units": units}))
    }

    /// What is written where there is no date: nothing too, if that is all that was asked.
    fn of_nothing(&self) -> Result<Value, NodeError> {
        if self.mode == Mode::Format {
            return Ok(Value::Null);
        }
        let hint = "Check the field the date comes from, or filter out items without one.";
        Err(NodeError::permanent("date_missing", "There is no date.", hint).at("date"))
    }
}

/// The kind `date_time`.
pub fn kind() -> Kind {
    light::<DateTime>("date_time", Group::Data, include_str!("icon.svg")).keywords(&[
        "date",
        "time",
        "format",
        "calendar",
        "duration",
        "timestamp",
        "round",
        "now",
        "today",
        "add days",
    ])
}
