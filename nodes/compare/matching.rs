//! Which items of two inputs belong together.

use node_sdk::flow::Items;
use node_sdk::{NodeError, path, values};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// How many pairs may be tried where equality alone does not decide.
const TRIES_MAXIMUM: usize = 20_000_000;
/// How many pairs may be found.
const PAIRS_MAXIMUM: usize = 1_000_000;

/// # Field
///
/// A field that pairs items.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Key {
    /// # Field of A
    ///
    /// Its name or path.
    #[schemars(length(min = 1), extend("x-placeholder" = "id"))]
    first: String,
    /// # Field of B
    ///
    /// Its name or path there. Empty: the same.
    #[serde(default)]
    second: String,
}

impl Key {
    pub(super) fn first(&self) -> &str {
        &self.first
    }

    fn second(&self) -> &str {
        if self.second.is_empty() { &self.first } else { &self.second }
    }

    pub(super) fn check(&self) -> Result<(), NodeError> {
        let is_named = !self.first.trim().is_empty();
        let error = || NodeError::permanent("parameter_missing", "The field to pair by has no name.", "Name it.");
        is_named.then_some(()).ok_or_else(error)
    }
}

/// With how many partners an item is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Matches {
    /// # The first
    #[default]
    First,
    /// # All
    All,
}

/// When two values count as equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Likeness {
    /// # When they are equal
    #[default]
    Equal,
    /// # When they mean the same
    ///
    /// 3 and “3”, true and “True”, all that is empty.
    Alike,
    /// # When they mean the same, null and 0 too
    AlikeWithZero,
}

impl Likeness {
    pub(super) fn holds(self, left: Option<&Value>, right: Option<&Value>) -> bool {
        match self {
            Self::Equal => values::same_if_there(left, right),
            Self::Alike => values::alike(left, right),
            Self::AlikeWithZero => values::alike_with_zero(left, right),
        }
    }
}

/// Which items belong together, by their places.
#[derive(Default)]
pub(super) struct Pairs {
    /// Items of the first input with their partners.
    pub paired: Vec<(usize, Vec<usize>)>,
    /// Items of the first input without a partner.
    pub only_first: Vec<usize>,
    /// Items of the second input without a partner.
    pub only_second: Vec<usize>,
}

/// The values an item is paired by; one that is missing is None.
type Lookup<'a> = Vec<Option<&'a Value>>;

impl Pairs {
    pub(super) fn find(
        inputs: &[Items],
        keys: &[Key],
        matches: Matches,
        likeness: Likeness,
        dots: bool,
        fail_if_missing: bool,
    ) -> Result<Self, NodeError> {
        let first = lookups(inputs.first(), keys.iter().map(Key::first), dots);
        let second = lookups(inputs.get(1), keys.iter().map(Key::second), dots);
        if fail_if_missing {
            refuse_unknown(&first, keys.iter().map(Key::first), "A")?;
            refuse_unknown(&second, keys.iter().map(Key::second), "B")?;
        }
        let partners_of = partners(&first, &second, likeness)?;
        let mut pairs = Self::default();
        let mut taken = HashSet::new();
        let mut count = 0;
        for ((place, _), mut partners) in first.iter().zip(partners_of) {
            if matches == Matches::First {
                partners.truncate(1);
            }
            count += partners.len();
            if count > PAIRS_MAXIMUM {
                return Err(too_many("more than 1,000,000 pairs"));
            }
            taken.extend(partners.iter().copied());
            if partners.is_empty() { pairs.only_first.push(*place) } else { pairs.paired.push((*place, partners)) }
        }
        pairs.only_second.extend(second.iter().map(|(place, _)| *place).filter(|place| !taken.contains(place)));
        Ok(pairs)
    }
}

/// The items that have any field, by place, with what they are paired by.
fn lookups<'a, 'k>(
    items: Option<&'a Items>,
    fields: impl Iterator<Item = &'k str> + Clone,
    dots: bool,
) -> Vec<(usize, Lookup<'a>)> {
    let filled = items.into_iter().flat_map(|items| items.iter()).enumerate();
    let filled = filled.filter(|(_, item)| item.json.as_object().is_none_or(|fields| !fields.is_empty()));
    let lookup = |(place, item): (usize, &'a node_sdk::flow::Item)| {
        (place, fields.clone().map(|field| path::get(&item.json, field, dots)).collect())
    };
    filled.map(lookup).collect()
}

/// For each item of the first input its partners in the second.
fn partners(
    first: &[(usize, Lookup<'_>)],
    second: &[(usize, Lookup<'_>)],
    likeness: Likeness,
) -> Result<Vec<Vec<usize>>, NodeError> {
    if likeness == Likeness::Equal {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, lookup) in second {
            if let Some(key) = key(lookup) {
                places.entry(key).or_default().push(*place);
            }
        }
        let of = |(_, lookup): &(usize, Lookup<'_>)| key(lookup).and_then(|key| places.get(&key).cloned());
        return Ok(first.iter().map(|entry| of(entry).unwrap_or_default()).collect());
    }
    if first.len().saturating_mul(second.len()) > TRIES_MAXIMUM {
        return Err(too_many("too many items to compare by meaning"));
    }
    let is_pair = |left: &Lookup<'_>, right: &Lookup<'_>| {
        left.iter().all(Option::is_some) && left.iter().zip(right).all(|(left, right)| likeness.holds(*left, *right))
    };
    let of = |(_, left): &(usize, Lookup<'_>)| {
        second.iter().filter(|(_, right)| is_pair(left, right)).map(|(place, _)| *place).collect()
    };
    Ok(first.iter().map(of).collect())
}

/// What an item is paired by as one text; None if a field is missing.
fn key(lookup: &Lookup<'_>) -> Option<String> {
    let mut key = String::new();
    for value in lookup {
        values::add_to_key((*value)?, &mut key);
        key.push('\n');
    }
    Some(key)
}

fn refuse_unknown<'k>(
    lookups: &[(usize, Lookup<'_>)],
    fields: impl Iterator<Item = &'k str>,
    input: &str,
) -> Result<(), NodeError> {
    for (column, field) in fields.enumerate() {
        let is_unknown = lookups.iter().all(|(_, lookup)| lookup[column].is_none());
        if is_unknown && !lookups.is_empty() {
            let message = format!("No item of input {input} has the field `{field}`.");
            let hint = "Check its name against the data that comes in.";
            return Err(NodeError::permanent("field_not_found", message, hint).at("keys"));
        }
    }
    Ok(())
}

fn too_many(what: &str) -> NodeError {
    let hint = "Filter the inputs first, or pair by fields that differ more.";
    NodeError::permanent("too_many_items", format!("There are {what}."), hint)
}
