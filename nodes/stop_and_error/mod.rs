//! Fails on purpose.

use node_sdk::flow::kind::Ports;
use node_sdk::{Field, Group, JsonField, Kind, LightContext, LightNode, NodeError, Output, light};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// # Stop with an error
///
/// Fails the run with a message of your own.
///
/// Use it where a flow finds out that it must not go on, so that the failure is seen in the list of runs, starts the
/// error flow, and says why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StopAndError {
    /// What went wrong, as whoever looks at the run shall read it.
    #[schemars(extend("x-widget" = "multiline", "x-placeholder" = "Order {{ $json.id }} has no email address."))]
    message: Field<String>,
    /// # As an object
    ///
    /// Where there is no message, it is the field `message`, `description` or `error` of this object, else the object.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    object: JsonField,
    /// # What to do
    ///
    /// How it can be mended.
    #[serde(default)]
    #[schemars(extend("x-widget" = "multiline"))]
    hint: Field<String>,
}

impl LightNode for StopAndError {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let scope = context.scope(0);
        let message = self.message.get(&scope).map_err(|error| NodeError::from(error).at("message"))?;
        let hint = self.hint.get(&scope).map_err(|error| NodeError::from(error).at("hint"))?;
        let message = match message.trim() {
            "" => told(&self.object.get(&scope).map_err(|error| error.at("object"))?),
            _ => message,
        };
        Err(NodeError::permanent("stopped", message, hint))
    }
}

/// What an object says that stands for an error.
fn told(object: &Value) -> String {
    let Some(fields) = object.as_object().filter(|fields| !fields.is_empty()) else {
        return "The flow was stopped on purpose.".into();
    };
    let said = ["message", "description", "error"].iter().find_map(|name| fields.get(*name)?.as_str());
    said.map_or_else(|| format!("Error: {object}"), str::to_owned)
}

/// The kind `stop_and_error`.
pub fn kind() -> Kind {
    light::<StopAndError>("stop_and_error", Group::Logic, include_str!("icon.svg")).outputs(Ports::none()).keywords(&[
        "fail",
        "throw",
        "abort",
        "raise",
        "exception",
    ])
}
