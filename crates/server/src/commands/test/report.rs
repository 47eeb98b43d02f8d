//! How tests went, for people and programs.

use flow::flow_test::Verdict;
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write;

/// A flow whose tests were played.
#[derive(Debug, Serialize)]
pub struct Played {
    /// Its id, or its file.
    pub flow: String,
    /// Its name.
    pub name: String,
    /// How they went.
    pub tests: Vec<Result>,
}

/// How a test went.
#[derive(Debug, Serialize)]
pub struct Result {
    name: String,
    /// Whether all came true.
    pub passed: bool,
    /// What did not.
    failures: Vec<Failure>,
}

/// Something that did not come true; its message names the block.
#[derive(Debug, Serialize)]
struct Failure {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actual: Option<Value>,
}

impl Result {
    /// Of a test that was judged here.
    pub fn of(name: &str, verdicts: &[Verdict]) -> Self {
        let failed = verdicts.iter().filter(|verdict| !verdict.passed);
        let failures: Vec<Failure> = failed
            .map(|verdict| Failure {
                message: verdict.message.clone(),
                expected: verdict.expected.clone(),
                actual: verdict.actual.clone(),
            })
            .collect();
        Self { name: name.to_owned(), passed: failures.is_empty(), failures }
    }
}

/// A test that could not begin.
pub fn refused(message: &str) -> Verdict {
    Verdict { node: None, passed: false, message: message.to_owned(), expected: None, actual: None }
}

/// What a server answered.
pub fn of_answer(answer: &Value) -> Vec<Result> {
    let failure = |verdict: &Value| Failure {
        message: text(&verdict["message"]),
        expected: verdict.get("expected").cloned(),
        actual: verdict.get("actual").cloned(),
    };
    let of = |item: &Value| {
        let verdicts = item["verdicts"].as_array().into_iter().flatten();
        let failures = verdicts.filter(|verdict| verdict["passed"] == false).map(failure).collect();
        Result { name: text(&item["name"]), passed: item["passed"] == true, failures }
    };
    answer["items"].as_array().into_iter().flatten().map(of).collect()
}

/// A text of an answer.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// For people: a line a test, below it what did not come true, at the end how many.
pub fn readable(played: &[Played]) -> String {
    let mut out = String::new();
    for flow in played {
        let _ = writeln!(out, "{}", flow.name);
        if flow.tests.is_empty() {
            out.push_str("  no tests\n");
        }
        for test in &flow.tests {
            let _ = writeln!(out, "  {} {}", if test.passed { "✓" } else { "✗" }, test.name);
            test.failures.iter().for_each(|failure| describe(failure, &mut out));
        }
    }
    let tests = || played.iter().flat_map(|flow| &flow.tests);
    let (all, failed) = (tests().count(), tests().filter(|test| !test.passed).count());
    let _ = match failed {
        0 => writeln!(out, "{all} passed"),
        failed => writeln!(out, "{failed} of {all} failed"),
    };
    out
}

fn describe(failure: &Failure, out: &mut String) {
    let _ = writeln!(out, "      {}", failure.message);
    if let Some(expected) = &failure.expected {
        let _ = writeln!(out, "        expected  {expected}");
        let came = failure.actual.as_ref().map_or_else(|| "nothing".to_owned(), Value::to_string);
        let _ = writeln!(out, "        came      {came}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_did_not_come_true_is_told_with_both_values() {
        let answer = json!({"items": [
            {"name": "Ada", "passed": true, "verdicts": [{"passed": true, "message": "The run succeeds."}]},
            {"name": "Lin", "passed": false, "verdicts": [
                {"node": "greet", "passed": false, "message": "“Greeting” gave something else.", "expected": {"a": 1}, "actual": {"a": 2}},
                {"passed": false, "message": "The run failed: no."},
            ]},
        ]});
        let flow = Played { flow: "flow_1".into(), name: "Greets".into(), tests: of_answer(&answer) };
        let bare = Played { flow: "flow_2".into(), name: "Bare".into(), tests: Vec::new() };
        let expected = "Greets\n  ✓ Ada\n  ✗ Lin\n      “Greeting” gave something else.\n        expected  {\"a\":1}\n        \
                        came      {\"a\":2}\n      The run failed: no.\nBare\n  no tests\n1 of 2 failed\n";
        assert_eq!(readable(&[flow, bare]), expected);
    }
}
