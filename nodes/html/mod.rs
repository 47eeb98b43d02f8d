//! Takes parts out of HTML, fills templates, and makes tables of items.

mod extract;
mod table;

use crate::files::for_each;
use extract::{Extract, Source};
use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::{Failing, Field, Group, Kind, LightContext, LightNode, NodeError, Output, light};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use table::Table;

/// # HTML
///
/// Takes parts out of HTML, fills a template, or makes a table of the items.
///
/// **Extract** finds elements by CSS selectors, such as `.price` or `#main a`, and puts their text, HTML, value or an
/// attribute into fields of a new item. **Template** gives a field `html` with the expressions filled in. **Table**
/// makes one item with a field `table`, a row for each item.
///
/// Nothing of a page is fetched or performed. What a template is filled with is not escaped: do not send what strangers
/// wrote to others as HTML.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Html {
    /// # What to do
    ///
    /// Whether HTML is read or written.
    #[serde(default)]
    operation: Operation,
    /// # HTML stands in
    ///
    /// Where the page comes from.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["extract"]}))]
    source: Source,
    /// # Field
    ///
    /// The field with the page, or with a list of pages; the name of the file where it stands in a file.
    #[serde(default = "data")]
    #[schemars(extend("x-show" = {"operation": ["extract"]}))]
    field: Field<String>,
    /// # Values
    ///
    /// What to take out of the page.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["extract"]}))]
    values: Vec<Extract>,
    /// # Trim
    ///
    /// Leaves out spaces around values.
    #[serde(default = "yes")]
    #[schemars(extend("x-show" = {"operation": ["extract"]}, "x-group" = "Advanced"))]
    trim: bool,
    /// # Clean up
    ///
    /// Leaves out line breaks, and makes one space of several.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["extract"]}, "x-group" = "Advanced"))]
    clean_up: bool,
    /// # Template
    ///
    /// The page, with expressions where the data goes.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["template"]}, "x-widget" = "html"))]
    html: Field<String>,
    /// # Table
    ///
    /// How the table looks.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["table"]}))]
    table: Table,
}

/// What to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Operation {
    /// # Extract values
    #[default]
    Extract,
    /// # Fill a template
    Template,
    /// # Make a table
    Table,
}

impl LightNode for Html {
    fn check(&self) -> Result<(), NodeError> {
        if self.operation == Operation::Extract && self.values.is_empty() {
            let message = "There is nothing to take out of the page.";
            return Err(NodeError::permanent("parameter_missing", message, "Add at least one value.").at("values"));
        }
        Ok(())
    }

    fn failing(&self) -> Failing {
        if self.operation == Operation::Table { Failing::Together } else { Failing::ByItem }
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        match self.operation {
            Operation::Extract => {
                let items = for_each(context, |index| extract::items(self, context, index))?;
                Ok(Output::main(items.into_iter().flatten().collect::<Vec<_>>()))
            }
            Operation::Template => Ok(Output::main(for_each(context, |index| self.filled(context, index))?)),
            Operation::Table => Ok(Output::main(self.table.of(context)?)),
        }
    }
}

impl Html {
    fn filled(&self, context: &LightContext<'_>, index: usize) -> Result<Item, NodeError> {
        let html = self.html.get(&context.scope(index)).map_err(|error| NodeError::from(error).at("html"))?;
        Ok(Item { lineage: paired(index), ..Item::new(json!({"html": html})) })
    }
}

fn data() -> Field<String> {
    Field::Fixed("data".into())
}

fn yes() -> bool {
    true
}

/// The kind `html`.
pub fn kind() -> Kind {
    light::<Html>("html", Group::Data, include_str!("icon.svg"))
        .keywords(&["extract", "scrape", "css", "selector", "template", "table", "page", "web"])
}
