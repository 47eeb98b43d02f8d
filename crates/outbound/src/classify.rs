//! What a failure of the HTTP library means.

use crate::error::{SendError, SendErrorKind};
use std::error::Error;

/// What this failure means for a request to `host` that may have left.
pub(crate) fn classify(error: &reqwest::Error, host: &str, left: bool) -> SendError {
    if let Some(own) = find::<SendError>(error) {
        return own.clone();
    }
    if let Some(tls) = find::<rustls::Error>(error).filter(|_| error.is_connect()) {
        return SendError::before(SendErrorKind::Tls, format!("no trusted connection to `{host}`: {tls}"));
    }
    if error.is_connect() && error.is_timeout() {
        return SendError::before(SendErrorKind::Timeout, format!("`{host}` did not accept a connection in time"));
    }
    if error.is_connect() || !left {
        return SendError::before(SendErrorKind::Connect, format!("no connection to `{host}`: {}", innermost(error)));
    }
    let message = format!("the connection to `{host}` broke before the answer was there: {}", innermost(error));
    SendError::after(SendErrorKind::Lost, message, left)
}

/// The first cause of this type. An `io::Error` hides the error it was made
/// from behind its own source, so it is opened.
fn find<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// The last cause: the operating system's or the other side's words.
fn innermost(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| "unknown cause".to_owned(), ToString::to_string)
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause| cause_of(*cause))
}

fn cause_of<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<std::io::Error>() {
        Some(io) => io.get_ref().map(|inner| inner as &(dyn Error + 'static)),
        None => error.source(),
    }
}
