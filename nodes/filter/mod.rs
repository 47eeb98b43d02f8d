//! Keeps the items for which conditions hold.

use node_sdk::conditions::{Conditions, Strictness};
use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::flow::kind::Ports;
use node_sdk::{Failing, Group, Kind, LightContext, LightNode, NodeError, Output, light};
use schemars::JsonSchema;
use serde::Deserialize;

/// # Filter
///
/// Keeps the items for which conditions hold.
///
/// The others leave at **discarded**, where you can pick them up if you need them. If nothing is kept, what comes after
/// this block is skipped.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// What must hold for an item to be kept.
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

impl LightNode for Filter {
    fn check(&self) -> Result<(), NodeError> {
        self.conditions.check("conditions")
    }

    fn failing(&self) -> Failing {
        Failing::ByItemAt(1)
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let items = context.items();
        let strictness = Strictness { types: self.strict_types, ignore_case: self.ignore_case };
        let (mut kept, mut discarded) = (Vec::new(), Vec::new());
        for (index, item) in items.iter().enumerate() {
            let holds =
                self.conditions.hold(&context.scope(index), strictness).map_err(|error| error.at("conditions"))?;
            let side = if holds { &mut kept } else { &mut discarded };
            side.push(Item { lineage: paired(index), ..item.clone() });
        }
        let sides = [kept, discarded].into_iter().enumerate().filter(|(_, items)| !items.is_empty());
        let ports = sides.map(|(port, side)| {
            // The whole list is handed on as it is.
            let all = if side.len() == items.len() { items.clone() } else { side.into() };
            (port as u16, all)
        });
        Ok(Output { ports: ports.collect(), ..Output::default() })
    }
}

/// The kind `filter`.
pub fn kind() -> Kind {
    light::<Filter>("filter", Group::Logic, include_str!("icon.svg"))
        .outputs(Ports::fixed(&[("main", "kept"), ("discarded", "discarded")]))
        .keywords(&["where", "condition", "only", "exclude", "remove", "select"])
}
