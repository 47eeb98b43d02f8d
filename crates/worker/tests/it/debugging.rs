//! Tests of drafts that are debugged: where they stop, what is seen and edited there,
//! how they go on, also in another process.

use crate::drawing::draw;
use crate::support::Bench;
use flow::id::RunId;
use flow::{Item, Items, NodeId};
use serde_json::{Value, json};
use store::door::debug::{Debug, Edit, Go, Release, Standing, Stops};
use store::door::{At, Launch, Runner, RunnerError};
use store::runs::{RunMode, RunStatus};
use tokio::runtime::Runtime;

const LOOP: &str = "t: begin\nl: each\na: count in l\nb: count in l\nt -> l\na -> b";

impl Bench {
    /// Starts a drawn flow as a test that stops before these nodes.
    async fn debug(&self, drawing: &str, stops: &[(&str, Option<&str>)], count: i64) -> RunId {
        let published = self.publish(&draw(drawing)).await;
        let items: Items = (0..count).map(|n| Item::new(json!({ "n": n }))).collect();
        let launch = Launch { node: NodeId::from("t"), items, mode: RunMode::Test, ..self.launch_of(published) };
        let debug = Debug { stops: stops_of(stops), at_start: false };
        self.worker.launch_debugged(launch, None, debug).await.unwrap().run
    }

    async fn standing(&self, run: RunId) -> Standing {
        self.worker.standing(self.workspace, run).await.unwrap()
    }

    async fn step(&self, run: RunId, go: Go, edits: Vec<Edit>) -> Result<(), RunnerError> {
        self.worker.release(self.workspace, run, Release { go, at: None, stops: None, edits }).await
    }

    async fn watch(&self, run: RunId, node: &str, template: &str) -> Value {
        let at = At { node: NodeId::from(node), frame: None };
        self.worker.watch_at(self.workspace, run, at, template, 0).await.unwrap().unwrap()
    }
}

fn stops_of(stops: &[(&str, Option<&str>)]) -> Stops {
    stops.iter().map(|(node, condition)| (NodeId::from(*node), condition.map(str::to_owned))).collect()
}

/// The nodes it stands before, with the iteration and what has come.
fn shown(standing: &Standing) -> Vec<String> {
    let shown = standing.held.iter().map(|held| {
        let items = held.arrows.iter().flat_map(|arrow| arrow.items.iter());
        let numbers: Vec<String> = items.map(|item| item.json["n"].to_string()).collect();
        let iteration = held.place.last().map_or_else(String::new, |place| format!("@{}", place.iteration));
        format!("{}{iteration} {}", held.node, numbers.join(","))
    });
    shown.collect()
}

#[tokio::test]
async fn a_loop_is_stopped_watched_edited_and_goes_on() {
    let bench = Bench::new().await;
    let run = bench.debug(LOOP, &[("b", None)], 3).await;
    assert_eq!(bench.row(run).await.status, RunStatus::Paused);
    assert_eq!(shown(&bench.standing(run).await), ["b@0 1"]);
    assert_eq!(bench.watch(run, "b", "{{ $json.n + 10 * $loop.index }}").await, json!(1));
    assert_eq!(bench.watch(run, "b", "{{ $('t').all().length }}").await, json!(3));

    bench.step(run, Go::Continue, Vec::new()).await.unwrap();
    let standing = bench.standing(run).await;
    assert_eq!(shown(&standing), ["b@1 2"]);
    let frame = standing.held[0].frame;
    let edge = standing.held[0].arrows[0].edge.clone();
    let edit = Edit { edge, frame, items: vec![json!({"n": 100})] };
    bench.step(run, Go::Over, vec![edit]).await.unwrap();
    assert_eq!(shown(&bench.standing(run).await), ["a@2 2"], "the step after an edit stops before what follows");
    let opened = Edit { edge: None, frame: bench.standing(run).await.held[0].frame, items: vec![json!({"n": 7})] };
    bench.step(run, Go::Out, vec![opened]).await.unwrap();
    assert_eq!(shown(&bench.standing(run).await), ["b@2 8"], "a breakpoint stops a step out, too");
    bench.step(run, Go::Continue, Vec::new()).await.unwrap();
    bench.until(run, RunStatus::Succeeded).await;
    let given: Vec<_> = bench.given(run, "l", "main").await.iter().map(|item| item["n"].clone()).collect();
    assert_eq!(given, [2, 101, 9]);
}

#[tokio::test]
async fn a_condition_decides_where_it_stops() {
    let bench = Bench::new().await;
    let run = bench.debug(LOOP, &[("b", Some("{{ $json.n > 2 }}"))], 3).await;
    assert_eq!(shown(&bench.standing(run).await), ["b@2 3"]);
    let broken = bench.debug(LOOP, &[("b", Some("{{ $json.n >"))], 3).await;
    assert_eq!(shown(&bench.standing(broken).await), ["b@0 1"], "one that cannot be told stops");
    let never = bench.debug(LOOP, &[("b", Some("{{ $json.n > 9 }}"))], 3).await;
    bench.until(never, RunStatus::Succeeded).await;
}

#[test]
fn another_process_goes_on_where_it_stood() {
    let runtime = Runtime::new().unwrap();
    let (folder, workspace, run) = runtime.block_on(async {
        let bench = Bench::new().await;
        let run = bench.debug("t: begin\na: count\nb: count\nt -> a -> b", &[("b", None)], 1).await;
        (bench.folder.clone(), bench.workspace, run)
    });
    drop(runtime);
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        assert_eq!(shown(&bench.standing(run).await), ["b 1"]);
        bench.step(run, Go::Over, Vec::new()).await.unwrap();
        bench.until(run, RunStatus::Succeeded).await;
    });
}

#[tokio::test]
async fn what_cannot_be_done_is_said() {
    let bench = Bench::new().await;
    let wrong = |result: Result<(), RunnerError>| matches!(result, Err(RunnerError::WrongState(_)));
    let plain = bench.run_drawing("t: begin\na: sleep\nt -> a", 1).await;
    assert!(wrong(bench.step(plain, Go::Over, Vec::new()).await), "it is not debugged");
    let run = bench.debug(LOOP, &[("b", None)], 1).await;
    let nowhere = Edit { edge: Some("e9".into()), frame: 0, items: Vec::new() };
    assert!(wrong(bench.step(run, Go::Over, vec![nowhere]).await));
    let at = Some(At { node: NodeId::from("a"), frame: None });
    let release = Release { go: Go::Over, at, stops: None, edits: Vec::new() };
    assert!(wrong(bench.worker.release(bench.workspace, run, release).await), "it does not stand there");
    assert_eq!(shown(&bench.standing(run).await), ["b@0 1"], "and nothing happened");
    bench.step(run, Go::Continue, Vec::new()).await.unwrap();
    assert!(wrong(bench.step(run, Go::Over, Vec::new()).await), "it is over");
}
