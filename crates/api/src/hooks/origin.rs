//! From where a webhook may be called: addresses and networks, the scripts of web pages
//! (CORS), and no programs that only look at links.

use super::cache::Hook;
use crate::problem::Problem;
use crate::state::ClientAddress;
use axum::body::Body;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use node_sdk::hook::HookOptions;

/// How programs name themselves that follow links to show or to list them.
const BOTS: [&str; 12] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "facebookexternalhit",
    "embedly",
    "whatsapp",
    "mediapartners",
    "headlesschrome",
    "lighthouse",
    "scanner",
];

/// Refuses callers from elsewhere, and programs that only look, if that is wanted.
pub(super) fn check(options: &HookOptions, parts: &Parts) -> Result<(), Problem> {
    let address = parts.extensions.get::<ClientAddress>().map(|ClientAddress(address)| *address);
    if !options.admits(address) {
        let message = "This webhook takes no calls from your address.";
        return Err(Problem::new(StatusCode::FORBIDDEN, "address_refused", message));
    }
    if options.refuse_bots && is_bot(&parts.headers) {
        let message = "This webhook takes no calls of programs that only look at links.";
        return Err(Problem::new(StatusCode::FORBIDDEN, "bot_refused", message));
    }
    Ok(())
}

fn is_bot(headers: &HeaderMap) -> bool {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let agent = agent.to_ascii_lowercase();
    agent.is_empty() || BOTS.iter().any(|bot| agent.contains(bot))
}

/// The answer to a browser that asks whether the script of a page may call.
pub(super) fn preflight(hook: &Hook, parts: &Parts) -> Option<Response> {
    let wanted = parts.headers.get(header::ACCESS_CONTROL_REQUEST_METHOD);
    if parts.method != Method::OPTIONS || wanted.is_none() || hook.options.origins.is_empty() {
        return None;
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let Some(origin) = allowed(&hook.options, &parts.headers) else { return Some(response) };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    if let Ok(methods) = HeaderValue::from_str(&hook.methods()) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    }
    if let Some(names) = parts.headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("300"));
    Some(response)
}

/// Lets the script of a page read the answer, if its site may call.
pub(super) fn show(options: &HookOptions, caller: &HeaderMap, answer: &mut HeaderMap) {
    if let Some(origin) = allowed(options, caller) {
        // What the flow itself said of it holds.
        answer.entry(header::ACCESS_CONTROL_ALLOW_ORIGIN).or_insert(origin);
        answer.append(header::VARY, HeaderValue::from_static("origin"));
    }
}

/// The site a request came from, if its scripts may call.
fn allowed(options: &HookOptions, headers: &HeaderMap) -> Option<HeaderValue> {
    let origin = headers.get(header::ORIGIN)?;
    let text = origin.to_str().ok()?;
    let is_allowed = |allowed: &String| allowed == "*" || allowed.eq_ignore_ascii_case(text);
    options.origins.iter().any(is_allowed).then(|| origin.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: http::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn programs_that_look_at_links_are_known() {
        for (agent, expected) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", false),
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", true),
            ("Slackbot-LinkExpanding 1.0", true),
            ("WhatsApp/2.23", true),
            ("curl/8.5.0", false),
            ("", true),
        ] {
            assert_eq!(is_bot(&headers(header::USER_AGENT, agent)), expected, "{agent}");
        }
    }

    #[test]
    fn only_the_pages_of_the_sites_that_are_named_may_read() {
        let own = HookOptions { origins: vec!["https://a.example".into()], ..HookOptions::default() };
        let all = HookOptions { origins: vec!["*".into()], ..HookOptions::default() };
        for (options, origin, expected) in [
            (&own, "https://a.example", true),
            (&own, "https://b.example", false),
            (&all, "https://b.example", true),
            (&HookOptions::default(), "https://a.example", false),
        ] {
            let mut answer = HeaderMap::new();
            show(options, &headers(header::ORIGIN, origin), &mut answer);
            let given = answer.get(header::ACCESS_CONTROL_ALLOW_ORIGIN).map(|value| value == origin);
            assert_eq!(given, expected.then_some(true), "{origin}");
        }
    }
}
