//! Sends each item one of two ways.

use node_sdk::conditions::{Conditions, Strictness};
use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::flow::kind::Ports;
use node_sdk::{Failing, Group, Kind, LightContext, LightNode, NodeError, Output, light};
use schemars::JsonSchema;
use serde::Deserialize;

/// # If
///
/// Sends each item one of two ways, by conditions.
///
/// Items for which the conditions hold leave at **true**, all others at **false**. A way that no item takes is skipped,
/// and so is what comes after it; where both ways meet again no Merge is needed.
///
/// A field that is missing is not equal to anything, not greater and not less. A value of the wrong kind, such as a name
/// where a number is compared, fails the node.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct If {
    /// What must hold for an item to leave at “true”.
    conditions: Conditions,
    /// Capital and small letters count as the same.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    ignore_case: bool,
    /// The text “5” is not the number 5.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    strict_types: bool,
}

impl LightNode for If {
    fn check(&self) -> Result<(), NodeError> {
        self.conditions.check("conditions")
    }

    fn failing(&self) -> Failing {
        Failing::ByItemAt(1)
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let items = context.items();
        let strictness = Strictness { types: self.strict_types, ignore_case: self.ignore_case };
        let mut ways = Vec::with_capacity(items.len());
        for index in 0..items.len() {
            let holds =
                self.conditions.hold(&context.scope(index), strictness).map_err(|error| error.at("conditions"))?;
            ways.push(u16::from(!holds));
        }
        // The usual case of one way for all hands the list on without a copy.
        if let Some(way) = ways.first().copied().filter(|first| ways.iter().all(|way| way == first)) {
            return Ok(Output::port(way, items.clone()));
        }
        let taken = |wanted: u16| {
            let chosen = items.iter().enumerate().zip(&ways).filter(|(_, way)| **way == wanted);
            let chosen = chosen.map(|((index, item), _)| Item { lineage: paired(index), ..item.clone() });
            (wanted, chosen.collect())
        };
        let ports = if items.is_empty() { Vec::new() } else { vec![taken(0), taken(1)] };
        Ok(Output { ports, ..Output::default() })
    }
}

/// The kind `if`.
pub fn kind() -> Kind {
    light::<If>("if", Group::Logic, include_str!("icon.svg"))
        .outputs(Ports::fixed(&[("true", "true"), ("false", "false")]))
        .keywords(&["condition", "filter", "branch", "decide", "else", "compare"])
}
