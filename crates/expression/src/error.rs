//! Why an expression cannot be read or evaluated.

/// Why an expression cannot be read or evaluated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// What is wrong, as a sentence that names the part.
    pub message: String,
    /// How to mend it, as a sentence.
    pub hint: String,
    /// Start of the part at fault in the template, in bytes.
    pub start: usize,
    /// Its end.
    pub end: usize,
}

impl ExpressionError {
    /// An error at this part of the template.
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>, start: usize, end: usize) -> Self {
        Self { message: message.into(), hint: hint.into(), start, end }
    }
}
