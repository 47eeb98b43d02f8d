//! Forms that people fill in: `/forms/{path}` and, for drafts under test,
//! `/forms/test/{path}`. What is posted begins a run; `/forms/run/{token}` then takes
//! the person from page to page while the run goes on (further pages are waits, see
//! `routes/resume`). The pages are plain HTML without script.
//!
//! A page carries a sealed token: it shows that the browser got the page from here, so
//! that no other site can post in somebody's name, and makes a second post of the same
//! the same run.

pub(crate) mod entry;
mod follow;
pub(crate) mod page;
pub(crate) mod token;

pub(crate) use follow::{follow_form, follow_url};

use crate::hooks::cache::{self, Form, Hook};
use crate::hooks::{listen, read_body, verify};
use crate::problem::Problem;
use crate::routes::resume::page as plain;
use crate::state::{ApiState, ClientAddress};
use crate::wire::reply::Answered;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect};
use entry::Posted;
use flow::Item;
use flow::id::{FlowId, RunId, VersionId};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use page::Shown;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use store::door::forms::FormRun;
use store::door::{Launch, RunnerError};
use store::runs::{IdempotencyKey, RunMode};
use uuid::Uuid;

const PREFIX: &str = "/forms/";
const TEST_PREFIX: &str = "/forms/test/";
/// What is entered from one address a minute at most.
const POSTS_PER_MINUTE: u32 = 60;
/// Addresses that are remembered before those that posted nothing lately are forgotten.
const KEPT: usize = 10_000;
/// How long a second post of the same is the same.
const POST_KEPT_MS: i64 = 24 * 3_600_000;

/// How much was entered from where lately.
pub(crate) struct FormLimit(DefaultKeyedRateLimiter<IpAddr>);

impl Default for FormLimit {
    fn default() -> Self {
        Self(RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(POSTS_PER_MINUTE).unwrap_or(NonZeroU32::MIN))))
    }
}

impl FormLimit {
    /// Refuses an address that posts too often.
    pub(crate) fn admit(&self, parts: &Parts) -> Result<(), Problem> {
        let Some(ClientAddress(address)) = parts.extensions.get::<ClientAddress>() else { return Ok(()) };
        if self.0.len() > KEPT {
            self.0.retain_recent();
        }
        self.0.check_key(address).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Problem::too_often(u32::try_from(wait.as_secs()).unwrap_or(60).saturating_add(1))
        })
    }
}

/// A form that can be filled in, and what runs then.
struct Target {
    hook: Arc<Hook>,
    flow: FlowId,
    version: VersionId,
    mode: RunMode,
}

impl Target {
    fn form(&self) -> Result<&Form, Problem> {
        self.hook.form.as_deref().ok_or_else(no_form)
    }
}

/// `GET /forms/{path}`: the first page.
pub(crate) async fn show_form(State(state): State<ApiState>, request: Request) -> Result<Answered, Problem> {
    let target = published(&state, request.uri().path()).await;
    on_a_page(show(&state, target, request).await)
}

/// `POST /forms/{path}`: begins a run.
pub(crate) async fn submit_form(State(state): State<ApiState>, request: Request) -> Result<Answered, Problem> {
    let target = published(&state, request.uri().path()).await;
    on_a_page(submit(&state, target, request).await)
}

/// `GET /forms/test/{path}`: the first page of the draft while its editor listens.
pub(crate) async fn show_test_form(State(state): State<ApiState>, request: Request) -> Result<Answered, Problem> {
    let target = draft(&state, request.uri().path()).await;
    on_a_page(show(&state, target, request).await)
}

/// `POST /forms/test/{path}`: runs the draft.
pub(crate) async fn submit_test_form(State(state): State<ApiState>, request: Request) -> Result<Answered, Problem> {
    let target = draft(&state, request.uri().path()).await;
    on_a_page(submit(&state, target, request).await)
}

/// People are told on a page what is wrong; what broke here has to reach the log.
fn on_a_page(outcome: Result<Answered, Problem>) -> Result<Answered, Problem> {
    let problem = match outcome {
        Err(problem) if problem.status != StatusCode::INTERNAL_SERVER_ERROR => problem,
        outcome => return outcome,
    };
    let mut answered = plain::of_problem(&problem);
    if problem.status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Basic realm=\"Form\", charset=\"UTF-8\"");
        answered.0.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    Ok(answered)
}

async fn published(state: &ApiState, path: &str) -> Result<Target, Problem> {
    let path = path.strip_prefix(PREFIX).unwrap_or_default();
    let hook = cache::find(state, &cache::form_key(path)).await?.ok_or_else(no_form)?;
    let (flow, version) = hook.published.ok_or_else(no_form)?;
    Ok(Target { hook, flow, version, mode: RunMode::Webhook })
}

async fn draft(state: &ApiState, path: &str) -> Result<Target, Problem> {
    let key = cache::form_key(path.strip_prefix(TEST_PREFIX).unwrap_or_default());
    let (hook, flow, version) = listen::armed_hook(state, &key).await?;
    Ok(Target { hook: Arc::new(hook), flow, version, mode: RunMode::Test })
}

fn no_form() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no_form", "No form has this address.")
        .hint("Check the address. The form may have been taken down.")
}

async fn show(state: &ApiState, target: Result<Target, Problem>, request: Request) -> Result<Answered, Problem> {
    let target = target?;
    let form = target.form()?;
    let (parts, _) = request.into_parts();
    verify::caller(state, &target.hook, &parts.headers, b"", state.now()).await?;
    let values = Posted::prefilled(&form.page, parts.uri.query().unwrap_or_default());
    let token = token::new(state, &target.hook.scope)?;
    Ok(page::of_form(&Shown { page: &form.page, posted: &values, wrong: &[], notice: None, token: &token }))
}

async fn submit(state: &ApiState, target: Result<Target, Problem>, request: Request) -> Result<Answered, Problem> {
    let target = target?;
    let form = target.form()?;
    let (parts, body) = request.into_parts();
    target.hook.admit()?;
    state.forms.admit(&parts)?;
    let body = read_body(body, state.settings.limits.hook_body_bytes).await?;
    verify::caller(state, &target.hook, &parts.headers, &body, state.now()).await?;
    let posted = Posted::read(&parts.headers, &body)?;
    if posted.is_of_a_machine() {
        // What fills in a field nobody sees is told that all is well.
        return Ok(page::of_ending(&form.ending));
    }
    let Some(nonce) = token::open(state, &target.hook.scope, posted.token()) else {
        return again(state, &target, form, &posted);
    };
    let entries = match entry::check(&form.page, &posted) {
        Ok(entries) => entries,
        Err(wrong) => {
            let token = token::new(state, &target.hook.scope)?;
            let shown = Shown { page: &form.page, posted: &posted, wrong: &wrong, notice: None, token: &token };
            return Ok(page::of_form(&shown));
        }
    };
    let item = entries.into_item(state.now(), &form.time_zone, target.mode == RunMode::Test);
    let run = begin(state, &target, item, nonce, &body).await?;
    let form_run = FormRun { workspace: target.hook.workspace, run };
    Ok(Answered(Redirect::to(&follow_url(state, form_run)?).into_response()))
}

/// Begins a run, or finds the one that the same post began before.
async fn begin(state: &ApiState, target: &Target, item: Item, nonce: Uuid, body: &[u8]) -> Result<RunId, Problem> {
    let body_hash = entry::fingerprint(body);
    let launch = Launch {
        workspace: target.hook.workspace,
        flow: target.flow,
        version: target.version,
        node: target.hook.node.clone(),
        items: vec![item].into(),
        mode: target.mode,
        idempotency: Some(IdempotencyKey {
            scope: target.hook.scope.clone(),
            // Who goes back and enters something else posts something else.
            key: format!("form {nonce} {}", Uuid::from_slice(&body_hash[..16]).unwrap_or_default()),
            body_hash,
            expires_at: state.now().plus_ms(POST_KEPT_MS),
        }),
        run: None,
        wait_for_answer: true,
    };
    match state.runner.launch(launch).await {
        Ok(launched) => Ok(launched.run),
        Err(RunnerError::Duplicate(row)) => Ok(row.run),
        Err(error) => Err(error.into()),
    }
}

/// The page once more, for one that was open for too long or came from elsewhere.
fn again(state: &ApiState, target: &Target, form: &Form, posted: &Posted) -> Result<Answered, Problem> {
    let token = token::new(state, &target.hook.scope)?;
    let notice = Some("The page was open for a long time. Look whether all is right, and send it once more.");
    Ok(page::of_form(&Shown { page: &form.page, posted, wrong: &[], notice, token: &token }))
}
