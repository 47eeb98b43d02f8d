//! The audit log, and jobs of the queue service.

use super::{Harness, assert_conflict, assert_not_found, first_page, walk, world};
use crate::world::World;
use flow::id::{AuditId, JobId, RunId, WorkspaceId};
use store::audit::AuditRow;
use store::jobs::JobRow;

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    lines_are_listed_by_workspace(&world(harness).await).await;
    jobs_are_found_in_their_workspace(&world(harness).await).await;
}

fn line(world: &World, workspace: Option<WorkspaceId>) -> AuditRow {
    AuditRow {
        id: AuditId::new(&*world.ids),
        workspace,
        at: world.now(),
        actor_kind: "user".into(),
        actor_id: "user_1".into(),
        actor_name: "Ada".into(),
        action: "flow.published".into(),
        subject: "flow_1".into(),
        detail: "{}".into(),
    }
}

async fn lines_are_listed_by_workspace(world: &World) {
    let tenant = world.set_up().await;
    let other = world.another(&tenant, "Other").await;
    let mut lines = Vec::new();
    for workspace in [Some(tenant.id()), None, Some(other.id()), Some(tenant.id()), Some(tenant.id())] {
        let line = line(world, workspace);
        world.store.append_audit(line.clone()).await.unwrap();
        lines.insert(0, line);
    }
    assert_conflict(world.store.append_audit(lines[0].clone()).await);
    lines.retain(|line| line.workspace == Some(tenant.id()));
    assert_eq!(walk(|page| world.store.audit(tenant.id(), page)).await, lines);
    assert_eq!(world.store.audit(other.id(), first_page()).await.unwrap().items.len(), 1);
}

async fn jobs_are_found_in_their_workspace(world: &World) {
    let tenant = world.set_up().await;
    let foreign = world.another(&tenant, "Foreign").await.id();
    let row = JobRow {
        id: JobId::new(&*world.ids),
        workspace: tenant.id(),
        run: RunId::new(&*world.ids),
        kind: "email".into(),
        scheduled_at: world.now().plus_ms(5),
        created_at: world.now(),
    };
    world.store.create_job(row.clone()).await.unwrap();
    assert_conflict(world.store.create_job(row.clone()).await);
    assert_eq!(world.store.job(tenant.id(), row.id).await.unwrap(), row);
    assert_not_found(world.store.job(foreign, row.id).await);
}
