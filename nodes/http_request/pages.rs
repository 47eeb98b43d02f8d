//! Asks for page after page of an answer.

use super::HttpRequest;
use node_sdk::expression::{JavaScript, Scope, World};
use node_sdk::flow::{Item, Items, Timestamp};
use node_sdk::outbound::{Request, Response};
use node_sdk::{Field, HeavyContext, NodeError, pairs};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// However many pages are wanted, no more than these are asked for.
pub const MOST_PAGES: u64 = 1_000;
/// Nor are more items taken of one answer.
pub const MOST_ITEMS: usize = 100_000;

/// Whether and how an answer of several pages is asked for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Pages {
    /// # Pages
    ///
    /// How the next page is asked for.
    mode: Mode,
    /// # Address of the next page
    ///
    /// Mostly an expression such as `{{ $response.body.next }}`. Empty: there is none.
    #[schemars(extend("x-show" = {"mode": ["next_url"]}, "x-widget" = "expression"))]
    next_url: Field<Value>,
    /// # Change
    ///
    /// What differs from page to page; `$pageCount` is 0 for the first.
    #[schemars(extend("x-show" = {"mode": ["change"]}))]
    changes: Vec<Change>,
    /// # The last page is
    ///
    /// How it is known.
    #[schemars(extend("x-show" = {"mode": ["next_url", "change"]}))]
    until: Until,
    /// # Statuses
    ///
    /// With commas between, such as `404`.
    #[schemars(extend("x-show" = {"until": ["status"]}))]
    statuses: String,
    /// # Condition
    ///
    /// An expression that is true at the last page, such as `{{ $response.body.done }}`.
    #[schemars(extend("x-show" = {"until": ["condition"]}, "x-widget" = "expression"))]
    condition: Field<Value>,
    /// # Most pages
    ///
    /// No more pages than these are asked for.
    #[schemars(range(min = 1, max = 1_000))]
    most: u64,
    /// # Pause between pages
    ///
    /// In milliseconds.
    #[schemars(range(max = 60_000), extend("x-widget" = "duration"))]
    pause_ms: u64,
}

/// How the next page is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// # There is one page
    #[default]
    Off,
    /// # The answer has its address
    NextUrl,
    /// # A parameter changes
    Change,
}

/// How the last page is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Until {
    /// # Empty
    #[default]
    Empty,
    /// # Answered with a status
    Status,
    /// # Known by a condition
    Condition,
}

/// # Change
///
/// A parameter that differs from page to page.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Change {
    /// Where it stands.
    #[serde(default)]
    place: Place,
    /// Its name.
    name: String,
    /// Its value, such as `{{ $pageCount + 1 }}`.
    value: Field<Value>,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Place {
    /// # In the query
    #[default]
    Query,
    /// # In the headers
    Headers,
    /// # In the body
    Body,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            mode: Mode::Off,
            next_url: Field::Fixed("".into()),
            changes: Vec::new(),
            until: Until::Empty,
            statuses: String::new(),
            condition: Field::Fixed(false.into()),
            most: 100,
            pause_ms: 0,
        }
    }
}

impl Pages {
    /// Whether there may be more than one page.
    pub fn are_wanted(&self) -> bool {
        self.mode != Mode::Off
    }

    /// So many pages at most.
    pub fn most(&self) -> u64 {
        self.most.clamp(1, MOST_PAGES)
    }

    /// The wait between two pages.
    pub fn pause_ms(&self) -> u64 {
        self.pause_ms.min(60_000)
    }

    /// Makes the request the one of this page. False: there is no such page.
    pub fn turn(&self, request: &mut Request, scope: &Scope<'_>, page: u64) -> Result<bool, NodeError> {
        match self.mode {
            Mode::NextUrl if page > 0 => {
                let at = |error: NodeError| error.at("pages.next_url");
                let next = self.next_url.get(scope).map_err(|error| at(error.into()))?;
                let Some(next) = next.as_str().map(str::trim).filter(|next| !next.is_empty()) else { return Ok(false) };
                request.url = request.url.join(next).map_err(|_| {
                    let message = format!("`{next}` is not the address of a page.");
                    at(NodeError::permanent("url_invalid", message, "Look at what the expression gives."))
                })?;
            }
            Mode::Change => {
                for (place, change) in self.changes.iter().enumerate() {
                    let value = change
                        .value
                        .get(scope)
                        .map_err(|error| NodeError::from(error).at(format!("pages.changes.{place}.value")))?;
                    change.apply(request, value)?;
                }
            }
            Mode::Off | Mode::NextUrl => {}
        }
        Ok(true)
    }

    /// Whether this was the last page.
    pub fn is_last(&self, response: &Response, scope: &Scope<'_>) -> Result<bool, NodeError> {
        Ok(match self.until {
            Until::Empty => is_empty(response),
            Until::Status => {
                let status = response.status.as_u16().to_string();
                self.statuses.split(',').any(|wanted| wanted.trim() == status)
            }
            Until::Condition => {
                let holds = self.condition.get(scope).map_err(|error| NodeError::from(error).at("pages.condition"))?;
                !matches!(holds, Value::Null | Value::Bool(false)) && holds != "" && holds != "false" && holds != 0
            }
        })
    }

    /// Whether this status ends the pages, so that it is no failure.
    pub fn ends_with(&self, response: &Response) -> bool {
        let status = response.status.as_u16().to_string();
        self.until == Until::Status && self.statuses.split(',').any(|wanted| wanted.trim() == status)
    }
}

impl Change {
    fn apply(&self, request: &mut Request, value: Value) -> Result<(), NodeError> {
        let text = pairs::text(&value);
        match self.place {
            Place::Query => {
                let kept: Vec<(String, String)> = request
                    .url
                    .query_pairs()
                    .filter(|(name, _)| *name != self.name)
                    .map(|(n, v)| (n.into(), v.into()))
                    .collect();
                request.url.query_pairs_mut().clear().extend_pairs(kept).append_pair(&self.name, &text);
            }
            Place::Headers => {
                request.headers.remove(&self.name);
                super::super::requests::add_header(request, &self.name, &text)?;
            }
            Place::Body => {
                let body = request.body.as_deref().unwrap_or(b"{}");
                let mut fields: Map<String, Value> = serde_json::from_slice(body).map_err(|_| {
                    let message = "A parameter of the body can only change where the body is JSON.";
                    NodeError::permanent("body_invalid", message, "Send the body as JSON, or change the query.")
                        .at("pages")
                })?;
                fields.insert(self.name.clone(), value);
                request.body = Some(Value::Object(fields).to_string().into());
            }
        }
        Ok(())
    }
}

fn is_empty(response: &Response) -> bool {
    match serde_json::from_slice::<Value>(&response.body) {
        Ok(Value::Array(entries)) => entries.is_empty(),
        Ok(Value::Object(fields)) => fields.is_empty(),
        Ok(Value::Null) => true,
        Ok(Value::String(text)) => text.is_empty(),
        Ok(_) => false,
        Err(_) => response.body.is_empty(),
    }
}

/// What expressions see at one page: `$response` of the page before, or of this
/// one where it is asked whether it is the last, and `$pageCount`.
pub struct PageWorld<'a> {
    inner: &'a dyn World,
    response: Value,
    page: u64,
}

impl<'a> PageWorld<'a> {
    /// The world at this page.
    pub fn new(context: &'a HeavyContext<'_>, page: u64, response: Option<&Response>) -> Self {
        Self { inner: context.light.world, response: response.map_or(Value::Null, shown), page }
    }
}

fn shown(response: &Response) -> Value {
    let mut headers = Map::new();
    for (name, value) in &response.headers {
        headers.insert(name.to_string(), String::from_utf8_lossy(value.as_bytes()).into());
    }
    let body = serde_json::from_slice(&response.body)
        .unwrap_or_else(|_| Value::from(String::from_utf8_lossy(&response.body).into_owned()));
    json!({"body": body, "headers": headers, "statusCode": response.status.as_u16()})
}

impl World for PageWorld<'_> {
    fn global(&self, name: &str) -> Option<Value> {
        match name {
            "$response" => Some(self.response.clone()),
            "$pageCount" => Some(self.page.into()),
            other => self.inner.global(other),
        }
    }
    fn node_items(&self, name: &str, port: u16) -> Option<&Items> {
        self.inner.node_items(name, port)
    }
    fn paired_item(&self, name: &str, index: usize) -> Option<&Item> {
        self.inner.paired_item(name, index)
    }
    fn node_items_in_run(&self, name: &str, port: u16, run: Option<usize>) -> Option<&Items> {
        self.inner.node_items_in_run(name, port, run)
    }
    fn port_towards(&self, name: &str) -> u16 {
        self.inner.port_towards(name)
    }
    fn has_run(&self, name: &str) -> bool {
        self.inner.has_run(name)
    }
    fn node_context(&self, name: &str) -> Option<Value> {
        self.inner.node_context(name)
    }
    fn has_node(&self, name: &str) -> bool {
        self.inner.has_node(name)
    }
    fn now(&self) -> Timestamp {
        self.inner.now()
    }
    fn time_zone(&self) -> &str {
        self.inner.time_zone()
    }
    fn node_parameters(&self, name: &str) -> Option<Value> {
        self.inner.node_parameters(name)
    }
    fn javascript(&self) -> Option<&dyn JavaScript> {
        self.inner.javascript()
    }
    fn is_lenient(&self) -> bool {
        // There is no page before the first: `$response.body.next` is nothing then.
        self.page == 0 || self.inner.is_lenient()
    }
}

impl HttpRequest {
    /// The pages are asked for one by one only if there may be several.
    pub(super) fn page_count(&self) -> u64 {
        if self.pages.are_wanted() { self.pages.most() } else { 1 }
    }
}
