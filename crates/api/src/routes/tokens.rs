//! API tokens.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::setup::named;
use crate::state::ApiState;
use crate::wire::{At, Created, Json, List, NoContent, Paging, Query};
use auth::Scope;
use axum::extract::State;
use flow::Timestamp;
use flow::id::TokenId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::identity::Token;

/// An API token without its secret.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Token")]
pub(crate) struct TokenView {
    id: String,
    /// What it is for.
    name: String,
    /// What it may do.
    scopes: Vec<String>,
    created_at: i64,
    last_used_at: Option<i64>,
    /// When it ends; null: never.
    expires_at: Option<i64>,
}

impl From<Token> for TokenView {
    fn from(token: Token) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name,
            scopes: token.scopes,
            created_at: token.created_at.0,
            last_used_at: token.last_used_at.map(|at| at.0),
            expires_at: token.expires_at.map(|at| at.0),
        }
    }
}

/// `GET W/tokens`.
pub(crate) async fn list_tokens(
    State(state): State<ApiState>,
    tenant: Tenant,
    Query(paging): Query<Paging>,
) -> Result<Json<List<TokenView>>, Problem> {
    let page = state.store.tokens(tenant.workspace, paging.into()).await?;
    Ok(Json(List::of(page, TokenView::from)))
}

/// A token to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewToken {
    /// What it is for.
    name: String,
    /// What it may do: `flows:read`, `flows:write`, `runs:read`, `runs:write`,
    /// `credentials:write`, `queue:write`.
    scopes: Vec<String>,
    /// When it ends; never if left out.
    expires_at: Option<i64>,
}

/// A new token. The only answer that holds the secret.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CreatedToken {
    #[serde(flatten)]
    about: TokenView,
    /// The secret; it is never shown again.
    token: String,
}

/// `POST W/tokens`.
pub(crate) async fn create_token(
    State(state): State<ApiState>,
    tenant: Tenant,
    Json(request): Json<NewToken>,
) -> Result<Created<CreatedToken>, Problem> {
    let scopes: Result<Vec<Scope>, String> = request.scopes.iter().map(|scope| scope.parse()).collect();
    let scopes = scopes.map_err(|reason| Problem::field("scopes", format!("{reason}.")))?;
    if scopes.is_empty() {
        return Err(Problem::field("scopes", "Choose at least one scope."));
    }
    if request.expires_at.is_some_and(|at| at <= state.now().0) {
        return Err(Problem::field("expires_at", "This time is past."));
    }
    let new = auth::NewToken {
        workspace: tenant.workspace,
        name: named("name", &request.name)?,
        scopes,
        created_by: tenant.principal.user(),
        expires_at: request.expires_at.map(Timestamp),
    };
    let (token, secret) = state.auth.create_token(new).await?;
    let detail = json!({"name": token.name, "scopes": token.scopes});
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "token.created", token.id, detail).await?;
    Ok(Created(CreatedToken { about: token.into(), token: secret }))
}

/// `DELETE W/tokens/{token}`.
pub(crate) async fn delete_token(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(token): At<TokenId>,
) -> Result<NoContent, Problem> {
    state.store.delete_token(tenant.workspace, token).await?;
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "token.deleted", token, json!({})).await?;
    Ok(NoContent)
}
