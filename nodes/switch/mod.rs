//! Sends each item one of several ways.

use node_sdk::conditions::{Conditions, Strictness};
use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::flow::kind::{Port, Ports};
use node_sdk::{Failing, Group, Kind, LightContext, LightNode, NodeError, Output, light};
use schemars::JsonSchema;
use serde::Deserialize;

/// # Switch
///
/// Sends each item one of several ways, by rules.
///
/// Every rule has a way out of its own. An item leaves where the first rule holds, or where every rule holds if you
/// choose so; an item for which no rule holds leaves at **otherwise**. A way that no item takes is skipped, and so is what
/// comes after it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// The ways out, looked at from the top.
    #[schemars(length(min = 1, max = 63))]
    rules: Vec<Rule>,
    /// # Otherwise
    ///
    /// The number of the rule whose way out is taken if none holds. 0: a way of its own.
    #[serde(default)]
    #[schemars(range(max = 63), extend("x-group" = "Advanced"))]
    otherwise: usize,
    /// # One must hold
    ///
    /// An item for which no rule holds is an error.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    must_hold: bool,
    /// # An item leaves
    ///
    /// What happens if more than one rule holds.
    #[serde(default)]
    take: Take,
    /// Capital and small letters count as the same.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    ignore_case: bool,
    /// The text “5” is not the number 5.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    strict_types: bool,
}

/// A way out and who takes it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// The name of the way out on the canvas.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "Large orders"))]
    #[expect(dead_code, reason = "the name of the port is read by the canvas")]
    label: String,
    /// What must hold for an item to leave here.
    conditions: Conditions,
    /// # Leaves with rule
    ///
    /// The number of another rule whose way out is taken. 0: its own.
    #[serde(default)]
    #[schemars(range(max = 63))]
    leaves_with: usize,
}

/// What happens if more than one rule holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Take {
    /// # Where the first rule holds
    #[default]
    First,
    /// # Wherever a rule holds
    All,
}

impl LightNode for Switch {
    fn check(&self) -> Result<(), NodeError> {
        if self.rules.is_empty() {
            return Err(NodeError::permanent("parameter_missing", "There is no rule.", "Add at least one.").at("rules"));
        }
        let is_missing = |number: usize| number > self.rules.len();
        let missing = || NodeError::permanent("parameter_invalid", "There is no such rule.", "Rules count from 1.");
        if is_missing(self.otherwise) {
            return Err(missing().at("otherwise"));
        }
        if let Some(place) = self.rules.iter().position(|rule| is_missing(rule.leaves_with)) {
            return Err(missing().at(format!("rules.{place}.leaves_with")));
        }
        let mut rules = self.rules.iter().enumerate();
        rules.try_for_each(|(place, rule)| rule.conditions.check(&format!("rules.{place}.conditions")))
    }

    fn failing(&self) -> Failing {
        Failing::ByItem
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let items = context.items();
        let mut chosen: Vec<Vec<usize>> = vec![Vec::new(); self.rules.len() + 1];
        for index in 0..items.len() {
            for way in self.ways(context, index)? {
                chosen[way].push(index);
            }
        }
        let port = |(way, indexes): (usize, Vec<usize>)| {
            // The whole list is handed on without a copy.
            if indexes.len() == items.len() {
                return (way as u16, items.clone());
            }
            let copy = |index: usize| Item { lineage: paired(index), ..items[index].clone() };
            (way as u16, indexes.into_iter().map(copy).collect())
        };
        let taken = chosen.into_iter().enumerate().filter(|(_, indexes)| !indexes.is_empty());
        Ok(Output { ports: taken.map(port).collect(), ..Output::default() })
    }
}

impl Switch {
    /// The ways an item takes; the one after the last rule is “otherwise”.
    fn ways(&self, context: &LightContext<'_>, index: usize) -> Result<Vec<usize>, NodeError> {
        let strictness = Strictness { types: self.strict_types, ignore_case: self.ignore_case };
        let scope = context.scope(index);
        let mut ways = Vec::new();
        for (place, rule) in self.rules.iter().enumerate() {
            let holds = rule
                .conditions
                .hold(&scope, strictness)
                .map_err(|error| error.at(format!("rules.{place}.conditions")))?;
            if holds {
                let way = rule.leaves_with.checked_sub(1).unwrap_or(place);
                if !ways.contains(&way) {
                    ways.push(way);
                }
                if self.take == Take::First {
                    break;
                }
            }
        }
        if ways.is_empty() && self.must_hold {
            let message = "No rule holds for the item.";
            return Err(NodeError::permanent("no_rule_holds", message, "Add a rule for it.").at("rules"));
        }
        if ways.is_empty() {
            ways.push(self.otherwise.checked_sub(1).unwrap_or(self.rules.len()));
        }
        Ok(ways)
    }
}

/// The kind `switch`.
pub fn kind() -> Kind {
    let outputs = Ports::PerEntry {
        parameter: "rules".into(),
        prefix: "rule_".into(),
        then: vec![Port::new("otherwise", "otherwise")],
    };
    light::<Switch>("switch", Group::Logic, include_str!("icon.svg")).outputs(outputs).keywords(&[
        "case",
        "route",
        "router",
        "branch",
        "condition",
        "split",
    ])
}
