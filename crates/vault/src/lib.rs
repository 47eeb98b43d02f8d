//! Seals and opens secrets. Knows bytes, not tables.
//!
//! Two levels: the instance key (a file with mode 0600 in the data folder, or from
//! the environment) seals a data key for each workspace; that key seals the
//! workspace's secrets. AES-256-GCM-SIV, with the identity of the row as
//! associated data, so a sealed value cannot be moved to another row.

mod key_file;
mod sealing;
mod workspace;

pub use workspace::WorkspaceKey;

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sealing::SealingKey;
use std::path::Path;
use zeroize::Zeroizing;

/// Why something cannot be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The key is not 32 bytes in base 64.
    #[error("the instance key must be 32 bytes in base64")]
    BadKey,
    /// The file of the instance key cannot be used; the sentence says why.
    #[error("the instance key file `{path}` {reason}")]
    KeyFile {
        /// Where it is.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It was sealed with another key.
    #[error("a sealed value cannot be opened: it was sealed with another instance key")]
    OtherKey,
    /// It was sealed for another row or purpose, or is damaged.
    #[error("a sealed value cannot be opened: it is damaged or was sealed for another row")]
    CannotOpen,
    /// The cipher refused; not seen in practice.
    #[error("a value cannot be sealed")]
    CannotSeal,
}

/// Seals with the instance key. Made once at start and shared.
#[derive(Debug)]
pub struct Vault {
    key: SealingKey,
}

impl Vault {
    /// A vault with this instance key.
    pub fn new(key: [u8; 32]) -> Result<Self, VaultError> {
        Ok(Self { key: SealingKey::new(&Zeroizing::new(key))? })
    }

    /// The vault whose key is in this file; makes the file with a new key if there is none.
    ///
    /// The file appears whole or not at all and only its owner can read it. A file
    /// that others can read is refused.
    pub fn load_or_create(path: &Path) -> Result<Self, VaultError> {
        Self::from_base64(&key_file::load_or_create(path)?)
    }

    /// The vault with this key in base 64, such as from the environment.
    pub fn from_base64(text: &str) -> Result<Self, VaultError> {
        let bytes = Zeroizing::new(STANDARD.decode(text.trim()).map_err(|_| VaultError::BadKey)?);
        let key: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| VaultError::BadKey)?;
        Ok(Self { key: SealingKey::new(key)? })
    }

    /// A new data key for this workspace, sealed: keep it, and open it with `open_workspace_key`.
    pub fn new_workspace_key(&self, workspace: &str) -> Result<Vec<u8>, VaultError> {
        let mut key = Zeroizing::new([0; 32]);
        rand::fill(key.as_mut_slice()).map_err(|_| VaultError::CannotSeal)?;
        self.key.seal(&workspace_key_purpose(workspace), key.as_slice())
    }

    /// Opens the data key of this workspace.
    pub fn open_workspace_key(&self, workspace: &str, sealed: &[u8]) -> Result<WorkspaceKey, VaultError> {
        let bytes = Zeroizing::new(self.key.open(&workspace_key_purpose(workspace), sealed)?);
        let key: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| VaultError::CannotOpen)?;
        WorkspaceKey::new(workspace, key)
    }

    /// Seals bytes into a text for addresses: opaque, and nobody else can make one.
    /// It opens only for the same purpose, such as `callback`.
    pub fn seal_token(&self, purpose: &str, bytes: &[u8]) -> Result<String, VaultError> {
        Ok(URL_SAFE_NO_PAD.encode(self.key.seal(&token_purpose(purpose), bytes)?))
    }

    /// Opens a text made by `seal_token` for this purpose.
    pub fn open_token(&self, purpose: &str, text: &str) -> Result<Vec<u8>, VaultError> {
        let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| VaultError::CannotOpen)?;
        self.key.open(&token_purpose(purpose), &sealed)
    }
}

fn workspace_key_purpose(workspace: &str) -> Vec<u8> {
    [b"workspace-key\0", workspace.as_bytes()].concat()
}

fn token_purpose(purpose: &str) -> Vec<u8> {
    [b"token\0".as_slice(), purpose.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(byte: u8) -> Vault {
        Vault::new([byte; 32]).unwrap()
    }

    #[test]
    fn a_workspace_key_opens_only_for_its_workspace_and_instance() {
        let sealed = vault(1).new_workspace_key("ws_a").unwrap();
        assert!(vault(1).open_workspace_key("ws_a", &sealed).is_ok());
        assert_eq!(vault(1).open_workspace_key("ws_b", &sealed).unwrap_err(), VaultError::CannotOpen);
        assert_eq!(vault(2).open_workspace_key("ws_a", &sealed).unwrap_err(), VaultError::OtherKey);
    }

    #[test]
    fn a_token_opens_only_whole_for_its_purpose_and_instance() {
        let token = vault(1).seal_token("callback", b"run_1/send").unwrap();
        assert_eq!(vault(1).open_token("callback", &token).unwrap(), b"run_1/send");
        assert_eq!(vault(1).open_token("setup", &token), Err(VaultError::CannotOpen));
        assert_eq!(vault(2).open_token("callback", &token), Err(VaultError::OtherKey));
        assert_eq!(vault(1).open_token("callback", &token[1..]), Err(VaultError::CannotOpen));
        assert_eq!(vault(1).open_token("callback", "no base64!"), Err(VaultError::CannotOpen));
        assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    }

    #[test]
    fn a_token_of_a_workspace_name_is_no_workspace_key() {
        let token = vault(1).seal_token("ws_a", &[7; 32]).unwrap();
        let sealed = URL_SAFE_NO_PAD.decode(token).unwrap();
        assert!(vault(1).open_workspace_key("ws_a", &sealed).is_err());
    }

    #[test]
    fn keys_come_in_base64_of_32_bytes_only() {
        assert!(Vault::from_base64(&format!(" {}\n", STANDARD.encode([9; 32]))).is_ok());
        assert_eq!(Vault::from_base64(&STANDARD.encode([9; 31])).unwrap_err(), VaultError::BadKey);
        assert_eq!(Vault::from_base64("secret").unwrap_err(), VaultError::BadKey);
    }

    #[test]
    fn debug_shows_no_key() {
        let text = format!("{:?}", vault(0xAB));
        assert!(!text.contains("171") && !text.to_lowercase().contains("abab"), "{text}");
    }
}
