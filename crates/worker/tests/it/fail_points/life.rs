//! Lives of a process in which one caller launches one run, and a person ends its waits.

use super::FailPoint;
use super::place::{Place, Published, runtime};
use super::scenarios::Scenario;
use crate::journal::Journal;
use crate::kinds::{calls, catalog};
use crate::support::start_worker;
use engine::NodeState;
use flow::id::RunId;
use flow::{Item, Items, NodeId, Timestamp};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use store::door::{At, Launch, Runner, RunnerError, Settlement};
use store::runs::{IdempotencyKey, RunMode, RunRow, RunStatus};
use worker::Worker;

/// A point that is not hit by then will not be.
const HIT_MAXIMUM: Duration = Duration::from_secs(10);

/// What came of a run.
#[derive(Debug, PartialEq)]
pub struct Outcome {
    pub status: RunStatus,
    items: Vec<Value>,
    children: usize,
}

/// A caller with one event, whatever becomes of the processes.
pub struct Life<'a> {
    place: &'a Place,
    scenario: &'a Scenario,
    published: &'a Published,
    key: String,
    /// How many calls there were before.
    calls_before: usize,
}

impl<'a> Life<'a> {
    pub fn new(place: &'a Place, scenario: &'a Scenario, published: &'a Published, key: &str) -> Self {
        let calls_before = calls(&published.script).len();
        Self { place, scenario, published, key: key.to_owned(), calls_before }
    }

    /// A process that lives until the run is over, or until it is killed (None).
    pub fn run(&self, point: &Arc<FailPoint>) -> Option<Outcome> {
        let runtime = runtime();
        let outcome = runtime.block_on(async {
            tokio::select! {
                biased;
                () = point.hit.notified() => None,
                outcome = self.see_through(point.clone()) => {
                    // The end may be seen in the database a moment before the worker hears of it.
                    let hit = tokio::time::timeout(HIT_MAXIMUM, point.hit.notified());
                    if point.is_set() && hit.await.is_ok() { None } else { Some(outcome) }
                }
            }
        });
        // Nothing of it goes on.
        drop(runtime);
        outcome
    }

    async fn see_through(&self, point: Arc<FailPoint>) -> Outcome {
        let worker = start_worker(self.place.open(point)).await;
        let mut events = worker.watch(self.place.workspace);
        let run = self.launch(&worker).await;
        loop {
            let view = worker.inspect(self.place.workspace, run).await.unwrap();
            if view.row.status.is_final() {
                return self.outcome(&worker, run).await;
            }
            if !self.act(&worker, &view.row).await {
                // Whatever happens next in this workspace is a reason to look again.
                let _event = events.recv().await;
            }
        }
    }

    /// The same event, until it is accepted.
    async fn launch(&self, worker: &Worker) -> RunId {
        let (flow, version) = self.published.flow;
        let launch = Launch {
            workspace: self.place.workspace,
            flow,
            version,
            node: NodeId::from("t"),
            items: [0, 1].map(|n| Item::new(json!({ "n": n }))).into_iter().collect(),
            mode: RunMode::Webhook,
            idempotency: Some(self.idempotency_key()),
            run: None,
            wait_for_answer: true,
        };
        match worker.launch(launch).await {
            Ok(launched) => launched.run,
            Err(RunnerError::Duplicate(earlier)) => earlier.run,
            Err(error) => panic!("{error}"),
        }
    }

    fn idempotency_key(&self) -> IdempotencyKey {
        IdempotencyKey {
            scope: self.published.script.clone(),
            key: self.key.clone(),
            body_hash: [0; 32],
            expires_at: Timestamp(i64::MAX),
        }
    }

    /// What a person does when a run waits for one; gives whether anything was done.
    async fn act(&self, worker: &Worker, row: &RunRow) -> bool {
        let at = || At::from(NodeId::from("a"));
        match (row.status, self.scenario.name) {
            // What is not there any more is ended already.
            (RunStatus::Waiting, "signal") => {
                worker.signal(row.workspace, row.id, at(), Items::one(json!({"n": 5}))).await.is_ok()
            }
            (RunStatus::Waiting, "approval") => worker.choose(row.workspace, row.id, at(), 0).await.is_ok(),
            (RunStatus::InDoubt, _) => worker.settle(row.workspace, row.id, at(), Settlement::Done).await.is_ok(),
            _ => false,
        }
    }

    async fn outcome(&self, worker: &Worker, run: RunId) -> Outcome {
        let workspace = self.place.workspace;
        let view = worker.inspect(workspace, run).await.unwrap();
        let step = view.steps.iter().find(|step| step.node.0 == self.scenario.last);
        let step = step.unwrap_or_else(|| panic!("{} was not reached: {:#?}", self.scenario.last, view.steps));
        let (_, _, outputs) = worker.step(workspace, run, step.index).await.unwrap();
        let items = outputs.values().flat_map(|items| items.iter()).map(|item| item.json["n"].clone()).collect();
        let children = view.steps.iter().filter(|step| step.child.is_some()).count();
        Outcome { status: view.row.status, items, children }
    }

    /// What was called since it began, by any of its processes.
    pub fn calls(&self) -> Vec<String> {
        calls(&self.published.script).split_off(self.calls_before)
    }

    /// What is written when the process has ended, before another one begins.
    pub fn look(&self, scenario: &Scenario) -> Standing {
        runtime().block_on(async {
            let store = self.place.open(FailPoint::new(None));
            // Others would find that its lease ran out; that takes longer than a test should.
            for owner in store.processes().await.unwrap().present {
                store.leave(owner.id).await.unwrap();
            }
            let workspace = self.place.workspace;
            let IdempotencyKey { scope, key, .. } = self.idempotency_key();
            let mut standing = Standing { calls: self.calls(), ..Standing::default() };
            let Some(kept) = store.idempotency(workspace, &scope, &key).await.unwrap() else { return standing };
            let mut runs = vec![kept.run];
            if !scenario.called.is_empty() {
                runs.extend(store.children(workspace, kept.run, 10).await.unwrap().into_iter().map(|(_, run)| run));
            }
            for run in runs {
                let (row, chunks) = store.load_run(run).await.unwrap();
                standing.note(run, &Journal::read(&chunks), self.published.document(row.flow));
            }
            standing
        })
    }
}

/// What is written of a run and its children, and what was called till then.
#[derive(Default)]
pub struct Standing {
    /// Runs that are there at all.
    runs: BTreeSet<String>,
    /// Keys of the effects whose results are written.
    done: BTreeSet<String>,
    /// Keys of the effects whose intents are written.
    intended: BTreeSet<String>,
    /// Keys of the calls so far.
    calls: Vec<String>,
}

impl Standing {
    fn note(&mut self, run: RunId, journal: &Journal, document: &flow::Flow) {
        let plan = flow::compile(document, &catalog()).unwrap_or_else(|problems| panic!("{problems:#?}"));
        self.runs.insert(run.to_string());
        let key = |frame: u32, node: u32| format!("{run}/{}/{frame}/0", plan.node(node).id);
        let state = journal.run(&plan);
        for (frame, node) in journal.intents() {
            self.intended.insert(key(frame, node));
        }
        for (frame, node) in journal.results() {
            let is_over = !matches!(state.node_state(frame, node), NodeState::Running | NodeState::Retrying);
            self.done.extend(is_over.then(|| key(frame, node)));
        }
    }

    /// Nothing was called that is not written, with its intent if it is an effect.
    pub fn check_intents(&self, published: &Published, at: &str) {
        let has_intents = !published.is_fast() && published.document.nodes.iter().all(|node| node.kind != "read");
        for key in &self.calls {
            let run = key.split('/').next().unwrap_or_default();
            assert!(self.runs.contains(run), "{at}: {key} was called for a run that is not written");
            let is_written = !has_intents || self.intended.contains(key);
            assert!(is_written, "{at}: {key} was called, and its intent is not written");
        }
    }

    /// What was written as done was not done again; what was under way was repeated once
    /// at most, and not at all where that is not allowed.
    pub fn check_calls(&self, scenario: &Scenario, published: &Published, all: &[String], at: &str) {
        let again: Vec<&String> = all[self.calls.len()..].iter().filter(|key| self.done.contains(*key)).collect();
        assert!(again.is_empty(), "{at}: what was written was done again: {again:?}");
        let mut times: BTreeMap<&String, u32> = BTreeMap::new();
        all.iter().for_each(|key| *times.entry(key).or_default() += 1);
        let tries = match scenario.failures {
            (failures, false) => failures + 1,
            (_, true) => 1,
        };
        let most = match scenario.at_most_once && !published.is_fast() {
            true => tries,
            false => tries + 1,
        };
        assert!(times.values().all(|times| *times <= most), "{at}: {times:?}");
    }
}
