//! Several secrets at once: header fields, parameters of the query, fields of the body.

use super::super::credentials::http::{Custom, check_host, hosts};
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue};
use node_sdk::outbound::Request;
use node_sdk::{NodeError, pairs};
use serde_json::{Map, Value};

/// What the credential adds to a request.
pub(crate) struct Parts {
    headers: Map<String, Value>,
    query: Map<String, Value>,
    body: Map<String, Value>,
    hosts: Vec<String>,
}

impl Parts {
    /// The parts the JSON of the credential names.
    pub(super) fn of(custom: &Custom) -> Result<Self, NodeError> {
        let mut all = match serde_json::from_str::<Value>(&custom.secrets) {
            Ok(Value::Object(all)) => all,
            _ => return Err(wrong("The JSON of the credential is no object.")),
        };
        let mut part = |name: &str| match all.shift_remove(name) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(fields)) => Ok(fields),
            Some(_) => Err(wrong("`headers`, `qs` and `body` of the credential must be objects.")),
        };
        Ok(Self { headers: part("headers")?, query: part("qs")?, body: part("body")?, hosts: hosts(&custom.hosts) })
    }

    /// Puts them into the request.
    pub(super) fn apply(&self, request: &mut Request) -> Result<(), NodeError> {
        check_host(&self.hosts, request.url.host_str().unwrap_or_default())?;
        for (name, value) in &self.headers {
            let name =
                HeaderName::try_from(name.trim()).map_err(|_| wrong("A header of the credential has no name."))?;
            let mut value = HeaderValue::try_from(pairs::text(value).trim())
                .map_err(|_| wrong("A value of the credential cannot stand in a header."))?;
            value.set_sensitive(true);
            request.headers.insert(name, value);
        }
        for (name, value) in &self.query {
            request.url.query_pairs_mut().append_pair(name, &pairs::text(value));
        }
        if !self.body.is_empty() {
            self.fill_body(request)?;
        }
        Ok(())
    }

    fn fill_body(&self, request: &mut Request) -> Result<(), NodeError> {
        let body = request.body.as_deref().filter(|body| !body.is_empty()).unwrap_or(b"{}");
        let Ok(Value::Object(mut fields)) = serde_json::from_slice(body) else {
            let message = "The credential adds fields to a JSON body, and this body is none.";
            return Err(NodeError::permanent("body_invalid", message, "Send the body as JSON.").at("body"));
        };
        fields.extend(self.body.clone());
        request.body = Some(Value::Object(fields).to_string().into());
        request.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
        Ok(())
    }
}

fn wrong(message: &str) -> NodeError {
    NodeError::permanent("credential_invalid", message, "Write it as `{\"headers\": {\"x-key\": \"secret\"}}`.")
}
