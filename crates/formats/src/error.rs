//! Why something could not be read or written.

/// Why something could not be read or written, in words a person can act on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FormatError {
    /// What is wrong, as a sentence.
    pub message: String,
    /// What to do about it, as a sentence.
    pub hint: &'static str,
}

impl FormatError {
    /// An error of these sentences.
    pub fn new(message: impl Into<String>, hint: &'static str) -> Self {
        Self { message: message.into(), hint }
    }

    /// Something larger than allowed.
    pub(crate) fn too_large(what: &str, most: usize, unit: &str) -> Self {
        Self::new(format!("{what}; at most {most} {unit} are allowed."), "Split it into smaller parts.")
    }
}
