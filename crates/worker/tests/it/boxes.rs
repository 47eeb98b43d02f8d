//! Boxes, performed: loops, tries and races of light and heavy nodes, what
//! expressions see in them, and how they are shown.

use crate::kinds::{Script, calls, script};
use crate::support::Bench;
use flow::{Items, NodeId};
use serde_json::{Value, json};
use std::collections::HashSet;
use store::door::{Again, At, LiveEvent, Runner, RunnerError};
use store::runs::{RunStatus, Runs};

fn numbers(items: &[Value]) -> Vec<i64> {
    items.iter().filter_map(|item| item["n"].as_i64()).collect()
}

#[tokio::test]
async fn a_loop_of_light_nodes_is_one_record() {
    let bench = Bench::new().await;
    let drawing = "t: begin\nl: each\na: count in l\nb: count in l\nt -> l\na -> b";
    let launched = bench.launch_drawing(drawing, 100).await;
    assert_eq!(launched.status, RunStatus::Succeeded);
    assert_eq!(numbers(&bench.given(launched.run, "l", "main").await), (2..102).collect::<Vec<_>>());
    assert_eq!(bench.store.load_run(launched.run).await.unwrap().1.len(), 1);
}

#[tokio::test]
async fn a_while_goes_on_as_long_as_its_condition_holds() {
    let bench = Bench::new().await;
    let drawing = "t: begin\nw: while {\"parameters\": {\"below\": 7}}\na: count in w\nt -> w";
    let launched = bench.launch_drawing(drawing, 1).await;
    assert_eq!(launched.status, RunStatus::Succeeded);
    assert_eq!(numbers(&bench.given(launched.run, "w", "main").await), [7]);
}

#[tokio::test]
async fn a_try_catches_what_a_heavy_node_fails_with() {
    let bench = Bench::new().await;
    script("tried", Script { failures: 1, is_permanent: true, ..Script::default() });
    let drawing = "t: begin\ny: try\na: effect in y {\"parameters\": {\"script\": \"tried\"}}\n\
                   c: see {\"parameters\": {\"value\": \"{{ $json.error.node }}\"}}\nt -> y\ny.error -> c";
    let run = bench.run_drawing(drawing, 1).await;
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "c", "main").await, [json!("a")]);
}

#[tokio::test]
async fn a_race_is_won_by_the_first_and_the_others_are_cancelled() {
    let bench = Bench::new().await;
    script("raced", Script { gate: Some(Default::default()), ..Script::default() });
    let drawing = "t: begin\nr: race\na: effect in r {\"parameters\": {\"script\": \"raced\"}}\n\
                   b: sleep in r {\"parameters\": {\"duration_ms\": 20}}\nc: count in r\nt -> r\nb -> c";
    let run = bench.run_drawing(drawing, 1).await;
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(numbers(&bench.given(run, "r", "main").await), [1]);
    let view = bench.worker.inspect(bench.workspace, run).await.unwrap();
    assert_eq!(view.nodes["a"].0, "cancelled");
}

#[tokio::test]
async fn each_iteration_has_a_key_of_its_own() {
    let bench = Bench::new().await;
    script("keys", Script { failures: 1, ..Script::default() });
    let retry = "\"retry\": {\"maximum\": 1, \"delays_ms\": [1]}";
    let drawing = format!(
        "t: begin\nl: each {{\"parameters\": {{\"at_once\": 2}}}}\n\
         a: effect in l {{\"parameters\": {{\"script\": \"keys\"}}, {retry}}}\nt -> l"
    );
    let run = bench.run_drawing(&drawing, 5).await;
    bench.until(run, RunStatus::Succeeded).await;
    let keys = calls("keys");
    let once: HashSet<String> = keys.iter().cloned().collect();
    assert_eq!((keys.len(), once), (6, (1..=5).map(|frame| format!("{run}/a/{frame}/0")).collect()));
}

#[tokio::test]
async fn expressions_see_the_loop_around_them() {
    let cases = [
        ("$loop.index", json!([0, 1, 2])),
        ("$runIndex", json!([0, 1, 2])),
        ("$loop.count", json!([3, 3, 3])),
        ("$loop.item.n", json!([1, 2, 3])),
        ("$loop.outer", json!([null, null, null])),
        ("$('l').item.json.n", json!([1, 2, 3])),
        ("$('l').all().length", json!([1, 1, 1])),
        ("$('c').all().length", json!([3, 3, 3])),
        ("$('c').item.json.n", json!([1, 2, 3])),
        ("$prevNode.name", json!(["l", "l", "l"])),
    ];
    let bench = Bench::new().await;
    for (expression, expected) in cases {
        let drawing = format!(
            "t: begin\nc: count\nl: each\na: see in l {{\"parameters\": {{\"value\": \"{{{{ {expression} }}}}\"}}}}\n\
             t -> c -> l"
        );
        let launched = bench.launch_drawing(&drawing, 3).await;
        let seen = bench.given(launched.run, "l", "main").await;
        assert_eq!(Value::from(seen), expected, "{expression}");
    }
}

#[tokio::test]
async fn an_item_of_a_batch_finds_the_one_it_was_made_from() {
    let bench = Bench::new().await;
    let see = "{\"parameters\": {\"value\": \"{{ [$('l').item.json.n, $('c').item.json.n, $json.n] }}\"}}";
    let drawing = format!(
        "t: begin\nc: count\nl: each {{\"parameters\": {{\"batch_size\": 2}}}}\nb: count in l\ny: try in l\n\
         a: see in y {see}\nt -> c -> l\nb -> y"
    );
    let launched = bench.launch_drawing(&drawing, 3).await;
    let seen = bench.given(launched.run, "l", "main").await;
    assert_eq!(Value::from(seen), json!([[1, 1, 2], [2, 2, 3], [3, 3, 4]]));
}

#[tokio::test]
async fn an_inner_loop_sees_the_one_around() {
    let bench = Bench::new().await;
    let see = "{\"parameters\": {\"value\": \"{{ $loop.outer.index * 10 + $loop.index }}\"}}";
    let drawing = format!(
        "t: begin\nl: each {{\"parameters\": {{\"batch_size\": 2}}}}\nm: each in l\ny: try in m\na: see in y {see}\nt -> l"
    );
    let launched = bench.launch_drawing(&drawing, 4).await;
    let seen = bench.given(launched.run, "l", "main").await;
    assert_eq!(Value::from(seen), json!([0, 1, 10, 11]));
    let view = bench.worker.inspect(bench.workspace, launched.run).await.unwrap();
    let last = view.steps.iter().rfind(|step| step.node.0 == "a").unwrap();
    let place: Vec<_> = last.place.iter().map(|place| (place.node.0.as_str(), place.iteration)).collect();
    assert_eq!(place, [("l", 1), ("m", 1), ("y", 0)]);
}

#[tokio::test]
async fn a_wait_in_several_iterations_is_answered_by_frame() {
    let bench = Bench::new().await;
    let drawing = "t: begin\nl: each {\"parameters\": {\"at_once\": 2}}\nw: sleep in l\nt -> l";
    let run = bench.run_drawing(drawing, 2).await;
    bench.until(run, RunStatus::Waiting).await;
    let signal = |frame: Option<u32>, n: i64| {
        let at = At { node: NodeId::from("w"), frame };
        bench.worker.signal(bench.workspace, run, at, Items::one(json!({ "n": n })))
    };
    assert!(matches!(signal(None, 0).await, Err(RunnerError::WrongState(_))));
    assert!(matches!(signal(Some(9), 0).await, Err(RunnerError::WrongState(_))));
    signal(Some(2), 20).await.unwrap();
    signal(None, 10).await.unwrap();
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(numbers(&bench.given(run, "l", "main").await), [10, 20]);
}

#[tokio::test]
async fn a_long_loop_shows_its_first_and_last_iterations() {
    let bench = Bench::new().await;
    let launched = bench.launch_drawing("t: begin\nl: each\na: count in l\nt -> l", 1_000).await;
    let view = bench.worker.inspect(bench.workspace, launched.run).await.unwrap();
    let of = |node: &str| view.steps.iter().filter(|step| step.node.0 == node).collect::<Vec<_>>();
    assert_eq!(of("l")[0].iterations, Some(1_000));
    let shown: Vec<u32> = of("a").iter().map(|step| step.place[0].iteration).collect();
    assert_eq!(shown, (0..20).chain(980..1_000).collect::<Vec<_>>());
    assert_eq!(view.nodes["a"], ("done".to_owned(), 1, 1));
}

#[tokio::test]
async fn a_run_begun_again_from_within_a_box_starts_the_outermost_box_over() {
    let bench = Bench::new().await;
    script("before box", Script::default());
    script("in box", Script { failures: 1, is_permanent: true, ..Script::default() });
    let drawing = "t: begin\nb: effect {\"parameters\": {\"script\": \"before box\"}}\nl: each\ny: each in l\n\
                   a: effect in y {\"parameters\": {\"script\": \"in box\"}}\nt -> b -> l";
    let run = bench.run_drawing(drawing, 2).await;
    bench.until(run, RunStatus::Failed).await;
    let again = bench.worker.again(bench.workspace, run, Again::From(NodeId::from("a"))).await.unwrap();
    bench.until(again, RunStatus::Succeeded).await;
    assert_eq!((calls("before box").len(), calls("in box").len()), (1, 3));
}

#[tokio::test]
async fn watchers_see_how_far_a_loop_is() {
    let bench = Bench::new().await;
    let mut events = bench.worker.watch(bench.workspace);
    let drawing =
        "t: begin\nl: each\na: count in l\nb: effect in l {\"parameters\": {\"script\": \"seen\"}}\nt -> l\na -> b";
    bench.run_drawing(drawing, 3).await;
    let (mut iterations, mut places) = (Vec::new(), Vec::new());
    loop {
        match events.recv().await.unwrap() {
            LiveEvent::Step(step) if step.node.0 == "l" && step.state == "running" => {
                iterations.extend(step.iterations.zip(step.iterations_total));
            }
            LiveEvent::Step(step) if step.node.0 == "a" && step.state == "done" => places.push(step.place[0].iteration),
            LiveEvent::Run(run) if run.status == "succeeded" => break,
            _ => {}
        }
    }
    iterations.dedup();
    assert_eq!(iterations, [(1, 3), (2, 3), (3, 3)]);
    assert_eq!(places, [0, 1, 2]);
}
