//! Runs the branches of its body side by side; the first to end wins.

use node_sdk::flow::container::ContainerKind;
use node_sdk::{ContainerNode, Kind, container};
use schemars::JsonSchema;
use serde::Deserialize;

/// # Race
///
/// Runs the blocks inside side by side; the first branch to end wins.
///
/// Each block inside that no arrow leads to begins a branch with the items that came in. When the last block of a branch
/// is done, what it gave leaves the box, and all else in it is cancelled: requests, waits, runs of other flows.
///
/// A branch that fails is out of the race; only when none is left does the race fail. With a **Wait** as one branch it is
/// a time limit, with a Wait for a call as another it is “whichever comes first”.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Race {}

impl ContainerNode for Race {}

/// The kind `race`.
pub fn kind() -> Kind {
    container::<Race>("race", ContainerKind::Race, include_str!("icon.svg")).keywords(&[
        "first",
        "parallel",
        "fastest",
        "time limit",
        "any",
        "winner",
    ])
}
