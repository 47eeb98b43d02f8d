//! Makes one item of many.

mod files;
mod gathering;

use gathering::Gathering;
use node_sdk::expression::Scope;
use node_sdk::gather::{self, Gather};
use node_sdk::{Field, Group, Kind, LightContext, LightNode, Names, NodeError, Output, light};
use schemars::JsonSchema;
use serde::Deserialize;

/// # Aggregate
///
/// Makes one item of many: their values become lists.
///
/// Choose the fields whose values are gathered, or gather the items whole in one list. With “Group by” there is one item
/// for each group instead of one for all. *Split out* does the opposite.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Aggregate {
    /// # Gather
    ///
    /// What is gathered.
    #[serde(default)]
    mode: Mode,
    /// The fields whose values are gathered.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["fields"]}))]
    fields: Vec<Gathered>,
    /// # Into the field
    ///
    /// The field that holds the list of all items.
    #[serde(default = "data")]
    #[schemars(extend("x-show" = {"mode": ["items"]}))]
    into: Field<String>,
    /// # Fields of the items
    ///
    /// Which of their fields the gathered items keep.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["items"]}))]
    keep: Keep,
    /// # Names
    ///
    /// The fields that are kept or left out, with commas between.
    #[serde(default)]
    #[schemars(extend("x-show" = {"keep": ["selected", "except"]}, "x-placeholder" = "email, name"))]
    names: Names,
    /// Fields, with commas between: items that are equal in all of them make one item together.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "country"))]
    group_by: Names,
    /// # Join lists
    ///
    /// Where a value is a list itself, its entries are gathered one by one.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["fields"]}))]
    merge_lists: bool,
    /// # Keep what is missing
    ///
    /// A missing value becomes an empty entry, so that lists of several fields stay in step.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["fields"]}))]
    keep_missing: bool,
    /// What becomes of the files of the items.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    files: files::Keep,
    /// # Dots lead inside
    ///
    /// Off: a dot is a letter of the name like any other.
    #[serde(default = "yes")]
    #[schemars(extend("x-show" = {"mode": ["fields"]}, "x-group" = "Advanced"))]
    dots: bool,
}

/// What is gathered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// # Values of fields
    #[default]
    Fields,
    /// # Whole items
    Items,
}

/// # Field
///
/// A field whose values are gathered.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Gathered {
    /// # Field
    ///
    /// Its name, or a path to it.
    #[schemars(extend("x-placeholder" = "email"))]
    field: Field<String>,
    /// # New name
    ///
    /// What the list is called. Empty: the same.
    #[serde(default)]
    name: Field<String>,
}

/// Which fields the gathered items keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Keep {
    /// # All
    #[default]
    All,
    /// # Only these
    Selected,
    /// # All but these
    Except,
}

fn data() -> Field<String> {
    Field::Fixed("data".into())
}

fn yes() -> bool {
    true
}

impl LightNode for Aggregate {
    fn check(&self) -> Result<(), NodeError> {
        let names_nothing = self.mode == Mode::Items && self.keep != Keep::All && self.names.is_empty();
        if self.mode == Mode::Fields && self.fields.is_empty() {
            return Err(missing("fields", "There is no field to gather."));
        }
        if names_nothing { Err(missing("names", "No field is named.")) } else { Ok(()) }
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        gather::at_once(Box::new(Gathering::new(self, &context.scope(0))?), context)
    }

    fn gather<'a>(&'a self, scope: &Scope<'_>) -> Option<Result<Box<dyn Gather + 'a>, NodeError>> {
        Some(Gathering::new(self, scope).map(|gathering| Box::new(gathering) as _))
    }
}

fn missing(parameter: &str, message: &str) -> NodeError {
    NodeError::permanent("parameter_missing", message, "Add at least one.").at(parameter)
}

/// The kind `aggregate`.
pub fn kind() -> Kind {
    light::<Aggregate>("aggregate", Group::Data, include_str!("icon.svg")).keywords(&[
        "collect",
        "combine",
        "gather",
        "group",
        "list",
        "array",
        "concatenate",
    ])
}
