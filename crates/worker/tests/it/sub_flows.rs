//! Flows that run other flows: results, failures, depth, cancels.

use crate::drawing::draw;
use crate::kinds::{Script, calls, script};
use crate::support::Bench;
use flow::document::Durability;
use flow::id::{FlowId, RunId};
use flow::{Flow, NodeId};
use serde_json::json;
use store::door::{Launch, Runner};
use store::flows::{FlowState, Flows};
use store::runs::{RunMode, RunRow, RunStatus, Runs};
use store::system::SystemIds;

/// A flow that calls the one of this id.
pub fn caller(flow: FlowId, more: &str) -> String {
    format!("t: begin\nc: call {{\"parameters\": {{\"flow\": \"{flow}\"{more}}}}}\nt -> c")
}

/// The flow as one that needs a run of its own.
pub fn apart(flow: &Flow) -> Flow {
    let mut flow = flow.clone();
    flow.settings.durability = Durability::Strict;
    flow
}

async fn publish(bench: &Bench, drawing: &str) -> FlowId {
    bench.publish(&draw(drawing)).await.0
}

pub async fn children(bench: &Bench, parent: RunId) -> Vec<RunRow> {
    let mut rows = Vec::new();
    for (_, run) in bench.store.children(bench.workspace, parent, 100).await.unwrap() {
        rows.push(bench.row(run).await);
    }
    rows
}

#[tokio::test]
async fn a_flow_that_is_called_gives_its_items_back() {
    let bench = Bench::new().await;
    let called = bench.publish(&apart(&draw("t: called\na: count\nb: count\nt -> a -> b"))).await.0;
    let run = bench.run_drawing(&caller(called, ""), 3).await;
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "c", "main").await, [json!({"n": 2}), json!({"n": 3}), json!({"n": 4})]);
    let [child] = &children(&bench, run).await[..] else { panic!("one child") };
    assert_eq!((child.flow, child.mode, child.status), (called, RunMode::Flow, RunStatus::Succeeded));
    let parent = child.parent.as_ref().unwrap();
    assert_eq!((parent.run, parent.step.as_str(), parent.depth), (run, "c/0/1", 1));
    let view = bench.worker.inspect(bench.workspace, run).await.unwrap();
    assert_eq!(view.steps.iter().find(|step| step.node.0 == "c").unwrap().child, Some(child.id));
}

#[tokio::test]
async fn a_caller_waits_for_a_flow_that_takes_its_time() {
    let bench = Bench::new().await;
    let called = publish(
        &bench,
        "t: called\ns: sleep {\"parameters\": {\"duration_ms\": 20}}\n\
         a: effect {\"parameters\": {\"script\": \"called effect\"}}\nt -> s -> a",
    )
    .await;
    let run = bench.run_drawing(&caller(called, ""), 1).await;
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!((calls("called effect").len(), bench.given(run, "c", "main").await.len()), (1, 1));
}

#[tokio::test]
async fn a_failure_of_the_flow_that_is_called_is_the_steps() {
    let bench = Bench::new().await;
    let called = publish(&bench, "t: called\na: fail\nt -> a").await;
    let drawing = format!(
        "t: begin\ny: try\nc: call in y {{\"parameters\": {{\"flow\": \"{called}\"}}}}\n\
         s: see {{\"parameters\": {{\"value\": \"{{{{ $json.error.code + $json.error.message }}}}\"}}}}\nt -> y\ny.error -> s"
    );
    let run = bench.run_drawing(&drawing, 1).await;
    bench.until(run, RunStatus::Succeeded).await;
    let child = children(&bench, run).await.remove(0);
    let expected = format!("sub_flow_failedThe flow “Test” failed: It is wrong. ({})", child.id);
    assert_eq!(bench.given(run, "s", "main").await, [json!(expected)]);
}

#[tokio::test]
async fn what_cannot_be_called_fails_the_step_with_the_reason() {
    let bench = Bench::new().await;
    let paused = publish(&bench, "t: called").await;
    bench.store.set_flow_state(bench.workspace, paused, FlowState::Paused, flow::Timestamp(1)).await.unwrap();
    let other = publish(&bench, "t: begin").await;
    let refusing = publish(&bench, "t: called").await;
    let cases = [
        (FlowId::new(&SystemIds), 1, "The flow that is to be run does not exist."),
        (paused, 1, "The flow “Test” is paused, so it takes no calls."),
        (other, 1, "The flow “Test” cannot be called."),
        (refusing, 14, "13 is refused."),
    ];
    for (flow, items, message) in cases {
        let run = bench.run_drawing(&caller(flow, ""), items).await;
        let row = bench.until(run, RunStatus::Failed).await;
        assert_eq!(row.error.unwrap().message, message);
        assert!(children(&bench, run).await.is_empty());
    }
}

#[tokio::test]
async fn flows_call_each_other_sixteen_deep() {
    let bench = Bench::new().await;
    let id = FlowId::new(&SystemIds);
    let drawing = format!("t: called\nc: call {{\"parameters\": {{\"flow\": \"{id}\"}}}}\nt -> c");
    let published = bench.publish_as(id, &draw(&drawing)).await;
    let launch = Launch { node: NodeId::from("t"), ..bench.launch_of(published) };
    let run = bench.worker.launch(launch).await.unwrap().run;
    let row = bench.until(run, RunStatus::Failed).await;
    assert!(row.error.unwrap().message.contains("more than 16 deep"));
    let (mut depth, mut last) = (0, run);
    while let Some(child) = children(&bench, last).await.pop() {
        (depth, last) = (depth + 1, child.id);
    }
    assert_eq!(depth, 16);
}

#[tokio::test]
async fn a_caller_that_does_not_wait_goes_on_at_once() {
    let bench = Bench::new().await;
    let called = publish(&bench, "t: called\ns: sleep\nt -> s").await;
    let run = bench.run_drawing(&caller(called, ", \"wait\": false"), 2).await;
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "c", "main").await.len(), 2);
    assert_eq!(children(&bench, run).await[0].status, RunStatus::Waiting);
}

#[tokio::test]
async fn a_cancel_reaches_the_runs_below() {
    let bench = Bench::new().await;
    let leaf = publish(&bench, "t: called\ns: sleep\nt -> s").await;
    let middle = draw(&caller(leaf, "").replace("begin", "called"));
    let middle = bench.publish(&middle).await.0;
    let run = bench.run_drawing(&caller(middle, ""), 1).await;
    let mut events = bench.worker.watch(bench.workspace);
    let leaf_run = loop {
        let child = children(&bench, run).await.pop();
        let below = match &child {
            Some(child) => children(&bench, child.id).await.pop(),
            None => None,
        };
        match below {
            Some(below) if below.status == RunStatus::Waiting => break below.id,
            _ => drop(events.recv().await),
        }
    };
    bench.worker.cancel(bench.workspace, run).await.unwrap();
    bench.until(leaf_run, RunStatus::Cancelled).await;
    assert_eq!(bench.row(run).await.status, RunStatus::Cancelled);
}

#[tokio::test]
async fn a_lost_race_cancels_the_run_of_another_flow() {
    let bench = Bench::new().await;
    let called = publish(&bench, "t: called\ns: sleep\nt -> s").await;
    let drawing = format!(
        "t: begin\nr: race\nc: call in r {{\"parameters\": {{\"flow\": \"{called}\"}}}}\ns: sleep in r\nt -> r"
    );
    let run = bench.run_drawing(&drawing, 1).await;
    let mut events = bench.worker.watch(bench.workspace);
    let child = loop {
        match children(&bench, run).await.pop() {
            Some(child) if child.status == RunStatus::Waiting => break child.id,
            _ => drop(events.recv().await),
        }
    };
    bench.worker.signal(bench.workspace, run, NodeId::from("s").into(), flow::Items::default()).await.unwrap();
    bench.until(run, RunStatus::Succeeded).await;
    bench.until(child, RunStatus::Cancelled).await;
}

#[tokio::test]
async fn a_loop_calls_a_flow_for_each_item() {
    let bench = Bench::new().await;
    script("for each item", Script::default());
    let called = publish(
        &bench,
        "t: called\na: effect {\"parameters\": {\"script\": \"for each item\"}}\nb: count\nt -> a -> b",
    )
    .await;
    let drawing = format!(
        "t: begin\nl: each {{\"parameters\": {{\"at_once\": 4}}}}\n\
         c: call in l {{\"parameters\": {{\"flow\": \"{called}\"}}}}\nt -> l"
    );
    let run = bench.run_drawing(&drawing, 12).await;
    bench.until(run, RunStatus::Succeeded).await;
    let given: Vec<_> = bench.given(run, "l", "main").await.iter().filter_map(|item| item["n"].as_i64()).collect();
    assert_eq!(given, (1..=12).collect::<Vec<_>>());
    assert_eq!((children(&bench, run).await.len(), calls("for each item").len()), (12, 12));
}
