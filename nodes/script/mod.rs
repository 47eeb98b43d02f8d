//! Runs JavaScript over items, in the sandbox.

mod shape;

use node_sdk::expression::JavaScript;
use node_sdk::expression::javascript::{Script, ScriptError};
use node_sdk::flow::Items;
use node_sdk::{Failing, Group, Kind, LightContext, LightNode, NodeError, Output, light};
use schemars::JsonSchema;
use serde::Deserialize;

/// The longest a script may be told to take, in seconds.
const SECONDS_MAXIMUM: u64 = 60;
/// As much of what a failed script printed is shown with its error.
const PRINTED_LINES: usize = 5;

/// # Code
///
/// Runs JavaScript over the items: once for all of them, or once for each.
///
/// The code is the body of a function; it may `await`, and what it returns goes on.
///
/// - **Once for all items**: `$input.all()` (or `items`) is the list of items. Return a list of objects, or of
///   `{ json: { … }, binary: { … } }`, or a single object.
/// - **Once for each item**: `$json` is the data of the item, `$input.item` (or `item`) the item. Return one object;
///   `null` leaves the item out.
///
/// All that expressions see is there: `$('Node')`, `$now`, `$vars`, `DateTime` … There are also `Buffer`, `URL`,
/// `TextEncoder`, `structuredClone`, `setTimeout` (which does not wait) and `require` for `ajv`, `crypto` (digests),
/// `jsonata`, `lodash`, `luxon`, `moment` and `uuid`.
///
/// The code cannot reach the network or files. It may take 10 seconds and 64 MiB of memory, and return 16 MiB.
/// `$getWorkflowStaticData('global')` is an object that the flow's scripts keep between runs, `('node')` one of this block
/// alone; what is changed in it is kept when a run of a published version ends well.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// # Run
    #[serde(default)]
    mode: Mode,
    /// # JavaScript
    ///
    /// The body of a function.
    #[schemars(extend("x-widget" = "code", "x-placeholder" = "return $input.all();"))]
    code: String,
    /// # Longest time in seconds
    ///
    /// The script is stopped after that.
    #[serde(default = "ten")]
    #[schemars(range(min = 1, max = 60), extend("x-group" = "Advanced"))]
    timeout_s: u64,
}

/// How often the code runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// # Once for all items
    #[default]
    AllItems,
    /// # Once for each item
    EachItem,
}

fn ten() -> u64 {
    10
}

impl LightNode for Code {
    fn check(&self) -> Result<(), NodeError> {
        if self.code.trim().is_empty() {
            let error =
                NodeError::permanent("parameter_missing", "There is no code.", "Write for example `return items;`.");
            return Err(error.at("code"));
        }
        if !(1..=SECONDS_MAXIMUM).contains(&self.timeout_s) {
            let message = format!("`timeout_s` is {}; it may be from 1 to {SECONDS_MAXIMUM}.", self.timeout_s);
            let error = NodeError::permanent("parameter_invalid", message, "Give a number in between.");
            return Err(error.at("timeout_s"));
        }
        Ok(())
    }

    fn failing(&self) -> Failing {
        if self.mode == Mode::AllItems { Failing::AsOne } else { Failing::ByItem }
    }

    fn works_by_part(&self) -> bool {
        // The script goes through the items itself.
        false
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let javascript = context.world.javascript().ok_or_else(no_sandbox)?;
        let value = self.perform(javascript, context).map_err(|error| failed(error, context.only()))?;
        let items = match (self.mode, context.only()) {
            (Mode::AllItems, _) => shape::all_items(value),
            (Mode::EachItem, None) => shape::each_item(value),
            (Mode::EachItem, Some(_)) => shape::each_item(vec![value].into()),
        };
        Ok(Output::main(Items::from(items?)))
    }
}

impl Code {
    fn perform(
        &self,
        javascript: &dyn JavaScript,
        context: &LightContext<'_>,
    ) -> Result<serde_json::Value, ScriptError> {
        let script = Script {
            source: &self.code,
            scope: context.scope(0),
            is_per_item: self.mode == Mode::EachItem && context.only().is_none(),
            timeout_ms: self.timeout_s * 1000,
        };
        Ok(javascript.run(&script)?.value)
    }
}

fn no_sandbox() -> NodeError {
    NodeError::permanent("script_unavailable", "No JavaScript can be run here.", "Run the flow on the server.")
}

/// The error with its place as people know it: `… [line 3, for item 0]`.
fn failed(error: ScriptError, only: Option<usize>) -> NodeError {
    let place = match (error.line, error.item.or(only)) {
        (Some(line), Some(item)) => format!(" [line {line}, for item {item}]"),
        (Some(line), None) => format!(" [line {line}]"),
        (None, Some(item)) => format!(" [item {item}]"),
        (None, None) => String::new(),
    };
    let hint = match error.code {
        "script_timeout" => "Work on fewer items at once, or allow more time under “Advanced”.".to_owned(),
        "script_memory" | "script_output" => "Work on fewer items at once, for example in a loop.".to_owned(),
        _ => match error.console.len().checked_sub(PRINTED_LINES) {
            None if error.console.is_empty() => "Look at this line of the code.".to_owned(),
            start => format!("It printed before: {}", error.console[start.unwrap_or(0)..].join(" / ")),
        },
    };
    NodeError::permanent(error.code, format!("{}{place}", error.message), hint).at("code")
}

/// The kind `script`.
pub fn kind() -> Kind {
    light::<Code>("script", Group::Data, include_str!("icon.svg")).keywords(&[
        "code",
        "javascript",
        "function",
        "js",
        "program",
        "transform",
    ])
}
