//! Sealed credentials and workspace keys.

use super::{Harness, assert_conflict, assert_not_found, first_page, walk, world};
use crate::world::{Tenant, World};
use flow::id::{CredentialId, WorkspaceId};
use store::credentials::CredentialRow;
use store::drafts::SaveDraft;

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    credentials_are_kept_changed_and_removed(&world(harness).await).await;
    they_are_listed_by_name(&world(harness).await).await;
    uses_are_counted_in_drafts_and_published_versions(&world(harness).await).await;
    a_workspace_has_one_key(&world(harness).await).await;
}

fn credential(world: &World, tenant: &Tenant, name: &str) -> CredentialRow {
    CredentialRow {
        id: CredentialId::new(&*world.ids),
        workspace: tenant.id(),
        name: name.into(),
        kind: "smtp".into(),
        public: "{}".into(),
        sealed: vec![0, 1, 255],
        created_at: world.now(),
        created_by: tenant.owner.id,
        updated_at: world.now(),
    }
}

async fn credentials_are_kept_changed_and_removed(world: &World) {
    let tenant = world.set_up().await;
    let foreign = world.another(&tenant, "Foreign").await.id();
    let row = credential(world, &tenant, "Mail");
    world.store.create_credential(row.clone()).await.unwrap();
    assert_conflict(world.store.create_credential(row.clone()).await);
    assert_eq!(world.store.credential(tenant.id(), row.id).await.unwrap(), row);
    assert_not_found(world.store.credential(foreign, row.id).await);

    let changed = CredentialRow { name: "Post".into(), sealed: vec![9], updated_at: world.now().plus_ms(1), ..row };
    assert_not_found(world.store.update_credential(CredentialRow { workspace: foreign, ..changed.clone() }).await);
    world.store.update_credential(changed.clone()).await.unwrap();
    assert_eq!(world.store.credential(tenant.id(), changed.id).await.unwrap(), changed);

    assert_not_found(world.store.delete_credential(foreign, changed.id).await);
    world.store.delete_credential(tenant.id(), changed.id).await.unwrap();
    assert_not_found(world.store.credential(tenant.id(), changed.id).await);
}

async fn they_are_listed_by_name(world: &World) {
    let tenant = world.set_up().await;
    for name in ["beta", "Alpha", "alpha", "Gamma", "ALPHA"] {
        world.store.create_credential(credential(world, &tenant, name)).await.unwrap();
    }
    let listed = walk(|page| world.store.credentials(tenant.id(), page)).await;
    let names: Vec<_> = listed.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Alpha", "alpha", "ALPHA", "beta", "Gamma"]);
    let foreign = world.another(&tenant, "Foreign").await.id();
    assert!(world.store.credentials(foreign, first_page()).await.unwrap().items.is_empty());
}

async fn uses_are_counted_in_drafts_and_published_versions(world: &World) {
    let tenant = world.set_up().await;
    let row = credential(world, &tenant, "Mail");
    world.store.create_credential(row.clone()).await.unwrap();
    let document = format!(r#"{{"credential":"{}"}}"#, row.id);
    let flows = [world.flow(tenant.id(), "draft").await, world.flow(tenant.id(), "published").await];
    world.flow(tenant.id(), "neither").await;
    let draft = SaveDraft {
        workspace: tenant.id(),
        flow: flows[0].id,
        person: tenant.owner.id,
        revision: 1,
        base: None,
        document: document.clone(),
        headline: None,
        now: world.now(),
    };
    assert_eq!(world.store.credential_uses(tenant.id(), row.id).await.unwrap(), 0);
    world.store.save_draft(draft).await.unwrap();
    world.store.publish(world.version(&flows[1], &document), 1, vec![]).await.unwrap();
    assert_eq!(world.store.credential_uses(tenant.id(), row.id).await.unwrap(), 2);
    // A version that is no longer the published one does not count.
    world.store.publish(world.version(&flows[1], "{}"), 1, vec![]).await.unwrap();
    assert_eq!(world.store.credential_uses(tenant.id(), row.id).await.unwrap(), 1);
}

async fn a_workspace_has_one_key(world: &World) {
    let tenant = world.set_up().await;
    let other = world.another(&tenant, "Other").await;
    assert_eq!(world.store.workspace_key(tenant.id(), vec![1]).await.unwrap(), [1]);
    assert_eq!(world.store.workspace_key(tenant.id(), vec![2]).await.unwrap(), [1]);
    assert_eq!(world.store.workspace_key(other.id(), vec![3]).await.unwrap(), [3]);
    assert_not_found(world.store.workspace_key(WorkspaceId::new(&*world.ids), vec![4]).await);
}
