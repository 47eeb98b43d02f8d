//! Asks another system in GraphQL, once for each item.

use super::requests::{Authentication, Proof, add_header, signing_in};
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Method as HttpMethod};
use node_sdk::answer::{Effect, excerpt, status_error};
use node_sdk::each::{OnItemError, Pace, each, failed_item, paired};
use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::outbound::{Request, Response};
use node_sdk::{
    Field, Group, HeavyContext, HeavyNode, JsonField, Kind, NodeError, Output, Pairs, Remembered, async_trait, heavy,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use url::Url;

/// # GraphQL
///
/// Asks another system in GraphQL, once for each item.
///
/// What is answered becomes the item, with the fields `data` and, if there are some, `extensions`. An answer that tells of
/// `errors` fails the node with what they say, even if it has data beside.
///
/// Put values from items into **Variables**, not into the query: then a quote in somebody's name cannot change what is
/// asked.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GraphQl {
    /// # URL
    ///
    /// The address; begins with `https://` or `http://`.
    #[schemars(extend("x-placeholder" = "https://api.example.com/graphql"))]
    url: Field<String>,
    /// # Method
    ///
    /// How it is sent. Most systems take POST only.
    #[serde(default)]
    method: Method,
    /// # Sign in with
    ///
    /// How the request proves who sends it; the secret is kept in a credential.
    #[serde(default)]
    authentication: Authentication,
    /// # Query
    ///
    /// What is asked, in GraphQL.
    #[schemars(extend("x-widget" = "multiline", "x-placeholder" = "query ($id: ID!) { contact(id: $id) { name } }"))]
    query: Field<String>,
    /// # Variables
    ///
    /// The values of the names with `$` in the query.
    #[serde(default)]
    variables: JsonField,
    /// # Operation
    ///
    /// Which operation of the query is meant, if it has several.
    #[serde(default)]
    operation: Field<String>,
    /// # Headers
    ///
    /// Header fields that go along.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    headers: Pairs,
    /// # Body
    ///
    /// How the query is sent.
    #[serde(default)]
    #[schemars(extend("x-show" = {"method": ["POST"]}, "x-group" = "Advanced"))]
    body: BodyKind,
    /// # Answer as
    ///
    /// What becomes of the answer.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    answer: AnswerAs,
    /// # Text goes to
    ///
    /// The field an answer that is text stands in.
    #[serde(default = "data")]
    #[schemars(extend("x-show" = {"answer": ["text"]}, "x-group" = "Advanced"))]
    text_field: Field<String>,
    /// # When one item fails
    ///
    /// Whether the node fails, or the item goes on with a field `error`.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    on_item_error: OnItemError,
}

/// How a query is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Method {
    /// # POST
    #[default]
    Post,
    /// # GET
    Get,
}

/// What the body is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum BodyKind {
    /// # JSON
    ///
    /// With variables and operation.
    #[default]
    Json,
    /// # The query alone
    ///
    /// As `application/graphql`, without variables.
    Graphql,
}

/// What becomes of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum AnswerAs {
    /// # JSON
    #[default]
    Json,
    /// # Text
    Text,
}

/// What changes were answered, while their step goes on.
static DONE: Remembered<Item> = Remembered::new();

#[async_trait]
impl HeavyNode for GraphQl {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let proof = Proof::of(self.authentication, context).await?;
        let pace = Pace { at_once: 4, pause_ms: 0, on_item_error: self.on_item_error };
        let results = each(context, pace, Some(&DONE), |index| self.ask(context, index, proof.as_ref())).await?;
        let items = results.into_iter().enumerate();
        let items = items.map(|(index, result)| result.unwrap_or_else(|error| failed_item(context, index, &error)));
        Ok(Output::main(items.collect::<Vec<Item>>()))
    }
}

impl GraphQl {
    async fn ask(&self, context: &HeavyContext<'_>, index: usize, proof: Option<&Proof>) -> Result<Item, NodeError> {
        let scope = context.scope(index);
        let query = self.query.get(&scope).map_err(|error| NodeError::from(error).at("query"))?;
        let request = self.request(context, &scope, &query)?;
        let response = Proof::send(proof, request, context, &context.item_key(index), effect(&query)).await?;
        if let Some(error) = status_error(&response, context.now) {
            return Err(error);
        }
        Ok(Item { lineage: paired(index), ..Item::new(self.taken(&response, &scope)?) })
    }

    fn request(&self, context: &HeavyContext<'_>, scope: &Scope<'_>, query: &str) -> Result<Request, NodeError> {
        let url = self.url.get(scope).map_err(|error| NodeError::from(error).at("url"))?;
        let is_http = |url: &Url| matches!(url.scheme(), "http" | "https");
        let mut url = Url::parse(url.trim()).ok().filter(is_http).ok_or_else(|| {
            let message = format!("`{}` is not an address that can be asked.", url.trim());
            NodeError::permanent("url_invalid", message, "Write it in full, beginning with https:// or http://.")
                .at("url")
        })?;
        let is_get = self.method == Method::Get;
        if is_get {
            url.query_pairs_mut().append_pair("query", query);
        }
        let mut request = Request::new(if is_get { HttpMethod::GET } else { HttpMethod::POST }, url);
        request.timeout_ms = context.time_left_ms();
        request.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if !is_get {
            let (body, kind) = self.body(scope, query)?;
            request.body = Some(body.into());
            request.headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        for (name, value) in self.headers.get(scope)? {
            add_header(&mut request, &name, &value)?;
        }
        Ok(request)
    }

    fn body(&self, scope: &Scope<'_>, query: &str) -> Result<(String, &'static str), NodeError> {
        if self.body == BodyKind::Graphql {
            return Ok((query.to_owned(), "application/graphql"));
        }
        let variables = match self.variables.get(scope).map_err(|error| error.at("variables"))? {
            Value::Null => Value::Object(Map::new()),
            variables @ Value::Object(_) => variables,
            _ => {
                let message = "The variables are no object with names and values.";
                let hint = "Write them as {\"id\": \"{{ $json.id }}\"}.";
                return Err(NodeError::permanent("json_invalid", message, hint).at("variables"));
            }
        };
        let name = self.operation.get(scope).map_err(|error| NodeError::from(error).at("operation"))?;
        let name = if name.trim().is_empty() { Value::Null } else { name.into() };
        let body = json!({"query": query, "variables": variables, "operationName": name});
        Ok((body.to_string(), "application/json"))
    }

    fn taken(&self, response: &Response, scope: &Scope<'_>) -> Result<Value, NodeError> {
        if self.answer == AnswerAs::Text {
            let field = self.text_field.get(scope).map_err(|error| NodeError::from(error).at("text_field"))?;
            return Ok(json!({field: String::from_utf8_lossy(&response.body)}));
        }
        let answer: Value = serde_json::from_slice(&response.body).map_err(|error| {
            let message = format!("The answer is not JSON ({error}): {}", excerpt(&response.body));
            NodeError::permanent("answer_not_json", message, "Check the address, or take the answer as text.")
                .at("answer")
        })?;
        match errors(&answer) {
            Some(message) => {
                Err(NodeError::permanent("graphql_failed", message, "Correct the query or its variables."))
            }
            None if answer.is_object() => Ok(answer),
            None => Ok(json!({"value": answer})),
        }
    }
}

/// What the errors of an answer say.
fn errors(answer: &Value) -> Option<String> {
    let errors = answer.get("errors")?.as_array().filter(|errors| !errors.is_empty())?;
    let said: Vec<&str> = errors.iter().filter_map(|error| error.get("message")?.as_str()).collect();
    Some(if said.is_empty() { "Unexpected error".to_owned() } else { said.join(", ") })
}

/// A query only reads; what may be a mutation may change something.
fn effect(query: &str) -> Effect {
    if query.contains("mutation") { Effect::Changes } else { Effect::Reads }
}

fn data() -> Field<String> {
    Field::Fixed("data".into())
}

/// The kind `graphql`.
pub fn kind() -> Kind {
    signing_in(heavy::<GraphQl>("graphql", Group::Network, include_str!("icon.svg")))
        .keywords(&["api", "query", "mutation", "fetch", "shopify", "github"])
        .effect()
        .timeout_ms(60_000)
}
