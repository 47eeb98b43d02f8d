//! What items are told apart by.

use node_sdk::flow::Item;
use node_sdk::{NodeError, path, values};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashSet;

/// What happens if a field is not everywhere what it is elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Uneven {
    /// # Makes items different
    ///
    /// The number 5 and the text “5” are different, and so are missing and empty.
    #[default]
    Ignore,
    /// # Fails, but for null
    Fail,
    /// # Fails, also for null
    FailOnNull,
}

/// The fields of all items, those within objects and lists as paths.
pub(super) fn fields(items: &[Item], dots: bool) -> Vec<String> {
    let mut fields = Vec::new();
    let mut known = HashSet::new();
    let mut add = |field: String| {
        if known.insert(field.clone()) {
            fields.push(field);
        }
    };
    for item in items {
        match &*item.json {
            Value::Object(own) if !dots => own.keys().cloned().for_each(&mut add),
            json => leaves(json, String::new(), &mut add),
        }
    }
    fields
}

fn leaves(json: &Value, path: String, add: &mut impl FnMut(String)) {
    let inside = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match json {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| leaves(value, inside(name), add)),
        Value::Array(entries) => {
            entries.iter().enumerate().for_each(|(place, value)| leaves(value, inside(&place.to_string()), add));
        }
        _ => add(path),
    }
}

/// What tells this item from others: its values of the fields.
pub(super) fn of(json: &Value, fields: &[String], dots: bool) -> String {
    let mut key = String::new();
    for field in fields {
        match path::get(json, field, dots) {
            None => key.push('-'),
            Some(value) => values::add_to_key(value, &mut key),
        }
        key.push('\n');
    }
    key
}

/// Refuses fields that are missing somewhere or of another type.
pub(super) fn check(items: &[Item], fields: &[String], dots: bool, uneven: Uneven) -> Result<(), NodeError> {
    if uneven == Uneven::Ignore {
        return Ok(());
    }
    for field in fields {
        let mut known: Option<&str> = None;
        for (place, item) in items.iter().enumerate() {
            let Some(value) = path::get(&item.json, field, dots) else { return Err(missing(field, place, dots)) };
            if value.is_null() && uneven == Uneven::Fail {
                continue;
            }
            let found = values::type_of(value);
            if known.is_some_and(|known| known != found) {
                let message =
                    format!("The field `{field}` is not of the same type in all items; item {} differs.", place + 1);
                let hint = "Convert it first, for example with Set fields.";
                return Err(NodeError::permanent("field_uneven", message, hint).at("names"));
            }
            known = Some(found);
        }
    }
    Ok(())
}

fn missing(field: &str, place: usize, dots: bool) -> NodeError {
    let message = format!("Item {} has no field `{field}`.", place + 1);
    let hint = if !dots && field.contains('.') {
        "Turn on “Dots lead inside” to compare a field within a field."
    } else {
        "Compare fields that all items have, or let missing fields make items different."
    };
    NodeError::permanent("field_missing", message, hint).at("names")
}
