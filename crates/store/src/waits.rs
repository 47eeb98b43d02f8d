//! Runs that wait for events, and the events.
//!
//! An event and a wait of the same name and key are written one after the other,
//! whatever process writes them, and the later one sees the earlier: an event marks
//! the waits that are there as due, a wait that begins is due if an event is kept.
//! So the two never both sleep. A due wait stays so until the record of its run ends
//! it, or says that it has looked and goes on waiting; a crash in between leaves it
//! due, and it is looked at again.

use crate::StoreResult;
use crate::triggers::TriggerRow;
use async_trait::async_trait;
use flow::id::{EventId, RunId, WorkspaceId};
use flow::{NodeId, Timestamp};

/// How long an event's sender may repeat it without sending another.
pub const ONCE_KEPT_MS: i64 = 24 * 3_600_000;

/// An event to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// Its id.
    pub id: EventId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// What happened, such as `order.paid`.
    pub name: String,
    /// What it happened to, such as the number of the order. Empty: nothing in particular.
    pub key: String,
    /// What there is to say about it, as JSON.
    pub data: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Until when waits that begin later find it.
    pub expires_at: Timestamp,
    /// Send it once.
    pub once: Option<Once>,
}

/// Under which key an event is sent once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// The sender's key, unique in the workspace.
    pub key: String,
    /// SHA-256 of the event, to tell a repeat from a misuse.
    pub body_hash: [u8; 32],
}

/// What became of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It is durable.
    Kept {
        /// The runs that wait for it.
        runs: Vec<RunId>,
        /// Whether flows begin with it.
        begins: bool,
    },
    /// Nothing was kept: its key belongs to an earlier one.
    Earlier {
        /// The earlier one.
        id: EventId,
        /// SHA-256 of the earlier one.
        body_hash: [u8; 32],
    },
}

/// An event that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Its id.
    pub id: EventId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its name.
    pub name: String,
    /// Its key.
    pub key: String,
    /// Its place among the events of its name and key.
    pub position: i64,
    /// Its data, as JSON.
    pub data: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Until when waits that begin later find it.
    pub expires_at: Timestamp,
}

/// A wait that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWait {
    /// The frame.
    pub frame: u32,
    /// The node that waits.
    pub node: NodeId,
    /// The name of the event.
    pub name: String,
    /// Its key.
    pub key: String,
    /// When the wait ends by itself.
    pub ends_at: Option<Timestamp>,
    /// When it began.
    pub created_at: Timestamp,
}

/// A wait that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedWait {
    /// The frame.
    pub frame: u32,
    /// The node that waited.
    pub node: NodeId,
    /// The position of the event that ended it. None: something else did.
    pub by: Option<i64>,
}

/// What a record of a run changes in its waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaitChanges {
    /// Those that begin.
    pub opened: Vec<NewWait>,
    /// Those that are over.
    pub ended: Vec<EndedWait>,
    /// The run is over, and with it all it waited for.
    pub ends_all: bool,
}

impl WaitChanges {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.opened.is_empty() && self.ended.is_empty() && !self.ends_all
    }
}

/// A wait of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitRow {
    /// Its run.
    pub run: RunId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// What was kept.
    pub wait: NewWait,
    /// The position up to which it has looked at the events.
    pub seen: i64,
}

/// Runs that wait for events, and the events. Waits begin and end with the records of
/// their runs (`Record::waits`).
#[async_trait]
pub trait Waits {
    /// Keeps an event and marks the waits for it as due.
    async fn send_event(&self, event: NewEvent) -> StoreResult<Sent>;
    /// The waits of a run that have events to look at.
    async fn due_waits(&self, workspace: WorkspaceId, run: RunId) -> StoreResult<Vec<WaitRow>>;
    /// The open waits of a run.
    async fn open_waits(&self, workspace: WorkspaceId, run: RunId) -> StoreResult<Vec<WaitRow>>;
    /// The events of this name and key after a position that were kept at that time or later, oldest first, at most `limit`.
    async fn events_after(&self, wait: &WaitRow, position: i64, limit: u32) -> StoreResult<Vec<EventRow>>;
    /// Notes that a wait has looked at the events up to a position and goes on waiting.
    async fn pass_events(&self, wait: &WaitRow, position: i64) -> StoreResult<()>;
    /// Runs with due waits, after this one, in order of id, at most `limit`: for recovery.
    async fn runs_with_due_waits(&self, after: Option<RunId>, limit: u32) -> StoreResult<Vec<RunId>>;
    /// Events, after this one, whose flows may not all have begun, at most `limit`: for recovery.
    async fn open_events(&self, after: Option<EventId>, limit: u32) -> StoreResult<Vec<EventRow>>;
    /// Notes that all flows that begin with an event have begun.
    async fn close_event(&self, workspace: WorkspaceId, id: EventId) -> StoreResult<()>;
    /// The triggers of live flows that begin with events of this name.
    async fn event_triggers(&self, workspace: WorkspaceId, name: &str) -> StoreResult<Vec<TriggerRow>>;
}
