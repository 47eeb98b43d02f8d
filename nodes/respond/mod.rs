//! Answers the caller of a webhook.

use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::flow::item::Binary;
use node_sdk::{
    Answer, AnswerBody, Field, Group, JsonField, Kind, LightContext, LightNode, NodeError, Output, Pairs, binary, light,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

/// # Respond
///
/// Answers the caller who waits for the run, and goes on.
///
/// The webhook must answer “When the run answers”. The first Respond of a run counts; without one the caller gets the id
/// and the state of the run. What comes after goes on while the caller has the answer already. Everything up to here is
/// stored before the answer is sent.
///
/// The items pass on untouched; expressions see the first of them. An item is answered without the field `request` in
/// which a webhook keeps method and headers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Respond {
    /// The status of HTTP: 200 is fine, 400 a mistake of the caller.
    #[serde(default = "ok")]
    #[schemars(range(min = 200, max = 599))]
    status: Field<u16>,
    /// # Answer with
    ///
    /// What the body holds.
    #[serde(default)]
    body: Body,
    /// # JSON
    ///
    /// The body. Texts in it may hold expressions.
    #[serde(default)]
    #[schemars(extend("x-show" = {"body": ["json"]}, "x-placeholder" = "{ \"id\": \"{{ $json.id }}\" }"))]
    json: JsonField,
    /// # Text
    ///
    /// The body.
    #[serde(default)]
    #[schemars(extend("x-show" = {"body": ["text"]}, "x-widget" = "multiline"))]
    text: Field<String>,
    /// # Content type
    ///
    /// What kind of text it is.
    #[serde(default = "plain")]
    #[schemars(extend("x-show" = {"body": ["text"]}))]
    content_type: Field<String>,
    /// # File
    ///
    /// The name the item has for the file. Empty: its first file.
    #[serde(default)]
    #[schemars(extend("x-show" = {"body": ["file"]}))]
    file: Field<String>,
    /// # Put into the field
    ///
    /// The answer is an object with this field alone, which holds the item or items. Empty: they are the answer.
    #[serde(default)]
    #[schemars(extend("x-show" = {"body": ["first_item", "items"]}, "x-group" = "Advanced"))]
    wrap_in: Field<String>,
    /// Header fields of the answer.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    headers: Pairs,
}

/// What the body holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Body {
    /// # The first item
    #[default]
    FirstItem,
    /// # All items, as a list
    Items,
    /// # JSON
    Json,
    /// # Text
    Text,
    /// # A file
    File,
    /// # Nothing
    Empty,
}

fn ok() -> Field<u16> {
    Field::Fixed(200)
}

fn plain() -> Field<String> {
    Field::Fixed("text/plain; charset=utf-8".into())
}

impl LightNode for Respond {
    fn check(&self) -> Result<(), NodeError> {
        if let Some(status) = self.status.fixed() {
            check_status(*status)?;
        }
        self.headers.names().try_for_each(check_name)
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let scope = context.scope(0);
        let placed = |parameter: &'static str| {
            move |error: node_sdk::expression::ExpressionError| NodeError::from(error).at(parameter)
        };
        let status = check_status(self.status.get(&scope).map_err(placed("status"))?)?;
        let mut headers = self.headers.get(&scope).map_err(placed("headers"))?;
        headers.iter().try_for_each(|(name, value)| check_value(name, value))?;
        let body = self.body(context, &scope)?;
        let says_type = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if self.body == Body::Text && !says_type {
            let content_type = self.content_type.get(&scope).map_err(placed("content_type"))?;
            check_value("content-type", &content_type).map_err(|error| error.at("content_type"))?;
            headers.push(("content-type".into(), content_type));
        }
        if let (Body::File, false) = (self.body, says_type) {
            let media_type = self.found(context, &scope)?.media_type.clone();
            check_value("content-type", &media_type)?;
            headers.push(("content-type".into(), media_type));
        }
        let answer = Answer { status, headers, body };
        Ok(Output { answer: Some(answer), ..Output::main(context.items().clone()) })
    }
}

impl Respond {
    fn body(&self, context: &LightContext<'_>, scope: &Scope<'_>) -> Result<AnswerBody, NodeError> {
        let items = context.items();
        Ok(match self.body {
            Body::FirstItem => AnswerBody::Json(self.wrapped(scope, items.first().map_or(Value::Null, answered))?),
            Body::Items => AnswerBody::Json(self.wrapped(scope, items.iter().map(answered).collect())?),
            Body::File => AnswerBody::File(self.found(context, scope)?.data.clone()),
            Body::Json => AnswerBody::Json(self.json.get(scope).map_err(|error| error.at("json"))?),
            Body::Text => AnswerBody::Text(self.text.get(scope).map_err(|error| NodeError::from(error).at("text"))?),
            Body::Empty => AnswerBody::Empty,
        })
    }

    /// The value, in an object of its own if that is wanted.
    fn wrapped(&self, scope: &Scope<'_>, value: Value) -> Result<Value, NodeError> {
        let name = self.wrap_in.get(scope).map_err(|error| NodeError::from(error).at("wrap_in"))?;
        if name.is_empty() { Ok(value) } else { Ok(Value::Object(Map::from_iter([(name, value)]))) }
    }

    /// The file of the first item that is answered.
    fn found(&self, context: &LightContext<'_>, scope: &Scope<'_>) -> Result<Binary, NodeError> {
        let name = self.file.get(scope).map_err(|error| NodeError::from(error).at("file"))?;
        let Some(item) = context.items().first() else {
            let message = "There is no item, so there is no file to answer with.";
            return Err(NodeError::permanent("file_missing", message, "Let an item with a file come in.").at("file"));
        };
        let first = item.binary.keys().next().map(String::as_str).unwrap_or("data");
        let name = if name.is_empty() { first } else { &name };
        binary::find(item, name).cloned().map_err(|error| error.at("file"))
    }
}

/// The data of an item without what the webhook says of the request: the caller sent that itself.
fn answered(item: &Item) -> Value {
    let is_envelope = item.json.get("request").is_some_and(|request| request.get("received_at").is_some());
    match item.json.as_object().filter(|_| is_envelope) {
        // Field by field: a copy of the whole would copy what is left out as well.
        Some(fields) => {
            let kept = fields.iter().filter(|(name, _)| *name != "request");
            Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
        }
        None => Value::clone(&item.json),
    }
}

fn check_status(status: u16) -> Result<u16, NodeError> {
    if (200..=599).contains(&status) {
        return Ok(status);
    }
    let message = format!("{status} is not a status an answer can have.");
    Err(NodeError::permanent("status_invalid", message, "Use a number from 200 to 599.").at("status"))
}

/// Refuses names that are none, and those the server sets itself.
fn check_name(name: &str) -> Result<(), NodeError> {
    const OWN: &[&str] =
        &["connection", "content-length", "date", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];
    let is_name = http::HeaderName::from_bytes(name.as_bytes()).is_ok();
    if is_name && !OWN.contains(&name.to_ascii_lowercase().as_str()) {
        return Ok(());
    }
    let message = format!("The header `{}` cannot be set.", name.chars().take(60).collect::<String>());
    let hint = "Names hold letters, digits and `-`; how the body is sent is the server's business.";
    Err(NodeError::permanent("header_invalid", message, hint).at("headers"))
}

fn check_value(name: &str, value: &str) -> Result<(), NodeError> {
    check_name(name)?;
    http::HeaderValue::from_str(value).map(|_| ()).map_err(|_| {
        let message = format!("The value of the header `{name}` holds a line break or a sign that cannot be sent.");
        NodeError::permanent("header_invalid", message, "Use letters, digits and signs of one line.").at("headers")
    })
}

/// The kind `respond`.
pub fn kind() -> Kind {
    light::<Respond>("respond", Group::Logic, include_str!("icon.svg"))
        .keywords(&["answer", "reply", "return", "webhook", "response", "http"])
}
