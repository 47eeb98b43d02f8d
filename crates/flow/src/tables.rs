//! Data tables: columns with types, rows, and what a value must be to stand in one.

mod filter;

pub use filter::{Condition, Filter, Matcher, Sort, Test};

use crate::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The most columns of a table.
pub const COLUMNS_MOST: usize = 60;
/// The most rows of a table.
pub const ROWS_MOST: u64 = 100_000;
/// The most bytes the cells of a table may take.
pub const TABLE_BYTES_MOST: u64 = 50 << 20;
/// The most bytes the cells of a row may take.
pub const ROW_BYTES_MOST: usize = 64 << 10;
/// The most rows that are changed in one go.
pub const CHANGES_MOST: usize = 500;

/// The columns every row has by itself.
pub const OWN_COLUMNS: [&str; 3] = ["id", "createdAt", "updatedAt"];

/// What the cells of a column hold. An empty cell is null in each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// # Text
    #[default]
    Text,
    /// # Number
    Number,
    /// # Yes or no
    Boolean,
    /// # Date
    Date,
    /// # JSON
    Json,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its place in each row; never used again after it.
    pub place: u16,
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether rows are found by it without looking at all of them.
    #[serde(default)]
    pub indexed: bool,
}

/// The cells of a row by the names of their columns, as somebody gives them.
pub type Cells = Vec<(String, Value)>;

/// A row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Its number in the table, from 1.
    pub id: i64,
    /// Its cells by the place of their column; those behind the last one are empty.
    pub cells: Vec<Value>,
    /// When it was made.
    pub created_at: i64,
    /// When it was changed.
    pub updated_at: i64,
}

impl Row {
    /// The cell of a column.
    pub fn cell(&self, column: &Column) -> &Value {
        self.cells.get(usize::from(column.place)).unwrap_or(&Value::Null)
    }

    /// Puts a value into the cell of a column.
    pub fn set(&mut self, column: &Column, value: Value) {
        let place = usize::from(column.place);
        if self.cells.len() <= place {
            self.cells.resize(place + 1, Value::Null);
        }
        self.cells[place] = value;
    }

    /// As an item: its own columns and those of the table.
    pub fn json(&self, columns: &[Column]) -> Map<String, Value> {
        let own = [
            ("id".to_owned(), self.id.into()),
            ("createdAt".to_owned(), written(Timestamp(self.created_at))),
            ("updatedAt".to_owned(), written(Timestamp(self.updated_at))),
        ];
        let cells = columns.iter().map(|column| (column.name.clone(), self.cell(column).clone()));
        own.into_iter().chain(cells).collect()
    }
}

/// What is done to the rows of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A new row.
    Insert(Cells),
    /// These cells of the rows that are meant.
    Update(Filter, Cells),
    /// The same; a new row if none is meant.
    Upsert(Filter, Cells),
    /// The rows that are meant go.
    Delete(Filter),
}

/// What came of a change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// The rows as they are now; those that went as they were.
    pub rows: Vec<Row>,
    /// Whether they are new.
    pub is_new: bool,
}

/// Refuses names that cannot be a column's. An error is a sentence.
pub fn check_column_name(name: &str) -> Result<(), String> {
    if name.trim().is_empty() || name.trim() != name {
        return Err("A column needs a name, without spaces around it.".to_owned());
    }
    if name.chars().count() > 64 || name.chars().any(char::is_control) {
        return Err("The name of a column has 64 letters at most, on one line.".to_owned());
    }
    match OWN_COLUMNS.iter().find(|own| own.eq_ignore_ascii_case(name)) {
        Some(own) => Err(format!("Every row has a column “{own}” already; choose another name.")),
        None => Ok(()),
    }
}

impl ColumnKind {
    /// A value as a cell of this kind holds it. An error says what is wanted, as in
    /// “a number”.
    pub fn accept(self, value: &Value) -> Result<Value, &'static str> {
        if value.is_null() {
            return Ok(Value::Null);
        }
        let accepted = match self {
            Self::Text => text(value).map(Value::from),
            Self::Number => number(value),
            Self::Boolean => truth(value).map(Value::from),
            Self::Date => instant(value).map(written),
            Self::Json => Some(value.clone()),
        };
        let blank = matches!(value, Value::String(text) if text.trim().is_empty()) && self != Self::Text;
        if blank && self != Self::Json { Ok(Value::Null) } else { accepted.ok_or(self.wanted()) }
    }

    /// What a value must be.
    pub fn wanted(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Boolean => "yes or no (true or false)",
            Self::Date => "a date such as 2026-01-31 or 2026-01-31T09:00:00Z",
            Self::Json => "JSON",
        }
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

fn number(value: &Value) -> Option<Value> {
    match value {
        Value::Number(_) => Some(value.clone()),
        Value::String(text) => {
            let text = text.trim();
            let whole = text.parse::<i64>().ok().map(Value::from);
            let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
            let fraction = || text.parse::<f64>().ok().filter(|number| is_plain && number.is_finite()).map(Value::from);
            whole.or_else(fraction)
        }
        _ => None,
    }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Number(number) if number.as_f64() == Some(1.0) => Some(true),
        Value::Number(number) if number.as_f64() == Some(0.0) => Some(false),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Some(true),
            "false" | "no" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// An instant written as ISO 8601, without a zone in UTC, or in milliseconds.
fn instant(value: &Value) -> Option<Timestamp> {
    let text = match value {
        Value::Number(number) => return number.as_f64().map(|number| Timestamp(number as i64)),
        Value::String(text) => text.trim(),
        _ => return None,
    };
    let civil = || text.parse::<jiff::civil::DateTime>().ok();
    let day = || text.parse::<jiff::civil::Date>().ok().map(jiff::civil::Date::into);
    let in_utc =
        |time: jiff::civil::DateTime| time.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    let found = text.parse::<jiff::Timestamp>().ok().or_else(|| civil().or_else(day).and_then(in_utc));
    found.map(|time| Timestamp(time.as_millisecond()))
}

/// An instant as cells hold it: always so long that texts and instants have one order.
pub fn written(time: Timestamp) -> Value {
    let (least, most) = (jiff::Timestamp::MIN.as_millisecond(), jiff::Timestamp::MAX.as_millisecond());
    let time = jiff::Timestamp::from_millisecond(time.0.clamp(least, most)).unwrap_or_default();
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cells_take_what_can_be_read_as_their_kind() {
        use ColumnKind::{Boolean, Date, Json, Number, Text};
        for (kind, given, kept) in [
            (Text, json!(5), Ok(json!("5"))),
            (Text, json!(""), Ok(json!(""))),
            (Text, json!({}), Err("a text")),
            (Number, json!("5"), Ok(json!(5))),
            (Number, json!(" -2.50 "), Ok(json!(-2.5))),
            (Number, json!(""), Ok(json!(null))),
            (Number, json!("inf"), Err("a number")),
            (Number, json!("5 kg"), Err("a number")),
            (Boolean, json!("Yes"), Ok(json!(true))),
            (Boolean, json!(0), Ok(json!(false))),
            (Boolean, json!("maybe"), Err("yes or no (true or false)")),
            (Date, json!("2026-01-31"), Ok(json!("2026-01-31T00:00:00.000Z"))),
            (Date, json!("2026-01-31T10:00:00+01:00"), Ok(json!("2026-01-31T09:00:00.000Z"))),
            (Date, json!("2026-01-31 10:00"), Ok(json!("2026-01-31T10:00:00.000Z"))),
            (Date, json!(0), Ok(json!("1970-01-01T00:00:00.000Z"))),
            (Date, json!("soon"), Err(Date.wanted())),
            (Json, json!([1, {"a": null}]), Ok(json!([1, {"a": null}]))),
            (Json, json!(""), Ok(json!(""))),
            (Text, json!(null), Ok(json!(null))),
        ] {
            assert_eq!(kind.accept(&given), kept, "{kind:?} {given}");
        }
    }

    #[test]
    fn a_row_has_its_own_columns_first() {
        let column = |place, name: &str| Column { place, name: name.into(), kind: ColumnKind::Text, indexed: false };
        let mut row = Row { id: 7, cells: vec![json!("a")], created_at: 0, updated_at: 1_000 };
        let columns = [column(2, "city"), column(0, "name")];
        row.set(&columns[0], json!("Ulm"));
        let expected = r#"{"id":7,"createdAt":"1970-01-01T00:00:00.000Z","updatedAt":"1970-01-01T00:00:01.000Z","city":"Ulm","name":"a"}"#;
        assert_eq!(Value::Object(row.json(&columns)).to_string(), expected);
    }

    #[test]
    fn names_of_columns() {
        for name in ["email", "Größe in cm", "a.b"] {
            assert_eq!(check_column_name(name), Ok(()), "{name}");
        }
        for name in ["", " a", "id", "CREATEDAT", "a\nb", &"x".repeat(65)] {
            assert!(check_column_name(name).is_err(), "{name}");
        }
    }
}
