//! The processes that share a database, and which of them owns which open run.
//!
//! A life of a process is an `owner` with a lease on the database's clock. A store that
//! has joined commits under its owner: each commit looks that the owner's row is still
//! there (the fence), and a run is advanced only by the process that owns it. A lease
//! that was not renewed is ended by the others, which waits for commits under way; what
//! the old process writes after that is refused as `Fenced`, and its runs are taken over.
//!
//! A store that has not joined owns nothing and is not fenced: that is how one process
//! uses a SQLite file, which it has to itself.

use crate::StoreResult;
use crate::carrier::Tiding;
use crate::runs::{OpenRun, RunStatus};
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{OwnerId, RunId, WorkspaceId};
use std::collections::BTreeMap;
use tokio::sync::{broadcast, watch};

/// A process that begins to share the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOwner {
    /// This life of it.
    pub id: OwnerId,
    /// The machine it is on.
    pub host: String,
    /// Its number there.
    pub process: u32,
    /// What it does: `all`, `api`, `worker` or `scheduler`.
    pub role: String,
    /// The version of the program.
    pub version: String,
    /// For how long it owns what it takes without a beat.
    pub lease_ms: i64,
}

/// A sign of life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat {
    /// Whose.
    pub id: OwnerId,
    /// For how long it owns its runs from now on.
    pub lease_ms: i64,
    /// How much it has to do, as JSON; opaque here.
    pub load: String,
    /// The workspaces somebody watches at this process.
    pub watched: Vec<WorkspaceId>,
    /// Others shall beat at once, because of what is watched.
    pub is_urgent: bool,
}

/// What a process learns with its beat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// There may be open runs that nobody owns.
    pub has_orphans: bool,
    /// Own runs whose parents do not want them any more.
    pub unwanted: Vec<RunId>,
    /// Something is asked that nobody has taken.
    pub has_mail: bool,
    /// Something this process asked is answered.
    pub has_answers: bool,
    /// Events have come for own runs, or have flows to begin.
    pub has_events: bool,
    /// The workspaces somebody watches at other processes; once for each of these.
    pub watched_elsewhere: Vec<WorkspaceId>,
    /// How many processes perform runs, this one among them if it does.
    pub performers: u64,
}

/// How often what processes keep in memory has changed, by topic.
pub type Changes = BTreeMap<String, i64>;
/// The topic of triggers and the states of flows.
pub const TRIGGERS: &str = "triggers";
/// The topic of batches.
pub const BATCHES: &str = "batches";

/// Something that another process tells as it happens. It may be lost; a beat finds the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// It is worth to beat now.
    Beat,
    /// Something may be asked of this process.
    Mail,
    /// Something this process asked is answered.
    Answer,
    /// The lease of this process was ended by others.
    Lost,
    /// What happens to runs, packed by those who watch.
    Live(String),
    /// Hints come from now on; some may have been missed before.
    Connected,
}

/// A process that shares the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerRow {
    /// This life of it.
    pub id: OwnerId,
    /// The machine it is on.
    pub host: String,
    /// Its number there.
    pub process: u32,
    /// What it does.
    pub role: String,
    /// The version of the program.
    pub version: String,
    /// Since when, by the database's clock.
    pub started_at: Timestamp,
    /// Its last beat.
    pub seen_at: Timestamp,
    /// When its lease ends without a further one.
    pub expires_at: Timestamp,
    /// How much it has to do, as JSON.
    pub load: String,
}

/// A process that does so no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoneRow {
    /// The life that is over.
    pub id: OwnerId,
    /// The machine it was on.
    pub host: String,
    /// Its number there.
    pub process: u32,
    /// What it did.
    pub role: String,
    /// Since when.
    pub gone_at: Timestamp,
    /// It did not say so: its lease ended.
    pub crashed: bool,
    /// All its runs were taken over.
    pub emptied: bool,
}

/// How many open runs a process owns in a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedRuns {
    /// The process; None: nobody.
    pub owner: Option<OwnerId>,
    /// The status.
    pub status: RunStatus,
    /// How many.
    pub runs: u64,
}

/// The processes at a database as it knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Processes {
    /// The database's time.
    pub now: Timestamp,
    /// Those that are there.
    pub present: Vec<OwnerRow>,
    /// Those that are gone, newest first.
    pub gone: Vec<GoneRow>,
    /// Who owns how many open runs.
    pub runs: Vec<OwnedRuns>,
    /// What was asked and is not answered.
    pub inbox: u64,
}

/// The processes that share a database.
#[async_trait]
pub trait Owners {
    /// Whether several processes may use this database at once.
    fn is_shared(&self) -> bool;
    /// Begins a life: this store commits under it from now on.
    async fn join(&self, owner: NewOwner) -> StoreResult<()>;
    /// Renews the lease of this store's owner, ends those of others that ran out, and
    /// gives what there is to know. None: the lease was lost; nothing is committed any more.
    async fn beat(&self, beat: Beat) -> StoreResult<Option<News>>;
    /// Ends the life; its runs are free for others.
    async fn leave(&self, id: OwnerId) -> StoreResult<()>;
    /// Makes open runs that nobody owns this owner's, at most `limit`; gives them.
    async fn take_over(&self, id: OwnerId, limit: u32) -> StoreResult<Vec<OpenRun>>;
    /// Open runs of this owner after this one, in order of id.
    async fn owned(&self, id: OwnerId, after: Option<RunId>, limit: u32) -> StoreResult<Vec<RunId>>;
    /// Lets others have these runs.
    async fn hand_back(&self, id: OwnerId, runs: Vec<RunId>) -> StoreResult<()>;
    /// Lets others have those of these runs that sleep. No worker asks for it yet: when
    /// they did, one was left that nobody woke, why is not known (seed 2000122, docs/proof.md).
    async fn hand_out(&self, id: OwnerId, runs: Vec<RunId>) -> StoreResult<()>;
    /// The processes, and how much they have to do.
    async fn processes(&self) -> StoreResult<Processes>;
    /// How the newest ended runs of a workspace ended and how long they took, in
    /// milliseconds; at most `limit`.
    async fn recent_ends(&self, workspace: WorkspaceId, limit: u32) -> StoreResult<Vec<(RunStatus, i64)>>;
    /// How often what is kept in memory has changed, as far as this process has heard.
    fn changes(&self) -> watch::Receiver<Changes>;
    /// What other processes tell as it happens; never anything where there are none.
    fn hints(&self) -> broadcast::Receiver<Hint>;
    /// Whether hints of other processes come at the moment.
    fn is_hearing(&self) -> bool;
    /// Tells other processes, by notifications of the database.
    async fn tell(&self, tidings: Vec<Tiding>) -> StoreResult<()>;
}
