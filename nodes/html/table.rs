//! Makes an HTML table of items.

use node_sdk::flow::Item;
use node_sdk::flow::item::Origin;
use node_sdk::values::text_of;
use node_sdk::{Field, LightContext, NodeError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A table with more cells is refused.
const MOST_CELLS: usize = 1_000_000;

const TABLE: &str = "style='border-spacing:0; font-family:helvetica,arial,sans-serif'";
const HEAD: &str = "style='margin:0; padding:7px 20px 7px 0px; border-bottom:1px solid #eee; text-align:left; color:#888; font-weight:normal'";
const CELL: &str = "style='margin:0; padding:7px 20px 7px 0px; border-bottom:1px solid #eee'";

/// How a table looks.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Table {
    /// # Headings in capitals
    ///
    /// `first_name` becomes `First Name`.
    capitals: bool,
    /// # Plain look
    ///
    /// Lines and distances. Off: only what the attributes below say.
    styled: bool,
    /// A line above the table.
    caption: Field<String>,
    /// # Attributes of the table
    ///
    /// Such as `class="people"`.
    table_attributes: Field<String>,
    /// # Attributes of the heading
    ///
    /// Such as `class="head"`.
    head_attributes: Field<String>,
    /// # Attributes of rows
    ///
    /// Such as `class="row"`; may depend on the item.
    row_attributes: Field<String>,
    /// # Attributes of cells
    ///
    /// Such as `class="cell"`; may depend on the item.
    cell_attributes: Field<String>,
    /// # Values are HTML
    ///
    /// Values and headings go into the table as they are, and what is missing is written as JavaScript writes it. Only
    /// for data you trust.
    raw: bool,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            capitals: false,
            styled: true,
            caption: Field::default(),
            table_attributes: Field::default(),
            head_attributes: Field::default(),
            row_attributes: Field::default(),
            cell_attributes: Field::default(),
            raw: false,
        }
    }
}

impl Table {
    /// One item with the table; none if there are no items.
    pub fn of(&self, context: &LightContext<'_>) -> Result<Vec<Item>, NodeError> {
        let items = context.items();
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let headings = headings(items);
        if headings.len() * items.len() > MOST_CELLS {
            let message = format!("The table would have more than {MOST_CELLS} cells.");
            return Err(NodeError::permanent("table_too_large", message, "Leave out fields or items before."));
        }
        let first = context.scope(0);
        let style = |style| if self.styled { style } else { "" };
        let mut html = format!("<table {} {}>", style(TABLE), self.table_attributes.get(&first)?);
        let caption = self.caption.get(&first)?;
        if !caption.is_empty() {
            html += &format!("<caption>{}</caption>", self.shown(&caption));
        }
        html += &format!("<thead {} {}><tr>", style(HEAD), self.head_attributes.get(&first)?);
        for heading in &headings {
            html += &format!("<th>{}</th>", self.shown(&self.heading(heading)));
        }
        html += "</tr></thead><tbody>";
        for (index, item) in items.iter().enumerate() {
            let scope = context.scope(index);
            html += &format!("<tr  {}>", self.row_attributes.get(&scope)?);
            let attributes = self.cell_attributes.get(&scope)?;
            for heading in &headings {
                html += &format!("<td {} {attributes}>{}</td>", style(CELL), self.cell(item.json.get(*heading)));
            }
            html += "</tr>";
        }
        html += "</tbody></table>";
        let lineage = (0..u32::try_from(items.len()).unwrap_or(u32::MAX)).map(|item| Origin { input: 0, item });
        Ok(vec![Item { lineage: lineage.collect(), ..Item::new(json!({"table": html})) }])
    }

    fn heading(&self, name: &str) -> String {
        if !self.capitals {
            return name.to_owned();
        }
        let capital = |word: &str| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
        };
        name.split('_').filter(|word| !word.is_empty()).map(capital).collect::<Vec<_>>().join(" ")
    }

    fn cell(&self, value: Option<&Value>) -> String {
        match value {
            Some(Value::Bool(truth)) => {
                format!("<input type=\"checkbox\" {}/>", if *truth { "checked=\"checked\"" } else { "" })
            }
            None if self.raw => "undefined".into(),
            Some(value) if self.raw => text_of(value).into_owned(),
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => self.shown(text),
            Some(value) => self.shown(&value.to_string()),
        }
    }

    fn shown(&self, text: &str) -> String {
        if self.raw {
            return text.to_owned();
        }
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    }
}

/// The names of all fields, in the order they first come in.
fn headings(items: &[Item]) -> Vec<&str> {
    let mut known = std::collections::HashSet::new();
    let names = items.iter().filter_map(|item| item.json.as_object()).flat_map(serde_json::Map::keys);
    names.map(String::as_str).filter(|name| known.insert(*name)).collect()
}
