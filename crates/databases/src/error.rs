//! Why a database did not do what was asked.

/// Why a database did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DatabaseError {
    /// What went wrong.
    pub kind: ErrorKind,
    /// What went wrong, as a sentence. Holds no secret.
    pub message: String,
    /// The database's own code, such as `23505`.
    pub code: Option<String>,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// No connection could be opened.
    Connect,
    /// User, password or database is wrong.
    NotAllowed,
    /// The other side could not prove that it is the host, or speaks no TLS.
    Tls,
    /// The connection broke after a statement was sent.
    Lost,
    /// Time was up.
    Timeout,
    /// The database is busy or two transactions were in each other's way: worth another try.
    Busy,
    /// The statement, or what it does, is wrong.
    Statement,
    /// A value cannot be what the database wants there.
    Value,
    /// The answer is larger than wanted.
    TooLarge,
    /// It is refused by us, whatever the database would say.
    Refused,
}

impl DatabaseError {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), code: None }
    }

    pub(crate) fn coded(kind: ErrorKind, message: impl Into<String>, code: impl Into<String>) -> Self {
        Self { kind, message: message.into(), code: Some(code.into()) }
    }

    pub(crate) fn too_many_rows(most: usize) -> Self {
        Self::new(ErrorKind::TooLarge, format!("The statement gives more than {most} rows."))
    }

    pub(crate) fn too_many_bytes(most: usize) -> Self {
        Self::new(ErrorKind::TooLarge, format!("The rows have more than {} MB.", most / 1024 / 1024))
    }

    pub(crate) fn too_slow(limit: std::time::Duration) -> Self {
        Self::new(ErrorKind::Timeout, format!("The database did not answer within {} ms.", limit.as_millis()))
    }
}

/// The words of a database as a sentence.
pub(crate) fn sentence(words: &str) -> String {
    let words = words.trim().trim_end_matches('.');
    let mut letters = words.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
