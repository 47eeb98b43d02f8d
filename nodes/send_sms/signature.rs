//! Twilio's signature of call-backs (`X-Twilio-Signature`). Pure.
//!
//! It is the HMAC-SHA1, by the account's auth token, of the full URL followed by
//! the names and values of the form, sorted. For JSON the form is empty and the
//! URL carries the SHA-256 of the body as `bodySHA256`. New parameters appear
//! without notice, so whatever arrives is signed over.

use aws_lc_rs::{constant_time, digest, hmac};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::collections::{BTreeMap, BTreeSet};
use url::form_urlencoded;

/// A call-back as it came in.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// The full URL as the provider knows it.
    pub url: &'a str,
    /// The header `Content-Type`.
    pub content_type: &'a str,
    /// The body as received.
    pub body: &'a [u8],
    /// The header `X-Twilio-Signature`.
    pub signature: &'a str,
}

/// Whether the call-back was signed with this token.
pub fn is_valid(signed: Signed<'_>, auth_token: &str) -> bool {
    let Ok(signature) = BASE64_STANDARD.decode(signed.signature.trim()) else { return false };
    // Without a secret anybody could sign.
    if auth_token.is_empty() {
        return false;
    }
    let Some(form) = signed_form(signed) else { return false };
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth_token.as_bytes());
    // Proxies add or drop the port on the way; the provider signs either.
    [signed.url.to_owned(), with_port(signed.url), without_port(signed.url)]
        .iter()
        .any(|url| hmac::verify(&key, format!("{url}{form}").as_bytes(), &signature).is_ok())
}

/// What follows the URL in the signed text; None if the body is not covered by
/// the signature.
fn signed_form(signed: Signed<'_>) -> Option<String> {
    if let Some(hash) = body_hash(signed.url) {
        let wanted = hex(digest::digest(&digest::SHA256, signed.body).as_ref());
        let is_same = constant_time::verify_slices_are_equal(wanted.as_bytes(), hash.as_bytes()).is_ok();
        return is_same.then(String::new);
    }
    let media_type = signed.content_type.split(';').next().unwrap_or_default().trim();
    if signed.body.is_empty() {
        return Some(String::new());
    }
    media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded").then(|| sorted(signed.body))
}

/// Names and values in order of the names; equal values of a name count once.
fn sorted(body: &[u8]) -> String {
    let mut form: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        form.entry(name.into_owned()).or_default().insert(value.into_owned());
    }
    let mut text = String::new();
    for (name, values) in &form {
        for value in values {
            text.push_str(name);
            text.push_str(value);
        }
    }
    text
}

fn body_hash(url: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let query = query.split('#').next().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "bodySHA256").map(|(_, hash)| hash.into_owned())
}

/// The URL in parts, letter by letter as it came: `https://`, host, `:443`, path.
fn split(url: &str) -> Option<(&str, &str, &str, &str)> {
    let host_start = url.find("://")? + 3;
    let path_start = url[host_start..].find(['/', '?', '#']).map_or(url.len(), |index| host_start + index);
    let (scheme, authority, path) = (&url[..host_start], &url[host_start..path_start], &url[path_start..]);
    // A colon begins the port only behind the bracket of an IPv6 address.
    let bracket = authority.rfind(']').map_or(0, |index| index + 1);
    let port_start = authority[bracket..].rfind(':').map_or(authority.len(), |index| bracket + index);
    Some((scheme, &authority[..port_start], &authority[port_start..], path))
}

fn with_port(url: &str) -> String {
    match split(url) {
        Some((scheme, host, "", path)) => {
            let port = if scheme.eq_ignore_ascii_case("https://") { ":443" } else { ":80" };
            format!("{scheme}{host}{port}{path}")
        }
        _ => url.to_owned(),
    }
}

fn without_port(url: &str) -> String {
    split(url).map_or_else(|| url.to_owned(), |(scheme, host, _, path)| format!("{scheme}{host}{path}"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Vector {
        name: String,
        token: String,
        url: String,
        content_type: String,
        body: String,
        signature: String,
        accepted: bool,
    }

    fn vectors() -> Vec<Vector> {
        serde_json::from_str(include_str!("vectors/signatures.json")).unwrap()
    }

    fn is_valid(vector: &Vector) -> bool {
        let Vector { url, content_type, body, signature, .. } = vector;
        super::is_valid(Signed { url, content_type, body: body.as_bytes(), signature }, &vector.token)
    }

    /// The first two are published by the provider; all were signed and judged
    /// by its own SDK for Node (`twilio` 6.2.0).
    #[test]
    fn judges_like_the_providers_own_sdk() {
        assert!(vectors().len() > 15);
        for vector in vectors() {
            assert_eq!(is_valid(&vector), vector.accepted, "{}", vector.name);
        }
    }

    #[test]
    fn refuses_whatever_was_changed() {
        type Change = fn(&mut Vector);
        let changes: [(&str, Change); 7] = [
            ("the token", |vector| vector.token.push('x')),
            ("no token", |vector| vector.token.clear()),
            ("the path", |vector| vector.url.push('x')),
            ("the body", |vector| vector.body.push_str("&Extra=1")),
            ("the signature", |vector| {
                vector.signature.replace_range(0..1, if vector.signature.starts_with('A') { "B" } else { "A" })
            }),
            ("no signature", |vector| vector.signature.clear()),
            ("no base 64", |vector| vector.signature = "!".into()),
        ];
        for (what, change) in changes {
            for mut vector in vectors() {
                change(&mut vector);
                assert!(!is_valid(&vector), "{what}: {}", vector.name);
            }
        }
    }

    #[test]
    fn refuses_a_body_the_signature_does_not_cover() {
        let mut vector = vectors().into_iter().find(|vector| vector.name == "no parameters").unwrap();
        assert!(is_valid(&vector));
        vector.content_type = "application/json".into();
        vector.body = "{\"MessageStatus\":\"delivered\"}".into();
        assert!(!is_valid(&vector));
    }
}
