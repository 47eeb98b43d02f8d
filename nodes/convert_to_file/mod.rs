//! Makes a file of items: a table, JSON, text, a calendar event, or bytes.

mod event;
mod job;

use crate::files::{aside, named};
use event::EventFields;
use job::{Job, Source};
use node_sdk::each::{OnItemError, failed_item, of_item, paired};
use node_sdk::flow::Item;
use node_sdk::flow::item::Origin;
use node_sdk::{Field, Group, HeavyContext, HeavyNode, Kind, NodeError, Output, async_trait, heavy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// # Convert to file
///
/// Makes a file of the items: a table, JSON, text, a calendar event, or bytes.
///
/// Tables take all items as rows; fields within fields become columns such as `address.city`. The file belongs to a new
/// item and can be sent, stored or packed by the blocks that follow.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConvertToFile {
    /// What kind of file is made.
    #[serde(default)]
    format: Format,
    /// # One file for
    ///
    /// All items together, or each of them.
    #[serde(default)]
    #[schemars(extend("x-show" = {"format": ["json"]}))]
    files: Files,
    /// # Field
    ///
    /// The field that becomes the file, or a path to it. Empty: the whole item.
    #[serde(default)]
    #[schemars(extend("x-show" = {"format": ["json", "text", "base64"]}))]
    field: Field<String>,
    /// # Event
    ///
    /// What stands in the calendar.
    #[serde(default)]
    #[schemars(extend("x-show" = {"format": ["event"]}))]
    event: EventFields,
    /// # File
    ///
    /// The name the item has for the file.
    #[serde(default = "data")]
    file: Field<String>,
    /// # File name
    ///
    /// Empty: a name that fits the format.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "people.csv"))]
    file_name: Field<String>,
    /// # Media type
    ///
    /// Such as `text/markdown`. Empty: what fits the format or the file name.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    media_type: Field<String>,
    /// # First row names the fields
    ///
    /// Of tables.
    #[serde(default = "yes")]
    #[schemars(extend("x-show" = {"format": ["csv", "xlsx", "xls", "ods", "html", "rtf"]}, "x-group" = "Advanced"))]
    header: bool,
    /// # Sheet
    ///
    /// The name of the sheet of a workbook.
    #[serde(default = "sheet")]
    #[schemars(extend("x-show" = {"format": ["xlsx", "xls", "ods"]}, "x-group" = "Advanced"))]
    sheet: Field<String>,
    /// # Sign between values
    ///
    /// Of CSV: mostly `,` or `;`.
    #[serde(default = "comma")]
    #[schemars(extend("x-show" = {"format": ["csv"]}, "x-group" = "Advanced"))]
    delimiter: Field<String>,
    /// # Encoding
    ///
    /// Such as `utf-8` or `windows-1252`.
    #[serde(default = "utf_8")]
    #[schemars(extend("x-show" = {"format": ["json", "text"]}, "x-group" = "Advanced"))]
    encoding: Field<String>,
    /// # With a byte order mark
    ///
    /// Some programs tell the encoding by it.
    #[serde(default)]
    #[schemars(extend("x-show" = {"format": ["json", "text"]}, "x-group" = "Advanced"))]
    mark: bool,
    /// # With line breaks
    ///
    /// JSON that people can read.
    #[serde(default)]
    #[schemars(extend("x-show" = {"format": ["json"]}, "x-group" = "Advanced"))]
    pretty: bool,
    /// # Keep
    ///
    /// What stays of the item, where each item has a file of its own.
    #[serde(default)]
    #[schemars(extend("x-show" = {"format": ["json", "text", "base64"]}, "x-group" = "Advanced"))]
    keep: Keep,
    /// # Items without the field
    ///
    /// Whether they fail or are left out.
    #[serde(default)]
    #[schemars(extend("x-show" = {"format": ["json", "text", "base64"]}, "x-group" = "Advanced"))]
    missing: Missing,
    /// # When one item fails
    ///
    /// Whether the node fails, or the item goes on with a field `error`.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    on_item_error: OnItemError,
}

/// What kind of file is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// # CSV
    #[default]
    Csv,
    /// # XLSX
    Xlsx,
    /// # XLS
    Xls,
    /// # ODS
    Ods,
    /// # HTML table
    Html,
    /// # RTF
    Rtf,
    /// # JSON
    Json,
    /// # Text
    Text,
    /// # Any, from base 64
    Base64,
    /// # Calendar event
    Event,
}

/// How many files are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Files {
    /// # All items
    #[default]
    One,
    /// # Each item
    Each,
}

/// What stays of the item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// # Nothing
    #[default]
    Nothing,
    /// # Other fields and files
    Rest,
    /// # All
    All,
}

/// What becomes of items without the field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Missing {
    /// # They fail
    #[default]
    Fail,
    /// # They are left out
    Skip,
}

#[async_trait]
impl HeavyNode for ConvertToFile {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        if self.is_for_all() { self.one(context).await } else { self.each(context).await }
    }
}

impl ConvertToFile {
    fn is_for_all(&self) -> bool {
        match self.format {
            Format::Csv | Format::Xlsx | Format::Xls | Format::Ods | Format::Html | Format::Rtf => true,
            Format::Json => self.files == Files::One,
            Format::Text | Format::Base64 | Format::Event => false,
        }
    }

    /// One file of all items; none if there are no items.
    async fn one(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let items = context.items();
        if items.is_empty() {
            return Ok(Output::main(Vec::new()));
        }
        let mut job = self.job(context, 0)?;
        job.source = Source::All(items.clone());
        job.item = Item::default();
        let item = aside(move || job.item()).await?;
        let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let lineage = (0..count).map(|item| Origin { input: 0, item }).collect();
        Ok(Output::main(item.map(|item| Item { lineage, ..item }).into_iter().collect::<Vec<_>>()))
    }

    async fn each(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let count = context.items().len();
        let mut items = Vec::with_capacity(count);
        for index in 0..count {
            let outcome = match self.job(context, index) {
                Ok(job) => aside(move || job.item()).await,
                Err(error) => Err(error),
            };
            match outcome {
                Ok(Some(item)) => items.push(Item { lineage: paired(index), ..item }),
                Ok(None) => {}
                Err(error) if self.on_item_error == OnItemError::Continue => {
                    items.push(failed_item(context, index, &error));
                }
                Err(error) => return Err(of_item(error, index, count)),
            }
        }
        Ok(Output::main(items))
    }

    fn job(&self, context: &HeavyContext<'_>, index: usize) -> Result<Job, NodeError> {
        let scope = context.scope(index);
        let source = match self.format {
            Format::Event => Source::Event(Box::new(self.event.event(context, index)?)),
            _ => Source::Item,
        };
        Ok(Job {
            format: self.format,
            source,
            item: context.items().get(index).cloned().unwrap_or_default(),
            field: named(&self.field, &scope, "field")?,
            file: named(&self.file, &scope, "file")?,
            file_name: named(&self.file_name, &scope, "file_name")?,
            media_type: named(&self.media_type, &scope, "media_type")?,
            header: self.header,
            sheet: named(&self.sheet, &scope, "sheet")?,
            delimiter: named(&self.delimiter, &scope, "delimiter")?,
            encoding: named(&self.encoding, &scope, "encoding")?,
            mark: self.mark,
            pretty: self.pretty,
            keep: self.keep,
            skip_missing: self.missing == Missing::Skip,
        })
    }
}

fn data() -> Field<String> {
    Field::Fixed("data".into())
}

fn sheet() -> Field<String> {
    Field::Fixed("Sheet".into())
}

fn comma() -> Field<String> {
    Field::Fixed(",".into())
}

fn utf_8() -> Field<String> {
    Field::Fixed("utf-8".into())
}

fn yes() -> bool {
    true
}

/// The kind `convert_to_file`.
pub fn kind() -> Kind {
    heavy::<ConvertToFile>("convert_to_file", Group::Data, include_str!("icon.svg")).keywords(&[
        "csv",
        "excel",
        "xlsx",
        "spreadsheet",
        "ods",
        "json",
        "write",
        "binary",
        "text",
        "export",
        "calendar",
        "ics",
    ])
}
