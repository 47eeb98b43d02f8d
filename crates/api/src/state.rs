//! What the handlers work with.

use crate::forms::FormLimit;
use crate::hooks::bodies::Bodies;
use crate::hooks::cache::HookCache;
use crate::problem::Problem;
use crate::regions::{Homes, Regions};
use crate::routes::catalog::SampleFlow;
use crate::routes::messages::TestLimit;
use crate::routes::queue::QueueFlows;
use crate::routes::resume::ResumeLimit;
use crate::routes::session::SignInLimit;
use crate::secrets::Keys;
use crate::seldom::Seldom;
use auth::Auth;
use axum::Router;
use flow::{Clock, Ids, Timestamp};
use node_sdk::Catalog;
use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::Store;
use store::carrier::Rates;
use store::door::Runner;
use store::limits::Bound;
use store::owners::TRIGGERS;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use vault::Vault;

/// What the server hands to the API.
pub struct Parts {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// Who is it, and may they.
    pub auth: Arc<Auth>,
    /// The door to runs.
    pub runner: Arc<dyn Runner>,
    /// All node kinds.
    pub catalog: Arc<Catalog>,
    /// Seals credentials.
    pub vault: Arc<Vault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Hands out ids.
    pub ids: Arc<dyn Ids>,
    /// The flows behind the queue service.
    pub queue: Arc<dyn QueueFlows>,
    /// Flows offered where there is none yet.
    pub samples: Vec<SampleFlow>,
    /// The web app: everything that is not in the route table.
    pub web: Router,
    /// Told when the schedules of a flow have changed.
    pub schedules_changed: Arc<Notify>,
    /// Counts attempts to sign in over all processes, as far as it is there.
    pub rates: Option<Arc<dyn Rates>>,
    /// Cancelled when the server stops taking work: streams end, `/readyz` refuses.
    pub draining: CancellationToken,
    /// Settings.
    pub settings: Settings,
}

/// How the API presents itself.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address people and providers reach the server at, without a slash at the end.
    pub public_url: String,
    /// Cookies over plain http that is not loopback: no `Secure`, no `__Host-`.
    pub insecure_cookies: bool,
    /// The token of the set-up link.
    pub setup_token: String,
    /// Bounds.
    pub limits: Limits,
    /// Other regions.
    pub regions: Regions,
}

/// Bounds of requests.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Size of the body of an API request.
    pub api_body_bytes: usize,
    /// Size of the body of a webhook request.
    pub hook_body_bytes: usize,
    /// Requests a second that one webhook path takes.
    pub hook_requests_per_second: u32,
    /// Bytes of bodies of webhook requests that are held at once, over all requests.
    pub hook_bodies_bytes: usize,
    /// What each workspace's runs are allowed, whatever its owner sets.
    pub workspace: Bound,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            api_body_bytes: 1 << 20,
            hook_body_bytes: 16 << 20,
            hook_requests_per_second: 20_000,
            hook_bodies_bytes: 128 << 20,
            workspace: Bound::default(),
        }
    }
}

/// Who is at the other end of the connection; the server puts it into each request.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

/// What the handlers work with.
#[derive(Clone)]
pub struct ApiState(Arc<Inner>);

/// The parts and what the API remembers between requests.
pub struct Inner {
    pub(crate) parts: Parts,
    pub(crate) hooks: HookCache,
    pub(crate) bodies: Bodies,
    pub(crate) keys: Keys,
    pub(crate) sign_ins: SignInLimit,
    pub(crate) resumes: ResumeLimit,
    pub(crate) forms: FormLimit,
    pub(crate) homes: Homes,
    pub(crate) tests: TestLimit,
    /// Requests refused because the server cannot take them.
    pub(crate) refused: Seldom,
    set_up: AtomicBool,
}

impl ApiState {
    /// The state with empty memory.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            hooks: HookCache::default(),
            bodies: Bodies::new(parts.settings.limits.hook_bodies_bytes),
            keys: Keys::default(),
            sign_ins: SignInLimit::default(),
            resumes: ResumeLimit::default(),
            forms: FormLimit::default(),
            homes: Homes::default(),
            tests: TestLimit::default(),
            refused: Seldom::default(),
            set_up: AtomicBool::new(false),
            parts,
        }))
    }

    /// Forgets published hooks whenever other processes have published, paused or deleted
    /// flows; ends with the server.
    pub async fn heed_changes(self) {
        let mut changes = self.store.changes();
        let mut seen = None;
        while changes.changed().await.is_ok() {
            let present = changes.borrow_and_update().get(TRIGGERS).copied();
            if std::mem::replace(&mut seen, present) != present {
                self.hooks.clear();
            }
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether somebody has set this server up. Asks the store until it has been.
    pub(crate) async fn is_set_up(&self) -> Result<bool, Problem> {
        if self.set_up.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let is_set_up = !self.store.is_empty().await?;
        self.set_up.store(is_set_up, Ordering::Relaxed);
        Ok(is_set_up)
    }
}

impl Deref for ApiState {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Deref for Inner {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.parts
    }
}
