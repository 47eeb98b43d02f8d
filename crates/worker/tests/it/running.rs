//! Runs that go their way.

use crate::kinds::{Script, calls, script};
use crate::support::{Bench, chain};
use flow::last::LastAnswer;
use serde_json::{Value, json};
use store::door::{Again, Patience, Runner, RunnerError};
use store::runs::{IdempotencyKey, RunFilter, RunStatus, Runs};

fn body(launched: &store::door::Launched) -> Value {
    serde_json::from_slice(&launched.answer.body).unwrap()
}

#[tokio::test]
async fn a_light_run_is_one_record_and_answers_with_its_last_items() {
    let bench = Bench::new().await;
    let launched = bench.run_chain(&[("count", json!({}), json!({})), ("count", json!({}), json!({}))]).await.unwrap();
    assert_eq!(launched.status, RunStatus::Succeeded);
    assert_eq!(body(&launched)["output"], json!([{"n": 2}]));
    let (row, chunks) = bench.store.load_run(launched.run).await.unwrap();
    assert_eq!((row.status, chunks.len()), (RunStatus::Succeeded, 1));
}

#[tokio::test]
async fn a_node_answers_the_caller() {
    let bench = Bench::new().await;
    let launched = bench.run_chain(&[("count", json!({}), json!({})), ("reply", json!({}), json!({}))]).await.unwrap();
    assert_eq!(launched.answer.status, 201);
    assert_eq!(body(&launched), json!([{"n": 1}]));
}

#[tokio::test]
async fn the_caller_is_answered_at_the_first_heavy_node_and_the_run_goes_on() {
    let bench = Bench::new().await;
    let nodes = [("effect", json!({"script": "goes_on"}), json!({})), ("count", json!({}), json!({}))];
    let launched = bench.run_chain(&nodes).await.unwrap();
    assert_eq!(launched.answer.status, 202);
    bench.until(launched.run, RunStatus::Succeeded).await;
    assert_eq!(calls("goes_on"), [format!("{}/n1/0/0", launched.run)]);
}

#[tokio::test]
async fn a_patient_caller_gets_what_the_run_answers_behind_a_heavy_node() {
    let bench = Bench::new().await;
    let patience = |last| Patience { most_ms: 60_000, last };
    let heavy = |name: &str| ("effect", json!({"script": name}), json!({}));
    let published = bench.publish(&chain(&[heavy("before_the_reply"), ("reply", json!({}), json!({}))])).await;
    let launched = bench.worker.launch_patiently(bench.launch_of(published), patience(None)).await.unwrap();
    assert_eq!((launched.answer.status, body(&launched)), (201, json!([{"n": 0}])));

    let published = bench.publish(&chain(&[heavy("before_the_end"), ("count", json!({}), json!({}))])).await;
    let launched = bench.worker.launch_patiently(bench.launch_of(published), patience(None)).await.unwrap();
    assert_eq!((launched.status, &body(&launched)["output"]), (RunStatus::Succeeded, &json!([{"n": 1}])));
    let last = LastAnswer { status: 203, ..LastAnswer::default() };
    let launched = bench.worker.launch_patiently(bench.launch_of(published), patience(Some(last))).await.unwrap();
    assert_eq!((launched.answer.status, body(&launched)), (203, json!({"n": 1})));

    let light = bench.publish(&chain(&[("reply", json!({}), json!({}))])).await;
    let launched = bench.worker.launch_patiently(bench.launch_of(light), patience(None)).await.unwrap();
    assert_eq!(launched.answer.status, 201);
}

#[tokio::test]
async fn a_caller_without_patience_hears_that_the_run_goes_on() {
    let bench = Bench::new().await;
    let published = bench.publish(&chain(&[("sleep", json!({"duration_ms": 3_600_000}), json!({}))])).await;
    let patience = Patience { most_ms: 1, last: None };
    let launched = bench.worker.launch_patiently(bench.launch_of(published), patience).await.unwrap();
    assert_eq!((launched.status, launched.answer.status), (RunStatus::Waiting, 202));
}

#[tokio::test]
async fn transient_failures_are_tried_again_with_the_same_key() {
    let bench = Bench::new().await;
    script("flaky", Script { failures: 2, ..Script::default() });
    let retry = json!({"retry": {"maximum": 3, "delays_ms": [1]}});
    let launched = bench.run_chain(&[("effect", json!({"script": "flaky"}), retry)]).await.unwrap();
    bench.until(launched.run, RunStatus::Succeeded).await;
    let keys = calls("flaky");
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| *key == keys[0]));
}

#[tokio::test]
async fn a_permanent_failure_ends_the_run_and_starts_the_error_flow() {
    let bench = Bench::new().await;
    script("refuses", Script { failures: 1, is_permanent: true, ..Script::default() });
    let (alarm, _) = bench.publish(&chain(&[("count", json!({}), json!({}))])).await;
    let mut failing = chain(&[("effect", json!({"script": "refuses"}), json!({}))]);
    failing.settings.error_flow = Some(alarm.to_string());
    let published = bench.publish(&failing).await;
    let launched = bench.worker.launch(bench.launch_of(published)).await.unwrap();
    let row = bench.until(launched.run, RunStatus::Failed).await;
    assert_eq!(row.error.unwrap().message, "The other side refused.");
    let filter = RunFilter { flow: Some(alarm), ..RunFilter::default() };
    let page = store::PageRequest { cursor: None, limit: 10 };
    let alarms = bench.store.runs(bench.workspace, filter, page).await.unwrap().items;
    assert_eq!(alarms.len(), 1);
    let view = bench.worker.inspect(bench.workspace, alarms[0].id).await.unwrap();
    let (_, _, given) = bench.worker.step(bench.workspace, view.row.id, 0).await.unwrap();
    assert_eq!(given["main"][0].json["run"]["id"], json!(launched.run));
    assert_eq!(given["main"][0].json["error"]["code"], "refused");
    let theirs = &given["main"][0].json;
    assert_eq!(theirs["execution"]["id"], json!(launched.run));
    assert_eq!(theirs["execution"]["error"]["message"], "The other side refused.");
    assert_eq!((&theirs["execution"]["mode"], &theirs["workflow"]["name"]), (&json!("webhook"), &json!("Test")));
}

#[tokio::test]
async fn a_wait_sleeps_outside_memory_and_goes_on_by_itself() {
    let bench = Bench::new().await;
    let nodes = [("sleep", json!({"duration_ms": 30}), json!({})), ("count", json!({}), json!({}))];
    let launched = bench.run_chain(&nodes).await.unwrap();
    assert_eq!(launched.status, RunStatus::Waiting);
    let row = bench.until(launched.run, RunStatus::Succeeded).await;
    assert!(row.finished_at.unwrap().since_ms(row.started_at) >= 30);
}

#[tokio::test]
async fn twenty_equal_requests_start_one_run() {
    let bench = Bench::new().await;
    let published = bench.publish(&chain(&[("count", json!({}), json!({})), ("reply", json!({}), json!({}))])).await;
    let key = IdempotencyKey {
        scope: "hook".into(),
        key: "order-7".into(),
        body_hash: [1; 32],
        expires_at: flow::Timestamp(i64::MAX),
    };
    let launches = (0..20).map(|_| {
        let launch = store::door::Launch { idempotency: Some(key.clone()), ..bench.launch_of(published) };
        let worker = bench.worker.clone();
        tokio::spawn(async move { worker.launch(launch).await })
    });
    let (mut started, mut repeated) = (Vec::new(), Vec::new());
    for launch in launches.collect::<Vec<_>>() {
        match launch.await.unwrap() {
            Ok(launched) => started.push(launched),
            Err(RunnerError::Duplicate(row)) => repeated.push(row),
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!((started.len(), repeated.len()), (1, 19));
    let answer = serde_json::to_vec(&started[0].answer).unwrap();
    assert!(repeated.iter().all(|row| row.run == started[0].run && row.answer.as_ref() == Some(&answer)));
}

#[tokio::test]
async fn a_retry_keeps_what_is_done_and_performs_what_failed() {
    let bench = Bench::new().await;
    script("first", Script::default());
    script("second", Script { failures: 1, is_permanent: true, ..Script::default() });
    let nodes = [("effect", json!({"script": "first"}), json!({})), ("effect", json!({"script": "second"}), json!({}))];
    let launched = bench.run_chain(&nodes).await.unwrap();
    bench.until(launched.run, RunStatus::Failed).await;
    let retried = bench.worker.again(bench.workspace, launched.run, Again::Retry).await.unwrap();
    let row = bench.until(retried, RunStatus::Succeeded).await;
    assert_eq!(row.retry_of, Some(launched.run));
    assert_eq!((calls("first").len(), calls("second").len()), (1, 2));
    let rerun = bench.worker.again(bench.workspace, launched.run, Again::Rerun).await.unwrap();
    bench.until(rerun, RunStatus::Succeeded).await;
    assert_eq!((calls("first").len(), calls("second").len()), (2, 3));
}

#[tokio::test]
async fn every_class_of_durability_reaches_the_same_end() {
    for (class, records) in [("fast", 2), ("durable", 2), ("strict", 4)] {
        let bench = Bench::new().await;
        let name = format!("class {class}");
        let nodes = [
            ("count", json!({}), json!({})),
            ("effect", json!({"script": name}), json!({})),
            ("count", json!({}), json!({})),
        ];
        let mut document = chain(&nodes);
        document.settings.durability = serde_json::from_value(json!(class)).unwrap();
        let published = bench.publish(&document).await;
        let launched = bench.worker.launch(bench.launch_of(published)).await.unwrap();
        bench.until(launched.run, RunStatus::Succeeded).await;
        let (_, chunks) = bench.store.load_run(launched.run).await.unwrap();
        assert!(chunks.len() >= records, "{class}: {} records", chunks.len());
        assert_eq!(calls(&name).len(), 1, "{class}");
        let view = bench.worker.inspect(bench.workspace, launched.run).await.unwrap();
        assert!(view.nodes.values().all(|(state, ..)| state == "done"), "{class}: {:?}", view.nodes);
    }
}

#[tokio::test]
async fn a_failure_starts_the_error_flow_in_every_class() {
    for class in ["fast", "durable", "strict"] {
        let bench = Bench::new().await;
        let (alarm, _) = bench.publish(&chain(&[("count", json!({}), json!({}))])).await;
        let mut failing = chain(&[("count", json!({}), json!({})), ("fail", json!({}), json!({}))]);
        failing.settings.error_flow = Some(alarm.to_string());
        failing.settings.durability = serde_json::from_value(json!(class)).unwrap();
        let published = bench.publish(&failing).await;
        let launched = bench.worker.launch(bench.launch_of(published)).await.unwrap();
        assert_eq!(bench.row(launched.run).await.status, RunStatus::Failed, "{class}");
        let filter = RunFilter { flow: Some(alarm), ..RunFilter::default() };
        let page = store::PageRequest { cursor: None, limit: 10 };
        let alarms = bench.store.runs(bench.workspace, filter, page).await.unwrap().items;
        assert_eq!(alarms.len(), 1, "{class}");
    }
}
