//! Asks another system over HTTP, once for each item.

mod answer;
mod request;

use crate::catalog::credentials::http::SignIn;
use answer::AnswerAs;
use node_sdk::answer::{Effect, send_error, status_error};
use node_sdk::each::{OnItemError, Pace, each, failed_item};
use node_sdk::flow::Item;
use node_sdk::{
    Field, Group, HeavyContext, HeavyNode, JsonField, Kind, NodeError, Output, Pairs, Remembered, async_trait, heavy,
};
use schemars::JsonSchema;
use serde::Deserialize;

/// # HTTP request
///
/// Asks another system over HTTP, once for each item.
///
/// What is answered becomes the item: an object stays as it is, a list becomes one item for each entry, a text stands
/// in `text`, and anything else becomes the file `file` of the item.
///
/// A status of 400 or more fails the node. 408, 425, 429 and 500 and above are tried again, after the time the other
/// side asks for if it does.
///
/// Requests that change something carry the header `Idempotency-Key`. It is the same for every try of the same step,
/// so a system that knows it does nothing twice.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HttpRequest {
    /// What is done with the resource.
    #[serde(default)]
    method: Method,
    /// # URL
    ///
    /// The address; begins with `https://` or `http://`.
    #[schemars(extend("x-placeholder" = "https://api.example.com/contacts"))]
    url: Field<String>,
    /// # Sign in with
    ///
    /// How the request proves who sends it; the secret is kept in a credential.
    #[serde(default)]
    authentication: Authentication,
    /// # Query
    ///
    /// What stands behind the `?` of the address. A list gives a name several times.
    #[serde(default)]
    query: Pairs,
    /// # Headers
    ///
    /// Header fields that go along.
    #[serde(default)]
    headers: Pairs,
    /// # Body
    ///
    /// What is sent.
    #[serde(default)]
    body: BodyKind,
    /// # JSON
    ///
    /// The body. Texts in it may hold expressions.
    #[serde(default)]
    #[schemars(extend("x-show" = {"body": ["json"]}))]
    json: JsonField,
    /// # Form fields
    ///
    /// The body, as a web form sends it.
    #[serde(default)]
    #[schemars(extend("x-show" = {"body": ["form"]}))]
    form: Pairs,
    /// # Text
    ///
    /// The body as it is.
    #[serde(default)]
    #[schemars(extend("x-show" = {"body": ["text"]}, "x-widget" = "multiline"))]
    text: Field<String>,
    /// # Content type
    ///
    /// What kind of text it is.
    #[serde(default = "plain_text")]
    #[schemars(extend("x-show" = {"body": ["text"]}))]
    content_type: Field<String>,
    /// # Answer as
    ///
    /// What becomes of the answer.
    #[serde(default)]
    answer: AnswerAs,
    /// # Follow redirects
    ///
    /// Up to five. Secrets stay with the host they were meant for.
    #[serde(default = "yes")]
    #[schemars(extend("x-group" = "Advanced"))]
    follow_redirects: bool,
    /// # Go on whatever the status
    ///
    /// A status of 400 or more is an answer like any other. Choose Status, headers and body to see it.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    ignore_status: bool,
    /// # Send an idempotency key
    ///
    /// The header `Idempotency-Key`, with methods other than GET and HEAD.
    #[serde(default = "yes")]
    #[schemars(extend("x-group" = "Advanced"))]
    idempotency_key: bool,
    /// # Longest wait
    ///
    /// One request, its redirects and its answer may take this long, in milliseconds.
    #[serde(default = "half_a_minute")]
    #[schemars(range(min = 100, max = 300_000), extend("x-group" = "Advanced", "x-widget" = "duration"))]
    timeout_ms: u64,
    /// # Requests at once
    ///
    /// So many items are worked on at the same time.
    #[serde(default = "four")]
    #[schemars(range(min = 1, max = 8), extend("x-group" = "Advanced"))]
    at_once: usize,
    /// # Pause in between
    ///
    /// The wait before the next requests go out, in milliseconds.
    #[serde(default)]
    #[schemars(range(max = 60_000), extend("x-group" = "Advanced", "x-widget" = "duration"))]
    pause_ms: u64,
    /// # When one item fails
    ///
    /// Whether the node fails, or the item goes on with a field `error`.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    on_item_error: OnItemError,
}

/// The method of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Method {
    /// # GET
    #[default]
    Get,
    /// # POST
    Post,
    /// # PUT
    Put,
    /// # PATCH
    Patch,
    /// # DELETE
    Delete,
    /// # HEAD
    Head,
    /// # OPTIONS
    Options,
}

/// What a request signs in with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Authentication {
    /// # Nothing
    #[default]
    None,
    /// # User and password
    Basic,
    /// # Bearer token
    Bearer,
    /// # Header
    Header,
}

impl Authentication {
    /// The slot of the credential.
    fn slot(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Basic => Some("basic"),
            Self::Bearer => Some("bearer"),
            Self::Header => Some("header"),
        }
    }
}

/// What kind of body a request has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum BodyKind {
    /// # None
    #[default]
    None,
    /// # JSON
    Json,
    /// # Form
    Form,
    /// # Text
    Text,
}

/// What requests that change something were answered, while their step goes on.
static DONE: Remembered<Vec<Item>> = Remembered::new();

#[async_trait]
impl HeavyNode for HttpRequest {
    fn check(&self) -> Result<(), NodeError> {
        let within = |name: &str, value: u64, least: u64, most: u64| {
            let message = format!("`{name}` is {value}; it must be from {least} to {most}.");
            let error = NodeError::permanent("parameter_invalid", message, "Give a number in between.").at(name);
            if (least..=most).contains(&value) { Ok(()) } else { Err(error) }
        };
        within("timeout_ms", self.timeout_ms, 100, 300_000)?;
        within("at_once", self.at_once as u64, 1, 8)?;
        within("pause_ms", self.pause_ms, 0, 60_000)
    }

    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let sign_in = match self.authentication.slot() {
            Some(slot) => Some(SignIn::from_credential(&context.services.credential(slot).await?)?),
            None => None,
        };
        let pace = Pace { at_once: self.at_once, pause_ms: self.pause_ms, on_item_error: self.on_item_error };
        let work = |index| self.ask(context, index, sign_in.as_ref());
        // What only reads may be read again, and its answers are not worth the memory.
        let memory = (self.effect() == Effect::Changes).then_some(&DONE);
        let results = each(context, pace, memory, work).await?;
        let items = results.into_iter().enumerate().flat_map(|(index, result)| match result {
            Ok(items) => items,
            Err(error) => vec![failed_item(context, index, &error)],
        });
        Ok(Output::main(items.collect::<Vec<Item>>()))
    }
}

impl HttpRequest {
    fn effect(&self) -> Effect {
        match self.method {
            Method::Get | Method::Head | Method::Options => Effect::Reads,
            Method::Post | Method::Put | Method::Patch | Method::Delete => Effect::Changes,
        }
    }

    async fn ask(
        &self,
        context: &HeavyContext<'_>,
        index: usize,
        sign_in: Option<&SignIn>,
    ) -> Result<Vec<Item>, NodeError> {
        let request = request::build(self, context, index, sign_in)?;
        let sent = context.services.http().send(request).await;
        let response = sent.map_err(|error| send_error(&error, self.effect()))?;
        match status_error(&response, context.now) {
            Some(error) if !self.ignore_status => Err(error),
            _ => answer::items(self.answer, &response, index),
        }
    }
}

fn plain_text() -> Field<String> {
    Field::Fixed("text/plain; charset=utf-8".into())
}

fn yes() -> bool {
    true
}

fn half_a_minute() -> u64 {
    30_000
}

fn four() -> usize {
    4
}

/// The kind `http_request`.
pub fn kind() -> Kind {
    heavy::<HttpRequest>("http_request", Group::Network, include_str!("icon.svg"))
        .keywords(&["api", "rest", "webhook", "fetch", "get", "post", "curl", "url"])
        .credential("basic", "http_basic", false)
        .credential("bearer", "http_bearer", false)
        .credential("header", "http_header", false)
        .effect()
        .timeout_ms(300_000)
}
