//! What processes tell each other as it happens, and who carries it.
//!
//! All of it may be lost, come late or come twice: what matters is a row, and the next
//! beat finds it, or whoever waits for it looks. So a carrier may be slow, away, or not
//! there at all, and nothing is lost but the pleasure of being told at once.

use crate::owners::Hint;
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{OwnerId, WorkspaceId};
use std::collections::HashSet;
use tokio::sync::broadcast;

/// Something one process tells others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tiding {
    /// It is worth to beat now.
    Beat,
    /// Something is asked of this process; None: of any that begins runs.
    Mail(Option<OwnerId>),
    /// Something this process asked is answered.
    Answer(OwnerId),
    /// Something happened to runs that are watched.
    Live(LiveText),
}

/// What happened to runs of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveText {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The events, packed by those who watch; at most 7,900 bytes.
    pub text: String,
    /// At so many other processes somebody watches.
    pub watchers: usize,
}

/// What a process wants to hear.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// What is for this owner.
    pub owner: Option<OwnerId>,
    /// That somebody asks for a run to be begun.
    pub beginnings: bool,
    /// What happens in these workspaces.
    pub workspaces: HashSet<WorkspaceId>,
}

/// Carries tidings between processes.
#[async_trait]
pub trait Carrier: std::fmt::Debug + Send + Sync {
    /// Its name, such as `redis`.
    fn name(&self) -> &'static str;
    /// Tells others; gives back what some of them may not have heard.
    async fn tell(&self, tidings: Vec<Tiding>) -> Vec<Tiding>;
    /// What this process wants to hear from now on.
    fn attend(&self, wanted: Wanted);
    /// What other processes tell.
    fn hints(&self) -> broadcast::Receiver<Hint>;
    /// Why it carries nothing at the moment; None: it does.
    fn problem(&self) -> Option<String>;
}

/// Rates that processes share, where being right about them to the last one is not promised.
#[async_trait]
pub trait Rates: std::fmt::Debug + Send + Sync {
    /// Takes one of those that this key may in a minute; tells whether there was one.
    /// Minutes are those of the clock, and what was taken may be forgotten. None: nobody
    /// counts for all at the moment; count for yourself.
    async fn take(&self, key: &str, per_minute: u32, now: Timestamp) -> Option<bool>;
}
