//! Statements put together from tables, columns and conditions. Names are quoted,
//! values are bound.

use crate::dialect::Dialect;
use crate::error::{DatabaseError, ErrorKind};
use crate::statement::Bound;
use serde_json::{Map, Value};

/// What a column is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// `=`; NULL equals NULL.
    Equals,
    /// `<>`; NULL differs from all but NULL.
    Differs,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `LIKE`
    Like,
    /// `NOT LIKE`
    NotLike,
    /// `IN` a list.
    In,
    /// `NOT IN` a list.
    NotIn,
    /// `IS NULL`
    Null,
    /// `IS NOT NULL`
    NotNull,
}

/// A condition on a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// How it is compared.
    pub test: Test,
    /// With what.
    pub value: Value,
}

/// Which rows are meant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// The schema; empty for the usual one.
    pub schema: String,
    /// The table.
    pub table: String,
    /// The conditions.
    pub conditions: Vec<Condition>,
    /// One of the conditions is enough.
    pub any: bool,
}

/// A column to sort by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub column: String,
    /// Largest first.
    pub descending: bool,
}

/// What is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Select {
    /// The columns; none for all.
    pub columns: Vec<String>,
    /// In which order.
    pub order: Vec<Order>,
    /// No more than these rows.
    pub limit: Option<u64>,
}

/// What becomes of a row that is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The statement fails.
    Fail,
    /// The new row is left out.
    Skip,
    /// The row that has the same in these columns gets the new values.
    Update(Vec<String>),
}

/// A row to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'a> {
    /// The values by column.
    pub values: &'a Map<String, Value>,
    /// The columns to be given back; `*` for all, none for nothing.
    pub returning: &'a [String],
}

/// Text and parameters under way.
struct Builder {
    dialect: Dialect,
    text: String,
    parameters: Vec<Value>,
}

impl Rows {
    /// Reads rows.
    pub fn select(&self, dialect: Dialect, select: &Select) -> Result<Bound, DatabaseError> {
        let columns = match select.columns.as_slice() {
            [] => "*".to_owned(),
            columns => names(dialect, columns)?,
        };
        let mut builder = Builder::new(dialect, format!("SELECT {columns} FROM {}", self.named(dialect)?));
        builder.conditions(&[], self)?;
        for (place, order) in select.order.iter().enumerate() {
            let word = if place == 0 { " ORDER BY" } else { "," };
            let direction = if order.descending { " DESC" } else { "" };
            builder.text += &format!("{word} {}{direction}", dialect.name(&order.column)?);
        }
        if let Some(limit) = select.limit {
            builder.text += &format!(" LIMIT {limit}");
        }
        Ok(builder.bound())
    }

    /// Inserts a row.
    pub fn insert(&self, dialect: Dialect, row: &Row<'_>, conflict: &Conflict) -> Result<Bound, DatabaseError> {
        let table = self.named(dialect)?;
        let word = if *conflict == Conflict::Skip && dialect == Dialect::MySql { "INSERT IGNORE" } else { "INSERT" };
        let mut builder = Builder::new(dialect, format!("{word} INTO {table}"));
        builder.values(row.values)?;
        match conflict {
            Conflict::Fail => {}
            Conflict::Skip if dialect == Dialect::MySql => {}
            Conflict::Skip => builder.text += " ON CONFLICT DO NOTHING",
            Conflict::Update(keys) => builder.text += &on_conflict(dialect, row.values, keys)?,
        }
        builder.returning(row.returning)?;
        Ok(builder.bound())
    }

    /// Gives rows new values. Those in `keys` say which rows are meant, the others are set.
    pub fn update(&self, dialect: Dialect, row: &Row<'_>, keys: &[String]) -> Result<Bound, DatabaseError> {
        let mut builder = Builder::new(dialect, format!("UPDATE {} SET ", self.named(dialect)?));
        let set: Vec<_> = row.values.iter().filter(|(column, _)| !keys.contains(column)).collect();
        if set.is_empty() {
            return Err(DatabaseError::new(ErrorKind::Value, "There is no column to be set."));
        }
        for (place, (column, value)) in set.into_iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            builder.text += &format!("{comma}{} = ", dialect.name(column)?);
            builder.mark(value.clone());
        }
        builder.conditions(&matches(row.values, keys)?, self)?;
        builder.returning(row.returning)?;
        Ok(builder.bound())
    }

    /// Deletes rows.
    pub fn delete(&self, dialect: Dialect, returning: &[String]) -> Result<Bound, DatabaseError> {
        let mut builder = Builder::new(dialect, format!("DELETE FROM {}", self.named(dialect)?));
        builder.conditions(&[], self)?;
        builder.returning(returning)?;
        Ok(builder.bound())
    }

    fn named(&self, dialect: Dialect) -> Result<String, DatabaseError> {
        dialect.table(&self.schema, &self.table)
    }
}

/// The conditions under which a row has the same in these columns.
fn matches(values: &Map<String, Value>, keys: &[String]) -> Result<Vec<Condition>, DatabaseError> {
    let condition = |key: &String| {
        let value = values.get(key).cloned().ok_or_else(|| {
            let message = format!("There is no value for the column `{key}`, by which rows are told apart.");
            DatabaseError::new(ErrorKind::Value, message)
        })?;
        Ok(Condition { column: key.clone(), test: Test::Equals, value })
    };
    keys.iter().map(condition).collect()
}

fn on_conflict(dialect: Dialect, values: &Map<String, Value>, keys: &[String]) -> Result<String, DatabaseError> {
    matches(values, keys)?;
    let set: Vec<&String> = values.keys().filter(|column| !keys.contains(column)).collect();
    if dialect == Dialect::MySql {
        // MySQL looks at all its unique keys. `VALUES(column)` is known to every version of MySQL and MariaDB.
        let column = |column: &&String| {
            let name = dialect.name(column)?;
            Ok(format!("{name} = VALUES({name})"))
        };
        // A row of keys alone is there already and stays.
        let all: Vec<&String> = if set.is_empty() { keys.iter().take(1).collect() } else { set };
        let set: Vec<String> = all.iter().map(column).collect::<Result<_, DatabaseError>>()?;
        return Ok(format!(" ON DUPLICATE KEY UPDATE {}", set.join(", ")));
    }
    let target = names(dialect, keys)?;
    if set.is_empty() {
        return Ok(format!(" ON CONFLICT ({target}) DO NOTHING"));
    }
    let column = |column: &&String| {
        let name = dialect.name(column)?;
        Ok(format!("{name} = excluded.{name}"))
    };
    let set: Vec<String> = set.iter().map(column).collect::<Result<_, DatabaseError>>()?;
    Ok(format!(" ON CONFLICT ({target}) DO UPDATE SET {}", set.join(", ")))
}

fn names(dialect: Dialect, columns: &[String]) -> Result<String, DatabaseError> {
    let name = |column: &String| if column == "*" { Ok("*".to_owned()) } else { dialect.name(column) };
    columns.iter().map(name).collect::<Result<Vec<_>, _>>().map(|names| names.join(", "))
}

impl Builder {
    fn new(dialect: Dialect, text: String) -> Self {
        Self { dialect, text, parameters: Vec::new() }
    }

    fn bound(self) -> Bound {
        Bound { text: self.text, parameters: self.parameters }
    }

    fn mark(&mut self, value: Value) {
        self.parameters.push(value);
        let mark = self.dialect.mark(self.parameters.len());
        self.text += &mark;
    }

    fn values(&mut self, values: &Map<String, Value>) -> Result<(), DatabaseError> {
        if values.is_empty() {
            self.text += if self.dialect == Dialect::MySql { " () VALUES ()" } else { " DEFAULT VALUES" };
            return Ok(());
        }
        let columns: Vec<String> = values.keys().cloned().collect();
        self.text += &format!(" ({}) VALUES (", names(self.dialect, &columns)?);
        for (place, value) in values.values().enumerate() {
            if place > 0 {
                self.text += ", ";
            }
            self.mark(value.clone());
        }
        self.text.push(')');
        Ok(())
    }

    fn returning(&mut self, columns: &[String]) -> Result<(), DatabaseError> {
        if !columns.is_empty() && self.dialect != Dialect::MySql {
            self.text += &format!(" RETURNING {}", names(self.dialect, columns)?);
        }
        Ok(())
    }

    /// Rows for which all of `keys` hold, and the conditions of `rows` as they say.
    fn conditions(&mut self, keys: &[Condition], rows: &Rows) -> Result<(), DatabaseError> {
        for (place, condition) in keys.iter().enumerate() {
            self.text += if place == 0 { " WHERE " } else { " AND " };
            self.condition(condition)?;
        }
        let is_group = rows.any && !keys.is_empty() && !rows.conditions.is_empty();
        for (place, condition) in rows.conditions.iter().enumerate() {
            self.text += match (place, rows.any) {
                (0, _) if keys.is_empty() => " WHERE ",
                (0, true) => " AND (",
                (_, true) => " OR ",
                (_, false) => " AND ",
            };
            self.condition(condition)?;
        }
        if is_group {
            self.text.push(')');
        }
        Ok(())
    }

    fn condition(&mut self, condition: &Condition) -> Result<(), DatabaseError> {
        let column = self.dialect.name(&condition.column)?;
        let value = &condition.value;
        let sign = match condition.test {
            Test::Null => " IS NULL",
            Test::NotNull => " IS NOT NULL",
            Test::Equals if value.is_null() => " IS NULL",
            Test::Differs if value.is_null() => " IS NOT NULL",
            Test::Equals => " = ",
            Test::Differs => " <> ",
            Test::Greater => " > ",
            Test::GreaterOrEqual => " >= ",
            Test::Less => " < ",
            Test::LessOrEqual => " <= ",
            Test::Like => " LIKE ",
            Test::NotLike => " NOT LIKE ",
            Test::In => " IN ",
            Test::NotIn => " NOT IN ",
        };
        self.text += &format!("{column}{sign}");
        match condition.test {
            Test::Null | Test::NotNull => {}
            Test::Equals | Test::Differs if value.is_null() => {}
            Test::In | Test::NotIn => self.list(value),
            _ => self.mark(value.clone()),
        }
        Ok(())
    }

    /// An empty list is written as a query without rows: `NULL` would make `NOT IN` true of nothing.
    fn list(&mut self, value: &Value) {
        let values = match value {
            Value::Array(values) => values.clone(),
            Value::String(text) => text.split(',').map(|part| part.trim().into()).collect(),
            value => vec![value.clone()],
        };
        if values.is_empty() {
            self.text += "(SELECT NULL WHERE 1 = 0)";
            return;
        }
        for (place, value) in values.into_iter().enumerate() {
            self.text += if place == 0 { "(" } else { ", " };
            self.mark(value);
        }
        self.text.push(')');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rows(conditions: &[(&str, Test, Value)]) -> Rows {
        let condition = |(column, test, value): &(&str, Test, Value)| Condition {
            column: (*column).to_owned(),
            test: *test,
            value: value.clone(),
        };
        Rows { table: "people".into(), conditions: conditions.iter().map(condition).collect(), ..Rows::default() }
    }

    fn check(bound: Result<Bound, DatabaseError>, text: &str, parameters: Value) {
        let bound = bound.unwrap();
        assert_eq!((bound.text.as_str(), Value::from(bound.parameters)), (text, parameters));
    }

    #[test]
    fn rows_are_selected_and_deleted() {
        use Dialect::{MySql, Postgres};
        let select = Select {
            columns: vec!["id".into(), "na\"me".into()],
            order: vec![
                Order { column: "id".into(), descending: true },
                Order { column: "b".into(), descending: false },
            ],
            limit: Some(5),
        };
        let some =
            rows(&[("a", Test::Equals, json!(1)), ("b", Test::In, json!([2, "x"])), ("c", Test::Differs, Value::Null)]);
        check(
            some.select(Postgres, &select),
            "SELECT \"id\", \"na\"\"me\" FROM \"people\" WHERE \"a\" = $1 AND \"b\" IN ($2, $3) AND \"c\" IS NOT NULL ORDER BY \"id\" DESC, \"b\" LIMIT 5",
            json!([1, 2, "x"]),
        );
        let any = Rows {
            any: true,
            schema: "s".into(),
            ..rows(&[("a", Test::Null, json!(9)), ("b", Test::NotIn, json!([]))])
        };
        check(
            any.delete(MySql, &["*".into()]),
            "DELETE FROM `s`.`people` WHERE `a` IS NULL OR `b` NOT IN (SELECT NULL WHERE 1 = 0)",
            json!([]),
        );
        check(rows(&[]).delete(Postgres, &["*".into()]), "DELETE FROM \"people\" RETURNING *", json!([]));
        assert!(Rows::default().delete(Postgres, &[]).is_err(), "a table without a name");
    }

    #[test]
    fn rows_are_written() {
        use Dialect::{MySql, Postgres, Sqlite};
        let values = json!({"id": 1, "name": "Ada"});
        let values = values.as_object().unwrap();
        let row = Row { values, returning: &["id".to_owned()] };
        let key = ["id".to_owned()];
        let all = rows(&[]);
        check(
            all.insert(Postgres, &row, &Conflict::Fail),
            "INSERT INTO \"people\" (\"id\", \"name\") VALUES ($1, $2) RETURNING \"id\"",
            json!([1, "Ada"]),
        );
        check(
            all.insert(Sqlite, &row, &Conflict::Update(key.to_vec())),
            "INSERT INTO \"people\" (\"id\", \"name\") VALUES (?1, ?2) ON CONFLICT (\"id\") DO UPDATE SET \"name\" = excluded.\"name\" RETURNING \"id\"",
            json!([1, "Ada"]),
        );
        check(
            all.insert(MySql, &row, &Conflict::Update(key.to_vec())),
            "INSERT INTO `people` (`id`, `name`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `name` = VALUES(`name`)",
            json!([1, "Ada"]),
        );
        check(
            all.insert(MySql, &row, &Conflict::Skip),
            "INSERT IGNORE INTO `people` (`id`, `name`) VALUES (?, ?)",
            json!([1, "Ada"]),
        );
        check(
            rows(&[("old", Test::Less, json!(3))]).update(Postgres, &row, &key),
            "UPDATE \"people\" SET \"name\" = $1 WHERE \"id\" = $2 AND \"old\" < $3 RETURNING \"id\"",
            json!(["Ada", 1, 3]),
        );
        let any = Rows { any: true, ..rows(&[("a", Test::Null, Value::Null), ("b", Test::NotNull, Value::Null)]) };
        check(
            any.update(Postgres, &Row { values, returning: &[] }, &key),
            "UPDATE \"people\" SET \"name\" = $1 WHERE \"id\" = $2 AND (\"a\" IS NULL OR \"b\" IS NOT NULL)",
            json!(["Ada", 1]),
        );
        let missing = all.update(Postgres, &row, &["uid".to_owned()]).unwrap_err();
        assert!(missing.message.contains("`uid`"), "{missing}");
        let only_keys = json!({"id": 1});
        let row = Row { values: only_keys.as_object().unwrap(), returning: &[] };
        assert!(all.update(Postgres, &row, &key).is_err());
        check(
            all.insert(Postgres, &row, &Conflict::Update(key.to_vec())),
            "INSERT INTO \"people\" (\"id\") VALUES ($1) ON CONFLICT (\"id\") DO NOTHING",
            json!([1]),
        );
    }
}
