//! XLSX, read cell by cell.

use super::{Grid, Rows, no_sheet, number};
use crate::FormatError;
use calamine::{DataRef, Reader, Xlsx, XlsxError};
use serde_json::Value;
use std::io::Cursor;

/// Reads a sheet. Dates are numbers of days, as the file has them.
pub(super) fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Rows, FormatError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error: XlsxError| unreadable(&error))?;
    let names = workbook.sheet_names();
    let name = match sheet {
        Some(name) if !names.iter().any(|known| known == name) => return Err(no_sheet(name, &names)),
        Some(name) => name.to_owned(),
        None => names
            .first()
            .cloned()
            .ok_or_else(|| FormatError::new("The workbook has no sheet.", "Look whether it is the right file."))?,
    };
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(|error| unreadable(&error))?;
    let mut grid = Grid::default();
    while let Some(cell) = cells.next_cell().map_err(|error| unreadable(&error))? {
        let (row, column) = cell.get_position();
        grid.set(row as usize, column as usize, value(cell.get_value()))?;
    }
    Ok(grid.into_rows())
}

fn value(data: &DataRef<'_>) -> Value {
    match data {
        DataRef::Int(whole) => (*whole).into(),
        DataRef::Float(float) => number(*float),
        DataRef::String(text) => text.clone().into(),
        DataRef::SharedString(text) => (*text).into(),
        DataRef::Bool(truth) => (*truth).into(),
        DataRef::DateTime(time) => number(time.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone().into(),
        DataRef::Error(error) => error.to_string().into(),
        DataRef::Empty => Value::Null,
    }
}

fn unreadable(error: &XlsxError) -> FormatError {
    FormatError::new(format!("The file is not a workbook that can be read: {error}."), "Save it again as XLSX.")
}
