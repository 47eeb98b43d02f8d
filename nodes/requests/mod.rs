//! What nodes that ask others over HTTP share: how a request proves who sends it, and
//! its header fields.

mod custom;
mod digest;
mod oauth1;
mod oauth2;
mod proof;

pub(crate) use proof::Proof;

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use node_sdk::outbound::Request;
use node_sdk::{Kind, NodeError};
use schemars::JsonSchema;
use serde::Deserialize;

/// What a request signs in with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Authentication {
    /// # Nothing
    #[default]
    None,
    /// # User and password
    Basic,
    /// # Bearer token
    Bearer,
    /// # Header
    Header,
    /// # Query parameter
    Query,
    /// # OAuth client
    Oauth2,
    /// # User and password, as a digest
    ///
    /// The password itself does not leave the server: what is sent is made of it and of what the other side asks for.
    Digest,
    /// # Several secrets
    ///
    /// Header fields, parameters of the query and fields of the body, all secret.
    Custom,
    /// # OAuth 1 signature
    ///
    /// Each request is signed with the secrets of an app and of a token.
    Oauth1,
    /// # Webhook signature
    ///
    /// As the Standard Webhooks specification says: the header fields `webhook-id`, `webhook-timestamp` and
    /// `webhook-signature`.
    Webhook,
}

impl Authentication {
    /// The slot of the credential.
    fn slot(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Basic => Some("basic"),
            Self::Bearer => Some("bearer"),
            Self::Header => Some("header"),
            Self::Query => Some("query"),
            Self::Oauth2 => Some("oauth2"),
            Self::Digest => Some("digest"),
            Self::Custom => Some("custom"),
            Self::Oauth1 => Some("oauth1"),
            Self::Webhook => Some("webhook"),
        }
    }
}

/// The kind with a slot for each way to sign in.
pub(crate) fn signing_in(kind: Kind) -> Kind {
    kind.credential("basic", "http_basic", false)
        .credential("bearer", "http_bearer", false)
        .credential("header", "http_header", false)
        .credential("query", "http_query", false)
        .credential("oauth2", "http_oauth_client", false)
        .credential("digest", "http_basic", false)
        .credential("custom", "http_custom", false)
        .credential("oauth1", "http_oauth1", false)
        .credential("webhook", "standard_webhooks_secret", false)
}

/// Adds a header field. The first one of a name takes the place of ours.
pub(crate) fn add_header(request: &mut Request, name: &str, value: &str) -> Result<(), NodeError> {
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
