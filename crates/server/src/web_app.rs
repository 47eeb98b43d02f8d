//! The web app, embedded in the binary: files as they were built and compressed;
//! every other address is a page of the app and gets `index.html`.

use api::Problem;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Files;

/// Names hold a hash of the content: they can be kept for ever.
const HASHED: &str = "assets/";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
const NEVER: &str = "no-store";

/// Serves the web app.
pub fn router() -> Router {
    Router::new().fallback(serve)
}

async fn serve(request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let message = "This address does not take this method.";
        return Problem::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", message).into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    match find(path, request.headers()) {
        Some(found) => found.respond(request.headers()),
        None => Problem::new(StatusCode::NOT_FOUND, "not_found", "There is no such file.").into_response(),
    }
}

/// A file of the app in the form the client takes.
struct Found {
    file: EmbeddedFile,
    encoding: Option<&'static str>,
    media_type: &'static str,
    keep: &'static str,
}

fn find(path: &str, headers: &HeaderMap) -> Option<Found> {
    // Packed forms are given under the name of the file; dot files are the build's own.
    let is_inner = path.starts_with('.') || path.ends_with(".br") || path.ends_with(".gz");
    let name = if path.is_empty() { "index.html" } else { path };
    if !is_inner && let Some(found) = packed(name, headers) {
        return Some(found);
    }
    // An address with an ending is a file that is not there; others are pages.
    let is_page = !path.starts_with(HASHED) && !path.rsplit('/').next().unwrap_or_default().contains('.');
    if is_page { packed("index.html", headers) } else { None }
}

fn packed(name: &str, headers: &HeaderMap) -> Option<Found> {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts =
        |encoding: &str| accepted.split(',').any(|one| one.split(';').next().is_some_and(|one| one.trim() == encoding));
    let forms = [("br", ".br"), ("gzip", ".gz")].into_iter().filter(|(encoding, _)| accepts(encoding));
    let packed = forms.filter_map(|(encoding, ending)| Some((Files::get(&format!("{name}{ending}"))?, Some(encoding))));
    let (file, encoding) = packed.chain(Files::get(name).map(|file| (file, None))).next()?;
    let keep = match name {
        "index.html" => NEVER,
        name if name.starts_with(HASHED) => FOR_EVER,
        _ => ASK_AGAIN,
    };
    Some(Found { file, encoding, media_type: media_type(name), keep })
}

impl Found {
    fn respond(self, asked: &HeaderMap) -> Response {
        let tag = self.tag();
        let is_known = asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
        let body = match self.file.data {
            _ if is_known => Body::empty(),
            Cow::Borrowed(bytes) => Body::from(bytes),
            Cow::Owned(bytes) => Body::from(bytes),
        };
        let mut response = Response::new(body);
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.keep));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(encoding) = self.encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, tag);
        }
        response
    }

    /// Half of the SHA-256 is more than enough to tell builds apart.
    fn tag(&self) -> String {
        let hash = self.file.metadata.sha256_hash();
        let digits: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("\"{digits}\"")
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn respond(path: &str) -> Option<(&'static str, &'static str)> {
        find(path, &HeaderMap::new()).map(|found| (found.media_type, found.keep))
    }

    #[test]
    fn pages_get_the_app_and_missing_files_nothing() {
        let page = Some(("text/html; charset=utf-8", NEVER));
        assert_eq!((respond(""), respond("flows/flow_1"), respond("index.html")), (page, page, page));
        assert_eq!(
            (respond("assets/none.js"), respond("none.css"), respond(".vite/manifest.json")),
            (None, None, None)
        );
    }

    #[test]
    fn an_unchanged_file_is_not_sent_again() {
        let found = || find("", &HeaderMap::new()).unwrap();
        let tag = HeaderValue::from_str(&found().tag()).unwrap();
        let known = HeaderMap::from_iter([(header::IF_NONE_MATCH, tag)]);
        assert_eq!(found().respond(&known).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(found().respond(&HeaderMap::new()).status(), StatusCode::OK);
    }
}
