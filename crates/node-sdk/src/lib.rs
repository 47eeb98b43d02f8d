//! What a node author sees: descriptors, parameters with expressions, the
//! context of a call, credentials, the catalog.
//!
//! A node kind is one parameter struct. Its doc comments are the texts of the
//! panel, its fields the schema; `LightNode` or `HeavyNode` is what it does.
//! A light node is pure and runs in memory in microseconds; a heavy one reaches
//! outside, and its intent is durable before it starts.

pub mod answer;
pub mod binary;
#[cfg(feature = "cases")]
pub mod cases;
pub mod catalog;
pub mod check;
pub mod conditions;
pub mod container;
pub mod context;
pub mod credential;
pub mod cron;
pub mod data;
pub mod declare;
pub mod descriptor;
pub mod each;
pub mod error;
pub mod events;
pub mod field;
pub mod folder;
pub mod gather;
pub mod hook;
pub mod json_field;
pub mod literal;
pub mod message_preview;
pub mod names;
pub mod pairs;
pub mod path;
pub mod poll;
pub mod read;
pub mod remembered;
pub mod schema;
pub mod trigger;
pub mod values;

pub use catalog::{Catalog, Kind, Prepared};
pub use conditions::Conditions;
pub use container::{ContainerNode, container, control};
pub use context::{HeavyContext, LightContext, Services};
pub use credential::{Credential, CredentialKind};
pub use declare::{heavy, light, trigger};
pub use descriptor::{Descriptor, Group};
pub use error::{ErrorClass, NodeError};
pub use field::Field;
pub use json_field::JsonField;
pub use message_preview::{MessageFields, MessagePreview, SmsSize};
pub use names::Names;
pub use pairs::Pairs;
pub use remembered::Remembered;
pub use trigger::{Subscription, TriggerNode};

// Nodes depend on this crate only and find here what its types are made of.
pub use async_trait::async_trait;
pub use {expression, flow, outbound};

use flow::form::{Ending, Page};
use flow::{Items, Timestamp};

/// A node that works in memory. `self` is its parameters, read and with their
/// expressions compiled once when the version is loaded.
pub trait LightNode: Send + Sync {
    /// Refuses parameters that can be read but make no sense together. Called
    /// when a flow is checked and when a version is loaded.
    fn check(&self) -> Result<(), NodeError> {
        Ok(())
    }

    /// Works on the items.
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError>;

    /// What becomes of the items where failures go on as items.
    fn failing(&self) -> Failing {
        Failing::Together
    }

    /// Whether it may get a long list in parts, one call a part: it works on each of
    /// `context.items()` by itself and asks for their places with `context.first()`.
    fn works_by_part(&self) -> bool {
        matches!(self.failing(), Failing::ByItem | Failing::ByItemAt(_))
    }

    /// The work of a node that makes one out of many items, which it then also does on
    /// lists too long to be in memory at once. `scope` is that of the first item. None:
    /// it works by part, or needs the whole list.
    fn gather<'a>(&'a self, scope: &expression::Scope<'_>) -> Option<Result<Box<dyn gather::Gather + 'a>, NodeError>> {
        let _ = scope;
        None
    }

    /// How somebody outside may end its wait; None if nobody may. A flow with such a
    /// node has an address for each of its waits: `$run.resume_url`.
    fn reply(&self) -> Option<Reply<'_>> {
        None
    }
}

/// What becomes of the items of a node that failed, where failures go on as items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failing {
    /// The failure is that of every item.
    Together,
    /// The failure is one of all items, and gives one item.
    AsOne,
    /// Each item is worked on by itself: the one that fails gives its failure in its
    /// place, and the others go on as usual.
    ByItem,
    /// Each item is worked on by itself: the one that fails leaves as it came at this port.
    ByItemAt(u16),
}

/// How somebody outside may end the wait of a node.
#[derive(Debug)]
pub enum Reply<'a> {
    /// By a request, which becomes the items.
    Call {
        /// Its method: `GET` or `POST`.
        method: &'static str,
        /// What the item of the request looks like.
        item: trigger::RequestItem,
    },
    /// By choosing one of the output ports on a page.
    Choice {
        /// What the page says.
        message: &'a Field<String>,
        /// The ports, by number, and what their buttons say.
        choices: &'static [(u16, &'static str)],
    },
    /// By filling in a page of a form, whose values become the items of the first output port.
    Form {
        /// The page.
        page: Box<Page<Field<String>>>,
    },
    /// Not at all: it does not wait, but says how the form of its run ends.
    FormEnd {
        /// What is shown.
        ending: Box<Ending<Field<String>>>,
    },
    /// By an event: it becomes the items of the first output port. There is no address.
    Event {
        /// Its name.
        name: &'a Field<String>,
        /// Its key.
        key: &'a Field<serde_json::Value>,
        /// What must hold for its data.
        condition: Option<&'a Conditions>,
    },
}

/// A node that reaches outside. It must stop at `context.deadline` and should
/// hand `context.idempotency_key` to the other side where that is possible.
#[async_trait]
pub trait HeavyNode: Send + Sync {
    /// Refuses parameters that can be read but make no sense together. Called
    /// when a flow is checked and when a version is loaded.
    fn check(&self) -> Result<(), NodeError> {
        Ok(())
    }

    /// Works on the items.
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError>;

    /// Whether the other side can be asked if an effect took place.
    fn looks_up(&self) -> bool {
        false
    }

    /// Asks the other side whether the effect with `context.idempotency_key` took place: after a
    /// crash, or when no answer came. It changes nothing.
    async fn look_up(&self, context: &HeavyContext<'_>) -> Result<Finding, NodeError> {
        let _ = context;
        Ok(Finding::Unclear)
    }

    /// The message the node would send for the item of this scope; None if it sends none.
    fn preview(&self, scope: &expression::Scope<'_>) -> Option<Result<MessagePreview, NodeError>> {
        let _ = scope;
        None
    }
}

/// What the other side says of an effect.
#[derive(Debug)]
pub enum Finding {
    /// It took place, and gave this.
    Found(Output),
    /// It did not take place.
    NotFound,
    /// That cannot be told.
    Unclear,
}

/// What a node gives.
#[derive(Debug, Default)]
pub struct Output {
    /// Items by index of the output port. Ports in it are taken, the others skipped.
    pub ports: Vec<(u16, Items)>,
    /// Wait before going on with the items given.
    pub wait: Option<Wait>,
    /// Answer the caller who waits for the run.
    pub answer: Option<Answer>,
    /// Messages handed to a provider, so that their receipts find the run.
    pub messages: Vec<Message>,
}

impl Output {
    /// These items at the first port.
    pub fn main(items: impl Into<Items>) -> Self {
        Self::port(0, items)
    }

    /// These items at this port.
    pub fn port(port: u16, items: impl Into<Items>) -> Self {
        Self { ports: vec![(port, items.into())], ..Self::default() }
    }
}

/// What a node waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Goes on at this time. None: only a signal ends the wait.
    pub until: Option<Timestamp>,
    /// Whether a signal may end it.
    pub signal: bool,
}

/// What is answered to the caller of a webhook.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Header fields.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: AnswerBody,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum AnswerBody {
    /// None.
    Empty,
    /// A JSON value.
    Json(serde_json::Value),
    /// A text; its media type is in the headers.
    Text(String),
    /// The content of a file in base 64; its media type is in the headers.
    File(std::sync::Arc<str>),
}

/// A message a node handed to a provider.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Message {
    /// Such as `email` or `sms`.
    pub channel: String,
    /// Address or number it went to.
    pub to: String,
    /// The provider, such as `twilio`.
    pub provider: String,
    /// The provider's id of the message; receipts name it.
    pub provider_id: String,
    /// Status at hand-over: `queued`, `sent` …
    pub status: String,
    /// Number of SMS segments, if it has any.
    pub segments: Option<u32>,
}
