//! Runs that stand still, end at once, go on from a chosen point, or are undone.

use crate::drawing::draw;
use crate::kinds::{Script, calls, script};
use crate::support::{Bench, chain};
use flow::{Flow, Items, NodeId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::door::{Again, Launch, PortItems, Resume, Runner, RunnerError, Steer};
use store::runs::{RunMode, RunStatus};
use tokio::runtime::Runtime;
use tokio::sync::Notify;

fn gated(name: &str) -> Arc<Notify> {
    let gate = Arc::new(Notify::new());
    script(name, Script { gate: Some(gate.clone()), ..Script::default() });
    gate
}

async fn called(name: &str) {
    while calls(name).is_empty() {
        tokio::task::yield_now().await;
    }
}

fn effect(name: &str) -> (&'static str, Value, Value) {
    ("effect", json!({ "script": name }), json!({}))
}

fn gives(node: &str, items: &[Value]) -> (NodeId, PortItems) {
    let items: Items = items.iter().cloned().map(flow::Item::new).collect();
    (NodeId::from(node), BTreeMap::from([("main".to_owned(), items)]))
}

#[tokio::test]
async fn a_paused_run_keeps_what_it_gets_and_starts_nothing() {
    let bench = Bench::new().await;
    let gate = gated("paused");
    let launched = bench.run_chain(&[effect("paused"), effect("after pause")]).await.unwrap();
    called("paused").await;
    bench.worker.steer(bench.workspace, launched.run, Steer::Pause).await.unwrap();
    gate.notify_one();
    bench.until(launched.run, RunStatus::Paused).await;
    assert!(calls("after pause").is_empty());
    assert_eq!(bench.given(launched.run, "n1", "main").await.len(), 1);
    let again = bench.worker.steer(bench.workspace, launched.run, Steer::Pause).await;
    assert!(matches!(again, Err(RunnerError::WrongState(_))), "{again:?}");
    bench.worker.steer(bench.workspace, launched.run, Steer::Resume).await.unwrap();
    bench.until(launched.run, RunStatus::Succeeded).await;
    assert_eq!((calls("paused").len(), calls("after pause").len()), (1, 1));
}

#[test]
fn a_paused_run_stays_paused_when_the_process_ends() {
    let (folder, workspace, run) = Runtime::new().unwrap().block_on(async {
        let bench = Bench::new().await;
        let sleep = ("sleep", json!({"duration_ms": 1}), json!({}));
        let launched = bench.run_chain(&[("sleep", json!({}), json!({})), sleep, effect("woken")]).await.unwrap();
        bench.worker.steer(bench.workspace, launched.run, Steer::Pause).await.unwrap();
        bench
            .worker
            .signal(bench.workspace, launched.run, NodeId::from("n1").into(), Items::one(json!(7)))
            .await
            .unwrap();
        (bench.folder.clone(), bench.workspace, launched.run)
    });
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        assert_eq!(bench.row(run).await.status, RunStatus::Paused);
        assert!(calls("woken").is_empty());
        bench.worker.steer(workspace, run, Steer::Resume).await.unwrap();
        bench.until(run, RunStatus::Succeeded).await;
        assert_eq!(calls("woken").len(), 1);
    });
}

#[tokio::test]
async fn a_killed_run_is_over_though_something_is_performed() {
    let bench = Bench::new().await;
    let _gate = gated("killed");
    let launched = bench.run_chain(&[effect("killed")]).await.unwrap();
    called("killed").await;
    bench.worker.steer(bench.workspace, launched.run, Steer::Kill).await.unwrap();
    assert_eq!(bench.row(launched.run).await.status, RunStatus::Cancelled);
}

#[tokio::test]
async fn a_run_goes_on_with_what_somebody_says_a_block_gave() {
    let bench = Bench::new().await;
    let count = || ("count", json!({}), json!({}));
    let launched = bench.run_chain(&[count(), ("fail", json!({}), json!({})), count()]).await.unwrap();
    bench.until(launched.run, RunStatus::Failed).await;
    let resume = Resume { edits: [gives("n2", &[json!({"n": 40})])].into(), ..Resume::default() };
    let run = bench.worker.again(bench.workspace, launched.run, Again::With(resume)).await.unwrap();
    let row = bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(row.retry_of, Some(launched.run));
    assert_eq!(bench.given(run, "n3", "main").await, [json!({"n": 41})]);

    let begin = Resume {
        edits: [gives("n0", &[json!({"n": 5})]), gives("n2", &[json!({"n": 9})])].into(),
        ..Resume::default()
    };
    let run = bench.worker.again(bench.workspace, launched.run, Again::With(begin)).await.unwrap();
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "n0", "main").await, [json!({"n": 5})], "the run begins with other items");

    let odd = Resume { edits: [gives("gone", &[])].into(), ..Resume::default() };
    let refused = bench.worker.again(bench.workspace, launched.run, Again::With(odd)).await;
    assert!(matches!(refused, Err(RunnerError::WrongState(_))), "{refused:?}");
}

#[tokio::test]
async fn a_run_goes_on_with_the_published_version_where_its_blocks_are_the_same() {
    let bench = Bench::new().await;
    let flow = |middle: &str| chain(&[effect("carried over"), (middle, json!({}), json!({})), effect("newest end")]);
    let published = bench.publish(&flow("fail")).await;
    let launched = bench.worker.launch(bench.launch_of(published)).await.unwrap();
    bench.until(launched.run, RunStatus::Failed).await;
    bench.publish_again(published.0, &flow("count")).await;
    let resume = Resume { newest: true, once: Some("mended".into()), ..Resume::default() };
    let run = bench.worker.again(bench.workspace, launched.run, Again::With(resume.clone())).await.unwrap();
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!((calls("carried over").len(), calls("newest end").len()), (1, 1));
    let same = bench.worker.again(bench.workspace, launched.run, Again::With(resume)).await.unwrap();
    assert_eq!(same, run, "under one name a run is begun again once");
}

#[tokio::test]
async fn a_test_runs_up_to_a_block_and_takes_what_is_pinned() {
    let bench = Bench::new().await;
    let mut document: Flow = chain(&[effect("pinned"), ("count", json!({}), json!({})), effect("beyond")]);
    document.pinned.insert(NodeId::from("n1"), vec![json!({"n": 70})]);
    let published = bench.publish(&document).await;
    let test = Launch { mode: RunMode::Test, ..bench.launch_of(published) };
    let launched = bench.worker.launch_until(test.clone(), NodeId::from("n2")).await.unwrap();
    bench.until(launched.run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(launched.run, "n2", "main").await, [json!({"n": 71})]);
    assert!(calls("pinned").is_empty() && calls("beyond").is_empty());
    let unknown = bench.worker.launch_until(test, NodeId::from("gone")).await;
    assert!(matches!(unknown, Err(RunnerError::WrongState(_))), "{unknown:?}");
    let real = bench.worker.launch(bench.launch_of(published)).await.unwrap();
    bench.until(real.run, RunStatus::Succeeded).await;
    assert_eq!(calls("pinned").len(), 1, "what is pinned does not count outside tests");
}

#[test]
fn undoing_survives_a_crash_and_a_retry_does_what_was_undone_again() {
    let document = || {
        draw(
            r#"flow {"compensate": true}
            t: begin
            book: effect {"parameters": {"script": "book"}, "compensate_with": "free"}
            wrong: fail
            free: effect {"parameters": {"script": "free"}}
            t -> book -> wrong"#,
        )
    };
    script("free", Script { gate: Some(Arc::new(Notify::new())), ..Script::default() });
    let (folder, workspace, run) = Runtime::new().unwrap().block_on(async {
        let bench = Bench::new().await;
        let published = bench.publish(&document()).await;
        let launch = Launch { node: NodeId::from("t"), ..bench.launch_of(published) };
        let launched = bench.worker.launch(launch).await.unwrap();
        called("free").await;
        assert_eq!(bench.row(launched.run).await.status, RunStatus::Running);
        (bench.folder.clone(), bench.workspace, launched.run)
    });
    let keys = calls("free");
    script("free", Script { keys, ..Script::default() });
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        let row = bench.until(run, RunStatus::Failed).await;
        assert_eq!(row.error.map(|error| error.node), Some(NodeId::from("wrong")));
        let keys = calls("free");
        assert_eq!((keys.len(), &keys[0]), (2, &keys[1]), "the same key after the crash");
        let again = bench.worker.again(workspace, run, Again::Retry).await.unwrap();
        bench.until(again, RunStatus::Failed).await;
        assert_eq!((calls("book").len(), calls("free").len()), (2, 3));
    });
}

#[test]
fn a_batch_goes_on_after_a_crash_and_begins_each_run_once() {
    script("batch", Script { failures: 1_000, is_permanent: true, ..Script::default() });
    let (folder, workspace, runs) = Runtime::new().unwrap().block_on(async {
        let bench = Bench::new().await;
        let published = bench.publish(&chain(&[effect("batch")])).await;
        let mut runs = Vec::new();
        for _ in 0..30 {
            let launched = bench.worker.launch(bench.launch_of(published)).await.unwrap();
            bench.until(launched.run, RunStatus::Failed).await;
            runs.push(launched.run);
        }
        let gone = flow::id::RunId(bench.workspace.0);
        // As if the process had died after the first bit was done and before that was written down.
        let resume = Resume { once: Some("batch_of_test".into()), ..Resume::default() };
        let first = bench.worker.again(bench.workspace, runs[0], Again::With(resume.clone())).await.unwrap();
        let same = bench.worker.again(bench.workspace, runs[0], Again::With(resume)).await.unwrap();
        assert_eq!(first, same);
        let batch = bench.worker.again_all(bench.workspace, [runs.as_slice(), &[gone]].concat(), false).await.unwrap();
        (bench.folder.clone(), bench.workspace, (runs, batch))
    });
    Runtime::new().unwrap().block_on(async {
        use store::batches::Batches;
        let bench = Bench::reopen(folder, workspace).await;
        let (runs, batch) = runs;
        let row = loop {
            let row = bench.store.batch(workspace, batch).await.unwrap();
            if row.finished_at.is_some() {
                break row;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!((row.position, row.refused), (31, 1), "a run that is not there is refused");
        use store::runs::Runs;
        let page = store::PageRequest { cursor: None, limit: 200 };
        let all = bench.store.runs(workspace, Default::default(), page).await.unwrap();
        for run in &runs[1..] {
            assert_eq!(all.items.iter().filter(|row| row.retry_of == Some(*run)).count(), 1, "each once");
        }
    });
}
