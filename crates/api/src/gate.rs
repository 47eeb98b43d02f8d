//! The gate before every route: who asks, and may they.
//!
//! The tenant comes from the path and is checked against the session or token;
//! what belongs to somebody else looks exactly like what does not exist.

mod actor;
mod same_site;

pub(crate) use actor::{Presented, Tenant, cookie_name, role_name};

use crate::problem::Problem;
use crate::state::ApiState;
use actor::session_cookie;
use auth::{Permission, Principal, hash_secret};
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flow::id::WorkspaceId;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use same_site::require_same_site;
use std::fmt;

/// What a request needs to pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing at all, also before set-up.
    Nothing,
    /// That nobody has set the server up yet.
    FirstTime,
    /// A page of ours in a browser, nobody signed in.
    SignIn,
    /// A proof of its own: webhooks and call-backs verify theirs.
    Caller,
    /// A person with a session.
    Person,
    /// A person or a token.
    SignedIn,
    /// This permission in the workspace of the path.
    Workspace(Permission),
    /// This permission in the workspace of the token, or, for people, of the body.
    Tenant(Permission),
}

impl fmt::Display for Needs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => formatter.write_str("nothing"),
            Self::FirstTime => formatter.write_str("first time"),
            Self::SignIn => formatter.write_str("sign-in"),
            Self::Caller => formatter.write_str("caller"),
            Self::Person => formatter.write_str("person"),
            Self::SignedIn => formatter.write_str("signed in"),
            Self::Workspace(permission) => write!(formatter, "{permission:?}"),
            Self::Tenant(permission) => write!(formatter, "{permission:?} (tenant)"),
        }
    }
}

/// Lets a request pass to its handler, or refuses it.
pub(crate) async fn pass(State((state, needs)): State<(ApiState, Needs)>, request: Request, next: Next) -> Response {
    if needs == Needs::Nothing {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    match admit(&state, needs, &mut parts).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(problem) => problem.into_response(),
    }
}

async fn admit(state: &ApiState, needs: Needs, parts: &mut Parts) -> Result<(), Problem> {
    if needs == Needs::FirstTime {
        return require_same_site(state, &parts.headers);
    }
    if !state.is_set_up().await? {
        return Err(setup_needed());
    }
    match needs {
        Needs::Nothing | Needs::FirstTime | Needs::Caller => return Ok(()),
        Needs::SignIn => return require_same_site(state, &parts.headers),
        Needs::Person | Needs::SignedIn | Needs::Workspace(_) | Needs::Tenant(_) => {}
    }
    let (principal, presented) = authenticate(state, parts).await?;
    match needs {
        Needs::Person if principal.session().is_none() => {
            return Err(Problem::forbidden("Only a person who is signed in can do this, not a token."));
        }
        Needs::Workspace(permission) => {
            let workspace = workspace_of_path(state, parts).await?;
            parts.extensions.insert(Tenant::enter(state, principal.clone(), workspace, permission).await?);
        }
        _ => {}
    }
    parts.extensions.insert(presented);
    parts.extensions.insert(principal);
    Ok(())
}

fn setup_needed() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "setup_needed", "This server has not been set up yet.")
        .hint("Open the set-up link that the server printed when it started.")
}

async fn workspace_of_path(state: &ApiState, parts: &mut Parts) -> Result<WorkspaceId, Problem> {
    let places = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Problem::not_found())?;
    let text = places.iter().find(|(name, _)| *name == "workspace").map(|(_, value)| value);
    text.and_then(|text| text.parse().ok()).ok_or_else(Problem::not_found)
}

/// Finds out who asks. A browser that wants to change something must prove
/// that the request comes from a page of ours.
async fn authenticate(state: &ApiState, parts: &Parts) -> Result<(Principal, Presented), Problem> {
    if let Some(token) = bearer(&parts.headers)? {
        let principal = state.auth.token_principal(token).await?.ok_or_else(Problem::signed_out)?;
        return Ok((principal, Presented(hash_secret(token))));
    }
    let cookie = session_cookie(state, &parts.headers).ok_or_else(Problem::signed_out)?;
    let principal = state.auth.session_principal(cookie).await?.ok_or_else(Problem::signed_out)?;
    if !is_safe(&parts.method) {
        require_own_page(state, &parts.headers)?;
    }
    Ok((principal, Presented(hash_secret(cookie))))
}

fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(http::header::AUTHORIZATION) else { return Ok(None) };
    let text = value.to_str().map_err(|_| Problem::signed_out())?;
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(token.trim())),
        _ => Err(Problem::signed_out()),
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A header no other site can send without asking, and no sign of another site.
fn require_own_page(state: &ApiState, headers: &HeaderMap) -> Result<(), Problem> {
    if headers.get("x-towpath-request").is_none() {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "cross_site",
            "A request with a session cookie that changes something needs the header `X-Towpath-Request: 1`.",
        ));
    }
    require_same_site(state, headers)
}
