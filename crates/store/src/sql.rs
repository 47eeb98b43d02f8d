//! The areas of the store in SQL that SQLite and PostgreSQL both understand: one
//! text a statement, one function a deed. What differs between the databases (how
//! work gets a connection, how records are committed, the schema) is behind `Backend`.

mod audit;
mod batches;
mod credentials;
mod drafts;
pub(crate) mod fields;
mod flow_tests;
mod flows;
pub(crate) mod hold;
mod identity;
mod inbox;
mod jobs;
mod limits;
mod listening;
pub(crate) mod messages;
mod owners;
mod polls;
mod presets;
pub(crate) mod prune;
pub(crate) mod query;
pub(crate) mod record;
mod run_notes;
pub(crate) mod runs;
mod seen;
mod static_data;
mod steps;
mod tables;
pub(crate) mod transaction;
mod triggers;
pub(crate) mod value;
mod variables;
pub(crate) mod waits;

use crate::StoreResult;
use crate::runs::{Committed, Record};
use flow::Timestamp;
use flow::id::WorkspaceId;
use hold::Hold;
use std::future::Future;
use std::ops::Range;
use transaction::Transaction;
use uuid::Uuid;

/// Runs are counted by the quarter of an hour in which they end.
pub(crate) const QUARTER_MS: i64 = 15 * 60 * 1000;

/// Whose rows a piece of work may see and change. PostgreSQL enforces it, beside the
/// conditions of the statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Those of this workspace, and those above workspaces.
    Workspace(WorkspaceId),
    /// All: for signing in, recovery, schedules and retention, which serve all workspaces.
    Server,
}

/// A channel, and what is told on it.
pub(crate) type Notification = (&'static str, String);

/// How work gets at the rows of one database.
pub(crate) trait Backend: Send + Sync {
    /// Whether several processes may use the database at once.
    const SHARED: bool;

    /// Under which owner this process commits.
    fn hold(&self) -> &Hold;

    /// Performs reading work that consists of one statement.
    fn read<T, F>(&self, reach: Reach, work: F) -> impl Future<Output = StoreResult<T>> + Send
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static;

    /// Performs reading work whose statements all see the same state, which may be that of a few
    /// seconds ago where that is cheaper.
    fn read_stale<T, F>(&self, reach: Reach, work: F) -> impl Future<Output = StoreResult<T>> + Send
    where
        T: Send + 'static,
        F: Fn(&Transaction<'_>) -> StoreResult<T> + Clone + Send + 'static,
    {
        self.read_snapshot(reach, work)
    }

    /// Performs reading work of several statements that all see the same state.
    fn read_snapshot<T, F>(&self, reach: Reach, work: F) -> impl Future<Output = StoreResult<T>> + Send
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static;

    /// Performs writing work, all or nothing, as if no other work were done at the
    /// same time; returns after the commit. It may be performed again if it broke off
    /// for a reason that is not its own, so it must have no effect but on the database.
    fn write<T, F>(&self, reach: Reach, work: F) -> impl Future<Output = StoreResult<T>> + Send
    where
        T: Send + 'static,
        F: FnMut(&Transaction<'_>) -> StoreResult<T> + Send + 'static;

    /// Performs writing work each statement of which sees what is committed: for queues,
    /// where others take rows at the same time. Otherwise as `write`.
    fn write_queue<T, F>(&self, reach: Reach, work: F) -> impl Future<Output = StoreResult<T>> + Send
    where
        T: Send + 'static,
        F: FnMut(&Transaction<'_>) -> StoreResult<T> + Send + 'static;

    /// Looks after the parts the history of runs is kept in, where it is in parts. Gives the
    /// ids of runs whose history goes as a whole once their rows are gone: those before `oldest`.
    fn tend_history(
        &self,
        _now: Timestamp,
        _oldest: Option<Timestamp>,
    ) -> impl Future<Output = StoreResult<Vec<Range<Uuid>>>> + Send {
        std::future::ready(Ok(Vec::new()))
    }

    /// Drops the old parts of the history that no run is left in.
    fn drop_history(&self, _now: Timestamp) -> impl Future<Output = StoreResult<()>> + Send {
        std::future::ready(Ok(()))
    }

    /// Tells other processes something, where the database carries that.
    fn notify(&self, _notifications: Vec<Notification>) -> impl Future<Output = StoreResult<()>> + Send {
        std::future::ready(Ok(()))
    }

    /// Makes a record durable, together with those of other runs.
    fn commit(&self, record: Record) -> impl Future<Output = StoreResult<Committed>> + Send;
}
