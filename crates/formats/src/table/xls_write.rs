//! Workbooks of Excel 97 to 2003 (XLS), written: one sheet, values without layout.

use super::Rows;
use crate::FormatError;
use serde_json::Value;
use std::io::{Cursor, Write};

const MOST_ROWS: usize = 65_536;
const MOST_COLUMNS: usize = 256;
/// A record holds no more; longer texts would have to be cut.
const MOST_LETTERS: usize = 4_000;
/// The format of cells: what comes after the fifteen of styles.
const CELL_FORMAT: u16 = 15;

/// Writes a workbook. `shown` makes a text of what is neither number nor truth.
pub fn write(rows: &Rows, sheet: &str, shown: impl Fn(&Value) -> String) -> Result<Vec<u8>, FormatError> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    if rows.len() > MOST_ROWS || columns > MOST_COLUMNS {
        let message = format!("An XLS file holds {MOST_ROWS} rows of {MOST_COLUMNS} cells at most.");
        return Err(FormatError::new(message, "Choose XLSX."));
    }
    let mut globals = Records::default();
    globals.begin(0x0005);
    globals.add(0x0042, &0x04b0_u16.to_le_bytes());
    globals.add(0x003d, &[0, 0, 0, 0, 0x00, 0x40, 0x00, 0x20, 0x38, 0, 0, 0, 0, 0, 1, 0, 0x58, 2]);
    for _ in 0..4 {
        globals.font();
    }
    for style in 0..=CELL_FORMAT {
        globals.format(style == CELL_FORMAT);
    }
    globals.add(0x0293, &[0x00, 0x80, 0x00, 0xff]);
    let name = units(sheet);
    // Record, its four places, the sheet's name, and the record that ends it all.
    let start = globals.0.len() + 4 + 8 + name.len() + 4;
    let start = u32::try_from(start).unwrap_or(u32::MAX);
    let letters = u8::try_from(name.len() / 2).unwrap_or(31);
    globals.add(0x0085, &[&start.to_le_bytes()[..], &[0, 0, letters, 1], &name].concat());
    globals.add(0x000a, &[]);
    let mut cells = Records::default();
    cells.begin(0x0010);
    let (last_row, last_column) = (rows.len() as u32, columns as u16);
    let size =
        [&0_u32.to_le_bytes()[..], &last_row.to_le_bytes(), &0_u16.to_le_bytes(), &last_column.to_le_bytes(), &[0, 0]];
    cells.add(0x0200, &size.concat());
    for (row, values) in rows.iter().enumerate() {
        for (column, value) in values.iter().enumerate() {
            cells.cell(row as u16, column as u16, value, &shown)?;
        }
    }
    cells.add(0x023e, &[0xb6, 0x06, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    cells.add(0x000a, &[]);
    file(&[globals.0, cells.0].concat())
        .map_err(|error| FormatError::new(format!("The workbook cannot be written: {error}."), "Choose XLSX."))
}

fn file(workbook: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
    compound.create_stream("/Workbook")?.write_all(workbook)?;
    compound.flush()?;
    Ok(compound.into_inner().into_inner())
}

fn units(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Records, each with its number and length in front.
#[derive(Default)]
struct Records(Vec<u8>);

impl Records {
    fn add(&mut self, number: u16, data: &[u8]) {
        self.0.extend(number.to_le_bytes());
        self.0.extend((data.len() as u16).to_le_bytes());
        self.0.extend(data);
    }

    /// The record that begins the workbook (5) or a sheet (16).
    fn begin(&mut self, kind: u16) {
        let [low, high] = kind.to_le_bytes();
        self.add(0x0809, &[0x00, 0x06, low, high, 0xbb, 0x0d, 0xcc, 0x07, 0, 0, 0, 0, 0x06, 0, 0, 0]);
    }

    fn font(&mut self) {
        let head = [0xc8, 0, 0, 0, 0xff, 0x7f, 0x90, 0x01, 0, 0, 0, 0, 0, 0, 5, 0];
        self.add(0x0031, &[&head[..], b"Arial"].concat());
    }

    fn format(&mut self, is_cell: bool) {
        let (flags, used) = if is_cell { ([0x01, 0x00], 0x00) } else { ([0xf5, 0xff], 0xf4) };
        let data = [0, 0, 0, 0, flags[0], flags[1], 0x20, 0, 0, used, 0, 0, 0, 0, 0, 0, 0, 0, 0xc0, 0x20];
        self.add(0x00e0, &data);
    }

    fn cell(
        &mut self,
        row: u16,
        column: u16,
        value: &Value,
        shown: impl Fn(&Value) -> String,
    ) -> Result<(), FormatError> {
        let place = [row.to_le_bytes(), column.to_le_bytes(), CELL_FORMAT.to_le_bytes()].concat();
        match value {
            Value::Null => {}
            Value::Number(number) => {
                let number = number.as_f64().unwrap_or(f64::NAN).to_le_bytes();
                self.add(0x0203, &[&place[..], &number].concat());
            }
            Value::Bool(truth) => self.add(0x0205, &[&place[..], &[u8::from(*truth), 0]].concat()),
            other => {
                let text = units(&shown(other));
                let length = text.len() / 2;
                if length > MOST_LETTERS {
                    let message =
                        format!("A cell of an XLS file holds {MOST_LETTERS} letters at most; one has {length}.");
                    return Err(FormatError::new(message, "Choose XLSX."));
                }
                self.add(0x0204, &[&place[..], &(length as u16).to_le_bytes(), &[1], &text].concat());
            }
        }
        Ok(())
    }
}
