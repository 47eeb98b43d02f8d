//! Why a request got no usable answer, and whether it may have had an effect.

/// Why a request got no usable answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SendError {
    /// What went wrong.
    pub kind: SendErrorKind,
    /// What went wrong as a sentence that names the host. Holds no secret.
    pub message: String,
    /// Whether the request, or the part of it that could have an effect, may
    /// have reached the other side. False: it surely had no effect.
    pub request_left: bool,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendErrorKind {
    /// The URL or a header is not one that can be sent.
    InvalidRequest,
    /// The policy does not allow the address.
    Refused,
    /// There is no host of this name.
    HostNotFound,
    /// The name service did not answer.
    NameService,
    /// No connection could be opened.
    Connect,
    /// The other side could not prove that it is the host, or speaks no TLS.
    Tls,
    /// Time was up.
    Timeout,
    /// The connection broke before the whole answer was there.
    Lost,
    /// The answer is larger than wanted.
    TooLarge,
    /// The answers redirect on and on.
    TooManyRedirects,
}

impl SendError {
    /// A failure before anything left.
    pub(crate) fn before(kind: SendErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), request_left: false }
    }

    /// A failure after the request may have left.
    pub(crate) fn after(kind: SendErrorKind, message: impl Into<String>, request_left: bool) -> Self {
        Self { kind, message: message.into(), request_left }
    }
}
