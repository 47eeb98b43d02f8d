//! Under which owner a store commits, and what it hears from other processes.

use crate::owners::{Changes, Hint};
use crate::{StoreError, StoreResult};
use flow::id::OwnerId;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};
use tokio::sync::{broadcast, watch};

/// A listener who is this many hints behind looks for itself.
const BACKLOG: usize = 1_024;

/// How a store stands to the runs of its database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It has not joined: it owns nothing and is not fenced.
    Alone,
    /// It commits under this owner.
    Owner(OwnerId),
    /// Its lease was lost, or it left: it commits nothing.
    Lost,
}

/// Under which owner a store commits, and what it hears.
pub(crate) struct Hold {
    standing: RwLock<Standing>,
    hints: broadcast::Sender<Hint>,
    is_hearing: AtomicBool,
    changes: watch::Sender<Changes>,
}

impl Default for Hold {
    fn default() -> Self {
        Self {
            standing: RwLock::new(Standing::Alone),
            hints: broadcast::channel(BACKLOG).0,
            is_hearing: AtomicBool::new(false),
            changes: watch::Sender::default(),
        }
    }
}

impl Hold {
    pub(crate) fn set(&self, standing: Standing) {
        *self.standing.write().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    /// The owner to commit under; None if the store is alone.
    pub(crate) fn owner(&self) -> StoreResult<Option<OwnerId>> {
        match *self.standing.read().unwrap_or_else(PoisonError::into_inner) {
            Standing::Alone => Ok(None),
            Standing::Owner(id) => Ok(Some(id)),
            Standing::Lost => Err(StoreError::Fenced),
        }
    }

    /// Whether this is still the owner that commits are made under.
    pub(crate) fn is_still(&self, owner: Option<OwnerId>) -> bool {
        matches!(self.owner(), Ok(present) if present == owner)
    }

    /// Notes that the lease of this owner is over, unless another life has begun.
    pub(crate) fn lose(&self, owner: OwnerId) {
        let mut standing = self.standing.write().unwrap_or_else(PoisonError::into_inner);
        if *standing == Standing::Owner(owner) {
            *standing = Standing::Lost;
            drop(standing);
            self.tell(Hint::Lost);
        }
    }

    /// Passes on what another process told.
    pub(crate) fn tell(&self, hint: Hint) {
        // Nobody may listen.
        let _ = self.hints.send(hint);
    }

    /// Notes whether other processes are heard from now on.
    pub(crate) fn hear(&self, is_hearing: bool) {
        let before = self.is_hearing.swap(is_hearing, Ordering::AcqRel);
        match is_hearing {
            true => self.tell(Hint::Connected),
            // What is told about this process changes with it.
            false if before => self.tell(Hint::Beat),
            false => {}
        }
    }

    pub(crate) fn is_hearing(&self) -> bool {
        self.is_hearing.load(Ordering::Acquire)
    }

    pub(crate) fn hints(&self) -> broadcast::Receiver<Hint> {
        self.hints.subscribe()
    }

    pub(crate) fn tell_changes(&self, changes: Changes) {
        self.changes.send_if_modified(|present| {
            let is_new = *present != changes;
            *present = changes;
            is_new
        });
    }

    pub(crate) fn changes(&self) -> watch::Receiver<Changes> {
        self.changes.subscribe()
    }
}
