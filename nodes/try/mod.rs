//! Runs its body once and catches its failure.

use node_sdk::flow::container::ContainerKind;
use node_sdk::{ContainerNode, Kind, NodeError, container};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// # Try
///
/// Runs the blocks inside and catches their failure.
///
/// If all goes well, what the last blocks inside give leaves at the first port. If one fails and nothing inside catches
/// it, the items that came in leave at the **error** port, each with `error` beside its data: `$json.error.message`,
/// `$json.error.code`, `$json.error.class` and the name of the block in `$json.error.node`.
///
/// A block with arrows from both ports runs either way.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Try {
    /// # Catch
    ///
    /// The kinds of errors that are caught; any other fails the run.
    #[serde(default = "usual")]
    #[schemars(length(min = 1))]
    catch: Vec<Class>,
}

/// A kind of error.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Class {
    /// # May go away
    ///
    /// Network, time limits, too many requests, faults of the other side.
    Transient,
    /// # Will not go away
    ///
    /// Wrong data, no access, refused requests.
    Permanent,
    /// # In doubt
    ///
    /// Nobody knows whether the effect took place.
    InDoubt,
    /// # Cancelled
    Cancelled,
}

fn usual() -> Vec<Class> {
    vec![Class::Transient, Class::Permanent, Class::InDoubt]
}

impl ContainerNode for Try {
    fn check(&self) -> Result<(), NodeError> {
        if self.catch.is_empty() {
            let hint = "Choose what is caught, or take the blocks out of the box.";
            return Err(NodeError::permanent("parameter_missing", "Nothing is caught.", hint).at("catch"));
        }
        Ok(())
    }
}

/// The kind `try`.
pub fn kind() -> Kind {
    container::<Try>("try", ContainerKind::Try, include_str!("icon.svg")).keywords(&[
        "catch",
        "error",
        "finally",
        "handle",
        "exception",
        "failure",
    ])
}
