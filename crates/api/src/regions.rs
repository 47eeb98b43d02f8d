//! Workspaces at home in other regions. Each region is a server of its own with a
//! database of its own; a workspace's row names its home, and what comes for it
//! elsewhere is sent there: forwarded, redirected or refused, as the settings say.
//!
//! A forwarded request carries a proof of the server it comes through. It is never sent
//! on again, so two servers that take each other for the home cannot send it in a circle.

pub(crate) mod hop;

use crate::hooks::cache::workspace_at;
use crate::problem::Problem;
use crate::state::ApiState;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flow::Timestamp;
use flow::id::WorkspaceId;
use http::{HeaderName, HeaderValue, StatusCode, header};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use store::StoreError;
use store::door::invitation::{self, Invitation};
use store::messages::CallbackTarget;

/// Where a workspace is at home is asked again after this long.
const HOME_KEPT_MS: i64 = 2_000;
/// So many homes are remembered.
const HOMES_MOST: usize = 100_000;
/// Fields that are about one connection and end with it.
static OF_A_CONNECTION: [HeaderName; 7] = [
    header::CONNECTION,
    header::HOST,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// The regions a server knows.
#[derive(Clone, Debug, Default)]
pub struct Regions {
    /// The name of its own. Empty: there are no others.
    pub own: String,
    /// The address of each other one, without a slash at the end.
    pub others: BTreeMap<String, String>,
    /// What servers of these regions prove themselves with.
    pub secret: String,
    /// What becomes of a request for a workspace at home elsewhere.
    pub away: Away,
    /// Sends requests to servers of other regions.
    pub messenger: Option<Arc<dyn Messenger>>,
}

/// What becomes of a request for a workspace at home elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Away {
    /// It is sent there, and the answer comes back.
    #[default]
    Forward,
    /// Whoever sent it is told where to send it (307).
    Redirect,
    /// It is refused with the address of the home (421).
    Refuse,
}

/// Sends requests to servers of other regions.
#[async_trait::async_trait]
pub trait Messenger: std::fmt::Debug + Send + Sync {
    /// Sends it; its address is complete, its body and that of the answer are passed on
    /// as they come. Errors are sentences.
    async fn send(&self, request: Request) -> Result<Response, String>;
}

/// Where workspaces are at home, as it was a moment ago.
#[derive(Default)]
pub(crate) struct Homes(Mutex<HashMap<WorkspaceId, (Timestamp, String)>>);

/// The region this workspace is at home in, if it is another one.
pub(crate) async fn away(state: &ApiState, workspace: WorkspaceId) -> Result<Option<String>, Problem> {
    let own = &state.settings.regions.own;
    if own.is_empty() {
        return Ok(None);
    }
    let now = state.now();
    let known = state.homes.lock().get(&workspace).filter(|(at, _)| now.since_ms(*at) < HOME_KEPT_MS).cloned();
    let home = match known {
        Some((_, home)) => home,
        None => {
            let home = match state.store.region(workspace).await {
                Ok(home) => home,
                // Whoever asks is told so like of any other that is not there.
                Err(StoreError::NotFound(_)) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            state.homes.note(workspace, now, home.clone());
            home
        }
    };
    Ok(Some(home).filter(|home| !home.is_empty() && home != own))
}

impl Homes {
    fn note(&self, workspace: WorkspaceId, now: Timestamp, home: String) {
        let mut homes = self.lock();
        if homes.len() >= HOMES_MOST {
            homes.clear();
        }
        homes.insert(workspace, (now, home));
    }

    /// Has it looked up again.
    pub(crate) fn forget(&self, workspace: WorkspaceId) {
        self.lock().remove(&workspace);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<WorkspaceId, (Timestamp, String)>> {
        // Each section leaves the map whole, panic or not.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends a request home, or lets it pass if it is at home here.
pub(crate) async fn send_home(State(state): State<ApiState>, mut request: Request, next: Next) -> Response {
    match destination(&state, &mut request).await {
        Ok(None) => next.run(request).await,
        Ok(Some(home)) => send(&state, &home, request).await.unwrap_or_else(IntoResponse::into_response),
        Err(problem) => problem.into_response(),
    }
}

/// The region a request belongs to, if it is another one.
async fn destination(state: &ApiState, request: &mut Request) -> Result<Option<String>, Problem> {
    let regions = &state.settings.regions;
    let hop = request.headers_mut().remove(hop::HEADER);
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if let Some(hop) = &hop {
        hop::verify(regions, hop, request.method(), path, state.now())?;
    }
    let Some(workspace) = workspace_of(state, request.uri().path()).await? else { return Ok(None) };
    match away(state, workspace).await? {
        Some(home) if hop.is_some() => Err(elsewhere(regions, &home)
            .hint("Another region sent this here, where the workspace is not at home either: set its region in both.")),
        home => Ok(home),
    }
}

/// The workspace an address is about, as far as the address tells.
async fn workspace_of(state: &ApiState, path: &str) -> Result<Option<WorkspaceId>, Problem> {
    let mut parts = path.trim_start_matches('/').splitn(2, '/');
    let (area, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    Ok(match area {
        "api" => {
            let id = rest.strip_prefix("v1/workspaces/").and_then(|rest| rest.split('/').next());
            id.and_then(|id| id.parse().ok())
        }
        "hooks" | "forms" if state.hooks.is_known(rest) => None,
        "hooks" | "forms" => workspace_at(state, rest).await?,
        "resume" => {
            let opened = state.vault.open_token(invitation::PURPOSE, rest).ok();
            opened.and_then(|bytes| Invitation::from_bytes(&bytes)).map(|invitation| invitation.workspace)
        }
        "callbacks" => {
            let opened = state.vault.open_token(crate::routes::callbacks::PURPOSE, rest).ok();
            let target = opened.and_then(|bytes| serde_json::from_slice::<CallbackTarget>(&bytes).ok());
            target.map(|target| target.workspace)
        }
        _ => None,
    })
}

async fn send(state: &ApiState, home: &str, mut request: Request) -> Result<Response, Problem> {
    let regions = &state.settings.regions;
    let address = regions.others.get(home).ok_or_else(|| elsewhere(regions, home))?;
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let target = format!("{address}{path}");
    match (regions.away, &regions.messenger) {
        (Away::Redirect, _) => {
            let location = HeaderValue::try_from(target).map_err(Problem::internal)?;
            Ok((StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, location)], Body::empty()).into_response())
        }
        (Away::Forward, Some(messenger)) => {
            let proof = hop::proof(regions, home, request.method(), &path, state.now())?;
            OF_A_CONNECTION.iter().for_each(|name| drop(request.headers_mut().remove(name)));
            request.headers_mut().insert(hop::HEADER, proof);
            *request.uri_mut() = target.parse().map_err(Problem::internal)?;
            let mut response = messenger.send(request).await.map_err(|reason| unreachable(home, reason))?;
            OF_A_CONNECTION.iter().for_each(|name| drop(response.headers_mut().remove(name)));
            Ok(response)
        }
        _ => Err(elsewhere(regions, home)),
    }
}

/// 421: the workspace is at home in another region.
pub(crate) fn elsewhere(regions: &Regions, home: &str) -> Problem {
    let problem = Problem::new(
        StatusCode::MISDIRECTED_REQUEST,
        "home_elsewhere",
        format!("This workspace is at home in the region `{home}`."),
    );
    match regions.others.get(home) {
        Some(address) => problem.hint(format!("Send the request to {address}.")),
        None => problem.hint(format!("This server does not know where `{home}` is: name it in `regions`.")),
    }
}

fn unreachable(home: &str, reason: String) -> Problem {
    let detail = format!("The region `{home}`, where this workspace is at home, cannot be reached at the moment.");
    tracing::warn!(region = home, reason, "a request could not be sent home");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "home_unreachable", detail).retry_after(1)
}
