//! The router: the table's routes, the web app for the rest, and around both the
//! layer that gives every answer its headers and every problem its document.

use crate::packed;
use crate::problem::Problem;
use crate::regions::send_home;
use crate::route::Route;
use crate::state::ApiState;
use crate::table;
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use flow::id::RequestId;
use futures_util::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use std::panic::AssertUnwindSafe;
use tower::ServiceExt;

/// The whole HTTP surface of the server.
pub fn router(state: ApiState) -> Router {
    let mut router = Router::new();
    for route in table::routes() {
        let path = route.path;
        let served = route.serve(&state);
        router = router.route(
            path,
            match packed::PATHS.contains(&path) {
                true => served.layer(from_fn_with_state(packed::Kept::default(), packed::pack)),
                false => served,
            },
        );
    }
    if !state.settings.regions.own.is_empty() {
        router = router.layer(from_fn_with_state(state.clone(), send_home));
    }
    router
        .method_not_allowed_fallback(async || {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", "This address does not take this method.")
        })
        .fallback(elsewhere)
        .layer(DefaultBodyLimit::max(state.settings.limits.api_body_bytes))
        .layer(from_fn_with_state(state.clone(), finish))
        .with_state(state)
}

/// What a process shows that serves nobody: whether it lives, and takes work.
pub fn health_router(state: ApiState) -> Router {
    let is_health = |route: &Route| matches!(route.path, "/livez" | "/readyz");
    let routes = table::routes().into_iter().filter(is_health);
    let router = routes.fold(Router::new(), |router, route| {
        let path = route.path;
        router.route(path, route.serve(&state))
    });
    let nothing = async || Problem::not_found();
    router.fallback(nothing).layer(from_fn_with_state(state.clone(), finish)).with_state(state)
}

/// What no route has: below `/api` a problem, elsewhere the web app.
async fn elsewhere(State(state): State<ApiState>, request: Request) -> Response {
    match Area::of(request.uri().path()) {
        Area::Web => state.web.clone().oneshot(request).await.into_response(),
        Area::Api | Area::Hook | Area::Page => Problem::not_found().into_response(),
    }
}

/// Runs a request and finishes its answer. A panic becomes a 500 without detail.
async fn finish(State(state): State<ApiState>, request: Request, next: Next) -> Response {
    let request_id = RequestId::new(state.ids.as_ref()).to_string();
    let method = request.method().clone();
    let uri = request.uri().clone();
    let area = Area::of(uri.path());
    let outcome = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = outcome.unwrap_or_else(|panic| Problem::internal(panic_text(&panic)).into_response());
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        log(&state, &problem, &request_id, &method, &uri);
        write(&mut response, &problem, &request_id);
    }
    dress(response.headers_mut(), area, &request_id);
    response
}

/// What an address belongs to; each has its own headers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Area {
    Api,
    Hook,
    /// A plain page for people who are not signed in.
    Page,
    Web,
}

impl Area {
    fn of(path: &str) -> Self {
        match path.split('/').nth(1).unwrap_or_default() {
            "api" | "livez" | "readyz" => Self::Api,
            "hooks" | "callbacks" => Self::Hook,
            "resume" | "forms" => Self::Page,
            _ => Self::Web,
        }
    }
}

fn write(response: &mut Response, problem: &Problem, request_id: &str) {
    *response.body_mut() = Body::from(problem.render(request_id));
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(seconds) = problem.retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

fn log(state: &ApiState, problem: &Problem, request_id: &str, method: &Method, uri: &Uri) {
    let (status, code, path) = (problem.status.as_u16(), problem.code, uri.path());
    match &problem.cause {
        Some(cause) if problem.status == StatusCode::INTERNAL_SERVER_ERROR => {
            tracing::error!(request_id, %method, path, status, code, cause, "a request broke");
        }
        // Who is refused so is refused again and again, and a thousand others with them.
        Some(cause) if problem.status == StatusCode::SERVICE_UNAVAILABLE => {
            if let Some(left_out) = state.refused.is_due(state.now().0) {
                tracing::warn!(request_id, %method, path, status, code, cause, left_out, "requests are refused");
            }
        }
        Some(cause) => tracing::warn!(request_id, %method, path, status, code, cause, "a request was refused"),
        None => tracing::debug!(request_id, %method, path, status, code, "a request was refused"),
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panicked".into())
}

const PAGE_POLICY: &str = "default-src 'self'; script-src 'self'; require-trusted-types-for 'script'; trusted-types preview layout; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; connect-src 'self'; frame-src 'self' blob: data:; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// What a flow answers is a stranger's page: it gets no origin and no scripts.
const ANSWER_POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src https: data:";
const PLAIN_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";
const NOTHING_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Sets the headers every answer of an area has; those of a handler stay.
fn dress(headers: &mut HeaderMap, area: Area, request_id: &str) {
    let policy = match area {
        Area::Web => PAGE_POLICY,
        Area::Hook => ANSWER_POLICY,
        Area::Page => PLAIN_POLICY,
        Area::Api => NOTHING_POLICY,
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    if area == Area::Web {
        headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
        headers.insert(
            "permissions-policy",
            HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        );
    } else {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
}
