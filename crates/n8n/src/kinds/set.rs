//! `set` (Edit fields), all versions: 1 and 2 with values by type, 3 to 3.2 with
//! a list of fields, 3.3 and later with assignments; raw JSON since 3.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::{Value, json};

pub(crate) fn map(node: &Source<'_>, to: &mut Draft) {
    to.kind("set_fields");
    if node.version() < 3.0 {
        return by_type(node, to);
    }
    let is_raw = node.choice("mode", "manual") == "raw";
    if is_raw {
        to.set("mode", "json").set("json", node.text("jsonOutput", RAW_DEFAULT));
        node.skip(&["assignments", "fields"]);
    } else {
        let assignments = if node.version() >= 3.3 { assignments(node) } else { fields(node) };
        to.set("fields", assignments);
        node.skip(&["jsonOutput"]);
    }
    others(node, to);
    let options = node.group("options");
    to.set_unless("ignore_errors", options.flag("ignoreConversionErrors", false), false);
    to.set_unless("dots", options.flag("dotNotation", true), true);
    node.skip(&["duplicateWarning"]);
    if node.flag("duplicateItem", false) {
        to.set("copies", node.number("duplicateCount", 0.0).max(0.0) as u64);
    } else {
        node.skip(&["duplicateCount"]);
    }
}

const RAW_DEFAULT: &str = "{\n  \"my_field_1\": \"value\",\n  \"my_field_2\": 1\n}\n";

/// Since version 3.3.
fn assignments(node: &Source<'_>) -> Value {
    let entry = |entry: &Source<'_>| {
        entry.skip(&["id"]);
        let kind = entry.choice("type", "string");
        assignment(entry.text("name", ""), entry.value("value", Value::Null), kind)
    };
    let entries = node.entries("assignments.assignments");
    entries.iter().map(entry).collect()
}

/// Version 3 to 3.2: the value stands under a name of its type.
fn fields(node: &Source<'_>) -> Value {
    let entry = |entry: &Source<'_>| {
        let kind = entry.choice("type", "stringValue");
        let default = match kind {
            "booleanValue" => json!("true"),
            "stringValue" | "numberValue" | "arrayValue" => json!(""),
            _ => json!("={}"),
        };
        ["stringValue", "numberValue", "booleanValue", "arrayValue", "objectValue"]
            .iter()
            .for_each(|name| entry.skip(&[name]));
        assignment(entry.text("name", ""), entry.value(kind, default), kind.trim_end_matches("Value"))
    };
    let entries = node.entries("fields.values");
    entries.iter().map(entry).collect()
}

fn assignment(name: String, value: Value, kind: &str) -> Value {
    let wanted = match kind {
        "string" => "text",
        "number" => "number",
        "boolean" => "boolean",
        "array" => "list",
        "object" => "object",
        _ => "any",
    };
    json!({"name": name, "value": value, "type": wanted})
}

/// What becomes of the fields and files that came in.
fn others(node: &Source<'_>, to: &mut Draft) {
    let include = node.choice("include", "all");
    let include = if node.version() < 3.3 || node.flag("includeOtherFields", false) { include } else { "none" };
    let names = match include {
        "selected" => node.names("includeFields"),
        "except" => node.names("excludeFields"),
        _ => Vec::new(),
    };
    node.skip(&["includeFields", "excludeFields", "includeOtherFields"]);
    match include {
        "selected" => to.set("keep", "selected").set("names", names).set("short_names", true),
        "except" => to.set("keep", "except").set("names", names),
        "none" => to.set("keep", "none"),
        _ => to,
    };
    let options = node.group("options");
    let keeps_files = if node.version() < 3.4 {
        options.flag("includeBinary", false)
    } else {
        !options.flag("stripBinary", false) && include != "none"
    };
    to.set_unless("files", keeps_files, true);
}

/// Versions 1 and 2: booleans first, then numbers, then texts.
fn by_type(node: &Source<'_>, to: &mut Draft) {
    let mut all = Vec::new();
    for (group, default, wanted) in [
        ("values.boolean", json!(false), "truth"),
        ("values.number", json!(0), if node.version() < 2.0 { "any" } else { "number_if_one" }),
        ("values.string", json!(""), "any"),
    ] {
        for entry in node.entries(group) {
            let value = entry.value("value", default.clone());
            all.push(json!({"name": entry.text("name", "propertyName"), "value": value, "type": wanted}));
        }
    }
    to.set("fields", all).set("missing", "leave_out");
    if node.flag("keepOnlySet", false) {
        to.set("keep", "none").set("files", false);
    }
    to.set_unless("dots", node.flag("options.dotNotation", true), true);
}
