//! The data key of one workspace, and the credentials it seals.

use crate::VaultError;
use crate::sealing::SealingKey;

/// The opened data key of a workspace.
#[derive(Debug)]
pub struct WorkspaceKey {
    workspace: String,
    key: SealingKey,
}

impl WorkspaceKey {
    pub(crate) fn new(workspace: &str, key: &[u8; 32]) -> Result<Self, VaultError> {
        Ok(Self { workspace: workspace.to_owned(), key: SealingKey::new(key)? })
    }

    /// Seals bytes for the row that `associated` names.
    pub fn seal(&self, associated: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.key.seal(associated, plain)
    }

    /// Opens what was sealed for the same row.
    pub fn open(&self, associated: &[u8], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.key.open(associated, sealed)
    }

    /// Seals the fields of a credential of this workspace.
    pub fn seal_credential(&self, credential: &str, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.seal(&self.credential_row(credential), plain)
    }

    /// Opens the fields of a credential of this workspace.
    pub fn open_credential(&self, credential: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.open(&self.credential_row(credential), sealed)
    }

    fn credential_row(&self, credential: &str) -> Vec<u8> {
        [b"credential\0".as_slice(), self.workspace.as_bytes(), b"\0", credential.as_bytes()].concat()
    }
}

#[cfg(test)]
mod tests {
    use crate::{Vault, VaultError, WorkspaceKey};

    fn key(workspace: &str) -> WorkspaceKey {
        let vault = Vault::new([1; 32]).unwrap();
        let sealed = vault.new_workspace_key(workspace).unwrap();
        vault.open_workspace_key(workspace, &sealed).unwrap()
    }

    #[test]
    fn a_credential_opens_only_as_itself() {
        let key = key("ws_a");
        let sealed = key.seal_credential("cred_1", b"{}").unwrap();
        assert_eq!(key.open_credential("cred_1", &sealed).unwrap(), b"{}");
        assert_eq!(key.open_credential("cred_2", &sealed), Err(VaultError::CannotOpen));
        assert_eq!(key.open(b"cred_1", &sealed), Err(VaultError::CannotOpen));
    }

    #[test]
    fn a_credential_moved_to_another_workspace_does_not_open() {
        let sealed = key("ws_a").seal_credential("cred_1", b"{}").unwrap();
        assert_eq!(key("ws_b").open_credential("cred_1", &sealed), Err(VaultError::OtherKey));
    }

    #[test]
    fn the_workspace_is_part_of_the_row_even_under_one_key() {
        let a = WorkspaceKey::new("ws_a", &[5; 32]).unwrap();
        let b = WorkspaceKey::new("ws_b", &[5; 32]).unwrap();
        let sealed = a.seal_credential("cred_1", b"{}").unwrap();
        assert_eq!(b.open_credential("cred_1", &sealed), Err(VaultError::CannotOpen));
    }
}
