//! Kinds of credentials and their opened values.

use async_trait::async_trait;
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
            "This kind of connection cannot be tested.",
            "Use it in a flow to try it.",
        ))
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
}

impl Credential {
    /// A credential with these fields.
    pub fn new(kind: impl Into<String>, id: impl Into<String>, fields: Map<String, Value>) -> Self {
        Self { kind: kind.into(), id: id.into(), fields }
    }

    /// Reads the fields into the kind's own struct.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, NodeError> {
        serde_json::from_value(Value::Object(self.fields.clone())).map_err(|error| {
            NodeError::permanent(
                "credential_invalid",
                format!("The {} connection is incomplete: {error}.", self.kind),
                "Open it under Connections and fill in what is missing.",
            )
        })
    }

    /// The texts that must never appear in a log, a run or an answer.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        self.fields.values().filter_map(Value::as_str).filter(|text| text.len() >= 4)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credential({})", self.kind)
    }
}
