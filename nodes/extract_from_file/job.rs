//! The reading of one file, apart from the run.

use super::table::TableJob;
use super::{Format, Keep};
use crate::files::format_error;
use formats::encoding::{decode, detect};
use formats::pdf;
use node_sdk::flow::item::Binary;
use node_sdk::flow::{Item, Items};
use node_sdk::{NodeError, binary, path};
use serde_json::{Map, Value, json};

/// All that is needed to read a file.
pub struct Job {
    pub format: Format,
    pub encoding: String,
    pub keep_mark: bool,
    pub table: TableJob,
    pub pdf: PdfJob,
    pub field: String,
    pub keep: Keep,
    pub item: Item,
    pub name: String,
    pub file: Binary,
}

/// How a PDF is read, apart from the run.
pub struct PdfJob {
    pub how: pdf::Read,
    pub join: bool,
}

impl PdfJob {
    fn value(&self, bytes: &[u8]) -> Result<Value, NodeError> {
        let pdf::Text { version, page_count, pages, about } = pdf::read(bytes, &self.how).map_err(format_error)?;
        let read = pages.len();
        let text: Value = if self.join { pages.join("\n\n").into() } else { pages.into() };
        Ok(json!({"numpages": page_count, "numrender": read, "info": about, "text": text, "version": version}))
    }
}

impl Job {
    /// The items the file gives.
    pub fn items(self) -> Result<Items, NodeError> {
        let bytes = binary::bytes(&self.file)?;
        match self.format {
            Format::Auto | Format::Csv | Format::Workbook | Format::Html => {
                let kind = self.table_kind();
                let text = if kind == Format::Csv { self.text(&bytes)? } else { String::new() };
                self.table.items(kind, &bytes, &text, &self.item.lineage)
            }
            Format::Json => {
                let json = json_of(&self.text(&bytes)?, &self.file)?;
                self.item_with(json).map(|item| vec![item].into())
            }
            Format::Text => {
                let text = self.text(&bytes)?;
                self.item_with(text.into()).map(|item| vec![item].into())
            }
            Format::Calendar => {
                let calendar = formats::calendar::read(&self.text(&bytes)?).map_err(format_error)?;
                self.item_with(calendar).map(|item| vec![item].into())
            }
            Format::Pdf => {
                let value = self.pdf.value(&bytes)?;
                Self { field: String::new(), ..self }.item_with(value).map(|item| vec![item].into())
            }
            Format::Base64 => {
                let data = self.file.data.to_string();
                self.item_with(data.into()).map(|item| vec![item].into())
            }
        }
    }

    /// A file that says it is CSV is read as such, without guessing at numbers.
    fn table_kind(&self) -> Format {
        let is_csv = self.file.media_type.starts_with("text/csv")
            || (self.file.media_type.starts_with("text/plain") && binary::extension(&self.file.file_name) == "csv");
        if self.format == Format::Auto && is_csv { Format::Csv } else { self.format }
    }

    fn text(&self, bytes: &[u8]) -> Result<String, NodeError> {
        let encoding = if self.encoding.is_empty() { detect(bytes) } else { &self.encoding };
        decode(bytes, encoding, self.keep_mark).map_err(|error| format_error(error).at("encoding"))
    }

    fn item_with(self, value: Value) -> Result<Item, NodeError> {
        let keeps_fields = matches!(self.keep, Keep::Fields | Keep::All);
        let mut item = self.item;
        if !matches!(self.keep, Keep::Files | Keep::All) {
            item.binary.remove(&self.name);
        }
        if self.field.is_empty() {
            item.json = match value {
                Value::Object(fields) => Value::Object(fields),
                other => Value::Object(Map::from_iter([("value".to_owned(), other)])),
            }
            .into();
            return Ok(item);
        }
        let mut fields = match item.json.into_value() {
            Value::Object(fields) if keeps_fields => fields,
            _ => Map::new(),
        };
        path::set(&mut fields, &self.field, true, value)?;
        item.json = Value::Object(fields).into();
        Ok(item)
    }
}

fn json_of(text: &str, file: &Binary) -> Result<Value, NodeError> {
    if text.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_str(text).map_err(|error| {
        let message = format!("The file `{}` is not JSON: {error}.", file.file_name);
        NodeError::permanent(
            "format_invalid",
            message,
            "Choose another format, or look at the block that made the file.",
        )
    })
}
