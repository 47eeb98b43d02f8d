//! Tables: CSV, XLSX, XLS, ODS, RTF and HTML, read and written.

mod csv;
mod html;
mod ods;
mod records;
mod rtf;
mod write;
mod xls;
mod xls_write;
mod xlsx;

pub use self::csv::{BrokenRows, CsvRead, each_csv_row, read_csv};
pub use records::{Range, Recorder, Records, flatten, records, to_rows};
pub use write::{Written, write};

use crate::FormatError;
use crate::archive;
use serde_json::Value;

/// Tables with more cells are refused.
pub(crate) const MOST_CELLS: usize = 2_000_000;
/// Tables with more columns are refused.
pub(crate) const MOST_COLUMNS: usize = 16_384;

/// Rows of cells; an empty cell is `null`.
pub type Rows = Vec<Vec<Value>>;

/// Reads a workbook of any form this module knows, told apart by its bytes.
///
/// `sheet`: its name; None: the first. `plain`: texts stay texts, also those that
/// read as numbers.
pub fn read(bytes: &[u8], sheet: Option<&str>, plain: bool) -> Result<Rows, FormatError> {
    if bytes.starts_with(b"PK") {
        archive::check(bytes)?;
        return if ods::is_ods(bytes) { ods::read(bytes, sheet) } else { xlsx::read(bytes, sheet) };
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return xls::read(bytes, sheet);
    }
    let text = crate::encoding::decode(bytes, crate::encoding::detect(bytes), false)?;
    let start = text.trim_start().get(..200).unwrap_or(&text).to_ascii_lowercase();
    if text.starts_with("{\\rtf") {
        return rtf::read(&text, plain);
    }
    if start.starts_with('<')
        && (start.contains("<table") || start.contains("<html") || start.contains("<!doctype html"))
    {
        return html::read(&text, plain);
    }
    let rows = read_csv(&text, &CsvRead { delimiter: csv::guess_delimiter(&text), ..CsvRead::default() })?;
    Ok(if plain { rows } else { rows.into_iter().map(|row| row.into_iter().map(typed).collect()).collect() })
}

/// The value a text of a table most likely stands for: a number, yes or no, or itself.
pub(crate) fn typed(value: Value) -> Value {
    let Value::String(text) = &value else { return value };
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Value::Null;
    }
    match trimmed {
        "TRUE" | "true" => return true.into(),
        "FALSE" | "false" => return false.into(),
        _ => {}
    }
    let looks_like_number = trimmed.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE,".contains(&byte))
        && trimmed.bytes().any(|byte| byte.is_ascii_digit());
    match trimmed.replace(',', "").parse::<f64>() {
        Ok(number) if looks_like_number && number.is_finite() => self::number(number),
        _ => value,
    }
}

/// A number as JSON, whole ones without a dot.
pub(crate) fn number(number: f64) -> Value {
    const MOST: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < MOST {
        return Value::from(number as i64);
    }
    serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// Puts cells that come in any order into rows.
#[derive(Default)]
pub(crate) struct Grid {
    rows: Rows,
    cells: usize,
}

impl Grid {
    /// Sets a cell; refuses what would make the table too large.
    pub fn set(&mut self, row: usize, column: usize, value: Value) -> Result<(), FormatError> {
        if value.is_null() {
            return Ok(());
        }
        // Rows that are left empty count a little: a cell far below must not cost the memory of all above.
        let rows_added = (row + 1).saturating_sub(self.rows.len());
        let length = self.rows.get(row).map_or(0, Vec::len);
        let added = (column + 1).saturating_sub(length);
        self.cells = self.cells.saturating_add(rows_added).saturating_add(added);
        if column >= MOST_COLUMNS || self.cells > MOST_CELLS {
            return Err(FormatError::too_large("The table is too large", MOST_CELLS, "cells"));
        }
        if rows_added > 0 {
            self.rows.resize_with(row + 1, Vec::new);
        }
        let cells = &mut self.rows[row];
        if column >= cells.len() {
            cells.resize(column + 1, Value::Null);
        }
        cells[column] = value;
        Ok(())
    }

    pub fn into_rows(self) -> Rows {
        self.rows
    }
}

pub(crate) fn no_sheet(name: &str, names: &[String]) -> FormatError {
    let known: Vec<String> = names.iter().take(20).map(|name| format!("`{name}`")).collect();
    FormatError::new(
        format!("There is no sheet `{name}`; there is {}.", known.join(", ")),
        "Name one that is there, or leave it empty for the first.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_is_read_again() {
        let rows = vec![
            vec![json!("name"), json!("age"), json!("ok"), json!("note")],
            vec![json!("Ada & <co>"), json!(36.5), json!(true), Value::Null],
            vec![json!("Bob"), json!(7), json!(false), json!("a\nb, \"c\"")],
        ];
        for (form, plain) in [
            (Written::Xlsx, true),
            (Written::Xls, true),
            (Written::Ods, true),
            (Written::Csv, false),
            (Written::Html, false),
            (Written::Rtf, false),
        ] {
            let bytes = write(&rows, form, "People", ",").unwrap();
            let again = read(&bytes, None, plain).unwrap();
            let header = Records { header: true, ..Records::default() };
            let expected = records(rows.clone(), &header).unwrap();
            assert_eq!(records(again, &header).unwrap(), expected, "{form:?}");
        }
        let bytes = write(&rows, Written::Xlsx, "People", ",").unwrap();
        assert!(read(&bytes, Some("People"), true).is_ok());
        assert!(read(&bytes, Some("Animals"), true).unwrap_err().message.contains("`People`"));
        assert!(read(b"\xd0\xcf\x11\xe0", None, true).unwrap_err().message.contains("Excel"));
    }

    #[test]
    fn tables_do_not_grow_without_end() {
        for (row, column, fits) in [(5_000_000, 0, false), (0, 20_000, false), (1_000_000, 10, true)] {
            assert_eq!(Grid::default().set(row, column, json!(1)).is_ok(), fits, "{row} {column}");
        }
    }

    #[test]
    fn texts_become_values() {
        for (text, expected) in [
            ("1", json!(1)),
            ("-1.50", json!(-1.5)),
            ("1,000", json!(1000)),
            ("007a", json!("007a")),
            ("TRUE", json!(true)),
            ("1e3", json!(1000)),
            ("e", json!("e")),
            ("", Value::Null),
            ("inf", json!("inf")),
        ] {
            assert_eq!(typed(json!(text)), expected, "{text}");
        }
    }
}
