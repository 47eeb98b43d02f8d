//! One line a case: `expression ==> JSON`, `expression !!> part of the message`,
//! `expression ??> part of the hint`.

mod common;

use common::TestWorld;
use expression::{ExpressionError, Scope, Template};
use serde_json::Value;

fn evaluate(expression: &str) -> Result<Value, ExpressionError> {
    let world = TestWorld::new();
    let scope = Scope::new(&world, &world.items, 0);
    Template::parse(&format!("{{{{ {expression} }}}}"))?.evaluate(&scope)
}

/// Runs every line of a table and reports all that failed together.
fn check(table: &str) {
    let mut failures = String::new();
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    let mut count = 0;
    for line in lines.chain(table.lines().filter(|line| line.starts_with("# !!>"))) {
        count += 1;
        if let Err(got) = check_line(line) {
            failures += &format!("{line}\n    {got}\n");
        }
    }
    assert!(count > 20, "the table has only {count} cases");
    assert!(failures.is_empty(), "\n{failures}");
}

fn check_line(line: &str) -> Result<(), String> {
    if let Some((expression, wanted)) = line.split_once(" ==> ") {
        let wanted: Value = serde_json::from_str(wanted).map_err(|error| format!("the case is wrong: {error}"))?;
        return match evaluate(expression) {
            Ok(got) if got == wanted => Ok(()),
            Ok(got) => Err(got.to_string()),
            Err(error) => Err(format!("{error} {}", error.hint)),
        };
    }
    let (expression, part, hint) = match (line.split_once(" !!> "), line.split_once(" ??> ")) {
        (Some((expression, part)), _) => (expression, part, false),
        (_, Some((expression, part))) => (expression, part, true),
        _ => return Err("the case has no arrow".into()),
    };
    match evaluate(expression) {
        Ok(got) => Err(format!("no error: {got}")),
        Err(error) if error.end > error.start && (if hint { &error.hint } else { &error.message }).contains(part) => {
            Ok(())
        }
        Err(error) => Err(format!("{error:?}")),
    }
}

macro_rules! tables {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            check(include_str!(concat!("cases/", stringify!($name), ".txt")));
        }
    )*};
}

tables! { operators paths texts lists objects functions dates luxon javascript n8n refused }
