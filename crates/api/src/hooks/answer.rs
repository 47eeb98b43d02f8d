//! What the caller of a webhook gets.

use crate::routes::runs::status_name;
use crate::wire::Json;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use flow::id::RunId;
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::json;
use store::door::Answer;
use store::runs::RunStatus;

/// Header fields a flow may not set: they would speak for the whole site or
/// for the connection.
const RESERVED: [&str; 20] = [
    "clear-site-data",
    "connection",
    "content-length",
    "content-security-policy",
    "content-security-policy-report-only",
    "cross-origin-opener-policy",
    "keep-alive",
    "nel",
    "proxy-authenticate",
    "public-key-pins",
    "report-to",
    "reporting-endpoints",
    "service-worker-allowed",
    "set-cookie",
    "strict-transport-security",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-request-id",
];

/// The answer the flow gave.
pub(super) fn given(run: RunId, answer: Answer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    for (name, value) in answer.headers {
        let pair = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value));
        if let (Ok(name), Ok(value)) = pair
            && !RESERVED.contains(&name.as_str())
        {
            response.headers_mut().append(name, value);
        }
    }
    with_run(response, run)
}

/// The event is kept; the flow has not answered.
pub(super) fn accepted(run: RunId, status: RunStatus) -> Response {
    let code = if status.is_final() { StatusCode::OK } else { StatusCode::ACCEPTED };
    let body = json!({"run": run, "status": status_name(status)});
    with_run((code, Json(body)).into_response(), run)
}

fn with_run(mut response: Response, run: RunId) -> Response {
    if let Ok(value) = HeaderValue::from_str(&run.to_string()) {
        response.headers_mut().insert(HeaderName::from_static("x-towpath-run"), value);
    }
    response
}
