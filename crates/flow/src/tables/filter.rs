//! Which rows are meant, and their order.

use super::{Column, ColumnKind, OWN_COLUMNS, Row, written};
use crate::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use std::cmp::Ordering;

/// Which rows are meant: those for which all conditions hold, or any one. Without
/// conditions all rows are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Whether one condition that holds is enough.
    pub any: bool,
    /// The conditions.
    pub conditions: Vec<Condition>,
}

/// A condition on one column.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The column's name.
    pub column: String,
    /// How it is compared.
    pub test: Test,
    /// What it is compared with.
    pub value: Value,
}

/// How a cell is compared. An empty cell is equal to null alone, and neither more nor
/// less than anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// # equals
    #[default]
    Equals,
    /// # does not equal
    NotEquals,
    /// # contains
    ///
    /// `%` stands for anything; without one the text may stand anywhere.
    Like,
    /// # contains (capital or small)
    ///
    /// The same without regard to capital letters.
    Ilike,
    /// # is greater than
    Greater,
    /// # is at least
    GreaterOrEqual,
    /// # is less than
    Less,
    /// # is at most
    LessOrEqual,
    /// # is empty
    IsEmpty,
    /// # is not empty
    IsNotEmpty,
    /// # is yes
    IsTrue,
    /// # is no
    IsFalse,
}

/// By which column rows are ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column's name.
    pub column: String,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// A column of a table, or one that every row has by itself.
enum Place<'a> {
    Id,
    CreatedAt,
    UpdatedAt,
    Of(&'a Column),
}

impl<'a> Place<'a> {
    fn find(columns: &'a [Column], name: &str) -> Result<Self, String> {
        match name {
            "id" => Ok(Self::Id),
            "createdAt" => Ok(Self::CreatedAt),
            "updatedAt" => Ok(Self::UpdatedAt),
            _ => columns.iter().find(|column| column.name == name).map(Self::Of).ok_or_else(|| unknown(columns, name)),
        }
    }

    fn kind(&self) -> ColumnKind {
        match self {
            Self::Id => ColumnKind::Number,
            Self::CreatedAt | Self::UpdatedAt => ColumnKind::Date,
            Self::Of(column) => column.kind,
        }
    }

    fn cell<'row>(&self, row: &'row Row) -> Cow<'row, Value> {
        match self {
            Self::Id => Cow::Owned(row.id.into()),
            Self::CreatedAt => Cow::Owned(written(Timestamp(row.created_at))),
            Self::UpdatedAt => Cow::Owned(written(Timestamp(row.updated_at))),
            Self::Of(column) => Cow::Borrowed(row.cell(column)),
        }
    }
}

/// Says which columns there are.
pub(crate) fn unknown(columns: &[Column], name: &str) -> String {
    let known: Vec<&str> = OWN_COLUMNS.into_iter().chain(columns.iter().map(|column| column.name.as_str())).collect();
    format!("The table has no column “{name}”; it has {}.", known.join(", "))
}

/// A filter made ready for many rows.
pub struct Matcher<'a> {
    any: bool,
    conditions: Vec<(Place<'a>, Test, Value)>,
}

impl Filter {
    /// The filter for a table of these columns. An error is a sentence.
    pub fn over<'a>(&self, columns: &'a [Column]) -> Result<Matcher<'a>, String> {
        let ready = |condition: &Condition| {
            let place = Place::find(columns, &condition.column)?;
            let value = comparable(place.kind(), condition)?;
            Ok((place, condition.test, value))
        };
        let conditions = self.conditions.iter().map(ready).collect::<Result<_, String>>()?;
        Ok(Matcher { any: self.any, conditions })
    }
}

/// What a cell of this kind is compared with.
fn comparable(kind: ColumnKind, Condition { column, test, value }: &Condition) -> Result<Value, String> {
    match test {
        Test::IsEmpty | Test::IsNotEmpty | Test::IsTrue | Test::IsFalse => Ok(Value::Null),
        Test::Like | Test::Ilike => match value {
            Value::String(pattern) => Ok(pattern.clone().into()),
            Value::Number(_) | Value::Bool(_) => Ok(value.to_string().into()),
            _ => Err(format!("“{column}” is to contain something, so a text is wanted.")),
        },
        _ => kind.accept(value).map_err(|wanted| format!("“{column}” is compared with {wanted}, not with {value}.")),
    }
}

impl Matcher<'_> {
    /// Whether the row is meant.
    pub fn holds(&self, row: &Row) -> bool {
        let mut hold = self.conditions.iter().map(|(place, test, value)| holds(&place.cell(row), *test, value));
        if self.any && !self.conditions.is_empty() { hold.any(|holds| holds) } else { hold.all(|holds| holds) }
    }

    /// The number of the only row that can be meant, if a condition names it.
    pub fn id(&self) -> Option<i64> {
        let mut named = self.conditions.iter().filter(|_| !self.any || self.conditions.len() == 1);
        named.find_map(|(place, test, value)| match (place, test) {
            (Place::Id, Test::Equals) => Some(value.as_i64().unwrap_or(0)),
            _ => None,
        })
    }

    /// A column by which rows are found quickly, and the value they must have there.
    pub fn key(&self) -> Option<(&Column, &Value)> {
        let mut named = self.conditions.iter().filter(|_| !self.any || self.conditions.len() == 1);
        named.find_map(|(place, test, value)| match (place, test) {
            (Place::Of(column), Test::Equals) if is_key(column) && !value.is_null() => Some((*column, value)),
            _ => None,
        })
    }
}

impl Sort {
    /// How two rows of a table of these columns are ordered; those that are alike by
    /// number. An error is a sentence.
    pub fn over<'a>(&self, columns: &'a [Column]) -> Result<impl Fn(&Row, &Row) -> Ordering + use<'a>, String> {
        let place = Place::find(columns, &self.column)?;
        let descending = self.descending;
        Ok(move |left: &Row, right: &Row| {
            let order = order(&place.cell(left), &place.cell(right));
            (if descending { order.reverse() } else { order }).then(left.id.cmp(&right.id))
        })
    }
}

/// What stands in a cell of JSON may equal a value that is written otherwise.
fn is_key(column: &Column) -> bool {
    column.indexed && column.kind != ColumnKind::Json
}

fn holds(cell: &Value, test: Test, value: &Value) -> bool {
    let compared = || (!cell.is_null() && !value.is_null()).then(|| order(cell, value));
    match test {
        Test::Equals => order(cell, value).is_eq(),
        Test::NotEquals => order(cell, value).is_ne(),
        Test::Like => text_of(cell).is_some_and(|text| is_like(&text, &text_of(value).unwrap_or_default())),
        Test::Ilike => {
            let pattern = text_of(value).unwrap_or_default().to_lowercase();
            text_of(cell).is_some_and(|text| is_like(&text.to_lowercase(), &pattern))
        }
        Test::Greater => compared().is_some_and(Ordering::is_gt),
        Test::GreaterOrEqual => compared().is_some_and(Ordering::is_ge),
        Test::Less => compared().is_some_and(Ordering::is_lt),
        Test::LessOrEqual => compared().is_some_and(Ordering::is_le),
        Test::IsEmpty => is_empty(cell),
        Test::IsNotEmpty => !is_empty(cell),
        Test::IsTrue => *cell == Value::Bool(true),
        Test::IsFalse => *cell == Value::Bool(false),
    }
}

fn is_empty(cell: &Value) -> bool {
    cell.is_null() || cell == ""
}

fn text_of(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(Cow::Borrowed(text)),
        other => Some(Cow::Owned(other.to_string())),
    }
}

/// Empty cells first, then by their kind's own order; cells of JSON by their text.
fn order(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => match (left.as_i64(), right.as_i64()) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => left.as_f64().unwrap_or_default().total_cmp(&right.as_f64().unwrap_or_default()),
        },
        (Value::String(left), Value::String(right)) => left.cmp(right),
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Less,
        (_, Value::Null) => Ordering::Greater,
        // Only cells of JSON meet values of another kind: a typed "9" is meant as 9.
        (Value::Number(number), Value::String(text)) => {
            numbered(number, text).unwrap_or_else(|| number.to_string().as_str().cmp(text))
        }
        (Value::String(text), Value::Number(number)) => {
            numbered(number, text).map_or_else(|| text.as_str().cmp(number.to_string().as_str()), Ordering::reverse)
        }
        _ => text_of(left).cmp(&text_of(right)),
    }
}

fn numbered(number: &serde_json::Number, text: &str) -> Option<Ordering> {
    let other: f64 = text.trim().parse().ok()?;
    Some(number.as_f64().unwrap_or_default().total_cmp(&other))
}

/// Whether a text is like a pattern in which `%` stands for anything.
fn is_like(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('%');
    let (Some(first), Some(last)) = (parts.next(), parts.next_back()) else { return text.contains(pattern) };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    for part in parts {
        let Some(found) = rest.find(part) else { return false };
        rest = &rest[found + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn columns() -> Vec<Column> {
        let kinds = [
            ("name", ColumnKind::Text),
            ("age", ColumnKind::Number),
            ("vip", ColumnKind::Boolean),
            ("seen", ColumnKind::Date),
            ("extra", ColumnKind::Json),
        ];
        let column = |(place, (name, kind)): (usize, (&str, ColumnKind))| Column {
            place: place as u16,
            name: name.into(),
            kind,
            indexed: name == "name",
        };
        kinds.into_iter().enumerate().map(column).collect()
    }

    fn rows() -> Vec<Row> {
        let cells = [
            json!(["Ada", 36, true, "2026-01-01T00:00:00.000Z", {"a": 1}]),
            json!(["bob", 9, false, null, []]),
            json!(["", 100]),
            json!([null, null, null, "2025-01-01T00:00:00.000Z"]),
        ];
        let row = |(index, cells): (usize, Value)| Row {
            id: index as i64 + 1,
            cells: cells.as_array().cloned().unwrap_or_default(),
            created_at: index as i64,
            updated_at: 0,
        };
        cells.into_iter().enumerate().map(row).collect()
    }

    fn condition(column: &str, test: Test, value: Value) -> Condition {
        Condition { column: column.into(), test, value }
    }

    fn found(any: bool, conditions: Vec<Condition>) -> Result<Vec<i64>, String> {
        let columns = columns();
        let filter = Filter { any, conditions };
        let matcher = filter.over(&columns)?;
        Ok(rows().iter().filter(|row| matcher.holds(row)).map(|row| row.id).collect())
    }

    #[test]
    fn conditions_mean_what_they_say() {
        for (column, test, value, expected) in [
            ("name", Test::Equals, json!("Ada"), vec![1]),
            ("name", Test::NotEquals, json!("Ada"), vec![2, 3, 4]),
            ("name", Test::Equals, json!(null), vec![4]),
            ("name", Test::Like, json!("d"), vec![1]),
            ("name", Test::Like, json!("B%"), vec![]),
            ("name", Test::Ilike, json!("B%"), vec![2]),
            ("name", Test::Like, json!("%b"), vec![2]),
            ("name", Test::Like, json!("A%a"), vec![1]),
            ("name", Test::IsEmpty, json!(1), vec![3, 4]),
            ("name", Test::IsNotEmpty, json!(null), vec![1, 2]),
            ("age", Test::Equals, json!("36"), vec![1]),
            ("age", Test::Greater, json!(9), vec![1, 3]),
            ("age", Test::GreaterOrEqual, json!(9), vec![1, 2, 3]),
            ("age", Test::Less, json!(36.5), vec![1, 2]),
            ("age", Test::LessOrEqual, json!(9), vec![2]),
            ("vip", Test::IsTrue, json!(null), vec![1]),
            ("vip", Test::IsFalse, json!(null), vec![2]),
            ("vip", Test::Equals, json!("no"), vec![2]),
            ("seen", Test::Greater, json!("2025-06-01"), vec![1]),
            ("extra", Test::Equals, json!({"a": 1}), vec![1]),
            ("extra", Test::Equals, json!("{\"a\":1}"), vec![1]),
            ("id", Test::Greater, json!(2), vec![3, 4]),
            ("createdAt", Test::LessOrEqual, json!(1), vec![1, 2]),
        ] {
            let shown = format!("{column} {test:?} {value}");
            assert_eq!(found(false, vec![condition(column, test, value)]), Ok(expected), "{shown}");
        }
    }

    #[test]
    fn several_conditions_are_taken_together_or_one_is_enough() {
        let both = || vec![condition("age", Test::Greater, json!(20)), condition("vip", Test::IsTrue, json!(null))];
        assert_eq!(found(false, both()), Ok(vec![1]));
        assert_eq!(found(true, both()), Ok(vec![1, 3]));
        assert_eq!(found(true, Vec::new()), Ok(vec![1, 2, 3, 4]), "without conditions all rows are meant");
    }

    #[test]
    fn what_makes_no_sense_is_refused_in_words() {
        let error = found(false, vec![condition("mail", Test::Equals, json!(1))]).unwrap_err();
        assert_eq!(
            error,
            "The table has no column “mail”; it has id, createdAt, updatedAt, name, age, vip, seen, extra."
        );
        let error = found(false, vec![condition("age", Test::Less, json!("old"))]).unwrap_err();
        assert_eq!(error, "“age” is compared with a number, not with \"old\".");
    }

    #[test]
    fn quick_ways_are_found_where_they_are_certain() {
        let columns = columns();
        let quick = |any, conditions: Vec<Condition>| {
            let filter = Filter { any, conditions };
            let matcher = filter.over(&columns).unwrap();
            (matcher.id(), matcher.key().map(|(column, value)| (column.place, value.clone())))
        };
        let (id, name) = (condition("id", Test::Equals, json!("7")), condition("name", Test::Equals, json!("x")));
        assert_eq!(quick(false, vec![id.clone(), name.clone()]), (Some(7), Some((0, json!("x")))));
        assert_eq!(quick(true, vec![id.clone(), name.clone()]), (None, None));
        assert_eq!(quick(true, vec![name]), (None, Some((0, json!("x")))));
        assert_eq!(quick(false, vec![condition("age", Test::Equals, json!(1))]), (None, None));
    }

    #[test]
    fn rows_are_ordered_with_empty_cells_first() {
        let columns = columns();
        let sorted = |column: &str, descending| {
            let compare = Sort { column: column.into(), descending }.over(&columns).unwrap();
            let mut rows = rows();
            rows.sort_by(|left, right| compare(left, right));
            rows.iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!(sorted("age", false), [4, 2, 1, 3]);
        assert_eq!(sorted("age", true), [3, 1, 2, 4]);
        assert_eq!(sorted("vip", false), [3, 4, 2, 1]);
        assert_eq!(sorted("id", true), [4, 3, 2, 1]);
    }
}
