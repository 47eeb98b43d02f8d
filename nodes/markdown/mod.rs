//! Turns Markdown into HTML and HTML into Markdown.

mod options;

use crate::files::{for_each, format_error};
use formats::markdown::{from_html, to_html};
use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::{Failing, Field, Group, Kind, LightContext, LightNode, NodeError, Output, light, path};
use options::{HtmlOptions, MarkdownOptions};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

/// # Markdown
///
/// Turns Markdown into HTML, or HTML into Markdown.
///
/// The result goes into a field of the item; its other fields stay. HTML inside of Markdown is kept as it is: do not send
/// what strangers wrote to others without cleaning it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Markdown {
    /// # What to do
    ///
    /// Which of the two is made.
    #[serde(default)]
    operation: Operation,
    /// # HTML
    ///
    /// What becomes Markdown.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["to_markdown"]}, "x-widget" = "multiline"))]
    html: Field<String>,
    /// # Markdown
    ///
    /// What becomes HTML.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["to_html"]}, "x-widget" = "multiline"))]
    markdown: Field<String>,
    /// # Result goes to
    ///
    /// The field, or a path to it such as `mail.body`.
    #[serde(default = "data")]
    destination: Field<String>,
    /// # How HTML is written
    ///
    /// Which further forms of Markdown are known, and how they are written.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["to_html"]}, "x-group" = "Advanced"))]
    html_options: HtmlOptions,
    /// # How Markdown is written
    ///
    /// Which signs are used, and what is left out.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["to_markdown"]}, "x-group" = "Advanced"))]
    markdown_options: MarkdownOptions,
}

/// Which of the two is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Operation {
    /// # HTML to Markdown
    #[default]
    ToMarkdown,
    /// # Markdown to HTML
    ToHtml,
}

impl LightNode for Markdown {
    fn failing(&self) -> Failing {
        Failing::ByItem
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        for_each(context, |index| self.converted(context, index)).map(Output::main)
    }
}

impl Markdown {
    fn converted(&self, context: &LightContext<'_>, index: usize) -> Result<Item, NodeError> {
        let scope = context.scope(index);
        let destination = self.destination.get(&scope).map_err(|error| NodeError::from(error).at("destination"))?;
        let result = match self.operation {
            Operation::ToHtml => {
                let markdown = self.markdown.get(&scope).map_err(|error| NodeError::from(error).at("markdown"))?;
                to_html(&markdown, &self.html_options.read())
            }
            Operation::ToMarkdown => {
                let html = self.html.get(&scope).map_err(|error| NodeError::from(error).at("html"))?;
                from_html(&html, &self.markdown_options.read())
            }
        };
        let item = &context.items()[index];
        let mut fields = match &*item.json {
            Value::Object(fields) => fields.clone(),
            _ => Map::new(),
        };
        path::set(&mut fields, &destination, true, result.map_err(format_error)?.into())?;
        Ok(Item { lineage: paired(index), json: Value::Object(fields).into(), binary: item.binary.clone() })
    }
}

fn data() -> Field<String> {
    Field::Fixed("data".into())
}

/// The kind `markdown`.
pub fn kind() -> Kind {
    light::<Markdown>("markdown", Group::Data, include_str!("icon.svg"))
        .keywords(&["html", "text", "convert", "format"])
}
