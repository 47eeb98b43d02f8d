//! Extractors whose refusals are problem documents.

use crate::openapi::Operation;
use crate::problem::Problem;
use crate::state::ApiState;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use flow::NodeId;
use flow::id::{
    BatchId, CredentialId, FlowId, FlowTestId, JobId, PresetId, RunId, SessionId, TableId, TokenId, UserId, VariableId,
};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// Something a handler takes.
pub(crate) trait Taken {
    fn describe(_operation: &mut Operation<'_>) {}
}

impl Taken for axum::extract::State<ApiState> {}
impl Taken for HeaderMap {}
impl Taken for http::Method {}
impl Taken for Request {}

/// A JSON body.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: JsonSchema> Taken for Json<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.takes_body::<T>();
    }
}

impl<T: DeserializeOwned> FromRequest<ApiState> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not_json",
                "The body must be JSON with the header `Content-Type: application/json`.",
            ));
        }
        let body = Bytes::from_request(request, state).await.map_err(body_problem)?;
        read(&body).map(Self)
    }
}

/// What is wrong with a body that could not be received.
pub(crate) fn body_problem(rejection: BytesRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is larger than this server takes.")
        }
        _ => Problem::new(StatusCode::BAD_REQUEST, "body_broken", "The body did not arrive completely."),
    }
}

/// Whether the body says it is JSON.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = value.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/json")
        || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}

/// Reads JSON; an error names the field.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let value: T = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() { wrong_field(&path, &inner.to_string()) } else { not_json(&inner) }
    })?;
    deserializer.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

fn not_json(error: &serde_json::Error) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "not_json", format!("The body is not JSON: {error}."))
}

fn wrong_field(path: &str, reason: &str) -> Problem {
    let reason = reason.split(" at line ").next().unwrap_or(reason);
    let missing = reason.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    let parent = if path == "." { "" } else { path };
    match missing {
        Some(name) if parent.is_empty() => Problem::field(name, format!("`{name}` is missing.")),
        Some(name) => Problem::field(format!("{parent}.{name}"), format!("`{parent}.{name}` is missing.")),
        None if parent.is_empty() => Problem::field("body", format!("The body is not right: {reason}.")),
        None => Problem::field(parent, format!("`{parent}` is not right: {reason}.")),
    }
}

/// The query of the address.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: JsonSchema> Taken for Query<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.takes_query::<T>();
    }
}

impl<T: DeserializeOwned> FromRequestParts<ApiState> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &ApiState) -> Result<Self, Problem> {
        axum::extract::Query::<T>::try_from_uri(&parts.uri).map(|query| Self(query.0)).map_err(|rejection| {
            let text = rejection.body_text();
            let reason = text.rsplit_once("query string: ").map_or(text.as_str(), |(_, reason)| reason);
            Problem::field("query", format!("The query of the address is not right: {reason}."))
        })
    }
}

/// An id or number in the path. A text that is no such id names nothing: 404.
pub(crate) struct At<T>(pub(crate) T);

/// What can stand in a path.
pub(crate) trait InPath: Sized + Send {
    /// The name of its place.
    const NAME: &'static str;
    fn read(text: &str) -> Option<Self>;
}

macro_rules! in_path {
    ($($type:ty = $name:literal),* $(,)?) => {$(
        impl InPath for $type {
            const NAME: &'static str = $name;
            fn read(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )*};
}
in_path! {
    FlowId = "flow", FlowTestId = "test", RunId = "run", UserId = "user", TokenId = "token",
    SessionId = "session", CredentialId = "credential", JobId = "job", BatchId = "batch",
    TableId = "table", VariableId = "variable", PresetId = "preset",
}

impl InPath for NodeId {
    const NAME: &'static str = "node";
    fn read(text: &str) -> Option<Self> {
        Some(Self(text.to_owned()))
    }
}

/// The number of a version or the index of a step.
pub(crate) struct Number(pub(crate) u32);

impl InPath for Number {
    const NAME: &'static str = "number";
    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

/// The rest of a webhook's path, or the token of a call-back.
pub(crate) struct Tail(pub(crate) String);

impl InPath for Tail {
    const NAME: &'static str = "path";
    fn read(text: &str) -> Option<Self> {
        Some(Self(text.to_owned()))
    }
}

impl<T> Taken for At<T> {}

impl<T: InPath> FromRequestParts<ApiState> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let places = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Problem::not_found())?;
        let text = places.iter().find(|(name, _)| *name == T::NAME).map(|(_, value)| value);
        text.and_then(T::read).map(Self).ok_or_else(Problem::not_found)
    }
}
