//! ODS, read.

use super::{Grid, Rows, no_sheet, number};
use crate::FormatError;
use crate::archive;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

/// Empty rows and cells are repeated to the edge of the sheet; more than this is that.
const MOST_REPEATS: usize = 10_000;

pub(super) fn is_ods(bytes: &[u8]) -> bool {
    archive::entry(bytes, "content.xml").is_ok()
}

/// Reads a sheet.
pub(super) fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Rows, FormatError> {
    let content = archive::entry(bytes, "content.xml")?;
    let content = String::from_utf8_lossy(&content);
    let mut reader = Reader::from_str(&content);
    let mut names = Vec::new();
    let mut reading: Option<Sheet> = None;
    loop {
        let event = reader.read_event().map_err(|error| unreadable(&error))?;
        match &event {
            Event::Start(start) | Event::Empty(start) if start.name().as_ref() == b"table:table" => {
                let name = attribute(start, "table:name").unwrap_or_default();
                if reading.is_none() && sheet.is_none_or(|wanted| wanted == name) {
                    reading = Some(Sheet::default());
                }
                names.push(name);
            }
            Event::End(end) if end.name().as_ref() == b"table:table" => {
                if let Some(sheet) = reading {
                    return Ok(sheet.grid.into_rows());
                }
            }
            Event::Eof => break,
            _ => {}
        }
        if let Some(sheet) = &mut reading {
            sheet.take(&event)?;
        }
    }
    Err(no_sheet(sheet.unwrap_or_default(), &names))
}

#[derive(Default)]
struct Sheet {
    grid: Grid,
    row: usize,
    column: usize,
    row_repeats: usize,
    /// The cell that is read: its value, how often it comes, its text.
    cell: Option<(Value, usize, String)>,
    row_cells: Vec<(usize, Value)>,
}

impl Sheet {
    fn take(&mut self, event: &Event<'_>) -> Result<(), FormatError> {
        match event {
            Event::Start(start) => self.begin(start),
            Event::Empty(start) => {
                self.begin(start);
                self.end(start.name().as_ref())?;
            }
            Event::End(end) => self.end(end.name().as_ref())?,
            Event::Text(text) => {
                if let Some((_, _, content)) = &mut self.cell {
                    *content += &text.decode().unwrap_or_default();
                }
            }
            Event::GeneralRef(name) => {
                let name = name.decode().unwrap_or_default();
                if let (Some((_, _, content)), Some(letter)) = (&mut self.cell, letter_of(&name)) {
                    *content += &letter;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, start: &BytesStart<'_>) {
        let repeats = |name| attribute(start, name).and_then(|count| count.parse().ok()).unwrap_or(1_usize);
        match start.name().as_ref() {
            b"table:table-row" => {
                (self.column, self.row_repeats) = (0, repeats("table:number-rows-repeated"));
            }
            b"table:table-cell" | b"table:covered-table-cell" => {
                self.cell = Some((value(start), repeats("table:number-columns-repeated"), String::new()));
            }
            b"text:p" => {
                if let Some((_, _, text)) = &mut self.cell
                    && !text.is_empty()
                {
                    text.push('\n');
                }
            }
            b"text:line-break" => {
                if let Some((_, _, text)) = &mut self.cell {
                    text.push('\n');
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) -> Result<(), FormatError> {
        match name {
            b"table:table-cell" | b"table:covered-table-cell" => {
                let Some((value, repeats, text)) = self.cell.take() else { return Ok(()) };
                let value = if value.is_null() && !text.is_empty() { text.into() } else { value };
                if !value.is_null() {
                    for place in 0..repeats.min(MOST_REPEATS) {
                        self.row_cells.push((self.column + place, value.clone()));
                    }
                }
                self.column = self.column.saturating_add(repeats);
            }
            b"table:table-row" => {
                let cells = std::mem::take(&mut self.row_cells);
                let copies = if cells.is_empty() { 0 } else { self.row_repeats.min(MOST_REPEATS) };
                for row in 0..copies {
                    for (column, value) in &cells {
                        self.grid.set(self.row + row, *column, value.clone())?;
                    }
                }
                self.row = self.row.saturating_add(self.row_repeats.max(1));
            }
            _ => {}
        }
        Ok(())
    }
}

/// The value in the attributes of a cell; texts stand inside.
fn value(start: &BytesStart<'_>) -> Value {
    match attribute(start, "office:value-type").as_deref() {
        Some("float" | "currency" | "percentage") => {
            attribute(start, "office:value").and_then(|text| text.parse().ok()).map_or(Value::Null, number)
        }
        Some("boolean") => (attribute(start, "office:boolean-value").as_deref() == Some("true")).into(),
        Some("date") => attribute(start, "office:date-value").map_or(Value::Null, Value::from),
        Some("time") => attribute(start, "office:time-value").map_or(Value::Null, Value::from),
        _ => Value::Null,
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok()??;
    let value = String::from_utf8_lossy(&attribute.value);
    Some(quick_xml::escape::unescape(&value).ok()?.into_owned())
}

fn letter_of(name: &str) -> Option<String> {
    if let Some(digits) = name.strip_prefix('#') {
        let number = match digits.strip_prefix('x') {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => digits.parse().ok()?,
        };
        return char::from_u32(number).map(String::from);
    }
    quick_xml::escape::resolve_xml_entity(name).map(str::to_owned)
}

fn unreadable(error: &quick_xml::Error) -> FormatError {
    FormatError::new(format!("The file is not a workbook that can be read: {error}."), "Save it again as ODS or XLSX.")
}
