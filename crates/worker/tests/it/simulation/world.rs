//! What outlives a process: the store, the time, the other side of effects, and
//! what the oracle has seen.

use super::chance::Chance;
use super::events::Heard;
use super::faults::SimFaults;
use super::flows::flow_id;
use super::life::CATALOG;
use crate::journal::Journal;
use flow::document::{Durability, OnUncertain};
use flow::id::{FlowId, OwnerId, RunId, VersionId, WorkspaceId};
use flow::{Clock, Flow, NodeId, Plan, Timestamp};
use node_sdk::HeavyContext;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use store::Store;
use store::faults::Faulty;
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
    pub store: Arc<dyn Store>,
    /// Whether several processes share the store.
    pub is_shared: bool,
    pub clock: Arc<SimClock>,
    pub ids: Arc<CountingIds>,
    /// The flow that is launched, and the one it calls, if it calls one.
    pub flows: Vec<Drawn>,
    chance: Mutex<Chance>,
    seen: Mutex<Seen>,
}

/// A flow, as drawn and as compiled.
pub struct Drawn {
    pub flow: Flow,
    pub plan: Plan,
}

impl Drawn {
    fn new(flow: Flow) -> Self {
        let plan = flow::compile(&flow, &**CATALOG).unwrap_or_else(|problems| panic!("{problems:#?}"));
        Self { flow, plan }
    }

    fn has(&self, is_so: impl Fn(&flow::Node) -> bool) -> bool {
        self.flow.nodes.iter().any(is_so)
    }
}

/// What the oracle has seen.
#[derive(Default)]
pub struct Seen {
    pub workspace: Option<WorkspaceId>,
    pub published: Vec<(FlowId, VersionId)>,
    /// Runs whose acceptance was acknowledged, by their number among the launches.
    pub acknowledged: BTreeMap<u64, RunId>,
    /// Runs whose cancel was acknowledged.
    pub cancelled: BTreeSet<RunId>,
    /// Runs somebody wanted to cancel, acknowledged or not.
    pub cancel_wanted: BTreeSet<RunId>,
    /// Runs whose pause was acknowledged, and that nobody wanted to go on since.
    pub paused: BTreeSet<RunId>,
    /// Runs that a person has to let go on.
    pub to_resume: BTreeSet<RunId>,
    /// Steps that were done when a process began: `run/node/frame`.
    pub done: BTreeSet<String>,
    /// Waits somebody has ended, and was told so: `run/node/frame`.
    pub answered: BTreeSet<String>,
    /// Steps in doubt a person wanted to have performed again, and how many calls there had been.
    pub settled: BTreeMap<String, usize>,
    pub calls: Vec<Call>,
    /// The events that somebody outside sent.
    pub heard: Heard,
    /// How many events steps sent.
    pub told: usize,
    /// How many launches were told that they wait for their turn, and how many that there is none.
    pub queued: usize,
    pub refused: usize,
    /// How many pauses were acknowledged.
    pub pauses: usize,
    /// How many runs were begun by runs.
    pub children: usize,
    /// How many leases ended while their process was alive or had died.
    pub take_overs: usize,
    /// How many blocks' work was undone.
    pub undone: usize,
    pub lives: u32,
    pub violations: Vec<String>,
}

/// A call to the other side.
#[derive(Clone)]
pub struct Call {
    pub key: String,
    pub life: u32,
    pub succeeded: Option<bool>,
}

impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} in life {}: {:?}", self.key, self.life, self.succeeded)
    }
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
        let store = Faulty::new(MemoryStore::open().expect("a store in memory"), faults.clone());
        Self::with(seed, faults, store, false)
    }

    /// The same for processes that share a store; what it itself does there always succeeds.
    pub fn on(seed: u64, store: Arc<dyn Store>) -> Arc<Self> {
        Self::with(seed, Arc::new(SimFaults::new(seed, false)), store, true)
    }

    fn with(seed: u64, faults: Arc<SimFaults>, store: Arc<dyn Store>, is_shared: bool) -> Arc<Self> {
        let flows = super::flows::random(seed);
        let sim = Arc::new(Self {
            seed,
            store,
            faults,
            is_shared,
            clock: Arc::default(),
            ids: Arc::default(),
            flows: flows.into_iter().map(Drawn::new).collect(),
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

    /// The run of a launch, if it is known to be accepted.
    pub fn launched(&self, number: u64) -> Option<RunId> {
        self.seen().acknowledged.get(&number).copied()
    }

    /// An invariant was broken.
    pub fn note_violation(&self, what: String) {
        self.seen().violations.push(what);
    }

    /// One of the flows.
    pub fn drawn(&self, flow: FlowId) -> &Drawn {
        self.flows.iter().enumerate().find(|(place, _)| flow_id(*place) == flow).expect("a flow of ours").1
    }

    /// Whether runs begin runs.
    pub fn has_calls(&self) -> bool {
        self.flows.len() > 1
    }

    /// Whether a person is needed for the runs to end.
    pub fn needs_a_person(&self) -> bool {
        let is_asked = |node: &flow::Node| matches!(node.kind.as_str(), "ask" | "hear" | "knock");
        let needs = |node: &flow::Node| is_asked(node) || node.on_uncertain == OnUncertain::Ask;
        self.flows.iter().any(|drawn| drawn.has(needs))
    }

    /// How long the next call takes.
    pub fn duration_ms(&self) -> u64 {
        let mut chance = self.chance.lock().unwrap();
        if chance.percent(80) { chance.below(20) } else { chance.below(300) }
    }

    /// Looks at the store as it is, past its faults: what is durable is durable.
    pub async fn past_faults<T>(&self, look: impl Future<Output = T>) -> T {
        let was_on = self.faults.pause();
        let found = look.await;
        self.faults.resume(was_on);
        found
    }

    /// Somebody calls the other side with this key: `run/node/frame/n`.
    pub async fn begin_call(&self, context: &HeavyContext<'_>, is_effect: bool) -> Begun {
        super::limits::check_in_flight(self).await;
        let key = context.idempotency_key;
        let step = key.rsplit_once('/').map_or(key, |(step, _)| step).to_owned();
        let mut parts = step.split('/');
        let run: RunId = parts.next().unwrap_or_default().parse().expect("a key begins with its run");
        let node = NodeId::from(parts.next().expect("then comes the node"));
        let frame: u32 = parts.next().expect("and then the frame").parse().expect("a number");
        let written = self.past_faults(self.store.load_run(run)).await;
        let mut broken = Vec::new();
        let (mut is_fast, mut life) = (false, self.seen().lives);
        match written {
            Err(_) => broken.push("effect_without_durable_intent"),
            Ok((row, chunks)) => {
                if self.is_shared {
                    life = generation(row.owner);
                    if !self.is_of_the_owner(row.owner, context.now).await {
                        broken.push("nothing_of_an_old_generation");
                    }
                }
                let drawn = self.drawn(row.flow);
                is_fast = drawn.flow.settings.durability == Durability::Fast;
                let calls = 1 + self.seen().calls.iter().filter(|call| call.key == key).count();
                if is_effect && !is_fast && intents(drawn, &chunks, &node, frame).is_some_and(|intents| intents < calls)
                {
                    broken.push("effect_without_durable_intent");
                }
                let asks = drawn.flow.node(&node).is_some_and(|node| node.on_uncertain == OnUncertain::Ask);
                if asks && !is_fast && self.is_open(key, &step) {
                    broken.push("at_most_once_unless_settled");
                }
            }
        }
        let mut seen = self.seen();
        let earlier = || seen.calls.iter().filter(|call| call.key == key);
        if seen.done.contains(&step) {
            broken.push("result_recorded_at_most_once");
        }
        // What a fast flow was at when it was stopped is at work again after a crash.
        let is_new = !is_fast || earlier().next().is_none();
        if is_new && seen.cancelled.contains(&run) {
            broken.push("nothing_starts_after_a_cancel");
        }
        if is_new && seen.paused.contains(&run) && earlier().next().is_none() {
            broken.push("nothing_starts_while_paused");
        }
        if seen.calls.iter().any(|call| call.key != key && call.key.starts_with(&format!("{step}/"))) {
            broken.push("one_key_per_step");
        }
        if !is_fast && earlier().any(|call| call.life == life && call.succeeded == Some(true)) {
            broken.push("a_success_is_not_repeated_in_one_life");
        }
        let attempts = earlier().count() as u64 + 1;
        seen.violations.extend(broken.into_iter().map(|invariant| format!("{invariant}: {key}")));
        seen.calls.push(Call { key: key.to_owned(), life, succeeded: None });
        Begun { place: seen.calls.len() - 1, attempts }
    }

    /// Whether the process whose clock this is owns the run, by a lease that lasts. Clocks of
    /// processes are odd or even as their numbers are.
    async fn is_of_the_owner(&self, owner: Option<OwnerId>, now: Timestamp) -> bool {
        let processes = self.store.processes().await.expect("it is read past the faults");
        let owner = processes.present.iter().find(|present| Some(present.id) == owner);
        owner.is_some_and(|owner| super::pair::is_of_process(now, &owner.host))
    }

    /// Whether a call with this key may have had its effect, and no person has said to repeat it.
    fn is_open(&self, key: &str, step: &str) -> bool {
        let seen = self.seen();
        let excused = seen.settled.get(step).copied().unwrap_or(0);
        seen.calls[excused..].iter().any(|call| call.key == key && call.succeeded != Some(false))
    }

    /// It has answered.
    pub fn end_call(&self, place: usize, succeeded: bool) {
        self.seen().calls[place].succeeded = Some(succeeded);
    }

    /// All that was seen, to compare two plays of one seed.
    pub fn trace(&self) -> String {
        let seen = self.seen();
        format!("{:?} {:?} {:?} {:?} {}", seen.acknowledged, seen.calls, seen.cancelled, seen.answered, seen.lives)
    }
}

/// A life of a process, told from others.
fn generation(owner: Option<OwnerId>) -> u32 {
    owner.map_or(0, |owner| (owner.0.as_u128() & u128::from(u32::MAX)) as u32)
}

/// How often it is written that this effect is about to begin; None: that is no longer kept.
fn intents(drawn: &Drawn, chunks: &[Vec<u8>], node: &NodeId, frame: u32) -> Option<usize> {
    let journal = Journal::read(chunks);
    let node = drawn.plan.index_of(node).expect("a node of the flow");
    let count = journal.intents().filter(|place| *place == (frame, node)).count();
    (!journal.is_shortened()).then_some(count)
}

/// Time that goes on from one process to the next, and is set wrong now and then.
#[derive(Debug)]
pub struct SimClock {
    /// When the present process began.
    began_ms: AtomicI64,
    begin: Mutex<Option<Instant>>,
    latest_ms: AtomicI64,
}

impl Default for SimClock {
    fn default() -> Self {
        let began_ms = 1_767_225_600_000;
        Self { began_ms: AtomicI64::new(began_ms), begin: Mutex::new(None), latest_ms: AtomicI64::new(began_ms) }
    }
}

impl SimClock {
    /// A process begins.
    pub fn begin(&self) {
        *self.begin.lock().unwrap() = Some(Instant::now());
    }

    /// It has ended; so much later by its own reckoning the next one begins.
    pub fn end(&self, now: Timestamp, pause_ms: i64) {
        *self.begin.lock().unwrap() = None;
        self.began_ms.store(now.0 + pause_ms, Ordering::SeqCst);
    }

    /// Somebody is told this time.
    pub fn tell(&self, now: Timestamp) -> Timestamp {
        self.latest_ms.fetch_max(now.0, Ordering::SeqCst);
        now
    }

    /// The latest time anybody was told.
    pub fn latest(&self) -> Timestamp {
        Timestamp(self.latest_ms.load(Ordering::SeqCst))
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        let passed = self.begin.lock().unwrap().map_or(0, |begin| begin.elapsed().as_millis() as i64);
        self.tell(Timestamp(self.began_ms.load(Ordering::SeqCst) + passed))
    }
}
