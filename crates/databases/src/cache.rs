//! Answers that may be given again for a while. A memory of this process alone.

use crate::Answer;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// All answers together have no more rows than this.
const MOST_ROWS: usize = 200_000;

/// Answers by what was asked.
#[derive(Default)]
pub struct Cache(Mutex<State>);

#[derive(Default)]
struct State {
    answers: HashMap<String, Kept>,
    rows: usize,
}

struct Kept {
    answers: Vec<Answer>,
    rows: usize,
    at: Instant,
}

impl Cache {
    /// What was answered no longer than this ago.
    pub fn get(&self, key: &str, age: Duration) -> Option<Vec<Answer>> {
        let state = self.state();
        let kept = state.answers.get(key)?;
        (kept.at.elapsed() <= age).then(|| kept.answers.clone())
    }

    /// Keeps an answer; the oldest make room for it.
    pub fn keep(&self, key: String, answers: &[Answer]) {
        let rows = answers.iter().map(|answer| 1 + answer.rows.as_ref().map_or(0, Vec::len)).sum();
        if rows > MOST_ROWS / 4 {
            return;
        }
        let mut state = self.state();
        state.remove(&key);
        while state.rows + rows > MOST_ROWS {
            let oldest = state.answers.iter().min_by_key(|(_, kept)| kept.at).map(|(key, _)| key.clone());
            let Some(oldest) = oldest else { break };
            state.remove(&oldest);
        }
        state.rows += rows;
        state.answers.insert(key, Kept { answers: answers.to_vec(), rows, at: Instant::now() });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn remove(&mut self, key: &str) {
        if let Some(kept) = self.answers.remove(key) {
            self.rows -= kept.rows;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Map;

    fn answers(rows: usize) -> Vec<Answer> {
        vec![Answer { rows: Some(vec![Map::new(); rows]), ..Answer::default() }]
    }

    #[test]
    fn answers_are_given_again_until_they_are_old_or_many() {
        let cache = Cache::default();
        let hour = Duration::from_secs(3_600);
        assert_eq!(cache.get("a", hour), None);
        cache.keep("a".into(), &answers(2));
        assert_eq!(cache.get("a", hour), Some(answers(2)));
        assert_eq!(cache.get("a", Duration::ZERO), None, "older than wanted");
        cache.keep("huge".into(), &answers(MOST_ROWS));
        assert_eq!(cache.get("huge", hour), None, "one answer does not push out all others");
        (0..5).for_each(|number| cache.keep(format!("b{number}"), &answers(MOST_ROWS / 4 - 1)));
        assert_eq!(cache.get("a", hour), None, "the oldest went");
        assert!(cache.get("b4", hour).is_some());
        assert!(cache.state().rows <= MOST_ROWS);
    }
}
