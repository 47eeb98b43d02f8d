//! Answers that are large and the same for everybody, such as the catalog: sent compressed,
//! and again only when they have changed. Nothing that people wrote is sent so: its length
//! would tell of what else stands beside it.

use aws_lc_rs::digest;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::BodyExt;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// The routes whose answers are like that.
pub(crate) const PATHS: [&str; 4] =
    ["/api/v1/kinds", "/api/v1/credential-kinds", "/api/v1/time-zones", "/api/openapi.json"];

/// The last answer of a route, as it was packed.
pub(crate) type Kept = Arc<Mutex<Option<Packed>>>;

#[derive(Clone)]
pub(crate) struct Packed {
    /// Names the content.
    tag: HeaderValue,
    gzip: Bytes,
}

/// Packs the answer of a route, or says that it is still the same.
pub(crate) async fn pack(State(kept): State<Kept>, request: Request, next: Next) -> Response {
    let asked = request.headers().clone();
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let Some(tag) = tag_of(&body) else { return Response::from_parts(parts, Body::from(body)) };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::ETAG, tag.clone());
    // Kept by the browser of whoever is signed in, and asked about each time.
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    parts.headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, cookie, authorization"));
    if asked.get(header::IF_NONE_MATCH) == Some(&tag) {
        parts.status = StatusCode::NOT_MODIFIED;
        return Response::from_parts(parts, Body::empty());
    }
    let body = match takes_gzip(&asked).then(|| packed(&kept, tag, &body)).flatten() {
        Some(gzip) => {
            parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            gzip
        }
        None => body,
    };
    Response::from_parts(parts, Body::from(body))
}

/// The packed form, made once for each content.
fn packed(kept: &Kept, tag: HeaderValue, body: &[u8]) -> Option<Bytes> {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.as_ref().filter(|known| known.tag == tag) {
        return Some(known.gzip.clone());
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).ok()?;
    let gzip = Bytes::from(encoder.finish().ok()?);
    *kept = Some(Packed { tag, gzip: gzip.clone() });
    Some(gzip)
}

/// Half of the SHA-256 is more than enough to tell contents apart.
fn tag_of(body: &[u8]) -> Option<HeaderValue> {
    let digest = digest::digest(&digest::SHA256, body);
    let digits: String = digest.as_ref()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::from_str(&format!("\"{digits}\"")).ok()
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|one| one.split(';').next().is_some_and(|one| one.trim() == "gzip"))
}
