//! Webhook ingress: `/hooks/{path}`. The hot path of the server: a published
//! hook is found in memory, its items are built once, and everything after is
//! the worker's commit.

mod answer;
pub(crate) mod bodies;
pub(crate) mod cache;
pub(crate) mod item;
pub(crate) mod listen;
pub(crate) mod multipart;
mod origin;
pub(crate) mod verify;

use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::reply::Answered;
use axum::body::Body;
use axum::extract::{Request, State};
use bodies::Held;
use bytes::Bytes;
use cache::Hook;
use flow::id::{FlowId, VersionId};
use flow::{Items, Timestamp};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use item::Shape;
use node_sdk::hook::variables;
use node_sdk::trigger::Respond;
use store::door::{Answer, Launch, Patience, RunnerError};
use store::runs::{IdempotencyKey, IdempotencyRow, RunMode};
use verify::Proven;

const PREFIX: &str = "/hooks/";
const TEST_PREFIX: &str = "/hooks/test/";
/// How long an `Idempotency-Key` is remembered.
const KEY_KEPT_MS: i64 = 24 * 3_600_000;
const KEY_MOST_CHARACTERS: usize = 255;

/// `ANY /hooks/{path}`: starts a run of the published flow.
pub(crate) async fn receive_hook(State(state): State<ApiState>, request: Request) -> Result<Answered, Problem> {
    let address = request.uri().path().strip_prefix(PREFIX).unwrap_or_default().to_owned();
    let hook = cache::find_any(&state, &address).await?.filter(|hook| hook.form.is_none()).ok_or_else(no_hook)?;
    hook.admit()?;
    let Some((flow, version)) = hook.published else { return Err(no_hook()) };
    receive(&state, &hook, &Target { address, flow, version, mode: RunMode::Webhook }, request).await
}

/// `ANY /hooks/test/{path}`: runs the draft while its editor listens.
pub(crate) async fn receive_test_hook(State(state): State<ApiState>, request: Request) -> Result<Answered, Problem> {
    let address = request.uri().path().strip_prefix(TEST_PREFIX).unwrap_or_default().to_owned();
    let (hook, flow, version) = listen::armed_hook(&state, &address).await?;
    let hook = Some(hook).filter(|hook| hook.form.is_none()).ok_or_else(not_listening)?;
    receive(&state, &hook, &Target { address, flow, version, mode: RunMode::Test }, request).await
}

/// What a call starts, and where it was made.
struct Target {
    /// The path that was called.
    address: String,
    flow: FlowId,
    version: VersionId,
    mode: RunMode,
}

async fn receive(state: &ApiState, hook: &Hook, target: &Target, request: Request) -> Result<Answered, Problem> {
    let (parts, body) = request.into_parts();
    if let Some(answer) = origin::preflight(hook, &parts) {
        return Ok(Answered(answer));
    }
    origin::check(&hook.options, &parts)?;
    let call = Call::read(state, hook, parts, body).await?;
    let caller = (!hook.options.origins.is_empty()).then(|| call.parts.headers.clone());
    let mut answered = start(state, hook, call, target).await?;
    if let Some(caller) = caller {
        origin::show(&hook.options, &caller, answered.0.headers_mut());
    }
    Ok(answered)
}

fn no_hook() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no_webhook", "No webhook has this address.")
        .hint("Check the address, and that the flow is published and not paused.")
}

pub(crate) fn not_listening() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_listening", "Nobody listens at this test address.")
        .hint("Press “Listen” in the editor and call again; a test address answers for ten minutes.")
}

/// A request that may start a run: its method is right and its caller is known.
struct Call {
    parts: Parts,
    body: Held,
    proven: Proven,
    received_at: Timestamp,
}

impl Call {
    async fn read(state: &ApiState, hook: &Hook, parts: Parts, body: Body) -> Result<Self, Problem> {
        hook.require_method(&parts.method)?;
        let body = state.bodies.read(body, state.settings.limits.hook_body_bytes).await?;
        let received_at = state.now();
        let proven = verify::caller(state, hook, &parts.headers, &body.bytes, received_at).await?;
        Ok(Self { parts, body, proven, received_at })
    }
}

pub(crate) async fn read_body(body: Body, most_bytes: usize) -> Result<Bytes, Problem> {
    axum::body::to_bytes(body, most_bytes).await.map_err(|error| {
        let is_too_large =
            std::error::Error::source(&error).is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>());
        if is_too_large {
            bodies::too_large(most_bytes)
        } else {
            Problem::new(StatusCode::BAD_REQUEST, "body_broken", "The body did not arrive completely.")
        }
    })
}

async fn start(state: &ApiState, hook: &Hook, mut call: Call, target: &Target) -> Result<Answered, Problem> {
    let idempotency = idempotency_key(hook, &call)?;
    let body_hash = idempotency.as_ref().map(|key| key.body_hash);
    let items = items(hook, &call, target)?;
    // Its bytes are in the items now; a large one is not kept twice while the run begins. Its room stays taken.
    call.body.bytes = Bytes::new();
    let launch = Launch {
        workspace: hook.workspace,
        flow: target.flow,
        version: target.version,
        node: hook.node.clone(),
        items,
        mode: target.mode,
        idempotency,
        run: None,
        wait_for_answer: hook.respond != Respond::Accepted,
    };
    let outcome = if hook.respond.is_patient() {
        let last = hook.options.last.clone();
        state.runner.launch_patiently(launch, Patience { most_ms: hook.options.patience_ms, last }).await
    } else {
        state.runner.launch(launch).await
    };
    match outcome {
        Ok(launched) => Ok(Answered(answer::given(launched.run, own_reply(hook).unwrap_or(launched.answer)))),
        Err(RunnerError::Duplicate(row)) => repeated(state, hook, row, body_hash).await,
        Err(error) => Err(error.into()),
    }
}

fn items(hook: &Hook, call: &Call, target: &Target) -> Result<Items, Problem> {
    let decoded = variables(&hook.path, &target.address);
    let decoded: Vec<(&str, String)> = decoded.into_iter().map(|(name, value)| (name, decoded_part(value))).collect();
    let params: Vec<(&str, &str)> = decoded.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let shape = Shape {
        item: hook.item,
        secret: call.proven.secret.as_ref(),
        params: &params,
        claims: call.proven.claims.as_ref(),
        keeps_body: hook.options.keeps_body,
        file_name: &hook.options.file_name,
        tells_method: hook.takes_several_methods(),
        is_test: target.mode == RunMode::Test,
    };
    item::of_request(&call.parts, &call.body.bytes, &shape, call.received_at)
}

/// A part of a path with `%20` and the like as the signs they stand for.
fn decoded_part(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match code.filter(|_| *first == b'%').and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What the author wrote for callers who are answered at once.
fn own_reply(hook: &Hook) -> Option<Answer> {
    let reply = hook.reply.as_deref().filter(|_| hook.respond == Respond::Accepted)?;
    let mut headers = hook.options.headers.clone();
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        headers.push(("content-type".to_owned(), reply.content_type.clone()));
    }
    Some(Answer { status: reply.status, headers, body: reply.text.clone().into_bytes() })
}

/// The key a caller makes sure with that an event starts one run.
fn idempotency_key(hook: &Hook, call: &Call) -> Result<Option<IdempotencyKey>, Problem> {
    let Some(key) = idempotency_text(&call.parts.headers)? else { return Ok(None) };
    Ok(Some(IdempotencyKey {
        scope: hook.scope.clone(),
        key,
        body_hash: fingerprint(&call.parts.method, call.parts.uri.query(), &call.body.bytes),
        expires_at: call.received_at.plus_ms(KEY_KEPT_MS),
    }))
}

/// The `Idempotency-Key` of a request.
pub(crate) fn idempotency_text(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().ok().filter(|key| !key.is_empty() && key.len() <= KEY_MOST_CHARACTERS);
    let message = || format!("`Idempotency-Key` must be 1 to {KEY_MOST_CHARACTERS} printable characters.");
    let wrong = || Problem::new(StatusCode::BAD_REQUEST, "bad_idempotency_key", message());
    key.map(|key| Some(key.to_owned())).ok_or_else(wrong)
}

/// What makes two requests the same one.
fn fingerprint(method: &Method, query: Option<&str>, body: &[u8]) -> [u8; 32] {
    use aws_lc_rs::digest::{Context, SHA256};
    let mut context = Context::new(&SHA256);
    for part in [method.as_str().as_bytes(), query.unwrap_or_default().as_bytes()] {
        context.update(part);
        context.update(b"\0");
    }
    context.update(body);
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// The answer to a request whose key was used before.
async fn repeated(
    state: &ApiState,
    hook: &Hook,
    row: IdempotencyRow,
    body_hash: Option<[u8; 32]>,
) -> Result<Answered, Problem> {
    if Some(row.body_hash) != body_hash {
        let message = "This `Idempotency-Key` was used before with another request.";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused", message)
            .hint("Use a new key for a new request."));
    }
    if let Some(packed) = row.answer {
        let given: Answer = serde_json::from_slice(&packed).map_err(Problem::internal)?;
        return Ok(Answered(answer::given(row.run, given)));
    }
    let run = state.store.run(hook.workspace, row.run).await?;
    if run.status.is_final() || hook.respond == Respond::Accepted {
        return Ok(Answered(answer::accepted(row.run, run.status)));
    }
    Err(Problem::conflict("still_running", "The first request with this `Idempotency-Key` is still being worked on.")
        .hint("Ask again in a second.")
        .retry_after(1))
}

/// The header fields as texts, names in lower case, in order of arrival.
pub(crate) fn header_pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    let texts =
        headers.iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::decoded_part;

    #[test]
    fn parts_of_paths_are_decoded() {
        for (part, expected) in [("a%20b", "a b"), ("%C3%BC+", "ü+"), ("%", "%"), ("%zz1", "%zz1"), ("%2", "%2")] {
            assert_eq!(decoded_part(part), expected);
        }
    }
}
