//! Writes lines of the audit log.

use crate::problem::Problem;
use crate::state::ApiState;
use auth::Principal;
use flow::id::{AuditId, WorkspaceId};
use flow::{Ids, Timestamp};
use serde_json::Value;
use store::audit::AuditRow;

/// Writes down that `principal` did `action` to `subject`. `detail` holds no secret.
pub(crate) async fn note(
    state: &ApiState,
    principal: &Principal,
    workspace: Option<WorkspaceId>,
    action: &str,
    subject: impl ToString,
    detail: Value,
) -> Result<(), Problem> {
    let row = AuditRow {
        id: AuditId::new(state.ids.as_ref()),
        workspace,
        at: state.now(),
        actor_kind: principal.kind().into(),
        actor_id: principal.id(),
        actor_name: principal.name().to_owned(),
        action: action.into(),
        subject: subject.to_string(),
        detail: detail.to_string(),
    };
    Ok(state.store.append_audit(row).await?)
}

/// A line about something the server itself did, such as a password reset at its console.
pub fn system_line(ids: &dyn Ids, at: Timestamp, action: &str, subject: impl ToString) -> AuditRow {
    AuditRow {
        id: AuditId::new(ids),
        workspace: None,
        at,
        actor_kind: "system".into(),
        actor_id: "server".into(),
        actor_name: "Server".into(),
        action: action.into(),
        subject: subject.to_string(),
        detail: "{}".into(),
    }
}
