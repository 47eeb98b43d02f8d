//! Puts items in order.

mod compare;
mod script;

use compare::Comparison;
use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::{Field, Group, Kind, LightContext, LightNode, NodeError, Output, light, path, values};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use std::cmp::Ordering;

/// # Sort
///
/// Puts items in order: by fields, by chance, or by code of your own.
///
/// Items that are equal in all fields keep the order they came in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sort {
    /// # By
    ///
    /// What decides the order.
    #[serde(default)]
    mode: Mode,
    /// The fields to sort by; the second one decides where the first is equal, and so on.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["fields"]}))]
    fields: Vec<SortField>,
    /// Compares two items, `a` and `b`: return a number below 0 if `a` comes first, above 0 if `b` does, and 0 if it does
    /// not matter. Their data is in `a.json` and `b.json`.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["code"]}, "x-widget" = "code", "x-placeholder" = "return a.json.price - b.json.price;"))]
    code: String,
    /// # Dots lead inside
    ///
    /// Off: a dot is a letter of the name like any other.
    #[serde(default = "yes")]
    #[schemars(extend("x-show" = {"mode": ["fields"]}, "x-group" = "Advanced"))]
    dots: bool,
}

/// What decides the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// # Fields
    #[default]
    Fields,
    /// # Chance
    Random,
    /// # Code
    Code,
}

/// # Field
///
/// A field to sort by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SortField {
    /// # Field
    ///
    /// Its name, or a path to it.
    #[schemars(length(min = 1), extend("x-placeholder" = "address.city"))]
    field: Field<String>,
    /// Which end comes first.
    #[serde(default)]
    order: Order,
    /// # Compare
    ///
    /// How values are compared.
    #[serde(default)]
    r#as: Comparison,
}

/// Which end comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Order {
    /// # The smallest first
    #[default]
    Ascending,
    /// # The largest first
    Descending,
}

fn yes() -> bool {
    true
}

impl LightNode for Sort {
    fn check(&self) -> Result<(), NodeError> {
        match self.mode {
            Mode::Fields if self.fields.is_empty() => {
                let message = "There is no field to sort by.";
                Err(NodeError::permanent("parameter_missing", message, "Add at least one.").at("fields"))
            }
            Mode::Code if !self.code.contains("return") => {
                let message = "The code returns nothing.";
                let hint = "Return a number, as in `return a.json.price - b.json.price;`.";
                Err(NodeError::permanent("parameter_invalid", message, hint).at("code"))
            }
            _ => Ok(()),
        }
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let order = match self.mode {
            Mode::Fields => self.by_fields(context)?,
            Mode::Random => shuffled(context.items().len())?,
            Mode::Code => script::order(&self.code, context)?,
        };
        let items = context.items();
        let moved = order.into_iter().map(|index| Item { lineage: paired(index), ..items[index].clone() });
        Ok(Output::main(moved.collect::<Vec<_>>()))
    }
}

impl Sort {
    /// The places of the items in their new order.
    fn by_fields(&self, context: &LightContext<'_>) -> Result<Vec<usize>, NodeError> {
        let items = context.items();
        let mut columns = Vec::new();
        for (place, field) in self.fields.iter().enumerate() {
            let at = |error: NodeError| error.at(format!("fields.{place}.field"));
            let name = field.field.get(&context.scope(0)).map_err(|error| at(error.into()))?;
            let column: Vec<Option<&Value>> =
                items.iter().map(|item| path::get(&item.json, &name, self.dots)).collect();
            if !items.is_empty() && column.iter().all(Option::is_none) {
                return Err(at(not_found(&name, self.dots)));
            }
            columns.push((field.r#as.prepared(&column), field.order));
        }
        let compare = |left: &usize, right: &usize| {
            let order = columns.iter().map(|(column, order)| match order {
                Order::Ascending => column.compare(*left, *right),
                Order::Descending => column.compare(*left, *right).reverse(),
            });
            order.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        };
        Ok(values::sort_by((0..items.len()).collect(), compare))
    }
}

fn not_found(name: &str, dots: bool) -> NodeError {
    let message = format!("No item has the field `{name}`.");
    let hint = if !dots && name.contains('.') {
        "Turn on “Dots lead inside” to sort by a field within a field."
    } else {
        "Check its name against the data that comes in."
    };
    NodeError::permanent("field_not_found", message, hint)
}

/// The places 0 to `count` in an order nobody can tell before.
fn shuffled(count: usize) -> Result<Vec<usize>, NodeError> {
    let mut order: Vec<usize> = (0..count).collect();
    for place in (1..count).rev() {
        let other = super::random::below(place as u64 + 1)?;
        order.swap(place, other as usize);
    }
    Ok(order)
}

/// The kind `sort`.
pub fn kind() -> Kind {
    light::<Sort>("sort", Group::Data, include_str!("icon.svg")).keywords(&[
        "order",
        "rank",
        "arrange",
        "shuffle",
        "random",
        "ascending",
        "descending",
    ])
}
