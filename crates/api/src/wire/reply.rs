//! What handlers give.

use crate::openapi::Operation;
use crate::problem::Problem;
use crate::wire::extract::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;

/// Something a handler gives.
pub(crate) trait Given {
    fn describe(operation: &mut Operation<'_>);
}

impl<T: Given> Given for Result<T, Problem> {
    fn describe(operation: &mut Operation<'_>) {
        T::describe(operation);
    }
}

impl<T: JsonSchema> Given for Json<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.gives::<T>(StatusCode::OK);
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response(),
            Err(error) => Problem::internal(error).into_response(),
        }
    }
}

/// 201 with what was made.
pub(crate) struct Created<T>(pub(crate) T);

impl<T: JsonSchema> Given for Created<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.gives::<T>(StatusCode::CREATED);
    }
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Json(self.0)).into_response()
    }
}

/// 204: done, nothing to say.
pub(crate) struct NoContent;

impl Given for NoContent {
    fn describe(operation: &mut Operation<'_>) {
        operation.gives_nothing(StatusCode::NO_CONTENT);
    }
}

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

/// An answer with a cookie.
pub(crate) struct WithCookie<T> {
    pub(crate) cookie: HeaderValue,
    pub(crate) answer: T,
}

impl<T: Given> Given for WithCookie<T> {
    fn describe(operation: &mut Operation<'_>) {
        T::describe(operation);
    }
}

impl<T: IntoResponse> IntoResponse for WithCookie<T> {
    fn into_response(self) -> Response {
        ([(header::SET_COOKIE, self.cookie)], self.answer).into_response()
    }
}

/// An answer of the flow's own making.
pub(crate) struct Answered(pub(crate) Response);

impl Given for Answered {
    fn describe(operation: &mut Operation<'_>) {
        operation.gives_anything();
    }
}

impl IntoResponse for Answered {
    fn into_response(self) -> Response {
        self.0
    }
}

/// A text that is there already, such as the OpenAPI document.
pub(crate) struct JsonText(pub(crate) &'static str);

impl Given for JsonText {
    fn describe(operation: &mut Operation<'_>) {
        operation.gives::<serde_json::Value>(StatusCode::OK);
    }
}

impl IntoResponse for JsonText {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], self.0).into_response()
    }
}
