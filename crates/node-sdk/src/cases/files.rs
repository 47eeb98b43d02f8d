//! Files of items in cases: a field `$files` holds them by name, each with
//! `name`, `type`, and its bytes as `text` or `base64`.

use crate::binary;
use flow::Item;
use flow::item::Binary;
use serde_json::{Map, Value, json};

const FIELD: &str = "$files";

/// The item a case describes.
pub(super) fn item(json: &Value) -> Item {
    let mut json = json.clone();
    let files = json.as_object_mut().and_then(|fields| fields.shift_remove(FIELD));
    let mut item = Item::new(json);
    for (name, file) in files.as_ref().and_then(Value::as_object).into_iter().flatten() {
        item.binary.insert(name.clone(), file_of(file));
    }
    item
}

fn file_of(file: &Value) -> Binary {
    let text = |name: &str| file[name].as_str().unwrap_or_default();
    let bytes = match file["base64"].as_str() {
        Some(encoded) => binary::decode(encoded).unwrap_or_default(),
        None => text("text").as_bytes().to_vec(),
    };
    // Files of cases are small.
    binary::of(&bytes, text("name"), text("type")).unwrap_or_else(|error| Binary {
        file_name: error.message,
        media_type: String::new(),
        size_bytes: 0,
        data: "".into(),
    })
}

/// Whether a case looks at the files of what comes out.
pub(super) fn are_wanted(ports: &Value) -> bool {
    ports.to_string().contains("\"$files\"")
}

/// The JSON of an item with its files.
pub(super) fn shown(item: &Item) -> Value {
    let mut json = Value::clone(&item.json);
    if item.binary.is_empty() {
        return json;
    }
    let mut files = Map::new();
    for (name, file) in &item.binary {
        let bytes = binary::bytes(file).unwrap_or_default();
        let mut shown = json!({"name": file.file_name, "type": file.media_type});
        match String::from_utf8(bytes) {
            Ok(text) => shown["text"] = text.into(),
            Err(_) => shown["base64"] = file.data.to_string().into(),
        }
        files.insert(name.clone(), shown);
    }
    json[FIELD] = Value::Object(files);
    json
}
