//! The steps that reach outside at the same time: so many for the process, handed out
//! fairly between workspaces and flows.
//!
//! One workspace alone never gets all: what it may take depends on what is free, so
//! that somebody who comes later finds a slot and need not wait for a slow step of others.

use super::fair::FairQueue;
use flow::id::{FlowId, WorkspaceId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// A workspace takes at most so many times what is free: alone seven eighths, two of
/// them seven fifteenths each.
const SHARE_OF_FREE: usize = 7;

/// Slots for steps.
#[derive(Clone)]
pub(crate) struct Slots {
    shared: Arc<Shared>,
}

struct Shared {
    most: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    taken: usize,
    by_workspace: HashMap<WorkspaceId, usize>,
    waiting: FairQueue<oneshot::Sender<Slot>>,
}

/// A slot, until it is dropped.
pub(crate) struct Slot {
    shared: Arc<Shared>,
    workspace: WorkspaceId,
}

impl Slots {
    /// So many slots; at least one.
    pub fn new(most: usize) -> Self {
        Self { shared: Arc::new(Shared { most: most.max(1), state: Mutex::default() }) }
    }

    /// How many are taken.
    pub fn taken(&self) -> usize {
        self.shared.lock().taken
    }

    /// Waits for a slot. `cost`: how much work the step is, compared with others.
    pub async fn acquire(&self, workspace: WorkspaceId, flow: FlowId, cost: u32) -> Slot {
        let granted = {
            let mut state = self.shared.lock();
            if state.may_take(self.shared.most, workspace) {
                state.take(workspace);
                drop(state);
                return Slot { shared: self.shared.clone(), workspace };
            }
            let (sender, granted) = oneshot::channel();
            state.waiting.push(workspace, flow, sender, cost);
            granted
        };
        match granted.await {
            Ok(slot) => slot,
            // The queue lives as long as the slots, so the sender is never dropped unused.
            Err(_) => std::future::pending().await,
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Each section leaves the counts right, panic or not.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn may_take(&self, most: usize, workspace: WorkspaceId) -> bool {
        let free = most.saturating_sub(self.taken);
        let own = self.by_workspace.get(&workspace).copied().unwrap_or(0);
        free > 0 && (own == 0 || own < free * SHARE_OF_FREE)
    }

    fn take(&mut self, workspace: WorkspaceId) {
        self.taken += 1;
        *self.by_workspace.entry(workspace).or_default() += 1;
    }

    fn give_back(&mut self, workspace: WorkspaceId) {
        self.taken -= 1;
        if let Some(own) = self.by_workspace.get_mut(&workspace) {
            *own -= 1;
            if *own == 0 {
                self.by_workspace.remove(&workspace);
            }
        }
    }

    /// Those who may go on now; their slots are taken already.
    fn grant(&mut self, most: usize) -> Vec<(WorkspaceId, oneshot::Sender<Slot>)> {
        let mut granted = Vec::new();
        loop {
            let mut waiting = std::mem::take(&mut self.waiting);
            let next = waiting.pop(|workspace| self.may_take(most, workspace));
            self.waiting = waiting;
            let Some((workspace, sender)) = next else { return granted };
            // Whoever gave up needs none.
            if !sender.is_closed() {
                self.take(workspace);
                granted.push((workspace, sender));
            }
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.give_back(self.workspace);
        if state.waiting.is_empty() {
            return;
        }
        let granted = state.grant(self.shared.most);
        drop(state);
        for (workspace, sender) in granted {
            // One that gave up just now gives its slot to the next, by its own drop.
            drop(sender.send(Slot { shared: self.shared.clone(), workspace }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use uuid::Uuid;

    const FLOOD: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
    const OTHER: WorkspaceId = WorkspaceId(Uuid::from_u128(2));
    const FLOW: FlowId = FlowId(Uuid::from_u128(3));

    fn take(slots: &Slots, workspace: WorkspaceId) -> Option<Slot> {
        slots.acquire(workspace, FLOW, 1).now_or_never()
    }

    #[test]
    fn one_workspace_leaves_room_for_another() {
        let slots = Slots::new(16);
        let held: Vec<Slot> = std::iter::from_fn(|| take(&slots, FLOOD)).collect();
        assert_eq!(held.len(), 14);
        let other = take(&slots, OTHER);
        assert!(other.is_some(), "a free slot is left for whoever comes later");
    }

    #[tokio::test]
    async fn the_next_slot_goes_to_whoever_has_none() {
        let slots = Slots::new(2);
        let mut held: Vec<Slot> = std::iter::from_fn(|| take(&slots, FLOOD)).collect();
        assert_eq!(held.len(), 2);
        let mut flood: Vec<_> = (0..1_000).map(|_| Box::pin(slots.acquire(FLOOD, FLOW, 1))).collect();
        assert!(flood.iter_mut().all(|waiting| waiting.now_or_never().is_none()));
        let mut other = Box::pin(slots.acquire(OTHER, FLOW, 1));
        assert!((&mut other).now_or_never().is_none());
        held.pop();
        held.pop();
        assert!((&mut other).now_or_never().is_some(), "it is among the first two");
    }

    #[tokio::test]
    async fn a_slot_of_somebody_who_gave_up_is_not_lost() {
        let slots = Slots::new(1);
        let held = take(&slots, FLOOD);
        let mut gone = Box::pin(slots.acquire(FLOOD, FLOW, 1));
        assert!((&mut gone).now_or_never().is_none());
        let mut granted_and_gone = Box::pin(slots.acquire(FLOOD, FLOW, 1));
        assert!((&mut granted_and_gone).now_or_never().is_none());
        drop(gone);
        drop(held);
        drop(granted_and_gone);
        assert!(take(&slots, OTHER).is_some());
    }
}
