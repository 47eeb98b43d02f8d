//! Flows and versions.

use super::QUARTER_MS;
use super::fields::{Fields, texts_as_json};
use super::query::{all, execute, first, query};
use super::transaction::Transaction;
use super::value::params;
use super::{Backend, Reach};
use super::{drafts, triggers};
use crate::flows::{FlowCounts, FlowFilter, FlowRow, FlowState, Flows, VersionRow};
use crate::like;
use crate::page::{self, Cursor};
use crate::triggers::NewTrigger;
use crate::{Page, PageRequest, StoreError, StoreResult};
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{FlowId, UserId, VersionId, WorkspaceId};
use std::ops::RangeInclusive;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[async_trait]
impl<B: Backend> Flows for B {
    async fn create_flow(&self, row: FlowRow, document: &str) -> StoreResult<()> {
        let document = document.to_owned();
        self.write(Reach::Workspace(row.workspace), move |transaction| insert_flow(transaction, &row, &document)).await
    }

    async fn flow(&self, workspace: WorkspaceId, id: FlowId) -> StoreResult<FlowRow> {
        self.read(Reach::Workspace(workspace), move |transaction| flow(transaction, workspace, id)).await
    }

    async fn shared_document(&self, workspace: WorkspaceId, id: FlowId) -> StoreResult<String> {
        self.read(Reach::Workspace(workspace), move |transaction| shared(transaction, workspace, id)).await
    }

    async fn newest_document(&self, workspace: WorkspaceId, id: FlowId) -> StoreResult<String> {
        self.read(Reach::Workspace(workspace), move |transaction| match drafts::newest(transaction, workspace, id)? {
            Some(document) => Ok(document),
            None => shared(transaction, workspace, id),
        })
        .await
    }

    async fn flows(&self, workspace: WorkspaceId, filter: FlowFilter, page: PageRequest) -> StoreResult<Page<FlowRow>> {
        let (before, limit) = (page.before(), page.rows());
        let rows = self
            .read(Reach::Workspace(workspace), move |transaction| {
                let key = params![
                    workspace.0.into_bytes(),
                    before.number,
                    before.id.into_bytes(),
                    filter.state.map(FlowState::number),
                    filter.search.map(|text| like::containing(&text.to_lowercase())),
                    limit.fetched()
                ];
                all(transaction, query!("flows/list"), key, flow_row)
            })
            .await?;
        Ok(page::cut(rows, limit, |row| Cursor { number: row.updated_at.0, ..Cursor::of_id(row.id.0) }))
    }

    async fn flow_counts(
        &self,
        workspace: WorkspaceId,
        flows: &[FlowId],
        now: Timestamp,
    ) -> StoreResult<Vec<FlowCounts>> {
        let flows = flows.to_vec();
        self.read_stale(Reach::Workspace(workspace), move |transaction| {
            flows.iter().map(|flow| counts(transaction, workspace, *flow, now)).collect()
        })
        .await
    }

    async fn publish(&self, version: VersionRow, revision: u64, triggers: Vec<NewTrigger>) -> StoreResult<u32> {
        self.write(Reach::Workspace(version.workspace), move |transaction| {
            publish(transaction, &version, revision, &triggers)
        })
        .await
    }

    async fn set_flow_state(
        &self,
        workspace: WorkspaceId,
        id: FlowId,
        state: FlowState,
        _now: Timestamp,
    ) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            let row = flow(transaction, workspace, id)?;
            if state == FlowState::Draft || row.version.is_none() {
                return Err(StoreError::Conflict("only a published flow can be paused and resumed".to_owned()));
            }
            let columns = params![workspace.0.into_bytes(), id.0.into_bytes(), state.number()];
            execute(transaction, query!("flows/set_state"), columns)?;
            Ok(())
        })
        .await
    }

    async fn delete_flow(&self, workspace: WorkspaceId, id: FlowId) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
            // Drafts and triggers go with it by their foreign keys.
            if execute(transaction, query!("flows/delete"), key)? == 0 {
                return Err(StoreError::NotFound("flow"));
            }
            super::variables::delete_of_flow(transaction, workspace, id)?;
            super::static_data::delete_of_flow(transaction, workspace, id)?;
            super::seen::delete_of_flow(transaction, workspace, id)?;
            delete_unused_versions(transaction, id)
        })
        .await
    }

    async fn snapshot(&self, version: VersionRow) -> StoreResult<VersionId> {
        self.write(Reach::Workspace(version.workspace), move |transaction| {
            flow(transaction, version.workspace, version.flow)?;
            let fingerprint = fingerprint(&version.document);
            let key = params![version.flow.0.into_bytes(), fingerprint, version.workspace.0.into_bytes()];
            let alike = all(transaction, query!("flows/snapshots"), key, |fields| {
                Ok((VersionId(fields.uuid()?), fields.text()?))
            })?;
            if let Some((id, _)) = alike.into_iter().find(|(_, document)| *document == version.document) {
                return Ok(id);
            }
            insert_version(transaction, &version, None)?;
            Ok(version.id)
        })
        .await
    }

    async fn version(&self, id: VersionId) -> StoreResult<VersionRow> {
        self.read(Reach::Server, move |transaction| {
            first(transaction, query!("flows/version"), params![id.0.into_bytes()], version_row)?
                .ok_or(StoreError::NotFound("version"))
        })
        .await
    }

    async fn version_by_number(&self, workspace: WorkspaceId, flow: FlowId, number: u32) -> StoreResult<VersionRow> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), flow.0.into_bytes(), number];
            first(transaction, query!("flows/version_by_number"), key, version_row)?
                .ok_or(StoreError::NotFound("version"))
        })
        .await
    }

    async fn versions(&self, workspace: WorkspaceId, flow: FlowId, page: PageRequest) -> StoreResult<Page<VersionRow>> {
        let (before, limit) = (page.before(), page.rows());
        let rows = self
            .read(Reach::Workspace(workspace), move |transaction| {
                let key = params![workspace.0.into_bytes(), flow.0.into_bytes(), before.number, limit.fetched()];
                all(transaction, query!("flows/versions"), key, version_row)
            })
            .await?;
        let place = |row: &VersionRow| Cursor { number: row.number.unwrap_or(0).into(), ..Cursor::of_id(row.id.0) };
        Ok(page::cut(rows, limit, place))
    }

    async fn tag_version(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        number: u32,
        tags: Vec<String>,
    ) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            tag_version(transaction, workspace, flow, number, &tags)
        })
        .await
    }

    async fn version_tags(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        numbers: RangeInclusive<u32>,
    ) -> StoreResult<Vec<(u32, String)>> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), flow.0.into_bytes(), *numbers.start(), *numbers.end()];
            all(transaction, query!("flows/version_tags"), key, |fields| Ok((fields.take()?, fields.text()?)))
        })
        .await
    }
}

fn tag_version(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    flow: FlowId,
    number: u32,
    tags: &[String],
) -> StoreResult<()> {
    let (workspace, flow) = (workspace.0.into_bytes(), flow.0.into_bytes());
    let key = params![workspace, flow, number];
    first(transaction, query!("flows/version_by_number"), key, version_row)?.ok_or(StoreError::NotFound("version"))?;
    execute(transaction, query!("flows/untag_version"), params![workspace, flow, number])?;
    for tag in tags {
        execute(transaction, query!("flows/tag_version"), params![workspace, flow, number, tag])?;
    }
    Ok(())
}

fn shared(transaction: &Transaction<'_>, workspace: WorkspaceId, id: FlowId) -> StoreResult<String> {
    let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
    first(transaction, query!("flows/shared"), key, |fields| fields.text())?.ok_or(StoreError::NotFound("flow"))
}

fn insert_flow(transaction: &Transaction<'_>, row: &FlowRow, document: &str) -> StoreResult<()> {
    let columns = params![
        row.id.0.into_bytes(),
        row.workspace.0.into_bytes(),
        row.name,
        row.description,
        row.state.number(),
        row.version.map(|version| version.0.into_bytes()),
        row.version_number,
        row.revision.cast_signed(),
        row.published_revision.map(u64::cast_signed),
        texts_as_json(&row.trigger_kinds),
        row.created_at.0,
        row.updated_at.0,
        row.updated_by.map(|user| user.0.into_bytes()),
        row.system,
        search_text(&row.name, &row.description)
    ];
    if execute(transaction, query!("flows/insert"), columns)? == 0 {
        return Err(StoreError::Conflict(format!("`{}` exists already", row.id)));
    }
    execute(transaction, query!("flows/insert_draft"), params![row.id.0.into_bytes(), document])?;
    Ok(())
}

fn publish(
    transaction: &Transaction<'_>,
    version: &VersionRow,
    revision: u64,
    triggers: &[NewTrigger],
) -> StoreResult<u32> {
    let present = flow(transaction, version.workspace, version.flow)?;
    drafts::published(transaction, version, &present, revision)?;
    let key = version.flow.0.into_bytes();
    let number = first(transaction, query!("flows/next_number"), params![key], |fields| fields.take())?.unwrap_or(1);
    insert_version(transaction, version, Some(number))?;
    triggers::replace(transaction, version, triggers)?;
    let columns = params![
        version.workspace.0.into_bytes(),
        key,
        FlowState::Live.number(),
        version.id.0.into_bytes(),
        number,
        revision.cast_signed()
    ];
    execute(transaction, query!("flows/set_published"), columns)?;
    Ok(number)
}

fn insert_version(transaction: &Transaction<'_>, version: &VersionRow, number: Option<u32>) -> StoreResult<()> {
    let columns = params![
        version.id.0.into_bytes(),
        version.flow.0.into_bytes(),
        version.workspace.0.into_bytes(),
        number,
        version.note,
        version.document,
        version.created_at.0,
        version.created_by.map(|user| user.0.into_bytes()),
        fingerprint(&version.document)
    ];
    match execute(transaction, query!("flows/insert_version"), columns)? {
        0 => Err(StoreError::Conflict(format!("`{}` exists already", version.id))),
        _ => Ok(()),
    }
}

/// Removes versions of a flow that is no more, as far as no run needs them to be read.
pub(crate) fn delete_unused_versions(transaction: &Transaction<'_>, flow: FlowId) -> StoreResult<()> {
    execute(transaction, query!("flows/delete_unused_versions"), params![flow.0.into_bytes()])?;
    Ok(())
}

pub(super) fn flow(transaction: &Transaction<'_>, workspace: WorkspaceId, id: FlowId) -> StoreResult<FlowRow> {
    let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
    first(transaction, query!("flows/flow"), key, flow_row)?.ok_or(StoreError::NotFound("flow"))
}

fn counts(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    flow: FlowId,
    now: Timestamp,
) -> StoreResult<FlowCounts> {
    let key = params![flow.0.into_bytes(), workspace.0.into_bytes()];
    let in_progress = first(transaction, query!("flows/count_open"), key, |fields| fields.count())?.unwrap_or(0);
    let since = now.plus_ms(-DAY_MS).0.div_euclid(QUARTER_MS);
    let key = params![flow.0.into_bytes(), since, workspace.0.into_bytes()];
    let ended = first(transaction, query!("flows/count_ended"), key, |fields| Ok((fields.count()?, fields.count()?)))?;
    let (finished_24h, failed_24h) = ended.unwrap_or_default();
    Ok(FlowCounts { in_progress, finished_24h, failed_24h })
}

pub(super) fn stale(revision: u64) -> StoreError {
    StoreError::Conflict(format!("the draft has changed; its revision is now {revision}"))
}

pub(super) fn search_text(name: &str, description: &str) -> String {
    format!("{name}\n{description}").to_lowercase()
}

/// FNV-1a: finds documents that may be equal; they are then compared. It is kept in the
/// database, so it must not change between versions, as the standard library's hash may.
fn fingerprint(document: &str) -> i64 {
    let hash = document
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    hash.cast_signed()
}

impl FlowState {
    /// As it is kept.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Draft => 0,
            Self::Live => 1,
            Self::Paused => 2,
        }
    }
}

pub(crate) fn flow_state(fields: &mut Fields<'_>) -> StoreResult<FlowState> {
    fields.one_of("flow state", |number| match number {
        0 => Some(FlowState::Draft),
        1 => Some(FlowState::Live),
        2 => Some(FlowState::Paused),
        _ => None,
    })
}

fn flow_row(fields: &mut Fields<'_>) -> StoreResult<FlowRow> {
    Ok(FlowRow {
        id: FlowId(fields.uuid()?),
        workspace: WorkspaceId(fields.uuid()?),
        name: fields.text()?,
        description: fields.text()?,
        state: flow_state(fields)?,
        version: fields.optional_uuid()?.map(VersionId),
        version_number: fields.take()?,
        revision: fields.count()?,
        published_revision: fields.optional_count()?,
        trigger_kinds: fields.texts()?,
        created_at: fields.time()?,
        updated_at: fields.time()?,
        updated_by: fields.optional_uuid()?.map(UserId),
        system: fields.take()?,
    })
}

fn version_row(fields: &mut Fields<'_>) -> StoreResult<VersionRow> {
    Ok(VersionRow {
        id: VersionId(fields.uuid()?),
        flow: FlowId(fields.uuid()?),
        workspace: WorkspaceId(fields.uuid()?),
        number: fields.take()?,
        note: fields.text()?,
        document: fields.text()?,
        created_at: fields.time()?,
        created_by: fields.optional_uuid()?.map(UserId),
    })
}
