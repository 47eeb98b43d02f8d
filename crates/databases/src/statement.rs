//! Statements with their values beside them.
//!
//! An expression in the text of a statement is never put into the text: it becomes
//! a bound parameter, also where it stands within quotes (`'%{{ … }}%'` becomes one
//! parameter), so no value can end a quote and begin a statement of its own.

use crate::dialect::Dialect;
use crate::error::DatabaseError;
use crate::scan::Scanner;
use serde_json::{Map, Value};

/// A part of a statement as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// SQL.
    Text(String),
    /// What an expression in it gave.
    Value(Value),
}

/// What `$1`, `?` and `:name` stand for.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// By place.
    Listed(Vec<Value>),
    /// By name.
    Named(Map<String, Value>),
}

/// A statement ready to be run.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// Its text, with marks of the dialect.
    pub text: String,
    /// What the marks stand for, in order.
    pub parameters: Vec<Value>,
}

impl Bound {
    /// What tells it from others: for caches.
    pub fn key(&self) -> String {
        format!("{}\0{}", self.text, Value::from(self.parameters.clone()))
    }
}

/// The statements a text consists of, parted by semicolons.
pub fn bind(dialect: Dialect, pieces: &[Piece], given: &Given) -> Result<Vec<Bound>, DatabaseError> {
    let mut scanner = Scanner::new(dialect, given);
    for piece in pieces {
        match piece {
            Piece::Text(text) => scanner.text(text)?,
            Piece::Value(value) => scanner.value(value)?,
        }
    }
    scanner.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Reads `{value}` in a text as an expression that gave this JSON.
    fn pieces(text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for part in text.split("{{") {
            match part.split_once("}}") {
                Some((value, rest)) => {
                    pieces.push(Piece::Value(serde_json::from_str(value).unwrap()));
                    pieces.push(Piece::Text(rest.into()));
                }
                None => pieces.push(Piece::Text(part.into())),
            }
        }
        pieces
    }

    fn check(dialect: Dialect, text: &str, given: Value, expected: &str, parameters: Value) {
        let given = match given {
            Value::Array(list) => Given::Listed(list),
            Value::Object(fields) => Given::Named(fields),
            _ => Given::Listed(Vec::new()),
        };
        let bound = bind(dialect, &pieces(text), &given).unwrap_or_else(|error| panic!("{text}: {error}"));
        let texts: Vec<&str> = bound.iter().map(|bound| bound.text.as_str()).collect();
        let all: Vec<Value> = bound.iter().flat_map(|bound| bound.parameters.clone()).collect();
        assert_eq!((texts.join(" | ").as_str(), Value::from(all)), (expected, parameters), "{text}");
    }

    #[test]
    fn marks_and_expressions_are_bound() {
        use Dialect::{MySql, Postgres, Sqlite};
        for (dialect, text, given, expected, parameters) in [
            (Postgres, "SELECT $1, $2, $1::int", json!([7, "x"]), "SELECT $1, $2, $1::int", json!([7, "x"])),
            (MySql, "SELECT $1, $2, $1", json!([7, "x"]), "SELECT ?, ?, ?", json!([7, "x", 7])),
            (Sqlite, "SELECT ?, ?", json!([7, "x"]), "SELECT ?1, ?2", json!([7, "x"])),
            (Postgres, "SELECT a ? 'b' FROM t", json!(null), "SELECT a ? 'b' FROM t", json!([])),
            (Postgres, "SELECT :a::int, :b, :a", json!({"a": 1}), "SELECT $1::int, :b, $1", json!([1])),
            (MySql, "SELECT :a + :a", json!({"a": 1}), "SELECT ? + ?", json!([1, 1])),
            (Postgres, "x = {{1}} AND y = {{\"b\"}}", json!(null), "x = $1 AND y = $2", json!([1, "b"])),
            (Postgres, "x = {{1}} AND y = $1", json!(["b"]), "x = $1 AND y = $2", json!([1, "b"])),
            (Postgres, "n = '{{\"O'Neil\"}}'", json!(null), "n = $1", json!(["O'Neil"])),
            (Postgres, "n LIKE '%{{\"a\"}}''_{{2}}%' OR 1", json!(null), "n LIKE $1 OR 1", json!(["%a'_2%"])),
            (Postgres, "n = E'\\n{{\"a\"}}'", json!(null), "n = $1", json!(["\na"])),
            (MySql, "n = \"\\'{{\"a\"}}\"", json!(null), "n = ?", json!(["'a"])),
            (
                Postgres,
                "SELECT '$1', \"$1\", $$ $1 ; $$ -- $1 ;",
                json!([1]),
                "SELECT '$1', \"$1\", $$ $1 ; $$ -- $1 ;",
                json!([]),
            ),
            (Postgres, "SELECT /* {{1}} /* ; */ ; */ 1", json!(null), "SELECT /*  /* ; */ ; */ 1", json!([])),
            (Postgres, "SELECT * FROM \"{{\"a\\\"b\"}}\"", json!(null), "SELECT * FROM \"a\"\"b\"", json!([])),
            (
                Postgres,
                "SELECT * FROM $1:name WHERE a = $2",
                json!(["t", 3]),
                "SELECT * FROM \"t\" WHERE a = $1",
                json!([3]),
            ),
            (MySql, "SELECT * FROM $1:name", json!(["a`b"]), "SELECT * FROM `a``b`", json!([])),
            (Postgres, "a IN ($1:csv)", json!([[1, 2]]), "a IN ($1, $2)", json!([1, 2])),
            (
                Postgres,
                "a in ({{[1, 2]}}) AND b = ANY({{[3]}})",
                json!(null),
                "a in ($1, $2) AND b = ANY($3)",
                json!([1, 2, [3]]),
            ),
            (Postgres, "a in ({{[]}})", json!(null), "a in (NULL)", json!([])),
            (Postgres, "SELECT 1; ; SELECT $1;", json!([5]), "SELECT 1 | SELECT $1", json!([5])),
            (
                Sqlite,
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END",
                json!(null),
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END",
                json!([]),
            ),
            (MySql, "SELECT 1 # ; {{1}}\n, 2", json!(null), "SELECT 1 # ; \n, 2", json!([])),
            (Postgres, "", json!(null), "", json!([])),
        ] {
            check(dialect, text, given, expected, parameters);
        }
    }

    #[test]
    fn what_is_missing_or_asks_for_raw_text_is_refused() {
        for (text, given, words) in [
            ("SELECT $2", vec![json!(1)], "`$2`"),
            ("SELECT $1:raw", vec![json!("x")], "raw"),
            ("SELECT $1:name", vec![json!({})], "name"),
            ("SELECT \"{{[1]}}\"", vec![], "name"),
            ("SELECT $x$ {{1}} $x$", vec![], "dollar"),
        ] {
            let error = bind(Dialect::Postgres, &pieces(text), &Given::Listed(given)).unwrap_err();
            assert!(error.message.contains(words), "{text}: {error}");
        }
    }
}
