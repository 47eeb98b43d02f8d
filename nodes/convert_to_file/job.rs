//! The making of one file, apart from the run.

use super::{Format, Keep};
use crate::files::format_error;
use formats::calendar::{self, Event};
use formats::encoding::encode;
use formats::media;
use formats::table::{Written, flatten, to_rows, write};
use node_sdk::flow::{Item, Items};
use node_sdk::values::text_of;
use node_sdk::{NodeError, binary, path};
use serde_json::{Map, Value};

/// What a file is made of.
pub enum Source {
    /// The item of the job.
    Item,
    /// All items.
    All(Items),
    /// An event.
    Event(Box<Event>),
}

/// All that is needed to make a file.
pub struct Job {
    pub format: Format,
    pub source: Source,
    pub item: Item,
    pub field: String,
    pub file: String,
    pub file_name: String,
    pub media_type: String,
    pub header: bool,
    pub sheet: String,
    pub delimiter: String,
    pub encoding: String,
    pub mark: bool,
    pub pretty: bool,
    pub keep: Keep,
    pub skip_missing: bool,
}

impl Job {
    /// The item with its file; None if it has nothing to make one of.
    pub fn item(mut self) -> Result<Option<Item>, NodeError> {
        let Some(bytes) = self.bytes()? else { return Ok(None) };
        let (usual_name, usual_type) = usual(self.format);
        if self.file_name.is_empty() {
            self.file_name = match media::extension_of(&self.media_type) {
                Some(extension) if self.format == Format::Base64 => format!("file.{extension}"),
                _ => usual_name.to_owned(),
            };
        }
        if self.media_type.is_empty() {
            let by_name = || media::type_of(&self.file_name).filter(|_| self.format == Format::Base64);
            self.media_type = by_name().unwrap_or(usual_type).to_owned();
        }
        let file = binary::of(&bytes, self.file_name, self.media_type)?;
        let mut item = match self.keep {
            Keep::Nothing => Item::new(Value::Object(Map::new())),
            Keep::All => self.item,
            Keep::Rest => without(self.item, &self.field),
        };
        item.binary.insert(self.file, file);
        Ok(Some(item))
    }

    fn bytes(&mut self) -> Result<Option<Vec<u8>>, NodeError> {
        match &self.source {
            Source::Event(event) => calendar::write(event).map(|text| Some(text.into_bytes())).map_err(format_error),
            Source::All(items) if self.format == Format::Json => {
                let all: Vec<Value> = items.iter().map(|item| Value::clone(&item.json)).collect();
                self.encoded(&self.json_text(&Value::Array(all))).map(Some)
            }
            Source::All(items) => self.table(items).map(Some),
            Source::Item => self.of_item(),
        }
    }

    fn of_item(&mut self) -> Result<Option<Vec<u8>>, NodeError> {
        let whole = self.field.is_empty();
        let value = if whole { Some(&*self.item.json) } else { path::get(&self.item.json, &self.field, true) };
        let Some(value) = value else {
            if self.skip_missing {
                return Ok(None);
            }
            let message = format!("The item has no field `{}`.", self.field);
            return Err(NodeError::permanent("field_missing", message, "Name a field that is there.").at("field"));
        };
        match (self.format, value) {
            (Format::Base64, value) => self.decoded(&text_of(value)).map(Some),
            (Format::Text, Value::Object(_) | Value::Array(_)) => {
                let text = self.json_text(value);
                if self.media_type.is_empty() {
                    self.media_type = "application/json".into();
                }
                self.encoded(&text).map(Some)
            }
            (Format::Text, value) => self.encoded(&text_of(value)).map(Some),
            (_, value) => self.encoded(&self.json_text(value)).map(Some),
        }
    }

    /// Base 64, or an address with data in it: `data:image/png;base64,…`.
    fn decoded(&self, text: &str) -> Result<Vec<u8>, NodeError> {
        let text = text.trim();
        let data =
            text.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,")).map_or(text, |(_, data)| data);
        binary::decode(data).ok_or_else(|| {
            let message = format!("The field `{}` is not base 64.", self.field);
            NodeError::permanent("field_invalid", message, "For plain text, choose the format Text.").at("field")
        })
    }

    fn table(&self, items: &Items) -> Result<Vec<u8>, NodeError> {
        let records: Vec<_> = items.iter().map(|item| flatten(&item.json)).collect();
        let written = match self.format {
            Format::Xlsx => Written::Xlsx,
            Format::Xls => Written::Xls,
            Format::Rtf => Written::Rtf,
            Format::Ods => Written::Ods,
            Format::Html => Written::Html,
            _ => Written::Csv,
        };
        write(&to_rows(&records, self.header), written, &self.sheet, &self.delimiter).map_err(format_error)
    }

    fn json_text(&self, value: &Value) -> String {
        // A value that was read can always be written.
        if self.pretty { serde_json::to_string_pretty(value).unwrap_or_default() } else { value.to_string() }
    }

    fn encoded(&self, text: &str) -> Result<Vec<u8>, NodeError> {
        encode(text, &self.encoding, self.mark).map_err(|error| format_error(error).at("encoding"))
    }
}

/// The item without what became the file.
fn without(item: Item, field: &str) -> Item {
    let mut item = item;
    if field.is_empty() {
        item.json = Value::Object(Map::new()).into();
    } else {
        path::remove(&mut item.json, field, true);
    }
    item
}

fn usual(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Csv => ("spreadsheet.csv", "text/csv"),
        Format::Xlsx => ("spreadsheet.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Format::Xls => ("spreadsheet.xls", "application/vnd.ms-excel"),
        Format::Rtf => ("spreadsheet.rtf", "application/rtf"),
        Format::Ods => ("spreadsheet.ods", "application/vnd.oasis.opendocument.spreadsheet"),
        Format::Html => ("spreadsheet.html", "text/html"),
        Format::Json => ("file.json", "application/json"),
        Format::Text => ("file.txt", "text/plain"),
        Format::Base64 => ("file", "application/octet-stream"),
        Format::Event => ("event.ics", "text/calendar"),
    }
}
