//! Flows that run within the run of the one that calls them, and those that do not.

use crate::drawing::draw;
use crate::kinds::{Script, calls, script};
use crate::sub_flows::{apart, caller, children};
use crate::support::Bench;
use serde_json::json;
use store::door::{InsideView, Runner};
use store::runs::RunStatus;

/// The flow that ran inside the step `c` of a run.
async fn inside(bench: &Bench, run: flow::id::RunId) -> Option<InsideView> {
    let view = bench.worker.inspect(bench.workspace, run).await.unwrap();
    let step = view.steps.into_iter().find(|step| step.node.0 == "c").unwrap();
    assert_eq!(step.child.is_none(), step.inside.is_some(), "one of both");
    step.inside
}

/// A loop, a choice of ways, a try that catches, and items that are made.
const CALLED: &str = "t: called\na: count\nl: each\nw: while in l {\"parameters\": {\"below\": 3}}\n\
    b: count in w\ny: try\nf: fail in y\ns: see {\"parameters\": {\"value\": \"{{ $json.error.code }}\"}}\n\
    t -> a -> l\nt -> y\ny.error -> s";

#[tokio::test]
async fn it_makes_no_difference_where_a_light_flow_runs() {
    let bench = Bench::new().await;
    let called = draw(CALLED);
    let flows = [bench.publish(&called).await.0, bench.publish(&apart(&called)).await.0];
    let mut given = Vec::new();
    for flow in flows {
        let run = bench.run_drawing(&caller(flow, ""), 3).await;
        bench.until(run, RunStatus::Succeeded).await;
        given.push((bench.given(run, "c", "main").await, children(&bench, run).await.len()));
    }
    assert_eq!(given[0].0, given[1].0);
    assert!(given[0].0.len() > 3, "{:?}", given[0].0);
    assert_eq!((given[0].1, given[1].1), (0, 1), "one needs no run, the other does");
}

#[tokio::test]
async fn its_steps_are_shown_and_it_takes_no_record() {
    let bench = Bench::new().await;
    let leaf = bench.publish(&draw("t: called\na: count\nt -> a")).await.0;
    let middle = draw(&caller(leaf, "").replace("begin", "called"));
    let middle = bench.publish(&middle).await.0;
    let run = bench.run_drawing(&caller(middle, ""), 2).await;
    let row = bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(row.next_sequence, 1, "all is in the record that accepts the run");
    let shown = inside(&bench, run).await.unwrap();
    assert_eq!((shown.flow, shown.steps.len()), (middle, 2));
    let below = shown.steps[1].inside.as_ref().unwrap();
    let steps: Vec<_> = below.steps.iter().map(|step| (step.node.0.as_str(), step.state.as_str())).collect();
    assert_eq!((below.flow, steps), (leaf, vec![("t", "done"), ("a", "done")]));
}

#[tokio::test]
async fn what_takes_its_time_reaches_outside_fails_or_knows_its_run_has_a_run_of_its_own() {
    let bench = Bench::new().await;
    script("called apart", Script::default());
    let flows = [
        ("s: sleep {\"parameters\": {\"duration_ms\": 1}}", RunStatus::Succeeded),
        ("s: effect {\"parameters\": {\"script\": \"called apart\"}}", RunStatus::Succeeded),
        ("s: see {\"parameters\": {\"value\": \"{{ $run.id }}\"}}", RunStatus::Succeeded),
        ("s: fail", RunStatus::Failed),
    ];
    for (node, status) in flows {
        let called = bench.publish(&draw(&format!("t: called\na: count\n{node}\nt -> a -> s"))).await.0;
        let run = bench.run_drawing(&caller(called, ""), 1).await;
        bench.until(run, status).await;
        assert!(inside(&bench, run).await.is_none(), "{node}");
        let [child] = &children(&bench, run).await[..] else { panic!("one child: {node}") };
        assert_eq!((child.flow, child.status), (called, status), "{node}");
    }
    assert_eq!(calls("called apart").len(), 1);
}

#[tokio::test]
async fn a_long_loop_of_light_calls_is_written_down_now_and_then() {
    let bench = Bench::new().await;
    let called = bench.publish(&draw("t: called\na: count\nt -> a")).await.0;
    // The flow that is called refuses some numbers.
    let drawing = format!(
        "t: begin\nv: see {{\"parameters\": {{\"value\": \"{{{{ $json.n + 0.5 }}}}\"}}}}\nl: each\n\
         c: call in l {{\"parameters\": {{\"flow\": \"{called}\"}}}}\nt -> v -> l"
    );
    let run = bench.run_drawing(&drawing, 12_000).await;
    let row = bench.until(run, RunStatus::Succeeded).await;
    assert!((2..20).contains(&row.next_sequence), "{} records", row.next_sequence);
    assert!(children(&bench, run).await.is_empty());
    let given = bench.given(run, "l", "main").await;
    assert_eq!((given.len(), &given[11_999]), (12_000, &json!({"n": 1})));
}
