//! Reads what stands in a file: rows of tables, JSON, text, the bytes themselves.

mod job;
mod table;

use crate::files::{aside, named};
use job::{Job, PdfJob};
use node_sdk::each::{OnItemError, Pace, each, failed_item, paired};
use node_sdk::flow::{Item, Items};
use node_sdk::{Field, Group, HeavyContext, HeavyNode, Kind, NodeError, Output, async_trait, binary, heavy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use table::TableOptions;

/// # Extract from file
///
/// Reads what stands in a file of the item: rows of a table, JSON, text, or its bytes.
///
/// A table (CSV, XLSX, XLS, ODS, an HTML table) becomes an item for each row; its first row names the fields. A PDF
/// becomes an item with `text`, `numpages` and what the file says of itself; what is a picture of text stays one.
/// Everything else becomes one item, with what was read in a field.
///
/// Files are read up to 32 MB; archives in disguise and tables without end are refused.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtractFromFile {
    /// What kind of file it is.
    #[serde(default)]
    format: Format,
    /// # File
    ///
    /// The name the item has for the file.
    #[serde(default = "data")]
    file: Field<String>,
    /// # Result goes to
    ///
    /// The field, or a path to it. Empty: JSON becomes the item itself.
    #[serde(default = "data")]
    #[schemars(extend("x-show" = {"format": ["json", "text", "calendar", "base64"]}))]
    field: Field<String>,
    /// # Table
    ///
    /// How the table is read.
    #[serde(default)]
    #[schemars(extend("x-show" = {"format": ["auto", "csv", "workbook", "html"]}))]
    table: TableOptions,
    /// # PDF
    ///
    /// How the text of a PDF is read.
    #[serde(default)]
    #[schemars(extend("x-show" = {"format": ["pdf"]}))]
    pdf: PdfOptions,
    /// # Encoding
    ///
    /// Such as `utf-8` or `windows-1252`. Empty: it is guessed.
    #[serde(default)]
    #[schemars(extend("x-show" = {"format": ["csv", "json", "text", "calendar"]}, "x-group" = "Advanced"))]
    encoding: Field<String>,
    /// # Keep the byte order mark
    ///
    /// The mark some programs put at the start of texts.
    #[serde(default)]
    #[schemars(extend("x-show" = {"format": ["csv", "json", "text"]}, "x-group" = "Advanced"))]
    keep_mark: bool,
    /// # Keep
    ///
    /// What stays of the item.
    #[serde(default)]
    #[schemars(extend("x-show" = {"format": ["json", "text", "pdf", "calendar", "base64"]}, "x-group" = "Advanced"))]
    keep: Keep,
    /// # Items without the file
    ///
    /// What becomes of them.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    missing: Missing,
    /// # When one item fails
    ///
    /// Whether the node fails, or the item goes on with a field `error`.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    on_item_error: OnItemError,
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// # A table of any kind
    #[default]
    Auto,
    /// # CSV
    Csv,
    /// # Workbook (XLSX, XLS, ODS)
    Workbook,
    /// # HTML table
    Html,
    /// # JSON
    Json,
    /// # Text
    Text,
    /// # PDF
    Pdf,
    /// # Calendar
    Calendar,
    /// # Any, as base 64
    Base64,
}

/// How the text of a PDF is read.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct PdfOptions {
    /// The password, if the file is locked.
    password: Field<String>,
    /// # Most pages
    ///
    /// No more than these are read. 0: all.
    most_pages: usize,
    /// # All pages in one text
    ///
    /// Off: `text` is a list with a text for each page.
    join: bool,
}

impl Default for PdfOptions {
    fn default() -> Self {
        Self { password: Field::default(), most_pages: 0, join: true }
    }
}

/// What stays of the item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// # Its other files
    #[default]
    OtherFiles,
    /// # Its fields and other files
    Fields,
    /// # All its files
    Files,
    /// # Its fields and all its files
    All,
}

/// What becomes of items without the file.
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
impl HeavyNode for ExtractFromFile {
    fn check(&self) -> Result<(), NodeError> {
        self.table.check()
    }

    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let pace = Pace { at_once: 1, pause_ms: 0, on_item_error: self.on_item_error };
        let results = each(context, pace, None, |index| self.read(context, index)).await?;
        let lists: Vec<Items> = results
            .into_iter()
            .enumerate()
            .map(|(index, result)| result.unwrap_or_else(|error| vec![failed_item(context, index, &error)].into()))
            .collect();
        Ok(Output::main(Items::join(&lists)))
    }
}

impl ExtractFromFile {
    async fn read(&self, context: &HeavyContext<'_>, index: usize) -> Result<Items, NodeError> {
        let (item, scope) = (&context.items()[index], context.scope(index));
        let name = named(&self.file, &scope, "file")?;
        if self.missing == Missing::Skip && !item.binary.contains_key(&name) {
            return Ok(Items::default());
        }
        let file = binary::find(item, &name).map_err(|error| error.at("file"))?.clone();
        let job = Job {
            format: self.format,
            encoding: named(&self.encoding, &scope, "encoding")?,
            keep_mark: self.keep_mark,
            table: self.table.job(&scope)?,
            pdf: PdfJob {
                how: formats::pdf::Read {
                    password: Some(named(&self.pdf.password, &scope, "pdf.password")?).filter(|word| !word.is_empty()),
                    most_pages: Some(self.pdf.most_pages).filter(|pages| *pages > 0),
                },
                join: self.pdf.join,
            },
            field: named(&self.field, &scope, "field")?,
            keep: self.keep,
            item: Item { lineage: paired(index), ..item.clone() },
            name,
            file,
        };
        aside(move || job.items()).await
    }
}

fn data() -> Field<String> {
    Field::Fixed("data".into())
}

/// The kind `extract_from_file`.
pub fn kind() -> Kind {
    heavy::<ExtractFromFile>("extract_from_file", Group::Data, include_str!("icon.svg")).keywords(&[
        "csv",
        "excel",
        "xlsx",
        "spreadsheet",
        "ods",
        "json",
        "pdf",
        "read",
        "parse",
        "binary",
        "text",
        "import",
    ])
}
