//! Turns XML into data and data into XML.

use crate::files::{for_each, format_error};
use formats::xml::{Build, Parse, to_json, to_xml};
use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::{Failing, Field, Group, Kind, LightContext, LightNode, NodeError, Output, light, path};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// # XML
///
/// Turns XML into data, or data into XML.
///
/// Read, an element becomes a field; one that comes several times becomes a list. Attributes stand beside the elements,
/// or under `$` if they are kept apart. The text of an element that has both stands under `_`.
///
/// Written, the same rules hold: `$` holds attributes, `_` the text. Declarations of entities are never followed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Xml {
    /// # What to do
    ///
    /// Whether XML is read or written.
    #[serde(default)]
    operation: Operation,
    /// # Field
    ///
    /// The field with the XML that is read, or that the written XML goes to.
    #[serde(default = "data")]
    field: Field<String>,
    /// # Reading
    ///
    /// How elements become fields.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["read"]}, "x-group" = "Advanced"))]
    reading: Reading,
    /// # Writing
    ///
    /// How fields become elements.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["write"]}, "x-group" = "Advanced"))]
    writing: Writing,
}

/// What to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Operation {
    /// # XML to data
    #[default]
    Read,
    /// # Data to XML
    Write,
}

/// How elements become fields.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Reading {
    /// # Attributes beside elements
    ///
    /// Off: they stand under a name of their own.
    merge_attributes: bool,
    /// # Leave out attributes
    ///
    /// Only elements and texts are taken.
    ignore_attributes: bool,
    /// # Name of attributes
    ///
    /// The field they stand under, if they are kept apart.
    attribute_key: String,
    /// # Name of text
    ///
    /// The field the text stands under, where an element has attributes or elements too.
    text_key: String,
    /// # Always lists
    ///
    /// Every element is a list, even if it comes once.
    always_lists: bool,
    /// # With the outermost element
    ///
    /// Off: the item is what stands in it.
    keep_root: bool,
    /// # Names in lower case
    ///
    /// `<Name>` becomes `name`.
    lower_case: bool,
    /// # Trim
    ///
    /// Leaves out spaces around texts.
    trim: bool,
    /// # One space for several
    ///
    /// Also in the middle of texts.
    normalise: bool,
}

impl Default for Reading {
    fn default() -> Self {
        let Parse { attribute_key, text_key, .. } = Parse::default();
        Self {
            merge_attributes: true,
            ignore_attributes: false,
            attribute_key,
            text_key,
            always_lists: false,
            keep_root: true,
            lower_case: false,
            trim: false,
            normalise: false,
        }
    }
}

/// How fields become elements.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Writing {
    /// # Outermost element
    ///
    /// Empty: the one field of the item, or `root` if it has several.
    root: Field<String>,
    /// # Name of attributes
    ///
    /// The field whose fields become attributes.
    attribute_key: String,
    /// # Name of text
    ///
    /// The field that becomes the text of the element.
    text_key: String,
    /// # CDATA
    ///
    /// Texts with `&`, `<` or `>` go into CDATA sections.
    data_sections: bool,
    /// # Without a first line
    ///
    /// Leaves out `<?xml … ?>`.
    headless: bool,
}

impl Default for Writing {
    fn default() -> Self {
        let Build { attribute_key, text_key, .. } = Build::default();
        Self { root: Field::default(), attribute_key, text_key, data_sections: false, headless: false }
    }
}

impl LightNode for Xml {
    fn failing(&self) -> Failing {
        Failing::ByItem
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let items = for_each(context, |index| {
            let json = match self.operation {
                Operation::Read => self.read(context, index),
                Operation::Write => self.write(context, index),
            };
            Ok(Item { lineage: paired(index), ..Item::new(json?) })
        });
        items.map(Output::main)
    }
}

impl Xml {
    fn read(&self, context: &LightContext<'_>, index: usize) -> Result<Value, NodeError> {
        let name = self.field.get(&context.scope(index)).map_err(|error| NodeError::from(error).at("field"))?;
        let wrong = |message: String| {
            NodeError::permanent("field_invalid", message, "Name the field with the XML under Field.").at("field")
        };
        let xml = match path::get(&context.items()[index].json, &name, true) {
            Some(Value::String(xml)) => xml,
            None | Some(Value::Null) => return Err(wrong(format!("The item has no field `{name}`."))),
            Some(_) => return Err(wrong(format!("The field `{name}` is no text."))),
        };
        match to_json(xml, &self.reading.parse()).map_err(format_error)? {
            Value::Object(fields) => Ok(Value::Object(fields)),
            Value::Null => Ok(Value::Object(Map::new())),
            // Without its outermost element, what is left may be a text.
            text => Ok(Value::Object(Map::from_iter([("value".to_owned(), text)]))),
        }
    }

    fn write(&self, context: &LightContext<'_>, index: usize) -> Result<Value, NodeError> {
        let scope = context.scope(index);
        let name = self.field.get(&scope).map_err(|error| NodeError::from(error).at("field"))?;
        let root = self.writing.root.get(&scope).map_err(|error| NodeError::from(error).at("writing.root"))?;
        let how = Build {
            attribute_key: self.writing.attribute_key.clone(),
            text_key: self.writing.text_key.clone(),
            data_sections: self.writing.data_sections,
            headless: self.writing.headless,
            root: Some(root).filter(|root| !root.is_empty()),
        };
        let xml = to_xml(&context.items()[index].json, &how).map_err(format_error)?;
        Ok(Value::Object(Map::from_iter([(name, xml.into())])))
    }
}

impl Reading {
    fn parse(&self) -> Parse {
        let Self { merge_attributes, ignore_attributes, always_lists, keep_root, lower_case, trim, normalise, .. } =
            *self;
        Parse {
            attribute_key: self.attribute_key.clone(),
            text_key: self.text_key.clone(),
            always_lists,
            keep_root,
            ignore_attributes,
            merge_attributes,
            normalise,
            lower_case,
            trim,
        }
    }
}

fn data() -> Field<String> {
    Field::Fixed("data".into())
}

/// The kind `xml`.
pub fn kind() -> Kind {
    light::<Xml>("xml", Group::Data, include_str!("icon.svg")).keywords(&["parse", "soap", "feed", "convert", "json"])
}
