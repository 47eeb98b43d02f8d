//! Performs: owns open runs, feeds the engine, carries out its commands by
//! calling nodes, and makes every step durable through the store.
//!
//! The hot path: a run is speculated in memory up to its first heavy node, one
//! record holds its acceptance and everything settled so far, the committer
//! groups the records of many runs, and the caller is answered after the commit.
//! Before a heavy node with an effect starts, its intent is in a committed record.
//!
//! An open run is an actor (`actor`): one task that alone holds its state. A run
//! that only waits is not in memory at all, but for its time in the wake list.

mod active;
mod actor;
mod again;
mod answer;
mod batches;
mod brought_along;
mod callers;
mod child;
mod debug;
mod detached;
mod elsewhere;
mod flow_tests;
mod forms;
mod gate;
mod hub;
mod inside;
mod inspect;
mod invite;
mod javascript;
mod kept;
mod launch;
mod lease;
mod live;
mod long;
mod look_up;
mod pack;
mod perform;
mod place;
mod poll;
mod preview;
mod recover;
mod redact;
mod registry;
pub mod rehearse;
mod resume;
mod reuse;
mod runner;
mod services;
mod sharing;
mod snapshot;
mod stand_in;
mod suspects;
mod telling;
mod version;
mod waits;
mod wake;
mod world;

use flow::{Clock, Ids};
use hub::LiveHub;
use lease::Lease;
use node_sdk::Catalog;
use registry::Registry;
pub use sharing::{Role, Sharing};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Store;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use vault::Vault;
use version::Versions;
use wake::WakeList;

/// Limits of a worker.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Runs held in memory at once; more are refused with `Overloaded`.
    pub active_runs: usize,
    /// Heavy steps performed at once.
    pub heavy_steps: usize,
    /// Items a node may give at once.
    pub items_per_step: usize,
    /// Bytes of packed events one record may hold.
    pub record_size_bytes: usize,
    /// Events a run may gather before they are written down.
    pub turn_events: usize,
    /// Bytes of items a run may gather before they are written down.
    pub turn_size_bytes: usize,
    /// Bytes of packed events of a run in whose place a snapshot is put.
    pub journal_size_bytes: usize,
    /// Attempts of nodes one run may make, over all iterations; more fail it.
    pub node_runs: u64,
    /// Runs of one workspace that may wait for their turn; more are refused with `Limited`.
    pub queued_runs: usize,
    /// What each workspace is allowed, whatever its owner sets.
    pub workspace: store::limits::Bound,
    /// Memory of the process above which no further run begins. None: it is not looked at.
    pub memory_most_bytes: Option<u64>,
    /// While the database takes longer than this for a record, no further run begins.
    pub commit_slow: std::time::Duration,
    /// Until then light steps, too, begin only once it is written that they do: after the process
    /// has ended again and again without being told to, so that it is known which one ends it.
    pub careful_until: Option<tokio::time::Instant>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            active_runs: 20_000,
            heavy_steps: 256,
            items_per_step: 2_000_000,
            record_size_bytes: 64 * 1024 * 1024,
            turn_events: 5_000,
            turn_size_bytes: 16 * 1024 * 1024,
            journal_size_bytes: 1024 * 1024,
            node_runs: 10_000_000,
            queued_runs: 1_000_000,
            workspace: store::limits::Bound::default(),
            memory_most_bytes: None,
            commit_slow: std::time::Duration::from_secs(5),
            careful_until: None,
        }
    }
}

/// What a worker is made of.
pub struct Setup {
    /// Where runs are kept.
    pub store: Arc<dyn Store>,
    /// The nodes there are.
    pub catalog: Arc<Catalog>,
    /// Opens credentials.
    pub vault: Arc<Vault>,
    /// The way outside.
    pub http: outbound::Client,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes ids.
    pub ids: Arc<dyn Ids>,
    /// The address providers can reach this server at, without a slash at the end.
    pub public_url: Option<String>,
    /// What `$env` is: the variables of the environment that flows may read, by name.
    pub expression_env: BTreeMap<String, String>,
    /// How much at once.
    pub limits: Limits,
}

/// Performs runs. Cheap to clone; implements `store::door::Runner`.
#[derive(Clone)]
pub struct Worker {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    store: Arc<dyn Store>,
    catalog: Arc<Catalog>,
    vault: Arc<Vault>,
    http: outbound::Client,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    public_url: Option<String>,
    expression_env: Arc<serde_json::Value>,
    limits: Limits,
    versions: Versions,
    registry: Registry,
    wake: WakeList,
    live: LiveHub,
    children: child::Children,
    callers: callers::Callers,
    heavy: gate::Slots,
    suspects: suspects::Suspects,
    seats: gate::Seats,
    gate: gate::Gate,
    pressure: gate::pressure::Pressure,
    keys: services::Keys,
    batches: batches::Batches,
    looking: poll::Looking,
    post: waits::send::Post,
    lease: Lease,
    elsewhere: elsewhere::Elsewhere,
    telling: telling::Telling,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Worker {
    /// Starts the worker: takes up the runs that were open, then wakes runs as their
    /// times come. Returns once the open runs are listed; they resume in the background.
    ///
    /// Errors: what the store says when the open runs cannot be read.
    pub async fn start(setup: Setup) -> store::StoreResult<Self> {
        Self::start_as(setup, Sharing::default()).await
    }

    /// The same beside other processes, where the database can be shared.
    pub async fn start_as(setup: Setup, sharing: Sharing) -> store::StoreResult<Self> {
        let inner = Arc::new(Inner {
            versions: Versions::new(setup.store.clone(), setup.catalog.clone())
                .inviting(invite::Invitations::new(setup.vault.clone(), setup.public_url.clone())),
            registry: Registry::default(),
            wake: WakeList::default(),
            live: LiveHub::default(),
            children: child::Children::default(),
            callers: callers::Callers::default(),
            heavy: gate::Slots::new(setup.limits.heavy_steps),
            suspects: suspects::Suspects::default(),
            seats: gate::Seats::new(setup.limits.active_runs),
            gate: gate::Gate::new(setup.limits.workspace),
            pressure: gate::pressure::Pressure::new(setup.limits.commit_slow),
            keys: services::Keys::default(),
            batches: batches::Batches::default(),
            looking: poll::Looking::default(),
            post: waits::send::Post::default(),
            telling: telling::Telling::new(setup.store.clone(), sharing.carrier.clone()),
            lease: Lease::new(setup.store.is_shared(), sharing),
            elsewhere: elsewhere::Elsewhere::default(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            store: setup.store,
            catalog: setup.catalog,
            vault: setup.vault,
            http: setup.http,
            clock: setup.clock,
            ids: setup.ids,
            public_url: setup.public_url,
            expression_env: Arc::new(serde_json::json!(setup.expression_env)),
            limits: setup.limits,
        });
        gate::refresh(&inner).await;
        if let Some(most_bytes) = inner.limits.memory_most_bytes {
            inner.tasks.spawn(gate::pressure::watch(inner.clone(), most_bytes));
        }
        if inner.lease.performs() {
            // What may fail comes first: after it tasks are at work that nobody would end.
            kept::statics::settle_left(&inner).await?;
        }
        if inner.lease.is_shared() {
            lease::join(&inner).await?;
            lease::keep(&inner, telling::work(&inner));
            elsewhere::work(&inner);
            hub::tell_others(&inner);
        } else {
            let interrupted = recover::list_open(&inner).await?;
            inner.tasks.spawn(recover::resume(inner.clone(), interrupted));
        }
        if !inner.lease.performs() {
            return Ok(Self { inner });
        }
        inner.tasks.spawn(wake::run(inner.clone()));
        inner.tasks.spawn(batches::run(inner.clone()));
        inner.tasks.spawn(gate::run(inner.clone()));
        inner.tasks.spawn(waits::send::run(inner.clone()));
        Ok(Self { inner })
    }

    /// Stops taking new work and waits for what is being performed; runs that
    /// wait stay in the store and go on with the next start. Bounded by the caller.
    pub async fn drain(&self) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        lease::hand_over(&self.inner, self.inner.tasks.wait()).await;
    }

    /// Lets other processes have all runs: the last thing a process does. What it was still
    /// performing is uncertain to them.
    ///
    /// Errors: what the store says; others take the runs a little later then.
    pub async fn leave(&self) -> store::StoreResult<()> {
        lease::leave(&self.inner).await
    }

    /// How many runs wait for their turn in this process.
    pub fn queued(&self) -> usize {
        self.inner.gate.waiting_count()
    }

    /// How many runs are in memory and how many sleep.
    pub fn load(&self) -> (usize, usize) {
        (self.inner.registry.len(), self.inner.wake.len())
    }
}
