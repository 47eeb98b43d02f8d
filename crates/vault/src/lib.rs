//! Seals and opens secrets. Knows bytes, not tables.
//!
//! Two levels: the instance key (a file with mode 0600 in the data folder, or from
//! the environment) seals a data key for each workspace; that key seals the
//! workspace's secrets. AES-256-GCM-SIV, with the identity of the row as
//! associated data, so a sealed value cannot be moved to another row.

/// Why something cannot be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The key is not 32 bytes in base 64.
    #[error("the instance key must be 32 bytes in base64")]
    BadKey,
    /// It was sealed with another key, for another row, or is damaged.
    #[error("a sealed value cannot be opened: it was sealed with another key or for another row")]
    CannotOpen,
}

/// Seals with the instance key.
pub struct Vault {
    key: [u8; 32],
}

/// The opened data key of a workspace.
pub struct WorkspaceKey {
    key: [u8; 32],
}

impl Vault {
    /// A vault with this instance key.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key }
    }
}
