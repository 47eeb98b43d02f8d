//! Runs: the journal of the hot path, and the lists people read.
//!
//! A run is a narrow `run` row for lists and the `run_data` chunks: packed
//! events in order, opaque here. One `Record` is one durable step forward of one
//! run; the committer writes the records of many runs in one transaction.

use crate::messages::NewMessage;
use crate::waits::WaitChanges;
use crate::{Page, PageRequest, StoreResult};
use async_trait::async_trait;
use flow::id::{FlowId, MailId, OwnerId, RunId, VersionId, WorkspaceId};
use flow::{NodeId, Timestamp};

/// What started a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum RunMode {
    /// A request at a webhook.
    Webhook = 0,
    /// A person or the API.
    Manual = 1,
    /// A schedule.
    Schedule = 2,
    /// A failed run of another flow.
    Error = 3,
    /// A test of a draft.
    Test = 4,
    /// The queue service.
    Job = 5,
    /// The retry of a failed run.
    Retry = 6,
    /// A run of another flow.
    Flow = 7,
    /// An event.
    Event = 8,
}

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum RunStatus {
    /// Something is being performed.
    Running = 0,
    /// Waits for time, a retry or a signal.
    Waiting = 1,
    /// Waits for a person to settle a step.
    InDoubt = 2,
    /// Ended well.
    Succeeded = 3,
    /// Ended by a failure.
    Failed = 4,
    /// Ended by a cancel.
    Cancelled = 5,
    /// Stands still until somebody resumes it.
    Paused = 6,
    /// Accepted, and waits for its turn to begin.
    Queued = 7,
}

impl RunStatus {
    /// Whether the run is over.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

/// The narrow row of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// Its id.
    pub id: RunId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its flow.
    pub flow: FlowId,
    /// The version it is pinned to.
    pub version: VersionId,
    /// The number of that version; None for a test of a draft.
    pub version_number: Option<u32>,
    /// What started it.
    pub mode: RunMode,
    /// How it stands.
    pub status: RunStatus,
    /// When it was accepted.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// When the next timer is due, while it is open.
    pub wake_at: Option<Timestamp>,
    /// The node that made it fail, and why.
    pub error: Option<RunError>,
    /// The run this one retries.
    pub retry_of: Option<RunId>,
    /// The run that began this one.
    pub parent: Option<Parent>,
    /// The number its next chunk must have.
    pub next_sequence: u32,
    /// Its parent does not want it any more.
    pub cancel_requested: bool,
    /// The process that owns it, or did last; None: nobody, or the only one there is.
    pub owner: Option<OwnerId>,
}

/// The run that began another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// The run.
    pub run: RunId,
    /// The step that did, named by the one who keeps it; it begins one run at most.
    pub step: String,
    /// How many runs stand above the child: 1 for the child of a run nobody began.
    pub depth: u32,
}

/// Why a run failed, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunError {
    /// The node.
    pub node: NodeId,
    /// What happened, cut to 500 characters.
    pub message: String,
}

/// The beginning of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accept {
    /// Its flow.
    pub flow: FlowId,
    /// The version it is pinned to.
    pub version: VersionId,
    /// The number of that version.
    pub version_number: Option<u32>,
    /// What started it.
    pub mode: RunMode,
    /// When.
    pub started_at: Timestamp,
    /// The run it retries.
    pub retry_of: Option<RunId>,
    /// The run that begins it: accepted once for each of its steps.
    pub parent: Option<Parent>,
    /// Accept only once per key: see `IdempotencyKey`.
    pub idempotency: Option<IdempotencyKey>,
}

/// A key with which a caller makes sure that one event starts one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// What the key is unique in, such as a trigger's id.
    pub scope: String,
    /// The caller's key, at most 255 characters.
    pub key: String,
    /// SHA-256 of the request, to tell a repeat from a misuse.
    pub body_hash: [u8; 32],
    /// Until when the key is kept.
    pub expires_at: Timestamp,
}

/// What is kept under an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyRow {
    /// The run it started.
    pub run: RunId,
    /// SHA-256 of the request that started it.
    pub body_hash: [u8; 32],
    /// The answer that was given, packed by the one who keeps it; None while there is none.
    pub answer: Option<Vec<u8>>,
}

/// One durable step forward of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The run.
    pub run: RunId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Set in the first record of a run.
    pub accept: Option<Accept>,
    /// Number of the chunk: 0, 1, 2 …; another than the next one is refused as `Conflict`.
    /// A record without a chunk names the next number too and does not use it up.
    pub sequence: u32,
    /// Packed events. Empty: no chunk is kept.
    pub chunk: Vec<u8>,
    /// The chunk holds all that those before it told: they are removed with it.
    pub replaces: bool,
    /// How the run stands after this.
    pub status: RunStatus,
    /// When the next timer is due.
    pub wake_at: Option<Timestamp>,
    /// When it ended, if it did.
    pub finished_at: Option<Timestamp>,
    /// Why it failed, if it did.
    pub error: Option<RunError>,
    /// The answer to keep under the run's idempotency key.
    pub answer: Option<(IdempotencyKey, Vec<u8>)>,
    /// Messages that were handed to providers.
    pub messages: Vec<NewMessage>,
    /// Steps whose child runs are no longer wanted: open ones are asked to cancel.
    pub abandons: Vec<String>,
    /// What other processes asked of the run that this record holds: it is answered with it.
    pub heard: Vec<MailId>,
    /// The waits for events that begin and end.
    pub waits: WaitChanges,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Committed {
    /// It is durable.
    Durable,
    /// Nothing was kept: the idempotency key, or the step of the parent, belongs to this
    /// earlier run.
    Duplicate(IdempotencyRow),
}

/// An open run, for recovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRun {
    /// The run.
    pub id: RunId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its flow.
    pub flow: FlowId,
    /// How it stands.
    pub status: RunStatus,
    /// When its next timer is due.
    pub wake_at: Option<Timestamp>,
    /// Its parent does not want it any more.
    pub cancel_requested: bool,
}

/// Which runs are listed.
#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    /// Of this flow.
    pub flow: Option<FlowId>,
    /// In one of these states; empty: all.
    pub status: Vec<RunStatus>,
    /// Started so; empty: all.
    pub mode: Vec<RunMode>,
    /// Started at or after.
    pub from: Option<Timestamp>,
    /// Started before.
    pub to: Option<Timestamp>,
    /// Text in the error or in what the flow wrote onto the run (`name=value`), or a run's id.
    pub search: Option<String>,
    /// Begun by this run.
    pub parent: Option<RunId>,
}

/// Which ended runs are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// So many of each flow.
    pub runs_per_flow: u32,
    /// None that began longer ago than this; 0 is no limit.
    pub days: u32,
}

impl Retention {
    /// So many of each flow, however old.
    pub fn of_flow(runs_per_flow: u32) -> Self {
        Self { runs_per_flow, days: 0 }
    }
}

/// Runs: the journal and the lists.
#[async_trait]
pub trait Runs {
    /// Makes a record durable: returns after the commit that holds it. Records of one
    /// run must be given one after another. `Overloaded` at once if the queue is full.
    async fn commit(&self, record: Record) -> StoreResult<Committed>;
    /// The run of this workspace.
    async fn run(&self, workspace: WorkspaceId, id: RunId) -> StoreResult<RunRow>;
    /// The run and its chunks in order, for the worker.
    async fn load_run(&self, id: RunId) -> StoreResult<(RunRow, Vec<Vec<u8>>)>;
    /// The run that a step of another run of this workspace began.
    async fn child(&self, workspace: WorkspaceId, parent: RunId, step: &str) -> StoreResult<Option<RunRow>>;
    /// The runs a run of this workspace began, by step; the first `limit`.
    async fn children(&self, workspace: WorkspaceId, parent: RunId, limit: u32) -> StoreResult<Vec<(String, RunId)>>;
    /// Runs, newest first; runs of system flows only if the flow is named.
    async fn runs(&self, workspace: WorkspaceId, filter: RunFilter, page: PageRequest) -> StoreResult<Page<RunRow>>;
    /// All open runs, after this one, in order of id, at most `limit`: for recovery.
    async fn open_runs(&self, after: Option<RunId>, limit: u32) -> StoreResult<Vec<OpenRun>>;
    /// The newest run of a flow that has data, in any mode.
    async fn last_run(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Option<RunRow>>;
    /// What is kept under an idempotency key.
    async fn idempotency(&self, workspace: WorkspaceId, scope: &str, key: &str) -> StoreResult<Option<IdempotencyRow>>;
    /// Removes ended runs that are not kept any longer and ended idempotency keys; gives how many rows went.
    async fn prune_runs(&self, kept: Retention, now: Timestamp, limit: u32) -> StoreResult<u64>;
    /// Checks that the database can be read and written, for `/readyz`.
    async fn ping(&self) -> StoreResult<()>;
}
