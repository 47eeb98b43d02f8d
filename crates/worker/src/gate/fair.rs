//! Deficit round robin on two levels: first between workspaces, then between the
//! flows of a workspace. Whoever asks for much waits for itself and not the others.
//!
//! Every turn gives a line one unit; what is taken out of it is paid for, if need be
//! by sitting out further turns. So a line of dear things gets no more than one of
//! cheap things, and nobody has to know beforehand what comes next.

use flow::id::{FlowId, WorkspaceId};
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// The dearest thing sits out no more turns than this.
const COST_MOST: u32 = 16;

/// Things that wait for their turn, in fair order.
pub(crate) struct FairQueue<T> {
    workspaces: Ring<WorkspaceId, Ring<FlowId, VecDeque<(T, u32)>>>,
    len: usize,
}

impl<T> Default for FairQueue<T> {
    fn default() -> Self {
        Self { workspaces: Ring::default(), len: 0 }
    }
}

impl<T> FairQueue<T> {
    /// Adds one behind those of its flow. `cost`: how much it takes, 1 for the least.
    pub fn push(&mut self, workspace: WorkspaceId, flow: FlowId, item: T, cost: u32) {
        self.workspaces.line(workspace).line(flow).push_back((item, cost.clamp(1, COST_MOST)));
        self.len += 1;
    }

    /// The next one, of a workspace that may have one now.
    pub fn pop(&mut self, may: impl FnMut(WorkspaceId) -> bool) -> Option<(WorkspaceId, T)> {
        let (workspace, item, _) = self.workspaces.pop(may)?;
        self.len -= 1;
        Some((workspace, item))
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// Something things are taken out of, each at a price.
trait Line: Default {
    type Item;
    fn is_empty(&self) -> bool;
    fn take(&mut self) -> Option<(Self::Item, u32)>;
}

impl<T> Line for VecDeque<(T, u32)> {
    type Item = T;

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn take(&mut self) -> Option<(T, u32)> {
        self.pop_front()
    }
}

impl<K: Copy + Eq + Hash, L: Line> Line for Ring<K, L> {
    type Item = L::Item;

    fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    fn take(&mut self) -> Option<(L::Item, u32)> {
        self.pop(|_| true).map(|(_, item, cost)| (item, cost))
    }
}

/// Lines that take turns. Only those that hold something are in it.
struct Ring<K, L> {
    lines: HashMap<K, Served<L>>,
    order: VecDeque<K>,
}

/// A line and what it may still take, or owes.
struct Served<L> {
    line: L,
    credit: i64,
}

impl<K, L> Default for Ring<K, L> {
    fn default() -> Self {
        Self { lines: HashMap::new(), order: VecDeque::new() }
    }
}

impl<K: Copy + Eq + Hash, L: Line> Ring<K, L> {
    /// The line of this name, for something to be put into it.
    fn line(&mut self, key: K) -> &mut L {
        let order = &mut self.order;
        let served = self.lines.entry(key).or_insert_with(|| {
            order.push_back(key);
            Served { line: L::default(), credit: 0 }
        });
        &mut served.line
    }

    fn pop(&mut self, mut may: impl FnMut(K) -> bool) -> Option<(K, L::Item, u32)> {
        // Lines passed by one after another because they may not have anything.
        let mut passed = 0;
        while passed < self.order.len() {
            let key = *self.order.front()?;
            let served = self.lines.get_mut(&key)?;
            if !may(key) {
                passed += 1;
                self.order.rotate_left(1);
                continue;
            }
            passed = 0;
            served.credit += 1;
            if served.credit <= 0 {
                self.order.rotate_left(1);
                continue;
            }
            let taken = served.line.take();
            if let Some((_, cost)) = &taken {
                served.credit -= i64::from(*cost);
            }
            if served.line.is_empty() {
                self.order.pop_front();
                self.lines.remove(&key);
            } else {
                self.order.rotate_left(1);
            }
            if let Some((item, cost)) = taken {
                return Some((key, item, cost));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn workspace(number: u128) -> WorkspaceId {
        WorkspaceId(Uuid::from_u128(number))
    }

    fn flow(number: u128) -> FlowId {
        FlowId(Uuid::from_u128(number))
    }

    fn drain(queue: &mut FairQueue<&'static str>) -> Vec<&'static str> {
        std::iter::from_fn(|| queue.pop(|_| true).map(|(_, item)| item)).collect()
    }

    #[test]
    fn a_flood_waits_for_itself() {
        let mut queue = FairQueue::default();
        for _ in 0..1_000 {
            queue.push(workspace(1), flow(1), "flood", 1);
        }
        assert_eq!(queue.pop(|_| true), Some((workspace(1), "flood")));
        queue.push(workspace(2), flow(2), "other", 1);
        let place = drain(&mut queue).iter().position(|item| *item == "other");
        assert!(place.is_some_and(|place| place <= 1), "{place:?}");
    }

    #[test]
    fn flows_of_a_workspace_share_its_turns() {
        let mut queue = FairQueue::default();
        for _ in 0..10 {
            queue.push(workspace(1), flow(1), "a", 1);
            queue.push(workspace(1), flow(2), "b", 1);
            queue.push(workspace(2), flow(3), "c", 1);
        }
        let first: Vec<_> = drain(&mut queue).into_iter().take(16).collect();
        let count = |name| first.iter().filter(|item| **item == name).count();
        assert_eq!((count("a"), count("b"), count("c")), (4, 4, 8));
    }

    #[test]
    fn what_is_dear_comes_less_often() {
        let mut queue = FairQueue::default();
        for _ in 0..100 {
            queue.push(workspace(1), flow(1), "dear", 4);
            queue.push(workspace(2), flow(2), "cheap", 1);
        }
        let first: Vec<_> = drain(&mut queue).into_iter().take(50).collect();
        let dear = first.iter().filter(|item| **item == "dear").count();
        assert!((9..=11).contains(&dear), "{dear} of 50");
    }

    #[test]
    fn who_may_not_is_passed_by_and_kept() {
        let mut queue = FairQueue::default();
        queue.push(workspace(1), flow(1), "a", 1);
        queue.push(workspace(2), flow(2), "b", 1);
        assert_eq!(queue.pop(|of| of == workspace(2)).map(|(_, item)| item), Some("b"));
        assert_eq!(queue.pop(|of| of == workspace(2)), None);
        assert!(!queue.is_empty());
        assert_eq!(drain(&mut queue), ["a"]);
        assert!(queue.is_empty());
    }
}
