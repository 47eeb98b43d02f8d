//! Lives of the process: launches, cancels, kills, and the last one in which
//! nothing goes wrong any more.

use super::chance::Chance;
use super::flows::{EVENTS_FROM, flow_id};
use super::kinds::catalog;
use super::person::{self, Person};
use super::world::Sim;
use super::{events, limits};
use flow::id::{OrganisationId, UserId, VersionId, WorkspaceId};
use flow::{Clock, Item, NodeId, Timestamp};
use node_sdk::{Catalog, Subscription};
use serde_json::json;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use store::Store;
use store::door::{Launch, Runner, RunnerError};
use store::flows::{FlowRow, FlowState, VersionRow};
use store::identity::{Organisation, User, Workspace};
use store::runs::{IdempotencyKey, RunMode, RunRow, RunStatus};
use tokio::runtime::Builder;
use worker::{Limits, Setup, Sharing, Worker};

/// The kinds of nodes.
pub static CATALOG: LazyLock<Arc<Catalog>> = LazyLock::new(catalog);

/// Launches have their idempotency keys in this scope.
pub const SCOPE: &str = "simulation";

/// A launch has this times its number as the `n` of its first item.
pub const KEY_OF_LAUNCH: u64 = 100;

/// Whoever was refused by a limit comes again after this long.
pub const COME_AGAIN: Duration = Duration::from_secs(5);

/// All must have ended so long after the last fault.
pub const PATIENCE: Duration = Duration::from_secs(3_600);

/// Nothing is fetched; making a client takes longer than many simulations.
static CLIENT: LazyLock<outbound::Client> = LazyLock::new(|| {
    crate::support::install_cryptography();
    outbound::Client::new(outbound::Policy::public(), outbound::Settings::default()).expect("a client")
});

/// Plays a simulation to its end.
pub fn play(sim: &Arc<Sim>) {
    let has_faults = sim.faults.pause();
    in_a_process(sim, 10, set_up(sim));
    sim.faults.resume(has_faults);
    let mut chance = Chance::new(sim.seed, "lives");
    let kills = if has_faults { chance.below(4) } else { 0 };
    for _ in 0..kills {
        let life_ms = [50, 400, 3_000][chance.below(3) as usize];
        let lifetime = Duration::from_millis(1 + chance.below(life_ms));
        // Until the next process begins time passes, or the clock is set back.
        let pause_ms = if chance.percent(75) { 10 } else { chance.below(6_000).cast_signed() - 3_000 };
        in_a_process(sim, pause_ms, async {
            tokio::select! {
                biased;
                () = live(sim, has_faults) => {}
                () = tokio::time::sleep(lifetime) => {}
            }
        });
    }
    let faulty_ms = chance.below(6_000);
    in_a_process(sim, 10, async {
        let stop = async {
            tokio::time::sleep(Duration::from_millis(faulty_ms)).await;
            sim.faults.stop();
        };
        let live = async { tokio::join!(live(sim, has_faults), stop) };
        let ended = tokio::time::timeout(PATIENCE, live).await;
        if ended.is_err() {
            note_what_is_open(sim).await;
        }
    });
}

/// Runs are open long after they should have ended.
pub async fn note_what_is_open(sim: &Arc<Sim>) {
    let open = person::open_runs(sim).await;
    for row in &open {
        for asleep in events::both_sleep(sim, row).await {
            sim.note_violation(format!("a_signal_and_its_wait_never_both_sleep: {asleep}"));
        }
        if row.status == RunStatus::Queued {
            sim.note_violation(format!("every_queued_run_starts_or_ends: {} waits for its turn", row.id));
        }
    }
    let standing = |row: &RunRow| {
        let RunRow { id, status, wake_at, owner, next_sequence, .. } = row;
        format!("{id} is {status:?} after {next_sequence} records, wakes at {wake_at:?}, is owned by {owner:?}")
    };
    let standings: Vec<String> = open.iter().map(standing).collect();
    sim.note_violation(format!("all_ends_once_faults_stop: {standings:#?}"));
}

/// How many runs are launched.
pub fn launches(seed: u64) -> u64 {
    let mut chance = Chance::new(seed, "number of launches");
    // Where there are limits, they must be reached.
    if seed >= EVENTS_FROM { 2 + chance.below(5) } else { 1 + chance.below(4) }
}

/// Runs a process in virtual time. What it has begun ends with it, wherever it is.
pub fn in_a_process(sim: &Arc<Sim>, pause_ms: i64, work: impl Future<Output = ()>) {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    let now = runtime.block_on(async {
        sim.seen().lives += 1;
        sim.clock.begin();
        work.await;
        sim.clock.now()
    });
    drop(runtime);
    sim.clock.end(now, pause_ms);
}

/// One tenant with the flows published.
pub async fn set_up(sim: &Arc<Sim>) {
    let ids = &*sim.ids;
    let organisation = Organisation { id: OrganisationId::new(ids), name: "Agency".into(), created_at: Timestamp(0) };
    let workspace = Workspace {
        id: WorkspaceId::new(ids),
        organisation: organisation.id,
        name: "Client".into(),
        time_zone: "UTC".into(),
        created_at: Timestamp(0),
    };
    let owner = User {
        id: UserId::new(ids),
        organisation: organisation.id,
        name: "Olga".into(),
        email: "olga@example.test".into(),
        password_hash: String::new(),
        created_at: Timestamp(0),
        disabled_at: None,
    };
    sim.store.set_up(organisation, workspace.clone(), owner).await.expect("set up");
    sim.seen().workspace = Some(workspace.id);
    for place in 0..sim.flows.len() {
        publish(sim, workspace.id, place).await;
    }
}

async fn publish(sim: &Arc<Sim>, workspace: WorkspaceId, place: usize) {
    let document = &sim.flows[place].flow;
    let (flow, version) = (flow_id(place), VersionId::new(&*sim.ids));
    let text = serde_json::to_string(document).expect("a document");
    let row = FlowRow {
        id: flow,
        workspace,
        name: "Simulated".into(),
        description: String::new(),
        state: FlowState::Draft,
        version: None,
        version_number: None,
        revision: 1,
        published_revision: None,
        trigger_kinds: vec![document.nodes[0].kind.clone()],
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
        updated_by: None,
        system: false,
    };
    sim.store.create_flow(row, &text).await.expect("a flow");
    let version_row = VersionRow {
        id: version,
        flow,
        workspace,
        number: None,
        note: String::new(),
        document: text,
        created_at: Timestamp(0),
        created_by: None,
    };
    let subscription = if place == 0 { Subscription::Error } else { Subscription::Call };
    let trigger = store::triggers::NewTrigger {
        id: flow::id::TriggerId::new(&*sim.ids),
        node: NodeId::from("t"),
        subscription: serde_json::to_string(&subscription).expect("a subscription"),
        webhook_path: None,
        next_at: None,
        event: None,
    };
    sim.store.publish(version_row, 1, vec![trigger]).await.expect("published");
    sim.seen().published.push((flow, version));
}

/// A process: takes up what was open, launches what is not launched, and waits until all is over.
async fn live(sim: &Arc<Sim>, meddles: bool) {
    let worker = start(sim).await;
    note_what_is_done(sim, &worker).await;
    loop {
        launch_all(sim, &worker, meddles).await;
        Person::default().until_all_is_over(sim, &worker).await;
        if sim.seen().acknowledged.len() as u64 == launches(sim.seed) {
            break;
        }
        tokio::time::sleep(COME_AGAIN).await;
    }
    memory_is_bounded(sim, &worker).await;
}

/// What somebody launches, and does then.
pub struct Planned {
    pub number: u64,
    pub pause_ms: u64,
    pub items: u64,
    pub meddling: u64,
    pub meddle_after_ms: u64,
}

/// The launches of a seed, the same however often they are tried.
pub fn planned(seed: u64) -> Vec<Planned> {
    let mut chance = Chance::new(seed, "launches");
    let plan = |number| Planned {
        number,
        pause_ms: chance.below(300),
        items: 1 + chance.below(3),
        meddling: chance.below(100),
        meddle_after_ms: chance.below(700),
    };
    (0..launches(seed)).map(plan).collect()
}

/// Launches what was not, once each; some may be refused.
async fn launch_all(sim: &Arc<Sim>, worker: &Worker, meddles: bool) {
    for Planned { number, pause_ms, items, meddling, meddle_after_ms } in planned(sim.seed) {
        if sim.seen().acknowledged.contains_key(&number) {
            // Whoever launched it may have been cut off before the event was acknowledged, too.
            events::send_early(sim, worker, number, "with").await;
            continue;
        }
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        launch(sim, worker, number, items).await;
        if meddles {
            // Half of them at once, before the first effect is over.
            tokio::time::sleep(Duration::from_millis(meddle_after_ms.saturating_sub(350))).await;
            meddle(sim, worker, number, meddling).await;
        }
    }
}

/// Once all is over, no run is in memory.
pub async fn memory_is_bounded(sim: &Arc<Sim>, worker: &Worker) {
    // What was written was not told yet, maybe.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let (active, _) = worker.load();
    if active > 0 {
        sim.note_violation(format!("memory_and_queues_bounded: {active} runs are in memory when all are over"));
    }
    if worker.queued() > 0 {
        sim.note_violation(format!("memory_and_queues_bounded: {} runs are queued when all are over", worker.queued()));
    }
}

/// Now and then a person cancels or pauses a run.
pub async fn meddle(sim: &Arc<Sim>, worker: &Worker, number: u64, percent: u64) {
    match percent {
        0..8 => person::cancel(sim, worker, number, true).await,
        8..11 => person::cancel(sim, worker, number, false).await,
        11..18 => person::pause(sim, worker, number).await,
        _ => {}
    }
}

async fn start(sim: &Arc<Sim>) -> Worker {
    start_on(sim, sim.store.clone(), sim.clock.clone(), "").await
}

/// Starts a worker on this store, tried again until the store answers.
pub async fn start_on(sim: &Arc<Sim>, store: Arc<dyn Store>, clock: Arc<dyn Clock>, name: &str) -> Worker {
    loop {
        let http = CLIENT.clone();
        let setup = Setup {
            store: store.clone(),
            catalog: CATALOG.clone(),
            vault: Arc::new(vault::Vault::new([7; 32]).expect("a vault")),
            http,
            clock: clock.clone(),
            ids: sim.ids.clone(),
            public_url: None,
            expression_env: Default::default(),
            limits: limits_of(sim.seed),
        };
        let sharing = Sharing { host: name.to_owned(), ..Sharing::default() };
        match Worker::start_as(setup, sharing).await {
            Ok(worker) => return worker,
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Now and then few events a record, and a snapshot after each few records.
fn limits_of(seed: u64) -> Limits {
    match seed % 5 {
        0 => Limits { turn_events: 7, journal_size_bytes: 600, ..Limits::default() },
        _ => Limits::default(),
    }
}

/// Which steps are done, by what is written when a process begins.
async fn note_what_is_done(sim: &Arc<Sim>, worker: &Worker) {
    let (runs, workspace) = {
        let seen = sim.seen();
        (seen.acknowledged.values().copied().collect::<Vec<_>>(), seen.workspace.expect("it is set up"))
    };
    for run in runs {
        match sim.past_faults(worker.inspect(workspace, run)).await {
            Ok(view) => {
                let done = view.steps.iter().filter(|step| step.state == "done");
                let keys = done.map(|step| format!("{run}/{}/{}", step.node.0, step.frame)).collect::<Vec<_>>();
                sim.seen().done.extend(keys);
            }
            Err(error) => sim.note_violation(format!("acked_accept_never_lost: {run} {error}")),
        }
    }
}

/// Launches a run, with the events that come before it or with it; gives up if a limit refuses it.
pub async fn launch(sim: &Arc<Sim>, worker: &Worker, number: u64, items: u64) {
    events::send_early(sim, worker, number, "before").await;
    tokio::join!(launch_run(sim, worker, number, items), events::send_early(sim, worker, number, "with"));
}

async fn launch_run(sim: &Arc<Sim>, worker: &Worker, number: u64, items: u64) {
    let (workspace, (flow, version)) = {
        let seen = sim.seen();
        (seen.workspace.expect("it is set up"), seen.published[0])
    };
    let key = IdempotencyKey {
        scope: SCOPE.into(),
        key: number.to_string(),
        body_hash: [0; 32],
        expires_at: Timestamp(i64::MAX),
    };
    let mut chance = Chance::new(sim.seed, &format!("patience {number}"));
    // A caller asks again, with the same key, until it is told yes.
    loop {
        let launch = Launch {
            workspace,
            flow,
            version,
            node: NodeId::from("t"),
            items: (0..items).map(|item| item_of(sim, number, item)).collect(),
            mode: RunMode::Webhook,
            idempotency: Some(key.clone()),
            run: None,
            wait_for_answer: number.is_multiple_of(2),
        };
        // Some go away before they are answered.
        let patience_ms = if chance.percent(20) { chance.below(100) } else { u64::MAX >> 16 };
        let patience = Duration::from_millis(patience_ms);
        let accepted = match tokio::time::timeout(patience, worker.launch(launch)).await {
            Ok(Ok(launched)) => {
                sim.seen().queued += usize::from(launched.status == RunStatus::Queued);
                Some(launched.run)
            }
            Ok(Err(RunnerError::Duplicate(row))) => Some(row.run),
            Ok(Err(RunnerError::Limited(_))) => {
                sim.seen().refused += 1;
                return;
            }
            Ok(Err(_)) | Err(_) => None,
        };
        if let Some(run) = accepted {
            let before = sim.seen().acknowledged.insert(number, run);
            if before.is_some_and(|before| before != run) {
                sim.note_violation(format!("one_run_per_idempotency_key: {number}"));
            }
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn item_of(sim: &Sim, number: u64, item: u64) -> Item {
    let mut data = json!({"n": KEY_OF_LAUNCH * number + 30 * item});
    if let Some(key) = limits::key(sim, number) {
        data["key"] = key;
    }
    Item::new(data)
}

/// A process that only looks.
pub async fn start_again(sim: &Arc<Sim>) -> Worker {
    sim.clock.begin();
    start(sim).await
}
