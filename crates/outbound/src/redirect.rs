//! Where a redirect leads and what of the request goes there. Pure.

use crate::error::{SendError, SendErrorKind};
use crate::message::Request;
use http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, LOCATION,
    PROXY_AUTHORIZATION,
};
use http::{HeaderMap, Method, StatusCode};
use url::Url;

/// How many redirects are followed.
pub(crate) const MOST_REDIRECTS: usize = 5;

/// Where this answer sends the client, if it is a redirect that is to be followed.
pub(crate) fn target(request: &Request, status: StatusCode, headers: &HeaderMap) -> Result<Option<Url>, SendError> {
    if !request.follow_redirects || !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let from = &request.url;
    let Some(location) = headers.get(LOCATION) else { return Ok(None) };
    let target = location.to_str().ok().and_then(|location| from.join(location).ok());
    let Some(target) = target else {
        let message = format!("`{}` redirects to something that is not a URL", host_of(from));
        return Err(SendError::after(SendErrorKind::InvalidRequest, message, !request.method.is_safe()));
    };
    // A user name in a redirect would turn into credentials nobody chose to send.
    let mut target = without_user(target);
    if target.fragment().is_none() {
        target.set_fragment(from.fragment());
    }
    Ok(Some(target))
}

/// Turns the request into the one for the next hop. Says whether the request
/// that was answered may have had an effect which the next hop only reports.
pub(crate) fn follow(request: &mut Request, status: StatusCode, target: Url) -> bool {
    let safe = request.method.is_safe();
    let becomes_get = match status.as_u16() {
        303 => request.method != Method::HEAD,
        301 | 302 => request.method == Method::POST,
        _ => false,
    };
    if becomes_get {
        request.method = Method::GET;
        request.body = None;
        for name in [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING, CONTENT_LANGUAGE] {
            request.headers.remove(name);
        }
    }
    if request.url.origin() != target.origin() {
        drop_secrets(&mut request.headers);
    }
    request.url = target;
    becomes_get && !safe
}

fn drop_secrets(headers: &mut HeaderMap) {
    for name in [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION] {
        headers.remove(name);
    }
    let sensitive: Vec<_> =
        headers.iter().filter(|(_, value)| value.is_sensitive()).map(|(name, _)| name.clone()).collect();
    for name in sensitive {
        headers.remove(name);
    }
}

/// The URL without user name and password.
pub(crate) fn without_user(mut url: Url) -> Url {
    // Fails only for URLs that cannot have a user, which is what is wanted.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// The host of a URL for messages.
pub(crate) fn host_of(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::HeaderValue;

    fn request(method: Method) -> Request {
        let mut request = Request::new(method, Url::parse("https://a.example/start").expect("url"));
        let mut key = HeaderValue::from_static("secret");
        key.set_sensitive(true);
        request.headers.insert("x-api-key", key);
        request.headers.insert(AUTHORIZATION, HeaderValue::from_static("Basic x"));
        request.headers.insert(COOKIE, HeaderValue::from_static("a=b"));
        request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        request.headers.insert("x-trace", HeaderValue::from_static("1"));
        request.body = Some(Bytes::from_static(b"body"));
        request
    }

    fn names(request: &Request) -> String {
        let mut names: Vec<_> = request.headers.keys().map(|name| name.as_str()).collect();
        names.sort_unstable();
        names.join(" ")
    }

    #[test]
    fn secrets_stay_with_the_origin() {
        const ALL: &str = "authorization content-type cookie x-api-key x-trace";
        const REST: &str = "content-type x-trace";
        for (target, expected) in [
            ("https://a.example/next", ALL),
            ("https://a.example:443/next", ALL),
            ("https://b.example/next", REST),
            ("https://sub.a.example/next", REST),
            ("https://a.example:8443/next", REST),
            ("http://a.example/next", REST),
        ] {
            let mut request = request(Method::PUT);
            follow(&mut request, StatusCode::TEMPORARY_REDIRECT, Url::parse(target).expect("url"));
            assert_eq!(names(&request), expected, "{target}");
        }
    }

    #[test]
    fn methods_change_as_browsers_do() {
        for (method, status, expected, reports_effect) in [
            (Method::POST, 301, Method::GET, true),
            (Method::POST, 302, Method::GET, true),
            (Method::POST, 303, Method::GET, true),
            (Method::POST, 307, Method::POST, false),
            (Method::POST, 308, Method::POST, false),
            (Method::PUT, 302, Method::PUT, false),
            (Method::DELETE, 303, Method::GET, true),
            (Method::GET, 303, Method::GET, false),
            (Method::HEAD, 303, Method::HEAD, false),
        ] {
            let mut request = request(method.clone());
            let status = StatusCode::from_u16(status).expect("status");
            let next = Url::parse("https://a.example/next").expect("url");
            assert_eq!(follow(&mut request, status, next), reports_effect, "{method} {status}");
            assert_eq!(request.method, expected, "{method} {status}");
            assert_eq!(request.body.is_none(), expected == Method::GET, "{method} {status}");
        }
    }

    #[test]
    fn reads_the_target() {
        let mut from = Request::new(Method::GET, Url::parse("https://a.example/x/y?q#part").expect("url"));
        for (location, expected) in [
            ("/z", "https://a.example/z#part"),
            ("z", "https://a.example/x/z#part"),
            ("//b.example", "https://b.example/#part"),
            ("https://user:pw@b.example/#other", "https://b.example/#other"),
            ("http://0x7f.1/", "http://127.0.0.1/#part"),
        ] {
            let headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static(location))]);
            let target = target(&from, StatusCode::FOUND, &headers).expect("readable").expect("a redirect");
            assert_eq!(target.as_str(), expected);
        }
        let none = HeaderMap::new();
        assert_eq!(target(&from, StatusCode::FOUND, &none), Ok(None));
        let headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static("/z"))]);
        assert_eq!(target(&from, StatusCode::NOT_MODIFIED, &headers), Ok(None));
        let broken = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static("http://"))]);
        assert!(target(&from, StatusCode::FOUND, &broken).is_err());
        from.follow_redirects = false;
        assert_eq!(target(&from, StatusCode::FOUND, &broken), Ok(None));
    }
}
