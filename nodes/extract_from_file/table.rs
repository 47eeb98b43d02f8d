//! How tables are read.

use super::Format;
use crate::files::{format_error, named};
use formats::table::{self, BrokenRows, CsvRead, Range, Recorder, Records, records};
use node_sdk::expression::Scope;
use node_sdk::flow::item::Origin;
use node_sdk::flow::{Item, Items, ItemsBuilder};
use node_sdk::{Field, NodeError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How tables are read.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TableOptions {
    /// # First row names the fields
    ///
    /// Off: each item has a list `row`.
    header: bool,
    /// # With empty cells
    ///
    /// They become empty texts; otherwise they are left out.
    with_empty: bool,
    /// # Range
    ///
    /// The part of the table, such as `A3:D100`, or the number of the first row, from 0.
    range: Field<String>,
    /// # Sheet
    ///
    /// The sheet of a workbook. Empty: the first.
    sheet: Field<String>,
    /// # Values as they are
    ///
    /// Texts stay texts, also those that read as numbers.
    plain: bool,
    /// # Sign between values
    ///
    /// Of CSV: mostly `,` or `;`.
    delimiter: Field<String>,
    /// # First line
    ///
    /// Of CSV: lines before it are left out.
    from_line: usize,
    /// # Most rows
    ///
    /// Of CSV: no more than these are read. 0: all.
    most_rows: usize,
    /// # Rows that do not fit
    ///
    /// Of CSV: what becomes of rows that are longer or shorter than the first.
    broken_rows: Broken,
    /// # Most rows left out
    ///
    /// Of CSV: if more rows do not fit, the file is refused. 0: any number.
    most_broken: usize,
    /// # As lists with names
    ///
    /// Of CSV without names: each item has a field for each column, `0`, `1` and so on, within `row`.
    numbered: bool,
}

/// What becomes of rows that are longer or shorter than the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Broken {
    /// # The node fails
    #[default]
    Fail,
    /// # They are left out
    Skip,
    /// # Reading ends before them
    Stop,
}

impl Default for TableOptions {
    fn default() -> Self {
        Self {
            header: true,
            with_empty: false,
            range: Field::default(),
            sheet: Field::default(),
            plain: false,
            delimiter: Field::Fixed(",".into()),
            from_line: 1,
            most_rows: 0,
            broken_rows: Broken::Fail,
            most_broken: 0,
            numbered: false,
        }
    }
}

impl TableOptions {
    /// Refuses a range that is none.
    pub fn check(&self) -> Result<(), NodeError> {
        match self.range.fixed() {
            Some(range) => Range::parse(range).map(drop).map_err(|error| format_error(error).at("table.range")),
            None => Ok(()),
        }
    }

    /// The options with their expressions put in.
    pub fn job(&self, scope: &Scope<'_>) -> Result<TableJob, NodeError> {
        let range = named(&self.range, scope, "table.range")?;
        let range = Range::parse(&range).map_err(|error| format_error(error).at("table.range"))?;
        let broken_rows = match self.broken_rows {
            Broken::Fail => BrokenRows::Fail,
            Broken::Skip => BrokenRows::Skip,
            Broken::Stop => BrokenRows::Stop,
        };
        let csv = CsvRead {
            delimiter: named(&self.delimiter, scope, "table.delimiter")?,
            from_line: self.from_line.max(1),
            most_rows: Some(self.most_rows).filter(|rows| *rows > 0),
            broken_rows,
            most_broken: Some(self.most_broken).filter(|rows| *rows > 0),
        };
        let sheet = Some(named(&self.sheet, scope, "table.sheet")?).filter(|name| !name.is_empty());
        let records = Records { header: self.header, with_empty: self.with_empty, range };
        Ok(TableJob { csv, sheet, records, plain: self.plain, numbered: self.numbered })
    }
}

/// How a table is read, apart from the run.
pub struct TableJob {
    csv: CsvRead,
    sheet: Option<String>,
    records: Records,
    plain: bool,
    numbered: bool,
}

impl TableJob {
    /// An item for each row, made from `origin`. `text` is there for CSV only, which is
    /// read row by row: it may be long.
    pub fn items(&self, format: Format, bytes: &[u8], text: &str, origin: &[Origin]) -> Result<Items, NodeError> {
        let item = |record: Value| Item { lineage: origin.to_vec(), ..Item::new(self.json(record, format)) };
        if format == Format::Csv && self.records.header && self.records.range.is_none() {
            let (mut items, mut recorder) = (ItemsBuilder::default(), Recorder::new(self.records.with_empty));
            table::each_csv_row(text, &self.csv, |row| {
                items.extend(recorder.record(row).map(item));
                Ok(())
            })
            .map_err(format_error)?;
            return Ok(items.finish());
        }
        let rows = match format {
            Format::Csv => table::read_csv(text, &self.csv),
            _ => table::read(bytes, self.sheet.as_deref(), self.plain),
        };
        let records = rows.and_then(|rows| records(rows, &self.records)).map_err(format_error)?;
        Ok(records.into_iter().map(item).collect())
    }

    fn json(&self, record: Value, format: Format) -> Value {
        let row = match record {
            Value::Object(fields) => return Value::Object(fields),
            Value::Array(cells) if self.numbered && format == Format::Csv => {
                let is_kept = |cell: &Value| self.records.with_empty || cell.as_str() != Some("");
                let named = cells.into_iter().enumerate().filter(|(_, cell)| is_kept(cell));
                Value::Object(named.map(|(place, cell)| (place.to_string(), cell)).collect::<Map<_, _>>())
            }
            list => list,
        };
        Value::Object(Map::from_iter([("row".to_owned(), row)]))
    }
}
