//! Rows as records with named fields, and records as rows.

use super::Rows;
use crate::FormatError;
use serde_json::{Map, Value};

/// How deep records are flattened.
const MOST_DEPTH: usize = 50;

/// How rows become records.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// The first row names the fields. Otherwise a record is a list of values.
    pub header: bool,
    /// Empty cells are empty texts; otherwise they are left out.
    pub with_empty: bool,
    /// The part of the table to read.
    pub range: Option<Range>,
}

/// A part of a table, counted from 0, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first row and column.
    pub from: (usize, usize),
    /// The last row and column; None: to the end.
    pub to: Option<(usize, usize)>,
}

impl Range {
    /// Reads `3` (the first row, from 0), `A1:C10`, `B2` or `A:C`.
    pub fn parse(text: &str) -> Result<Option<Self>, FormatError> {
        let text = text.trim();
        let text = text.rsplit_once('!').map_or(text, |(_, range)| range);
        if text.is_empty() {
            return Ok(None);
        }
        if let Ok(row) = text.parse() {
            return Ok(Some(Self { from: (row, 0), to: None }));
        }
        let wrong = || FormatError::new(format!("`{text}` is no range of a table."), "Write it as in `A1:C10`.");
        let (from, to) = text.split_once(':').unwrap_or((text, text));
        let (row, column) = cell(from).ok_or_else(wrong)?;
        let (last_row, last_column) = cell(to).ok_or_else(wrong)?;
        let to = (last_row.unwrap_or(usize::MAX - 1), last_column);
        Ok(Some(Self { from: (row.unwrap_or(0), column), to: Some(to) }))
    }
}

/// `C7` → row 6, column 2; `C` has no row.
fn cell(text: &str) -> Option<(Option<usize>, usize)> {
    let text = text.replace('$', "").to_ascii_uppercase();
    let digits = text.find(|letter: char| letter.is_ascii_digit()).unwrap_or(text.len());
    let (letters, row) = text.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let column = letters.bytes().fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1);
    let row = if row.is_empty() { None } else { Some(row.parse::<usize>().ok()?.checked_sub(1)?) };
    Some((row, column - 1))
}

/// Rows as records: objects, or lists without a header. Empty rows are left out.
pub fn records(rows: Rows, how: &Records) -> Result<Vec<Value>, FormatError> {
    let mut rows = part(rows, how.range);
    if !how.header {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let list = |mut row: Vec<Value>| {
            if how.with_empty {
                row.resize(width, Value::Null);
                row.iter_mut().filter(|cell| cell.is_null()).for_each(|cell| *cell = "".into());
            }
            Value::Array(row)
        };
        return Ok(rows.into_iter().filter(|row| !is_empty(row)).map(list).collect());
    }
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let heading = rows.remove(0);
    let width = rows.iter().map(Vec::len).max().unwrap_or(0).max(heading.len());
    let names = names(&heading, width);
    let rows = rows.into_iter().filter(|row| !is_empty(row));
    Ok(rows.map(|row| record(&names, row, how.with_empty)).collect())
}

/// Makes records row by row, where the first row names the fields and no row is
/// longer than it.
#[derive(Debug)]
pub struct Recorder {
    with_empty: bool,
    names: Option<Vec<String>>,
}

impl Recorder {
    /// `with_empty`: empty cells are empty texts; otherwise they are left out.
    pub fn new(with_empty: bool) -> Self {
        Self { with_empty, names: None }
    }

    /// The record of the next row; None of the first one and of empty ones.
    pub fn record(&mut self, row: Vec<Value>) -> Option<Value> {
        match &self.names {
            None => self.names = Some(names(&row, row.len())),
            Some(names) if !is_empty(&row) => return Some(record(names, row, self.with_empty)),
            Some(_) => {}
        }
        None
    }
}

fn record(names: &[String], row: Vec<Value>, with_empty: bool) -> Value {
    let mut fields = Map::new();
    let cells = row.into_iter().chain(std::iter::repeat(Value::Null));
    for (name, value) in names.iter().zip(cells) {
        let is_blank = value.is_null() || value.as_str() == Some("");
        match (is_blank, with_empty) {
            (true, true) => drop(fields.insert(name.clone(), "".into())),
            (true, false) => {}
            (false, _) => drop(fields.insert(name.clone(), value)),
        }
    }
    Value::Object(fields)
}

fn is_empty(row: &[Value]) -> bool {
    row.iter().all(Value::is_null)
}

fn part(rows: Rows, range: Option<Range>) -> Rows {
    let Some(Range { from, to }) = range else { return rows };
    let last = to.map_or(usize::MAX, |to| to.0);
    let cells = |row: Vec<Value>| {
        let end = to.map_or(row.len(), |to| (to.1 + 1).min(row.len()));
        row.get(from.1..end.max(from.1)).map(<[Value]>::to_vec).unwrap_or_default()
    };
    let wanted = rows.into_iter().enumerate().filter(|(place, _)| (from.0..=last).contains(place));
    wanted.map(|(_, row)| cells(row)).collect()
}

/// Names of columns: those without one are `__EMPTY`, and none comes twice.
fn names(heading: &[Value], width: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(width);
    let mut known = std::collections::HashMap::<String, usize>::new();
    for place in 0..width {
        let name = match heading.get(place) {
            None | Some(Value::Null) => "__EMPTY".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Bool(truth)) => truth.to_string().to_uppercase(),
            Some(value) => value.to_string(),
        };
        let count = known.entry(name.clone()).or_insert(0);
        names.push(if *count == 0 { name } else { format!("{name}_{count}") });
        *count += 1;
    }
    names
}

/// Objects in a record become fields of their own: `address.city`.
pub fn flatten(record: &Value) -> Map<String, Value> {
    fn add(prefix: &str, fields: &Map<String, Value>, depth: usize, flat: &mut Map<String, Value>) {
        for (name, value) in fields {
            let name = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
            match value {
                Value::Object(inside) if depth < MOST_DEPTH => add(&name, inside, depth + 1, flat),
                value => drop(flat.insert(name, value.clone())),
            }
        }
    }
    let mut flat = Map::new();
    if let Value::Object(fields) = record {
        add("", fields, 0, &mut flat);
    }
    flat
}

/// Records as rows: the names of all fields, in the order they first come in, and a
/// row for each record.
pub fn to_rows(records: &[Map<String, Value>], header: bool) -> Rows {
    let mut known = std::collections::HashSet::new();
    let names: Vec<&String> = records.iter().flat_map(Map::keys).filter(|name| known.insert(*name)).collect();
    let heading = header.then(|| names.iter().map(|name| Value::from(name.as_str())).collect());
    let row = |record: &Map<String, Value>| {
        let cell = |name: &&String| match record.get(*name) {
            None | Some(Value::Null) => Value::Null,
            Some(list @ (Value::Array(_) | Value::Object(_))) => list.to_string().into(),
            Some(value) => value.clone(),
        };
        names.iter().map(cell).collect()
    };
    heading.into_iter().chain(records.iter().map(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rows() -> Rows {
        let cells = json!([["a", null, "a"], [1, "x"], [null, null, null], [2, "", 3, 4]]);
        serde_json::from_value(cells).unwrap()
    }

    #[test]
    fn rows_become_records() {
        let how = |header, with_empty, range: &str| Records { header, with_empty, range: Range::parse(range).unwrap() };
        for (how, expected) in [
            (how(true, false, ""), json!([{"a": 1, "__EMPTY": "x"}, {"a": 2, "a_1": 3, "__EMPTY_1": 4}])),
            (how(true, true, "A1:C2"), json!([{"a": 1, "__EMPTY": "x", "a_1": ""}])),
            (how(false, false, ""), json!([["a", null, "a"], [1, "x"], [2, "", 3, 4]])),
            (how(true, false, "1"), json!([{"1": 2, "__EMPTY": 3, "__EMPTY_1": 4}])),
            (how(false, true, "B:B"), json!([["x"], [""]])),
        ] {
            assert_eq!(json!(records(rows(), &how).unwrap()), expected);
        }
        assert!(Range::parse("nonsense").is_err() && Range::parse("A0").is_err());
    }

    #[test]
    fn records_become_rows() {
        let flat = [flatten(&json!({"a": {"b": 1}, "l": [1]})), flatten(&json!({"c": null, "a": {"b": 2}}))];
        assert_eq!(json!(to_rows(&flat, true)), json!([["a.b", "l", "c"], [1, "[1]", null], [2, null, null]]));
    }
}
