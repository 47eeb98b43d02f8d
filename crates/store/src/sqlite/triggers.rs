//! Triggers of published flows.

use super::SqliteStore;
use super::fields::Fields;
use super::flows::flow_state;
use super::query::{all, execute, first, query};
use crate::flows::{FlowState, VersionRow};
use crate::triggers::{NewTrigger, TriggerRow, Triggers};
use crate::{StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{FlowId, TriggerId, VersionId, WorkspaceId};
use flow::{NodeId, Timestamp};
use rusqlite::{Connection, params};

#[async_trait]
impl Triggers for SqliteStore {
    async fn webhook(&self, path: &str) -> StoreResult<Option<TriggerRow>> {
        let path = path.to_owned();
        self.read(move |connection| first(connection, query!("triggers/webhook"), [path], trigger_row)).await
    }

    async fn triggers(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Vec<TriggerRow>> {
        self.read(move |connection| {
            let key = (workspace.0.into_bytes(), flow.0.into_bytes());
            all(connection, query!("triggers/of_flow"), key, trigger_row)
        })
        .await
    }

    async fn due_schedules(&self, now: Timestamp, limit: u32) -> StoreResult<Vec<TriggerRow>> {
        self.read(move |connection| {
            let key = params![now.0, FlowState::Live.number(), limit];
            all(connection, query!("triggers/due"), key, trigger_row)
        })
        .await
    }

    async fn next_schedule(&self) -> StoreResult<Option<Timestamp>> {
        self.read(move |connection| {
            first(connection, query!("triggers/next"), [FlowState::Live.number()], |fields| fields.time())
        })
        .await
    }

    async fn advance_schedule(&self, id: TriggerId, from: Timestamp, next_at: Option<Timestamp>) -> StoreResult<bool> {
        self.write(move |connection| {
            let key = params![id.0.into_bytes(), from.0, next_at.map(|time| time.0)];
            Ok(execute(connection, query!("triggers/advance"), key)? > 0)
        })
        .await
    }
}

/// Puts these triggers of a version in place of the flow's present ones.
pub(super) fn replace(connection: &Connection, version: &VersionRow, triggers: &[NewTrigger]) -> StoreResult<()> {
    execute(connection, query!("triggers/delete_of_flow"), [version.flow.0.into_bytes()])?;
    for trigger in triggers {
        let row = params![
            trigger.id.0.into_bytes(),
            trigger.node.0.as_str(),
            trigger.subscription,
            trigger.webhook_path,
            trigger.next_at.map(|time| time.0),
            version.workspace.0.into_bytes(),
            version.flow.0.into_bytes(),
            version.id.0.into_bytes()
        ];
        if execute(connection, query!("triggers/insert"), row)? == 0 {
            let path = trigger.webhook_path.as_deref().unwrap_or_default();
            return Err(StoreError::Conflict(format!("the webhook path `{path}` is taken; choose another")));
        }
    }
    Ok(())
}

fn trigger_row(fields: &mut Fields<'_>) -> StoreResult<TriggerRow> {
    Ok(TriggerRow {
        trigger: NewTrigger {
            id: TriggerId(fields.uuid()?),
            node: NodeId(fields.take()?),
            subscription: fields.text()?,
            webhook_path: fields.take()?,
            next_at: fields.optional_time()?,
        },
        workspace: WorkspaceId(fields.uuid()?),
        flow: FlowId(fields.uuid()?),
        version: VersionId(fields.uuid()?),
        live: flow_state(fields)? == FlowState::Live,
    })
}
