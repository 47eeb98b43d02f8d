//! Events: what flows tell each other, and what other systems tell flows.

use crate::error::NodeError;
use async_trait::async_trait;
use flow::{Item, Timestamp};
use serde_json::{Map, Value, json};

/// The most letters of a name.
const NAME_LETTERS_MOST: usize = 200;
/// The most letters of a key.
const KEY_LETTERS_MOST: usize = 500;
/// The most bytes of an event's data as JSON.
pub const DATA_SIZE_MOST_BYTES: usize = 1 << 20;
/// How long an event is kept for waits that begin later, if nobody says.
pub const KEEP_MS: u64 = 24 * 3_600_000;
/// How long it may be kept.
pub const KEEP_MOST_MS: u64 = 31 * 24 * 3_600_000;

/// An event to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// What happened, such as `order.paid`.
    pub name: String,
    /// What it happened to, such as the number of the order; empty: nothing in particular.
    pub key: String,
    /// What there is to say about it.
    pub data: Value,
    /// How long waits that begin later find it.
    pub keep_ms: u64,
    /// Under this key it is sent once.
    pub once: String,
}

/// Sends events to the flows of the workspace.
#[async_trait]
pub trait Events: Send + Sync {
    /// Sends an event; returns once it is durable. Gives its id.
    async fn send(&self, event: NewEvent) -> Result<String, NodeError>;
}

/// Refuses what is no name of an event; the sentence says why.
pub fn check_name(name: &str) -> Result<(), String> {
    if name.trim().is_empty() {
        return Err("The event has no name.".into());
    }
    checked("name of an event", name, NAME_LETTERS_MOST)
}

/// Refuses what is no key of an event; the sentence says why.
pub fn check_key(key: &str) -> Result<(), String> {
    checked("key of an event", key, KEY_LETTERS_MOST)
}

fn checked(what: &str, text: &str, letters_most: usize) -> Result<(), String> {
    if text.chars().any(char::is_control) {
        return Err(format!("The {what} holds a line break or another control character."));
    }
    if text.chars().count() > letters_most {
        return Err(format!("The {what} is longer than {letters_most} letters."));
    }
    Ok(())
}

/// The name a node was given, without blanks around it.
pub fn name_of(given: &str) -> Result<String, NodeError> {
    let name = given.trim();
    let wrong = |message| NodeError::permanent("event_name_invalid", message, "Give it a name such as `order.paid`.");
    check_name(name).map(|()| name.to_owned()).map_err(|message| wrong(message).at("name"))
}

/// The key a node was given. Nothing written is no key; an expression that gives
/// nothing is a mistake, since all events without a key would be meant.
pub fn key_of(given: &Value, is_expression: bool) -> Result<String, NodeError> {
    let wrong = |message: String| {
        let hint = "Give one text or number that sender and wait both know, such as the number of the order.";
        Err(NodeError::permanent("event_key_invalid", message, hint).at("key"))
    };
    let key = match given {
        Value::Null => String::new(),
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Array(_) => return wrong("The key of the event is a list.".into()),
        Value::Object(_) => return wrong("The key of the event is an object.".into()),
    };
    if is_expression && key.is_empty() {
        return wrong("The key of the event is empty.".into());
    }
    check_key(&key).map_or_else(wrong, |()| Ok(key))
}

/// How an event stands in an item: its data at the top, what it is under `event`
/// unless there is a field of that name. Data that has no fields is `value`.
pub fn item(id: &str, name: &str, key: &str, sent_at: Timestamp, data: Value) -> Item {
    let mut fields = match data {
        Value::Object(fields) => fields,
        Value::Null => Map::new(),
        other => Map::from_iter([("value".to_owned(), other)]),
    };
    let about = json!({"id": id, "name": name, "key": key, "sent_at": sent_at});
    fields.entry("event").or_insert(about);
    Item::new(Value::Object(fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_texts_numbers_and_truths() {
        for (given, is_expression, expected) in [
            (json!(null), false, Some("")),
            (json!("  "), false, Some("")),
            (json!(null), true, None),
            (json!(""), true, None),
            (json!(" 7 "), true, Some("7")),
            (json!(7), true, Some("7")),
            (json!(7.5), true, Some("7.5")),
            (json!(true), true, Some("true")),
            (json!([7]), true, None),
            (json!({"id": 7}), true, None),
            (json!("a\nb"), false, None),
            (json!("é".repeat(501)), false, None),
        ] {
            assert_eq!(key_of(&given, is_expression).ok().as_deref(), expected, "{given}");
        }
        assert!(key_of(&json!("é".repeat(500)), false).is_ok());
    }

    #[test]
    fn the_data_of_an_event_is_the_item() {
        let made = |data| Value::from(item("event_1", "order.paid", "7", Timestamp(5), data).json);
        let about = json!({"id": "event_1", "name": "order.paid", "key": "7", "sent_at": 5});
        assert_eq!(made(json!({"a": 1})), json!({"a": 1, "event": about}));
        assert_eq!(made(json!([1])), json!({"value": [1], "event": about}));
        assert_eq!(made(Value::Null), json!({"event": about}));
        assert_eq!(made(json!({"event": "own"})), json!({"event": "own"}));
    }
}
