//! `dataTable`: rows of the tables that n8n keeps itself.

use crate::draft::Draft;
use crate::source::{Source, plain};
use serde_json::{Map, Value, json};

/// The node. Tables are found by name here, so those picked from a list go by the name
/// the list showed.
pub(crate) fn map(node: &Source<'_>, to: &mut Draft) {
    to.kind("data_table");
    if node.choice("resource", "row") != "row" {
        to.is_unknown = true;
        let message = "The block makes or changes tables themselves; the block here works with their rows.";
        node.lost("resource", message, "Make the table under “Data”; its columns can be changed there, too.");
        node.skip(&["operation", "dataTableId", "tableName", "columns", "options"]);
        return;
    }
    to.set("table", table(node));
    match node.choice("operation", "insert") {
        "get" => get(node, to),
        "rowExists" | "ifRowExists" => rows_meant(node, to.set("operation", "exists")),
        "rowNotExists" | "ifRowDoesNotExist" => rows_meant(node, to.set("operation", "exists").outputs(["none"])),
        "deleteRows" | "delete" => rows_meant(node, to.set("operation", "delete")),
        "update" => change(node, to.set("operation", "update")),
        "upsert" => change(node, to.set("operation", "upsert")),
        _ => insert(node, to),
    }
    if node.flag("options.dryRun", false) {
        let message = "The block only tried the change out and told what it would do; here the change is made.";
        node.changed("options.dryRun", message, "Read the rows with the same conditions instead.");
    }
}

/// The table's name. One that was picked is known by the name the list had for it.
fn table(node: &Source<'_>) -> String {
    let is_name = node.peek("dataTableId.mode").and_then(Value::as_str) == Some("name");
    let given = node.text("dataTableId", "");
    let shown = node.peek("dataTableId.cachedResultName").filter(|_| !is_name).map(plain);
    match shown.filter(|name| !name.is_empty()) {
        Some(name) => name,
        None => {
            if !is_name && !given.is_empty() {
                let message = format!("The table is named by its id in n8n, `{given}`, which means nothing here.");
                node.note("table_by_id", message, "Make a table under “Data” and put its name into the block.");
            }
            given
        }
    }
}

fn get(node: &Source<'_>, to: &mut Draft) {
    rows_meant(node, to.set("operation", "get"));
    let limit = if node.flag("returnAll", false) { json!(0) } else { node.value("limit", 50) };
    to.set_unless("limit", limit, 50);
    node.skip(&["limit", "orderByColumn", "orderByDirection"]);
    if node.flag("orderBy", false) {
        to.set("sort_by", node.text("orderByColumn", "createdAt"));
        to.set_unless("descending", node.choice("orderByDirection", "DESC") == "DESC", false);
    }
}

fn insert(node: &Source<'_>, to: &mut Draft) {
    cells(node, to.set("operation", "insert"));
    if node.flag("options.optimizeBulk", false) {
        to.set("output", "items");
    }
}

fn change(node: &Source<'_>, to: &mut Draft) {
    rows_meant(node, to);
    cells(node, to);
}

/// The conditions.
fn rows_meant(node: &Source<'_>, to: &mut Draft) {
    let condition = |entry: &Source<'_>| {
        let test = test(entry.choice("condition", "eq"));
        let mut condition = json!({"column": entry.text("keyName", "id"), "test": test});
        let value = entry.value("keyValue", "");
        if !matches!(test, "is_empty" | "is_not_empty" | "is_true" | "is_false") {
            condition["value"] = value;
        }
        condition
    };
    let conditions: Vec<Value> = node.entries("filters.conditions").iter().map(condition).collect();
    if node.choice("matchType", "anyCondition") == "anyCondition" && conditions.len() > 1 {
        to.set("combine", "any");
    }
    to.set_unless("conditions", conditions, json!([]));
    node.skip(&["filters", "matchType"]);
}

fn test(condition: &str) -> &'static str {
    match condition {
        "neq" => "not_equals",
        "like" => "like",
        "ilike" => "ilike",
        "gt" => "greater",
        "gte" => "greater_or_equal",
        "lt" => "less",
        "lte" => "less_or_equal",
        "isEmpty" => "is_empty",
        "isNotEmpty" => "is_not_empty",
        "isTrue" => "is_true",
        "isFalse" => "is_false",
        _ => "equals",
    }
}

/// The cells: the fields of the item, or those that are given.
fn cells(node: &Source<'_>, to: &mut Draft) {
    if node.choice("columns.mappingMode", "defineBelow") == "defineBelow" {
        let cells = match node.value("columns.value", json!({})) {
            cells @ Value::Object(_) => cells,
            _ => Value::Object(Map::new()),
        };
        to.set("values", "given").set("cells", cells);
    }
    node.skip(&["columns"]);
}
