//! What is told of a request that failed, in flows that were brought along: there the
//! field `error` of the item is the failure as their HTTP client had it.

use super::HttpRequest;
use node_sdk::each::{OnItemError, paired};
use node_sdk::flow::Item;
use node_sdk::outbound::Response;
use node_sdk::{HeavyContext, NodeError};
use serde_json::{Value, json};

impl HttpRequest {
    /// The item of a failure that goes on, or the failure.
    pub(super) fn failed(
        &self,
        context: &HeavyContext<'_>,
        index: usize,
        error: NodeError,
        response: Option<&Response>,
    ) -> Result<Vec<Item>, NodeError> {
        if self.on_item_error == OnItemError::Fail || !context.world.is_lenient() {
            return Err(error);
        }
        let told = told(&error, response);
        Ok(vec![Item { lineage: paired(index), ..Item::new(json!({"error": told})) }])
    }
}

fn told(error: &NodeError, response: Option<&Response>) -> Value {
    let Some(response) = response else {
        return json!({"message": error.message, "name": "AxiosError", "code": code(error)});
    };
    let status = response.status.as_u16();
    let body = Value::from(String::from_utf8_lossy(&response.body).into_owned());
    let code = if status < 500 { "ERR_BAD_REQUEST" } else { "ERR_BAD_RESPONSE" };
    json!({"message": format!("{status} - {body}"), "name": "AxiosError", "code": code, "status": status})
}

/// The name such a failure has among those who read it there.
fn code(error: &NodeError) -> &'static str {
    match error.code {
        "host_not_found" | "name_service" => "ENOTFOUND",
        "connect_failed" => "ECONNREFUSED",
        "timeout" => "ECONNABORTED",
        "connection_lost" | "no_answer" => "ECONNRESET",
        "too_many_redirects" => "ERR_FR_TOO_MANY_REDIRECTS",
        _ => "ERR_BAD_REQUEST",
    }
}
