//! The answer to a digest challenge (RFC 7616): what is sent is made of the password,
//! so the password itself stays here. Pure.

use super::super::signing::{Algorithm, Encoding};
use http::header::WWW_AUTHENTICATE;
use node_sdk::outbound::{Request, Response};
use std::collections::BTreeMap;

/// What the other side asks for.
struct Challenge {
    fields: BTreeMap<String, String>,
}

/// The `Authorization` this challenge asks for; None if there is no digest challenge
/// that can be answered. `seed` makes the client's own number, the same for every try.
pub(super) fn answer(request: &Request, response: &Response, user: &str, password: &str, seed: &str) -> Option<String> {
    let offered = response.headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
    let challenge = offered.filter_map(Challenge::read).find(|challenge| challenge.algorithm().is_some())?;
    let target = match request.url.query() {
        Some(query) => format!("{}?{query}", request.url.path()),
        None => request.url.path().to_owned(),
    };
    challenge.answered(request.method.as_str(), &target, user, password, seed)
}

impl Challenge {
    fn read(header: &str) -> Option<Self> {
        let (scheme, rest) = header.trim().split_once(' ')?;
        scheme.eq_ignore_ascii_case("digest").then(|| Self { fields: fields(rest) })
    }

    fn field(&self, name: &str) -> &str {
        self.fields.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The digest, and whether it is bound to the session.
    fn algorithm(&self) -> Option<(Algorithm, bool)> {
        match self.field("algorithm").to_ascii_uppercase().as_str() {
            "" | "MD5" => Some((Algorithm::Md5, false)),
            "MD5-SESS" => Some((Algorithm::Md5, true)),
            "SHA-256" => Some((Algorithm::Sha256, false)),
            "SHA-256-SESS" => Some((Algorithm::Sha256, true)),
            _ => None,
        }
    }

    fn answered(&self, method: &str, target: &str, user: &str, password: &str, seed: &str) -> Option<String> {
        let (algorithm, is_of_session) = self.algorithm()?;
        let digest = |text: &str| Encoding::Hex.write(&algorithm.digest(text.as_bytes()));
        let (realm, nonce) = (self.field("realm"), self.field("nonce"));
        let own = Encoding::Hex.write(&Algorithm::Sha256.digest(format!("{seed}:{nonce}").as_bytes()))[..16].to_owned();
        let mut secret = digest(&format!("{user}:{realm}:{password}"));
        if is_of_session {
            secret = digest(&format!("{secret}:{nonce}:{own}"));
        }
        let asked = digest(&format!("{method}:{target}"));
        let quality = self.field("qop");
        let is_counted = quality.split(',').any(|one| one.trim().eq_ignore_ascii_case("auth"));
        if !is_counted && !quality.is_empty() {
            return None;
        }
        let proof = match is_counted {
            true => digest(&format!("{secret}:{nonce}:00000001:{own}:auth:{asked}")),
            false => digest(&format!("{secret}:{nonce}:{asked}")),
        };
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        let mut header = format!(
            "Digest username=\"{}\", realm=\"{}\", nonce=\"{}\", uri=\"{target}\", response=\"{proof}\"",
            quoted(user),
            quoted(realm),
            quoted(nonce),
        );
        for name in ["algorithm", "opaque"] {
            match self.field(name) {
                "" => {}
                value if name == "opaque" => header += &format!(", opaque=\"{}\"", quoted(value)),
                value => header += &format!(", algorithm={value}"),
            }
        }
        if is_counted {
            header += &format!(", qop=auth, nc=00000001, cnonce=\"{own}\"");
        }
        Some(header)
    }
}

/// `name=value` or `name="value"`, with commas between.
fn fields(text: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut rest = text.trim_start();
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => {
                let end = after.find(',').unwrap_or(after.len());
                (after[..end].trim().to_owned(), &after[end..])
            }
        };
        fields.insert(name.trim().to_ascii_lowercase(), value);
        rest = next.trim_start().trim_start_matches(',').trim_start();
    }
    fields
}

/// A text up to its closing quote, and what comes after it.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, &text[at + 1..]),
            '\\' => value.extend(letters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_as_the_specification_shows() {
        // The example of RFC 2069 (with its correction), which has no number of the client's own.
        let challenge = Challenge::read(
            "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
        )
        .unwrap();
        let header = challenge.answered("GET", "/dir/index.html", "Mufasa", "CircleOfLife", "").unwrap();
        assert!(header.contains("response=\"1949323746fe6a43ef61f9606e7febea\""), "{header}");
        assert!(header.ends_with("opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""), "{header}");
    }

    #[test]
    fn what_cannot_be_answered_is_left() {
        assert!(Challenge::read("Basic realm=\"x\"").is_none());
        for header in ["Digest nonce=\"a\", algorithm=SHA-512-256", "Digest nonce=\"a\", qop=\"auth-int\""] {
            assert!(Challenge::read(header).unwrap().answered("GET", "/", "u", "p", "").is_none(), "{header}");
        }
    }

    #[test]
    fn reads_fields_in_quotes_and_without() {
        let read = fields("realm=\"a, \\\"b\\\"\", qop=auth , nonce=x");
        assert_eq!((read["realm"].as_str(), read["qop"].as_str(), read["nonce"].as_str()), ("a, \"b\"", "auth", "x"));
    }
}
