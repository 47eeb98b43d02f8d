//! Bearer secrets: 256 random bits in base 64; only their SHA-256 is kept.
//!
//! A plain digest is enough: there is nothing to guess in 256 random bits, and
//! looking a hash up by index tells no one who measures how close a guess was.

use crate::random::Random;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A new secret of 256 bits, 43 characters long, fit for headers and addresses.
pub fn new_secret(random: &dyn Random) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is kept of a secret.
pub fn hash_secret(secret: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, secret.as_bytes()).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;

    #[test]
    fn secrets_differ_and_have_256_bits() {
        let secret = new_secret(&SystemRandom);
        assert_eq!(URL_SAFE_NO_PAD.decode(&secret).unwrap().len(), 32);
        assert_ne!(secret, new_secret(&SystemRandom));
    }

    #[test]
    fn the_hash_is_sha_256() {
        assert_eq!(hash_secret("abc")[..4], [0xba, 0x78, 0x16, 0xbf]);
    }
}
