//! What was done for the items of a step that has not ended yet.
//!
//! A step is tried again as a whole. Without this, a full mailbox at item 57
//! would send 56 people their mail twice. It is a memory of this process alone:
//! after a crash the other side has to tell repeats by their key.

use crate::context::HeavyContext;
use crate::error::NodeError;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many items are remembered; the oldest are forgotten first.
const MOST: usize = 10_000;

/// Results by key of the item.
pub struct Remembered<T>(Mutex<State<T>>);

struct State<T> {
    results: BTreeMap<String, T>,
    /// Keys in order of age; some may be forgotten already.
    ages: VecDeque<String>,
}

impl<T: Clone> Remembered<T> {
    /// Remembers nothing yet.
    pub const fn new() -> Self {
        Self(Mutex::new(State { results: BTreeMap::new(), ages: VecDeque::new() }))
    }

    /// What an earlier try of this step did for item `index`.
    pub fn recall(&self, context: &HeavyContext<'_>, index: usize) -> Option<T> {
        if context.attempt <= 1 {
            return None;
        }
        self.state().results.get(&context.item_key(index)).cloned()
    }

    /// Remembers what was done for item `index`. At once, because a step that
    /// is cut off at its deadline gets no chance to do so later. A step of one
    /// item ends with it, so there is nothing to remember.
    pub fn keep(&self, context: &HeavyContext<'_>, index: usize, result: &T) {
        if context.items().len() <= 1 {
            return;
        }
        let key = context.item_key(index);
        let mut state = self.state();
        state.ages.push_back(key.clone());
        state.results.insert(key, result.clone());
        while state.ages.len() > MOST {
            if let Some(oldest) = state.ages.pop_front() {
                state.results.remove(&oldest);
            }
        }
    }

    /// Forgets the step, because it has ended.
    pub fn forget(&self, context: &HeavyContext<'_>) {
        let mut state = self.state();
        for index in 0..context.items().len() {
            state.results.remove(&context.item_key(index));
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Clone> Default for Remembered<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// What was done for item `index`, or the outcome of doing it now.
pub async fn recall_or<T: Clone, F>(
    memory: Option<&Remembered<T>>,
    context: &HeavyContext<'_>,
    index: usize,
    work: &impl Fn(usize) -> F,
) -> Result<T, NodeError>
where
    F: Future<Output = Result<T, NodeError>>,
{
    let Some(memory) = memory else { return work(index).await };
    if let Some(result) = memory.recall(context, index) {
        return Ok(result);
    }
    let result = work(index).await?;
    memory.keep(context, index, &result);
    Ok(result)
}
