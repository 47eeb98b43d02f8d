//! Sealed credentials.

use crate::{Page, PageRequest, StoreResult};
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{CredentialId, UserId, WorkspaceId};

/// A credential as kept: the secret part is sealed by the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialRow {
    /// Its id.
    pub id: CredentialId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Name on screen.
    pub name: String,
    /// Its kind, such as `smtp`.
    pub kind: String,
    /// The fields that are no secret, as JSON, for lists.
    pub public: String,
    /// All fields as JSON, sealed.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: UserId,
    /// When it was changed.
    pub updated_at: Timestamp,
}

/// Sealed credentials.
#[async_trait]
pub trait Credentials {
    /// Keeps a credential.
    async fn create_credential(&self, row: CredentialRow) -> StoreResult<()>;
    /// Replaces name, fields and `updated_at`.
    async fn update_credential(&self, row: CredentialRow) -> StoreResult<()>;
    /// The credential.
    async fn credential(&self, workspace: WorkspaceId, id: CredentialId) -> StoreResult<CredentialRow>;
    /// Credentials by name.
    async fn credentials(&self, workspace: WorkspaceId, page: PageRequest) -> StoreResult<Page<CredentialRow>>;
    /// Removes a credential.
    async fn delete_credential(&self, workspace: WorkspaceId, id: CredentialId) -> StoreResult<()>;
    /// In how many flows' drafts or published versions the credential is named.
    async fn credential_uses(&self, workspace: WorkspaceId, id: CredentialId) -> StoreResult<u32>;
    /// The workspace's sealed data key; made by `new_key` if there is none yet.
    async fn workspace_key(&self, workspace: WorkspaceId, new_key: Vec<u8>) -> StoreResult<Vec<u8>>;
}
