//! Signing in and out, the list of signed-in browsers, the password.

use crate::audit;
use crate::gate::{cookie_name, role_name};
use crate::problem::Problem;
use crate::state::{ApiState, ClientAddress};
use crate::wire::extract::Taken;
use crate::wire::reply::WithCookie;
use crate::wire::{At, Json, List, NoContent};
use auth::{AuthError, Principal, SESSION_IDLE_MS, SignedIn, Who};
use axum::extract::{FromRequestParts, State};
use flow::id::SessionId;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, header};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use store::identity::{Role, User, Workspace};

/// Who is signed in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Me {
    user: UserView,
    organisation: OrganisationView,
    /// The workspaces they are a member of.
    workspaces: Vec<WorkspaceView>,
    /// The server's version.
    version: &'static str,
}

/// A person.
#[derive(Serialize, JsonSchema)]
pub(crate) struct UserView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: String,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        Self { id: user.id.to_string(), name: user.name, email: user.email }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Organisation")]
struct OrganisationView {
    id: String,
    name: String,
}

/// A workspace and the caller's role in it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Workspace")]
pub(crate) struct WorkspaceView {
    id: String,
    name: String,
    /// `viewer`, `editor`, `admin` or `owner`.
    role: &'static str,
    /// IANA zone that new flows start with.
    time_zone: String,
}

impl WorkspaceView {
    pub(crate) fn of(workspace: Workspace, role: Role) -> Self {
        Self {
            id: workspace.id.to_string(),
            name: workspace.name,
            role: role_name(role),
            time_zone: workspace.time_zone,
        }
    }
}

/// Who wants to sign in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    email: String,
    password: String,
}

/// `POST /api/v1/session`.
pub(crate) async fn sign_in(
    State(state): State<ApiState>,
    client: Client,
    headers: HeaderMap,
    Json(request): Json<SignIn>,
) -> Result<WithCookie<Json<Me>>, Problem> {
    admit(&state, client.0, &request.email.trim().to_lowercase()).await?;
    let signed_in = state.auth.sign_in(&request.email, &request.password, user_agent(&headers)).await?;
    welcome(&state, signed_in).await
}

/// The browser's own description.
pub(crate) fn user_agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Hands the cookie to somebody who has just signed in.
pub(crate) async fn welcome(state: &ApiState, signed_in: SignedIn) -> Result<WithCookie<Json<Me>>, Problem> {
    let SignedIn { user, session, secret } = signed_in;
    let who = Who::User { id: user.id, name: user.name.clone(), email: user.email.clone(), session: session.id };
    note_everywhere(state, &Principal { organisation: user.organisation, who }, "session.started").await?;
    let me = me(state, user).await?;
    Ok(WithCookie { cookie: cookie(state, &secret, SESSION_IDLE_MS / 1000)?, answer: Json(me) })
}

/// What a person does to their own account is written down in each of their workspaces.
async fn note_everywhere(state: &ApiState, principal: &Principal, action: &str) -> Result<(), Problem> {
    for (workspace, _) in state.store.workspaces_of(principal.user()).await? {
        audit::note(state, principal, Some(workspace.id), action, principal.user(), json!({})).await?;
    }
    Ok(())
}

fn cookie(state: &ApiState, value: &str, max_age_s: i64) -> Result<HeaderValue, Problem> {
    let secure = if state.settings.insecure_cookies { "" } else { "; Secure" };
    let name = cookie_name(state);
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_s}{secure}"))
        .map_err(Problem::internal)
}

/// What a person sees of themselves.
async fn me(state: &ApiState, user: User) -> Result<Me, Problem> {
    let organisation = state.store.organisation(user.organisation).await?;
    let workspaces = state.store.workspaces_of(user.id).await?;
    Ok(Me {
        user: user.into(),
        organisation: OrganisationView { id: organisation.id.to_string(), name: organisation.name },
        workspaces: workspaces.into_iter().map(|(workspace, role)| WorkspaceView::of(workspace, role)).collect(),
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// `GET /api/v1/session`.
pub(crate) async fn get_session(State(state): State<ApiState>, principal: Principal) -> Result<Json<Me>, Problem> {
    let user = state.store.user(principal.user()).await?;
    me(&state, user).await.map(Json)
}

/// `DELETE /api/v1/session`.
pub(crate) async fn sign_out(
    State(state): State<ApiState>,
    principal: Principal,
) -> Result<WithCookie<NoContent>, Problem> {
    if let Some(session) = principal.session() {
        state.auth.end_session(principal.user(), session).await?;
    }
    Ok(WithCookie { cookie: cookie(&state, "", 0)?, answer: NoContent })
}

/// A signed-in browser.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Session")]
pub(crate) struct SessionView {
    id: String,
    created_at: i64,
    last_seen_at: i64,
    /// The browser's own description.
    user_agent: String,
    /// Whether it is the one that asks.
    current: bool,
}

/// `GET /api/v1/sessions`.
pub(crate) async fn list_sessions(
    State(state): State<ApiState>,
    principal: Principal,
) -> Result<Json<List<SessionView>>, Problem> {
    let sessions = state.auth.sessions(principal.user()).await?;
    let views = sessions.into_iter().map(|session| SessionView {
        id: session.id.to_string(),
        created_at: session.created_at.0,
        last_seen_at: session.last_seen_at.0,
        user_agent: session.user_agent,
        current: Some(session.id) == principal.session(),
    });
    Ok(Json(List::all(views.collect())))
}

/// `DELETE /api/v1/sessions/{session}`.
pub(crate) async fn delete_session(
    State(state): State<ApiState>,
    principal: Principal,
    At(session): At<SessionId>,
) -> Result<NoContent, Problem> {
    let own = state.auth.sessions(principal.user()).await?;
    if !own.iter().any(|other| other.id == session) {
        return Err(Problem::not_found());
    }
    state.auth.end_session(principal.user(), session).await?;
    Ok(NoContent)
}

/// A change of password.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangePassword {
    /// The present password.
    current: String,
    /// The new one, at least 10 characters.
    new: String,
}

/// `POST /api/v1/password`: also ends all other sessions.
pub(crate) async fn change_password(
    State(state): State<ApiState>,
    principal: Principal,
    client: Client,
    Json(request): Json<ChangePassword>,
) -> Result<NoContent, Problem> {
    admit(&state, client.0, &principal.id()).await?;
    match state.auth.change_password(&principal, &request.current, &request.new).await {
        Ok(()) => {}
        Err(AuthError::WrongCredentials) => {
            return Err(Problem::field("current", "The present password is not right."));
        }
        Err(AuthError::BadPassword(reason)) => {
            return Err(Problem::field("new", format!("Choose another password: {reason}.")));
        }
        Err(error) => return Err(error.into()),
    }
    note_everywhere(&state, &principal, "password.changed").await?;
    Ok(NoContent)
}

/// Attempts a minute that one address may make for one person, and for all.
const ATTEMPTS_BY_PERSON: u32 = 10;
const ATTEMPTS_BY_ADDRESS: u32 = 60;
/// Whoever came too often for all processes together waits for the next minute.
const NEXT_MINUTE_S: u32 = 60;

/// Refuses who tries too often: at this process, and where somebody counts for all, at all of them.
async fn admit(state: &ApiState, address: IpAddr, email: &str) -> Result<(), Problem> {
    state.sign_ins.admit(address, email)?;
    let Some(rates) = &state.rates else { return Ok(()) };
    let keys = [
        (format!("sign-in {address}"), ATTEMPTS_BY_ADDRESS),
        (format!("sign-in {address} {email}"), ATTEMPTS_BY_PERSON),
    ];
    for (key, per_minute) in keys {
        if rates.take(&key, per_minute, state.now()).await == Some(false) {
            return Err(Problem::too_often(NEXT_MINUTE_S));
        }
    }
    Ok(())
}

/// How often somebody may try to sign in.
pub(crate) struct SignInLimit {
    by_person: DefaultKeyedRateLimiter<(IpAddr, String)>,
    by_address: DefaultKeyedRateLimiter<IpAddr>,
}

impl Default for SignInLimit {
    fn default() -> Self {
        let a_minute = |count: u32| Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN));
        let (by_person, by_address) = (a_minute(ATTEMPTS_BY_PERSON), a_minute(ATTEMPTS_BY_ADDRESS));
        Self { by_person: RateLimiter::keyed(by_person), by_address: RateLimiter::keyed(by_address) }
    }
}

impl SignInLimit {
    /// Refuses who tries too often: per address and email, and per address.
    pub(crate) fn admit(&self, address: IpAddr, email: &str) -> Result<(), Problem> {
        const KEPT: usize = 10_000;
        if self.by_person.len() > KEPT {
            self.by_person.retain_recent();
            self.by_address.retain_recent();
        }
        let outcome = self.by_address.check_key(&address);
        let outcome = outcome.and_then(|()| self.by_person.check_key(&(address, email.to_owned())));
        outcome.map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Problem::too_often(u32::try_from(wait.as_secs()).unwrap_or(60).saturating_add(1))
        })
    }
}

/// The address of the caller.
pub(crate) struct Client(pub(crate) IpAddr);

impl Taken for Client {}

impl FromRequestParts<ApiState> for Client {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &ApiState) -> Result<Self, Problem> {
        let address = parts.extensions.get::<ClientAddress>();
        Ok(Self(address.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.0)))
    }
}
