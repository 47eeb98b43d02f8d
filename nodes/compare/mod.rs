//! Tells what two lists of items have in common.

mod both;
mod matching;

use matching::{Key, Likeness, Matches, Pairs};
use node_sdk::flow::Item;
use node_sdk::flow::item::Origin;
use node_sdk::flow::kind::Ports;
use node_sdk::{Group, Kind, LightContext, LightNode, Names, NodeError, Output, light, path};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// # Compare
///
/// Tells which items two lists have in common, and where they differ.
///
/// Items are paired by the fields you choose. What is only in A or only in B leaves there; pairs leave at **same** if all
/// their fields are equal, and at **different** otherwise. Items without any field are passed over.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    /// # Pair by
    ///
    /// The fields that pair items; the others are compared.
    #[schemars(length(min = 1))]
    keys: Vec<Key>,
    /// # Pairs that differ
    ///
    /// What comes out for a pair that is not the same.
    #[serde(default)]
    resolve: Resolve,
    /// # From the other one
    ///
    /// The fields that are taken from the other item, with commas between.
    #[serde(default)]
    #[schemars(extend("x-show" = {"resolve": ["mix_a", "mix_b"]}, "x-placeholder" = "price, stock"))]
    except: Names,
    /// # Do not compare
    ///
    /// Fields that may differ, with commas between.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "updated_at"))]
    skip: Names,
    /// # Items with several partners
    ///
    /// Whether an item of A is compared with its first partner in B or with all.
    #[serde(default)]
    matches: Matches,
    /// # Values
    ///
    /// When two values count as equal.
    #[serde(default)]
    likeness: Likeness,
    /// # Fail on unknown fields
    ///
    /// When no item of an input has a field to pair by.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    fail_if_missing: bool,
    /// # Names of the two versions
    ///
    /// What they are called where both come out.
    #[serde(default)]
    #[schemars(extend("x-show" = {"resolve": ["both"]}, "x-group" = "Advanced"))]
    labels: both::Labels,
    /// # Dots lead inside
    ///
    /// Off: a dot is a letter of the name like any other.
    #[serde(default = "yes")]
    #[schemars(extend("x-group" = "Advanced"))]
    dots: bool,
}

/// What comes out for a pair that is not the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Resolve {
    /// # Both, field by field
    ///
    /// What is the same and what differs, with both versions.
    #[default]
    Both,
    /// # The item of A
    A,
    /// # The item of B
    B,
    /// # The item of A with some fields of B
    MixA,
    /// # The item of B with some fields of A
    MixB,
}

fn yes() -> bool {
    true
}

impl LightNode for Compare {
    fn check(&self) -> Result<(), NodeError> {
        if self.keys.is_empty() {
            let error = NodeError::permanent("parameter_missing", "There is no field to pair by.", "Add at least one.");
            return Err(error.at("keys"));
        }
        for (place, key) in self.keys.iter().enumerate() {
            key.check().map_err(|error| error.at(format!("keys.{place}.first")))?;
        }
        Ok(())
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let scope = context.scope(0);
        let skip = self.skip.get(&scope).map_err(|error| error.at("skip"))?;
        let except = self.except.get(&scope).map_err(|error| error.at("except"))?;
        let pairs =
            Pairs::find(context.inputs, &self.keys, self.matches, self.likeness, self.dots, self.fail_if_missing)?;
        let inputs = context.inputs;
        let (mut same, mut different) = (Vec::new(), Vec::new());
        for (first, partners) in &pairs.paired {
            let mut is_told = false;
            for second in partners {
                let (a, b) = (&inputs[0][*first], &inputs[1][*second]);
                let lineage = vec![origin(0, *first), origin(1, *second)];
                if !self.is_same(&a.json, &b.json, &skip) {
                    different.push(Item { lineage, ..self.resolved(a, b, &skip, &except)? });
                } else if !is_told {
                    is_told = true;
                    // Alike is not equal: then it matters whose version it is.
                    let takes_b = self.likeness != Likeness::Equal && self.resolve == Resolve::B;
                    same.push(Item { lineage, ..if takes_b { b.clone() } else { a.clone() } });
                }
            }
        }
        let alone = |input: u16, places: &[usize]| {
            let copy = |place: &usize| Item {
                lineage: vec![origin(input, *place)],
                ..inputs[usize::from(input)][*place].clone()
            };
            places.iter().map(copy).collect::<Vec<_>>()
        };
        let sides = [alone(0, &pairs.only_first), same, different, alone(1, &pairs.only_second)];
        let taken = sides.into_iter().enumerate().filter(|(_, items)| !items.is_empty());
        Ok(Output { ports: taken.map(|(port, items)| (port as u16, items.into())).collect(), ..Output::default() })
    }
}

impl Compare {
    /// Whether two items are the same but for the fields that are not compared.
    fn is_same(&self, first: &Value, second: &Value, skip: &[String]) -> bool {
        let (mut first, mut second) = (first.clone(), second.clone());
        for field in skip {
            path::remove(&mut first, field, self.dots);
            path::remove(&mut second, field, self.dots);
        }
        match (&first, &second) {
            (Value::Object(fields), Value::Object(others)) if self.likeness != Likeness::Equal => {
                fields.iter().all(|(name, value)| self.likeness.holds(Some(value), others.get(name)))
            }
            _ => self.likeness.holds(Some(&first), Some(&second)),
        }
    }

    fn resolved(&self, a: &Item, b: &Item, skip: &[String], except: &[String]) -> Result<Item, NodeError> {
        match self.resolve {
            Resolve::A => Ok(a.clone()),
            Resolve::B => Ok(b.clone()),
            Resolve::MixA => self.mixed(a, b, except),
            Resolve::MixB => self.mixed(b, a, except),
            Resolve::Both => {
                let keys: Vec<&str> = self.keys.iter().map(Key::first).collect();
                let told =
                    both::Told { keys: &keys, skip, likeness: self.likeness, labels: self.labels, dots: self.dots };
                Ok(Item::new(told.of(&a.json, &b.json)?))
            }
        }
    }

    /// An item with some fields of the other.
    fn mixed(&self, item: &Item, other: &Item, except: &[String]) -> Result<Item, NodeError> {
        let mut item = item.clone();
        for field in except {
            let value = path::get(&other.json, field, self.dots).cloned().unwrap_or(Value::Null);
            if let Some(fields) = item.json.fields_mut() {
                path::set(fields, field, self.dots, value)?;
            }
        }
        Ok(item)
    }
}

fn origin(input: u16, item: usize) -> Origin {
    Origin { input, item: item as u32 }
}

/// The kind `compare`.
pub fn kind() -> Kind {
    light::<Compare>("compare", Group::Data, include_str!("icon.svg"))
        .inputs(Ports::fixed(&[("a", "A"), ("b", "B")]))
        .outputs(Ports::fixed(&[
            ("only_a", "only in A"),
            ("same", "same"),
            ("different", "different"),
            ("only_b", "only in B"),
        ]))
        .keywords(&["diff", "changes", "datasets", "sync", "new", "deleted", "reconcile"])
}
