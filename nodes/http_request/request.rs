//! Puts the request of an item together. Pure.

use super::super::requests::add_header;
use super::{BodyKind, HttpRequest, Method, parts};
use crate::files::named;
use http::header::{CONTENT_TYPE, HeaderValue};
use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::outbound::Request;
use node_sdk::{HeavyContext, JsonField, NodeError, binary, pairs};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;
use url::form_urlencoded::Serializer;

/// How a name of the query with several values is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ListFormat {
    /// # The name again and again
    ///
    /// `tag=a&tag=b`
    #[default]
    Repeat,
    /// # With brackets
    ///
    /// `tag[]=a&tag[]=b`
    Brackets,
    /// # With numbers
    ///
    /// `tag[0]=a&tag[1]=b`
    Indices,
}

/// The request of item `index`, but for the proof of who sends it.
pub fn build(
    node: &HttpRequest,
    context: &HeavyContext<'_>,
    scope: &Scope<'_>,
    key: &str,
) -> Result<Request, NodeError> {
    let mut request = Request::new(method(node.method), url(node, scope)?);
    request.timeout_ms = node.timeout_ms.min(context.time_left_ms());
    request.follow_redirects = node.follow_redirects;
    add_body(&mut request, node, context, scope, key)?;
    let named = node.headers.get(scope)?;
    let computed = fields(&node.headers_json, scope, "headers_json")?;
    let computed = computed.into_iter().filter(|(_, value)| !value.is_null());
    for (name, value) in named.into_iter().chain(computed.map(|(name, value)| (name, pairs::text(&value)))) {
        add_header(&mut request, &name, &value)?;
    }
    if node.idempotency_key && !request.method.is_safe() {
        let key = HeaderValue::try_from(key);
        // An author's own key says more about the effect than ours.
        if let (Ok(key), false) = (key, request.headers.contains_key("idempotency-key")) {
            request.headers.insert("idempotency-key", key);
        }
    }
    Ok(request)
}

fn url(node: &HttpRequest, scope: &Scope<'_>) -> Result<Url, NodeError> {
    let text = node.url.get(scope)?;
    let text = text.trim();
    let is_http = |url: &Url| matches!(url.scheme(), "http" | "https");
    let mut url = Url::parse(text).ok().filter(is_http).ok_or_else(|| {
        let message = match text {
            "" => "The address is empty.".to_owned(),
            _ => format!("`{text}` is not an address that can be asked."),
        };
        NodeError::permanent("url_invalid", message, "Write it in full, beginning with https:// or http://.").at("url")
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        let message = "The address holds a user name or a password.";
        let hint = "Put them into a credential of the kind HTTP user and password, where nobody can read them.";
        return Err(NodeError::permanent("url_invalid", message, hint).at("url"));
    }
    let mut query = node.query.values(scope)?;
    query.extend(fields(&node.query_json, scope, "query_json")?);
    let mut written = Vec::new();
    query.into_iter().for_each(|(name, value)| node.lists.write(name, value, &mut written));
    if !written.is_empty() {
        let added = Serializer::new(String::new()).extend_pairs(written).finish();
        // A plus is a blank in forms only; in addresses not all systems read it so.
        let added = added.replace('+', "%20");
        let query = url.query().filter(|query| !query.is_empty()).map(|query| format!("{query}&{added}"));
        url.set_query(Some(&query.unwrap_or(added)));
    }
    Ok(url)
}

/// The fields of a parameter that is an object.
fn fields(field: &JsonField, scope: &Scope<'_>, name: &str) -> Result<Map<String, Value>, NodeError> {
    match field.get(scope).map_err(|error| error.at(name))? {
        Value::Object(fields) => Ok(fields),
        Value::Null => Ok(Map::new()),
        _ => {
            let message = "What stands here is no object with names and values.";
            Err(NodeError::permanent("json_invalid", message, "Write it as {\"name\": \"value\"}.").at(name))
        }
    }
}

impl ListFormat {
    /// The pairs a value of the query is written as; nothing is left out.
    fn write(self, name: String, value: Value, written: &mut Vec<(String, String)>) {
        match (self, value) {
            (_, Value::Null) => {}
            (Self::Repeat, Value::Array(entries)) => {
                written.extend(entries.iter().map(|entry| (name.clone(), pairs::text(entry))));
            }
            (Self::Brackets, Value::Array(entries)) => {
                entries.into_iter().for_each(|entry| self.write(format!("{name}[]"), entry, written));
            }
            (Self::Indices, Value::Array(entries)) => {
                let entries = entries.into_iter().enumerate();
                entries.for_each(|(place, entry)| self.write(format!("{name}[{place}]"), entry, written));
            }
            (Self::Brackets | Self::Indices, Value::Object(fields)) => {
                fields.into_iter().for_each(|(field, value)| self.write(format!("{name}[{field}]"), value, written));
            }
            (_, value) => written.push((name, pairs::text(&value))),
        }
    }
}

fn add_body(
    request: &mut Request,
    node: &HttpRequest,
    context: &HeavyContext<'_>,
    scope: &Scope<'_>,
    key: &str,
) -> Result<(), NodeError> {
    let no_item = Item::default();
    let item = context.items().get(scope.index).unwrap_or(&no_item);
    let (body, content_type) = match node.body {
        BodyKind::None => return Ok(()),
        BodyKind::Json => {
            (node.json.get(scope).map_err(|error| error.at("json"))?.to_string(), "application/json".to_owned())
        }
        BodyKind::Form => {
            let mut written = node.form.get(scope)?;
            let computed = fields(&node.form_json, scope, "form_json")?;
            computed.into_iter().for_each(|(name, value)| ListFormat::Repeat.write(name, value, &mut written));
            let form = Serializer::new(String::new()).extend_pairs(written).finish();
            (form, "application/x-www-form-urlencoded".to_owned())
        }
        BodyKind::Text => (node.text.get(scope)?, node.content_type.get(scope)?),
        BodyKind::Multipart => {
            let (body, content_type) = parts::multipart(&node.parts, scope, item, key)?;
            request.body = Some(body.into());
            return add_header(request, CONTENT_TYPE.as_str(), &content_type);
        }
        BodyKind::File => {
            let name = named(&node.file, scope, "file")?;
            let file = binary::find(item, &name).map_err(|error| error.at("file"))?;
            request.body = Some(binary::bytes(file)?.into());
            return add_header(request, CONTENT_TYPE.as_str(), &file.media_type);
        }
    };
    request.body = Some(body.into());
    add_header(request, CONTENT_TYPE.as_str(), &content_type).map_err(|error| error.at("content_type"))
}

fn method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
        Method::Head => http::Method::HEAD,
        Method::Options => http::Method::OPTIONS,
    }
}
