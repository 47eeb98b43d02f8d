//! The audit log.

use super::query::{all, execute, query};
use super::value::params;
use super::{Backend, Reach};
use crate::audit::{AuditLog, AuditRow};
use crate::page::{self, Cursor};
use crate::{Page, PageRequest, StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{AuditId, WorkspaceId};

#[async_trait]
impl<B: Backend> AuditLog for B {
    async fn append_audit(&self, row: AuditRow) -> StoreResult<()> {
        self.write(row.workspace.map_or(Reach::Server, Reach::Workspace), move |transaction| {
            let columns = params![
                row.id.0.into_bytes(),
                row.workspace.map(|workspace| workspace.0.into_bytes()),
                row.at.0,
                row.actor_kind,
                row.actor_id,
                row.actor_name,
                row.action,
                row.subject,
                row.detail
            ];
            match execute(transaction, query!("audit/insert"), columns)? {
                0 => Err(StoreError::Conflict(format!("`{}` exists already", row.id))),
                _ => Ok(()),
            }
        })
        .await
    }

    async fn audit(&self, workspace: WorkspaceId, page: PageRequest) -> StoreResult<Page<AuditRow>> {
        let (before, limit) = (page.before(), page.rows());
        let rows = self
            .read_stale(Reach::Workspace(workspace), move |transaction| {
                let key = params![workspace.0.into_bytes(), before.id.into_bytes(), limit.fetched()];
                all(transaction, query!("audit/list"), key, |fields| {
                    Ok(AuditRow {
                        id: AuditId(fields.uuid()?),
                        workspace: fields.optional_uuid()?.map(WorkspaceId),
                        at: fields.time()?,
                        actor_kind: fields.text()?,
                        actor_id: fields.text()?,
                        actor_name: fields.text()?,
                        action: fields.text()?,
                        subject: fields.text()?,
                        detail: fields.text()?,
                    })
                })
            })
            .await?;
        Ok(page::cut(rows, limit, |row| Cursor::of_id(row.id.0)))
    }
}
