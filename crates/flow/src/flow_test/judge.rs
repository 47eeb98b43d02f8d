//! Whether what was played is what was expected, each in a sentence.

use super::compare::{at_path, holds, is_same};
use super::{Ending, Expectation, FlowTest, That};
use crate::document::{Flow, NodeId};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a block gave one time: the data of its items by the name of the port.
pub type Given = BTreeMap<String, Vec<Value>>;

/// What was played.
#[derive(Clone, Debug, Default)]
pub struct Played {
    /// Why the run failed; None if it succeeded.
    pub failure: Option<String>,
    /// What each block gave, each time it ran.
    pub given: BTreeMap<NodeId, Vec<Given>>,
    /// The first output port of blocks.
    pub first_ports: BTreeMap<NodeId, String>,
}

/// Whether something expected came true.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Verdict {
    /// The block; left out where the run as a whole is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeId>,
    /// Whether it did.
    pub passed: bool,
    /// What was expected or what came instead, as a sentence.
    pub message: String,
    /// What was expected, where values are compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Value>,
    /// What came, where values are compared; left out if nothing came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<Value>,
}

/// Judges a test: the end of the run first, then each expectation in its order.
pub fn judge(flow: &Flow, test: &FlowTest, played: &Played) -> Vec<Verdict> {
    let expectations = test.expectations.iter().map(|expected| judge_one(flow, expected, played));
    std::iter::once(judge_end(test.ends, played)).chain(expectations).collect()
}

fn judge_end(ends: Ending, played: &Played) -> Verdict {
    let (passed, message) = match (ends, &played.failure) {
        (Ending::Succeeds, None) => (true, "The run succeeds.".to_owned()),
        (Ending::Succeeds, Some(failure)) => (false, format!("The run failed: {failure}")),
        (Ending::Fails, Some(failure)) => (true, format!("The run fails: {failure}")),
        (Ending::Fails, None) => (false, "The run succeeded, and should have failed.".to_owned()),
    };
    Verdict { node: None, passed, message, expected: None, actual: None }
}

fn judge_one(flow: &Flow, expected: &Expectation, played: &Played) -> Verdict {
    let verdict = |passed: bool, message: String| Verdict {
        node: Some(expected.node.clone()),
        passed,
        message,
        expected: None,
        actual: None,
    };
    let Some(node) = flow.node(&expected.node) else {
        return verdict(false, "The block this is about is not in the flow any more.".into());
    };
    let name = &node.name;
    let times = played.given.get(&expected.node).map_or(&[][..], Vec::as_slice);
    let port = expected.port.as_ref().or_else(|| played.first_ports.get(&expected.node));
    let port = port.map_or("main", String::as_str);
    let items: Vec<&Value> = times.iter().filter_map(|given| given.get(port)).flatten().collect();
    match expected.that {
        That::Runs if times.is_empty() => verdict(false, format!("“{name}” did not run.")),
        That::Runs => verdict(true, format!("“{name}” runs.")),
        That::DoesNotRun if times.is_empty() => verdict(true, format!("“{name}” does not run.")),
        That::DoesNotRun => verdict(false, format!("“{name}” ran, and should not have.")),
        That::Takes if times.iter().any(|given| given.contains_key(port)) => {
            verdict(true, format!("“{name}” goes on at `{port}`."))
        }
        That::Takes => verdict(false, not_taken(name, port, times)),
        That::Counts => judge_count(name, port, expected, items.len(), verdict),
        That::Equals | That::Contains => judge_value(name, expected, &items, verdict),
    }
}

fn not_taken(name: &str, port: &str, times: &[Given]) -> String {
    let mut taken: Vec<&str> = times.iter().flat_map(BTreeMap::keys).map(String::as_str).collect();
    taken.dedup();
    match taken.as_slice() {
        [] => format!("“{name}” did not run, so nothing left by `{port}`."),
        taken => format!("“{name}” went on at `{}`, and not at `{port}`.", taken.join("`, `")),
    }
}

fn judge_count(
    name: &str,
    port: &str,
    expected: &Expectation,
    count: usize,
    verdict: impl Fn(bool, String) -> Verdict,
) -> Verdict {
    let passed = expected.value.as_u64() == u64::try_from(count).ok();
    let message = match passed {
        true => format!("“{name}” gives {count} at `{port}`."),
        false => format!("“{name}” gave {count} at `{port}`, and not {}.", expected.value),
    };
    Verdict { expected: Some(expected.value.clone()), actual: Some(count.into()), ..verdict(passed, message) }
}

fn judge_value(
    name: &str,
    expected: &Expectation,
    items: &[&Value],
    verdict: impl Fn(bool, String) -> Verdict,
) -> Verdict {
    let place = usize::try_from(expected.item).unwrap_or(usize::MAX);
    let what = match expected.path.as_str() {
        "" => format!("item {} of “{name}”", expected.item + 1),
        path => format!("`{path}` of item {} of “{name}”", expected.item + 1),
    };
    let actual = items.get(place).and_then(|item| at_path(item, &expected.path));
    let is_equal = expected.that == That::Equals;
    let Some(actual) = actual else {
        let missing = verdict(false, format!("There is no {what}."));
        return Verdict { expected: Some(expected.value.clone()), ..missing };
    };
    let passed = if is_equal { is_same(actual, &expected.value) } else { holds(actual, &expected.value) };
    let message = match (passed, is_equal) {
        (true, true) => format!("{} is as expected.", capital(&what)),
        (true, false) => format!("{} holds what is expected.", capital(&what)),
        (false, true) => format!("{} is another one than expected.", capital(&what)),
        (false, false) => format!("{} does not hold what is expected.", capital(&what)),
    };
    let compared = verdict(passed, message);
    Verdict { expected: Some(expected.value.clone()), actual: Some(actual.clone()), ..compared }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn flow() -> Flow {
        let node = |id: &str, name: &str| json!({"id": id, "kind": "no_op", "name": name});
        let document = json!({"format": "towpath.flow", "version": 1, "name": "F",
            "nodes": [node("a", "Ask"), node("b", "Tell")]});
        serde_json::from_value(document).unwrap()
    }

    /// What a test with these expectations is told of a run in which `a` gave two
    /// items at `yes` and `b` did not run.
    fn told(expectations: Value) -> Vec<(bool, String)> {
        let test = json!({"name": "T", "expectations": expectations});
        let test: FlowTest = serde_json::from_value(test).unwrap();
        let given = Given::from([("yes".to_owned(), vec![json!({"n": 1, "who": "Ada"}), json!({"n": 2})])]);
        let played = Played {
            failure: None,
            given: BTreeMap::from([(NodeId::from("a"), vec![given])]),
            first_ports: BTreeMap::from([(NodeId::from("a"), "yes".to_owned())]),
        };
        judge(&flow(), &test, &played).into_iter().skip(1).map(|it| (it.passed, it.message)).collect()
    }

    #[test]
    fn each_expectation_is_judged_in_a_sentence() {
        for (expectation, passed, message) in [
            (json!({"node": "a", "that": "runs"}), true, "“Ask” runs."),
            (json!({"node": "b", "that": "runs"}), false, "“Tell” did not run."),
            (json!({"node": "b", "that": "does_not_run"}), true, "“Tell” does not run."),
            (json!({"node": "a", "that": "does_not_run"}), false, "“Ask” ran, and should not have."),
            (json!({"node": "a", "that": "takes", "port": "yes"}), true, "“Ask” goes on at `yes`."),
            (json!({"node": "a", "that": "takes", "port": "no"}), false, "“Ask” went on at `yes`, and not at `no`."),
            (json!({"node": "a", "that": "counts", "value": 2}), true, "“Ask” gives 2 at `yes`."),
            (json!({"node": "a", "that": "counts", "value": 3}), false, "“Ask” gave 2 at `yes`, and not 3."),
            (
                json!({"node": "a", "that": "equals", "path": "who", "value": "Ada"}),
                true,
                "`who` of item 1 of “Ask” is as expected.",
            ),
            (
                json!({"node": "a", "that": "equals", "path": "n", "item": 1, "value": 3}),
                false,
                "`n` of item 2 of “Ask” is another one than expected.",
            ),
            (
                json!({"node": "a", "that": "contains", "value": {"n": 1}}),
                true,
                "Item 1 of “Ask” holds what is expected.",
            ),
            (json!({"node": "a", "that": "equals", "item": 9, "value": 0}), false, "There is no item 10 of “Ask”."),
            (json!({"node": "z", "that": "runs"}), false, "The block this is about is not in the flow any more."),
        ] {
            assert_eq!(told(json!([expectation])), [(passed, message.to_owned())], "{expectation}");
        }
    }

    #[test]
    fn the_end_of_the_run_is_judged_first() {
        let played = |failure: Option<&str>| Played { failure: failure.map(str::to_owned), ..Played::default() };
        for (ends, failure, passed) in [
            (Ending::Succeeds, None, true),
            (Ending::Succeeds, Some("No."), false),
            (Ending::Fails, Some("No."), true),
            (Ending::Fails, None, false),
        ] {
            let test = FlowTest { name: "T".into(), ends, ..FlowTest::default() };
            assert_eq!(judge(&flow(), &test, &played(failure))[0].passed, passed, "{ends:?} {failure:?}");
        }
    }

    #[test]
    fn a_test_is_kept_within_bounds() {
        assert!(FlowTest { name: " ".into(), ..FlowTest::default() }.refusal().is_some());
        let many = FlowTest { name: "T".into(), items: vec![json!({}); 501], ..FlowTest::default() };
        assert_eq!(many.refusal().map(|(field, _)| field), Some("items"));
    }
}
