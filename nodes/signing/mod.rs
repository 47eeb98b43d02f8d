//! Digests, keyed digests and signatures for nodes that need them.

pub(crate) mod keys;

use schemars::JsonSchema;
use serde::Deserialize;
use sha2::Digest;

/// How a digest is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Algorithm {
    /// # MD5
    ///
    /// Old and broken; only where the other side wants it.
    Md5,
    /// # SHA-1
    ///
    /// Old and broken; only where the other side wants it.
    Sha1,
    /// # SHA-224
    Sha224,
    /// # SHA-256
    #[default]
    Sha256,
    /// # SHA-384
    Sha384,
    /// # SHA-512
    Sha512,
    /// # SHA3-224
    #[serde(rename = "sha3_224")]
    Sha3With224,
    /// # SHA3-256
    #[serde(rename = "sha3_256")]
    Sha3With256,
    /// # SHA3-384
    #[serde(rename = "sha3_384")]
    Sha3With384,
    /// # SHA3-512
    #[serde(rename = "sha3_512")]
    Sha3With512,
}

impl Algorithm {
    /// The digest of these bytes.
    pub(crate) fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => md5::Md5::digest(data).to_vec(),
            Self::Sha1 => sha1::Sha1::digest(data).to_vec(),
            Self::Sha224 => sha2::Sha224::digest(data).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(data).to_vec(),
            Self::Sha384 => sha2::Sha384::digest(data).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(data).to_vec(),
            Self::Sha3With224 => sha3::Sha3_224::digest(data).to_vec(),
            Self::Sha3With256 => sha3::Sha3_256::digest(data).to_vec(),
            Self::Sha3With384 => sha3::Sha3_384::digest(data).to_vec(),
            Self::Sha3With512 => sha3::Sha3_512::digest(data).to_vec(),
        }
    }

    /// The digest of these bytes that only who has the key can make (RFC 2104). Written
    /// out, because the crate for it leaves SHA-3 out.
    pub(crate) fn hmac(self, key: &[u8], data: &[u8]) -> Vec<u8> {
        let block_bytes = self.block_bytes();
        let mut block = if key.len() > block_bytes { self.digest(key) } else { key.to_vec() };
        block.resize(block_bytes, 0);
        let padded = |pad: u8| block.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>();
        let inner = self.digest(&[padded(0x36).as_slice(), data].concat());
        self.digest(&[padded(0x5c), inner].concat())
    }

    /// How many bytes are taken at once.
    fn block_bytes(self) -> usize {
        match self {
            Self::Md5 | Self::Sha1 | Self::Sha224 | Self::Sha256 => 64,
            Self::Sha384 | Self::Sha512 => 128,
            Self::Sha3With224 => 144,
            Self::Sha3With256 => 136,
            Self::Sha3With384 => 104,
            Self::Sha3With512 => 72,
        }
    }
}

/// How bytes are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Encoding {
    /// # Hexadecimal
    #[default]
    Hex,
    /// # Base 64
    Base64,
    /// # Base 64 for addresses
    Base64Url,
}

impl Encoding {
    pub(crate) fn write(self, bytes: &[u8]) -> String {
        use base64::Engine;
        use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
        match self {
            Self::Hex => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            Self::Base64 => STANDARD.encode(bytes),
            Self::Base64Url => URL_SAFE_NO_PAD.encode(bytes),
        }
    }
}
