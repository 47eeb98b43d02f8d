//! Leaves out items that were there already.

mod key;

use key::Uneven;
use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::flow::kind::Ports;
use node_sdk::{Group, Kind, LightContext, LightNode, Names, NodeError, Output, light, path};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// # Remove duplicates
///
/// Leaves out items that are the same as an earlier one.
///
/// Of equal items the first is kept; the others leave at **discarded**. The items of this run are compared with each other,
/// not with those of earlier runs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveDuplicates {
    /// What must be equal.
    #[serde(default)]
    compare: Compare,
    /// # Names
    ///
    /// The fields that are compared or passed over, with commas between.
    #[serde(default)]
    #[schemars(extend("x-show" = {"compare": ["selected", "except"]}, "x-placeholder" = "email"))]
    names: Names,
    /// # Only these fields
    ///
    /// Only the fields that are compared come out.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    only_compared: bool,
    /// # Missing fields
    ///
    /// What happens if a field that is compared is missing somewhere, or is a number here and a text there.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    uneven: Uneven,
    /// # Dots lead inside
    ///
    /// Off: a dot is a letter of the name like any other.
    #[serde(default = "yes")]
    #[schemars(extend("x-group" = "Advanced"))]
    dots: bool,
}

/// What must be equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Compare {
    /// # All fields
    #[default]
    All,
    /// # Only these
    Selected,
    /// # All but these
    Except,
}

fn yes() -> bool {
    true
}

impl LightNode for RemoveDuplicates {
    fn check(&self) -> Result<(), NodeError> {
        if self.compare != Compare::All && self.names.is_empty() {
            let error = NodeError::permanent("parameter_missing", "No field is named.", "Add at least one.");
            return Err(error.at("names"));
        }
        Ok(())
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let items = context.items();
        let names = self.names.get(&context.scope(0)).map_err(|error| error.at("names"))?;
        let fields = self.fields(items, &names);
        key::check(items, &fields, self.dots, self.uneven)?;
        let mut seen = HashSet::new();
        let (mut kept, mut discarded) = (Vec::new(), Vec::new());
        for (index, item) in items.iter().enumerate() {
            let is_new = seen.insert(key::of(&item.json, &fields, self.dots));
            let side = if is_new { &mut kept } else { &mut discarded };
            side.push(Item { lineage: paired(index), ..item.clone() });
        }
        if self.only_compared {
            kept.iter_mut().try_for_each(|item| self.cut(item, &fields))?;
        }
        let mut output = Output::main(kept);
        if !discarded.is_empty() {
            output.ports.push((1, discarded.into()));
        }
        Ok(output)
    }
}

impl RemoveDuplicates {
    /// The fields that are compared.
    fn fields(&self, items: &[Item], names: &[String]) -> Vec<String> {
        match self.compare {
            Compare::Selected => names.to_vec(),
            Compare::All => key::fields(items, self.dots),
            Compare::Except => {
                // Where fields must be there everywhere, those of the first item are all.
                let looked_at =
                    if self.uneven == Uneven::Ignore || !self.dots { items } else { &items[..items.len().min(1)] };
                let is_passed_over = |field: &String| {
                    names.iter().any(|name| {
                        let inside = field.strip_prefix(name.as_str());
                        inside.is_some_and(|rest| {
                            rest.is_empty() || (self.uneven == Uneven::Ignore && rest.starts_with('.'))
                        })
                    })
                };
                let mut fields = key::fields(looked_at, self.dots);
                fields.retain(|field| !is_passed_over(field));
                fields
            }
        }
    }

    /// Leaves only the fields that were compared.
    fn cut(&self, item: &mut Item, fields: &[String]) -> Result<(), NodeError> {
        let mut cut = Map::new();
        for field in fields {
            if let Some(value) = path::get(&item.json, field, self.dots) {
                path::set(&mut cut, field, self.dots, value.clone())?;
            }
        }
        item.json = Value::Object(cut).into();
        item.binary.clear();
        Ok(())
    }
}

/// The kind `remove_duplicates`.
pub fn kind() -> Kind {
    light::<RemoveDuplicates>("remove_duplicates", Group::Data, include_str!("icon.svg"))
        .outputs(Ports::fixed(&[("main", "kept"), ("discarded", "discarded")]))
        .keywords(&["unique", "distinct", "deduplicate", "double", "same"])
}
