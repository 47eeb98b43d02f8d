//! Whether the server lives and can work, and the OpenAPI document.

use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::Json;
use crate::wire::reply::JsonText;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::LazyLock;

/// How the server is.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Health {
    /// `ok`.
    status: &'static str,
}

/// `GET /livez`: the process answers.
pub(crate) async fn livez() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// `GET /readyz`: the database can be read and written, and the server takes work.
pub(crate) async fn readyz(State(state): State<ApiState>) -> Result<Json<Health>, Problem> {
    if state.draining.is_cancelled() {
        return Err(Problem::overloaded());
    }
    state.store.ping().await?;
    Ok(Json(Health { status: "ok" }))
}

/// `GET /api/openapi.json`.
pub(crate) async fn openapi_document() -> JsonText {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| crate::openapi::document().to_string());
    JsonText(&DOCUMENT)
}
