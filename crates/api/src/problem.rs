//! Problems (RFC 9457): what every refusal and failure looks like on the wire.
//!
//! A handler gives a `Problem`; the outermost layer writes it out together with
//! the id of the request, and logs what must not be shown.

use axum::response::{IntoResponse, Response};
use flow::problem::Severity;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use std::ops::{Deref, DerefMut};
use store::StoreError;
use store::door::{Refusal, RunnerError};

/// A refusal or failure. Boxed, because it travels in every `Result`.
#[derive(Clone, Debug)]
pub struct Problem(Box<Content>);

/// What a problem says.
#[derive(Clone, Debug)]
pub struct Content {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) detail: String,
    pub(crate) hint: Option<String>,
    fields: Vec<FieldProblem>,
    problems: Vec<FlowProblem>,
    /// The name of the limit that is reached.
    limit: Option<&'static str>,
    /// Seconds after which it is worth trying again.
    pub(crate) retry_after_s: Option<u32>,
    /// For the log only.
    pub(crate) cause: Option<String>,
}

/// A problem document as it is sent.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(crate) struct ProblemDocument<'a> {
    /// Names the kind of problem.
    r#type: String,
    /// The kind of problem in a few words.
    title: &'a str,
    /// The HTTP status.
    status: u16,
    /// What is wrong this time.
    detail: &'a str,
    /// The last part of `type`: stable, for programs.
    code: &'a str,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    /// The name of the limit that is reached, such as `flow_at_once`.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<&'static str>,
    /// The id of the request, as in the server's log.
    request_id: &'a str,
    /// Fields of the request that are wrong.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    fields: &'a [FieldProblem],
    /// Problems of a flow.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    problems: &'a [FlowProblem],
}

/// A field of a request that is wrong.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct FieldProblem {
    /// Its path with dots.
    field: String,
    /// What is wrong with it.
    message: String,
}

/// Something that is wrong with a flow.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct FlowProblem {
    /// `error` keeps the flow from being published, `warning` does not.
    severity: &'static str,
    /// Stable code.
    code: String,
    /// What is wrong.
    message: String,
    /// How to mend it.
    hint: String,
    /// The node it is at.
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<String>,
    /// The arrow it is at.
    #[serde(skip_serializing_if = "Option::is_none")]
    edge: Option<String>,
    /// The parameter it is at, as a path with dots.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
}

impl From<flow::Problem> for FlowProblem {
    fn from(problem: flow::Problem) -> Self {
        Self {
            severity: match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            code: problem.code,
            message: problem.message,
            hint: problem.hint,
            node: problem.node.map(|node| node.0),
            edge: problem.edge.map(|edge| edge.0),
            parameter: problem.parameter,
        }
    }
}

impl Deref for Problem {
    type Target = Content;
    fn deref(&self) -> &Content {
        &self.0
    }
}

impl DerefMut for Problem {
    fn deref_mut(&mut self) -> &mut Content {
        &mut self.0
    }
}

impl Problem {
    /// A problem with this status, code and sentence.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self(Box::new(Content {
            status,
            code,
            detail: detail.into(),
            hint: None,
            fields: Vec::new(),
            problems: Vec::new(),
            limit: None,
            retry_after_s: None,
            cause: None,
        }))
    }

    /// Says what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says when it is worth trying again.
    #[must_use]
    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// 404: there is no such thing, or it is somebody else's; the two look the same.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here, or you may not see it.")
    }

    /// 401: nobody is signed in.
    pub(crate) fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed_out", "You are not signed in.")
            .hint("Sign in, or send an API token as `Authorization: Bearer …`.")
    }

    /// 403: the role or the token's scopes do not allow it.
    pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// 409: it does not stand so that this can be done.
    pub(crate) fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 422 with one wrong field.
    pub(crate) fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::fields(vec![(field.into(), message.into())])
    }

    /// 422 with wrong fields.
    pub(crate) fn fields(fields: Vec<(String, String)>) -> Self {
        let mut problem =
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Something in the request is not right.");
        problem.fields = fields.into_iter().map(|(field, message)| FieldProblem { field, message }).collect();
        if let [only] = problem.fields.as_slice() {
            problem.detail = only.message.clone();
        }
        problem
    }

    /// 422: the flow cannot be published.
    pub(crate) fn flow_invalid(problems: Vec<flow::Problem>) -> Self {
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "flow_invalid",
            "The flow has errors that must be mended first.",
        );
        problem.problems = problems.into_iter().map(FlowProblem::from).collect();
        problem
    }

    /// 429: too often; come back after this many seconds.
    pub(crate) fn too_often(retry_after_s: u32) -> Self {
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_often", "There were too many requests.")
            .hint(format!("Try again in {retry_after_s} s."));
        problem.retry_after_s = Some(retry_after_s);
        problem
    }

    /// 429: a limit of the caller's own workspace or flow leaves no room.
    pub(crate) fn limited(refusal: &Refusal) -> Self {
        let retry_after_s = u32::try_from(refusal.retry_after_ms.div_ceil(1_000)).unwrap_or(u32::MAX).max(1);
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "limit_reached", sentence(&refusal.message))
            .hint(format!("Try again in {retry_after_s} s; nothing was begun."))
            .retry_after(retry_after_s);
        problem.limit = Some(refusal.limit);
        problem
    }

    /// 503: the server has too much to do.
    pub(crate) fn overloaded() -> Self {
        let mut problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "overloaded",
            "The server has too much to do; nothing was kept.",
        )
        .hint("Try again in a second.");
        problem.retry_after_s = Some(1);
        problem
    }

    /// 500: something broke; the cause goes to the log only.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        let mut problem = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something broke on the server.")
            .hint("Try again. If it stays, look in the server's log for the id of this request.");
        problem.cause = Some(cause.to_string());
        problem
    }

    /// With another status; for the few places where an interface asks for it.
    #[must_use]
    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The document's bytes.
    pub(crate) fn render(&self, request_id: &str) -> Vec<u8> {
        let document = ProblemDocument {
            r#type: format!("https://towpath.dev/problems/{}", self.code),
            title: title(self.status),
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            hint: self.hint.as_deref(),
            limit: self.limit,
            request_id,
            fields: &self.fields,
            problems: &self.problems,
        };
        // A struct of texts and numbers can always be written.
        serde_json::to_vec(&document).unwrap_or_default()
    }
}

fn title(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "The request cannot be read",
        401 => "Not signed in",
        403 => "Not allowed",
        404 => "Not found",
        405 => "This method is not for this address",
        409 => "It is not in the state for this",
        413 => "Too large",
        415 => "This kind of content is not understood",
        422 => "Something is not right",
        429 => "Too many requests",
        503 => "Not now",
        _ => "Something broke",
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(_) => Self::not_found(),
            StoreError::Conflict(message) => Self::conflict("conflict", sentence(&message)),
            StoreError::Overloaded | StoreError::Fenced => Self::overloaded(),
            StoreError::Unavailable(cause) => {
                let mut problem = Self::overloaded();
                problem.cause = Some(cause);
                problem
            }
            StoreError::Damaged(_) | StoreError::Database(_) => Self::internal(error),
        }
    }
}

impl From<RunnerError> for Problem {
    fn from(error: RunnerError) -> Self {
        match error {
            RunnerError::Duplicate(_) => Self::conflict("duplicate", "The idempotency key was used before."),
            RunnerError::Overloaded => Self::overloaded(),
            RunnerError::Limited(refusal) => Self::limited(&refusal),
            RunnerError::TooLarge(message) => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", sentence(&message)),
            RunnerError::Invalid(message) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "cannot_run", sentence(&message))
            }
            RunnerError::WrongState(message) => Self::conflict("wrong_state", sentence(&message)),
            RunnerError::Store(error) => error.into(),
        }
    }
}

/// Our errors begin small and end without a full stop; people read sentences.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let rest = letters.as_str();
    if rest.ends_with(['.', '!', '?']) { format!("{first}{rest}") } else { format!("{first}{rest}.") }
}
