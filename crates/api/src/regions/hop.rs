//! The proof a forwarded request carries: which region sent it, when, and that it knows
//! the secret the regions share. It is good for this request alone, for a minute.

use super::Regions;
use crate::problem::Problem;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flow::Timestamp;
use http::{HeaderValue, Method, StatusCode};

/// The header field it stands in.
pub(crate) const HEADER: &str = "towpath-hop";
/// Clocks of servers differ by less than this, in milliseconds.
const SKEW_MS: i64 = 60_000;

/// The proof for a request to `home`.
pub(crate) fn proof(
    regions: &Regions,
    home: &str,
    method: &Method,
    path: &str,
    now: Timestamp,
) -> Result<HeaderValue, Problem> {
    let tag = hmac::sign(&key(regions), message(&regions.own, home, now.0, method, path).as_bytes());
    let text = format!("{};{};{}", regions.own, now.0, URL_SAFE_NO_PAD.encode(tag));
    HeaderValue::try_from(text).map_err(Problem::internal)
}

/// Refuses a request whose proof is not one for it.
pub(crate) fn verify(
    regions: &Regions,
    proof: &HeaderValue,
    method: &Method,
    path: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    match is_right(regions, proof, method, path, now) {
        Some(true) => Ok(()),
        _ => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "hop_refused",
            "The request says that another region sent it, and cannot prove it.",
        )),
    }
}

fn is_right(regions: &Regions, proof: &HeaderValue, method: &Method, path: &str, now: Timestamp) -> Option<bool> {
    let mut parts = proof.to_str().ok()?.splitn(3, ';');
    let (from, at, tag) = (parts.next()?, parts.next()?, parts.next()?);
    let at: i64 = at.parse().ok()?;
    let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
    let message = message(from, &regions.own, at, method, path);
    let is_signed = hmac::verify(&key(regions), message.as_bytes(), &tag).is_ok();
    Some(is_signed && !regions.secret.is_empty() && now.since_ms(Timestamp(at)).abs() <= SKEW_MS)
}

fn key(regions: &Regions) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, regions.secret.as_bytes())
}

/// No part but the last may hold a line feed.
fn message(from: &str, to: &str, at: i64, method: &Method, path: &str) -> String {
    format!("{from}\n{to}\n{at}\n{method}\n{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(own: &str, secret: &str) -> Regions {
        Regions { own: own.into(), secret: secret.into(), ..Regions::default() }
    }

    /// Whether `us` takes what `eu` sent at 0 as this request at this time.
    fn passes(us: &Regions, method: &Method, path: &str, at: i64) -> bool {
        let sent = proof(&region("eu", "secret"), "us", &Method::POST, "/a?b=1", Timestamp(0)).unwrap();
        verify(us, &sent, method, path, Timestamp(at)).is_ok()
    }

    #[test]
    fn a_proof_is_good_for_its_request_its_region_and_a_minute() {
        let us = region("us", "secret");
        assert!(passes(&us, &Method::POST, "/a?b=1", 59_000));
        assert!(!passes(&us, &Method::POST, "/a?b=1", 61_000));
        assert!(!passes(&us, &Method::PUT, "/a?b=1", 0));
        assert!(!passes(&us, &Method::POST, "/a?b=2", 0));
        assert!(!passes(&region("ap", "secret"), &Method::POST, "/a?b=1", 0));
        assert!(!passes(&region("us", "another"), &Method::POST, "/a?b=1", 0));
    }

    #[test]
    fn without_a_secret_nobody_passes() {
        let (eu, us) = (region("eu", ""), region("us", ""));
        let sent = proof(&eu, "us", &Method::GET, "/", Timestamp(0)).unwrap();
        assert!(verify(&us, &sent, &Method::GET, "/", Timestamp(0)).is_err());
        assert!(verify(&us, &HeaderValue::from_static("eu;0"), &Method::GET, "/", Timestamp(0)).is_err());
    }
}
