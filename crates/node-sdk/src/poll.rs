//! Triggers that look for news by themselves, such as in a mailbox.
//!
//! The server asks for news from time to time and starts a run for each, under the key
//! the trigger gives it: the same key never starts a second run. Only when the runs are
//! durable is the trigger told so, and only then is its new place kept. So a crash in
//! between loses nothing and doubles nothing: the same news is found again.

use crate::context::Services;
use crate::error::NodeError;
use async_trait::async_trait;
use flow::{Items, Timestamp};
use serde_json::Value;

/// A trigger that looks for news.
#[async_trait]
pub trait Poll: Send + Sync {
    /// What is new since the last place.
    async fn look(&self, context: &PollContext<'_>) -> Result<News, NodeError>;

    /// Runs were started for all of this news: now it may be marked as dealt with.
    async fn settle(&self, context: &PollContext<'_>, news: &News) -> Result<(), NodeError>;
}

/// What a trigger may know and use while it looks.
pub struct PollContext<'a> {
    /// What it noted the last time; None the first time.
    pub place: Option<&'a Value>,
    /// Now.
    pub now: Timestamp,
    /// The way outside.
    pub services: &'a dyn Services,
}

/// What is new.
#[derive(Debug, Default)]
pub struct News {
    /// The events, oldest first.
    pub events: Vec<Event>,
    /// What is noted for the next time.
    pub place: Value,
    /// Whether there is more than was taken now.
    pub has_more: bool,
}

/// Something that starts a run.
#[derive(Debug)]
pub struct Event {
    /// Tells it from all others of this trigger, for good.
    pub key: String,
    /// What the run begins with.
    pub items: Items,
}
