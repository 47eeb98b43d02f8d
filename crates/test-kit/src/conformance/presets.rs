//! Parameters of nodes under a name.

use super::{Harness, assert_conflict, assert_not_found, world};
use crate::world::{Tenant, World};
use flow::id::PresetId;
use store::presets::{PRESETS_MOST, PresetRow};

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    presets_are_kept_changed_and_removed(&world(harness).await).await;
    a_kind_has_a_name_once_and_only_so_many(&world(harness).await).await;
}

fn row(world: &World, tenant: &Tenant, kind: &str, name: &str) -> PresetRow {
    PresetRow {
        id: PresetId::new(&*world.ids),
        workspace: tenant.id(),
        kind: kind.into(),
        name: name.into(),
        parameters: r#"{"subject":"Hello"}"#.into(),
        created_at: world.now(),
        created_by: tenant.owner.id,
        updated_at: world.now(),
    }
}

async fn presets_are_kept_changed_and_removed(world: &World) {
    let tenant = world.set_up().await;
    let foreign = world.another(&tenant, "Foreign").await;
    let (late, early) = (row(world, &tenant, "send_email", "b"), row(world, &tenant, "send_email", "a"));
    let other = row(world, &tenant, "send_sms", "b");
    for preset in [&late, &early, &other] {
        world.store.create_preset(preset.clone()).await.unwrap();
    }
    assert_eq!(world.store.presets(tenant.id(), "send_email").await.unwrap(), [early.clone(), late.clone()]);
    assert_eq!(world.store.presets(tenant.id(), "send_sms").await.unwrap(), [other]);
    assert!(world.store.presets(foreign.id(), "send_email").await.unwrap().is_empty());
    assert_not_found(world.store.preset(foreign.id(), late.id).await);

    let changed = PresetRow { name: "c".into(), parameters: "{}".into(), updated_at: world.now().plus_ms(1), ..early };
    assert_not_found(world.store.update_preset(PresetRow { workspace: foreign.id(), ..changed.clone() }).await);
    world.store.update_preset(changed.clone()).await.unwrap();
    assert_eq!(world.store.preset(tenant.id(), changed.id).await.unwrap(), changed);

    assert_not_found(world.store.delete_preset(foreign.id(), late.id).await);
    world.store.delete_preset(tenant.id(), late.id).await.unwrap();
    assert_not_found(world.store.delete_preset(tenant.id(), late.id).await);
    assert_eq!(world.store.presets(tenant.id(), "send_email").await.unwrap(), [changed]);
}

async fn a_kind_has_a_name_once_and_only_so_many(world: &World) {
    let tenant = world.set_up().await;
    let first = row(world, &tenant, "send_email", "0");
    world.store.create_preset(first.clone()).await.unwrap();
    assert_conflict(world.store.create_preset(row(world, &tenant, "send_email", "0")).await);
    for number in 1..PRESETS_MOST {
        world.store.create_preset(row(world, &tenant, "send_email", &number.to_string())).await.unwrap();
    }
    assert_conflict(world.store.create_preset(row(world, &tenant, "send_email", "one more")).await);
    assert_conflict(world.store.update_preset(PresetRow { name: "1".into(), ..first.clone() }).await);
    world.store.update_preset(first).await.unwrap();
    world.store.create_preset(row(world, &tenant, "send_sms", "0")).await.unwrap();
}
