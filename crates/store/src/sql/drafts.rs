//! Drafts of people.

use super::fields::{Fields, texts_as_json};
use super::flows::{flow, search_text, stale};
use super::query::{all, execute, first, query};
use super::transaction::Transaction;
use super::value::params;
use super::{Backend, Reach};
use crate::drafts::{Draft, DraftOf, Drafts, Headline, SaveDraft};
use crate::flows::{FlowRow, VersionRow};
use crate::{StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{FlowId, UserId, WorkspaceId};

#[async_trait]
impl<B: Backend> Drafts for B {
    async fn draft_of(&self, workspace: WorkspaceId, id: FlowId, person: UserId) -> StoreResult<Option<Draft>> {
        self.read(Reach::Workspace(workspace), move |transaction| own(transaction, workspace, id, person)).await
    }

    async fn drafts(&self, workspace: WorkspaceId, id: FlowId) -> StoreResult<Vec<DraftOf>> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            flow(transaction, workspace, id)?;
            let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
            all(transaction, query!("drafts/of_flow"), key, |fields| {
                Ok(DraftOf {
                    person: UserId(fields.uuid()?),
                    base: fields.take()?,
                    revision: fields.count()?,
                    updated_at: fields.time()?,
                })
            })
        })
        .await
    }

    async fn flows_drafted_by(&self, workspace: WorkspaceId, person: UserId) -> StoreResult<Vec<FlowId>> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), person.0.into_bytes()];
            all(transaction, query!("drafts/of_person"), key, |fields| Ok(FlowId(fields.uuid()?)))
        })
        .await
    }

    async fn save_draft(&self, draft: SaveDraft) -> StoreResult<u64> {
        self.write(Reach::Workspace(draft.workspace), move |transaction| save(transaction, &draft)).await
    }

    async fn drop_draft(
        &self,
        workspace: WorkspaceId,
        id: FlowId,
        person: UserId,
        headline: Headline,
    ) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            flow(transaction, workspace, id)?;
            let key = params![workspace.0.into_bytes(), id.0.into_bytes(), person.0.into_bytes()];
            execute(transaction, query!("drafts/delete"), key)?;
            set_headline(transaction, workspace, id, &headline)
        })
        .await
    }
}

fn save(transaction: &Transaction<'_>, draft: &SaveDraft) -> StoreResult<u64> {
    let SaveDraft { workspace, flow, person, revision, base, document, headline, now } = draft;
    // First, so that whoever saves a draft of this flow at the same time comes after it.
    let counted = params![workspace.0.into_bytes(), flow.0.into_bytes(), person.0.into_bytes(), now.0];
    let (next, current, published) = first(transaction, query!("flows/count_change"), counted, |fields| {
        Ok((fields.count()?, fields.take::<Option<u32>>()?, fields.optional_count()?))
    })?
    .ok_or(StoreError::NotFound("flow"))?;
    let base = match own(transaction, *workspace, *flow, *person)? {
        Some(present) if present.revision != *revision => return Err(stale(present.revision)),
        Some(present) => base.unwrap_or(present.base),
        None => match base {
            Some(base) => *base,
            None if published.unwrap_or(*revision) != *revision || *revision >= next => return Err(stale(next - 1)),
            None => current,
        },
    };
    let row = params![
        workspace.0.into_bytes(),
        flow.0.into_bytes(),
        person.0.into_bytes(),
        base,
        next.cast_signed(),
        now.0,
        document
    ];
    execute(transaction, query!("drafts/put"), row)?;
    if let Some(headline) = headline {
        set_headline(transaction, *workspace, *flow, headline)?;
    }
    Ok(next)
}

/// What was published is nobody's draft any more. Refused if its author has changed theirs
/// meanwhile, or has begun it from an earlier version.
pub(super) fn published(
    transaction: &Transaction<'_>,
    version: &VersionRow,
    present: &FlowRow,
    revision: u64,
) -> StoreResult<()> {
    let (workspace, flow) = (version.workspace.0.into_bytes(), version.flow.0.into_bytes());
    let author = version.created_by;
    let own = author.map(|person| own(transaction, version.workspace, version.flow, person)).transpose()?.flatten();
    match (own, author) {
        (Some(own), Some(person)) => {
            if own.base != present.version_number {
                return Err(StoreError::Conflict("another version was published meanwhile".to_owned()));
            }
            let key = params![workspace, flow, person.0.into_bytes(), revision.cast_signed()];
            if execute(transaction, query!("drafts/delete_at"), key)? == 0 {
                return Err(stale(own.revision));
            }
        }
        _ if present.published_revision.unwrap_or(revision) != revision || revision > present.revision => {
            return Err(stale(present.revision));
        }
        _ => {}
    }
    execute(transaction, query!("drafts/delete_equal"), params![workspace, flow, version.document])?;
    execute(transaction, query!("flows/set_shared"), params![workspace, flow, version.document])?;
    Ok(())
}

/// The document that was saved last by anybody.
pub(super) fn newest(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    flow: FlowId,
) -> StoreResult<Option<String>> {
    let key = params![workspace.0.into_bytes(), flow.0.into_bytes()];
    first(transaction, query!("drafts/newest"), key, |fields| fields.text())
}

/// Somebody who leaves a workspace takes what they have not published with them.
pub(super) fn delete_of_member(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    person: UserId,
) -> StoreResult<()> {
    let key = params![workspace.0.into_bytes(), person.0.into_bytes()];
    execute(transaction, query!("drafts/delete_of_member"), key).map(drop)
}

fn set_headline(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    flow: FlowId,
    headline: &Headline,
) -> StoreResult<()> {
    let Headline { name, description, trigger_kinds } = headline;
    let columns = params![
        workspace.0.into_bytes(),
        flow.0.into_bytes(),
        name,
        description,
        texts_as_json(trigger_kinds),
        search_text(name, description)
    ];
    execute(transaction, query!("flows/set_headline"), columns).map(drop)
}

fn own(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    flow: FlowId,
    person: UserId,
) -> StoreResult<Option<Draft>> {
    let key = params![workspace.0.into_bytes(), flow.0.into_bytes(), person.0.into_bytes()];
    first(transaction, query!("drafts/own"), key, draft)
}

fn draft(fields: &mut Fields<'_>) -> StoreResult<Draft> {
    Ok(Draft { base: fields.take()?, revision: fields.count()?, updated_at: fields.time()?, document: fields.text()? })
}
