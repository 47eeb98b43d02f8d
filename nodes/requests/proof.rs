//! How a request proves who sends it.

use super::super::credentials::http::{Basic, OAuth1, Query, SignIn, check_host, hosts};
use super::custom::Parts;
use super::{Authentication, digest, oauth1, oauth2};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use node_sdk::answer::{Effect, send_error};
use node_sdk::outbound::{Request, Response};
use node_sdk::{Credential, HeavyContext, NodeError, binary};
use serde::Deserialize;

/// How a request proves who sends it.
pub(crate) enum Proof {
    /// A header field.
    Header(SignIn),
    /// A parameter of the query.
    Query(Query),
    /// A signature of the body.
    Webhook(Vec<u8>),
    /// The answer to a challenge.
    Digest(Basic),
    /// Secrets in several places.
    Custom(Parts),
    /// A signature of the whole request.
    Oauth1(Box<OAuth1>),
}

impl Proof {
    /// The proof this authentication asks for.
    pub async fn of(authentication: Authentication, context: &HeavyContext<'_>) -> Result<Option<Self>, NodeError> {
        let Some(slot) = authentication.slot() else { return Ok(None) };
        let credential = context.services.credential(slot).await?;
        Ok(Some(match authentication {
            Authentication::Query => Self::Query(credential.read()?),
            Authentication::Oauth2 => Self::Header(oauth2::sign_in(&credential, context).await?),
            Authentication::Webhook => Self::Webhook(webhook_secret(&credential)?),
            Authentication::Digest => Self::Digest(credential.read()?),
            Authentication::Custom => Self::Custom(Parts::of(&credential.read()?)?),
            Authentication::Oauth1 => Self::Oauth1(Box::new(credential.read()?)),
            _ => Self::Header(SignIn::from_credential(&credential)?),
        }))
    }

    /// Puts the proof into the request; the last thing done to it.
    pub fn apply(&self, request: &mut Request, context: &HeavyContext<'_>, id: &str) -> Result<(), NodeError> {
        let host = request.url.host_str().unwrap_or_default().to_owned();
        let seconds = context.now.0 / 1_000;
        match self {
            Self::Header(sign_in) => {
                sign_in.check_host(&host)?;
                request.headers.insert(sign_in.name.clone(), sign_in.value.clone());
            }
            Self::Query(query) => {
                check_host(&hosts(&query.hosts), &host)?;
                request.url.query_pairs_mut().append_pair(&query.name, &query.value);
            }
            Self::Webhook(secret) => sign(request, secret, id, seconds)?,
            Self::Digest(basic) => check_host(&hosts(&basic.hosts), &host)?,
            Self::Custom(parts) => parts.apply(request)?,
            Self::Oauth1(secrets) => {
                check_host(&hosts(&secrets.hosts), &host)?;
                let is_form = request
                    .headers
                    .get(CONTENT_TYPE)
                    .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
                let form = request.body.as_deref().filter(|_| is_form);
                let asked = oauth1::Signed { method: &request.method, url: &request.url, form };
                let header = oauth1::header(&asked, secrets, id, seconds)?;
                request.headers.insert(AUTHORIZATION, secret_value(&header)?);
            }
        }
        Ok(())
    }

    /// Sends a request with its proof, and once more if the other side asks for one first.
    pub async fn send(
        proof: Option<&Self>,
        mut request: Request,
        context: &HeavyContext<'_>,
        id: &str,
        effect: Effect,
    ) -> Result<Response, NodeError> {
        let Some(proof) = proof else { return ask(request, context, effect).await };
        proof.apply(&mut request, context, id)?;
        let Self::Digest(basic) = proof else { return ask(request, context, effect).await };
        let response = ask(request.clone(), context, effect).await?;
        if response.status != StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        match digest::answer(&request, &response, &basic.user, &basic.password, id) {
            Some(header) => {
                request.headers.insert(AUTHORIZATION, secret_value(&header)?);
                ask(request, context, effect).await
            }
            None => Ok(response),
        }
    }
}

async fn ask(request: Request, context: &HeavyContext<'_>, effect: Effect) -> Result<Response, NodeError> {
    context.services.http().send(request).await.map_err(|error| send_error(&error, effect))
}

/// A header value that stays with the host it is meant for.
fn secret_value(text: &str) -> Result<HeaderValue, NodeError> {
    let mut value = HeaderValue::try_from(text).map_err(|_| {
        let message = "What the credential holds cannot stand in a header.";
        NodeError::permanent("credential_invalid", message, "Look for line breaks that do not belong to it.")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// The header fields of the Standard Webhooks specification.
fn sign(request: &mut Request, secret: &[u8], id: &str, seconds: i64) -> Result<(), NodeError> {
    let mut signed = format!("{id}.{seconds}.").into_bytes();
    signed.extend_from_slice(request.body.as_deref().unwrap_or_default());
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let signature = format!("v1,{}", BASE64_STANDARD.encode(hmac::sign(&key, &signed)));
    for (name, value) in
        [("webhook-id", id), ("webhook-timestamp", &seconds.to_string()), ("webhook-signature", &signature)]
    {
        let value = HeaderValue::try_from(value).map_err(|_| {
            NodeError::permanent("header_invalid", "The signature cannot stand in a header.", "Try again.")
        })?;
        request.headers.insert(name, value);
    }
    Ok(())
}

fn webhook_secret(credential: &Credential) -> Result<Vec<u8>, NodeError> {
    #[derive(Deserialize)]
    struct Fields {
        secret: String,
    }
    let Fields { secret } = credential.read()?;
    let secret = secret.trim();
    binary::decode(secret.strip_prefix("whsec_").unwrap_or(secret)).filter(|key| !key.is_empty()).ok_or_else(|| {
        let message = "The secret of the credential is not a webhook secret.";
        NodeError::permanent("credential_invalid", message, "It begins with `whsec_`, and base 64 follows.")
    })
}
