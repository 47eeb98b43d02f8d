//! Parameters of nodes under a name, to be used again.

use crate::StoreResult;
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{PresetId, UserId, WorkspaceId};

/// The most presets of one kind of node in a workspace.
pub const PRESETS_MOST: u32 = 100;

/// A preset as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresetRow {
    /// Its id.
    pub id: PresetId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The kind of node it is for; it never changes.
    pub kind: String,
    /// Its name, once for a kind.
    pub name: String,
    /// The parameters as JSON.
    pub parameters: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: UserId,
    /// When it was changed.
    pub updated_at: Timestamp,
}

/// Presets of nodes.
#[async_trait]
pub trait Presets {
    /// Keeps a preset. A conflict if the kind has one of this name, or as many as it may have.
    async fn create_preset(&self, row: PresetRow) -> StoreResult<()>;
    /// Replaces name, parameters and `updated_at`. A conflict if the kind has another of this name.
    async fn update_preset(&self, row: PresetRow) -> StoreResult<()>;
    /// The preset.
    async fn preset(&self, workspace: WorkspaceId, id: PresetId) -> StoreResult<PresetRow>;
    /// The presets of a kind of node, by name.
    async fn presets(&self, workspace: WorkspaceId, kind: &str) -> StoreResult<Vec<PresetRow>>;
    /// Removes a preset.
    async fn delete_preset(&self, workspace: WorkspaceId, id: PresetId) -> StoreResult<()>;
}
