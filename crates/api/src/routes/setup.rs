//! The first start: organisation, workspace and owner.

use crate::audit;
use crate::problem::Problem;
use crate::routes::session::{Client, Me, user_agent, welcome};
use crate::routes::workspaces::check_time_zone;
use crate::state::ApiState;
use crate::wire::Json;
use crate::wire::reply::WithCookie;
use auth::{AuthError, NewServer};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::extract::State;
use http::{HeaderMap, StatusCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::StoreError;

/// Whether set-up is needed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SetupState {
    needed: bool,
}

/// `GET /api/v1/setup`.
pub(crate) async fn get_setup(State(state): State<ApiState>) -> Result<Json<SetupState>, Problem> {
    Ok(Json(SetupState { needed: !state.is_set_up().await? }))
}

/// The first organisation, workspace and owner.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetUp {
    /// The token of the set-up link the server printed.
    token: String,
    /// Name of the organisation.
    organisation: String,
    /// Name of the first workspace.
    workspace: String,
    /// Name of the owner.
    name: String,
    /// Address the owner signs in with.
    email: String,
    /// At least 10 characters.
    password: String,
    /// IANA zone of the workspace; UTC if left out.
    time_zone: Option<String>,
}

/// `POST /api/v1/setup`.
pub(crate) async fn set_up(
    State(state): State<ApiState>,
    client: Client,
    headers: HeaderMap,
    Json(request): Json<SetUp>,
) -> Result<WithCookie<Json<Me>>, Problem> {
    if state.is_set_up().await? {
        return Err(set_up_before());
    }
    state.sign_ins.admit(client.0, "")?;
    let expected = state.settings.setup_token.as_bytes();
    if verify_slices_are_equal(request.token.as_bytes(), expected).is_err() {
        return Err(wrong_token());
    }
    let time_zone = request.time_zone.unwrap_or_else(|| "UTC".into());
    check_time_zone(&time_zone)?;
    let server = NewServer {
        organisation: named("organisation", &request.organisation)?,
        workspace: named("workspace", &request.workspace)?,
        time_zone,
        name: named("name", &request.name)?,
        email: request.email,
        password: request.password,
    };
    let (_, _, owner) = state.auth.set_up(server).await.map_err(|error| match error {
        AuthError::Store(StoreError::Conflict(_)) => set_up_before(),
        error => error.into(),
    })?;
    let line = audit::system_line(state.ids.as_ref(), state.now(), "server.set_up", owner.id);
    state.store.append_audit(line).await?;
    let signed_in = state.auth.open_session(owner, user_agent(&headers)).await?;
    welcome(&state, signed_in).await
}

fn set_up_before() -> Problem {
    Problem::conflict("set_up_before", "This server has been set up before.").hint("Sign in instead.")
}

fn wrong_token() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "wrong_setup_token", "The token of the set-up link is not right.")
        .hint("Use the link the server printed when it was started last; each start makes a new one.")
}

/// A name without space around it, 1 to 100 characters.
pub(crate) fn named(field: &str, text: &str) -> Result<String, Problem> {
    let name = text.trim();
    match name.chars().count() {
        1..=100 => Ok(name.to_owned()),
        0 => Err(Problem::field(field, "A name is missing.")),
        _ => Err(Problem::field(field, "The name is longer than 100 characters.")),
    }
}
