//! XLS, the workbooks of Excel up to 2003.

use super::{Grid, MOST_CELLS, Rows, no_sheet, number};
use crate::FormatError;
use calamine::{Data, Reader, Xls, XlsError};
use serde_json::Value;
use std::io::{Cursor, Read};

/// Reads a sheet. Dates are numbers of days, as the file has them.
pub(super) fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Rows, FormatError> {
    check(bytes)?;
    let mut workbook: Xls<_> =
        Xls::new(Cursor::new(bytes)).map_err(|error: XlsError| unreadable(&error.to_string()))?;
    let names = workbook.sheet_names();
    let name = match sheet {
        Some(name) if !names.iter().any(|known| known == name) => return Err(no_sheet(name, &names)),
        Some(name) => name.to_owned(),
        None => names.first().cloned().ok_or_else(|| unreadable("it has no sheet"))?,
    };
    let range = workbook.worksheet_range(&name).map_err(|error| unreadable(&error.to_string()))?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut grid = Grid::default();
    for (row, column, data) in range.used_cells() {
        grid.set(row + first_row as usize, column + first_column as usize, value(data))?;
    }
    Ok(grid.into_rows())
}

fn value(data: &Data) -> Value {
    match data {
        Data::Int(whole) => (*whole).into(),
        Data::Float(float) => number(*float),
        Data::String(text) => text.clone().into(),
        Data::Bool(truth) => (*truth).into(),
        Data::DateTime(time) => number(time.as_f64()),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone().into(),
        Data::Error(error) => error.to_string().into(),
        Data::Empty => Value::Null,
    }
}

/// Refuses tables that are larger than they look. The library makes room for every
/// cell of the rectangle around those there are, so two cells far apart are enough to
/// fill the memory: the records of the file are looked through first.
fn check(bytes: &[u8]) -> Result<(), FormatError> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|error| unreadable(&error.to_string()))?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name)).ok_or_else(|| {
        FormatError::new(
            "The file is a workbook locked with a password, or none at all.",
            "Save it without a password.",
        )
    })?;
    let mut stream = Vec::new();
    let mut source = file.open_stream(name).map_err(|error| unreadable(&error.to_string()))?;
    source.read_to_end(&mut stream).map_err(|error| unreadable(&error.to_string()))?;
    let cells: usize = areas(&stream).iter().sum();
    if cells > MOST_CELLS {
        return Err(FormatError::too_large("The table is too large", MOST_CELLS, "cells"));
    }
    Ok(())
}

/// How many cells the rectangles around the cells of each sheet have.
fn areas(stream: &[u8]) -> Vec<usize> {
    /// The record that begins a part of the file.
    const BEGIN: u16 = 0x0809;
    let mut areas = Vec::new();
    let mut bounds: Option<[usize; 4]> = None;
    let mut rest = stream;
    while let Some((kind, data, after)) = record(rest) {
        rest = after;
        if kind == BEGIN {
            areas.extend(bounds.take().map(area));
        }
        for (row, column) in place_of(kind, data).into_iter().flatten() {
            let [top, bottom, left, right] = bounds.unwrap_or([row, row, column, column]);
            bounds = Some([top.min(row), bottom.max(row), left.min(column), right.max(column)]);
        }
    }
    areas.extend(bounds.map(area));
    areas
}

fn area([top, bottom, left, right]: [usize; 4]) -> usize {
    (bottom - top + 1) * (right - left + 1)
}

/// A record: its kind, its data, and what comes behind it.
fn record(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (head, rest) = bytes.split_at_checked(4)?;
    let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
    let (data, after) = rest.split_at_checked(length)?;
    Some((u16::from_le_bytes([head[0], head[1]]), data, after))
}

/// The first and the last cell a record is about, as row and column, if it is about cells.
fn place_of(kind: u16, data: &[u8]) -> [Option<(usize, usize)>; 2] {
    let word = |place: usize| data.get(place..place + 2).map(|two| usize::from(u16::from_le_bytes([two[0], two[1]])));
    let (Some(row), Some(column)) = (word(0), word(2)) else { return [None, None] };
    match kind {
        // Several numbers, or several empty cells, in a row: the last column stands at the end.
        0x00bd | 0x00be => {
            let last = data.len().checked_sub(2).and_then(word).map(|last| (row, last));
            [Some((row, column)), last]
        }
        // Formula, text, number, truth, short number, empty cell, text of the table of texts.
        0x0006 | 0x0204 | 0x0203 | 0x0205 | 0x027e | 0x0201 | 0x00fd | 0x00d6 => [Some((row, column)), None],
        _ => [None, None],
    }
}

fn unreadable(reason: &str) -> FormatError {
    FormatError::new(format!("The file is not an Excel workbook that can be read: {reason}."), "Save it again as XLSX.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::io::Write;

    fn bytes_of(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    /// A workbook with one sheet of numbers, as Excel 97 writes it.
    fn workbook(cells: &[(u16, u16, f64)]) -> Vec<u8> {
        let begin = |part: u16| bytes_of(0x0809, &[&[0, 6][..], &part.to_le_bytes(), &[0; 12]].concat());
        let end = bytes_of(0x000a, &[]);
        let mut sheet = begin(0x0010);
        for (row, column, number) in cells {
            let head = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
            sheet.extend(bytes_of(0x0203, &[&head[..], &number.to_le_bytes()].concat()));
        }
        sheet.extend(&end);
        let start = begin(0x0005);
        let name = |offset: u32| bytes_of(0x0085, &[&offset.to_le_bytes()[..], &[0, 0, 2, 0], b"T1"].concat());
        let offset = u32::try_from(start.len() + name(0).len() + end.len()).unwrap();
        let mut stream = [start, name(offset), end, sheet].concat();
        // Short streams are kept elsewhere in the file; long ones are simpler.
        stream.resize(stream.len().max(5_000), 0);
        let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
        file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    #[test]
    fn old_workbooks_are_read() {
        let bytes = workbook(&[(0, 0, 1.5), (1, 1, 2.0)]);
        let rows = super::super::read(&bytes, None, true).unwrap();
        assert_eq!(rows, [vec![json!(1.5)], vec![Value::Null, json!(2)]]);
        assert!(read(&bytes, Some("T2")).unwrap_err().message.contains("`T1`"));
    }

    #[test]
    fn cells_far_apart_do_not_fill_the_memory() {
        let bytes = workbook(&[(0, 0, 1.0), (65_535, 255, 1.0)]);
        assert!(read(&bytes, None).unwrap_err().message.contains("too large"));
        assert!(read(b"\xd0\xcf\x11\xe0", None).is_err());
    }
}
