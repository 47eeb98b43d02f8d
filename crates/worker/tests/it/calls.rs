//! Calls from outside that end a wait: their addresses, and that of many calls one is
//! heard and none is lost, whatever comes between.

use crate::kinds::{Script, calls, script};
use crate::support::{Bench, chain};
use flow::id::RunId;
use flow::{Items, NodeId};
use serde_json::{Value, json};
use std::sync::Arc;
use store::door::invitation::{Invitation, PURPOSE};
use store::door::{At, AwaitedReply, AwaitedState, Runner, RunnerError};
use store::runs::RunStatus;
use tokio::runtime::Runtime;
use tokio::sync::Notify;

const BASE: &str = "https://towpath.example/resume/";

/// What an address stands for.
fn opened(address: &Value) -> Invitation {
    let token = address.as_str().and_then(|address| address.strip_prefix(BASE)).expect("an address");
    let bytes = vault::Vault::new([7; 32]).unwrap().open_token(PURPOSE, token).unwrap();
    Invitation::from_bytes(&bytes).unwrap()
}

fn at(wait: &Invitation) -> At {
    At { node: wait.node.clone(), frame: Some(wait.frame) }
}

async fn call(bench: &Bench, wait: &Invitation) -> Result<(), RunnerError> {
    bench.worker.signal(wait.workspace, wait.run, at(wait), Items::one(json!({"by": "call"}))).await
}

async fn state(bench: &Bench, wait: &Invitation) -> AwaitedState {
    bench.worker.awaited(wait.workspace, wait.run, at(wait)).await.unwrap().state
}

fn see(expression: &str) -> (&'static str, Value, Value) {
    ("see", json!({ "value": expression }), json!({}))
}

fn sleep() -> (&'static str, Value, Value) {
    ("sleep", json!({}), json!({}))
}

#[tokio::test]
async fn an_address_is_that_of_the_next_wait_or_of_one_that_is_named() {
    let bench = Bench::new().await;
    let first = "{{ [$run.resume_url, $execution.resumeUrl, $run.resume_urls['sleep 4']] }}";
    let nodes = [see(first), sleep(), see("{{ $run.resume_url }}"), sleep(), see("{{ $run.resume_url }}")];
    let run = bench.run_chain(&nodes).await.unwrap().run;
    let seen = bench.given(run, "n1", "main").await.remove(0);
    let expected = |node: &str| Invitation { workspace: bench.workspace, run, frame: 0, node: NodeId::from(node) };
    for (index, node) in ["n2", "n2", "n4"].into_iter().enumerate() {
        assert_eq!(opened(&seen[index]), expected(node));
    }
    let (first, second) = (expected("n2"), expected("n4"));
    assert_eq!((state(&bench, &first).await, state(&bench, &second).await), (AwaitedState::Open, AwaitedState::NotYet));
    assert!(matches!(call(&bench, &second).await, Err(RunnerError::WrongState(_))), "it is not its turn");
    call(&bench, &first).await.unwrap();
    assert_eq!((state(&bench, &first).await, state(&bench, &second).await), (AwaitedState::Over, AwaitedState::Open));
    assert_eq!(opened(&bench.given(run, "n3", "main").await[0]), second);
    assert!(matches!(call(&bench, &first).await, Err(RunnerError::WrongState(_))), "an address works once");
    call(&bench, &second).await.unwrap();
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "n5", "main").await, [Value::Null], "no wait comes after it");
    assert_eq!(state(&bench, &second).await, AwaitedState::Over);
}

#[tokio::test]
async fn in_a_loop_each_iteration_has_an_address_of_its_own() {
    let bench = Bench::new().await;
    let drawing = "t: begin
        l: each {\"parameters\": {\"at_once\": 2}}
        a: see in l {\"parameters\": {\"value\": \"{{ $run.resume_url }}\"}}
        w: sleep in l
        t -> l
        a -> w";
    let run = bench.run_drawing(drawing, 2).await;
    let view = bench.worker.inspect(bench.workspace, run).await.unwrap();
    let mut waits = Vec::new();
    for step in view.steps.iter().filter(|step| step.node.0 == "a") {
        let (_, _, outputs) = bench.worker.step(bench.workspace, run, step.index).await.unwrap();
        waits.push(opened(&outputs["main"][0].json));
    }
    assert_eq!(waits.len(), 2);
    assert_ne!(waits[0].frame, waits[1].frame);
    call(&bench, &waits[1]).await.unwrap();
    assert!(matches!(call(&bench, &waits[1]).await, Err(RunnerError::WrongState(_))));
    call(&bench, &waits[0]).await.unwrap();
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(state(&bench, &waits[0]).await, AwaitedState::Over);
}

#[tokio::test]
async fn of_many_choices_one_counts_and_nobody_chooses_late() {
    let bench = Bench::new().await;
    let ask = |more: Value| {
        let mut parameters = json!({"message": "Pay {{ $json.n }}?"});
        parameters.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        [("ask", parameters, json!({}))]
    };
    let run = bench.run_chain(&ask(json!({}))).await.unwrap().run;
    let at = At::from(NodeId::from("n1"));
    let awaited = bench.worker.awaited(bench.workspace, run, at.clone()).await.unwrap();
    let choices = vec![(0, "Yes".to_owned()), (1, "No".to_owned())];
    assert_eq!(awaited.reply, AwaitedReply::Choice { message: "Pay 0?".into(), choices });
    let choices = (0..10).map(|port| {
        let (worker, workspace, at) = (bench.worker.clone(), bench.workspace, at.clone());
        tokio::spawn(async move { worker.choose(workspace, run, at, port % 2).await.map(|()| port % 2) })
    });
    let mut taken = Vec::new();
    for choice in choices.collect::<Vec<_>>() {
        taken.extend(choice.await.unwrap().ok());
    }
    assert_eq!(taken.len(), 1);
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "n1", ["yes", "no"][usize::from(taken[0])]).await, [json!({"n": 0})]);

    let run = bench.run_chain(&ask(json!({"duration_ms": 1}))).await.unwrap().run;
    bench.until(run, RunStatus::Succeeded).await;
    assert_eq!(bench.given(run, "n1", "late").await, [json!({"n": 0})]);
    let late = bench.worker.choose(bench.workspace, run, At::from(NodeId::from("n1")), 0).await;
    assert!(matches!(late, Err(RunnerError::WrongState(_))), "{late:?}");
}

/// A run whose wait is about to begin, with calls that do not stop: one of them must be
/// heard, or both sleep.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_and_its_wait_never_both_sleep() {
    let bench = Arc::new(Bench::new().await);
    for round in 0..20 {
        let name = format!("parking {round}");
        let gate = Arc::new(Notify::new());
        script(&name, Script { gate: Some(gate.clone()), ..Script::default() });
        let effect = ("effect", json!({ "script": name }), json!({}));
        let run = bench.run_chain(&[effect, sleep()]).await.unwrap().run;
        let wait = Invitation { workspace: bench.workspace, run, frame: 0, node: NodeId::from("n2") };
        while calls(&name).is_empty() {
            tokio::task::yield_now().await;
        }
        assert!(matches!(call(&bench, &wait).await, Err(RunnerError::WrongState(_))), "whoever is early is told so");
        let callers = (0..2).map(|_| {
            let (bench, wait) = (bench.clone(), wait.clone());
            tokio::spawn(async move {
                let mut taken = 0;
                while state(&bench, &wait).await != AwaitedState::Over {
                    taken += u32::from(call(&bench, &wait).await.is_ok());
                }
                taken
            })
        });
        let callers: Vec<_> = callers.collect();
        gate.notify_one();
        let mut taken = 0;
        for caller in callers {
            taken += caller.await.unwrap();
        }
        assert_eq!(taken, 1, "round {round}");
        bench.until(run, RunStatus::Succeeded).await;
    }
}

#[test]
fn an_address_outlives_a_crash_and_what_was_acknowledged_counts() {
    let runtime = Runtime::new().unwrap();
    let (folder, workspace, run, waits) = runtime.block_on(async {
        let bench = Bench::new().await;
        let nodes = [see("{{ [$run.resume_urls['sleep 2'], $run.resume_urls['sleep 3']] }}"), sleep(), sleep()];
        let run: RunId = bench.run_chain(&nodes).await.unwrap().run;
        let seen = bench.given(run, "n1", "main").await.remove(0);
        let waits = [opened(&seen[0]), opened(&seen[1])];
        call(&bench, &waits[0]).await.unwrap();
        (bench.folder.clone(), bench.workspace, run, waits)
    });
    drop(runtime);
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        assert_eq!(state(&bench, &waits[0]).await, AwaitedState::Over, "the call was acknowledged");
        assert!(matches!(call(&bench, &waits[0]).await, Err(RunnerError::WrongState(_))));
        call(&bench, &waits[1]).await.unwrap();
        bench.until(run, RunStatus::Succeeded).await;
        assert_eq!(bench.given(run, "n3", "main").await, [json!({"by": "call"})]);
    });
}

#[tokio::test]
async fn what_nobody_may_end_has_no_address() {
    let bench = Bench::new().await;
    let nodes = [see("{{ $run.resume_url }}"), ("sleep", json!({"duration_ms": 60_000}), json!({}))];
    let published = bench.publish(&chain(&nodes)).await;
    let run = bench.worker.launch(bench.launch_of(published)).await.unwrap().run;
    assert_eq!(bench.given(run, "n1", "main").await, [Value::Null]);
    let asked = bench.worker.awaited(bench.workspace, run, NodeId::from("n2").into()).await;
    assert!(matches!(asked, Err(RunnerError::Store(store::StoreError::NotFound(_)))), "{asked:?}");
}
