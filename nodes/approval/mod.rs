//! Waits until a person approves or declines.

use node_sdk::flow::Timestamp;
use node_sdk::flow::kind::Ports;
use node_sdk::{Field, Group, Kind, LightContext, LightNode, NodeError, Output, Reply, Wait, light};
use schemars::JsonSchema;
use serde::Deserialize;

const APPROVED: u16 = 0;
const DECLINED: u16 = 1;
const TIMED_OUT: u16 = 2;
/// How long an answer may be waited for: a hundred years.
const HOURS_MAXIMUM: f64 = 876_600.0;

/// # Approval
///
/// Waits until somebody approves or declines on a page.
///
/// `{{ $run.resume_url }}` is the address of the page. Use it in a block before this one, such as an e-mail or a text
/// message. Whoever has the address may answer without signing in, once. Looking at the page changes nothing, so mail
/// programs that open links do no harm.
///
/// All items wait together and leave unchanged at **approved**, **declined** or, if nobody answers in time,
/// **timed out**. With several approvals in a flow the address is that of the next one, and
/// `{{ $run.resume_urls['Name of the block'] }}` that of a certain one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// # Question
    ///
    /// What the page asks. Expressions see the first item.
    #[schemars(extend("x-widget" = "multiline", "x-placeholder" = "Refund {{ $json.amount }} to {{ $json.name }}?"))]
    message: Field<String>,
    /// # Give up after
    ///
    /// The items leave at “timed out” after so many hours. 0: it waits for ever.
    #[serde(default)]
    #[schemars(range(min = 0))]
    give_up_hours: Field<f64>,
}

impl LightNode for Approval {
    fn check(&self) -> Result<(), NodeError> {
        if self.message.fixed().is_some_and(|message| message.trim().is_empty()) {
            let hint = "Write what the person decides about.";
            return Err(NodeError::permanent("parameter_missing", "The question is missing.", hint).at("message"));
        }
        self.give_up_hours.fixed().map_or(Ok(()), |hours| checked(*hours).map(|_| ()))
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let scope = context.scope(0);
        // What the page cannot show fails here, where it is seen, and not when it is opened.
        self.message.get(&scope).map_err(|error| NodeError::from(error).at("message"))?;
        let hours = self.give_up_hours.get(&scope).map_err(|error| NodeError::from(error).at("give_up_hours"))?;
        let wait = Wait { until: end(context.now, checked(hours)?), signal: true };
        Ok(Output { wait: Some(wait), ..Output::port(TIMED_OUT, context.items().clone()) })
    }

    fn reply(&self) -> Option<Reply<'_>> {
        Some(Reply::Choice { message: &self.message, choices: &[(APPROVED, "Approve"), (DECLINED, "Decline")] })
    }
}

fn checked(hours: f64) -> Result<f64, NodeError> {
    if (0.0..=HOURS_MAXIMUM).contains(&hours) {
        return Ok(hours);
    }
    let message = format!("An answer cannot be waited for {hours} hours.");
    let hint = "Give a number of hours from 0 to a hundred years.";
    Err(NodeError::permanent("duration_invalid", message, hint).at("give_up_hours"))
}

fn end(now: Timestamp, hours: f64) -> Option<Timestamp> {
    (hours > 0.0).then(|| now.plus_ms((hours * 3_600_000.0) as i64))
}

/// The kind `approval`.
pub fn kind() -> Kind {
    let ports = [("approved", "approved"), ("declined", "declined"), ("timed_out", "timed out")];
    light::<Approval>("approval", Group::Logic, include_str!("icon.svg")).outputs(Ports::fixed(&ports)).keywords(&[
        "approve",
        "decline",
        "confirm",
        "human",
        "review",
        "link",
        "wait",
        "permission",
    ])
}
