//! Pairs items by equal fields.

use super::rows::origin;
use super::{Gives, Row};
use node_sdk::flow::{Item, Items};
use node_sdk::pairs::text;
use node_sdk::path;
use node_sdk::values::{alike, same};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// # Field
///
/// A field that must be equal.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Key {
    /// # Field of input 1
    ///
    /// Its name or path.
    #[schemars(length(min = 1), extend("x-placeholder" = "email"))]
    first: String,
    /// # Field of the others
    ///
    /// Its name or path there. Empty: the same.
    #[serde(default)]
    others: String,
}

/// Which items come out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum JoinKind {
    /// # Leave them out
    ///
    /// Only pairs come out.
    #[default]
    Inner,
    /// # Keep those of input 1
    ///
    /// Each item of input 1 comes out, with what the others know of it.
    Left,
    /// # Keep those of the others
    Right,
    /// # Keep all
    Outer,
    /// # Only those of input 1 without a partner
    Without,
    /// # Only those of the others without a partner
    WithoutRight,
    /// # Only those without a partner, of all inputs
    WithoutAny,
}

impl JoinKind {
    fn keeps_first(self) -> bool {
        matches!(self, Self::Left | Self::Outer | Self::Without | Self::WithoutAny)
    }

    fn keeps_others(self) -> bool {
        matches!(self, Self::Right | Self::Outer | Self::WithoutRight | Self::WithoutAny)
    }

    fn keeps_pairs(self) -> bool {
        matches!(self, Self::Inner | Self::Left | Self::Right | Self::Outer)
    }
}

/// When two fields count as equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Compare {
    /// # If they read the same
    ///
    /// 5 and "5" are equal.
    #[default]
    Text,
    /// # If they are the same
    ///
    /// 5 and "5" are not.
    Same,
    /// # If they mean the same
    ///
    /// Also true and "true", and all that is empty.
    Alike,
}

/// Which partners count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Matches {
    /// # All
    #[default]
    All,
    /// # The first
    First,
    /// # The last
    Last,
}

/// How items are paired.
pub(super) struct Pairing<'a> {
    pub keys: &'a [Key],
    pub kind: JoinKind,
    pub compare: Compare,
    pub matches: Matches,
    pub pairs_first: bool,
    pub one_a_pair: Gives,
    pub dots: bool,
}

/// A row with what its partners are found by.
type Keyed = (Row, Option<Vec<Value>>);

impl Pairing<'_> {
    /// The rows of a join of all inputs, one after the other; None if there are more
    /// than `most`.
    pub fn rows(&self, inputs: &[Items], most: usize) -> Option<Vec<Row>> {
        let first = inputs.first()?;
        let mut rows: Vec<Keyed> =
            first.iter().enumerate().map(|(place, item)| (vec![origin(0, place)], self.key(item, true))).collect();
        for (input, items) in inputs.iter().enumerate().skip(1) {
            rows = self.join_one(rows, input, items, most)?;
        }
        Some(rows.into_iter().map(|(row, _)| row).collect())
    }

    fn join_one(&self, rows: Vec<Keyed>, input: usize, items: &Items, most: usize) -> Option<Vec<Keyed>> {
        let keys: Vec<_> = items.iter().map(|item| self.key(item, false)).collect();
        let index = self.index(&keys);
        let (mut joined, mut alone, mut paired) = (Vec::new(), Vec::new(), HashSet::new());
        for (row, key) in rows {
            let partners = key.as_ref().map(|key| self.partners(key, &keys, &index)).unwrap_or_default();
            paired.extend(partners.iter().copied());
            if partners.is_empty() && self.kind.keeps_first() {
                let side = if self.pairs_first { &mut alone } else { &mut joined };
                side.push((row, key));
            } else if self.kind.keeps_pairs() {
                self.add_pairs(&mut joined, row, key, input, &partners);
            }
            if joined.len() + alone.len() > most {
                return None;
            }
        }
        if self.kind.keeps_pairs() && self.one_a_pair == Gives::Second {
            let matched = (0..items.len()).filter(|place| paired.contains(place));
            joined.extend(matched.map(|place| (vec![origin(input, place)], keys[place].clone())));
        }
        joined.append(&mut alone);
        if self.kind.keeps_others() {
            let left = (0..items.len()).filter(|place| !paired.contains(place));
            joined.extend(left.map(|place| (vec![origin(input, place)], keys[place].clone())));
        }
        (joined.len() <= most).then_some(joined)
    }

    fn add_pairs(&self, joined: &mut Vec<Keyed>, row: Row, key: Option<Vec<Value>>, input: usize, partners: &[usize]) {
        match self.one_a_pair {
            Gives::Both => {
                let longer = |place: &usize| row.iter().copied().chain([origin(input, *place)]).collect();
                joined.extend(partners.iter().map(|place| (longer(place), key.clone())));
            }
            Gives::First if !partners.is_empty() => joined.push((row, key)),
            // Those of the other side come in their own order.
            Gives::First | Gives::Second => {}
        }
    }

    fn partners(&self, key: &[Value], keys: &[Option<Vec<Value>>], index: &HashMap<String, Vec<usize>>) -> Vec<usize> {
        let candidates: Vec<usize> = match self.compare {
            // What means the same may be written in many ways, so each one is looked at.
            Compare::Alike => (0..keys.len()).collect(),
            Compare::Text | Compare::Same => index.get(&written(key)).cloned().unwrap_or_default(),
        };
        let fits = |place: &usize| keys[*place].as_ref().is_some_and(|other| self.equal(key, other));
        let mut found = candidates.into_iter().filter(fits);
        match self.matches {
            Matches::All => found.collect(),
            Matches::First => found.next().into_iter().collect(),
            Matches::Last => found.next_back().into_iter().collect(),
        }
    }

    fn equal(&self, left: &[Value], right: &[Value]) -> bool {
        let mut both = left.iter().zip(right);
        match self.compare {
            Compare::Text => true,
            Compare::Same => both.all(|(left, right)| same(left, right)),
            Compare::Alike => both.all(|(left, right)| alike(Some(left), Some(right))),
        }
    }

    fn index(&self, keys: &[Option<Vec<Value>>]) -> HashMap<String, Vec<usize>> {
        let mut index: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, key) in keys.iter().enumerate() {
            if let Some(key) = key {
                index.entry(written(key)).or_default().push(place);
            }
        }
        index
    }

    /// What an item is paired by. None if a field is missing: such an item has no partner.
    fn key(&self, item: &Item, first: bool) -> Option<Vec<Value>> {
        let field = |key: &Key| {
            let name = if first || key.others.is_empty() { &key.first } else { &key.others };
            let found = path::get(&item.json, name, self.dots);
            // Nothing is only equal to nothing where types count.
            found.filter(|value| self.compare != Compare::Text || !value.is_null()).cloned()
        };
        self.keys.iter().map(field).collect()
    }
}

/// A key in one text. The length in front keeps "a" + "bc" apart from "ab" + "c".
fn written(key: &[Value]) -> String {
    let part = |value: &Value| match value {
        Value::Number(number) => node_sdk::values::number_text(number),
        other => text(other),
    };
    key.iter().map(part).map(|text| format!("{}:{text}", text.len())).collect()
}
