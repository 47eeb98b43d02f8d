//! Turns rows into columns, and back.

use node_sdk::flow::Item;
use node_sdk::flow::item::Origin;
use node_sdk::{Field, Group, Kind, LightContext, LightNode, Names, NodeError, Output, light, path, values};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// How many columns may come out.
const COLUMNS_MAXIMUM: usize = 10_000;
/// How many items may come out.
const ITEMS_MAXIMUM: usize = 1_000_000;

/// # Pivot
///
/// Turns items into the columns of one, or the columns of an item into items.
///
/// Of `{ month: "May", shop: "Bonn", sales: 5 }`, with the column `shop` and the value `sales`, it makes
/// `{ month: "May", Bonn: 5 }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pivot {
    /// # What
    ///
    /// Which way it goes.
    #[serde(default)]
    mode: Mode,
    /// # Rows
    ///
    /// The fields that stay, with commas between: one item comes out for each of their values.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "month"))]
    rows: Names,
    /// # Column
    ///
    /// The field that holds the names of the columns.
    #[serde(default = "name_field")]
    #[schemars(extend("x-placeholder" = "shop"))]
    column: Field<String>,
    /// # Value
    ///
    /// The field that holds the values.
    #[serde(default = "value_field")]
    #[schemars(extend("x-placeholder" = "sales"))]
    value: Field<String>,
    /// # Several values
    ///
    /// What becomes of several values for one place.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["to_columns"]}))]
    several: Several,
}

/// Which way it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// # Items to columns
    #[default]
    ToColumns,
    /// # Columns to items
    ToItems,
}

/// What becomes of several values for one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Several {
    /// # The last one counts
    #[default]
    Last,
    /// # The first one counts
    First,
    /// # They are added up
    Sum,
    /// # They make a list
    List,
}

fn name_field() -> Field<String> {
    Field::Fixed("name".into())
}

fn value_field() -> Field<String> {
    Field::Fixed("value".into())
}

impl LightNode for Pivot {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let scope = context.scope(0);
        let rows = self.rows.get(&scope).map_err(|error| error.at("rows"))?;
        let text =
            |field: &Field<String>, name: &str| field.get(&scope).map_err(|error| NodeError::from(error).at(name));
        let (column, value) = (text(&self.column, "column")?, text(&self.value, "value")?);
        let made = match self.mode {
            Mode::ToColumns => self.to_columns(context, &rows, &column, &value),
            Mode::ToItems => to_items(context, &rows, &column, &value),
        }?;
        Ok(Output::main(made))
    }
}

impl Pivot {
    fn to_columns(
        &self,
        context: &LightContext<'_>,
        rows: &[String],
        column: &str,
        value: &str,
    ) -> Result<Vec<Item>, NodeError> {
        let mut made: Vec<(Map<String, Value>, Vec<Origin>)> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        for (place, item) in context.items().iter().enumerate() {
            let (mut fields, mut key) = (Map::new(), String::new());
            for row in rows {
                if let Some(value) = path::get(&item.json, row, true) {
                    values::add_to_key(value, &mut key);
                    fields.insert(row.clone(), value.clone());
                }
                key.push('\n');
            }
            let row = *known.entry(key).or_insert(made.len());
            if row == made.len() {
                made.push((fields, Vec::new()));
            }
            let (fields, lineage) = &mut made[row];
            lineage.push(Origin { input: 0, item: place as u32 });
            let name = path::get(&item.json, column, true).filter(|name| !name.is_null());
            let Some(name) = name.map(values::text_of) else { continue };
            if !fields.contains_key(&*name) && fields.len() >= COLUMNS_MAXIMUM {
                let hint = "Choose a field with fewer different values.";
                return Err(
                    NodeError::permanent("too_many_columns", "There are more than 10,000 columns.", hint).at("column")
                );
            }
            self.put(fields, &name, path::get(&item.json, value, true).cloned().unwrap_or(Value::Null));
        }
        let item =
            |(fields, lineage): (Map<String, Value>, Vec<Origin>)| Item { lineage, ..Item::new(Value::Object(fields)) };
        Ok(made.into_iter().map(item).collect())
    }

    fn put(&self, fields: &mut Map<String, Value>, name: &str, new: Value) {
        let put = match (self.several, fields.get_mut(name)) {
            (Several::List, Some(Value::Array(entries))) => return entries.push(new),
            (Several::List, _) => Value::Array(vec![new]),
            (Several::First, Some(_)) => return,
            (Several::Sum, old) => {
                let number = |value: Option<&Value>| value.map_or(0.0, |value| values::as_number(Some(value)));
                values::number(number(old.as_deref()) + number(Some(&new)))
            }
            _ => new,
        };
        fields.insert(name.to_owned(), put);
    }
}

fn to_items(context: &LightContext<'_>, rows: &[String], column: &str, value: &str) -> Result<Vec<Item>, NodeError> {
    let mut made = Vec::new();
    for (place, item) in context.items().iter().enumerate() {
        let Value::Object(fields) = &*item.json else { continue };
        for (name, cell) in fields.iter().filter(|(name, _)| !rows.contains(name)) {
            let stay = rows.iter().filter_map(|row| Some((row.clone(), path::get(&item.json, row, true)?.clone())));
            let mut own: Map<String, Value> = stay.collect();
            own.insert(column.to_owned(), name.clone().into());
            own.insert(value.to_owned(), cell.clone());
            made.push(Item { lineage: node_sdk::each::paired(place), ..Item::new(Value::Object(own)) });
        }
        if made.len() > ITEMS_MAXIMUM {
            let hint = "Limit or filter the items first.";
            return Err(NodeError::permanent("too_many_items", "More than 1,000,000 items would come out.", hint));
        }
    }
    Ok(made)
}

/// The kind `pivot`.
pub fn kind() -> Kind {
    light::<Pivot>("pivot", Group::Data, include_str!("icon.svg")).keywords(&[
        "transpose",
        "unpivot",
        "melt",
        "columns",
        "rows",
        "crosstab",
        "table",
    ])
}
