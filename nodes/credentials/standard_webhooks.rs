//! The secret that signs webhooks (Standard Webhooks).

use super::fields;
use node_sdk::CredentialKind;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// Fields of `standard_webhooks_secret`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// # Secret
    ///
    /// Begins with `whsec_`.
    #[schemars(extend("x-secret" = true, "x-placeholder" = "whsec_…"))]
    pub secret: String,
    /// # Former secret
    ///
    /// Accepted as well while the other side changes over. Empty it afterwards.
    #[serde(default)]
    #[schemars(extend("x-secret" = true, "x-group" = "Advanced"))]
    pub previous_secret: String,
}

/// A secret that signs webhooks.
pub struct SecretKind;

impl CredentialKind for SecretKind {
    fn name(&self) -> &'static str {
        "standard_webhooks_secret"
    }
    fn title(&self) -> &'static str {
        "Webhook secret"
    }
    fn docs(&self) -> &'static str {
        include_str!("standard_webhooks.md")
    }
    fn parameters(&self) -> Value {
        fields::<Secret>()
    }
}
