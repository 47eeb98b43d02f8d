//! The signature of OAuth 1 (RFC 5849). Pure.

use super::super::credentials::http::OAuth1;
use super::super::signing::{Algorithm, Encoding};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::Method;
use node_sdk::NodeError;
use std::fmt::Write;
use url::Url;

/// A request as the signature sees it.
pub(super) struct Signed<'a> {
    /// The method.
    pub method: &'a Method,
    /// The address with its query.
    pub url: &'a Url,
    /// The body, if it is a form.
    pub form: Option<&'a [u8]>,
}

/// The `Authorization` of a request. `seed` makes the number that is used once.
pub(super) fn header(asked: &Signed<'_>, secrets: &OAuth1, seed: &str, seconds: i64) -> Result<String, NodeError> {
    let once = Encoding::Hex.write(&Algorithm::Sha256.digest(format!("{seed}:{seconds}").as_bytes())[..16]);
    let method = if secrets.method.is_empty() { "HMAC-SHA1" } else { &secrets.method };
    let stamp = seconds.to_string();
    let mut own = vec![
        ("oauth_consumer_key", secrets.consumer_key.as_str()),
        ("oauth_nonce", &once),
        ("oauth_signature_method", method),
        ("oauth_timestamp", &stamp),
        ("oauth_version", "1.0"),
    ];
    if !secrets.token.is_empty() {
        own.push(("oauth_token", &secrets.token));
    }
    let base = base(asked, &own);
    let key = format!("{}&{}", encoded(&secrets.consumer_secret), encoded(&secrets.token_secret));
    let hashed = |algorithm: Algorithm| BASE64_STANDARD.encode(algorithm.hmac(key.as_bytes(), base.as_bytes()));
    let signature = match method {
        "HMAC-SHA1" => hashed(Algorithm::Sha1),
        "HMAC-SHA256" => hashed(Algorithm::Sha256),
        "HMAC-SHA512" => hashed(Algorithm::Sha512),
        "PLAINTEXT" => key,
        other => {
            let message =
                format!("The credential names the signature `{}`, which there is not.", other.escape_default());
            let hint = "Use HMAC-SHA1, HMAC-SHA256, HMAC-SHA512 or PLAINTEXT.";
            return Err(NodeError::permanent("credential_invalid", message, hint));
        }
    };
    own.push(("oauth_signature", &signature));
    own.sort_unstable();
    let fields: Vec<String> = own.iter().map(|(name, value)| format!("{name}=\"{}\"", encoded(value))).collect();
    Ok(format!("OAuth {}", fields.join(", ")))
}

/// What is signed: method, address, and all parameters in order.
fn base(asked: &Signed<'_>, own: &[(&str, &str)]) -> String {
    let mut all: Vec<(String, String)> =
        asked.url.query_pairs().map(|(name, value)| (encoded(&name), encoded(&value))).collect();
    if let Some(form) = asked.form {
        all.extend(url::form_urlencoded::parse(form).map(|(name, value)| (encoded(&name), encoded(&value))));
    }
    all.extend(own.iter().map(|(name, value)| (encoded(name), encoded(value))));
    all.sort_unstable();
    let parameters: Vec<String> = all.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut address = asked.url.clone();
    address.set_query(None);
    address.set_fragment(None);
    format!("{}&{}&{}", asked.method, encoded(address.as_str()), encoded(&parameters.join("&")))
}

/// Everything but letters, digits and `-._~` as `%XX`.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The request of section 3.4.1 of the specification.
    #[test]
    fn the_base_is_that_of_the_specification() {
        let url = "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b".parse().unwrap();
        let asked = Signed { method: &Method::POST, url: &url, form: Some(b"c2&a3=2+q") };
        let own = [
            ("oauth_consumer_key", "9djdj82h48djs9d2"),
            ("oauth_token", "kkk9d7dh3k39sjv7"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"),
            ("oauth_nonce", "7d8f3e4a"),
        ];
        let expected = "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7";
        assert_eq!(base(&asked, &own), expected);
    }

    #[test]
    fn an_unknown_method_is_told() {
        let url = "https://a.example/".parse().unwrap();
        let secrets = OAuth1 { method: "RSA-SHA1".into(), ..OAuth1::default() };
        let asked = Signed { method: &Method::GET, url: &url, form: None };
        assert_eq!(header(&asked, &secrets, "", 0).unwrap_err().code, "credential_invalid");
    }
}
