//! Whether the caller of a webhook is who it should be. A webhook that is told
//! to verify and has no secret refuses everybody.

use crate::hooks::cache::Hook;
use crate::problem::Problem;
use crate::secrets;
use crate::state::ApiState;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flow::Timestamp;
use http::{HeaderMap, HeaderName, StatusCode, header};
use node_sdk::trigger::Verify;
use serde_json::{Map, Value};

/// How old or early a signed request may be.
const TOLERANCE_MS: i64 = 5 * 60_000;

/// What is known of a caller who proved who it is.
#[derive(Debug, Default)]
pub(crate) struct Proven {
    /// The header field that was the proof, if it is one of the flow's own choice: it
    /// must not enter the run.
    pub secret: Option<HeaderName>,
    /// What its token says.
    pub claims: Option<Value>,
}

/// Refuses a caller who cannot prove who it is.
pub(crate) async fn caller(
    state: &ApiState,
    hook: &Hook,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Result<Proven, Problem> {
    if hook.verify == Verify::Nothing {
        return Ok(Proven::default());
    }
    let id = hook.credential.ok_or_else(no_secret)?;
    let row = state.store.credential(hook.workspace, id).await.map_err(|_| no_secret())?;
    let fields = secrets::open(state, &row).await?;
    if hook.verify == Verify::Jwt {
        let credential = state.catalog.open_credential(&row.kind, &row.id.to_string(), fields);
        let kind = state.catalog.credential(&row.kind).ok_or_else(no_secret)?;
        let claims = bearer(headers).and_then(|token| kind.claims(&credential, token, now).ok());
        return Ok(Proven { claims: Some(claims.ok_or_else(|| refused(hook.verify))?), secret: None });
    }
    let is_proven = match hook.verify {
        // A token is dealt with above.
        Verify::Nothing | Verify::Jwt => false,
        Verify::Header => has_header(&fields, headers),
        Verify::Basic => has_password(&fields, headers),
        Verify::StandardWebhooks => is_signed(&fields, headers, body, now),
    };
    if !is_proven {
        return Err(refused(hook.verify));
    }
    let is_own = hook.verify == Verify::Header;
    let secret = is_own.then(|| text(&fields, "name").trim().parse().ok()).flatten();
    Ok(Proven { secret, claims: None })
}

/// The token of `Authorization: Bearer …`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn no_secret() -> Problem {
    let message = "This webhook is to verify its callers, and the secret for it is missing.";
    Problem::new(StatusCode::FORBIDDEN, "no_secret", message)
        .hint("Choose a credential in the webhook and publish again.")
}

fn refused(verify: Verify) -> Problem {
    let message = match verify {
        Verify::StandardWebhooks => "The signature is missing, wrong or too old.",
        Verify::Jwt => "The token is missing, not genuine or out of date.",
        _ => "The proof of who is calling is missing or wrong.",
    };
    Problem::new(StatusCode::UNAUTHORIZED, "not_verified", message)
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Whether both are equal and not empty, in a time that does not tell where they differ.
fn same(given: &[u8], expected: &[u8]) -> bool {
    !expected.is_empty() && verify_slices_are_equal(given, expected).is_ok()
}

fn has_header(fields: &Map<String, Value>, headers: &HeaderMap) -> bool {
    let given = headers.get(text(fields, "name").trim()).map(|value| value.as_bytes());
    given.is_some_and(|given| same(given, text(fields, "value").trim().as_bytes()))
}

fn has_password(fields: &Map<String, Value>, headers: &HeaderMap) -> bool {
    let (user, password) = (text(fields, "user"), text(fields, "password"));
    if password.is_empty() {
        return false;
    }
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let pair = given.and_then(|given| given.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"));
    let pair = pair.and_then(|(_, pair)| STANDARD.decode(pair.trim()).ok());
    pair.is_some_and(|pair| same(&pair, format!("{user}:{password}").as_bytes()))
}

/// Standard Webhooks: any of the signatures by any of the secrets, which are
/// separated by spaces while they are rotated.
fn is_signed(fields: &Map<String, Value>, headers: &HeaderMap, body: &[u8], now: Timestamp) -> bool {
    let field = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(id), Some(stamp), Some(signatures)) =
        (field("webhook-id"), field("webhook-timestamp"), field("webhook-signature"))
    else {
        return false;
    };
    let sent_at = stamp.parse::<i64>().ok().and_then(|seconds| seconds.checked_mul(1_000));
    if sent_at.is_none_or(|at| now.since_ms(Timestamp(at)).abs() > TOLERANCE_MS) {
        return false;
    }
    let signed = [id.as_bytes(), b".", stamp.as_bytes(), b".", body].concat();
    let given: Vec<Vec<u8>> = signatures
        .split(' ')
        .filter_map(|signature| signature.strip_prefix("v1,"))
        .filter_map(|signature| STANDARD.decode(signature).ok())
        .collect();
    let keys = secrets_of(fields).filter_map(|secret| key(&secret));
    keys.into_iter().any(|key| given.iter().any(|signature| hmac::verify(&key, &signed, signature).is_ok()))
}

/// All secrets of the credential: `secret`, and an older one while it is rotated.
fn secrets_of(fields: &Map<String, Value>) -> impl Iterator<Item = String> {
    let texts = ["secret", "previous_secret"].map(|name| text(fields, name));
    texts.into_iter().flat_map(str::split_whitespace).map(str::to_owned).collect::<Vec<_>>().into_iter()
}

fn key(secret: &str) -> Option<hmac::Key> {
    let bytes = STANDARD.decode(secret.strip_prefix("whsec_").unwrap_or(secret)).ok()?;
    (!bytes.is_empty()).then(|| hmac::Key::new(hmac::HMAC_SHA256, &bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: Timestamp = Timestamp(1_614_265_330_000);
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;

    fn fields(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    fn signed(stamp: &str, signature: &str) -> HeaderMap {
        headers(&[
            ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            ("webhook-timestamp", stamp),
            ("webhook-signature", signature),
        ])
    }

    #[test]
    fn accepts_the_published_vector_and_any_of_several() {
        let own = fields(json!({"secret": SECRET}));
        assert!(is_signed(&own, &signed("1614265330", SIGNATURE), BODY, NOW));
        let several = format!("v1,AAAA v1a,xyz {SIGNATURE}");
        assert!(is_signed(&own, &signed("1614265330", &several), BODY, NOW));
        let rotated = fields(json!({"secret": "whsec_AAAA", "previous_secret": SECRET}));
        assert!(is_signed(&rotated, &signed("1614265330", SIGNATURE), BODY, NOW));
    }

    #[test]
    fn refuses_what_differs_in_anything() {
        let own = fields(json!({"secret": SECRET}));
        let refused = |headers: HeaderMap, body: &[u8], now: Timestamp| !is_signed(&own, &headers, body, now);
        assert!(refused(signed("1614265330", SIGNATURE), b"{}", NOW));
        assert!(refused(signed("1614265331", SIGNATURE), BODY, NOW));
        assert!(refused(signed("1614265330", &SIGNATURE.replace('g', "h")), BODY, NOW));
        assert!(refused(signed("1614265330", "v1,"), BODY, NOW));
        assert!(refused(signed("1614265330", ""), BODY, NOW));
        assert!(refused(signed("9223372036854775807", SIGNATURE), BODY, NOW));
        assert!(refused(HeaderMap::new(), BODY, NOW));
        assert!(refused(signed("1614265330", SIGNATURE), BODY, NOW.plus_ms(TOLERANCE_MS + 1)));
        assert!(refused(signed("1614265330", SIGNATURE), BODY, NOW.plus_ms(-TOLERANCE_MS - 1)));
    }

    #[test]
    fn an_empty_secret_proves_nobody() {
        for empty in [json!({}), json!({"secret": ""}), json!({"secret": "whsec_"})] {
            assert!(!is_signed(&fields(empty), &signed("1614265330", SIGNATURE), BODY, NOW));
        }
        assert!(!has_header(&fields(json!({"name": "x-key", "value": ""})), &headers(&[("x-key", "")])));
        assert!(!has_header(&fields(json!({"value": "v"})), &headers(&[("x-key", "v")])));
        assert!(!has_password(&fields(json!({"user": "u"})), &headers(&[("authorization", "Basic dTo=")])));
    }

    #[test]
    fn header_and_password_must_be_equal() {
        let header = fields(json!({"name": "X-Key", "value": "v"}));
        assert!(has_header(&header, &headers(&[("x-key", "v")])));
        assert!(!has_header(&header, &headers(&[("x-key", "V")])));
        let basic = fields(json!({"user": "Aladdin", "password": "open sesame"}));
        assert!(has_password(&basic, &headers(&[("authorization", "basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")])));
        assert!(!has_password(&basic, &headers(&[("authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ")])));
        assert!(!has_password(&basic, &HeaderMap::new()));
    }
}
