//! A process with a scheduler and a worker on a store in memory, under a clock that a test
//! moves: it goes on with virtual time, and is set forward and back.

use flow::id::{FlowId, OrganisationId, TriggerId, UserId, VersionId, WorkspaceId};
use flow::{Clock, NodeId, Timestamp};
use node_sdk::trigger::Missed;
use node_sdk::{Catalog, NodeError, Subscription, TriggerNode};
use scheduler::Scheduler;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::flows::{FlowRow, FlowState, Flows, VersionRow};
use store::identity::{Identity, Organisation, User, Workspace};
use store::memory::MemoryStore;
use store::runs::Retention;
use store::triggers::NewTrigger;
use test_kit::CountingIds;
use tokio::runtime::Builder;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use worker::{Limits, Setup, Worker};

const ICON: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M0 0"/></svg>"#;

/// # Begin
///
/// Begins runs.
#[derive(Deserialize, JsonSchema)]
struct Begin {}

impl TriggerNode for Begin {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        Ok(vec![Subscription::Error])
    }
}

/// A clock on the wall.
#[derive(Debug)]
pub struct Wall {
    shown_ms: AtomicI64,
    since: Mutex<Option<Instant>>,
}

impl Wall {
    /// Moves the hands by so much.
    fn set_by(&self, by_ms: i64) {
        self.shown_ms.fetch_add(by_ms, Ordering::SeqCst);
    }

    /// From now on it goes with the time of this runtime.
    fn go(&self) {
        *self.since.lock().unwrap() = Some(Instant::now());
    }

    /// It stands.
    fn stand(&self) {
        let now = self.now();
        *self.since.lock().unwrap() = None;
        self.shown_ms.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        let passed = self.since.lock().unwrap().map_or(0, |since| since.elapsed().as_millis() as i64);
        Timestamp(self.shown_ms.load(Ordering::SeqCst) + passed)
    }
}

/// What happens to the process and its clock.
#[derive(Clone, Copy, Debug)]
pub enum Happens {
    /// Minutes go by.
    Minutes(i64),
    /// The clock is set by so many seconds.
    Set(i64),
    /// The process is killed, and another one begins when the clock shows so many seconds more, or less.
    Killed(i64),
}

/// A schedule.
#[derive(Clone, Debug)]
pub struct Planned {
    pub cron: String,
    pub zone: &'static str,
    pub missed: Missed,
}

/// A schedule that is published.
pub struct Published {
    pub flow: FlowId,
    pub trigger: TriggerId,
}

/// What outlives a process.
pub struct Stage {
    pub store: Arc<MemoryStore>,
    pub workspace: WorkspaceId,
    pub wall: Arc<Wall>,
    ids: Arc<CountingIds>,
}

impl Stage {
    /// One tenant, at this time.
    pub fn new(now: Timestamp) -> Self {
        let store = MemoryStore::open().expect("a store in memory");
        let ids = Arc::new(CountingIds::default());
        let organisation = Organisation { id: OrganisationId::new(&*ids), name: "Agency".into(), created_at: now };
        let workspace = Workspace {
            id: WorkspaceId::new(&*ids),
            organisation: organisation.id,
            name: "Client".into(),
            time_zone: "UTC".into(),
            created_at: now,
        };
        let owner = User {
            id: UserId::new(&*ids),
            organisation: organisation.id,
            name: "Olga".into(),
            email: "olga@example.test".into(),
            password_hash: String::new(),
            created_at: now,
            disabled_at: None,
        };
        let id = workspace.id;
        in_a_process(store.set_up(organisation, workspace, owner)).expect("set up");
        let wall = Arc::new(Wall { shown_ms: AtomicI64::new(now.0), since: Mutex::default() });
        Self { store, workspace: id, wall, ids }
    }

    /// Publishes a flow that begins by this schedule.
    pub fn publish(&self, planned: &Planned) -> Published {
        let now = self.wall.now();
        let document = json!({
            "format": "towpath.flow", "version": 1, "name": "Scheduled", "edges": [],
            "nodes": [{"id": "t", "kind": "begin", "name": "t"}],
        });
        let (flow, trigger) = (FlowId::new(&*self.ids), TriggerId::new(&*self.ids));
        let row = FlowRow {
            id: flow,
            workspace: self.workspace,
            name: "Scheduled".into(),
            description: String::new(),
            state: FlowState::Draft,
            version: None,
            version_number: None,
            revision: 1,
            published_revision: None,
            trigger_kinds: vec!["begin".into()],
            created_at: now,
            updated_at: now,
            updated_by: None,
            system: false,
        };
        let version = VersionRow {
            id: VersionId::new(&*self.ids),
            flow,
            workspace: self.workspace,
            number: None,
            note: String::new(),
            document: document.to_string(),
            created_at: now,
            created_by: None,
        };
        let Planned { cron, zone, missed } = planned.clone();
        let next_at = node_sdk::cron::next(&cron, zone, now).expect("a schedule");
        let subscription = Subscription::Schedule { cron, time_zone: Some(zone.to_owned()), missed, in_words: false };
        let new_trigger = NewTrigger {
            id: trigger,
            node: NodeId::from("t"),
            subscription: serde_json::to_string(&subscription).expect("a subscription"),
            webhook_path: None,
            next_at,
            event: None,
        };
        in_a_process(async {
            self.store.create_flow(row, &document.to_string()).await.expect("a flow");
            self.store.publish(version, 1, vec![new_trigger]).await.expect("published");
        });
        Published { flow, trigger }
    }

    /// Lets all this happen. Gives the stretches of time the clock showed to a process, in order.
    pub fn play(&self, happenings: &[Happens]) -> Vec<(Timestamp, Timestamp)> {
        let mut shown = Vec::new();
        let mut rest = happenings;
        loop {
            let until = rest.iter().position(|happens| matches!(happens, Happens::Killed(_)));
            let (life, after) = rest.split_at(until.unwrap_or(rest.len()));
            in_a_process(self.live(life, &mut shown));
            let Some((Happens::Killed(by_s), after)) = after.split_first() else { return shown };
            self.wall.set_by(by_s * 1_000);
            rest = after;
        }
    }

    /// One process, until it is killed.
    async fn live(&self, life: &[Happens], shown: &mut Vec<(Timestamp, Timestamp)>) {
        self.wall.go();
        let worker = self.start_worker().await;
        let scheduler = Scheduler {
            store: self.store.clone(),
            runner: Arc::new(worker),
            clock: self.wall.clone(),
            kept: Retention::of_flow(u32::MAX),
            changed: Arc::default(),
        };
        tokio::spawn(scheduler.run(CancellationToken::new()));
        for happens in life {
            match happens {
                Happens::Minutes(minutes) => {
                    let from = self.wall.now();
                    tokio::time::sleep(Duration::from_secs(minutes.unsigned_abs() * 60)).await;
                    shown.push((from, self.wall.now()));
                }
                Happens::Set(by_s) | Happens::Killed(by_s) => self.wall.set_by(by_s * 1_000),
            }
        }
        self.wall.stand();
    }

    async fn start_worker(&self) -> Worker {
        // Another test of this process may have been first.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let http = outbound::Client::new(outbound::Policy::public(), outbound::Settings::default()).expect("a client");
        let mut catalog = Catalog::default();
        catalog.add(node_sdk::trigger::<Begin>("begin", ICON));
        let setup = Setup {
            store: self.store.clone(),
            catalog: Arc::new(catalog),
            vault: Arc::new(vault::Vault::new([7; 32]).expect("a vault")),
            http,
            clock: self.wall.clone(),
            ids: self.ids.clone(),
            public_url: None,
            expression_env: Default::default(),
            limits: Limits::default(),
        };
        Worker::start(setup).await.expect("a worker")
    }
}

/// Runs a process in virtual time; what it has begun ends with it.
pub fn in_a_process<T>(work: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(work)
}
