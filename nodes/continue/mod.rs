//! Ends the iteration it stands in.

use node_sdk::flow::container::Control;
use node_sdk::{Kind, control};
use schemars::JsonSchema;
use serde::Deserialize;

/// # Continue
///
/// Ends the iteration; the loop goes on with the next one.
///
/// The items that come in are what the iteration gives. It may stand in a Try or Race inside the loop: these are left
/// too. What is being performed in the iteration is left to finish, but nothing new starts in it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Continue {}

/// The kind `continue`.
pub fn kind() -> Kind {
    control::<Continue>("continue", Control::Continue, include_str!("icon.svg")).keywords(&[
        "loop",
        "next",
        "skip",
        "iteration",
    ])
}
