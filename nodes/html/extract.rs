//! Takes values out of a page.

use super::Html;
use crate::files::format_error;
use formats::encoding;
use formats::html::{Found, Page};
use node_sdk::each::paired;
use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::{Field, LightContext, NodeError, binary, path};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

/// How many pages one item may hold.
const MOST_PAGES: usize = 10_000;

/// Where a page comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// # A field
    #[default]
    Field,
    /// # A file
    File,
}

/// # Value
///
/// A value to take out of a page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extract {
    /// The field it goes to.
    name: Field<String>,
    /// # CSS selector
    ///
    /// Which elements, such as `.price`.
    #[schemars(extend("x-placeholder" = ".price"))]
    selector: Field<String>,
    /// What to take of them.
    #[serde(default)]
    take: Take,
    /// # Attribute
    ///
    /// Which attribute, such as `href`.
    #[serde(default)]
    #[schemars(extend("x-show" = {"take": ["attribute"]}))]
    attribute: Field<String>,
    /// # Leave out
    ///
    /// Selectors of elements whose text is left out, with commas between.
    #[serde(default)]
    #[schemars(extend("x-show" = {"take": ["plain_text"]}, "x-placeholder" = "img, .note"))]
    skip: Field<String>,
    /// # As a list
    ///
    /// One value for each element. Otherwise there is one value for all of them.
    #[serde(default)]
    list: bool,
}

/// What to take of an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Take {
    /// # Text
    ///
    /// All text in it, one piece after the other.
    #[default]
    Text,
    /// # Plain text
    ///
    /// As it reads on paper: with lines, lists and the addresses of links.
    PlainText,
    /// # HTML
    Html,
    /// # Value
    ///
    /// What is filled into a field of a form.
    Value,
    /// # Attribute
    Attribute,
}

/// An item for each page of item `index`.
pub fn items(node: &Html, context: &LightContext<'_>, index: usize) -> Result<Vec<Item>, NodeError> {
    let scope = context.scope(index);
    let item = &context.items()[index];
    let mut values = Vec::new();
    for (place, value) in node.values.iter().enumerate() {
        values.push(Wanted::of(value, &scope).map_err(|error| error.at(format!("values.{place}")))?);
    }
    let mut items = Vec::new();
    for html in pages(node, item, &scope)? {
        let page = Page::read(&html).map_err(format_error)?;
        let mut fields = Map::new();
        for (place, value) in values.iter().enumerate() {
            let taken = value.from(&page, node).map_err(|error| error.at(format!("values.{place}.selector")))?;
            if let Some(taken) = taken {
                fields.insert(value.name.clone(), taken);
            }
        }
        items.push(Item { lineage: paired(index), ..Item::new(Value::Object(fields)) });
    }
    Ok(items)
}

fn pages(node: &Html, item: &Item, scope: &Scope<'_>) -> Result<Vec<String>, NodeError> {
    let name = node.field.get(scope).map_err(|error| NodeError::from(error).at("field"))?;
    if node.source == Source::File {
        let bytes = binary::bytes(binary::find(item, &name)?)?;
        return Ok(vec![encoding::decode(&bytes, "utf-8", false).map_err(format_error)?]);
    }
    let wrong = |message: String| {
        NodeError::permanent("field_invalid", message, "Name the field with the HTML under Field.").at("field")
    };
    match path::get(&item.json, &name, true) {
        None | Some(Value::Null) => Err(wrong(format!("The item has no field `{name}`."))),
        Some(Value::String(html)) => Ok(vec![html.clone()]),
        Some(Value::Array(pages)) if pages.len() > MOST_PAGES => {
            Err(wrong(format!("`{name}` holds {} pages; at most {MOST_PAGES} are read.", pages.len())))
        }
        Some(Value::Array(pages)) => {
            let page = |page: &Value| page.as_str().map(str::to_owned);
            let texts: Option<Vec<String>> = pages.iter().map(page).collect();
            texts.ok_or_else(|| wrong(format!("Not every entry of `{name}` is a text.")))
        }
        Some(_) => Err(wrong(format!("The field `{name}` is no text."))),
    }
}

/// A value with its expressions put in.
struct Wanted {
    name: String,
    selector: String,
    attribute: String,
    skip: String,
    take: Take,
    list: bool,
}

impl Wanted {
    fn of(value: &Extract, scope: &Scope<'_>) -> Result<Self, NodeError> {
        Ok(Self {
            name: value.name.get(scope)?,
            selector: value.selector.get(scope)?,
            attribute: value.attribute.get(scope)?,
            skip: value.skip.get(scope)?,
            take: value.take,
            list: value.list,
        })
    }

    /// The value of a page; None if there is none.
    fn from(&self, page: &Page, node: &Html) -> Result<Option<Value>, NodeError> {
        let found = page.find(&self.selector).map_err(format_error)?;
        if !self.list {
            return Ok(self.text(&found)?.map(|text| tidied(text, node).into()));
        }
        let values: Result<Vec<Value>, NodeError> = found
            .each()
            .map(|element| Ok(self.text(&element)?.map_or(Value::Null, |text| tidied(text, node).into())))
            .collect();
        values.map(|values| Some(values.into()))
    }

    fn text(&self, found: &Found<'_>) -> Result<Option<String>, NodeError> {
        Ok(match self.take {
            Take::Text => Some(found.text()).filter(|text| !text.is_empty()),
            Take::PlainText => {
                let skip: Vec<&str> = self.skip.split(',').collect();
                Some(found.plain_text(&skip).map_err(format_error)?)
            }
            Take::Html => found.inner_html().filter(|html| !html.is_empty()),
            Take::Value => found.values().map(|values| values.join(",")),
            Take::Attribute => found.attribute(&self.attribute),
        })
    }
}

fn tidied(text: String, node: &Html) -> String {
    let text = if node.trim { text.trim().to_owned() } else { text };
    if !node.clean_up {
        return text;
    }
    let without_breaks: String = text.trim().chars().filter(|letter| !matches!(letter, '\r' | '\n')).collect();
    let mut result = String::with_capacity(without_breaks.len());
    for letter in without_breaks.chars() {
        match letter.is_whitespace() {
            true if result.ends_with(' ') => {}
            true => result.push(' '),
            false => result.push(letter),
        }
    }
    result
}
