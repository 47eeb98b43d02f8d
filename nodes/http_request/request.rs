//! Puts the request of an item together. Pure.

use super::{BodyKind, HttpRequest, Method, parts};
use crate::files::named;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::outbound::Request;
use node_sdk::{HeavyContext, NodeError, binary};
use url::Url;
use url::form_urlencoded::Serializer;

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
    for (name, value) in node.headers.get(scope)? {
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
    let query = node.query.get(scope)?;
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    Ok(url)
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
            let form = Serializer::new(String::new()).extend_pairs(node.form.get(scope)?).finish();
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

/// Adds a header field. The first one of a name takes the place of ours.
pub fn add_header(request: &mut Request, name: &str, value: &str) -> Result<(), NodeError> {
    const CLIENTS: &[&str] =
        &["connection", "content-length", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];
    let wrong = |message: String, hint: &str| NodeError::permanent("header_invalid", message, hint).at("headers");
    let invalid = || {
        wrong(
            format!("The header field `{}` cannot be sent.", name.escape_default()),
            "Names hold letters, digits and hyphens; values hold no line break.",
        )
    };
    let header = HeaderName::try_from(name.trim()).map_err(|_| invalid())?;
    if CLIENTS.contains(&header.as_str()) {
        return Err(wrong(format!("The header field `{header}` is set by the node itself."), "Remove it."));
    }
    let value = HeaderValue::try_from(value.trim()).map_err(|_| invalid())?;
    if header == CONTENT_TYPE {
        request.headers.insert(header, value);
    } else {
        request.headers.append(header, value);
    }
    Ok(())
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
