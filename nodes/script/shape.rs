//! Makes items of what a script returned, and says clearly what is wrong where that
//! is not possible.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use node_sdk::NodeError;
use node_sdk::flow::Item;
use node_sdk::flow::item::{Binary, Origin};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What an item may have beside its data.
const PARTS: [&str; 4] = ["json", "binary", "pairedItem", "error"];

/// The items of a script that ran once.
pub(super) fn all_items(value: Value) -> Result<Vec<Item>, NodeError> {
    match value {
        Value::Array(entries) => items(entries),
        Value::Object(fields) => items(vec![Value::Object(fields)]),
        other => Err(wrong(
            "Code doesn't return items properly",
            format!("Return a list of objects, one for each item that goes on; this returned {}.", named(&other)),
        )),
    }
}

/// The items of a script that ran once for each item. The values stand in the order of the items.
pub(super) fn each_item(value: Value) -> Result<Vec<Item>, NodeError> {
    let Value::Array(entries) = value else { return Ok(Vec::new()) };
    let mut items = Vec::with_capacity(entries.len());
    for (place, entry) in entries.into_iter().enumerate() {
        let origin = Origin { input: 0, item: u32::try_from(place).unwrap_or(u32::MAX) };
        match entry {
            Value::Null => {}
            Value::Object(fields) => {
                let is_whole = fields.contains_key("json") || fields.contains_key("binary");
                let mut item = if is_whole { whole(fields, place)? } else { Item::new(Value::Object(fields)) };
                item.lineage = vec![origin];
                items.push(item);
            }
            Value::Array(_) => {
                return Err(wrong(
                    format!("Code doesn't return a single object [item {place}]"),
                    "A list was returned. To give several items, run the code once for all items.",
                ));
            }
            other => {
                return Err(wrong(
                    format!("Code doesn't return an object [item {place}]"),
                    format!("Return one object for the item that goes on; this returned {}.", named(&other)),
                ));
            }
        }
    }
    Ok(items)
}

/// Objects as items: either all are whole items with `json`, or all are plain data.
fn items(entries: Vec<Value>) -> Result<Vec<Item>, NodeError> {
    let is_whole = |entry: &Value| entry.get("json").is_some() || entry.get("binary").is_some();
    let whole_count = entries.iter().filter(|entry| is_whole(entry)).count();
    if whole_count > 0 && whole_count < entries.len() {
        return Err(wrong(
            "Inconsistent item format",
            "Some of the objects have `json` and some have not. Give it to all of them, or to none.",
        ));
    }
    let object = |(place, entry): (usize, Value)| match entry {
        Value::Object(fields) if whole_count > 0 => whole(fields, place),
        Value::Object(mut fields) => {
            let lineage = fields.remove("pairedItem").map(|paired| lineage(&paired)).unwrap_or_default();
            Ok(Item { lineage, ..Item::new(Value::Object(fields)) })
        }
        other => Err(wrong(
            format!("Code doesn't return items properly [item {place}]"),
            format!("Each entry of the list must be an object; this one is {}.", named(&other)),
        )),
    };
    entries.into_iter().enumerate().map(object).collect()
}

/// An item with its parts by name.
fn whole(mut fields: Map<String, Value>, place: usize) -> Result<Item, NodeError> {
    if let Some(name) = fields.keys().find(|name| !PARTS.contains(&name.as_str())) {
        let hint = "Beside `json` an item has `binary` and `pairedItem` only. Put your fields under `json`.";
        return Err(wrong(format!("Unknown top-level item key: {name} [item {place}]"), hint));
    }
    let json = match fields.remove("json") {
        None => Value::Object(Map::new()),
        Some(json @ Value::Object(_)) => json,
        Some(other) => {
            let hint = format!("`json` must be an object with the fields of the item; this is {}.", named(&other));
            return Err(wrong(format!("A 'json' property isn't an object [item {place}]"), hint));
        }
    };
    let lineage = fields.remove("pairedItem").map(|paired| lineage(&paired)).unwrap_or_default();
    let binary = match fields.remove("binary") {
        None | Some(Value::Null) => BTreeMap::new(),
        Some(Value::Object(files)) => files
            .iter()
            .map(|(name, file)| Some((name.clone(), binary(file)?)))
            .collect::<Option<_>>()
            .ok_or_else(|| not_files(place))?,
        Some(_) => return Err(not_files(place)),
    };
    Ok(Item { binary, lineage, ..Item::new(json) })
}

fn not_files(place: usize) -> NodeError {
    let hint =
        "Under `binary` each file has a name and is an object with `data` in base 64, `fileName` and `mimeType`.";
    wrong(format!("A 'binary' property isn't an object of files [item {place}]"), hint)
}

fn binary(file: &Value) -> Option<Binary> {
    let data = file.get("data")?.as_str()?;
    let size = STANDARD.decode(data).ok()?.len();
    let text = |name: &str, otherwise: &str| file.get(name).and_then(Value::as_str).unwrap_or(otherwise).to_owned();
    Some(Binary {
        file_name: text("fileName", "file"),
        media_type: text("mimeType", "application/octet-stream"),
        size_bytes: size as u64,
        data: data.into(),
    })
}

/// `3`, `{ item: 3, input: 0 }`, or a list of such.
fn lineage(paired: &Value) -> Vec<Origin> {
    let number = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
    let origin = |value: &Value| {
        let item = number(value).or_else(|| number(value.get("item")?))?;
        let input = value.get("input").and_then(Value::as_u64).and_then(|input| u16::try_from(input).ok());
        Some(Origin { input: input.unwrap_or(0), item })
    };
    match paired {
        Value::Array(entries) => entries.iter().filter_map(origin).collect(),
        single => origin(single).into_iter().collect(),
    }
}

fn named(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn wrong(message: impl Into<String>, hint: impl Into<String>) -> NodeError {
    NodeError::permanent("script_result", message, hint).at("code")
}
