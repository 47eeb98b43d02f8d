//! A mail server that keeps mail for us.

use super::fields;
use super::smtp::Security;
use crate::catalog::imap::Connection;
use node_sdk::{Credential, CredentialKind, NodeError, Services, async_trait};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// Fields of `imap`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Imap {
    /// The name of the mail server.
    #[schemars(extend("x-placeholder" = "imap.example.com"))]
    pub host: String,
    /// 0: the usual one, 993 for TLS, else 143.
    #[serde(default)]
    pub port: u16,
    /// # Encryption
    ///
    /// How the way to the server is protected.
    #[serde(default = "tls")]
    pub security: Security,
    /// The name to sign in with.
    pub user: String,
    /// The password that belongs to it.
    #[schemars(extend("x-secret" = true))]
    pub password: String,
}

fn tls() -> Security {
    Security::Tls
}

/// A mail server.
pub struct ImapKind;

#[async_trait]
impl CredentialKind for ImapKind {
    fn name(&self) -> &'static str {
        "imap"
    }
    fn title(&self) -> &'static str {
        "Mailbox (IMAP)"
    }
    fn icon(&self) -> &'static str {
        include_str!("../email_trigger/icon.svg")
    }
    fn docs(&self) -> &'static str {
        include_str!("imap.md")
    }
    fn parameters(&self) -> Value {
        fields::<Imap>()
    }
    fn testable(&self) -> bool {
        true
    }
    async fn test(&self, credential: &Credential, services: &dyn Services) -> Result<String, NodeError> {
        let server = credential.read::<Imap>()?;
        let mut connection = Connection::open(&server, services).await?;
        connection.select("INBOX").await?;
        connection.close().await;
        Ok(format!("Signed in to `{}` and opened the inbox.", server.host))
    }
}
