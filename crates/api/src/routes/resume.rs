//! Addresses that end a wait: `/resume/{token}`. Whoever holds one needs no sign-in.
//!
//! The token names the wait (`store::door::invitation`); whether it still serves is
//! asked of the run itself, so that of many callers one is heard. A page answers
//! browsers, problem documents all others. Looking changes nothing.

mod form;
pub(crate) mod page;

use crate::hooks::item::{self, Shape};
use crate::hooks::read_body;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::extract::Tail;
use crate::wire::reply::Answered;
use crate::wire::{At, Json};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use flow::id::RunId;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http::{Method, StatusCode, header};
use node_sdk::trigger::RequestItem;
use serde_json::json;
use std::num::NonZeroU32;
use std::time::Duration;
use store::door::invitation::{self, Invitation};
use store::door::{Awaited, AwaitedReply, AwaitedState, RunnerError};
use store::{StoreError, door};

/// A call may overtake the record of the step that gave the address away.
const PATIENCE: [Duration; 3] = [Duration::from_millis(100), Duration::from_millis(400), Duration::from_secs(1)];
/// Calls a minute that one wait hears.
const CALLS_PER_MINUTE: u32 = 60;
/// Waits that are remembered before those that were not called lately are forgotten.
const KEPT: usize = 10_000;

/// How often a wait was called lately.
pub(crate) struct ResumeLimit(DefaultKeyedRateLimiter<(RunId, u32)>);

impl Default for ResumeLimit {
    fn default() -> Self {
        Self(RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(CALLS_PER_MINUTE).unwrap_or(NonZeroU32::MIN))))
    }
}

impl ResumeLimit {
    fn admit(&self, wait: &Invitation) -> Result<(), Problem> {
        if self.0.len() > KEPT {
            self.0.retain_recent();
        }
        self.0.check_key(&(wait.run, wait.frame)).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Problem::too_often(u32::try_from(wait.as_secs()).unwrap_or(60).saturating_add(1))
        })
    }
}

/// `GET /resume/{token}`: the page of an approval; ends a wait that is meant to be called by GET.
pub(crate) async fn show_wait(
    State(state): State<ApiState>,
    At(Tail(token)): At<Tail>,
    request: Request,
) -> Result<Answered, Problem> {
    let wants_page = wants_page(&request);
    answered(show(&state, &token, request).await, wants_page)
}

/// `POST /resume/{token}`: ends the wait.
pub(crate) async fn resume_wait(
    State(state): State<ApiState>,
    At(Tail(token)): At<Tail>,
    request: Request,
) -> Result<Answered, Problem> {
    let wants_page = wants_page(&request);
    answered(resume(&state, &token, request).await, wants_page)
}

fn answered(outcome: Result<Answered, Problem>, wants_page: bool) -> Result<Answered, Problem> {
    match outcome {
        // What broke here has to reach the log.
        Err(problem) if wants_page && problem.status != StatusCode::INTERNAL_SERVER_ERROR => {
            Ok(page::of_problem(&problem))
        }
        outcome => outcome,
    }
}

fn wants_page(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("text/html")
}

async fn show(state: &ApiState, token: &str, request: Request) -> Result<Answered, Problem> {
    let wait = open(state, token)?;
    let Some(awaited) = find(state, &wait).await? else { return form::go_on(state, &wait) };
    match &awaited.reply {
        AwaitedReply::Choice { message, choices } => Ok(page::of_question(&awaited.flow, message, choices)),
        AwaitedReply::Form { page, .. } => form::show(state, token, page, request.uri().query()),
        AwaitedReply::Call { method, .. } => {
            require_method(request.method(), method)?;
            call(state, &wait, &awaited, request).await
        }
    }
}

async fn resume(state: &ApiState, token: &str, request: Request) -> Result<Answered, Problem> {
    let wait = open(state, token)?;
    let Some(awaited) = find(state, &wait).await? else { return form::go_on(state, &wait) };
    match &awaited.reply {
        AwaitedReply::Choice { choices, .. } => choose(state, &wait, choices, request).await,
        AwaitedReply::Form { page, is_test, time_zone } => {
            let values = form::Values { page, is_test: *is_test, time_zone };
            form::submit(state, &wait, token, values, request).await
        }
        AwaitedReply::Call { method, .. } => {
            require_method(request.method(), method)?;
            call(state, &wait, &awaited, request).await
        }
    }
}

fn open(state: &ApiState, token: &str) -> Result<Invitation, Problem> {
    let bytes = state.vault.open_token(invitation::PURPOSE, token).map_err(|_| Problem::not_found())?;
    let wait = Invitation::from_bytes(&bytes).ok_or_else(Problem::not_found)?;
    state.resumes.admit(&wait)?;
    Ok(wait)
}

/// The wait, which the run has come to. None: it is a page of a form that was sent already.
async fn find(state: &ApiState, wait: &Invitation) -> Result<Option<Awaited>, Problem> {
    let mut pauses = PATIENCE.iter();
    loop {
        let awaited = state.runner.awaited(wait.workspace, wait.run, at(wait)).await.map_err(refused)?;
        match awaited.state {
            AwaitedState::Open => return Ok(Some(awaited)),
            AwaitedState::Over if matches!(awaited.reply, AwaitedReply::Form { .. }) => return Ok(None),
            AwaitedState::Over => return Err(over()),
            AwaitedState::NotYet => match pauses.next() {
                Some(pause) => tokio::time::sleep(*pause).await,
                None => return Err(not_yet()),
            },
        }
    }
}

/// The request becomes the items.
async fn call(state: &ApiState, wait: &Invitation, awaited: &Awaited, request: Request) -> Result<Answered, Problem> {
    let in_parts = matches!(awaited.reply, AwaitedReply::Call { in_parts: true, .. });
    let form = if in_parts { RequestItem::Envelope } else { RequestItem::Fields };
    let (parts, body) = request.into_parts();
    let body = read_body(body, state.settings.limits.hook_body_bytes).await?;
    let items = item::of_request(&parts, &body, &Shape { item: form, ..Shape::default() }, state.now())?;
    state.runner.signal(wait.workspace, wait.run, at(wait), items).await.map_err(refused)?;
    Ok(Answered(Json(json!({"message": "The run goes on.", "run": wait.run})).into_response()))
}

/// The items that waited leave by the port of the button.
async fn choose(
    state: &ApiState,
    wait: &Invitation,
    choices: &[(u16, String)],
    request: Request,
) -> Result<Answered, Problem> {
    let body = read_body(request.into_body(), state.settings.limits.api_body_bytes).await?;
    let given = url::form_urlencoded::parse(&body).find(|(name, _)| name == page::CHOICE).map(|(_, value)| value);
    let chosen = given.and_then(|given| choices.iter().find(|(port, _)| port.to_string() == given));
    let (port, label) = chosen.ok_or_else(|| Problem::field(page::CHOICE, "Choose one of the answers."))?;
    state.runner.choose(wait.workspace, wait.run, at(wait), *port).await.map_err(refused)?;
    Ok(page::of_thanks(label))
}

fn at(wait: &Invitation) -> door::At {
    door::At { node: wait.node.clone(), frame: Some(wait.frame) }
}

fn require_method(method: &Method, allowed: &str) -> Result<(), Problem> {
    if method.as_str() == allowed {
        return Ok(());
    }
    let message = format!("This address takes {allowed}, not {method}.");
    Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", message))
}

/// Whoever holds a true address may know that there was a wait.
fn refused(error: RunnerError) -> Problem {
    match error {
        RunnerError::WrongState(_) | RunnerError::Store(StoreError::NotFound(_)) => over(),
        other => other.into(),
    }
}

fn over() -> Problem {
    Problem::new(StatusCode::GONE, "wait_over", "This address was used already, or its time is over.")
        .hint("It works once, and no longer than the wait. Ask whoever sent it for a new one.")
}

fn not_yet() -> Problem {
    Problem::conflict("wait_not_begun", "The run has not come to this wait yet.")
        .hint("Try again in a moment.")
        .retry_after(5)
}
