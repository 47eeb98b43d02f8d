//! A mail server that sends for us.

use super::fields;
use crate::catalog::send_email::connection::Connection;
use node_sdk::{Credential, CredentialKind, NodeError, Services, async_trait};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// Fields of `smtp`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// The name of the mail server.
    #[schemars(extend("x-placeholder" = "smtp.example.com"))]
    pub host: String,
    /// 587 for STARTTLS, 465 for TLS, 25 inside a network.
    #[serde(default = "submission")]
    pub port: u16,
    /// # Encryption
    ///
    /// How the way to the server is protected.
    #[serde(default)]
    pub security: Security,
    /// The name to sign in with. Empty: without signing in.
    #[serde(default)]
    pub user: String,
    /// The password that belongs to it.
    #[serde(default)]
    #[schemars(extend("x-secret" = true))]
    pub password: String,
    /// The address mails come from unless a flow says otherwise.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "Example <hello@example.com>"))]
    pub from: String,
}

/// How the way to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// # STARTTLS
    ///
    /// Begins in the clear and is encrypted before anything is said.
    #[default]
    Starttls,
    /// # TLS
    ///
    /// Encrypted from the first byte.
    Tls,
    /// # None
    ///
    /// Not at all: only inside a network you trust.
    None,
}

fn submission() -> u16 {
    587
}

/// A mail server.
pub struct SmtpKind;

#[async_trait]
impl CredentialKind for SmtpKind {
    fn name(&self) -> &'static str {
        "smtp"
    }
    fn title(&self) -> &'static str {
        "Mail server (SMTP)"
    }
    fn icon(&self) -> &'static str {
        include_str!("../send_email/icon.svg")
    }
    fn docs(&self) -> &'static str {
        include_str!("smtp.md")
    }
    fn parameters(&self) -> Value {
        fields::<Smtp>()
    }
    fn testable(&self) -> bool {
        true
    }
    async fn test(&self, credential: &Credential, services: &dyn Services) -> Result<String, NodeError> {
        let server = credential.read::<Smtp>()?;
        let mut connection = Connection::open(&server, services).await?;
        connection.check().await?;
        connection.close().await;
        let signed_in = if server.user.is_empty() { "without signing in" } else { "and signed in" };
        Ok(format!("Connected to `{}`, port {}, {signed_in}.", server.host, server.port))
    }
}
