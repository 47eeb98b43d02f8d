//! The limits a run is under: those of its flow's settings, with their keys read from
//! the item it is triggered with, and those of its workspace.

use crate::javascript;
use expression::{Scope, Template, World};
use flow::document::{Settings, WhenFull};
use flow::id::WorkspaceId;
use flow::{Item, Items, Timestamp};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};
use store::limits::{Bound, Limit, Rate};

/// A longer key is cut, with a number for what was cut off.
const KEY_CHARACTERS: usize = 200;

/// The limits of a flow's settings, ready to be asked.
#[derive(Debug)]
pub(crate) struct FlowLimits {
    /// How much.
    pub bound: Bound,
    key: Option<Template>,
    rate_key: Option<Template>,
    when_full: WhenFull,
    when_too_often: WhenFull,
}

impl FlowLimits {
    /// None if the flow limits nothing. Errors are sentences.
    pub fn of(settings: &Settings) -> Result<Option<Self>, String> {
        let (concurrency, rate) = (settings.concurrency.as_ref(), settings.rate.as_ref());
        if concurrency.is_none() && rate.is_none() {
            return Ok(None);
        }
        Ok(Some(Self {
            bound: Bound {
                at_once: concurrency.map(|limit| limit.at_once),
                rate: rate.map(|rate| Rate { runs: rate.runs, per_ms: rate.per_ms }),
            },
            key: concurrency.map(|limit| template(&limit.key)).transpose()?.flatten(),
            rate_key: rate.map(|rate| template(&rate.key)).transpose()?.flatten(),
            when_full: concurrency.map(|limit| limit.when_full).unwrap_or_default(),
            when_too_often: rate.map(|rate| rate.when_full).unwrap_or_default(),
        }))
    }

    /// Among which runs one with these items is counted, and among which ones its beginning.
    pub fn keys(&self, items: &Items, time_zone: &str, now: Timestamp) -> (String, String) {
        let world = KeyWorld { time_zone, now };
        let key = |template: &Option<Template>| template.as_ref().map(|key| evaluate(key, &world, items));
        (key(&self.key).unwrap_or_default(), key(&self.rate_key).unwrap_or_default())
    }

    /// What becomes of a run that this limit does not let begin.
    pub fn when(&self, limit: &Limit) -> WhenFull {
        match limit {
            Limit::FlowAtOnce(..) => self.when_full,
            Limit::FlowRate(..) => self.when_too_often,
            Limit::Behind(_) | Limit::WorkspaceAtOnce(_) | Limit::WorkspaceRate(_) => WhenFull::Wait,
        }
    }
}

fn template(text: &str) -> Result<Option<Template>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = Template::parse(text);
    read.map(Some)
        .map_err(|error| format!("The key of the flow's limit cannot be read: {} {}", error.message, error.hint))
}

/// A key that cannot be evaluated, since the item has not what it asks for, is the empty one.
fn evaluate(template: &Template, world: &KeyWorld<'_>, items: &Items) -> String {
    let text = match template.evaluate(&Scope::new(world, items, 0)) {
        Ok(Value::Null) | Err(_) => String::new(),
        Ok(Value::String(text)) => text,
        Ok(other) => other.to_string(),
    };
    shortened(text)
}

fn shortened(text: String) -> String {
    let Some((end, _)) = text.char_indices().nth(KEY_CHARACTERS) else { return text };
    let mut hasher = DefaultHasher::new();
    text[end..].hash(&mut hasher);
    format!("{}…{:016x}", &text[..end], hasher.finish())
}

/// What the expression of a key sees: the trigger's items and the time.
struct KeyWorld<'a> {
    time_zone: &'a str,
    now: Timestamp,
}

impl World for KeyWorld<'_> {
    fn node_items(&self, _: &str, _: u16) -> Option<&Items> {
        None
    }

    fn paired_item(&self, _: &str, _: usize) -> Option<&Item> {
        None
    }

    fn has_node(&self, _: &str) -> bool {
        false
    }

    fn global(&self, name: &str) -> Option<Value> {
        matches!(name, "$vars" | "$env").then(|| json!({}))
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn time_zone(&self) -> &str {
        self.time_zone
    }

    fn javascript(&self) -> Option<&dyn expression::JavaScript> {
        Some(javascript::sandbox())
    }
}

/// The limits of workspaces.
pub(crate) struct WorkspaceLimits {
    /// What the server allows each.
    most: Bound,
    /// What owners set for theirs.
    own: RwLock<HashMap<WorkspaceId, Bound>>,
    /// Whether any workspace has a limit; read without the lock on the hot path.
    is_any: AtomicBool,
}

impl WorkspaceLimits {
    pub fn new(most: Bound) -> Self {
        Self { is_any: AtomicBool::new(!most.is_free()), most, own: RwLock::default() }
    }

    /// Takes in what owners set.
    pub fn set(&self, own: Vec<(WorkspaceId, Bound)>) {
        let is_any = !self.most.is_free() || !own.is_empty();
        *self.own.write().unwrap_or_else(PoisonError::into_inner) = own.into_iter().collect();
        self.is_any.store(is_any, Ordering::Release);
    }

    /// What a workspace allows its runs: the tighter of its owner's and the server's.
    pub fn of(&self, workspace: WorkspaceId) -> Bound {
        if !self.is_any.load(Ordering::Acquire) {
            return Bound::default();
        }
        let own = self.own.read().unwrap_or_else(PoisonError::into_inner).get(&workspace).copied().unwrap_or_default();
        Bound { at_once: tighter(own.at_once, self.most.at_once), rate: tighter_rate(own.rate, self.most.rate) }
    }
}

fn tighter(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    one.into_iter().chain(other).min()
}

/// The one that lets fewer runs begin in the long run.
fn tighter_rate(one: Option<Rate>, other: Option<Rate>) -> Option<Rate> {
    let per_day = |rate: &Rate| u128::from(rate.runs) * 86_400_000 / u128::from(rate.per_ms.max(1));
    one.into_iter().chain(other).min_by_key(per_day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flow::document::Concurrency;

    fn keyed(key: &str) -> FlowLimits {
        let concurrency = Concurrency { at_once: 2, key: key.into(), when_full: WhenFull::Refuse };
        FlowLimits::of(&Settings { concurrency: Some(concurrency), ..Settings::default() }).unwrap().unwrap()
    }

    fn key_of(key: &str, item: Value) -> String {
        keyed(key).keys(&Items::one(item), "UTC", Timestamp(0)).0
    }

    #[test]
    fn keys_come_from_the_item() {
        assert_eq!(key_of("{{ $json.customer }}", json!({"customer": "acme"})), "acme");
        assert_eq!(key_of("{{ $json.customer }}", json!({"customer": 7})), "7");
        assert_eq!(key_of("{{ $json.customer }}", json!({})), "");
        assert_eq!(key_of("{{ $json.customer.id }}", json!({})), "", "what is missing counts with the empty key");
        assert_eq!(key_of("", json!({"customer": "acme"})), "");
    }

    #[test]
    fn long_keys_are_cut_and_stay_apart() {
        let of = |end: &str| key_of("{{ $json.key }}", json!({"key": "ä".repeat(300) + end}));
        assert!(of("a") != of("b") && of("a").chars().count() < 220);
    }

    #[test]
    fn nothing_limited_is_nothing() {
        assert!(FlowLimits::of(&Settings::default()).unwrap().is_none());
        assert!(
            FlowLimits::of(&Settings {
                concurrency: Some(Concurrency { at_once: 1, key: "{{ ( }}".into(), when_full: WhenFull::Wait }),
                ..Settings::default()
            })
            .unwrap_err()
            .contains("key")
        );
    }

    #[test]
    fn the_tighter_limit_of_a_workspace_counts() {
        let workspace = WorkspaceId(uuid::Uuid::from_u128(1));
        let rate = |runs, per_ms| Some(Rate { runs, per_ms });
        let limits = WorkspaceLimits::new(Bound { at_once: Some(10), rate: rate(100, 60_000) });
        assert_eq!(limits.of(workspace).at_once, Some(10));
        limits.set(vec![(workspace, Bound { at_once: Some(20), rate: rate(1, 1_000) })]);
        assert_eq!(limits.of(workspace), Bound { at_once: Some(10), rate: rate(1, 1_000) });
    }
}
