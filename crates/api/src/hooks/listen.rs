//! Test addresses: for ten minutes a draft's webhooks run the draft.

use crate::gate::Tenant;
use crate::hooks::cache::{Hook, form_key};
use crate::hooks::not_listening;
use crate::problem::Problem;
use crate::routes::drafts::draft_seen_by;
use crate::routes::trials::snapshot;
use crate::state::ApiState;
use flow::Timestamp;
use flow::id::{FlowId, UserId, VersionId};
use node_sdk::Subscription;
use node_sdk::check::{finished_part, subscriptions};
use node_sdk::hook::{keys_of_address, path_key};
use store::listening::TestAddress;

/// Answers at these paths until then, whichever process is called there.
pub(crate) async fn arm(
    state: &ApiState,
    tenant: &Tenant,
    flow: FlowId,
    paths: Vec<String>,
    until: Timestamp,
) -> Result<(), Problem> {
    let (workspace, user) = tenant.author();
    let address = |path| TestAddress { path, workspace, flow, listener: user.to_string(), until };
    Ok(state.store.listen(paths.into_iter().map(address).collect(), state.now()).await?)
}

/// The hook at this path of a draft whose editor listens, with the flow and the version
/// that runs it.
pub(crate) async fn armed_hook(state: &ApiState, path: &str) -> Result<(Hook, FlowId, VersionId), Problem> {
    let (armed, path) = armed_address(state, path).await?.ok_or_else(not_listening)?;
    let (hook, version) = draft_hook(state, &armed, &path).await?.ok_or_else(not_listening)?;
    Ok((hook, armed.flow, version))
}

/// The address that is listened at, with the path it is kept under: this one, or one with
/// variable parts that takes it.
async fn armed_address(state: &ApiState, address: &str) -> Result<Option<(TestAddress, String)>, Problem> {
    for path in std::iter::once(address.to_owned()).chain(keys_of_address(address)) {
        if let Some(armed) = state.store.test_address(&path, state.now()).await? {
            return Ok(Some((armed, path)));
        }
    }
    Ok(None)
}

/// The hook at this path of the listener's draft as it is now, and the version that runs it:
/// its finished part, so that a flow drawn first can still receive its first event.
async fn draft_hook(state: &ApiState, armed: &TestAddress, path: &str) -> Result<Option<(Hook, VersionId)>, Problem> {
    let workspace = armed.workspace;
    let user: UserId = armed.listener.parse().map_err(Problem::internal)?;
    let document = draft_seen_by(state, (workspace, user), armed.flow).await?;
    let found = subscriptions(&document, &state.catalog).into_iter().find(|(_, subscription)| match subscription {
        Subscription::Webhook { path: own, .. } => path_key(own) == path,
        Subscription::Form { path: own, .. } => form_key(own) == path,
        _ => false,
    });
    let Some((node, subscription)) = found else { return Ok(None) };
    let scope = format!("test {}", armed.flow);
    let hook = Hook::of(state, workspace, scope, &document, &node.id, subscription);
    let finished = finished_part(&document, &state.catalog);
    let version = snapshot(state, (workspace, user), armed.flow, &finished).await?;
    Ok(hook.map(|hook| (hook, version)))
}
