//! CSV, read.

use super::{MOST_CELLS, MOST_COLUMNS, Rows};
use crate::FormatError;
use csv::{ReaderBuilder, StringRecord};
use serde_json::Value;

/// How CSV is read.
#[derive(Clone, Debug)]
pub struct CsvRead {
    /// What stands between the values: one ASCII letter.
    pub delimiter: String,
    /// The line to begin with, from 1.
    pub from_line: usize,
    /// So many rows at most, the heading not counted.
    pub most_rows: Option<usize>,
    /// What becomes of rows that are longer or shorter than the first.
    pub broken_rows: BrokenRows,
    /// More broken rows than this fail even if they are left out.
    pub most_broken: Option<usize>,
}

/// What becomes of rows that are longer or shorter than the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BrokenRows {
    /// Reading fails.
    #[default]
    Fail,
    /// They are left out.
    Skip,
    /// The rows before are taken.
    Stop,
    /// They are taken as they are.
    Take,
}

impl Default for CsvRead {
    fn default() -> Self {
        Self { delimiter: ",".into(), from_line: 1, most_rows: None, broken_rows: BrokenRows::Take, most_broken: None }
    }
}

/// Reads CSV; all values are texts. Empty lines are passed over.
pub fn read_csv(text: &str, how: &CsvRead) -> Result<Rows, FormatError> {
    let (mut rows, mut cells) = (Rows::new(), 0);
    each_csv_row(text, how, |row| {
        cells += row.len();
        if cells > MOST_CELLS {
            return Err(FormatError::too_large("The table is too large", MOST_CELLS, "cells"));
        }
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}

/// Reads CSV row by row, so that a long file is never in memory as a table.
pub fn each_csv_row(
    text: &str,
    how: &CsvRead,
    mut take: impl FnMut(Vec<Value>) -> Result<(), FormatError>,
) -> Result<(), FormatError> {
    let delimiter = match how.delimiter.replace("\\t", "\t").as_bytes() {
        [byte] => *byte,
        _ => {
            let message = format!("`{}` cannot stand between values.", how.delimiter);
            return Err(FormatError::new(message, "Use one sign, such as `,` or `;`."));
        }
    };
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let most = how.most_rows.map_or(usize::MAX, |rows| rows.saturating_add(1));
    let (mut rows, mut first_width, mut broken) = (0, None, 0);
    let mut record = StringRecord::new();
    while rows < most && reader.read_record(&mut record).map_err(|error| unreadable(&error))? {
        let line = record.position().map_or(0, csv::Position::line);
        if line < how.from_line as u64 || is_blank(&record) {
            continue;
        }
        if record.len() > MOST_COLUMNS {
            return Err(FormatError::too_large("The table is too wide", MOST_COLUMNS, "columns"));
        }
        let width = *first_width.get_or_insert(record.len());
        if record.len() != width && how.broken_rows != BrokenRows::Take {
            broken += 1;
            match how.broken_rows {
                BrokenRows::Stop => break,
                BrokenRows::Skip if how.most_broken.is_none_or(|most| broken <= most) => continue,
                _ => return Err(broken_row(line, record.len(), width)),
            }
        }
        rows += 1;
        take(record.iter().map(Value::from).collect())?;
    }
    Ok(())
}

/// The sign that parts the values of the first line.
pub(super) fn guess_delimiter(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let count = |sign: &&&str| line.matches(**sign).count();
    let best = [",", ";", "\t", "|"].iter().rev().max_by_key(count);
    best.map_or_else(|| ",".into(), |sign| (*sign).to_owned())
}

fn is_blank(record: &StringRecord) -> bool {
    record.len() == 1 && record.get(0).is_some_and(str::is_empty)
}

fn broken_row(line: u64, found: usize, wanted: usize) -> FormatError {
    FormatError::new(
        format!("Line {line} has {found} values, but the first one has {wanted}."),
        "Correct the file, or leave out rows that do not fit.",
    )
}

fn unreadable(error: &csv::Error) -> FormatError {
    FormatError::new(format!("The file is not CSV: {error}."), "Look at the sign between the values.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads() {
        let usual = CsvRead::default;
        for (text, how, expected) in [
            ("a,b\n1,\"x, \"\"y\"\"\"\n", usual(), json!([["a", "b"], ["1", "x, \"y\""]])),
            ("a;b\r\n\r\n1;2", CsvRead { delimiter: ";".into(), ..usual() }, json!([["a", "b"], ["1", "2"]])),
            ("x\na\n1\n2\n3", CsvRead { from_line: 2, most_rows: Some(2), ..usual() }, json!([["a"], ["1"], ["2"]])),
            ("a,b\n1\n2,3", CsvRead { broken_rows: BrokenRows::Skip, ..usual() }, json!([["a", "b"], ["2", "3"]])),
            ("a,b\n0,0\n1\n2,3", CsvRead { broken_rows: BrokenRows::Stop, ..usual() }, json!([["a", "b"], ["0", "0"]])),
            ("", usual(), json!([])),
        ] {
            assert_eq!(json!(read_csv(text, &how).unwrap()), expected, "{text}");
        }
        let strict = CsvRead { broken_rows: BrokenRows::Fail, ..usual() };
        assert_eq!(read_csv("a,b\n1", &strict).unwrap_err().message, "Line 2 has 1 values, but the first one has 2.");
        assert!(read_csv("a", &CsvRead { delimiter: "ab".into(), ..usual() }).is_err());
    }
}
