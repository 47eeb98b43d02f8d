//! The same expression gives the same answer in the native evaluator and here.

use crate::world::TestWorld;
use expression::Scope;
use expression::javascript::JavaScript;
use sandbox::Sandbox;
use serde_json::Value;

/// The reference for users, and the cases of the native evaluator, which its own
/// tests hold it to.
const TABLES: &[(&str, &str)] = &[
    ("docs", include_str!("../../../../docs/expressions.md")),
    ("dates", include_str!("../../../expression/tests/cases/dates.txt")),
    ("functions", include_str!("../../../expression/tests/cases/functions.txt")),
    ("lists", include_str!("../../../expression/tests/cases/lists.txt")),
    ("objects", include_str!("../../../expression/tests/cases/objects.txt")),
    ("operators", include_str!("../../../expression/tests/cases/operators.txt")),
    ("paths", include_str!("../../../expression/tests/cases/paths.txt")),
    ("texts", include_str!("../../../expression/tests/cases/texts.txt")),
    ("luxon", include_str!("../../../expression/tests/cases/luxon.txt")),
];

/// Where the native evaluator is kinder than JavaScript, with what JavaScript gives:
/// an expression that needs the sandbox for another of its parts gets that. In a
/// lenient world it is not kinder with dates, objects in texts and large numbers.
const KINDER: &[(&str, &str)] = &[
    // A date beside a text is compared and joined as a text is.
    (r#"$now < "2026-03-29""#, "false"),
    (r#""at " + $today"#, r#""at 1774652400000""#),
    // Two dates of the same moment are equal.
    ("$json.when.toDateTime() === $now", "false"),
    // An object joined to a text becomes JSON.
    (r#""a" + { b: 1 }"#, r#""a[object Object]""#),
    // Large whole numbers are passed on unchanged.
    (r#""id " + $json.id"#, r#""id 9007199254740992""#),
    // A list of items is searched for fields of their data.
    (r#"$input.all().pluck("name")"#, "[]"),
];
/// What JavaScript refuses and the native evaluator does not.
const REFUSED: &[&str] = &[
    // Only the branch that is taken is evaluated.
    r#"$if(true, "safe", $json.missing.deeper)"#,
    // JavaScript wants brackets here.
    r#"false || null ?? "x""#,
];

/// A line of a table as expression and value.
fn case(line: &str) -> Option<(String, Value)> {
    let row = line.strip_prefix("| `").and_then(|row| row.strip_suffix("` |"));
    let (expression, value) = match row {
        Some(row) => row.split_once("` | `")?,
        None => line.split_once(" ==> ")?,
    };
    let expression = if row.is_some() { expression.replace("\\|", "|") } else { expression.to_owned() };
    Some((expression, serde_json::from_str(value).ok()?))
}

/// Numbers alone matter, not how they are held: `20` is `20.0`. The last of their
/// digits may differ: the reader of JSON here rounds differently there.
pub fn plain(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Null, |number| Value::from(format!("{number:.14e}"))),
        Value::Array(entries) => entries.into_iter().map(plain).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, plain(value))).collect(),
        other => other,
    }
}

#[test]
fn every_row_gives_what_it_says() {
    let sandbox = Sandbox::new();
    let world = TestWorld::new();
    let scope = Scope::new(&world, &world.items, 0);
    let mut failures = Vec::new();
    let mut count = 0;
    for (table, text) in TABLES {
        for (expression, wanted) in text.lines().filter(|line| !line.starts_with("# ")).filter_map(case) {
            count += 1;
            let got = sandbox.evaluate(&expression, &scope).map(plain).map_err(|error| error.message);
            if REFUSED.contains(&expression.as_str()) {
                assert!(got.is_err(), "{expression}");
                continue;
            }
            let kinder = KINDER.iter().find(|(known, _)| *known == expression);
            let wanted = kinder.map_or(wanted, |(_, value)| serde_json::from_str(value).unwrap());
            if got != Ok(plain(wanted.clone())) {
                failures.push(format!("{table}: {expression}\n    wanted {wanted}\n    got    {got:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {count} differ\n{}", failures.len(), failures.join("\n"));
    assert!(count > 500, "only {count} rows were found");
}
