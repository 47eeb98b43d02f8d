//! Events as they are sent through the door.

use flow::id::EventId;
use serde_json::Value;

/// An event to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct SendEvent {
    /// What happened, such as `order.paid`.
    pub name: String,
    /// What it happened to; empty: nothing in particular.
    pub key: String,
    /// What there is to say about it.
    pub data: Value,
    /// How long waits that begin later find it.
    pub keep_ms: u64,
    /// Under this key, unique in the workspace, it is sent once.
    pub once: Option<String>,
}

/// An event that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentEvent {
    /// Its id; that of the earlier one if it is a repeat.
    pub id: EventId,
    /// How many runs waited for it.
    pub runs: usize,
    /// Whether it was sent before.
    pub repeat: Repeat,
}

/// Whether an event was sent before under its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It is new.
    New,
    /// The same was sent before.
    Same,
    /// Another one was sent under its key, and this one was not kept.
    Other,
}
