//! The way outside for one step: the HTTP client, vetted addresses, credentials.

mod events;

use crate::Inner;
use crate::kept::data::StepData;
use crate::version::Version;
use async_trait::async_trait;
use flow::id::{CredentialId, FlowId, RunId, WorkspaceId};
use flow::plan::NodeIndex;
use node_sdk::answer::{Effect, send_error};
use node_sdk::data::Data;
use node_sdk::events::Events;
use node_sdk::{Credential, NodeError, Services};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use store::credentials::CredentialRow;
use store::messages::CallbackTarget;
use vault::WorkspaceKey;

/// What a call-back address is sealed for; the API opens it under the same name.
const CALLBACK_PURPOSE: &str = "callback";

/// The opened keys of workspaces.
#[derive(Default)]
pub(crate) struct Keys {
    opened: Mutex<HashMap<WorkspaceId, Arc<WorkspaceKey>>>,
}

impl Inner {
    async fn workspace_key(&self, workspace: WorkspaceId) -> Result<Arc<WorkspaceKey>, NodeError> {
        if let Some(key) = self.keys.opened.lock().unwrap_or_else(PoisonError::into_inner).get(&workspace) {
            return Ok(key.clone());
        }
        let name = workspace.to_string();
        let new_key = self.vault.new_workspace_key(&name).map_err(cannot_open)?;
        let sealed = self.store.workspace_key(workspace, new_key).await.map_err(unavailable)?;
        let key = Arc::new(self.vault.open_workspace_key(&name, &sealed).map_err(cannot_open)?);
        self.keys.opened.lock().unwrap_or_else(PoisonError::into_inner).insert(workspace, key.clone());
        Ok(key)
    }

    /// Opens a credential of this workspace.
    pub(crate) async fn open_credential(
        &self,
        workspace: WorkspaceId,
        id: CredentialId,
    ) -> Result<Credential, NodeError> {
        let row = self.store.credential(workspace, id).await.map_err(|error| match error {
            store::StoreError::NotFound(_) => NodeError::permanent(
                "credential_missing",
                "The credential this node uses is not there any more.",
                "Choose another credential in the node and publish again.",
            ),
            other => unavailable(other),
        })?;
        let fields = self.open_fields(&row).await?;
        Ok(self.catalog.open_credential(&row.kind, &row.id.to_string(), fields))
    }

    async fn open_fields(&self, row: &CredentialRow) -> Result<Map<String, Value>, NodeError> {
        let key = self.workspace_key(row.workspace).await?;
        let plain = key.open_credential(&row.id.to_string(), &row.sealed).map_err(cannot_open)?;
        serde_json::from_slice(&plain).map_err(|_| cannot_open(vault::VaultError::CannotOpen))
    }
}

/// The way outside for one step.
pub(crate) struct StepServices<'a> {
    inner: &'a Inner,
    workspace: WorkspaceId,
    credentials: HashMap<&'a str, &'a str>,
    callback: Option<CallbackTarget>,
    opened: Mutex<Vec<Credential>>,
    data: Option<StepData<'a>>,
}

impl<'a> StepServices<'a> {
    /// For a step of a run.
    pub fn for_step(inner: &'a Inner, version: &'a Version, run: RunId, node: NodeIndex) -> Self {
        let document = version.document_node(node);
        let services = Self::for_node(inner, version.workspace, document);
        let slot = inner
            .catalog
            .find(&document.kind, document.kind_version)
            .and_then(|kind| kind.receipt.as_ref().map(|(slot, _)| *slot));
        let credential = slot.and_then(|slot| services.credentials.get(slot)?.parse().ok());
        let callback = credential.map(|credential| CallbackTarget {
            workspace: version.workspace,
            run,
            node: document.id.clone(),
            kind: document.kind.clone(),
            kind_version: document.kind_version,
            credential,
        });
        let services = Self { callback, ..services }.keeping(version.flow, &document.id);
        Self { data: services.data.map(|data| data.of_run(run)), ..services }
    }

    /// With what the server keeps for this flow.
    pub fn keeping(self, flow: FlowId, node: &'a flow::NodeId) -> Self {
        let seams = (self.inner.clock.as_ref(), self.inner.ids.as_ref());
        let data = StepData::new(self.inner.store.as_ref(), seams, (self.workspace, flow), &node.0);
        Self { data: Some(data), ..self }
    }

    /// Whether the step changed a variable.
    pub fn has_changed_variables(&self) -> bool {
        self.data.as_ref().is_some_and(StepData::has_changed_variables)
    }

    /// For a node that is tried outside a run: nobody can call back.
    pub fn for_node(inner: &'a Inner, workspace: WorkspaceId, node: &'a flow::Node) -> Self {
        let credentials = node.credentials.iter().map(|(slot, id)| (slot.as_str(), id.as_str())).collect();
        Self { inner, workspace, credentials, callback: None, data: None, opened: Mutex::default() }
    }

    /// For the test of a credential: there is no node.
    pub fn for_test(inner: &'a Inner, workspace: WorkspaceId) -> Self {
        Self { inner, workspace, credentials: HashMap::new(), callback: None, data: None, opened: Mutex::default() }
    }

    /// The credentials that were opened, to keep their secrets out of what is shown.
    pub fn opened(&self) -> Vec<Credential> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl Services for StepServices<'_> {
    fn http(&self) -> &outbound::Client {
        &self.inner.http
    }

    fn folder(&self) -> Option<node_sdk::folder::Folder> {
        self.inner.catalog.flow_files(&self.workspace.to_string())
    }

    async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, NodeError> {
        self.inner.http.resolve(host, port).await.map_err(|error| send_error(&error, Effect::Reads))
    }

    async fn credential(&self, slot: &str) -> Result<Credential, NodeError> {
        let chosen = self.credentials.get(slot).filter(|id| !id.is_empty());
        let Some(id) = chosen.and_then(|id| id.parse::<CredentialId>().ok()) else {
            return Err(NodeError::permanent(
                "credential_not_chosen",
                "No credential is chosen for this node.",
                "Open the node and choose one, or create it there.",
            ));
        };
        let credential = self.inner.open_credential(self.workspace, id).await?;
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).push(credential.clone());
        Ok(credential)
    }

    fn data(&self) -> Option<&dyn Data> {
        self.data.as_ref().map(|data| data as &dyn Data)
    }

    fn callback_url(&self) -> Option<String> {
        let base = self.inner.public_url.as_deref()?;
        let target = serde_json::to_vec(self.callback.as_ref()?).ok()?;
        let token = self.inner.vault.seal_token(CALLBACK_PURPOSE, &target).ok()?;
        Some(format!("{base}/callbacks/{token}"))
    }

    fn events(&self) -> Option<&dyn Events> {
        Some(self)
    }
}

fn cannot_open(_: vault::VaultError) -> NodeError {
    NodeError::permanent(
        "credential_sealed",
        "The credential cannot be opened with this server's key.",
        "If the instance key was changed or the database moved, enter the credential's secrets again.",
    )
}

fn unavailable(error: store::StoreError) -> NodeError {
    tracing::warn!(%error, "a credential could not be read");
    NodeError::transient(
        "database",
        "The credential could not be read from the database.",
        "It is tried again; if it lasts, look at the server's disk.",
    )
}
