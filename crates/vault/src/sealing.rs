//! One key and the format of what it seals:
//! `version (1) ‖ key id (4) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`.
//!
//! Version and key id are authenticated together with the caller's associated
//! data. The key id tells "wrong key" from "wrong row" in the error, and lets a
//! rotation find what is still sealed with an old key.

use crate::VaultError;
use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{digest, rand};
use std::fmt;

const VERSION: u8 = 1;
const KEY_ID_LENGTH: usize = 4;
const HEADER_LENGTH: usize = 1 + KEY_ID_LENGTH;

/// A key that seals and opens. The cipher's own copy is wiped when it is dropped.
pub(crate) struct SealingKey {
    header: [u8; HEADER_LENGTH],
    cipher: LessSafeKey,
}

impl SealingKey {
    pub(crate) fn new(key: &[u8; 32]) -> Result<Self, VaultError> {
        let cipher = UnboundKey::new(&AES_256_GCM_SIV, key).map_err(|_| VaultError::BadKey)?;
        Ok(Self { header: header(key), cipher: LessSafeKey::new(cipher) })
    }

    pub(crate) fn seal(&self, associated: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        // Random nonces are sound here: with GCM-SIV even a repeated one only shows
        // that the same bytes were sealed for the same row twice.
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut nonce).map_err(|_| VaultError::CannotSeal)?;
        let mut sealed = Vec::with_capacity(HEADER_LENGTH + NONCE_LEN + plain.len() + AES_256_GCM_SIV.tag_len());
        sealed.extend_from_slice(&self.header);
        sealed.extend_from_slice(&nonce);
        let start = sealed.len();
        sealed.extend_from_slice(plain);
        let tag = self
            .cipher
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                self.associated(associated),
                &mut sealed[start..],
            )
            .map_err(|_| VaultError::CannotSeal)?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    pub(crate) fn open(&self, associated: &[u8], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let (header, rest) = sealed.split_at_checked(HEADER_LENGTH).ok_or(VaultError::CannotOpen)?;
        let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or(VaultError::CannotOpen)?;
        if header[0] != VERSION {
            return Err(VaultError::CannotOpen);
        }
        if header != self.header {
            return Err(VaultError::OtherKey);
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| VaultError::CannotOpen)?;
        let mut body = body.to_vec();
        let length = self
            .cipher
            .open_in_place(nonce, self.associated(associated), &mut body)
            .map_err(|_| VaultError::CannotOpen)?
            .len();
        body.truncate(length);
        Ok(body)
    }

    fn associated(&self, caller: &[u8]) -> Aad<Vec<u8>> {
        Aad::from([self.header.as_slice(), caller].concat())
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SealingKey(…)")
    }
}

/// The key id is a digest with a label of its own: it tells nothing about the key.
fn header(key: &[u8; 32]) -> [u8; HEADER_LENGTH] {
    let digest = digest::digest(&digest::SHA256, &[b"towpath key id\0".as_slice(), key].concat());
    let mut header = [VERSION; HEADER_LENGTH];
    header[1..].copy_from_slice(&digest.as_ref()[..KEY_ID_LENGTH]);
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SealingKey {
        SealingKey::new(&[byte; 32]).unwrap()
    }

    #[test]
    fn opens_what_it_sealed() {
        for plain in [b"".as_slice(), b"x", &[7; 100_000]] {
            let sealed = key(1).seal(b"row", plain).unwrap();
            assert_eq!(key(1).open(b"row", &sealed).unwrap(), plain);
        }
    }

    #[test]
    fn the_same_secret_sealed_twice_looks_different() {
        assert_ne!(key(1).seal(b"row", b"secret").unwrap(), key(1).seal(b"row", b"secret").unwrap());
    }

    #[test]
    fn any_changed_bit_or_missing_byte_is_noticed() {
        let sealed = key(1).seal(b"row", b"secret").unwrap();
        for index in 0..sealed.len() {
            for bit in 0..8 {
                let mut changed = sealed.clone();
                changed[index] ^= 1 << bit;
                assert!(key(1).open(b"row", &changed).is_err(), "byte {index} bit {bit}");
            }
            assert!(key(1).open(b"row", &sealed[..index]).is_err(), "cut to {index}");
        }
    }

    #[test]
    fn another_row_or_key_does_not_open_it() {
        let sealed = key(1).seal(b"row", b"secret").unwrap();
        assert_eq!(key(1).open(b"other", &sealed), Err(VaultError::CannotOpen));
        assert_eq!(key(2).open(b"row", &sealed), Err(VaultError::OtherKey));
    }
}
