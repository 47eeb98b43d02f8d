//! Ends the loop around it.

use node_sdk::flow::container::Control;
use node_sdk::{Kind, control};
use schemars::JsonSchema;
use serde::Deserialize;

/// # Break
///
/// Ends the loop around it.
///
/// The items that come in are what the last iteration gives. It may stand in a Try or Race inside the loop: these are
/// left too. What is being performed in the iteration is left to finish, but nothing new starts in it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Break {}

/// The kind `break`.
pub fn kind() -> Kind {
    control::<Break>("break", Control::Break, include_str!("icon.svg"))
        .keywords(&["loop", "leave", "end", "exit", "stop"])
}
