//! Keys that sign tokens, and secrets that one-time passwords come from.

use super::fields;
use node_sdk::flow::Timestamp;
use node_sdk::{Credential, CredentialKind, NodeError};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// Fields of `token_key`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenKey {
    /// How tokens are signed: HS256, HS384 or HS512 with a secret, RS, PS or ES with a key.
    #[serde(default = "hs256")]
    #[schemars(extend("x-placeholder" = "HS256"))]
    pub algorithm: String,
    /// The secret, for HS256, HS384 and HS512.
    #[serde(default)]
    #[schemars(extend("x-secret" = true))]
    pub secret: String,
    /// # Private key
    ///
    /// In PEM; signs with the other algorithms.
    #[serde(default)]
    #[schemars(extend("x-secret" = true, "x-widget" = "multiline"))]
    pub private_key: String,
    /// # Public key
    ///
    /// In PEM; checks what the private key signed.
    #[serde(default)]
    #[schemars(extend("x-widget" = "multiline"))]
    pub public_key: String,
}

fn hs256() -> String {
    "HS256".into()
}

/// A key that signs tokens.
pub struct TokenKeyKind;

impl CredentialKind for TokenKeyKind {
    fn name(&self) -> &'static str {
        "token_key"
    }
    fn title(&self) -> &'static str {
        "Key for tokens (JWT)"
    }
    fn docs(&self) -> &'static str {
        include_str!("token_key.md")
    }
    fn parameters(&self) -> Value {
        fields::<TokenKey>()
    }
    fn claims(&self, credential: &Credential, token: &str, now: Timestamp) -> Result<Value, NodeError> {
        super::super::jwt::claims(&credential.read()?, token, now)
    }
}

/// Fields of `totp`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OneTimeSecret {
    /// The secret behind the QR code: letters A to Z and digits 2 to 7.
    #[schemars(extend("x-secret" = true, "x-placeholder" = "JBSWY3DPEHPK3PXP"))]
    pub secret: String,
    /// # Name
    ///
    /// Whose account it is, to tell it from others.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "Example:ada@example.com"))]
    #[expect(dead_code, reason = "people tell their accounts apart by it")]
    pub label: String,
}

/// A secret that one-time passwords come from.
pub struct OneTimeKind;

impl CredentialKind for OneTimeKind {
    fn name(&self) -> &'static str {
        "totp"
    }
    fn title(&self) -> &'static str {
        "Secret for one-time passwords (TOTP)"
    }
    fn docs(&self) -> &'static str {
        include_str!("totp.md")
    }
    fn parameters(&self) -> Value {
        fields::<OneTimeSecret>()
    }
}
