//! What scripts keep between runs, while a run is in memory.
//!
//! Changes are written beside the run before each record that follows from them, and
//! become the flow's after the last one, if the run is one of a published version and
//! ended well. A process that starts settles what an earlier one left.

use crate::Inner;
use crate::active::Active;
use flow::id::{RunId, WorkspaceId};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use store::StoreResult;
use store::runs::{RunMode, RunStatus};
use store::static_data::{STATIC_BYTES_MOST, StaticEntry};

type Place = (String, String);

/// What scripts keep, as one run sees it.
#[derive(Default)]
pub(crate) struct Statics {
    values: BTreeMap<Place, Value>,
    /// What this run changed; None: it removed it.
    changes: BTreeMap<Place, Option<Value>>,
    /// Something changed since it was last written beside the run.
    is_news: bool,
}

impl Statics {
    /// What is kept for the flow.
    pub fn of(entries: Vec<StaticEntry>) -> Self {
        let values = entries.into_iter().filter_map(|entry| Some(((entry.scope, entry.name), entry.value?)));
        Self { values: values.collect(), ..Self::default() }
    }

    /// With what the run changed before it left memory.
    pub fn go_on(&mut self, entries: Vec<StaticEntry>) {
        for StaticEntry { scope, name, value } in entries {
            self.change((scope, name), value);
        }
        self.is_news = false;
    }

    /// The object a script gets.
    pub fn of_scope(&self, scope: &str) -> Value {
        let own = self.values.iter().filter(|((of, _), _)| of == scope);
        Value::Object(own.map(|((_, name), value)| (name.clone(), value.clone())).collect())
    }

    /// Takes the object a script gives back; an error is a sentence.
    pub fn put(&mut self, scope: &str, names: Map<String, Value>) -> Result<(), String> {
        let others = self.values.iter().filter(|((of, _), _)| of != scope);
        let size_of = |name: &str, value: &Value| name.len() + value.to_string().len();
        let size_bytes: usize = others.map(|((_, name), value)| size_of(name, value)).sum::<usize>()
            + names.iter().map(|(name, value)| size_of(name, value)).sum::<usize>();
        if size_bytes > STATIC_BYTES_MOST {
            return Err(format!(
                "The static data of the flow would take {size_bytes} bytes; {STATIC_BYTES_MOST} are kept. Keep large data in a table."
            ));
        }
        let gone = self.values.keys().filter(|(of, name)| of == scope && !names.contains_key(name));
        for place in gone.cloned().collect::<Vec<_>>() {
            self.change(place, None);
        }
        for (name, value) in names {
            self.change((scope.to_owned(), name), Some(value));
        }
        Ok(())
    }

    fn change(&mut self, place: Place, value: Option<Value>) {
        if self.values.get(&place) == value.as_ref() {
            return;
        }
        match &value {
            Some(value) => self.values.insert(place.clone(), value.clone()),
            None => self.values.remove(&place),
        };
        self.changes.insert(place, value);
        self.is_news = true;
    }

    /// All the run changed, if some of it is not written yet.
    fn news(&self) -> Option<Vec<StaticEntry>> {
        let entry = |(place, value): (&Place, &Option<Value>)| StaticEntry {
            scope: place.0.clone(),
            name: place.1.clone(),
            value: value.clone(),
        };
        self.is_news.then(|| self.changes.iter().map(entry).collect())
    }
}

/// Writes what scripts of the run changed, before the record that holds their results.
pub(crate) async fn write(inner: &Inner, active: &Active) -> StoreResult<()> {
    let Some(entries) = active.kept.statics().news() else { return Ok(()) };
    let version = &active.version;
    let sequence = active.next_sequence();
    inner.store.keep_static_data(version.workspace, version.flow, active.id, sequence, entries).await?;
    active.kept.statics().is_news = false;
    Ok(())
}

/// Makes what the run changed the flow's, after its last record, if it counts.
pub(crate) async fn settle(inner: &Inner, active: &Active) {
    if active.kept.statics().changes.is_empty() || !active.run.status().is_over() {
        return;
    }
    let counts = counts(active.status(), active.mode, active.version.number);
    settle_run(inner, active.version.workspace, active.id, counts).await;
}

/// Forgets what a run changed that was never accepted.
pub(crate) async fn forget(inner: &Inner, active: &Active) {
    if !active.kept.statics().changes.is_empty() {
        settle_run(inner, active.version.workspace, active.id, false).await;
    }
}

/// Settles runs that ended with their process before they were.
pub(crate) async fn settle_left(inner: &Inner) -> StoreResult<()> {
    for (workspace, run) in inner.store.unsettled_static_data().await? {
        let row = inner.store.run(workspace, run).await?;
        settle_run(inner, workspace, run, counts(row.status, row.mode, row.version_number)).await;
    }
    Ok(())
}

async fn settle_run(inner: &Inner, workspace: WorkspaceId, run: RunId, counts: bool) {
    if let Err(error) = inner.store.settle_static_data(workspace, run, counts, inner.clock.now()).await {
        tracing::warn!(%run, %error, "static data of a run could not be settled; the next start does it");
    }
}

/// Only runs of published versions that end well leave something behind.
fn counts(status: RunStatus, mode: RunMode, version_number: Option<u32>) -> bool {
    status == RunStatus::Succeeded && mode != RunMode::Test && version_number.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    fn entry(scope: &str, name: &str, value: Option<Value>) -> StaticEntry {
        StaticEntry { scope: scope.into(), name: name.into(), value }
    }

    #[test]
    fn only_names_that_changed_are_told() {
        let kept =
            vec![entry("", "a", Some(json!(1))), entry("", "b", Some(json!(2))), entry("n", "a", Some(json!(3)))];
        let mut statics = Statics::of(kept);
        assert_eq!(statics.news(), None);
        statics.put("", object(json!({"a": 1, "b": 2}))).unwrap();
        assert_eq!(statics.news(), None, "the same again is no news");
        statics.put("", object(json!({"a": 5, "c": null}))).unwrap();
        let expected = [entry("", "a", Some(json!(5))), entry("", "b", None), entry("", "c", Some(json!(null)))];
        assert_eq!(statics.news().unwrap(), expected);
        assert_eq!(statics.of_scope("n"), json!({"a": 3}));
    }

    #[test]
    fn a_run_that_comes_back_goes_on_with_what_it_changed() {
        let mut statics = Statics::of(vec![entry("", "count", Some(json!(1)))]);
        statics.go_on(vec![entry("", "count", Some(json!(2)))]);
        assert_eq!((statics.of_scope(""), statics.news()), (json!({"count": 2}), None));
        statics.put("", object(json!({"count": 2, "x": 1}))).unwrap();
        assert_eq!(statics.news().unwrap().len(), 2, "what was written before is written again with the next record");
    }

    #[test]
    fn too_much_is_refused_in_words() {
        let mut statics = Statics::default();
        let error = statics.put("", object(json!({"a": "x".repeat(STATIC_BYTES_MOST)}))).unwrap_err();
        assert!(error.contains("in a table"), "{error}");
        assert_eq!(statics.of_scope(""), json!({}));
    }
}
