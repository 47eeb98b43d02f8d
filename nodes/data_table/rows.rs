//! What the parameters of the node mean for one item: which rows, and which cells.

use super::{Combine, Condition, DataTable, Source, Unknown};
use node_sdk::data::TableShape;
use node_sdk::flow::tables::{self, Cells, ColumnKind, Filter, OWN_COLUMNS, Test, written};
use node_sdk::{HeavyContext, NodeError, expression};
use serde_json::Value;

/// The rows that are meant.
pub(super) fn filter(
    node: &DataTable,
    context: &HeavyContext<'_>,
    table: &TableShape,
    index: usize,
) -> Result<Filter, NodeError> {
    let ready = |(place, condition): (usize, &Condition)| {
        let scope = context.scope(index);
        let at = |name: &str| format!("conditions.{place}.{name}");
        let column = condition.column.get(&scope).map_err(|error| NodeError::from(error).at(at("column")))?;
        let value = condition.value.get(&scope).map_err(|error| NodeError::from(error).at(at("value")))?;
        let is_text = matches!(condition.test, Test::Like | Test::Ilike);
        let value = if is_text { value } else { dated(table, &column, value, context.world.time_zone()) };
        Ok(tables::Condition { column, test: condition.test, value })
    };
    let conditions = node.conditions.iter().enumerate().map(ready).collect::<Result<_, NodeError>>()?;
    let filter = Filter { any: node.combine == Combine::Any, conditions };
    if !table.is_open {
        filter.over(&table.columns).map_err(|sentence| wrong(&sentence).at("conditions"))?;
    }
    Ok(filter)
}

/// The cells that are given.
pub(super) fn cells(
    node: &DataTable,
    context: &HeavyContext<'_>,
    table: &TableShape,
    index: usize,
) -> Result<Cells, NodeError> {
    let (given, at) = match node.values {
        Source::Given => (node.cells.get(&context.scope(index))?, "cells"),
        Source::Item => {
            let item = context.items().get(index);
            (item.map(|item| Value::clone(&item.json)).unwrap_or_default(), "values")
        }
    };
    let Value::Object(fields) = given else {
        return Err(
            wrong("Cells are given by the names of their columns, as in {\"email\": \"ada@example.org\"}.").at(at)
        );
    };
    let is_column = |name: &str| {
        (table.is_open && !OWN_COLUMNS.contains(&name)) || table.columns.iter().any(|column| column.name == name)
    };
    let mut cells = Cells::new();
    for (name, value) in fields {
        let is_own = OWN_COLUMNS.contains(&name.as_str());
        let leaves_out = node.values == Source::Item && node.unknown == Unknown::Ignore;
        // Rows that were read may come back: what every row has by itself is not written.
        if !is_column(&name) && (is_own || leaves_out) {
            continue;
        }
        let value = dated(table, &name, value, context.world.time_zone());
        cells.push((name, value));
    }
    match cells.iter().find(|(name, _)| !is_column(name)) {
        Some((name, _)) => Err(no_column(table, name).at(at)),
        None => Ok(cells),
    }
}

/// What is no date by itself may be one in the zone of the flow.
fn dated(table: &TableShape, column: &str, value: Value, time_zone: &str) -> Value {
    let kind = table.columns.iter().find(|known| known.name == column).map(|column| column.kind);
    let is_date = kind == Some(ColumnKind::Date) || matches!(column, "createdAt" | "updatedAt");
    let found = Some(&value).filter(|value| is_date && value.is_string());
    found.and_then(|value| expression::instant(value, time_zone)).map_or(value, written)
}

fn no_column(table: &TableShape, name: &str) -> NodeError {
    let known: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let message = format!("The table “{}” has no column “{name}”; it has {}.", table.name, known.join(", "));
    let hint = "Add the column under Tables, or leave fields without a column out under “Advanced”.";
    NodeError::permanent("column_unknown", message, hint)
}

fn wrong(sentence: &str) -> NodeError {
    NodeError::permanent("rows_invalid", sentence, "Look at the columns of the table under Tables.")
}
