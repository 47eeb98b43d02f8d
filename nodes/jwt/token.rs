//! The form of a token: three parts in base 64, joined by dots (RFC 7519).

use super::super::credentials::keys::TokenKey;
use super::super::signing::keys::{Padding, PrivateKey, PublicKey};
use super::super::signing::{self, Encoding};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use node_sdk::NodeError;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// How tokens are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Algorithm {
    /// # HS256
    Hs256,
    /// # HS384
    Hs384,
    /// # HS512
    Hs512,
    /// # RS256
    Rs256,
    /// # RS384
    Rs384,
    /// # RS512
    Rs512,
    /// # PS256
    Ps256,
    /// # PS384
    Ps384,
    /// # PS512
    Ps512,
    /// # ES256
    Es256,
    /// # ES384
    Es384,
    /// # ES512
    Es512,
}

/// What an algorithm signs with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Secret,
    Rsa(Padding),
    Curve,
}

impl Algorithm {
    /// The algorithm of this name, in capital or small letters.
    pub(super) fn named(name: &str) -> Result<Self, NodeError> {
        serde_json::from_value(name.to_lowercase().into()).map_err(|_| {
            let message = format!("There is no algorithm `{name}` for tokens.");
            NodeError::permanent("algorithm_unfit", message, "Choose one such as HS256, RS256 or ES256.")
        })
    }

    fn name(self) -> String {
        format!("{self:?}").to_uppercase()
    }

    fn scheme(self) -> Scheme {
        match self {
            Self::Hs256 | Self::Hs384 | Self::Hs512 => Scheme::Secret,
            Self::Rs256 | Self::Rs384 | Self::Rs512 => Scheme::Rsa(Padding::Pkcs1),
            Self::Ps256 | Self::Ps384 | Self::Ps512 => Scheme::Rsa(Padding::Pss),
            Self::Es256 | Self::Es384 | Self::Es512 => Scheme::Curve,
        }
    }

    fn digest(self) -> signing::Algorithm {
        match self {
            Self::Hs256 | Self::Rs256 | Self::Ps256 | Self::Es256 => signing::Algorithm::Sha256,
            Self::Hs384 | Self::Rs384 | Self::Ps384 | Self::Es384 => signing::Algorithm::Sha384,
            Self::Hs512 | Self::Rs512 | Self::Ps512 | Self::Es512 => signing::Algorithm::Sha512,
        }
    }
}

/// The claims as a signed token.
pub(super) fn signed(
    algorithm: Algorithm,
    key: &TokenKey,
    key_id: &str,
    claims: Map<String, Value>,
) -> Result<String, NodeError> {
    let mut header = json!({"alg": algorithm.name(), "typ": "JWT"});
    if !key_id.is_empty() {
        header["kid"] = key_id.into();
    }
    let part = |value: String| URL_SAFE_NO_PAD.encode(value);
    let signed = format!("{}.{}", part(header.to_string()), part(Value::Object(claims).to_string()));
    let signature = match algorithm.scheme() {
        Scheme::Secret => algorithm.digest().hmac(secret(key)?, signed.as_bytes()),
        Scheme::Rsa(padding) => {
            PrivateKey::read(&key.private_key)?.sign_rsa(algorithm.digest(), padding, signed.as_bytes())?
        }
        Scheme::Curve => PrivateKey::read(&key.private_key)?.sign_fixed(algorithm.digest(), signed.as_bytes())?,
    };
    Ok(format!("{signed}.{}", Encoding::Base64Url.write(&signature)))
}

fn secret(key: &TokenKey) -> Result<&[u8], NodeError> {
    if key.secret.is_empty() {
        let hint = "Fill it in, or choose an algorithm that works with a key.";
        return Err(NodeError::permanent("key_unfit", "The credential has no secret.", hint));
    }
    Ok(key.secret.as_bytes())
}

/// A token that was read.
pub(super) struct Token {
    pub header: Value,
    pub payload: Value,
    pub signature_text: String,
    signature: Vec<u8>,
}

/// The time a token is checked at.
pub(super) struct Times {
    pub now_s: f64,
    pub tolerance_s: f64,
}

impl Token {
    /// Reads a token without checking it.
    pub(super) fn read(text: &str) -> Result<Self, NodeError> {
        let mut parts = text.trim().split('.');
        let mut next = || parts.next().and_then(|part| URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok());
        let (header, payload, signature) = (next(), next(), next());
        let json = |part: Option<Vec<u8>>| serde_json::from_slice(&part?).ok();
        match (json(header), json(payload), signature, parts.next()) {
            (Some(header), Some(payload), Some(signature), None) => {
                let signature_text = text.trim().rsplit('.').next().unwrap_or_default().to_owned();
                Ok(Self { header, payload, signature_text, signature })
            }
            _ => Err(NodeError::permanent(
                "token_invalid",
                "This is no token.",
                "A token has three parts with dots between.",
            )),
        }
    }

    /// Refuses a token that was not signed with this key and algorithm.
    pub(super) fn verify(&self, text: &str, algorithm: Algorithm, key: &TokenKey) -> Result<(), NodeError> {
        let named = self.header["alg"].as_str().unwrap_or_default();
        if named != algorithm.name() {
            let message = format!("The token is signed with `{named}`, but {} is wanted.", algorithm.name());
            return Err(NodeError::permanent("token_refused", message, "Choose the algorithm both sides agreed on."));
        }
        let (signed, _) = text.trim().rsplit_once('.').unwrap_or_default();
        let is_genuine = match algorithm.scheme() {
            Scheme::Secret => {
                let wanted = algorithm.digest().hmac(secret(key)?, signed.as_bytes());
                verify_slices_are_equal(&wanted, &self.signature).is_ok()
            }
            Scheme::Rsa(padding) => PublicKey::read(&key.public_key)?.verifies_rsa(
                algorithm.digest(),
                padding,
                signed.as_bytes(),
                &self.signature,
            ),
            Scheme::Curve => {
                PublicKey::read(&key.public_key)?.verifies_fixed(algorithm.digest(), signed.as_bytes(), &self.signature)
            }
        };
        if is_genuine {
            return Ok(());
        }
        let hint = "Check that the credential is the one it was signed for; if so, somebody changed the token.";
        Err(NodeError::permanent("token_refused", "The signature of the token is not right.", hint))
    }

    /// Refuses a token before or after its time.
    pub(super) fn check_times(&self, times: &Times, expiry: bool, not_before: bool) -> Result<(), NodeError> {
        let claim = |name: &str| self.payload.get(name).and_then(Value::as_f64);
        if expiry && claim("exp").is_some_and(|end| times.now_s >= end + times.tolerance_s) {
            return Err(NodeError::permanent("token_expired", "The token has expired.", "Ask for a new one."));
        }
        if not_before && claim("nbf").is_some_and(|start| times.now_s < start - times.tolerance_s) {
            let hint = "Wait, or allow for clocks that differ.";
            return Err(NodeError::permanent("token_early", "The token is not valid yet.", hint));
        }
        Ok(())
    }
}
