//! Test addresses: for ten minutes a draft's webhooks run the draft.

use crate::gate::Tenant;
use crate::hooks::cache::Hook;
use crate::problem::Problem;
use crate::routes::flows::draft;
use crate::routes::trials::snapshot;
use crate::state::ApiState;
use flow::Timestamp;
use flow::id::{FlowId, VersionId};
use node_sdk::Subscription;
use node_sdk::check::{finished_part, subscriptions};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Who listens at a test address.
#[derive(Clone)]
pub(crate) struct Armed {
    pub(crate) tenant: Tenant,
    pub(crate) flow: FlowId,
    until: Timestamp,
}

/// Test addresses that answer. In memory: after a restart one listens again.
#[derive(Default)]
pub(crate) struct Listening {
    by_path: Mutex<HashMap<String, Armed>>,
}

impl Listening {
    /// Answers at these paths until then.
    pub(crate) fn arm(&self, tenant: Tenant, flow: FlowId, paths: Vec<String>, until: Timestamp, now: Timestamp) {
        let mut by_path = self.by_path.lock().unwrap_or_else(PoisonError::into_inner);
        by_path.retain(|_, armed| armed.until > now);
        by_path.extend(paths.into_iter().map(|path| (path, Armed { tenant: tenant.clone(), flow, until })));
    }

    /// Answers no more for this flow.
    pub(crate) fn stop(&self, flow: FlowId) {
        self.by_path.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, armed| armed.flow != flow);
    }

    /// Who listens at this path.
    pub(crate) fn find(&self, path: &str, now: Timestamp) -> Option<Armed> {
        let by_path = self.by_path.lock().unwrap_or_else(PoisonError::into_inner);
        by_path.get(path).filter(|armed| armed.until > now).cloned()
    }
}

/// The hook at this path of the draft as it is now, and the version that runs it:
/// its finished part, so that a flow drawn first can still receive its first event.
pub(crate) async fn draft_hook(
    state: &ApiState,
    armed: &Armed,
    path: &str,
) -> Result<Option<(Hook, VersionId)>, Problem> {
    let workspace = armed.tenant.workspace;
    let document = draft(state, workspace, armed.flow).await?;
    let found = subscriptions(&document, &state.catalog)
        .into_iter()
        .find(|(_, subscription)| matches!(subscription, Subscription::Webhook { path: own, .. } if own == path));
    let Some((node, subscription)) = found else { return Ok(None) };
    let scope = format!("test {}", armed.flow);
    let hook = Hook::of(state, workspace, scope, &document, &node.id, subscription);
    let finished = finished_part(&document, &state.catalog);
    let version = snapshot(state, &armed.tenant, armed.flow, &finished).await?;
    Ok(hook.map(|hook| (hook, version)))
}
