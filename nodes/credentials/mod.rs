//! The kinds of credentials. Nodes name them in their slots.

pub mod databases;
pub mod http;
pub mod imap;
pub mod keys;
pub mod smtp;
pub mod standard_webhooks;
pub mod twilio;

use node_sdk::credential::CredentialKind;
use node_sdk::schema;
use schemars::JsonSchema;
use serde_json::Value;

/// All kinds of credentials.
pub fn credentials() -> Vec<Box<dyn CredentialKind>> {
    vec![
        Box::new(databases::PostgresKind),
        Box::new(databases::MySqlKind),
        Box::new(http::BasicKind),
        Box::new(http::HeaderKind),
        Box::new(http::BearerKind),
        Box::new(http::QueryKind),
        Box::new(http::OAuthClientKind),
        Box::new(http::CustomKind),
        Box::new(http::OAuth1Kind),
        Box::new(imap::ImapKind),
        Box::new(keys::TokenKeyKind),
        Box::new(keys::OneTimeKind),
        Box::new(smtp::SmtpKind),
        Box::new(standard_webhooks::SecretKind),
        Box::new(twilio::TwilioKind),
    ]
}

/// The schema of a credential's fields.
fn fields<P: JsonSchema>() -> Value {
    schema::describe::<P>().parameters
}
