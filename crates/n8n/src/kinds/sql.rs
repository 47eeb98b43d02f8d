//! `postgres` 1 to 2.6 and `mySql` 1 to 2.5.
//!
//! There a query's expressions become part of its text; here they are bound. What is
//! said in the values' places stays the same, what was built of pieces is reported.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::{Map, Value, json};

/// The most rows one of our blocks reads.
const ROWS_MOST: u64 = 100_000;

pub(crate) fn postgres(node: &Source<'_>, to: &mut Draft) {
    to.kind("postgres").set("large_numbers", "text");
    if node.version() < 2.0 {
        return old(node, true, to);
    }
    let schema = node.text("schema", "public");
    node.skip(&["resource"]);
    let operation = node.choice("operation", "insert");
    if operation != "executeQuery" {
        to.set_unless("schema", schema, "");
    }
    new(node, operation, to);
    let returning = node.group("options").names("outputColumns");
    if matches!(operation, "insert" | "upsert" | "update") && !returning.is_empty() {
        to.set_unless("returning", returning.join(", "), "*");
    }
}

pub(crate) fn mysql(node: &Source<'_>, to: &mut Draft) {
    to.kind("mysql");
    if node.version() < 2.0 {
        return old(node, false, to);
    }
    node.skip(&["resource", "options.detailedOutput", "options.connectionLimit", "options.decimalNumbers"]);
    to.set_unless("large_numbers", large_numbers(&node.group("options")), "exact");
    new(node, node.choice("operation", "insert"), to);
    if node.group("options").flag("selectDistinct", false) {
        let message = "Rows that are the same are read once there.";
        node.changed("options.selectDistinct", message, "Put Remove duplicates behind it.");
    }
}

/// Versions 2 and later.
fn new(node: &Source<'_>, operation: &str, to: &mut Draft) {
    let options = node.group("options");
    to.set("large_numbers", large_numbers(&options)).set("most_rows", ROWS_MOST);
    to.set_unless("empty_as_null", options.flag("replaceEmptyStrings", false), false);
    transactions(options.choice("queryBatching", "single"), to);
    options.skip(&["connectionTimeout", "delayClosingIdleConnection", "nodeVersion", "priority"]);
    if operation == "executeQuery" {
        return query(node, to);
    }
    let table = node.text("table", "");
    to.set("table", table);
    match operation {
        "select" => select(node, to),
        "insert" => {
            to.set("operation", "insert");
            to.set_unless("skip_conflicts", options.flag("skipOnConflict", false), false);
            values(node, to);
        }
        "update" | "upsert" => {
            to.set("operation", operation);
            values(node, to);
        }
        "deleteTable" => delete(node, to),
        other => {
            node.lost("operation", format!("The operation `{other}` is not known here."), "Write it as a statement.")
        }
    }
}

fn large_numbers(options: &Source<'_>) -> &'static str {
    if options.choice("largeNumbersOutput", "text") == "numbers" { "number" } else { "text" }
}

fn transactions(batching: &str, to: &mut Draft) {
    if batching == "independently" {
        // Without a transaction around it, each query is kept by itself.
        to.set("transactions", "item");
    }
}

/// A query; in the text of version 2 expressions stand without a `=` before it.
fn query(node: &Source<'_>, to: &mut Draft) {
    let statement = match node.raw("query") {
        Some(Value::String(text)) if text.contains("{{") && !text.starts_with('=') => {
            node.converted("query", &format!("={text}"))
        }
        _ => node.text("query", ""),
    };
    if is_one_expression(&statement) {
        to.set("computed", true);
        node.changed(
            "query",
            "The whole query is an expression: whoever decides what it gives can do all that the credential may do.",
            "Write the query here and put expressions where its values stand.",
        );
    } else if statement.contains("{{") {
        node.note(
            "query_bound",
            "Expressions in the query are bound as values here and never become part of its text.",
            "Names of tables and columns from expressions belong in double quotes; lists belong in `IN (…)`.",
        );
    }
    to.set("statement", statement);
    let given = node.text("options.queryReplacement", "");
    if !given.trim().is_empty() {
        to.set("parameters", parameters(&given));
    }
}

/// Values with commas between; a lone expression may give a list of them.
fn parameters(given: &str) -> Value {
    if is_one_expression(given) {
        let inside = given.trim().trim_start_matches("{{").trim_end_matches("}}").trim();
        return format!("{{{{ [{inside}].flat() }}}}").into();
    }
    split(given).into_iter().map(Value::from).collect()
}

/// The pieces between commas that stand outside of expressions.
fn split(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let length = match rest {
            _ if rest.starts_with("{{") => 2,
            _ if rest.starts_with("}}") => 2,
            _ => letter.len_utf8(),
        };
        match &rest[..length] {
            "{{" => depth += 1,
            "}}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        match pieces.last_mut() {
            Some(_) if letter == ',' && depth == 0 => pieces.push(String::new()),
            Some(piece) => piece.push_str(&rest[..length]),
            None => {}
        }
        rest = &rest[length..];
    }
    pieces.into_iter().map(|piece| piece.trim().to_owned()).collect()
}

fn is_one_expression(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("{{") && text.ends_with("}}") && !text[2..].contains("{{")
}

fn select(node: &Source<'_>, to: &mut Draft) {
    to.set("operation", "select");
    let limit = if node.flag("returnAll", false) { json!(0) } else { node.value("limit", 50) };
    to.set_unless("limit", limit, 100);
    conditions(node, to);
    let sort = |entry: &Source<'_>| json!({"column": entry.text("column", ""), "descending": entry.choice("direction", "ASC") == "DESC"});
    let sort: Vec<Value> = node.entries("sort.values").iter().map(sort).collect();
    if !sort.is_empty() {
        to.set("sort", sort);
    }
    let columns: Vec<String> =
        node.group("options").names("outputColumns").into_iter().filter(|name| name != "*").collect();
    to.set_unless("columns", columns.join(", "), "");
}

fn conditions(node: &Source<'_>, to: &mut Draft) {
    let condition = |entry: &Source<'_>| {
        let is = match entry.choice("condition", "equal") {
            "!=" => "different",
            ">" => "greater",
            ">=" => "greater_or_equal",
            "<" => "less",
            "<=" => "less_or_equal",
            "LIKE" => "like",
            "IS NULL" => "null",
            "IS NOT NULL" => "not_null",
            _ => "equal",
        };
        json!({"column": entry.text("column", ""), "is": is, "value": entry.value("value", "")})
    };
    let conditions: Vec<Value> = node.entries("where.values").iter().map(condition).collect();
    if !conditions.is_empty() {
        to.set("conditions", conditions);
    }
    if node.choice("combineConditions", "AND") == "OR" {
        to.set("combine", "any");
    }
}

/// What rows get: the fields of the item, or what was entered.
fn values(node: &Source<'_>, to: &mut Draft) {
    let mapper = node.group("columns");
    // Since version 2.2 a mapper of columns; before, two lists.
    if node.has("columns") {
        if mapper.choice("mappingMode", "defineBelow") != "autoMapInputData" {
            to.set("from", "values").set("values", mapper.value("value", json!({})));
        }
        to.set_unless("match_on", mapper.names("matchingColumns").join(", "), "");
        mapper.skip(&["schema", "attemptToConvertTypes", "convertFieldsToString", "value", "matchingColumns"]);
        return node.skip(&["dataMode", "valuesToSend"]);
    }
    let key = node.text("columnToMatchOn", "");
    to.set_unless("match_on", key.clone(), "");
    if node.choice("dataMode", "autoMapInputData") == "autoMapInputData" {
        return node.skip(&["valuesToSend", "valueToMatchOn"]);
    }
    let mut values = Map::new();
    if !key.is_empty() {
        values.insert(key, node.value("valueToMatchOn", ""));
    }
    for entry in node.entries("valuesToSend.values") {
        values.insert(entry.text("column", ""), entry.value("value", ""));
    }
    to.set("from", "values").set("values", values);
}

fn delete(node: &Source<'_>, to: &mut Draft) {
    let command = node.choice("deleteCommand", "truncate");
    let cascade = node.group("options").flag("cascade", false);
    let restart = node.flag("restartSequences", false);
    if command == "delete" {
        to.set("operation", "delete").set("returning", "");
        if to.kind == "mysql" {
            to.parameters.remove("returning");
        }
        conditions(node, to);
        if !node.has("where.values") {
            to.set("all_rows", true);
        }
        return;
    }
    let verb = if command == "drop" { "DROP TABLE IF EXISTS" } else { "TRUNCATE TABLE" };
    let quote = if to.kind == "mysql" { '`' } else { '"' };
    let named = |name: &str| format!("{quote}{name}{quote}");
    let (schema, table) = (node.text("schema", "public"), node.text("table", ""));
    let table = if to.kind == "mysql" { named(&table) } else { format!("{}.{}", named(&schema), named(&table)) };
    let restart = if restart && command != "drop" { " RESTART IDENTITY" } else { "" };
    let cascade = if cascade { " CASCADE" } else { "" };
    to.set("statement", format!("{verb} {table}{restart}{cascade}"));
    for name in ["schema", "table", "operation"] {
        to.parameters.remove(name);
    }
    node.skip(&["where", "combineConditions"]);
}

/// Version 1.
fn old(node: &Source<'_>, is_postgres: bool, to: &mut Draft) {
    let operation = node.choice("operation", "insert");
    let more = node.group(if is_postgres { "additionalFields" } else { "options" });
    transactions(more.choice("mode", "single"), to);
    to.set("most_rows", ROWS_MOST);
    if is_postgres {
        to.set("large_numbers", large_numbers(&more));
    }
    if operation == "executeQuery" {
        let given = more.names("queryParams");
        let field = |name: &String| Value::from(format!("{{{{ $json[{}] }}}}", Value::from(name.trim())));
        if !given.is_empty() {
            to.set("parameters", given.iter().map(field).collect::<Vec<_>>());
        }
        return query(node, to);
    }
    let table = node.text("table", "");
    to.set("operation", operation).set("table", table);
    if is_postgres {
        to.set("schema", node.text("schema", "public"));
        let returned = node.text("returnFields", "*");
        to.set_unless("returning", returned, "*");
    } else if more.flag("ignore", false) {
        to.set("skip_conflicts", true);
    }
    more.skip(&["priority"]);
    // Types may stand behind the names: `id:int`.
    let name = |column: &String| column.split(':').next().unwrap_or_default().trim().to_owned();
    let mut columns: Vec<String> = node.names("columns").iter().map(name).collect();
    if operation == "update" {
        let key = node.text("updateKey", "id");
        to.set("match_on", key.clone());
        if !columns.contains(&key) {
            columns.insert(0, key);
        }
    }
    if !columns.is_empty() {
        let field = |column: &String| {
            (column.clone(), Value::from(format!("{{{{ $json[{}] }}}}", Value::from(column.as_str()))))
        };
        to.set("from", "values").set("values", columns.iter().map(field).collect::<Map<_, _>>());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacements_are_parted_by_commas_outside_of_expressions() {
        for (given, expected) in [
            ("a, {{ f(1, 2) }},b", json!(["a", "{{ f(1, 2) }}", "b"])),
            ("{{ $json.ids }}", json!("{{ [$json.ids].flat() }}")),
            ("x-{{ 1 }}", json!(["x-{{ 1 }}"])),
        ] {
            assert_eq!(parameters(given), expected);
        }
    }
}
