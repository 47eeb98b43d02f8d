//! Kinds of credentials and their opened values.

use async_trait::async_trait;
use flow::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::fmt;

use crate::context::Services;
use crate::error::NodeError;

/// A kind of credential: what a person fills in, and how it is tried.
#[async_trait]
pub trait CredentialKind: Send + Sync {
    /// Name, such as `smtp`.
    fn name(&self) -> &'static str;
    /// Title on screen.
    fn title(&self) -> &'static str;
    /// An SVG that draws with `currentColor`.
    fn icon(&self) -> &'static str {
        include_str!("key.svg")
    }
    /// Help, Markdown.
    fn docs(&self) -> &'static str;
    /// JSON Schema of the fields; `x-secret` marks what is never shown again.
    fn parameters(&self) -> Value;
    /// Whether `test` does something.
    fn testable(&self) -> bool {
        false
    }
    /// Tries the credential without an effect on anybody.
    async fn test(&self, _credential: &Credential, _services: &dyn Services) -> Result<String, NodeError> {
        Err(NodeError::permanent(
            "not_testable",
            "This kind of credential cannot be tested.",
            "Use it in a flow to try it.",
        ))
    }
    /// What a token says that a caller shows, if it was signed with this credential and is
    /// valid at this time.
    fn claims(&self, _credential: &Credential, _token: &str, _now: Timestamp) -> Result<Value, NodeError> {
        Err(NodeError::permanent("token_refused", "This kind of credential signs no tokens.", "Choose another one."))
    }
}

/// A credential opened for one call. Never printed: `Debug` shows the kind only.
#[derive(Clone)]
pub struct Credential {
    /// Its kind.
    pub kind: String,
    /// Its id, `cred_…`; tells apart connection pools and circuit breakers.
    pub id: String,
    fields: Map<String, Value>,
    /// Names of the secret fields; None: all of them.
    secret_fields: Option<Vec<String>>,
}

impl Credential {
    /// A credential with these fields, all of them secret.
    pub fn new(kind: impl Into<String>, id: impl Into<String>, fields: Map<String, Value>) -> Self {
        Self { kind: kind.into(), id: id.into(), fields, secret_fields: None }
    }

    /// Only the fields this schema marks with `x-secret` are secret. Without it
    /// a sender's address would be blacked out in every run it appears in.
    #[must_use]
    pub fn described_by(mut self, parameters: &Value) -> Self {
        let properties = parameters["properties"].as_object();
        let secret = properties.into_iter().flatten().filter(|(_, field)| field["x-secret"] == true);
        self.secret_fields = Some(secret.map(|(name, _)| name.clone()).collect());
        self
    }

    /// Reads the fields into the kind's own struct.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, NodeError> {
        serde_json::from_value(Value::Object(self.fields.clone())).map_err(|error| {
            NodeError::permanent(
                "credential_invalid",
                format!("The {} credential is incomplete: {error}.", self.kind),
                "Open it under Credentials and fill in what is missing.",
            )
        })
    }

    /// The texts that must never appear in a log, a run or an answer. Of a secret that
    /// is JSON itself, the texts in it are meant too.
    pub fn secrets(&self) -> impl Iterator<Item = String> {
        let is_secret = |name: &String| self.secret_fields.as_ref().is_none_or(|secret| secret.contains(name));
        let fields = self.fields.iter().filter(move |(name, _)| is_secret(name));
        let mut texts = Vec::new();
        for text in fields.filter_map(|(_, value)| value.as_str()) {
            texts.push(text.to_owned());
            if let Ok(inner @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(text) {
                texts_in(inner, &mut texts);
            }
        }
        texts.into_iter().filter(|text| text.len() >= 4)
    }
}

fn texts_in(value: Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(entries) => entries.into_iter().for_each(|entry| texts_in(entry, texts)),
        Value::Object(fields) => fields.into_iter().for_each(|(_, field)| texts_in(field, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credential({})", self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_marked_fields_are_secret_once_the_kind_is_known() {
        let fields = json!({"user": "ada@example.com", "password": "s3cret", "pin": "12"});
        let credential = Credential::new("smtp", "cred_1", fields.as_object().unwrap().clone());
        assert_eq!(credential.secrets().count(), 2, "all of four letters and more");
        let schema = json!({"properties": {"user": {}, "password": {"x-secret": true}, "pin": {"x-secret": true}}});
        let credential = credential.described_by(&schema);
        assert_eq!(credential.secrets().collect::<Vec<_>>(), ["s3cret"]);
        assert_eq!(format!("{credential:?}"), "Credential(smtp)");
    }

    #[test]
    fn secrets_within_a_secret_count() {
        let fields = json!({"secrets": "{\"headers\": {\"x-key\": \"k3y-k3y\"}}"});
        let credential = Credential::new("http_custom", "cred_1", fields.as_object().unwrap().clone());
        assert!(credential.secrets().any(|secret| secret == "k3y-k3y"));
    }
}
