//! A pair that differs, told field by field.

use super::matching::Likeness;
use node_sdk::{NodeError, path};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

/// What the two versions are called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Labels {
    /// # inputA and inputB
    #[default]
    Letters,
    /// # input1 and input2
    ///
    /// Values that are empty, 0 or false come out as null.
    Numbers,
}

/// How a pair is told.
pub(super) struct Told<'a> {
    /// The fields items are paired by.
    pub keys: &'a [&'a str],
    /// The fields that are not compared.
    pub skip: &'a [String],
    pub likeness: Likeness,
    pub labels: Labels,
    pub dots: bool,
}

impl Told<'_> {
    /// What is the same, what differs and what was passed over.
    pub(super) fn of(&self, first: &Value, second: &Value) -> Result<Value, NodeError> {
        let empty = Map::new();
        let (first, second) = (first.as_object().unwrap_or(&empty), second.as_object().unwrap_or(&empty));
        let others = second.keys().filter(|name| !first.contains_key(*name));
        let names: Vec<&String> = first.keys().chain(others).collect();
        let is_same = |name: &String| {
            let is_on_both_sides = first.contains_key(name) && second.contains_key(name);
            let counts = is_on_both_sides || self.likeness == Likeness::AlikeWithZero;
            counts && self.likeness.holds(first.get(name), second.get(name))
        };
        let (mut same, mut different, mut skipped) = (Map::new(), Map::new(), Map::new());
        for name in names {
            if is_same(name) {
                same.extend(first.get(name).map(|value| (name.clone(), value.clone())));
                continue;
            }
            let versions = (self.shown(first.get(name)), self.shown(second.get(name)));
            if self.skip.contains(name) {
                skipped.insert(name.clone(), self.versions(versions));
                continue;
            }
            if let Some(taken) = self.take_skipped(name, &versions)? {
                let (rest, passed_over) = taken;
                skipped.insert(name.clone(), self.versions(passed_over));
                different.insert(name.clone(), self.versions(rest));
                continue;
            }
            different.insert(name.clone(), self.versions(versions));
        }
        let keys = self.keys.iter().filter_map(|key| Some(((*key).to_owned(), first.get(*key)?.clone())));
        let mut told = Map::new();
        told.insert("keys".into(), Value::Object(keys.collect()));
        told.insert("same".into(), same.into());
        told.insert("different".into(), different.into());
        if !skipped.is_empty() {
            told.insert("skipped".into(), skipped.into());
        }
        Ok(told.into())
    }

    /// Takes the inner fields that are not compared out of both versions; None if there are none.
    #[expect(clippy::type_complexity, reason = "two pairs of versions")]
    fn take_skipped(
        &self,
        name: &str,
        versions: &(Value, Value),
    ) -> Result<Option<((Value, Value), (Value, Value))>, NodeError> {
        let inner: Vec<&str> = match self.dots {
            true => self.skip.iter().filter_map(|field| field.strip_prefix(name)?.strip_prefix('.')).collect(),
            false => Vec::new(),
        };
        if inner.is_empty() {
            return Ok(None);
        }
        let take = |version: &Value| {
            let (mut rest, mut taken) = (version.clone(), Map::new());
            for field in &inner {
                if let Some(value) = path::get(version, field, true) {
                    path::set(&mut taken, field, true, value.clone())?;
                }
                path::remove(&mut rest, field, true);
            }
            Ok::<_, NodeError>((rest, Value::Object(taken)))
        };
        let (first, second) = (take(&versions.0)?, take(&versions.1)?);
        Ok(Some(((first.0, second.0), (first.1, second.1))))
    }

    fn versions(&self, (first, second): (Value, Value)) -> Value {
        let (one, other) = match self.labels {
            Labels::Letters => ("inputA", "inputB"),
            Labels::Numbers => ("input1", "input2"),
        };
        serde_json::json!({one: first, other: second})
    }

    fn shown(&self, value: Option<&Value>) -> Value {
        let is_blank = |value: &Value| match value {
            Value::Bool(truth) => !truth,
            Value::Number(number) => number.as_f64() == Some(0.0),
            Value::String(text) => text.is_empty(),
            _ => false,
        };
        let shown = value.filter(|value| self.labels == Labels::Letters || !is_blank(value));
        shown.cloned().unwrap_or(Value::Null)
    }
}
