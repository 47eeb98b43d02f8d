//! The open runs in memory, by workspace: a workspace may have as many as there is room
//! left. So one that floods the server alone fills half of it, and the others come in.

use flow::id::WorkspaceId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The open runs in memory.
#[derive(Clone)]
pub(crate) struct Seats {
    shared: Arc<Shared>,
}

struct Shared {
    most: usize,
    taken: AtomicUsize,
    by_workspace: Mutex<HashMap<WorkspaceId, usize>>,
}

/// The seat of a run, until it is dropped.
pub(crate) struct Seat {
    shared: Arc<Shared>,
    workspace: WorkspaceId,
}

impl Seats {
    /// So many.
    pub fn new(most: usize) -> Self {
        Self { shared: Arc::new(Shared { most, taken: AtomicUsize::new(0), by_workspace: Mutex::default() }) }
    }

    /// Takes a seat, whether there is room or not.
    pub fn take(&self, workspace: WorkspaceId) -> Seat {
        self.shared.taken.fetch_add(1, Ordering::Relaxed);
        *self.shared.lock().entry(workspace).or_default() += 1;
        Seat { shared: self.shared.clone(), workspace }
    }

    /// Whether a workspace has its share of what there is. Costs next to nothing while
    /// there is much room.
    pub fn has_its_share(&self, workspace: WorkspaceId) -> bool {
        let taken = self.shared.taken.load(Ordering::Relaxed);
        if taken < self.shared.most / 4 {
            return false;
        }
        let own = self.shared.lock().get(&workspace).copied().unwrap_or(0);
        own > 0 && own >= self.shared.most.saturating_sub(taken)
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<WorkspaceId, usize>> {
        // Each section leaves the counts right, panic or not.
        self.by_workspace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.shared.taken.fetch_sub(1, Ordering::Relaxed);
        let mut seats = self.shared.lock();
        if let Some(own) = seats.get_mut(&self.workspace) {
            *own -= 1;
            if *own == 0 {
                seats.remove(&self.workspace);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_flood_gets_half_and_the_next_one_half_of_the_rest() {
        let seats = Seats::new(900);
        let workspace = |number| WorkspaceId(Uuid::from_u128(number));
        let fill = |of| {
            let held: Vec<Seat> = std::iter::from_fn(|| (!seats.has_its_share(of)).then(|| seats.take(of))).collect();
            (held.len(), held)
        };
        let (first, mut held) = fill(workspace(1));
        let (second, _also_held) = fill(workspace(2));
        assert_eq!((first, second), (450, 225));
        assert!(!seats.has_its_share(workspace(3)));
        held.truncate(100);
        assert!(!seats.has_its_share(workspace(2)), "what is given back is shared anew");
    }
}
