//! Tests of flows that are played: nothing outside is reached, no time passes, and
//! what is expected is judged.

use crate::drawing::draw;
use crate::kinds::calls;
use crate::support::Bench;
use flow::flow_test::FlowTest;
use serde_json::{Value, json};
use store::door::Runner;
use store::door::played::Tested;

async fn play(drawing: &str, test: Value) -> Tested {
    let bench = Bench::new().await;
    let mut test: FlowTest = serde_json::from_value(test).unwrap();
    test.trigger = Some("t".into());
    bench.worker.play(&draw(drawing), &test).await.unwrap()
}

/// The first verdict that did not come true.
fn failing(tested: &Tested) -> Option<&str> {
    tested.verdicts.iter().find(|verdict| !verdict.passed).map(|verdict| verdict.message.as_str())
}

fn runs(node: &str) -> Value {
    json!({"node": node, "that": "runs"})
}

#[tokio::test]
async fn what_reaches_outside_gives_what_came_in() {
    let drawing = "t: begin\ne: effect {\"parameters\": {\"script\": \"dry\"}}\nc: count\nt -> e -> c";
    let equals = json!({"node": "c", "that": "equals", "path": "n", "value": 8});
    let tested = play(drawing, json!({"name": "Dry", "items": [{"n": 7}], "expectations": [equals]})).await;
    assert_eq!(failing(&tested), None);
    assert_eq!(tested.withheld, ["e".into()]);
    assert!(calls("dry").is_empty(), "it was not performed");
}

#[tokio::test]
async fn a_block_answers_what_the_test_says() {
    let drawing = "t: begin\ne: effect {\"parameters\": {\"script\": \"mocked\"}}\nc: count\nt -> e -> c";
    let mock = json!({"e": {"answer": "items", "items": [{"n": 1}, {"n": 2}]}});
    let counts = json!({"node": "c", "that": "counts", "value": 2});
    let tested = play(drawing, json!({"name": "Mocked", "mocks": mock, "expectations": [counts]})).await;
    assert_eq!(failing(&tested), None);
    assert!(tested.withheld.is_empty());
    assert!(calls("mocked").is_empty());
}

#[tokio::test]
async fn a_failure_takes_the_way_of_failures() {
    let drawing = "t: begin\ne: effect {\"parameters\": {\"script\": \"broken\"}}\nok: count\nno: count\n\
                   t -> e -> ok\ne.error -> no";
    let mock = json!({"e": {"answer": "failure", "message": "It is down."}});
    let gone = json!({"node": "ok", "that": "does_not_run"});
    let expectations = [runs("no"), gone, json!({"node": "e", "that": "takes", "port": "error"})];
    let tested = play(drawing, json!({"name": "Down", "mocks": mock, "expectations": expectations})).await;
    assert_eq!(failing(&tested), None);

    let unwired = "t: begin\ne: effect {\"parameters\": {\"script\": \"broken\"}}\nt -> e";
    let tested = play(unwired, json!({"name": "Down", "mocks": mock})).await;
    assert_eq!(failing(&tested), Some("The run failed: “e”: It is down."));
    let tested = play(unwired, json!({"name": "Down", "mocks": mock, "ends": "fails"})).await;
    assert_eq!(failing(&tested), None);
}

#[tokio::test]
async fn other_flows_and_waits_are_answered_for() {
    let drawing = "t: begin\nk: call {\"parameters\": {\"flow\": \"elsewhere\"}}\ns: sleep {\"parameters\": {\"duration_ms\": 86400000}}\n\
                   c: count\nt -> k -> s -> c";
    let mock = json!({"k": {"answer": "items", "items": [{"n": 40}]}});
    let equals = json!({"node": "c", "that": "equals", "path": "n", "value": 41});
    let tested = play(drawing, json!({"name": "Calls", "mocks": mock, "expectations": [equals]})).await;
    assert_eq!(failing(&tested), None);
}

#[tokio::test]
async fn each_iteration_counts() {
    let drawing = "t: begin\nl: each\na: count in l\nt -> l";
    let items: Vec<_> = (0..3).map(|n| json!({"n": n})).collect();
    let expectations = [
        json!({"node": "a", "that": "counts", "value": 3}),
        json!({"node": "a", "that": "equals", "item": 2, "path": "n", "value": 3}),
    ];
    let tested = play(drawing, json!({"name": "Loop", "items": items, "expectations": expectations})).await;
    assert_eq!(failing(&tested), None);
}

#[tokio::test]
async fn an_answer_at_a_port_that_is_not_there_is_told() {
    let drawing = "t: begin\na: ask {\"parameters\": {\"message\": \"Well?\"}}\nt -> a";
    let mock = |port: &str| json!({"a": {"answer": "items", "port": port, "items": [{}]}});
    let tested = play(drawing, json!({"name": "Astray", "mocks": mock("maybe")})).await;
    assert!(failing(&tested).unwrap().contains("`maybe`, which is no port"), "{:?}", failing(&tested));
    let takes = json!({"node": "a", "that": "takes", "port": "no"});
    let tested = play(drawing, json!({"name": "No", "mocks": mock("no"), "expectations": [takes]})).await;
    assert_eq!(failing(&tested), None);
}
