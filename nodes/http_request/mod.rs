//! Asks another system over HTTP, once for each item.

mod answer;
mod failed;
mod look_up;
mod pages;
mod parts;
mod request;

use super::requests::{Authentication, Proof, signing_in};
use answer::{AnswerAs, Taken};
use node_sdk::answer::{Effect, redirect_error, status_error};
use node_sdk::each::{OnItemError, Pace, each, failed_item};
use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::outbound::Response;
use node_sdk::{
    Field, Finding, Group, HeavyContext, HeavyNode, JsonField, Kind, NodeError, Output, Pairs, Remembered, async_trait,
    heavy,
};
use pages::{MOST_ITEMS, PageWorld, Pages};
use parts::Part;
use request::ListFormat;
use schemars::JsonSchema;
use serde::Deserialize;
use std::time::Duration;

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
    #[schemars(extend(
        "x-placeholder" = "https://api.example.com/contacts",
        "x-widget" = "request_url",
        "x-request" = {"method": "method", "url": "url", "query": "query", "headers": "headers", "body": "body",
            "json": "json", "form": "form", "text": "text", "content_type": "content_type"}
    ))]
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
    /// # Query as JSON
    ///
    /// An object whose fields stand beside those above; for names that come from data.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    query_json: JsonField,
    /// # Lists in the query
    ///
    /// How a name with several values is written.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    lists: ListFormat,
    /// # Headers
    ///
    /// Header fields that go along.
    #[serde(default)]
    headers: Pairs,
    /// # Headers as JSON
    ///
    /// An object whose fields stand beside those above; for names that come from data.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    headers_json: JsonField,
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
    /// # Form fields as JSON
    ///
    /// An object whose fields stand beside those above; for names that come from data.
    #[serde(default)]
    #[schemars(extend("x-show" = {"body": ["form"]}, "x-group" = "Advanced"))]
    form_json: JsonField,
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
    /// # Parts
    ///
    /// The body as a web form with files sends it.
    #[serde(default)]
    #[schemars(extend("x-show" = {"body": ["multipart"]}))]
    parts: Vec<Part>,
    /// # File
    ///
    /// The name the item has for the file that is the body.
    #[serde(default = "file")]
    #[schemars(extend("x-show" = {"body": ["file"]}))]
    file: Field<String>,
    /// # Answer as
    ///
    /// What becomes of the answer.
    #[serde(default)]
    answer: AnswerAs,
    /// # With status and headers
    ///
    /// The item has `body`, `headers`, `statusCode` and `statusMessage`; a text stands under the name for texts, a file
    /// beside the fields.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    with_head: bool,
    /// # A list stays one item
    ///
    /// Otherwise each of its entries becomes an item.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    whole_lists: bool,
    /// # Text goes to
    ///
    /// The field an answer that is text stands in.
    #[serde(default = "text_name")]
    #[schemars(extend("x-group" = "Advanced"))]
    text_field: Field<String>,
    /// # Read texts
    ///
    /// A text that is JSON stands in the field as what it says.
    #[serde(default)]
    #[schemars(extend("x-show" = {"answer": ["text"]}, "x-group" = "Advanced"))]
    read_text: bool,
    /// # File goes to
    ///
    /// The name the item gets for an answer that is a file.
    #[serde(default = "file_name")]
    #[schemars(extend("x-group" = "Advanced"))]
    file_field: Field<String>,
    /// # Tell of the file
    ///
    /// An item with a file has its name, media type and size as fields.
    #[serde(default = "yes")]
    #[schemars(extend("x-group" = "Advanced"))]
    file_details: bool,
    /// # Pages
    ///
    /// Answers that come in several parts are asked for one after the other.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    pages: Pages,
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
    /// # Look up at
    ///
    /// Where it can be asked, with GET, whether the request took place: after a crash or when no answer came, if the
    /// block's settings say so. `{key}` in it stands for the idempotency key. What is answered becomes the item; 404,
    /// 410, 204 and an empty list say that it did not take place.
    #[serde(default)]
    #[schemars(extend(
        "x-group" = "Advanced",
        "x-placeholder" = "https://api.example.com/payments?key={key}",
        "x-show" = {"method": ["POST", "PUT", "PATCH", "DELETE"]}
    ))]
    look_up_url: Option<Field<String>>,
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
    /// # Form with files
    Multipart,
    /// # A file
    File,
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
        let proof = Proof::of(self.authentication, context).await?;
        let pace = Pace { at_once: self.at_once, pause_ms: self.pause_ms, on_item_error: self.on_item_error };
        let work = |index| self.ask(context, index, proof.as_ref());
        // What only reads may be read again, and its answers are not worth the memory.
        let memory = (self.effect() == Effect::Changes).then_some(&DONE);
        let results = each(context, pace, memory, work).await?;
        let items = results.into_iter().enumerate().flat_map(|(index, result)| match result {
            Ok(items) => items,
            Err(error) => vec![failed_item(context, index, &error)],
        });
        Ok(Output::main(items.collect::<Vec<Item>>()))
    }

    fn looks_up(&self) -> bool {
        self.effect() == Effect::Changes && self.look_up_url.is_some()
    }

    async fn look_up(&self, context: &HeavyContext<'_>) -> Result<Finding, NodeError> {
        let proof = Proof::of(self.authentication, context).await?;
        look_up::all(self, context, proof.as_ref()).await
    }
}

impl HttpRequest {
    fn effect(&self) -> Effect {
        match self.method {
            Method::Get | Method::Head | Method::Options => Effect::Reads,
            Method::Post | Method::Put | Method::Patch | Method::Delete => Effect::Changes,
        }
    }

    /// The items of all pages of one answer.
    async fn ask(
        &self,
        context: &HeavyContext<'_>,
        index: usize,
        proof: Option<&Proof>,
    ) -> Result<Vec<Item>, NodeError> {
        let mut items = Vec::new();
        let mut before = None;
        for page in 0..self.page_count() {
            let world = PageWorld::new(context, page, before.as_ref());
            let scope = Scope::new(&world, context.items(), index);
            let key = match page {
                0 => context.item_key(index),
                page => format!("{}/{page}", context.item_key(index)),
            };
            let mut request = request::build(self, context, &scope, &key)?;
            if !self.pages.turn(&mut request, &scope, page)? {
                break;
            }
            if page > 0 && self.pages.pause_ms() > 0 {
                tokio::time::sleep(Duration::from_millis(self.pages.pause_ms())).await;
            }
            let response = match Proof::send(proof, request, context, &key, self.effect()).await {
                Ok(response) => response,
                Err(error) => return self.failed(context, index, error, None),
            };
            // Flows of n8n fail of an address that has moved, unless it is followed.
            let moved = || redirect_error(&response).filter(|_| context.light.world.is_lenient());
            match status_error(&response, context.now).or_else(moved) {
                Some(_) if self.pages.are_wanted() && self.pages.ends_with(&response) => break,
                Some(error) if !self.ignore_status => return self.failed(context, index, error, Some(&response)),
                _ => {}
            }
            items.extend(self.taken(&response, &scope, context)?);
            // Of the pages there are by now.
            let after = PageWorld::new(context, page + 1, Some(&response));
            let is_last = !self.pages.are_wanted()
                || self.pages.is_last(&response, &Scope::new(&after, context.items(), index))?;
            if is_last || items.len() > MOST_ITEMS {
                break;
            }
            before = Some(response);
        }
        Ok(items)
    }

    fn taken(
        &self,
        response: &Response,
        scope: &Scope<'_>,
        context: &HeavyContext<'_>,
    ) -> Result<Vec<Item>, NodeError> {
        let (text_field, file_field) = (self.text_field.get(scope)?, self.file_field.get(scope)?);
        let none = Item::default();
        let taken = Taken {
            wanted: self.answer,
            text_field: &text_field,
            file_field: &file_field,
            file_details: self.file_details,
            with_head: self.with_head,
            whole_lists: self.whole_lists,
            is_lenient: context.light.world.is_lenient(),
            forgives: self.ignore_status,
            reads_text: self.read_text,
            incoming: context.items().get(scope.index).unwrap_or(&none),
        };
        answer::items(&taken, response, scope.index)
    }
}

fn file() -> Field<String> {
    Field::Fixed("data".into())
}

fn text_name() -> Field<String> {
    Field::Fixed("text".into())
}

fn file_name() -> Field<String> {
    Field::Fixed("file".into())
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
    signing_in(heavy::<HttpRequest>("http_request", Group::Network, include_str!("icon.svg")))
        .keywords(&["api", "rest", "webhook", "fetch", "get", "post", "curl", "url"])
        .effect()
        .looks_up()
        .timeout_ms(300_000)
}
