//! Asks the other side whether requests took place of which nobody knows.

use super::{HttpRequest, Proof};
use http::StatusCode;
use node_sdk::answer::{Effect, status_error};
use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::outbound::{Request, Response};
use node_sdk::{Finding, HeavyContext, NodeError, Output};
use url::Url;
use url::form_urlencoded::byte_serialize;

/// What stands for the idempotency key in the address.
const KEY: &str = "{key}";

/// Asks for the request of each item. If only some took place, that is for a person to settle:
/// neither going on nor doing all of it again would be right.
pub(super) async fn all(
    node: &HttpRequest,
    context: &HeavyContext<'_>,
    proof: Option<&Proof>,
) -> Result<Finding, NodeError> {
    let count = context.items().len();
    let (mut items, mut found) = (Vec::new(), 0);
    for index in 0..count {
        if let Some(of_item) = ask(node, context, index, proof).await? {
            found += 1;
            items.extend(of_item);
        }
    }
    match found {
        0 => Ok(Finding::NotFound),
        _ if found == count => Ok(Finding::Found(Output::main(items))),
        _ => {
            let message = format!("Of {count} requests {found} took place, and the others did not.");
            let hint = "Do what is missing on the other side, then settle the step.";
            Err(NodeError::in_doubt("look_up_partly", message, hint))
        }
    }
}

/// The items of a request that took place; None if it did not.
async fn ask(
    node: &HttpRequest,
    context: &HeavyContext<'_>,
    index: usize,
    proof: Option<&Proof>,
) -> Result<Option<Vec<Item>>, NodeError> {
    let scope = context.scope(index);
    let key = context.item_key(index);
    let mut request = Request::new(http::Method::GET, url(node, &scope, &key)?);
    request.timeout_ms = node.timeout_ms.min(context.time_left_ms());
    request.follow_redirects = node.follow_redirects;
    let response = Proof::send(proof, request, context, &key, Effect::Reads).await?;
    if is_nothing(&response) {
        return Ok(None);
    }
    match status_error(&response, context.now) {
        Some(error) => Err(error),
        None => node.taken(&response, &scope, context).map(Some),
    }
}

fn url(node: &HttpRequest, scope: &Scope<'_>, key: &str) -> Result<Url, NodeError> {
    let text = node.look_up_url.as_ref().map(|field| field.get(scope)).transpose()?.unwrap_or_default();
    let key: String = byte_serialize(key.as_bytes()).collect();
    let text = text.trim().replace(KEY, &key);
    let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| {
        let message = format!("`{text}` is not an address that can be asked.");
        let hint = "Write it in full, beginning with https:// or http://.";
        NodeError::permanent("url_invalid", message, hint).at("look_up_url")
    })
}

/// Whether the other side says that nothing took place.
fn is_nothing(response: &Response) -> bool {
    let is_gone = matches!(response.status, StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::NO_CONTENT);
    is_gone || response.status.is_success() && response.body.trim_ascii() == b"[]"
}
