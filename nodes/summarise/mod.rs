//! Counts, adds up and gathers the values of fields over all items.

mod measure;

use measure::Measure;
use node_sdk::flow::Item;
use node_sdk::flow::item::Origin;
use node_sdk::{Field, Group, Kind, LightContext, LightNode, Names, NodeError, Output, light, path, values};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// # Summarise
///
/// Counts, adds up or gathers values over all items, in groups if you like.
///
/// Much like a pivot table: choose what is worked out, and the fields to split by. A result is called after what was done,
/// such as `sum_price`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Summarise {
    /// What is worked out.
    #[schemars(length(min = 1))]
    fields: Vec<Summary>,
    /// Fields, with commas between: what is equal in all of them is worked out together.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "country, city"))]
    split_by: Names,
    /// # Results
    ///
    /// How the results of several groups come out.
    #[serde(default)]
    output: Results,
    /// # Leave out what belongs nowhere
    ///
    /// Items without a value in a field to split by are not counted.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    skip_empty_splits: bool,
    /// # Fail on unknown fields
    ///
    /// When no item at all has the field to summarise.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    fail_if_missing: bool,
    /// # Groups as texts
    ///
    /// The values of the fields to split by come out as texts, whatever they were.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    groups_as_text: bool,
    /// # Dots lead inside
    ///
    /// Off: a dot is a letter of the name like any other.
    #[serde(default = "yes")]
    #[schemars(extend("x-group" = "Advanced"))]
    dots: bool,
}

/// # Summary
///
/// What is worked out of one field.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Summary {
    /// # What
    ///
    /// What is worked out.
    #[serde(default)]
    how: Measure,
    /// # Field
    ///
    /// The name of the field, or a path to it.
    #[schemars(extend("x-placeholder" = "price"))]
    field: Field<String>,
    /// # Also empty values
    ///
    /// Missing and empty values count too.
    #[serde(default)]
    #[schemars(extend("x-show" = {"how": ["append", "concatenate", "count", "count_unique"]}))]
    include_empty: bool,
    /// # Separator
    ///
    /// What stands between the texts.
    #[serde(default = "comma")]
    #[schemars(extend("x-show" = {"how": ["concatenate"]}))]
    separator: Field<String>,
}

/// How the results of several groups come out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Results {
    /// # An item for each group
    #[default]
    Items,
    /// # All in one item
    One,
}

fn comma() -> Field<String> {
    Field::Fixed(",".into())
}

fn yes() -> bool {
    true
}

/// A summary with its expressions worked out.
struct Wanted {
    how: Measure,
    field: String,
    include_empty: bool,
    separator: String,
}

impl LightNode for Summarise {
    fn check(&self) -> Result<(), NodeError> {
        let is_blank = |summary: &Summary| summary.field.fixed().is_some_and(String::is_empty);
        if self.fields.iter().all(is_blank) {
            let message = "There is no field to summarise.";
            return Err(NodeError::permanent("parameter_missing", message, "Add at least one.").at("fields"));
        }
        Ok(())
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let scope = context.scope(0);
        let splits = self.split_by.get(&scope).map_err(|error| error.at("split_by"))?;
        let mut wanted = Vec::with_capacity(self.fields.len());
        for (place, summary) in self.fields.iter().enumerate() {
            let at = |name: &str| format!("fields.{place}.{name}");
            let field = summary.field.get(&scope).map_err(|error| NodeError::from(error).at(at("field")))?;
            let separator =
                summary.separator.get(&scope).map_err(|error| NodeError::from(error).at(at("separator")))?;
            if self.fail_if_missing && !field.is_empty() && !self.is_somewhere(context, &field) {
                let message = format!("No item has the field `{field}`.");
                let hint = "Check its name against the data that comes in.";
                return Err(NodeError::permanent("field_not_found", message, hint).at(at("field")));
            }
            wanted.push(Wanted { how: summary.how, field, include_empty: summary.include_empty, separator });
        }
        let all: Vec<usize> = (0..context.items().len()).collect();
        Ok(Output::main(match self.output {
            Results::One => {
                let json = self.nested(context, &wanted, &splits, &all);
                vec![Item { lineage: origins(&all), ..Item::new(Value::Object(json)) }]
            }
            Results::Items => self.flat(context, &wanted, &splits, all),
        }))
    }
}

impl Summarise {
    fn is_somewhere(&self, context: &LightContext<'_>, field: &str) -> bool {
        context.items().iter().any(|item| path::get(&item.json, field, self.dots).is_some())
    }

    /// An item for each group; the groups are in order of their first item.
    fn flat(&self, context: &LightContext<'_>, wanted: &[Wanted], splits: &[String], places: Vec<usize>) -> Vec<Item> {
        let Some((split, rest)) = splits.split_first() else {
            let json = Value::Object(self.summary(context, wanted, &places));
            return vec![Item { lineage: origins(&places), ..Item::new(json) }];
        };
        let mut items = Vec::new();
        for (value, places) in self.groups(context, split, &places) {
            for mut item in self.flat(context, wanted, rest, places) {
                if let (Some(fields), Some(value)) = (item.json.fields_mut(), &value) {
                    fields.insert(plain_name(split), value.clone());
                }
                items.push(item);
            }
        }
        items
    }

    /// One object with the groups as fields, one in the other.
    fn nested(
        &self,
        context: &LightContext<'_>,
        wanted: &[Wanted],
        splits: &[String],
        places: &[usize],
    ) -> Map<String, Value> {
        let Some((split, rest)) = splits.split_first() else { return self.summary(context, wanted, places) };
        let group = |(value, places): (Option<Value>, Vec<usize>)| {
            let name = value.as_ref().map_or("undefined".into(), |value| values::text_of(value).into_owned());
            (name, Value::Object(self.nested(context, wanted, rest, &places)))
        };
        self.groups(context, split, places).into_iter().map(group).collect()
    }

    /// The items with the same value in a field, and that value.
    fn groups(&self, context: &LightContext<'_>, field: &str, places: &[usize]) -> Vec<(Option<Value>, Vec<usize>)> {
        let mut groups: Vec<(Option<Value>, Vec<usize>)> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        for place in places {
            let value = self.group_of(path::get(&context.items()[*place].json, field, self.dots));
            let is_empty = match &value {
                None | Some(Value::Null | Value::Bool(false)) => true,
                Some(Value::String(text)) => text.is_empty(),
                Some(_) => false,
            };
            if self.skip_empty_splits && is_empty {
                continue;
            }
            let key = match &value {
                None => String::new(),
                Some(Value::Number(number)) => values::number_text(number),
                Some(value) => value.to_string(),
            };
            let group = *known.entry(key).or_insert(groups.len());
            if group == groups.len() {
                groups.push((value, Vec::new()));
            }
            groups[group].1.push(*place);
        }
        if self.groups_as_text {
            // As JavaScript orders the names of fields.
            groups.sort_by_key(|(value, _)| whole_number(value.as_ref()).map_or((1, 0), |number| (0, number)));
        }
        groups
    }

    /// What an item is grouped by: lists and objects as their JSON.
    fn group_of(&self, value: Option<&Value>) -> Option<Value> {
        let value = match value {
            Some(value @ (Value::Array(_) | Value::Object(_))) => Some(Value::String(value.to_string())),
            value => value.cloned(),
        };
        if !self.groups_as_text {
            return value;
        }
        let text = value.as_ref().map_or("undefined".into(), |value| values::text_of(value).into_owned());
        Some(Value::String(text))
    }

    fn summary(&self, context: &LightContext<'_>, wanted: &[Wanted], places: &[usize]) -> Map<String, Value> {
        let mut results = Map::new();
        for Wanted { how, field, include_empty, separator } in wanted {
            let values: Vec<Option<&Value>> =
                places.iter().map(|place| path::get(&context.items()[*place].json, field, self.dots)).collect();
            let name = plain_name(&format!("{}{field}", how.prefix()));
            results.insert(name, how.of(&values, *include_empty, separator));
        }
        results
    }
}

/// The number a text is, if it is a whole one as JavaScript writes it.
fn whole_number(value: Option<&Value>) -> Option<u32> {
    let text = value?.as_str()?;
    text.parse().ok().filter(|number: &u32| *number < u32::MAX && number.to_string() == text)
}

/// A name without brackets and quotes, and with `_` for dots and blanks.
fn plain_name(name: &str) -> String {
    let kept = name.chars().filter(|letter| !matches!(letter, '[' | ']' | '"'));
    kept.map(|letter| if matches!(letter, ' ' | '.') { '_' } else { letter }).collect()
}

fn origins(places: &[usize]) -> Vec<Origin> {
    places.iter().map(|place| Origin { input: 0, item: *place as u32 }).collect()
}

/// The kind `summarise`.
pub fn kind() -> Kind {
    light::<Summarise>("summarise", Group::Data, include_str!("icon.svg")).keywords(&[
        "summarize",
        "count",
        "sum",
        "average",
        "minimum",
        "maximum",
        "group by",
        "pivot",
        "total",
        "statistics",
    ])
}
