//! A request to send and the answer that came.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

/// A request.
///
/// Header values marked as sensitive (`HeaderValue::set_sensitive`) are, like
/// `Authorization` and `Cookie`, not handed on when a redirect leaves the host.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Where to; `http` or `https`.
    pub url: Url,
    /// Header fields. `Host`, `Content-Length` and the like are set by the client.
    pub headers: HeaderMap,
    /// The body, if any.
    pub body: Option<Bytes>,
    /// All of it, redirects and reading the answer included, may take this long.
    pub timeout_ms: u64,
    /// The answer's body, unpacked, may be this large.
    pub max_body_bytes: usize,
    /// Whether redirects are followed, up to five.
    pub follow_redirects: bool,
}

impl Request {
    /// The answer's body may be this large unless the request says otherwise.
    pub const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

    /// A request without body: 30 seconds, up to 16 MiB of answer, follows redirects.
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: None,
            timeout_ms: 30_000,
            max_body_bytes: Self::MAX_BODY_BYTES,
            follow_redirects: true,
        }
    }
}

/// An answer, of whatever status.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body, unpacked.
    pub body: Bytes,
    /// Where the answer came from, after redirects.
    pub url: Url,
}
