//! What outlives a process: the store, the time, the other side of effects, and
//! what the oracle has seen.

use super::chance::Chance;
use super::faults::SimFaults;
use flow::id::{FlowId, RunId, VersionId, WorkspaceId};
use flow::{Clock, Flow, Timestamp};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use store::Store;
use store::memory::MemoryStore;
use test_kit::CountingIds;
use tokio::time::Instant;

thread_local! {
    /// The simulation that nodes of this thread belong to.
    static CURRENT: RefCell<Option<Arc<Sim>>> = const { RefCell::new(None) };
}

/// The simulation of this thread.
pub fn current() -> Arc<Sim> {
    CURRENT.with_borrow(|sim| sim.clone()).expect("nodes are performed within a simulation")
}

/// A simulation.
pub struct Sim {
    pub seed: u64,
    pub faults: Arc<SimFaults>,
    pub store: Arc<MemoryStore>,
    pub clock: Arc<SimClock>,
    pub ids: Arc<CountingIds>,
    pub flow: Flow,
    chance: Mutex<Chance>,
    seen: Mutex<Seen>,
}

/// What the oracle has seen.
#[derive(Default)]
pub struct Seen {
    pub workspace: Option<WorkspaceId>,
    pub published: Option<(FlowId, VersionId)>,
    /// Runs whose acceptance was acknowledged, by their number among the launches.
    pub acknowledged: BTreeMap<u64, RunId>,
    /// Runs whose cancel was acknowledged.
    pub cancelled: BTreeSet<RunId>,
    /// Runs somebody wanted to cancel, acknowledged or not.
    pub cancel_wanted: BTreeSet<RunId>,
    /// Steps that were done when a process began: `run/node/frame`.
    pub done: BTreeSet<String>,
    pub calls: Vec<Call>,
    pub lives: u32,
    pub violations: Vec<String>,
}

/// A call to the other side.
#[derive(Clone, Debug)]
pub struct Call {
    pub key: String,
    pub life: u32,
    pub succeeded: Option<bool>,
}

/// A call that has begun.
pub struct Begun {
    pub place: usize,
    /// How many calls there were with this key, this one among them.
    pub attempts: u64,
}

impl Sim {
    /// A new simulation, which nodes of this thread see from now on.
    pub fn new(seed: u64, has_faults: bool) -> Arc<Self> {
        let faults = Arc::new(SimFaults::new(seed, has_faults));
        let sim = Arc::new(Self {
            seed,
            store: MemoryStore::with(faults.clone()).expect("a store in memory"),
            faults,
            clock: Arc::default(),
            ids: Arc::default(),
            flow: super::flows::random(&mut Chance::new(seed, "flow")),
            chance: Mutex::new(Chance::new(seed, "effects")),
            seen: Mutex::default(),
        });
        CURRENT.set(Some(sim.clone()));
        sim
    }

    /// What the oracle has seen.
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    /// An invariant was broken.
    pub fn note_violation(&self, what: String) {
        self.seen().violations.push(what);
    }

    /// How long the next call takes.
    pub fn duration_ms(&self) -> u64 {
        let mut chance = self.chance.lock().unwrap();
        if chance.percent(80) { chance.below(20) } else { chance.below(300) }
    }

    /// Somebody calls the other side with this key: `run/node/frame/n`.
    pub async fn begin_call(&self, key: &str) -> Begun {
        let step = key.rsplit_once('/').map_or(key, |(step, _)| step).to_owned();
        let run: RunId = key.split('/').next().unwrap_or_default().parse().expect("a key begins with its run");
        // The store as it is, past its faults: what is durable is durable.
        let is_accepted = {
            let was_on = self.faults.pause();
            let found = self.store_ref().load_run(run).await.is_ok();
            self.faults.resume(was_on);
            found
        };
        let mut seen = self.seen();
        if !is_accepted {
            seen.violations.push(format!("effect_without_durable_intent: {key}"));
        }
        if seen.done.contains(&step) {
            seen.violations.push(format!("result_recorded_at_most_once: {key} was done before"));
        }
        if seen.cancelled.contains(&run) {
            seen.violations.push(format!("nothing_starts_after_a_cancel: {key}"));
        }
        let life = seen.lives;
        if seen.calls.iter().any(|call| call.key == key && call.life == life && call.succeeded == Some(true)) {
            seen.violations.push(format!("a_success_is_not_repeated_in_one_life: {key}"));
        }
        let call = Call { key: key.to_owned(), life, succeeded: None };
        seen.calls.push(call);
        let attempts = seen.calls.iter().filter(|call| call.key == key).count() as u64;
        Begun { place: seen.calls.len() - 1, attempts }
    }

    /// It has answered.
    pub fn end_call(&self, place: usize, succeeded: bool) {
        self.seen().calls[place].succeeded = Some(succeeded);
    }

    /// The store for those who hold any.
    pub fn store_ref(&self) -> Arc<dyn Store> {
        self.store.clone()
    }

    /// All that was seen, to compare two plays of one seed.
    pub fn trace(&self) -> String {
        let seen = self.seen();
        format!("{:?} {:?} {:?} {}", seen.acknowledged, seen.calls, seen.cancelled, seen.lives)
    }
}

/// Time that goes on from one process to the next.
#[derive(Debug)]
pub struct SimClock {
    /// When the present process began.
    began_ms: AtomicI64,
    begin: Mutex<Option<Instant>>,
}

impl Default for SimClock {
    fn default() -> Self {
        Self { began_ms: AtomicI64::new(1_767_225_600_000), begin: Mutex::new(None) }
    }
}

impl SimClock {
    /// A process begins.
    pub fn begin(&self) {
        *self.begin.lock().unwrap() = Some(Instant::now());
    }

    /// It has ended; so much time passes until the next one.
    pub fn end(&self, now: Timestamp, pause_ms: i64) {
        *self.begin.lock().unwrap() = None;
        self.began_ms.store(now.0 + pause_ms, Ordering::SeqCst);
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        let passed = self.begin.lock().unwrap().map_or(0, |begin| begin.elapsed().as_millis() as i64);
        Timestamp(self.began_ms.load(Ordering::SeqCst) + passed)
    }
}
