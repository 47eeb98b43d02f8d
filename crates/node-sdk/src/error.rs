//! Why a node failed, in words a person can act on.

use expression::ExpressionError;

/// Why a node failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NodeError {
    /// Whether trying again can help.
    pub class: ErrorClass,
    /// Stable code, such as `rate_limited`.
    pub code: &'static str,
    /// What happened, as a sentence.
    pub message: String,
    /// What to do about it, as a sentence.
    pub hint: String,
    /// The parameter at fault, as a path with dots.
    pub parameter: Option<String>,
    /// The other side asked to wait this long, in milliseconds.
    pub retry_after_ms: Option<u64>,
}

/// Whether trying again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// Network, timeout, rate limit, 5xx: may go away.
    Transient,
    /// Authentication, invalid data, 4xx: will not go away by itself.
    Permanent,
    /// The request left and no answer came: the effect may have taken place.
    InDoubt,
}

impl NodeError {
    /// A failure that may go away.
    pub fn transient(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::of(ErrorClass::Transient, code, message.into(), hint.into())
    }

    /// A failure that will not go away by itself.
    pub fn permanent(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::of(ErrorClass::Permanent, code, message.into(), hint.into())
    }

    /// A failure that leaves it unknown whether the effect took place.
    pub fn in_doubt(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::of(ErrorClass::InDoubt, code, message.into(), hint.into())
    }

    /// Names the parameter at fault.
    #[must_use]
    pub fn at(mut self, parameter: impl Into<String>) -> Self {
        self.parameter = Some(parameter.into());
        self
    }

    /// Says how long the other side asked to wait.
    #[must_use]
    pub fn retry_after_ms(mut self, retry_after_ms: u64) -> Self {
        self.retry_after_ms = Some(retry_after_ms);
        self
    }

    fn of(class: ErrorClass, code: &'static str, message: String, hint: String) -> Self {
        Self { class, code, message, hint, parameter: None, retry_after_ms: None }
    }
}

impl From<ExpressionError> for NodeError {
    fn from(error: ExpressionError) -> Self {
        Self::permanent("expression", error.message, error.hint)
    }
}
