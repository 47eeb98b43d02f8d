//! Events that other systems send to the flows of a workspace.

use crate::gate::Tenant;
use crate::hooks::idempotency_text;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{Created, Json};
use axum::extract::State;
use http::{HeaderMap, StatusCode};
use node_sdk::events::{DATA_SIZE_MOST_BYTES, KEEP_MOST_MS, KEEP_MS, check_key, check_name};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::door::events::{Repeat, SendEvent};

/// An event to be sent.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewEvent {
    /// What happened, such as `order.paid`.
    name: String,
    /// What it happened to, such as the number of the order. Only waits with the same key go on.
    #[serde(default)]
    key: String,
    /// What there is to say about it; it becomes the item of those who waited.
    #[serde(default)]
    data: Value,
    /// How long waits that begin later find it, in milliseconds; a day if left out, 31 days at most.
    keep_ms: Option<u64>,
}

/// An event that was sent.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SentEvent")]
pub(crate) struct SentEventView {
    id: String,
    /// How many runs waited for it.
    waiting_runs: usize,
    /// Whether the same was sent before under this `Idempotency-Key`; nothing was done then.
    repeated: bool,
}

/// `POST W/events`: waits for it go on, and flows that begin with it begin. A caller
/// that sends the header `Idempotency-Key` may send again without a second event.
pub(crate) async fn send_event(
    State(state): State<ApiState>,
    tenant: Tenant,
    headers: HeaderMap,
    Json(event): Json<NewEvent>,
) -> Result<Created<SentEventView>, Problem> {
    let once = idempotency_text(&headers)?;
    let event = SendEvent {
        name: event.name.trim().to_owned(),
        key: event.key.trim().to_owned(),
        keep_ms: event.keep_ms.unwrap_or(KEEP_MS),
        data: event.data,
        once: once.map(|key| format!("api {key}")),
    };
    check(&event)?;
    let sent = state.runner.send_event(tenant.workspace, event).await?;
    if sent.repeat == Repeat::Other {
        let message = "This `Idempotency-Key` was used before with another event.";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused", message)
            .hint("Use a new key for a new event."));
    }
    let repeated = sent.repeat == Repeat::Same;
    Ok(Created(SentEventView { id: sent.id.to_string(), waiting_runs: sent.runs, repeated }))
}

fn check(event: &SendEvent) -> Result<(), Problem> {
    check_name(&event.name).map_err(|message| Problem::field("name", message))?;
    check_key(&event.key).map_err(|message| Problem::field("key", message))?;
    if event.keep_ms > KEEP_MOST_MS {
        return Err(Problem::field("keep_ms", "An event is kept for 31 days at most."));
    }
    if event.data.to_string().len() > DATA_SIZE_MOST_BYTES {
        return Err(Problem::field("data", "An event says 1 MB at most."));
    }
    Ok(())
}
