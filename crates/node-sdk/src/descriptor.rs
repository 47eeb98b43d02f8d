//! How a node kind presents itself: names, texts, ports, schema.

use crate::message_preview::MessageFields;
use flow::KindSpec;
use serde::Serialize;

/// Where a kind stands in the palette; groups stand in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Starts runs.
    Trigger,
    /// Decides the way.
    Logic,
    /// Shapes items.
    Data,
    /// Reaches people.
    Message,
    /// Reaches systems.
    Network,
}

/// How a node kind presents itself. `GET /api/v1/kinds` gives it as JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Descriptor {
    /// What a flow needs to know: name, version, ports, schema.
    #[serde(flatten)]
    pub spec: KindSpec,
    /// Title on screen, such as "Send email".
    pub title: String,
    /// One sentence for the palette.
    pub summary: String,
    /// The help text, Markdown.
    pub docs: String,
    /// Where it stands in the palette.
    pub group: Group,
    /// An SVG that draws with `currentColor`.
    pub icon: &'static str,
    /// Further words people search for.
    pub keywords: &'static [&'static str],
    /// Whether it changes something outside that should not happen twice.
    pub effect: bool,
    /// Whether the other side can be asked if that took place.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub looks_up: bool,
    /// Whether it only stands for something that does not exist here: it is not in
    /// the palette, and a flow with it cannot be published.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub inert: bool,
    /// How it sends messages, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageFields>,
    /// How long one attempt may take if the node does not say, in milliseconds.
    pub timeout_ms: u64,
}
