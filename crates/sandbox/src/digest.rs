//! Digests and HMACs for the sandbox.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::block_api::EagerHash;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Digest;

/// What is asked for, bytes in base 64.
#[derive(Deserialize)]
struct Asked {
    algorithm: String,
    data: String,
    key: Option<String>,
}

/// Writes the digest, or with a key the HMAC, in base 64; None if the algorithm is not known.
pub(crate) fn write(asked: &str, to: &mut Vec<u8>) -> Option<()> {
    let asked: Asked = serde_json::from_str(asked).ok()?;
    let data = STANDARD.decode(&asked.data).ok()?;
    let key = asked.key.map(|key| STANDARD.decode(key)).transpose().ok()?;
    let made = match asked.algorithm.to_ascii_lowercase().replace('-', "").as_str() {
        "md5" => made::<md5::Md5>(&data, key.as_deref()),
        "sha1" => made::<sha1::Sha1>(&data, key.as_deref()),
        "sha224" => made::<sha2::Sha224>(&data, key.as_deref()),
        "sha256" => made::<sha2::Sha256>(&data, key.as_deref()),
        "sha384" => made::<sha2::Sha384>(&data, key.as_deref()),
        "sha512" => made::<sha2::Sha512>(&data, key.as_deref()),
        _ => return None,
    };
    to.extend_from_slice(STANDARD.encode(made).as_bytes());
    Some(())
}

fn made<D: Digest + EagerHash>(data: &[u8], key: Option<&[u8]>) -> Vec<u8> {
    match key {
        None => D::digest(data).to_vec(),
        Some(key) => {
            let mut mac = Hmac::<D>::new_from_slice(key).expect("an HMAC takes a key of any length");
            mac.update(data);
            mac.finalize().into_bytes().to_vec()
        }
    }
}
