//! Limits on runs, in virtual time: never more at once than allowed, in order, also
//! after a crash; what is refused and skipped; and that a flood delays nobody else.

use crate::support::{install_cryptography, publish_on, set_up};
use async_trait::async_trait;
use flow::id::{FlowId, RunId, VersionId, WorkspaceId};
use flow::{Clock, Flow, Ids, Items, NodeId, Timestamp};
use node_sdk::{Catalog, Group, HeavyContext, HeavyNode, NodeError, Output};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::door::{Launch, Launched, Runner, RunnerError, Steer};
use store::limits::{Bound, Rate};
use store::memory::MemoryStore;
use store::runs::{RunMode, RunRow, RunStatus};
use store::system::SystemIds;
use tokio::time::Instant;
use worker::{Limits, Setup, Worker};

mod fairness;

const ICON: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M0 0"/></svg>"#;
const START_MS: i64 = 1_767_225_600_000;

/// What the tasks of a test have done. A test and its tasks share a thread.
#[derive(Default)]
struct Seen {
    /// Which runs' tasks began, and when.
    begun: Vec<(String, Timestamp)>,
    at_work: BTreeMap<String, u32>,
    /// The most at once, by key.
    most: BTreeMap<String, u32>,
}

thread_local! {
    static SEEN: RefCell<Seen> = RefCell::default();
}

/// The virtual time.
struct VirtualClock(Timestamp, Instant);

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        self.0.plus_ms(self.1.elapsed().as_millis() as i64)
    }
}

/// # Task
///
/// Takes its time.
#[derive(Deserialize, JsonSchema)]
struct Task {
    /// How long.
    duration_ms: u64,
}

#[async_trait]
impl HeavyNode for Task {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let run = context.idempotency_key.split('/').next().unwrap_or_default().to_owned();
        let key = context.items().first().and_then(|item| item.json["key"].as_str()).unwrap_or_default().to_owned();
        let at_work = AtWork::begin(run, key, context.light.now);
        tokio::time::sleep(Duration::from_millis(self.duration_ms)).await;
        drop(at_work);
        Ok(Output::main(context.items().clone()))
    }
}

/// A task at work, until it is over or its process dies.
struct AtWork(String);

impl AtWork {
    fn begin(run: String, key: String, now: Timestamp) -> Self {
        SEEN.with_borrow_mut(|seen| {
            seen.begun.push((run, now));
            let at_work = seen.at_work.entry(key.clone()).or_default();
            *at_work += 1;
            let (most, at_work) = (seen.most.entry(key.clone()).or_default(), *at_work);
            *most = at_work.max(*most);
        });
        Self(key)
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        SEEN.with_borrow_mut(|seen| *seen.at_work.entry(std::mem::take(&mut self.0)).or_default() -= 1);
    }
}

/// Which runs began, in order.
fn begun() -> Vec<String> {
    SEEN.with_borrow(|seen| seen.begun.iter().map(|(run, _)| run.clone()).collect())
}

/// The most tasks at once with this key.
fn most(key: &str) -> u32 {
    SEEN.with_borrow(|seen| seen.most.get(key).copied().unwrap_or(0))
}

fn catalog() -> Catalog {
    let mut catalog = crate::kinds::catalog();
    catalog.add(node_sdk::heavy::<Task>("task", Group::Network, ICON).effect());
    catalog
}

/// A worker on a store in memory.
struct Stage {
    store: Arc<MemoryStore>,
    worker: Worker,
    workspace: WorkspaceId,
    clock: Arc<VirtualClock>,
    limits: Limits,
}

impl Stage {
    async fn new(limits: Limits) -> Self {
        SEEN.set(Seen::default());
        install_cryptography();
        let store = MemoryStore::open().unwrap();
        let workspace = set_up(&*store).await;
        let clock = Arc::new(VirtualClock(Timestamp(START_MS), Instant::now()));
        let worker = start(&store, &clock, &limits).await;
        Self { store, worker, workspace, clock, limits }
    }

    /// Publishes a flow with these settings whose only node takes so long.
    async fn publish(&self, settings: Value, duration_ms: u64) -> (FlowId, VersionId) {
        self.publish_in(self.workspace, settings, duration_ms).await
    }

    async fn publish_in(&self, workspace: WorkspaceId, settings: Value, duration_ms: u64) -> (FlowId, VersionId) {
        let task = json!({"id": "n1", "kind": "task", "name": "Task", "parameters": {"duration_ms": duration_ms}});
        let flow = flow_of(settings, task);
        publish_on(&*self.store, workspace, FlowId(SystemIds.uuid()), &flow).await
    }

    fn launch_of(&self, (flow, version): (FlowId, VersionId), item: Value) -> Launch {
        Launch {
            workspace: self.workspace,
            flow,
            version,
            node: NodeId::from("n0"),
            items: Items::one(item),
            mode: RunMode::Webhook,
            idempotency: None,
            run: None,
            wait_for_answer: true,
        }
    }

    async fn launch(&self, published: (FlowId, VersionId), key: &str) -> Result<Launched, RunnerError> {
        self.worker.launch(self.launch_of(published, json!({"key": key}))).await
    }

    async fn row(&self, run: RunId) -> RunRow {
        use store::runs::Runs;
        self.store.run(self.workspace, run).await.unwrap()
    }

    async fn statuses(&self, runs: &[RunId]) -> Vec<RunStatus> {
        let mut statuses = Vec::new();
        for run in runs {
            statuses.push(self.row(*run).await.status);
        }
        statuses
    }

    /// What is left when the process dies.
    fn remains(self) -> Remains {
        let Self { store, workspace, clock, limits, worker: _ } = self;
        Remains { store, workspace, now: clock.now(), limits }
    }

    /// A new process on what one left that died.
    async fn revive(remains: Remains) -> Self {
        let Remains { store, workspace, now, limits } = remains;
        let clock = Arc::new(VirtualClock(now, Instant::now()));
        let worker = start(&store, &clock, &limits).await;
        Self { store, worker, workspace, clock, limits }
    }
}

/// What outlives a process.
struct Remains {
    store: Arc<MemoryStore>,
    workspace: WorkspaceId,
    now: Timestamp,
    limits: Limits,
}

/// The life of a process: all its tasks die at the end of it.
fn life<T>(life: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(life)
}

async fn start(store: &Arc<MemoryStore>, clock: &Arc<VirtualClock>, limits: &Limits) -> Worker {
    let http = outbound::Client::new(outbound::Policy::public(), outbound::Settings::default()).unwrap();
    let setup = Setup {
        store: store.clone() as Arc<dyn Store>,
        catalog: Arc::new(catalog()),
        vault: Arc::new(vault::Vault::new([7; 32]).unwrap()),
        http,
        clock: clock.clone(),
        ids: Arc::new(SystemIds),
        public_url: None,
        expression_env: Default::default(),
        limits: limits.clone(),
    };
    Worker::start(setup).await.unwrap()
}

fn flow_of(settings: Value, node: Value) -> Flow {
    let document = json!({
        "format": "towpath.flow", "version": 1, "name": "Test", "settings": settings,
        "nodes": [{"id": "n0", "kind": "begin", "name": "Begin"}, node],
        "edges": [{"id": "e1", "from": {"node": "n0"}, "to": {"node": "n1"}}],
    });
    serde_json::from_value(document).unwrap()
}

/// Lets virtual time pass.
async fn pass(duration_ms: u64) {
    tokio::time::sleep(Duration::from_millis(duration_ms)).await;
}

#[tokio::test(start_paused = true)]
async fn runs_over_the_limit_wait_and_begin_in_order() {
    let stage = Stage::new(Limits::default()).await;
    let flow = stage.publish(json!({"concurrency": {"at_once": 2}}), 1_000).await;
    let mut runs = Vec::new();
    for _ in 0..6 {
        runs.push(stage.launch(flow, "").await.unwrap());
    }
    let told: Vec<RunStatus> = runs.iter().map(|run| run.status).collect();
    assert_eq!(told[2..], [RunStatus::Queued; 4]);
    assert_eq!(runs[5].answer.status, 202);
    let ids: Vec<RunId> = runs.iter().map(|run| run.run).collect();
    pass(500).await;
    assert_eq!(stage.statuses(&ids[2..]).await, [RunStatus::Queued; 4]);
    let view = stage.worker.inspect(stage.workspace, ids[5]).await.unwrap();
    assert_eq!((view.row.status, view.steps.len()), (RunStatus::Queued, 0));
    use store::limits::Limits as _;
    let turns = stage.store.turns_of(stage.workspace, ids.clone()).await.unwrap();
    let waits_for: Vec<_> = turns.iter().filter_map(|turn| turn.waits_for.as_deref()).collect();
    assert_eq!(waits_for, ["the flow allows 2 runs at once"; 4]);

    pass(3_000).await;
    assert_eq!(stage.statuses(&ids).await, [RunStatus::Succeeded; 6]);
    assert_eq!(begun(), ids.iter().map(RunId::to_string).collect::<Vec<_>>());
    assert_eq!(most(""), 2);
    assert_eq!(stage.store.turns_of(stage.workspace, ids).await.unwrap(), [], "nothing is left of their turns");
}

#[tokio::test(start_paused = true)]
async fn keys_are_counted_apart() {
    let stage = Stage::new(Limits::default()).await;
    let flow = stage.publish(json!({"concurrency": {"at_once": 1, "key": "{{ $json.key }}"}}), 1_000).await;
    let mut told = Vec::new();
    for key in ["a", "b", "a", "c", "b"] {
        told.push(stage.launch(flow, key).await.unwrap().status);
    }
    let queued: Vec<bool> = told.iter().map(|status| *status == RunStatus::Queued).collect();
    assert_eq!(queued, [false, false, true, false, true]);
    pass(2_500).await;
    assert_eq!((begun().len(), most("a"), most("b"), most("c")), (5, 1, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn what_the_limit_refuses_or_skips_never_begins() {
    let stage = Stage::new(Limits::default()).await;
    let refusing = stage.publish(json!({"concurrency": {"at_once": 1, "when_full": "refuse"}}), 1_000).await;
    stage.launch(refusing, "").await.unwrap();
    let Err(RunnerError::Limited(refusal)) = stage.launch(refusing, "").await else { panic!("it is over the limit") };
    assert_eq!(refusal.limit, "flow_at_once");
    assert!(refusal.message.contains("the flow allows 1 run at once"), "{}", refusal.message);

    let skipping = stage.publish(json!({"concurrency": {"at_once": 1, "when_full": "skip"}}), 1_000).await;
    stage.launch(skipping, "").await.unwrap();
    let skipped = stage.launch(skipping, "").await.unwrap();
    let row = stage.row(skipped.run).await;
    assert_eq!((skipped.answer.status, row.status), (200, RunStatus::Cancelled));
    assert_eq!(row.error.unwrap().message, "Skipped: the flow allows 1 run at once.");

    pass(1_500).await;
    assert_eq!(begun().len(), 2);
    stage.launch(refusing, "").await.unwrap();
    assert_eq!(stage.launch(skipping, "").await.unwrap().status, RunStatus::Running, "there is room again");
}

#[tokio::test(start_paused = true)]
async fn a_queued_run_can_be_cancelled_and_the_next_one_comes() {
    let stage = Stage::new(Limits::default()).await;
    let flow = stage.publish(json!({"concurrency": {"at_once": 1}}), 1_000).await;
    let mut runs = Vec::new();
    for _ in 0..4 {
        runs.push(stage.launch(flow, "").await.unwrap().run);
    }
    let paused = stage.worker.steer(stage.workspace, runs[1], Steer::Pause).await;
    assert!(matches!(paused, Err(RunnerError::WrongState(_))), "{paused:?}");
    stage.worker.cancel(stage.workspace, runs[1]).await.unwrap();
    stage.worker.steer(stage.workspace, runs[2], Steer::Kill).await.unwrap();
    assert_eq!(stage.statuses(&runs[1..3]).await, [RunStatus::Cancelled; 2]);
    let again = stage.worker.cancel(stage.workspace, runs[1]).await;
    assert!(matches!(again, Err(RunnerError::WrongState(_))), "{again:?}");
    pass(2_500).await;
    assert_eq!(begun(), [runs[0].to_string(), runs[3].to_string()]);
    assert_eq!(stage.row(runs[3]).await.status, RunStatus::Succeeded);
    assert_eq!(stage.worker.queued(), 0);
}

#[test]
fn a_crash_loses_no_queued_run_and_no_place() {
    let (mut remains, runs) = life(async {
        let stage = Stage::new(Limits::default()).await;
        let flow = stage.publish(json!({"concurrency": {"at_once": 2, "key": "{{ $json.key }}"}}), 1_000).await;
        let mut runs = Vec::new();
        for number in 0..20 {
            runs.push(stage.launch(flow, if number % 2 == 0 { "even" } else { "odd" }).await.unwrap().run);
        }
        (stage.remains(), runs)
    });
    for _ in 0..8 {
        remains = life(async {
            let stage = Stage::revive(remains).await;
            pass(1_300).await;
            stage.remains()
        });
    }
    life(async {
        let stage = Stage::revive(remains).await;
        pass(20_000).await;
        assert_eq!(stage.statuses(&runs).await, [RunStatus::Succeeded; 20]);
        assert_eq!((most("even"), most("odd")), (2, 2));
        assert_eq!(stage.worker.queued(), 0);
    });
}

#[tokio::test(start_paused = true)]
async fn a_rate_is_never_exceeded_and_all_come_to_their_turn() {
    let stage = Stage::new(Limits::default()).await;
    let flow = stage.publish(json!({"rate": {"runs": 3, "per_ms": 10_000}}), 10).await;
    for _ in 0..10 {
        stage.launch(flow, "").await.unwrap();
    }
    pass(45_000).await;
    let times: Vec<i64> = SEEN.with_borrow(|seen| seen.begun.iter().map(|(_, at)| at.0).collect());
    assert_eq!(times.len(), 10);
    for (place, time) in times.iter().enumerate().skip(3) {
        assert!(time - times[place - 3] > 9_990, "{times:?}");
    }
    let refusing = stage.publish(json!({"rate": {"runs": 1, "per_ms": 60_000, "when_full": "refuse"}}), 10).await;
    stage.launch(refusing, "").await.unwrap();
    let Err(RunnerError::Limited(refusal)) = stage.launch(refusing, "").await else { panic!("it is over the limit") };
    assert!((59_000..=62_000).contains(&refusal.retry_after_ms), "{}", refusal.retry_after_ms);
}

#[tokio::test(start_paused = true)]
async fn a_workspace_limit_counts_all_flows_and_can_be_changed() {
    use store::limits::Limits as _;
    let stage = Stage::new(Limits::default()).await;
    let one = Bound { at_once: Some(1), rate: None };
    stage.store.set_workspace_limits(stage.workspace, one).await.unwrap();
    stage.worker.limits_changed(stage.workspace).await;
    pass(1).await;
    let (first, second) = (stage.publish(json!({}), 5_000).await, stage.publish(json!({}), 5_000).await);
    let mut runs = Vec::new();
    for flow in [first, second, first, second] {
        runs.push(stage.launch(flow, "").await.unwrap().run);
    }
    pass(100).await;
    assert_eq!(begun().len(), 1);
    stage.store.set_workspace_limits(stage.workspace, Bound::default()).await.unwrap();
    stage.worker.limits_changed(stage.workspace).await;
    pass(100).await;
    assert_eq!(begun().len(), 4, "without a limit all begin");
    pass(6_000).await;
    assert_eq!(stage.statuses(&runs).await, [RunStatus::Succeeded; 4]);
}

#[tokio::test(start_paused = true)]
async fn a_new_limit_of_the_flow_counts_for_runs_that_wait() {
    use store::flows::Flows;
    let stage = Stage::new(Limits::default()).await;
    let flow = stage.publish(json!({"concurrency": {"at_once": 1}}), 60_000).await;
    for _ in 0..4 {
        stage.launch(flow, "").await.unwrap();
    }
    let task = json!({"id": "n1", "kind": "task", "name": "Task", "parameters": {"duration_ms": 60_000}});
    let version = store::flows::VersionRow {
        id: VersionId(SystemIds.uuid()),
        flow: flow.0,
        workspace: stage.workspace,
        number: None,
        note: String::new(),
        document: serde_json::to_string(&flow_of(json!({"concurrency": {"at_once": 3}}), task)).unwrap(),
        created_at: Timestamp(0),
        created_by: None,
    };
    stage.store.publish(version, 1, Vec::new()).await.unwrap();
    stage.worker.limits_changed(stage.workspace).await;
    pass(100).await;
    assert_eq!((begun().len(), most("")), (3, 3));
}

#[tokio::test(start_paused = true)]
async fn the_server_may_limit_each_workspace_and_how_many_wait() {
    let workspace = Bound { at_once: Some(1), rate: Some(Rate { runs: 100, per_ms: 1_000 }) };
    let stage = Stage::new(Limits { workspace, queued_runs: 2, ..Limits::default() }).await;
    let flow = stage.publish(json!({}), 1_000).await;
    for _ in 0..3 {
        stage.launch(flow, "").await.unwrap();
    }
    let Err(RunnerError::Limited(refusal)) = stage.launch(flow, "").await else { panic!("two wait already") };
    assert_eq!(refusal.limit, "queued_runs");
    pass(4_000).await;
    assert_eq!((begun().len(), most("")), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn a_repeated_request_takes_no_place() {
    let stage = Stage::new(Limits::default()).await;
    let flow = stage.publish(json!({"concurrency": {"at_once": 1, "when_full": "refuse"}}), 1_000).await;
    let key = store::runs::IdempotencyKey {
        scope: "hook".into(),
        key: "once".into(),
        body_hash: [0; 32],
        expires_at: stage.clock.now().plus_ms(60_000),
    };
    let request = || Launch { idempotency: Some(key.clone()), ..stage.launch_of(flow, json!({})) };
    let first = stage.worker.launch(request()).await.unwrap();
    for _ in 0..3 {
        let Err(RunnerError::Duplicate(row)) = stage.worker.launch(request()).await else { panic!("it is a repeat") };
        assert_eq!(row.run, first.run);
    }
    pass(1_500).await;
    assert!(stage.worker.launch(stage.launch_of(flow, json!({}))).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn what_a_step_gives_is_bounded() {
    let stage = Stage::new(Limits { items_per_step: 3, record_size_bytes: 10_000, ..Limits::default() }).await;
    let flow = stage.publish(json!({}), 1).await;
    let items = |count: usize, text: usize| -> Items {
        (0..count).map(|_| flow::Item::new(json!({"text": "x".repeat(text)}))).collect()
    };
    let launch = |items| Launch { items, ..stage.launch_of(flow, json!({})) };
    assert!(stage.worker.launch(launch(items(3, 10))).await.is_ok());
    for (items, limit) in [(items(4, 10), "items_per_step"), (items(1, 20_000), "record_size_bytes")] {
        let refused = stage.worker.launch(launch(items)).await;
        let Err(RunnerError::TooLarge(message)) = refused else { panic!("{refused:?}") };
        assert!(message.contains(limit), "{message}");
    }
    let grown = flow_of(
        json!({}),
        json!({
            "id": "n1", "kind": "see", "name": "See", "parameters": {"value": "{{ $json.text.repeat(300) }}"},
        }),
    );
    let published = publish_on(&*stage.store, stage.workspace, FlowId(SystemIds.uuid()), &grown).await;
    let grown = Launch { items: items(1, 100), ..stage.launch_of(published, json!({})) };
    let launched = stage.worker.launch(grown).await.unwrap();
    let row = stage.row(launched.run).await;
    assert_eq!(row.status, RunStatus::Failed);
    assert!(row.error.unwrap().message.contains("record_size_bytes"));
}

#[tokio::test(start_paused = true)]
async fn a_run_without_an_end_is_broken_off() {
    let stage = Stage::new(Limits { node_runs: 500, ..Limits::default() }).await;
    let mut endless = flow_of(
        json!({}),
        json!({
            "id": "n1", "kind": "while", "name": "While", "parameters": {"below": 1_000_000, "maximum_iterations": 1_000_000},
        }),
    );
    endless.nodes.push(flow::Node { parent: Some("n1".into()), ..flow::Node::new("n2", "count", "Count") });
    let published = publish_on(&*stage.store, stage.workspace, FlowId(SystemIds.uuid()), &endless).await;
    let launched = stage.worker.launch(stage.launch_of(published, json!({"n": 0}))).await.unwrap();
    pass(1_000).await;
    let row = stage.row(launched.run).await;
    assert_eq!(row.status, RunStatus::Failed);
    assert!(row.error.unwrap().message.contains("`node_runs`"));
}
