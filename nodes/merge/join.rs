//! Pairs items by equal fields.

use super::{Row, origin};
use node_sdk::flow::{Item, Items};
use node_sdk::pairs::text;
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
}

/// The rows of a join of all inputs, one after the other; None if there are more
/// than `most`.
pub(super) fn join(inputs: &[Items], keys: &[Key], kind: JoinKind, most: usize) -> Option<Vec<Row>> {
    let first = inputs.first()?;
    let mut rows: Vec<(Row, Option<String>)> =
        first.iter().enumerate().map(|(place, item)| (vec![origin(0, place)], key(item, keys, true))).collect();
    for (input, items) in inputs.iter().enumerate().skip(1) {
        rows = join_one(rows, input, items, keys, kind, most)?;
    }
    Some(rows.into_iter().map(|(row, _)| row).collect())
}

fn join_one(
    rows: Vec<(Row, Option<String>)>,
    input: usize,
    items: &Items,
    keys: &[Key],
    kind: JoinKind,
    most: usize,
) -> Option<Vec<(Row, Option<String>)>> {
    let item_keys: Vec<_> = items.iter().map(|item| key(item, keys, false)).collect();
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, key) in item_keys.iter().enumerate() {
        if let Some(key) = key {
            places.entry(key).or_default().push(place);
        }
    }
    let mut joined = Vec::new();
    let mut paired = HashSet::new();
    for (row, key) in rows {
        let partners = key.as_deref().and_then(|key| places.get(key));
        for place in partners.into_iter().flatten() {
            paired.insert(*place);
            if kind != JoinKind::Without {
                let longer = row.iter().copied().chain([origin(input, *place)]).collect();
                joined.push((longer, key.clone()));
            }
        }
        let keeps_alone = matches!(kind, JoinKind::Left | JoinKind::Outer | JoinKind::Without);
        if partners.is_none() && keeps_alone {
            joined.push((row, key));
        }
        if joined.len() > most {
            return None;
        }
    }
    if matches!(kind, JoinKind::Right | JoinKind::Outer) {
        let alone = item_keys.into_iter().enumerate().filter(|(place, _)| !paired.contains(place));
        joined.extend(alone.map(|(place, key)| (vec![origin(input, place)], key)));
    }
    (joined.len() <= most).then_some(joined)
}

/// What an item is paired by. None if a field is missing: such an item has no partner.
fn key(item: &Item, keys: &[Key], first: bool) -> Option<String> {
    let mut whole = String::new();
    for key in keys {
        let path = if first || key.others.is_empty() { &key.first } else { &key.others };
        let value = field(&item.json, path)?;
        let text = text(value);
        // The length in front keeps "a" + "bc" apart from "ab" + "c".
        whole += &format!("{}:{text}", text.len());
    }
    Some(whole)
}

fn field<'a>(json: &'a Value, path: &str) -> Option<&'a Value> {
    let whole = json.get(path);
    let found = whole.or_else(|| path.split('.').try_fold(json, |value, part| value.get(part)));
    found.filter(|value| !value.is_null())
}
