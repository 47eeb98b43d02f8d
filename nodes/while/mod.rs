//! Runs its body as long as a condition holds.

use node_sdk::conditions::{Conditions, Strictness};
use node_sdk::flow::container::ContainerKind;
use node_sdk::{ContainerNode, Kind, LightContext, NodeError, container};
use schemars::JsonSchema;
use serde::Deserialize;

/// # While
///
/// Runs the blocks inside again and again, as long as a condition holds.
///
/// The condition is looked at before each iteration, the first too. It sees the items that come next: those that came in,
/// then what the iteration before gave. Of several items, `$json` is the first. When the condition does not hold, these
/// items leave the box.
///
/// Inside and in the condition, `$loop.index` is the number of the iteration from 0. **Break** ends the loop early.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct While {
    /// # As long as
    ///
    /// What must hold for a further iteration to begin.
    conditions: Conditions,
    /// # Iterations at most
    ///
    /// One more fails the loop.
    #[serde(default = "thousand")]
    #[schemars(range(min = 1, max = 1_000_000))]
    #[expect(dead_code, reason = "the engine reads it from the document")]
    maximum_iterations: u32,
    /// # Time at most
    ///
    /// A loop that takes longer fails. Empty: no limit.
    #[serde(default)]
    #[schemars(range(min = 1), extend("x-group" = "Advanced", "x-widget" = "duration"))]
    #[expect(dead_code, reason = "the engine reads it from the document")]
    maximum_ms: Option<u64>,
    /// Capital and small letters count as the same.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    ignore_case: bool,
    /// The text “5” is not the number 5.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    strict_types: bool,
}

fn thousand() -> u32 {
    1_000
}

impl ContainerNode for While {
    fn check(&self) -> Result<(), NodeError> {
        self.conditions.check("conditions")
    }

    fn goes_on(&self, context: &LightContext<'_>) -> Result<bool, NodeError> {
        let strictness = Strictness { types: self.strict_types, ignore_case: self.ignore_case };
        self.conditions.hold(&context.scope(0), strictness).map_err(|error| error.at("conditions"))
    }
}

/// The kind `while`.
pub fn kind() -> Kind {
    container::<While>("while", ContainerKind::While, include_str!("icon.svg")).keywords(&[
        "loop",
        "repeat",
        "until",
        "condition",
        "poll",
        "pages",
    ])
}
