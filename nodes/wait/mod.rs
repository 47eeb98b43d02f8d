//! Waits before the run goes on.

mod time;

use node_sdk::trigger::RequestItem;
use node_sdk::{Field, Group, Kind, LightContext, LightNode, NodeError, Output, Reply, Wait as Until, light};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use time::Unit;

/// # Wait
///
/// Waits for some time, until a moment, or until somebody calls back.
///
/// A waiting run costs nothing and outlives restarts of the server. All items wait together, once; expressions see the
/// first of them.
///
/// Days and weeks are days of the calendar: “1 day” after 9:00 is 9:00 the next day, also when the clocks change. Hours
/// are hours. A moment that has passed already does not wait.
///
/// **Until called back**: `{{ $run.resume_url }}` is the address that ends the wait. Use it in a block before this one,
/// such as in an e-mail or in a request to the program that shall call. Whoever has it needs no sign-in; it works once,
/// and no longer than the wait. What is sent to it becomes the items. With several such waits in a flow it is the address
/// of the next one, and `{{ $run.resume_urls['Name of the block'] }}` that of a certain one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// # Wait
    ///
    /// What ends the wait.
    #[serde(default)]
    mode: Mode,
    /// How many.
    #[serde(default = "one")]
    #[schemars(range(min = 0), extend("x-show" = {"mode": ["duration"]}))]
    amount: Field<f64>,
    /// Of what.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["duration"]}))]
    unit: Unit,
    /// # Until
    ///
    /// Date and time; without an offset they are meant in the time zone.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["until"]}, "x-widget" = "datetime", "x-placeholder" = "{{ $json.appointment }}"))]
    until: Field<Value>,
    /// # Time of day
    ///
    /// The next time the clock says so.
    #[serde(default = "nine")]
    #[schemars(extend("x-show" = {"mode": ["time_of_day"]}, "x-placeholder" = "09:00"))]
    time: Field<String>,
    /// # Only on
    ///
    /// The days on which the wait may end. None chosen: any day.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["time_of_day"]}))]
    weekdays: Vec<time::Weekday>,
    /// # Method
    ///
    /// How the call is made. With GET, anything that only looks at the address ends the wait, such as a mail program.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["call"]}))]
    method: Method,
    /// # The item
    ///
    /// How the request stands in the item.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["call"]}, "x-group" = "Advanced"))]
    item: RequestItem,
    /// # Give up after
    ///
    /// The run goes on by itself after so many hours. 0: it waits for ever.
    #[serde(default)]
    #[schemars(range(min = 0), extend("x-show" = {"mode": ["call"]}))]
    give_up_hours: Field<f64>,
    /// The zone days and times of day are meant in. Empty: that of the flow.
    #[serde(default)]
    #[schemars(extend("x-widget" = "time_zone", "x-group" = "Advanced"))]
    time_zone: Field<String>,
}

/// What ends the wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// # For some time
    #[default]
    Duration,
    /// # Until a date and time
    Until,
    /// # Until a time of day
    TimeOfDay,
    /// # Until called back
    ///
    /// Somebody calls the address `{{ $run.resume_url }}`; what is sent becomes the items.
    Call,
}

/// How the call is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Method {
    /// # POST
    #[default]
    Post,
    /// # GET
    Get,
}

fn one() -> Field<f64> {
    Field::Fixed(1.0)
}

fn nine() -> Field<String> {
    Field::Fixed("09:00".into())
}

impl LightNode for Wait {
    fn check(&self) -> Result<(), NodeError> {
        if let Some(zone) = self.time_zone.fixed().filter(|zone| !zone.is_empty()) {
            time::zone(zone)?;
        }
        match (self.mode, self.time.fixed(), self.amount.fixed()) {
            (Mode::TimeOfDay, Some(text), _) => time::clock(text).map(|_| ()),
            (Mode::Duration, _, Some(amount)) => time::checked_amount(*amount, "amount").map(|_| ()),
            (Mode::Until, ..) if self.until.fixed().is_some_and(Value::is_null) => {
                let message = "The moment to wait for is missing.";
                Err(NodeError::permanent("parameter_missing", message, "Fill in date and time.").at("until"))
            }
            _ => Ok(()),
        }
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let output = Output::main(context.items().clone());
        let until = self.end(context)?;
        if until.is_some_and(|until| until <= context.now) {
            return Ok(output);
        }
        let wait = Until { until, signal: self.mode == Mode::Call };
        Ok(Output { wait: Some(wait), ..output })
    }

    fn reply(&self) -> Option<Reply<'_>> {
        let method = match self.method {
            Method::Post => "POST",
            Method::Get => "GET",
        };
        (self.mode == Mode::Call).then_some(Reply::Call { method, item: self.item })
    }
}

impl Wait {
    fn end(&self, context: &LightContext<'_>) -> Result<Option<node_sdk::flow::Timestamp>, NodeError> {
        let scope = context.scope(0);
        let placed = |parameter: &'static str| {
            move |error: node_sdk::expression::ExpressionError| NodeError::from(error).at(parameter)
        };
        let zone = self.time_zone.get(&scope).map_err(placed("time_zone"))?;
        let zone = time::zone(if zone.is_empty() { context.world.time_zone() } else { &zone })?;
        let now = time::zoned(context.now, &zone)?;
        match self.mode {
            Mode::Duration => {
                let amount = self.amount.get(&scope).map_err(placed("amount"))?;
                time::after(&now, time::checked_amount(amount, "amount")?, self.unit).map(Some)
            }
            Mode::Until => {
                let moment = self.until.get(&scope).map_err(placed("until"))?;
                time::moment(&moment, &zone).map(Some)
            }
            Mode::TimeOfDay => {
                let text = self.time.get(&scope).map_err(placed("time"))?;
                time::next(&now, time::clock(&text)?, &self.weekdays).map(Some)
            }
            Mode::Call => match self.give_up_hours.get(&scope).map_err(placed("give_up_hours"))? {
                0.0 => Ok(None),
                hours => time::after(&now, time::checked_amount(hours, "give_up_hours")?, Unit::Hours).map(Some),
            },
        }
    }
}

/// The kind `wait`.
pub fn kind() -> Kind {
    light::<Wait>("wait", Group::Logic, include_str!("icon.svg"))
        .keywords(&["delay", "pause", "sleep", "timer", "until", "callback", "later"])
}
