//! Variables of flows, workspaces and organisations.

use crate::{Page, PageRequest, StoreResult};
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{FlowId, UserId, VariableId, WorkspaceId};
use flow::variables::{Deed, VariableScope};
use serde_json::Value;

/// Whose a variable is, as seen from a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariableOwner {
    /// The organisation of the workspace.
    Organisation,
    /// The workspace.
    Workspace,
    /// A flow of the workspace.
    Flow(FlowId),
}

impl VariableOwner {
    /// The owner of this scope, for a flow.
    pub fn of(scope: VariableScope, flow: FlowId) -> Self {
        match scope {
            VariableScope::Organisation => Self::Organisation,
            VariableScope::Workspace => Self::Workspace,
            VariableScope::Flow => Self::Flow(flow),
        }
    }

    /// Its scope.
    pub fn scope(self) -> VariableScope {
        match self {
            Self::Organisation => VariableScope::Organisation,
            Self::Workspace => VariableScope::Workspace,
            Self::Flow(_) => VariableScope::Flow,
        }
    }
}

/// A variable.
#[derive(Clone, Debug, PartialEq)]
pub struct VariableRow {
    /// Its id.
    pub id: VariableId,
    /// Whose it is.
    pub owner: VariableOwner,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// What it is for.
    pub description: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed.
    pub updated_at: Timestamp,
    /// By whom; None: by a run.
    pub updated_by: Option<UserId>,
}

/// A change of one variable by its name.
#[derive(Clone, Debug, PartialEq)]
pub struct VariableChange {
    /// Whose it is.
    pub owner: VariableOwner,
    /// Its name.
    pub name: String,
    /// What is done to it.
    pub deed: Deed,
    /// The id it gets if it is not there yet.
    pub new_id: VariableId,
    /// Done once for each key; None: each time.
    pub step: Option<String>,
    /// Now.
    pub now: Timestamp,
}

/// A variable a run of a flow sees: its scope, name and value.
pub type Visible = (VariableScope, String, Value);

/// Variables.
#[async_trait]
pub trait Variables {
    /// Keeps a new variable. `Conflict` if its owner has one of this name, or too many.
    async fn create_variable(&self, workspace: WorkspaceId, row: VariableRow) -> StoreResult<()>;
    /// Replaces name, value and description.
    async fn update_variable(&self, workspace: WorkspaceId, row: VariableRow) -> StoreResult<()>;
    /// The variable.
    async fn variable(&self, workspace: WorkspaceId, id: VariableId) -> StoreResult<VariableRow>;
    /// The variables of the workspace, its flows and its organisation by name; those
    /// whose names contain `search`.
    async fn variables(
        &self,
        workspace: WorkspaceId,
        search: Option<String>,
        page: PageRequest,
    ) -> StoreResult<Page<VariableRow>>;
    /// Removes a variable.
    async fn delete_variable(&self, workspace: WorkspaceId, id: VariableId) -> StoreResult<()>;
    /// The variable of this owner and name.
    async fn variable_by_name(
        &self,
        workspace: WorkspaceId,
        owner: VariableOwner,
        name: &str,
    ) -> StoreResult<Option<VariableRow>>;
    /// All that runs of a flow see, from the farthest scope to the nearest.
    async fn visible_variables(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Vec<Visible>>;
    /// Changes a variable by its name, whoever else is at it, and gives its value
    /// afterwards. `Conflict` if that cannot be done to it.
    async fn change_variable(&self, workspace: WorkspaceId, change: VariableChange) -> StoreResult<Option<Value>>;
}
