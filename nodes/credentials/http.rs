//! What HTTP requests sign in with.

use super::fields;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderName, HeaderValue};
use node_sdk::{Credential, CredentialKind, NodeError};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// Fields of `http_basic`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Basic {
    /// The name to sign in with.
    pub user: String,
    /// # Password
    ///
    /// The password, or what the other system gives in its place.
    #[schemars(extend("x-secret" = true))]
    #[serde(default)]
    pub password: String,
    /// # Only for these hosts
    ///
    /// Host names, parted by commas. Empty: any host a flow names.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "api.example.com"))]
    pub hosts: String,
}

/// Fields of `http_header`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The name of the header field.
    #[schemars(extend("x-placeholder" = "X-Api-Key"))]
    pub name: String,
    /// The secret value.
    #[schemars(extend("x-secret" = true))]
    pub value: String,
    /// # Only for these hosts
    ///
    /// Host names, parted by commas. Empty: any host a flow names.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "api.example.com"))]
    pub hosts: String,
}

/// Fields of `http_bearer`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bearer {
    /// The token, without the word Bearer.
    #[schemars(extend("x-secret" = true))]
    pub token: String,
    /// # Only for these hosts
    ///
    /// Host names, parted by commas. Empty: any host a flow names.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "api.example.com"))]
    pub hosts: String,
}

/// Fields of `http_query`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The name of the parameter.
    #[schemars(extend("x-placeholder" = "api_key"))]
    pub name: String,
    /// The secret value.
    #[schemars(extend("x-secret" = true))]
    pub value: String,
    /// # Only for these hosts
    ///
    /// Host names, parted by commas. Empty: any host a flow names.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "api.example.com"))]
    pub hosts: String,
}

/// Fields of `http_oauth_client`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OAuthClient {
    /// # Address
    ///
    /// Where tokens are asked for.
    #[schemars(extend("x-placeholder" = "https://login.example.com/oauth2/token"))]
    pub sign_in_url: String,
    /// # Client id
    ///
    /// The id of the client.
    pub client_id: String,
    /// # Client secret
    ///
    /// The secret of the client.
    #[schemars(extend("x-secret" = true))]
    pub client_secret: String,
    /// # Scope
    ///
    /// What is asked for, with spaces between. Empty: what the client may do anyway.
    #[serde(default)]
    pub scope: String,
    /// # Id and secret in the body
    ///
    /// Some systems do not take them as user and password.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    pub in_body: bool,
    /// # Only for these hosts
    ///
    /// Host names, parted by commas. Empty: any host a flow names.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "api.example.com"))]
    pub hosts: String,
}

/// Fields of `http_custom`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Custom {
    /// # Secrets, as JSON
    ///
    /// What goes along: `headers`, `qs` for the query, and `body`, each with names and values.
    #[schemars(extend("x-secret" = true, "x-widget" = "multiline", "x-placeholder" = "{\"headers\": {\"x-api-key\": \"…\"}}"))]
    pub secrets: String,
    /// # Only for these hosts
    ///
    /// Host names, parted by commas. Empty: any host a flow names.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "api.example.com"))]
    pub hosts: String,
}

/// Fields of `http_oauth1`.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OAuth1 {
    /// # Key of the app
    ///
    /// Also called consumer key.
    pub consumer_key: String,
    /// # Secret of the app
    ///
    /// Also called consumer secret.
    #[schemars(extend("x-secret" = true))]
    pub consumer_secret: String,
    /// The token somebody gave the app. Empty: the app signs for itself.
    #[serde(default)]
    #[schemars(extend("x-secret" = true))]
    pub token: String,
    /// # Secret of the token
    ///
    /// It came with the token.
    #[serde(default)]
    #[schemars(extend("x-secret" = true))]
    pub token_secret: String,
    /// # Signed with
    ///
    /// HMAC-SHA1, HMAC-SHA256, HMAC-SHA512 or PLAINTEXT. Empty: HMAC-SHA1.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "HMAC-SHA1"))]
    pub method: String,
    /// # Only for these hosts
    ///
    /// Host names, parted by commas. Empty: any host a flow names.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "api.example.com"))]
    pub hosts: String,
}

/// Secrets in several places of a request.
pub struct CustomKind;

/// The secrets that sign requests as OAuth 1 has it.
pub struct OAuth1Kind;

/// A parameter of the query with a secret value.
pub struct QueryKind;

/// An OAuth client that signs in by itself.
pub struct OAuthClientKind;

/// User and password.
pub struct BasicKind;

/// A header field with a secret value.
pub struct HeaderKind;

/// A token.
pub struct BearerKind;

impl CredentialKind for BasicKind {
    fn name(&self) -> &'static str {
        "http_basic"
    }
    fn title(&self) -> &'static str {
        "HTTP user and password"
    }
    fn docs(&self) -> &'static str {
        include_str!("http_basic.md")
    }
    fn parameters(&self) -> Value {
        fields::<Basic>()
    }
}

impl CredentialKind for QueryKind {
    fn name(&self) -> &'static str {
        "http_query"
    }
    fn title(&self) -> &'static str {
        "HTTP query parameter"
    }
    fn docs(&self) -> &'static str {
        include_str!("http_query.md")
    }
    fn parameters(&self) -> Value {
        fields::<Query>()
    }
}

impl CredentialKind for OAuthClientKind {
    fn name(&self) -> &'static str {
        "http_oauth_client"
    }
    fn title(&self) -> &'static str {
        "OAuth client"
    }
    fn docs(&self) -> &'static str {
        include_str!("http_oauth_client.md")
    }
    fn parameters(&self) -> Value {
        fields::<OAuthClient>()
    }
}

impl CredentialKind for CustomKind {
    fn name(&self) -> &'static str {
        "http_custom"
    }
    fn title(&self) -> &'static str {
        "HTTP secrets in several places"
    }
    fn docs(&self) -> &'static str {
        include_str!("http_custom.md")
    }
    fn parameters(&self) -> Value {
        fields::<Custom>()
    }
}

impl CredentialKind for OAuth1Kind {
    fn name(&self) -> &'static str {
        "http_oauth1"
    }
    fn title(&self) -> &'static str {
        "OAuth 1 app and token"
    }
    fn docs(&self) -> &'static str {
        include_str!("http_oauth1.md")
    }
    fn parameters(&self) -> Value {
        fields::<OAuth1>()
    }
}

impl CredentialKind for HeaderKind {
    fn name(&self) -> &'static str {
        "http_header"
    }
    fn title(&self) -> &'static str {
        "HTTP header"
    }
    fn docs(&self) -> &'static str {
        include_str!("http_header.md")
    }
    fn parameters(&self) -> Value {
        fields::<Header>()
    }
}

impl CredentialKind for BearerKind {
    fn name(&self) -> &'static str {
        "http_bearer"
    }
    fn title(&self) -> &'static str {
        "HTTP bearer token"
    }
    fn docs(&self) -> &'static str {
        include_str!("http_bearer.md")
    }
    fn parameters(&self) -> Value {
        fields::<Bearer>()
    }
}

/// A header field that signs a request in, and the hosts it may go to.
#[derive(Clone)]
pub struct SignIn {
    /// The name of the header field.
    pub name: HeaderName,
    /// Its value, marked as sensitive: the client drops it when a redirect leaves the host.
    pub value: HeaderValue,
    hosts: Vec<String>,
}

impl SignIn {
    /// What one of the three kinds of credentials signs in with.
    pub fn from_credential(credential: &Credential) -> Result<Self, NodeError> {
        match credential.kind.as_str() {
            "http_basic" => credential.read::<Basic>().and_then(|fields| Self::basic(&fields)),
            "http_bearer" => credential.read::<Bearer>().and_then(|fields| Self::bearer(&fields)),
            _ => credential.read::<Header>().and_then(|fields| Self::header(&fields)),
        }
    }

    /// The header of user and password.
    pub fn basic(Basic { user, password, hosts }: &Basic) -> Result<Self, NodeError> {
        let pair = BASE64_STANDARD.encode(format!("{user}:{password}"));
        Self::new("authorization", &format!("Basic {pair}"), hosts)
    }

    fn bearer(Bearer { token, hosts }: &Bearer) -> Result<Self, NodeError> {
        Self::new("authorization", &format!("Bearer {}", token.trim()), hosts)
    }

    fn header(Header { name, value, hosts }: &Header) -> Result<Self, NodeError> {
        Self::new(name.trim(), value.trim(), hosts)
    }

    /// The header of a user and a password without a credential of their own.
    pub fn user_and_password(user: &str, password: &str) -> Result<Self, NodeError> {
        let (user, password) = (user.to_owned(), password.to_owned());
        Self::basic(&Basic { user, password, hosts: String::new() })
    }

    /// A header field of this name and value.
    pub fn new(name: &str, value: &str, hosts: &str) -> Result<Self, NodeError> {
        let invalid = |what: &str| {
            let message = format!("The {what} of the credential cannot stand in a header.");
            NodeError::permanent(
                "credential_invalid",
                message,
                "Look for spaces and line breaks that do not belong to it.",
            )
        };
        let name = HeaderName::try_from(name).map_err(|_| invalid("name"))?;
        let mut value = HeaderValue::try_from(value).map_err(|_| invalid("secret"))?;
        value.set_sensitive(true);
        Ok(Self { name, value, hosts: self::hosts(hosts) })
    }

    /// Refuses a host the secret was not meant for.
    pub fn check_host(&self, host: &str) -> Result<(), NodeError> {
        check_host(&self.hosts, host)
    }
}

/// The hosts of a credential.
pub fn hosts(text: &str) -> Vec<String> {
    text.split([',', ' ']).filter(|host| !host.is_empty()).map(str::to_ascii_lowercase).collect()
}

/// Refuses a host a secret was not meant for. None named: any will do.
pub fn check_host(hosts: &[String], host: &str) -> Result<(), NodeError> {
    if hosts.is_empty() || hosts.iter().any(|allowed| allowed == host) {
        return Ok(());
    }
    let message = format!("The credential may not be used with the host `{host}`.");
    Err(NodeError::permanent("host_not_allowed", message, "Choose another credential, or add the host to it."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sign_in(kind: &str, fields: Value) -> Result<SignIn, NodeError> {
        SignIn::from_credential(&Credential::new(kind, "cred_1", fields.as_object().unwrap().clone()))
    }

    #[test]
    fn makes_the_header() {
        for (kind, fields, name, value) in [
            (
                "http_basic",
                json!({"user": "Aladdin", "password": "open sesame"}),
                "authorization",
                "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
            ),
            ("http_basic", json!({"user": "ü"}), "authorization", "Basic w7w6"),
            ("http_bearer", json!({"token": " t0k \n"}), "authorization", "Bearer t0k"),
            ("http_header", json!({"name": "X-Key", "value": "v"}), "x-key", "v"),
        ] {
            let sign_in = sign_in(kind, fields).unwrap();
            assert_eq!((sign_in.name.as_str(), sign_in.value.to_str().unwrap()), (name, value));
            assert!(sign_in.value.is_sensitive());
        }
    }

    #[test]
    fn refuses_what_would_break_out_of_the_header() {
        for (kind, fields) in [
            ("http_bearer", json!({"token": "a\r\nX-Evil: 1"})),
            ("http_header", json!({"name": "X-Key: 1\r\nY", "value": "v"})),
            ("http_header", json!({"name": "", "value": "v"})),
        ] {
            assert_eq!(sign_in(kind, fields).err().unwrap().code, "credential_invalid");
        }
    }

    #[test]
    fn goes_only_to_its_hosts() {
        let bound = sign_in("http_bearer", json!({"token": "t", "hosts": "API.example.com, b.example"})).unwrap();
        assert!(bound.check_host("api.example.com").is_ok() && bound.check_host("b.example").is_ok());
        assert_eq!(bound.check_host("c.b.example").unwrap_err().code, "host_not_allowed");
        assert!(sign_in("http_bearer", json!({"token": "t"})).unwrap().check_host("c").is_ok());
    }
}
