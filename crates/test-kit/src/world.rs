//! Builders: a store with tenants, flows and runs in it, in a line each.

use crate::seams::{CountingIds, TestClock};
use flow::id::{FlowId, MessageId, OrganisationId, RunId, TriggerId, UserId, VersionId, WorkspaceId};
use flow::{Clock, NodeId, Timestamp};
use std::sync::Arc;
use store::Store;
use store::flows::{FlowRow, FlowState, VersionRow};
use store::identity::{Organisation, User, Workspace};
use store::messages::NewMessage;
use store::runs::{Accept, IdempotencyKey, Record, RunMode, RunStatus};
use store::triggers::NewTrigger;

/// A store and the seams its rows are made with.
pub struct World {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<TestClock>,
    /// The ids.
    pub ids: Arc<CountingIds>,
}

/// A workspace with its organisation and owner.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// The organisation.
    pub organisation: Organisation,
    /// The workspace.
    pub workspace: Workspace,
    /// The owner.
    pub owner: User,
}

impl Tenant {
    /// The id of the workspace.
    pub fn id(&self) -> WorkspaceId {
        self.workspace.id
    }
}

impl World {
    /// A world around this store.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, clock: Arc::default(), ids: Arc::default() }
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The same world around another store.
    #[must_use]
    pub fn with_store(&self, store: Arc<dyn Store>) -> Self {
        Self { store, clock: self.clock.clone(), ids: self.ids.clone() }
    }

    /// Sets the server up.
    ///
    /// # Panics
    /// If the store refuses.
    pub async fn set_up(&self) -> Tenant {
        let organisation =
            Organisation { id: OrganisationId::new(&*self.ids), name: "Agency".into(), created_at: self.now() };
        let workspace = self.workspace(organisation.id, "First");
        let owner = self.user(organisation.id, "owner");
        self.store.set_up(organisation.clone(), workspace.clone(), owner.clone()).await.expect("set up");
        Tenant { organisation, workspace, owner }
    }

    /// Another workspace of the same organisation with an owner of its own.
    ///
    /// # Panics
    /// If the store refuses.
    pub async fn another(&self, tenant: &Tenant, name: &str) -> Tenant {
        let organisation = tenant.organisation.clone();
        let workspace = self.workspace(organisation.id, name);
        let owner = self.user(organisation.id, name);
        self.store.create_user(owner.clone()).await.expect("create user");
        self.store.create_workspace(workspace.clone(), owner.id).await.expect("create workspace");
        Tenant { organisation, workspace, owner }
    }

    /// A workspace, not kept yet.
    pub fn workspace(&self, organisation: OrganisationId, name: &str) -> Workspace {
        Workspace {
            id: WorkspaceId::new(&*self.ids),
            organisation,
            name: name.into(),
            time_zone: "Europe/London".into(),
            created_at: self.now(),
        }
    }

    /// A user with the address `<name>@example.org`, not kept yet.
    pub fn user(&self, organisation: OrganisationId, name: &str) -> User {
        User {
            id: UserId::new(&*self.ids),
            organisation,
            name: name.into(),
            email: format!("{}@example.org", name.to_lowercase()),
            password_hash: "$argon2id$".into(),
            created_at: self.now(),
            disabled_at: None,
        }
    }

    /// Keeps a new flow with the draft `{}`.
    ///
    /// # Panics
    /// If the store refuses.
    pub async fn flow(&self, workspace: WorkspaceId, name: &str) -> FlowRow {
        let row = self.flow_row(workspace, name);
        self.store.create_flow(row.clone(), "{}").await.expect("create flow");
        row
    }

    /// A flow, not kept yet.
    pub fn flow_row(&self, workspace: WorkspaceId, name: &str) -> FlowRow {
        FlowRow {
            id: FlowId::new(&*self.ids),
            workspace,
            name: name.into(),
            description: String::new(),
            state: FlowState::Draft,
            version: None,
            version_number: None,
            revision: 1,
            published_revision: None,
            trigger_kinds: vec!["webhook".into()],
            created_at: self.now(),
            updated_at: self.now(),
            updated_by: None,
            system: false,
        }
    }

    /// A version of a flow, not kept yet.
    pub fn version(&self, flow: &FlowRow, document: &str) -> VersionRow {
        VersionRow {
            id: VersionId::new(&*self.ids),
            flow: flow.id,
            workspace: flow.workspace,
            number: None,
            note: String::new(),
            document: document.into(),
            created_at: self.now(),
            created_by: None,
        }
    }

    /// A webhook trigger, not kept yet.
    pub fn webhook(&self, path: &str) -> NewTrigger {
        NewTrigger {
            id: TriggerId::new(&*self.ids),
            node: NodeId("hook".into()),
            subscription: "{}".into(),
            webhook_path: Some(path.into()),
            next_at: None,
            event: None,
        }
    }

    /// A schedule trigger, not kept yet.
    pub fn schedule(&self, next_at: Timestamp) -> NewTrigger {
        NewTrigger { webhook_path: None, next_at: Some(next_at), node: NodeId("cron".into()), ..self.webhook("") }
    }

    /// The first record of a new run with this status; ended now if the status is final.
    pub fn record(&self, flow: &FlowRow, status: RunStatus) -> Record {
        let accept = Accept {
            flow: flow.id,
            version: flow.version.unwrap_or(VersionId(flow.id.0)),
            version_number: flow.version_number,
            mode: RunMode::Webhook,
            started_at: self.now(),
            retry_of: None,
            parent: None,
            idempotency: None,
        };
        Record {
            run: RunId::new(&*self.ids),
            workspace: flow.workspace,
            accept: Some(accept),
            sequence: 0,
            chunk: b"first".to_vec(),
            replaces: false,
            status,
            wake_at: None,
            finished_at: status.is_final().then(|| self.now()),
            error: None,
            answer: None,
            messages: Vec::new(),
            abandons: Vec::new(),
            heard: Vec::new(),
            waits: Default::default(),
        }
    }

    /// The record that follows this one.
    pub fn next_record(&self, before: &Record, status: RunStatus) -> Record {
        Record {
            accept: None,
            sequence: before.sequence + 1,
            chunk: b"next".to_vec(),
            replaces: false,
            status,
            finished_at: status.is_final().then(|| self.now()),
            messages: Vec::new(),
            ..before.clone()
        }
    }

    /// An idempotency key that holds for an hour.
    pub fn key(&self, key: &str) -> IdempotencyKey {
        IdempotencyKey {
            scope: "hook".into(),
            key: key.into(),
            body_hash: [7; 32],
            expires_at: self.now().plus_ms(3_600_000),
        }
    }

    /// A message that a provider accepted, not kept yet.
    pub fn message(&self, provider_id: &str) -> NewMessage {
        NewMessage {
            id: MessageId::new(&*self.ids),
            node: NodeId("sms".into()),
            channel: "sms".into(),
            to: "+15550100".into(),
            provider: "twilio".into(),
            provider_id: provider_id.into(),
            status: "queued".into(),
            segments: Some(1),
            at: self.now(),
        }
    }
}
