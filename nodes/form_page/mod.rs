//! A further page of a form, or what is shown at its end.

use crate::catalog::form_trigger::check_fields;
use node_sdk::flow::Timestamp;
use node_sdk::flow::form::{self, Ending, Page};
use node_sdk::flow::kind::Ports;
use node_sdk::{Field, Group, Kind, LightContext, LightNode, NodeError, Output, Reply, Wait, light};
use schemars::JsonSchema;
use serde::Deserialize;

const TIMED_OUT: u16 = 1;
/// How long an answer may be waited for: a hundred years.
const HOURS_MAXIMUM: f64 = 876_600.0;

/// # Form page
///
/// Shows the person who fills in a form another page, or how it ends.
///
/// In a run that a **Form** began, the browser comes here by itself when the run does. What is entered leaves at
/// **submitted** as the item, each value under the label of its field, with `submittedAt` and `formMode` beside them;
/// earlier pages are in `$('Name of the block')`. If nobody answers in time the items leave unchanged at **timed out**.
///
/// In other runs, and for other people, the page has the address `{{ $run.resume_url }}`: send it in a block before this
/// one. Whoever has it may answer once, without signing in.
///
/// **The end** shows a message or another web page instead of what the Form says, and does not wait.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormPage {
    /// # Show
    ///
    /// Another page, or how the form ends.
    #[serde(default)]
    mode: Mode,
    /// What stands above it.
    #[serde(default)]
    title: Field<String>,
    /// # Description
    ///
    /// What it is about; at the end, what there is to say.
    #[serde(default)]
    #[schemars(extend("x-widget" = "multiline"))]
    description: Field<String>,
    /// # Fields
    ///
    /// What is asked, in order.
    #[serde(default)]
    #[schemars(length(max = 100), extend("x-show" = {"mode": ["page"]}))]
    fields: Vec<form::Field<Field<String>>>,
    /// # Button
    ///
    /// What the button says. Empty: “Send”.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["page"]}))]
    button: Field<String>,
    /// # Give up after
    ///
    /// The items leave at “timed out” after so many hours. 0: it waits for ever.
    #[serde(default)]
    #[schemars(range(min = 0), extend("x-show" = {"mode": ["page"]}))]
    give_up_hours: Field<f64>,
    /// # Go to
    ///
    /// The web page the browser goes to. Empty: the message is shown.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["end"]}, "x-placeholder" = "https://example.com/thanks"))]
    redirect: Field<String>,
}

/// What is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// # Another page
    #[default]
    Page,
    /// # The end
    End,
}

impl LightNode for FormPage {
    fn check(&self) -> Result<(), NodeError> {
        if self.mode == Mode::End {
            return match self.redirect.fixed().filter(|address| !address.trim().is_empty()) {
                Some(address) => checked_address(address),
                None => Ok(()),
            };
        }
        // What an expression gives may be anything: it is looked at when it is known.
        if self.fields.iter().all(|field| field.label.fixed().is_some()) {
            check_fields(&self.fields, |text| text.fixed().cloned().unwrap_or_default())?;
        }
        self.give_up_hours.fixed().map_or(Ok(()), |hours| checked(*hours).map(|_| ()))
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let scope = context.scope(0);
        let text = |text: &Field<String>| text.get(&scope).map_err(NodeError::from);
        if self.mode == Mode::End {
            let ending = self.ending().try_map(text)?;
            if !ending.redirect.trim().is_empty() {
                checked_address(&ending.redirect)?;
            }
            return Ok(Output::main(context.items().clone()));
        }
        // What the page cannot show fails here, where it is seen, and not when it is opened.
        check_fields(&self.page().try_map(text)?.fields, Clone::clone)?;
        let hours = self.give_up_hours.get(&scope).map_err(|error| NodeError::from(error).at("give_up_hours"))?;
        let wait = Wait { until: end(context.now, checked(hours)?), signal: true };
        Ok(Output { wait: Some(wait), ..Output::port(TIMED_OUT, context.items().clone()) })
    }

    fn reply(&self) -> Option<Reply<'_>> {
        Some(match self.mode {
            Mode::Page => Reply::Form { page: Box::new(self.page()) },
            Mode::End => Reply::FormEnd { ending: Box::new(self.ending()) },
        })
    }
}

impl FormPage {
    fn page(&self) -> Page<Field<String>> {
        Page {
            title: self.title.clone(),
            description: self.description.clone(),
            fields: self.fields.clone(),
            button: self.button.clone(),
        }
    }

    fn ending(&self) -> Ending<Field<String>> {
        Ending { title: self.title.clone(), message: self.description.clone(), redirect: self.redirect.clone() }
    }
}

fn checked_address(address: &str) -> Result<(), NodeError> {
    if form::is_web_address(address) {
        return Ok(());
    }
    let message = "What the browser is to go to is no web page.";
    let hint = "Give an address that begins with `https://`.";
    Err(NodeError::permanent("address_invalid", message, hint).at("redirect"))
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

/// The kind `form_page`.
pub fn kind() -> Kind {
    light::<FormPage>("form_page", Group::Logic, include_str!("icon.svg"))
        .outputs(Ports::fixed(&[("main", "submitted"), ("timed_out", "timed out")]))
        .keywords(&["survey", "step", "question", "input", "wait", "human", "completion", "thank you"])
}
