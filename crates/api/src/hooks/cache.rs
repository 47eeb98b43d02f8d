//! Published hooks by path, in memory: filled on the first call, emptied when a
//! flow is published, paused, resumed or deleted.

use crate::problem::Problem;
use crate::routes::flows::read_document;
use crate::state::ApiState;
use flow::form::{Ending, Page};
use flow::id::{CredentialId, FlowId, VersionId, WorkspaceId};
use flow::{Flow, NodeId};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use http::{Method, StatusCode};
use node_sdk::Subscription;
use node_sdk::hook::{self, HookOptions};
use node_sdk::trigger::{Reply, RequestItem, Respond, Verify};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, PoisonError, RwLock};

/// Hooks kept in memory; beyond it the memory starts anew.
const MOST: usize = 50_000;

/// A webhook that may be called.
pub(crate) struct Hook {
    pub(crate) workspace: WorkspaceId,
    /// The flow and its published version; None for a draft under test.
    pub(crate) published: Option<(FlowId, VersionId)>,
    pub(crate) node: NodeId,
    pub(crate) respond: Respond,
    pub(crate) verify: Verify,
    /// What the caller's proof is checked with.
    pub(crate) credential: Option<CredentialId>,
    /// What idempotency keys are unique in.
    pub(crate) scope: String,
    methods: Vec<String>,
    /// What the item of a request looks like.
    pub(crate) item: RequestItem,
    /// What a caller who is answered at once gets; None: the id of the run.
    pub(crate) reply: Option<Box<Reply>>,
    /// Its path, whose parts may be variable.
    pub(crate) path: String,
    /// What else was said of it.
    pub(crate) options: Box<HookOptions>,
    /// The form people fill in there; None: it is a webhook.
    pub(crate) form: Option<Box<Form>>,
    limit: DefaultDirectRateLimiter,
}

/// A form that people fill in.
pub(crate) struct Form {
    /// Its first page.
    pub(crate) page: Page,
    /// What is shown at the end.
    pub(crate) ending: Ending,
    /// The zone of its flow.
    pub(crate) time_zone: String,
}

/// The path under which a form is kept beside the webhooks, whose paths have no colon.
pub(crate) fn form_key(path: &str) -> String {
    format!("form:{path}")
}

impl Hook {
    /// The hook of a webhook or form subscription of this node.
    pub(crate) fn of(
        state: &ApiState,
        workspace: WorkspaceId,
        scope: String,
        document: &Flow,
        node: &NodeId,
        subscription: Subscription,
    ) -> Option<Self> {
        let (path, methods, respond, verify, item, reply, options, form) = match subscription {
            Subscription::Webhook { path, methods, respond, verify, item, reply, options } => {
                (path, methods, respond, verify, item, reply, options, None)
            }
            Subscription::Form { path, respond, verify, page, ending } => {
                let time_zone = document.settings.time_zone.clone();
                let form = Box::new(Form { page: *page, ending: *ending, time_zone });
                (path, Vec::new(), respond, verify, RequestItem::Fields, None, Box::default(), Some(form))
            }
            _ => return None,
        };
        let credentials = &document.node(node)?.credentials;
        let credential = verify.slot().and_then(|slot| credentials.get(slot)).and_then(|id| id.parse().ok());
        let per_second = NonZeroU32::new(state.settings.limits.hook_requests_per_second).unwrap_or(NonZeroU32::MAX);
        Some(Self {
            workspace,
            published: None,
            node: node.clone(),
            respond,
            verify,
            credential,
            scope,
            methods,
            item,
            reply,
            path,
            options,
            form,
            limit: RateLimiter::direct(Quota::per_second(per_second)),
        })
    }

    /// Refuses callers who come too often.
    pub(crate) fn admit(&self) -> Result<(), Problem> {
        self.limit.check().map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Problem::too_often(u32::try_from(wait.as_secs()).unwrap_or(60).saturating_add(1))
        })
    }

    /// The methods it takes, in words of HTTP.
    pub(crate) fn methods(&self) -> String {
        self.methods.join(", ")
    }

    /// Whether callers may choose between methods.
    pub(crate) fn takes_several_methods(&self) -> bool {
        self.methods.len() > 1
    }

    /// Refuses methods the hook does not take.
    pub(crate) fn require_method(&self, method: &Method) -> Result<(), Problem> {
        if self.methods.is_empty() || self.methods.iter().any(|allowed| allowed.eq_ignore_ascii_case(method.as_str())) {
            return Ok(());
        }
        let message = format!("This webhook takes {}, not {method}.", self.methods());
        Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", message))
    }
}

/// Published hooks by path.
#[derive(Default)]
pub(crate) struct HookCache {
    by_path: RwLock<HashMap<String, Arc<Hook>>>,
}

impl HookCache {
    fn get(&self, path: &str) -> Option<Arc<Hook>> {
        self.by_path.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// Whether a live hook at this path is known already.
    pub(crate) fn is_known(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    fn put(&self, path: &str, hook: Arc<Hook>) {
        let mut by_path = self.by_path.write().unwrap_or_else(PoisonError::into_inner);
        if by_path.len() >= MOST {
            by_path.clear();
        }
        by_path.insert(path.to_owned(), hook);
    }

    /// Forgets all hooks.
    pub(crate) fn clear(&self) {
        self.by_path.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Forgets the hooks of a flow that has changed.
    pub(crate) fn forget(&self, flow: FlowId) {
        let mut by_path = self.by_path.write().unwrap_or_else(PoisonError::into_inner);
        by_path.retain(|_, hook| hook.published.is_none_or(|(of, _)| of != flow));
    }
}

/// The live hook at this path.
pub(crate) async fn find(state: &ApiState, path: &str) -> Result<Option<Arc<Hook>>, Problem> {
    if let Some(hook) = state.hooks.get(path) {
        return Ok(Some(hook));
    }
    let Some(hook) = load(state, path).await? else { return Ok(None) };
    let hook = Arc::new(hook);
    state.hooks.put(path, hook.clone());
    // Published, paused or deleted while it was being read: what was read may be
    // old, and must not stay.
    let again = state.store.webhook(path).await?;
    match again {
        Some(row) if row.live && hook.published == Some((row.flow, row.version)) => Ok(Some(hook)),
        _ => {
            if let Some((flow, _)) = hook.published {
                state.hooks.forget(flow);
            }
            load(state, path).await.map(|hook| hook.map(Arc::new))
        }
    }
}

/// The live hook that takes this address: the one with this path, else one whose path
/// has variable parts.
pub(crate) async fn find_any(state: &ApiState, address: &str) -> Result<Option<Arc<Hook>>, Problem> {
    if let Some(hook) = find(state, address).await? {
        return Ok(Some(hook));
    }
    match key_of_address(state, address).await? {
        Some(key) => find(state, &key).await,
        None => Ok(None),
    }
}

/// The path with variable parts that takes this address, as it is kept.
async fn key_of_address(state: &ApiState, address: &str) -> Result<Option<String>, Problem> {
    let keys = hook::keys_of_address(address);
    if keys.is_empty() {
        return Ok(None);
    }
    let rows = state.store.webhooks(&keys).await?;
    let is_there = |key: &String| rows.iter().any(|row| row.trigger.webhook_path.as_ref() == Some(key));
    Ok(keys.into_iter().find(is_there))
}

/// The workspace whose hook takes this address.
pub(crate) async fn workspace_at(state: &ApiState, address: &str) -> Result<Option<WorkspaceId>, Problem> {
    if let Some(row) = state.store.webhook(address).await? {
        return Ok(Some(row.workspace));
    }
    let keys = hook::keys_of_address(address);
    let rows = if keys.is_empty() { Vec::new() } else { state.store.webhooks(&keys).await? };
    Ok(rows.first().map(|row| row.workspace))
}

async fn load(state: &ApiState, path: &str) -> Result<Option<Hook>, Problem> {
    let Some(row) = state.store.webhook(path).await?.filter(|row| row.live) else { return Ok(None) };
    let subscription = serde_json::from_str(&row.trigger.subscription).map_err(Problem::internal)?;
    let document = read_document(&state.store.version(row.version).await?.document)?;
    let scope = row.trigger.id.to_string();
    let hook = Hook::of(state, row.workspace, scope, &document, &row.trigger.node, subscription);
    Ok(hook.map(|hook| Hook { published: Some((row.flow, row.version)), ..hook }))
}
