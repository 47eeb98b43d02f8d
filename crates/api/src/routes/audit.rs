//! The audit log.

use crate::gate::Tenant;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{Json, List, Paging, Query};
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use store::audit::AuditRow;

/// A line of the audit log.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AuditEntry {
    id: String,
    at: i64,
    actor: AuditActor,
    /// What was done, such as `flow.published`.
    action: String,
    /// To what, as an id.
    subject: String,
    /// More about it.
    detail: Value,
}

/// Who did it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AuditActor {
    /// `user`, `token` or `system`.
    kind: String,
    id: String,
    /// Their name at that time.
    name: String,
}

impl From<AuditRow> for AuditEntry {
    fn from(row: AuditRow) -> Self {
        Self {
            id: row.id.to_string(),
            at: row.at.0,
            actor: AuditActor { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
            action: row.action,
            subject: row.subject,
            detail: serde_json::from_str(&row.detail).unwrap_or_default(),
        }
    }
}

/// `GET W/audit`: newest first.
pub(crate) async fn list_audit(
    State(state): State<ApiState>,
    tenant: Tenant,
    Query(paging): Query<Paging>,
) -> Result<Json<List<AuditEntry>>, Problem> {
    let page = state.store.audit(tenant.workspace, paging.into()).await?;
    Ok(Json(List::of(page, AuditEntry::from)))
}
