//! Queries over the items of inputs, in the part of SQL that people use to merge
//! lists: joins, conditions, groups, order. Values compare as in JavaScript.

mod compare;
mod function;
mod gather;
mod parse;
mod query;
mod run;
mod token;

use node_sdk::NodeError;
use node_sdk::flow::Items;
use serde_json::{Map, Value};

/// A query that was read.
#[derive(Debug)]
pub(super) struct Sql(query::Query);

/// Why a query cannot be read or worked out.
#[derive(Debug)]
struct Fault(String);

impl Fault {
    fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl From<Fault> for NodeError {
    fn from(fault: Fault) -> Self {
        let hint = "The inputs are the tables `input1`, `input2` and so on, and the fields of their items the columns.";
        NodeError::permanent("query_invalid", fault.0, hint).at("query")
    }
}

impl Sql {
    /// Reads a query.
    pub(super) fn read(text: &str) -> Result<Self, NodeError> {
        Ok(Self(parse::parse(text)?))
    }

    /// The rows of the result; the first input is the table `input1`.
    pub(super) fn rows(&self, inputs: &[Items]) -> Result<Vec<Map<String, Value>>, NodeError> {
        Ok(run::rows(&self.0, inputs)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(query: &str, expected: Value) {
        let items = |value: Value| -> Items {
            let values = value.as_array().cloned().unwrap_or_default();
            values.into_iter().map(node_sdk::flow::Item::new).collect()
        };
        let people = items(json!([
            {"id": 1, "name": "Ada", "city": "London", "age": 36, "at": {"zip": "W1"}},
            {"id": 2, "name": "Bob", "city": "Paris", "age": 17},
            {"id": 3, "name": "Cleo", "city": "London", "age": 50},
        ]));
        let orders = items(json!([
            {"person": 1, "total": 20, "what": "tea"},
            {"person": 1, "total": 5.5, "what": "cake"},
            {"person": "2", "total": 7, "what": null},
            {"person": 9, "total": 1},
        ]));
        let given = match Sql::read(query).and_then(|sql| sql.rows(&[people, orders])) {
            Ok(rows) => Value::from(rows.into_iter().map(Value::Object).collect::<Vec<_>>()),
            Err(error) => Value::from(error.message),
        };
        assert_eq!(given.to_string(), expected.to_string(), "{query}");
    }

    #[test]
    fn queries_give_rows() {
        for (query, expected) in [
            ("SELECT name FROM input1 WHERE age >= 36", json!([{"name": "Ada"}, {"name": "Cleo"}])),
            ("select name as who, age * 2 + 1 twice from input1 limit 1", json!([{"who": "Ada", "twice": 73}])),
            (
                "SELECT * FROM input2 WHERE what IS NULL;",
                json!([{"person": "2", "total": 7, "what": null}, {"person": 9, "total": 1}]),
            ),
            ("SELECT DISTINCT city FROM input1", json!([{"city": "London"}, {"city": "Paris"}])),
            (
                "SELECT name, total FROM input1 JOIN input2 ON input1.id = input2.person",
                json!([{"name": "Ada", "total": 20}, {"name": "Ada", "total": 5.5}, {"name": "Bob", "total": 7}]),
            ),
            (
                "SELECT a.name, b.total FROM input1 AS a LEFT JOIN input2 b ON a.id = b.person WHERE a.id > 1",
                json!([{"name": "Bob", "total": 7}, {"name": "Cleo"}]),
            ),
            (
                "SELECT input1.name, total FROM input1 RIGHT JOIN input2 ON id = person WHERE total < 6",
                json!([{"name": "Ada", "total": 5.5}, {"total": 1}]),
            ),
            ("SELECT COUNT(*) AS n FROM input1 FULL OUTER JOIN input2 ON id = person", json!([{"n": 5}])),
            (
                "SELECT city, COUNT(*) AS n, AVG(age) AS mean, MAX(name) AS last FROM input1 GROUP BY city ORDER BY n",
                json!([{"city": "Paris", "n": 1, "mean": 17, "last": "Bob"}, {"city": "London", "n": 2, "mean": 43, "last": "Cleo"}]),
            ),
            ("SELECT city FROM input1 GROUP BY city HAVING COUNT(*) > 1", json!([{"city": "London"}])),
            ("SELECT SUM(total) FROM input2", json!([{"SUM(total)": 33.5}])),
            ("SELECT COUNT(DISTINCT city) AS n FROM input1", json!([{"n": 2}])),
            (
                "SELECT name FROM input1 WHERE name LIKE '%O%' ORDER BY age DESC",
                json!([{"name": "Cleo"}, {"name": "Bob"}]),
            ),
            (
                "SELECT name FROM input1 WHERE city IN ('Paris', \"Rome\") OR id BETWEEN 3 AND 4",
                json!([{"name": "Bob"}, {"name": "Cleo"}]),
            ),
            ("SELECT name FROM input1 WHERE id NOT IN (SELECT person FROM input2)", json!([{"name": "Cleo"}])),
            (
                "SELECT CASE WHEN age < 18 THEN 'minor' ELSE 'adult' END AS kind, UPPER(name) AS big FROM input1 LIMIT 1 OFFSET 1",
                json!([{"kind": "minor", "big": "BOB"}]),
            ),
            ("SELECT CASE city WHEN 'Paris' THEN 1 ELSE 0 END AS p FROM input1", json!([{"p": 0}, {"p": 1}, {"p": 0}])),
            ("SELECT at->zip AS zip FROM input1 WHERE id = 1", json!([{"zip": "W1"}])),
            (
                "SELECT id FROM input1 UNION ALL SELECT total AS id FROM input2 ORDER BY id DESC LIMIT 2",
                json!([{"id": 20}, {"id": 7}]),
            ),
            (
                "SELECT n FROM (SELECT name AS n FROM input1) AS t WHERE n != 'Ada'",
                json!([{"n": "Bob"}, {"n": "Cleo"}]),
            ),
            ("SELECT `name` FROM [input1] WHERE NOT (age > 20) -- the young", json!([{"name": "Bob"}])),
            (
                "SELECT COALESCE(what, 'none') AS w FROM input2 WHERE total < 8",
                json!([{"w": "cake"}, {"w": "none"}, {"w": "none"}]),
            ),
            (
                "SELECT input2.* FROM input1, input2 WHERE id = person AND total > 6",
                json!([{"person": 1, "total": 20, "what": "tea"}, {"person": "2", "total": 7, "what": null}]),
            ),
            ("SELECT id FROM input1 JOIN input2 USING id", json!([])),
        ] {
            check(query, expected);
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (query, expected) in [
            ("", "`SELECT` is missing where the query ends."),
            ("SELECT FROM input1", "A value is missing where there is `FROM input1`."),
            ("SELECT a FROM input9", "There is no table `input9`."),
            ("SELECT 'a FROM input1", "A ' has no end."),
            ("DROP TABLE input1", "`SELECT` is missing where there is `DROP TABLE input1`."),
            ("SELECT FROB(id) FROM input1", "There is no function `FROB`."),
        ] {
            check(query, expected.into());
        }
        let deep = format!("SELECT {}1", "(".repeat(5_000));
        check(&deep, "The brackets of the query stand too deep in each other.".into());
    }
}
