//! `crypto`, versions 1 and 2, `jwt` and `totp`.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::{Map, Value, json};

/// `crypto`.
pub(crate) fn map(node: &Source<'_>, to: &mut Draft) {
    to.kind("crypto");
    let action = node.choice("action", "hash");
    to.set_unless("into", node.text("dataPropertyName", "data"), "data");
    match action {
        "generate" => random(node, to),
        "sign" => {
            to.set("mode", "sign")
                .set("value", node.value("value", ""))
                .set("algorithm", digest(node, "algorithm", "sha256"));
            to.set("private_key", node.text("privateKey", ""));
            keyed_elsewhere(node, "privateKey");
            encoding(node, to);
        }
        _ => {
            to.set("algorithm", digest(node, "type", "MD5"));
            if action == "hmac" {
                to.set("mode", "hmac").set("secret", node.text("secret", ""));
                keyed_elsewhere(node, "secret");
            }
            if node.flag("binaryData", false) {
                // There the files did not come out.
                to.set("file", node.text("binaryPropertyName", "data")).set("files", false);
            } else {
                to.set("value", node.value("value", ""));
            }
            encoding(node, to);
        }
    }
    node.skip(&["binaryPropertyName", "value"]);
}

fn random(node: &Source<'_>, to: &mut Draft) {
    to.set("mode", "random");
    let kind = node.choice("encodingType", "uuid");
    to.set_unless("random", kind, "uuid");
    if kind != "uuid" {
        to.set_unless("length", node.value("stringLength", 32), 32);
    }
    node.skip(&["stringLength"]);
}

/// Since version 2 secrets and keys are kept in a credential.
fn keyed_elsewhere(node: &Source<'_>, parameter: &str) {
    if node.version() >= 2.0 && !node.has(parameter) {
        let message = "The secret was kept in a credential of n8n, which is not in the file.";
        node.lost(parameter, message, "Fill the secret in, or take it from a variable.");
    }
}

fn encoding(node: &Source<'_>, to: &mut Draft) {
    if node.choice("encoding", "hex") == "base64" {
        to.set("encoding", "base64");
    }
}

/// The digest an algorithm is named after: `RSA-SHA256` and `sha256WithRSAEncryption` are SHA-256.
fn digest(node: &Source<'_>, path: &str, default: &'static str) -> &'static str {
    let name = node.choice(path, default).to_ascii_lowercase();
    let name = name.trim_start_matches("rsa-").trim_end_matches("withrsaencryption").replace(['-', '/'], "_");
    let known = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512"];
    let found = known.iter().find(|known| **known == name);
    found.copied().unwrap_or_else(|| {
        node.lost(path, format!("The algorithm `{name}` does not exist here."), "Choose another one on both sides.");
        "sha256"
    })
}

/// `jwt`.
pub(crate) fn jwt(node: &Source<'_>, to: &mut Draft) {
    to.kind("jwt");
    let options = node.group("options");
    to.set_unless("algorithm", options.choice("algorithm", "").to_ascii_lowercase(), "");
    match node.choice("operation", "sign") {
        "verify" => {
            to.set("mode", "verify").set("token", node.text("token", ""));
            to.set_unless("ignore_expiry", options.flag("ignoreExpiration", false), false);
            to.set_unless("ignore_not_before", options.flag("ignoreNotBefore", false), false);
            to.set_unless("tolerance_s", options.value("clockTolerance", 0), 0);
            to.set_unless("whole", options.flag("complete", false), false);
        }
        "decode" => {
            to.set("mode", "decode").set("token", node.text("token", ""));
            to.set_unless("whole", options.flag("complete", false), false);
        }
        _ => {
            to.set_unless("key_id", options.text("kid", ""), "");
            if node.flag("useJson", false) {
                to.set("claims", node.value("claimsJson", json!({})));
            } else {
                claims(&node.group("claims"), to);
            }
            node.skip(&["claims", "claimsJson"]);
        }
    }
    node.note("credential_missing", "Secrets are not in n8n's files.", "Choose a credential for the block.");
}

fn claims(claims: &Source<'_>, to: &mut Draft) {
    let mut named = Map::new();
    for (theirs, ours) in [("audience", "aud"), ("issuer", "iss"), ("jwtid", "jti"), ("subject", "sub")] {
        if claims.has(theirs) {
            named.insert(ours.to_owned(), claims.value(theirs, Value::Null));
        }
    }
    to.set("claims", named);
    to.set_unless("expires_in_s", claims.value("expiresIn", Value::Null), Value::Null);
    to.set_unless("not_before_s", claims.value("notBefore", Value::Null), Value::Null);
}

/// `totp`.
pub(crate) fn totp(node: &Source<'_>, to: &mut Draft) {
    node.skip(&["operation"]);
    let options = node.group("options");
    to.kind("totp");
    to.set_unless("algorithm", digest(&options, "algorithm", "SHA1"), "sha1");
    to.set_unless("digits", options.value("digits", 6), 6).set_unless("period_s", options.value("period", 30), 30);
    node.note("credential_missing", "Secrets are not in n8n's files.", "Choose a credential for the block.");
}
