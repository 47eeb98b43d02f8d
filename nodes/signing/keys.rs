//! Signatures with keys in PEM: RSA and elliptic curves.

use super::Algorithm;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, RsaEncoding, VerificationAlgorithm};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use node_sdk::NodeError;

/// How an RSA signature is padded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Padding {
    /// As PKCS #1 version 1.5 has it.
    Pkcs1,
    /// PSS.
    Pss,
}

/// A private key.
pub(crate) enum PrivateKey {
    Rsa(Box<RsaKeyPair>),
    /// The key in PKCS #8 or SEC 1; its curve is found by trying.
    Curve(Vec<u8>),
}

impl PrivateKey {
    /// Reads a key in PEM; line breaks may have been lost on the way.
    pub(crate) fn read(pem: &str) -> Result<Self, NodeError> {
        let (label, der) = decoded(pem).ok_or_else(no_key)?;
        match label.as_str() {
            "RSA PRIVATE KEY" => RsaKeyPair::from_der(&der).map(|key| Self::Rsa(Box::new(key))).map_err(|_| no_key()),
            "EC PRIVATE KEY" => Ok(Self::Curve(der)),
            "PRIVATE KEY" => Ok(match RsaKeyPair::from_pkcs8(&der) {
                Ok(key) => Self::Rsa(Box::new(key)),
                Err(_) => Self::Curve(der),
            }),
            "ENCRYPTED PRIVATE KEY" => {
                let hint = "Take the pass phrase off the key first.";
                Err(NodeError::permanent("key_invalid", "The private key is locked with a pass phrase.", hint))
            }
            _ => Err(no_key()),
        }
    }

    /// Signs; a signature of a curve is ASN.1, as programs exchange it.
    pub(crate) fn sign(&self, algorithm: Algorithm, data: &[u8]) -> Result<Vec<u8>, NodeError> {
        match self {
            Self::Rsa(_) => self.sign_rsa(algorithm, Padding::Pkcs1, data),
            Self::Curve(der) => {
                let tried = match algorithm {
                    Algorithm::Sha256 => curve(der, &signature::ECDSA_P256_SHA256_ASN1_SIGNING),
                    Algorithm::Sha384 => curve(der, &signature::ECDSA_P384_SHA384_ASN1_SIGNING),
                    Algorithm::Sha512 => curve(der, &signature::ECDSA_P521_SHA512_ASN1_SIGNING),
                    _ => None,
                };
                signed(tried, data)
            }
        }
    }

    /// Signs with an RSA key.
    pub(crate) fn sign_rsa(&self, algorithm: Algorithm, padding: Padding, data: &[u8]) -> Result<Vec<u8>, NodeError> {
        let Self::Rsa(key) = self else { return Err(wrong_key("an RSA key")) };
        let scheme: &dyn RsaEncoding = match (algorithm, padding) {
            (Algorithm::Sha256, Padding::Pkcs1) => &signature::RSA_PKCS1_SHA256,
            (Algorithm::Sha384, Padding::Pkcs1) => &signature::RSA_PKCS1_SHA384,
            (Algorithm::Sha512, Padding::Pkcs1) => &signature::RSA_PKCS1_SHA512,
            (Algorithm::Sha256, Padding::Pss) => &signature::RSA_PSS_SHA256,
            (Algorithm::Sha384, Padding::Pss) => &signature::RSA_PSS_SHA384,
            (Algorithm::Sha512, Padding::Pss) => &signature::RSA_PSS_SHA512,
            _ => return Err(wrong_algorithm()),
        };
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(scheme, &SystemRandom::new(), data, &mut signature).map_err(|_| no_key())?;
        Ok(signature)
    }

    /// Signs with the curve that belongs to the digest; the signature is the two
    /// numbers one after the other, as tokens hold it.
    pub(crate) fn sign_fixed(&self, algorithm: Algorithm, data: &[u8]) -> Result<Vec<u8>, NodeError> {
        let Self::Curve(der) = self else { return Err(wrong_key("a key of an elliptic curve")) };
        let tried = match algorithm {
            Algorithm::Sha256 => curve(der, &signature::ECDSA_P256_SHA256_FIXED_SIGNING),
            Algorithm::Sha384 => curve(der, &signature::ECDSA_P384_SHA384_FIXED_SIGNING),
            Algorithm::Sha512 => curve(der, &signature::ECDSA_P521_SHA512_FIXED_SIGNING),
            _ => return Err(wrong_algorithm()),
        };
        signed(tried, data)
    }
}

/// A public key.
pub(crate) struct PublicKey(Vec<u8>);

impl PublicKey {
    /// Reads a key in PEM.
    pub(crate) fn read(pem: &str) -> Result<Self, NodeError> {
        let found = decoded(pem).filter(|(label, _)| matches!(label.as_str(), "PUBLIC KEY" | "RSA PUBLIC KEY"));
        let (_, der) = found.ok_or_else(|| {
            let hint = "Give it in PEM, from `-----BEGIN PUBLIC KEY-----` to the end.";
            NodeError::permanent("key_invalid", "The public key cannot be read.", hint)
        })?;
        Ok(Self(der))
    }

    /// Whether an RSA signature is that of the private half.
    pub(crate) fn verifies_rsa(&self, algorithm: Algorithm, padding: Padding, data: &[u8], signature: &[u8]) -> bool {
        let scheme: &dyn VerificationAlgorithm = match (algorithm, padding) {
            (Algorithm::Sha256, Padding::Pkcs1) => &signature::RSA_PKCS1_2048_8192_SHA256,
            (Algorithm::Sha384, Padding::Pkcs1) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (Algorithm::Sha512, Padding::Pkcs1) => &signature::RSA_PKCS1_2048_8192_SHA512,
            (Algorithm::Sha256, Padding::Pss) => &signature::RSA_PSS_2048_8192_SHA256,
            (Algorithm::Sha384, Padding::Pss) => &signature::RSA_PSS_2048_8192_SHA384,
            (Algorithm::Sha512, Padding::Pss) => &signature::RSA_PSS_2048_8192_SHA512,
            _ => return false,
        };
        scheme.verify_sig(&self.0, data, signature).is_ok()
    }

    /// The same for a curve, with the two numbers one after the other.
    pub(crate) fn verifies_fixed(&self, algorithm: Algorithm, data: &[u8], signature: &[u8]) -> bool {
        let scheme: &dyn VerificationAlgorithm = match algorithm {
            Algorithm::Sha256 => &signature::ECDSA_P256_SHA256_FIXED,
            Algorithm::Sha384 => &signature::ECDSA_P384_SHA384_FIXED,
            Algorithm::Sha512 => &signature::ECDSA_P521_SHA512_FIXED,
            _ => return false,
        };
        scheme.verify_sig(&self.0, data, signature).is_ok()
    }
}

fn curve(der: &[u8], algorithm: &'static EcdsaSigningAlgorithm) -> Option<EcdsaKeyPair> {
    let pkcs8 = EcdsaKeyPair::from_pkcs8(algorithm, der);
    pkcs8.or_else(|_| EcdsaKeyPair::from_private_key_der(algorithm, der)).ok()
}

fn signed(key: Option<EcdsaKeyPair>, data: &[u8]) -> Result<Vec<u8>, NodeError> {
    let key = key.ok_or_else(|| wrong_key("a key of the curve that belongs to the algorithm"))?;
    let signature = key.sign(&SystemRandom::new(), data).map_err(|_| no_key())?;
    Ok(signature.as_ref().to_vec())
}

/// What a PEM text says it holds, and its bytes.
pub(crate) fn decoded(pem: &str) -> Option<(String, Vec<u8>)> {
    let pem = pem.replace("\\n", "\n");
    let (_, after) = pem.split_once("-----BEGIN ")?;
    let (label, after) = after.split_once("-----")?;
    let (body, _) = after.split_once("-----END ")?;
    let body: String = body.chars().filter(|letter| !letter.is_whitespace()).collect();
    Some((label.trim().to_owned(), STANDARD.decode(body).ok()?))
}

fn no_key() -> NodeError {
    let hint = "Give it in PEM, from `-----BEGIN PRIVATE KEY-----` to the end.";
    NodeError::permanent("key_invalid", "The private key cannot be read.", hint)
}

fn wrong_key(wanted: &str) -> NodeError {
    NodeError::permanent("key_unfit", format!("The algorithm needs {wanted}."), "Choose another key or algorithm.")
}

fn wrong_algorithm() -> NodeError {
    let message = "Nothing is signed with this digest.";
    NodeError::permanent("algorithm_unfit", message, "Choose SHA-256, SHA-384 or SHA-512.")
}
