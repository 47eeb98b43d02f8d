//! Tokens of OAuth clients, kept until they end.

use super::super::credentials::http::{OAuthClient, SignIn};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method};
use node_sdk::answer::{Effect, send_error, status_error};
use node_sdk::outbound::Request;
use node_sdk::{Credential, HeavyContext, NodeError};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use url::form_urlencoded::Serializer;

/// A token and until when it holds, in milliseconds since 1970.
type Token = (String, i64);

/// Tokens of OAuth clients by id of the credential, until they end.
static TOKENS: Mutex<BTreeMap<String, Token>> = Mutex::new(BTreeMap::new());

/// The token of a client, from memory or asked for now.
pub(super) async fn sign_in(credential: &Credential, context: &HeavyContext<'_>) -> Result<SignIn, NodeError> {
    let client: OAuthClient = credential.read()?;
    let now = context.now.0;
    let known = {
        let tokens = TOKENS.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.get(&key(credential, &client)).filter(|(_, ends)| *ends > now).cloned()
    };
    let token = match known {
        Some((token, _)) => token,
        None => {
            let (token, lasts_ms) = ask_token(&client, context).await?;
            let mut tokens = TOKENS.lock().unwrap_or_else(PoisonError::into_inner);
            tokens.retain(|_, (_, ends)| *ends > now);
            tokens.insert(key(credential, &client), (token.clone(), now + lasts_ms));
            token
        }
    };
    SignIn::new("authorization", &format!("Bearer {token}"), &client.hosts)
}

/// A client that was changed gets a token of its own.
fn key(credential: &Credential, client: &OAuthClient) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, client.client_secret.as_bytes());
    format!(
        "{}\n{}\n{}\n{}\n{}",
        credential.id,
        client.sign_in_url,
        client.client_id,
        client.scope,
        BASE64_STANDARD.encode(digest)
    )
}

async fn ask_token(client: &OAuthClient, context: &HeavyContext<'_>) -> Result<(String, i64), NodeError> {
    #[derive(Deserialize)]
    struct Answer {
        access_token: String,
        #[serde(default)]
        expires_in: Option<f64>,
    }
    let wrong = |message: &str| {
        NodeError::permanent(
            "credential_invalid",
            message,
            "Look at the address, the id and the secret of the credential.",
        )
    };
    let url = client.sign_in_url.trim().parse().map_err(|_| wrong("The address of the OAuth credential is none."))?;
    let mut request = Request::new(Method::POST, url);
    request.timeout_ms = context.time_left_ms().min(30_000);
    request.max_body_bytes = 256 * 1024;
    if !client.in_body {
        let sign_in = SignIn::user_and_password(&client.client_id, &client.client_secret)?;
        request.headers.insert(sign_in.name.clone(), sign_in.value.clone());
    }
    request.body = Some(token_form(client).into());
    request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    let response = context.services.http().send(request).await.map_err(|error| send_error(&error, Effect::Reads))?;
    if let Some(error) = status_error(&response, context.now) {
        return Err(error);
    }
    let answer: Answer = serde_json::from_slice(&response.body).map_err(|_| wrong("The sign-in gave no token."))?;
    // A token that is about to end would end on its way.
    let lasts_ms = (answer.expires_in.unwrap_or(300.0).clamp(0.0, 86_400.0) * 1_000.0) as i64 - 30_000;
    Ok((answer.access_token, lasts_ms.max(0)))
}

fn token_form(client: &OAuthClient) -> String {
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials");
    if !client.scope.trim().is_empty() {
        form.append_pair("scope", client.scope.trim());
    }
    if client.in_body {
        form.append_pair("client_id", &client.client_id).append_pair("client_secret", &client.client_secret);
    }
    form.finish()
}
