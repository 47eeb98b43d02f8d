//! Triggers of published flows.

use super::fields::Fields;
use super::flows::flow_state;
use super::query::{all, execute, first, query};
use super::transaction::Transaction;
use super::value::{Bind, params};
use super::{Backend, Reach};
use crate::flows::{FlowState, VersionRow};
use crate::triggers::{NewTrigger, TriggerRow, Triggers};
use crate::{StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{FlowId, TriggerId, VersionId, WorkspaceId};
use flow::{NodeId, Timestamp};

/// How many webhook paths are looked for at once.
const PATHS_AT_ONCE: usize = 31;

#[async_trait]
impl<B: Backend> Triggers for B {
    async fn webhook(&self, path: &str) -> StoreResult<Option<TriggerRow>> {
        let path = path.to_owned();
        self.read(Reach::Server, move |transaction| {
            first(transaction, query!("triggers/webhook"), params![path], trigger_row)
        })
        .await
    }

    async fn webhooks(&self, paths: &[String]) -> StoreResult<Vec<TriggerRow>> {
        let mut paths: Vec<Option<String>> = paths.iter().cloned().map(Some).collect();
        paths.resize(PATHS_AT_ONCE, None);
        self.read(Reach::Server, move |transaction| {
            let paths: Vec<&dyn Bind> = paths.iter().map(|path| path as &dyn Bind).collect();
            let found = all(transaction, query!("triggers/webhooks"), &paths, trigger_row)?;
            Ok(found.into_iter().filter(|row| row.live).collect())
        })
        .await
    }

    async fn triggers(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Vec<TriggerRow>> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), flow.0.into_bytes()];
            all(transaction, query!("triggers/of_flow"), key, trigger_row)
        })
        .await
    }

    async fn due_schedules(&self, now: Timestamp, limit: u32) -> StoreResult<Vec<TriggerRow>> {
        self.read(Reach::Server, move |transaction| {
            let key = params![now.0, FlowState::Live.number(), limit];
            all(transaction, query!("triggers/due"), key, trigger_row)
        })
        .await
    }

    async fn next_schedule(&self) -> StoreResult<Option<Timestamp>> {
        self.read(Reach::Server, move |transaction| {
            first(transaction, query!("triggers/next"), params![FlowState::Live.number()], |fields| fields.time())
        })
        .await
    }

    async fn advance_schedule(&self, id: TriggerId, from: Timestamp, next_at: Option<Timestamp>) -> StoreResult<bool> {
        self.write(Reach::Server, move |transaction| {
            let key = params![id.0.into_bytes(), from.0, next_at.map(|time| time.0)];
            Ok(execute(transaction, query!("triggers/advance"), key)? > 0)
        })
        .await
    }
}

/// Puts these triggers of a version in place of the flow's present ones.
pub(crate) fn replace(transaction: &Transaction<'_>, version: &VersionRow, triggers: &[NewTrigger]) -> StoreResult<()> {
    execute(transaction, query!("triggers/delete_of_flow"), params![version.flow.0.into_bytes()])?;
    for trigger in triggers {
        let row = params![
            trigger.id.0.into_bytes(),
            trigger.node.0.as_str(),
            trigger.subscription,
            trigger.webhook_path,
            trigger.next_at.map(|time| time.0),
            version.workspace.0.into_bytes(),
            version.flow.0.into_bytes(),
            version.id.0.into_bytes(),
            trigger.event,
        ];
        if execute(transaction, query!("triggers/insert"), row)? == 0 {
            let path = trigger.webhook_path.as_deref().unwrap_or_default();
            return Err(StoreError::Conflict(format!("the webhook path `{path}` is taken; choose another")));
        }
    }
    Ok(())
}

pub(super) fn trigger_row(fields: &mut Fields<'_>) -> StoreResult<TriggerRow> {
    Ok(TriggerRow {
        trigger: NewTrigger {
            id: TriggerId(fields.uuid()?),
            node: NodeId(fields.take()?),
            subscription: fields.text()?,
            webhook_path: fields.take()?,
            next_at: fields.optional_time()?,
            event: fields.take()?,
        },
        workspace: WorkspaceId(fields.uuid()?),
        flow: FlowId(fields.uuid()?),
        version: VersionId(fields.uuid()?),
        live: flow_state(fields)? == FlowState::Live,
    })
}
