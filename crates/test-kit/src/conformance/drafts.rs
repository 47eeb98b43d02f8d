//! Drafts: what each person has changed and not published yet.

use super::{Harness, assert_conflict, assert_not_found, world};
use crate::world::{Tenant, World};
use flow::id::{FlowId, UserId, WorkspaceId};
use store::drafts::{Draft, DraftOf, Headline, SaveDraft};
use store::flows::{FlowRow, VersionRow};
use store::identity::Role;

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    a_draft_is_saved_by_revision(&world(harness).await).await;
    each_has_their_own(&world(harness).await).await;
    a_draft_remembers_the_version_it_was_begun_from(&world(harness).await).await;
    publishing_ends_a_draft_and_those_like_it(&world(harness).await).await;
    what_moved_on_is_not_published(&world(harness).await).await;
    lists_show_the_name_that_was_given_last(&world(harness).await).await;
    drafts_go_with_their_flow_and_their_member(&world(harness).await).await;
    a_foreign_draft_is_not_there(&world(harness).await).await;
}

fn draft(world: &World, row: &FlowRow, person: UserId, revision: u64, document: &str) -> SaveDraft {
    SaveDraft {
        workspace: row.workspace,
        flow: row.id,
        person,
        revision,
        base: None,
        document: document.into(),
        headline: None,
        now: world.now(),
    }
}

async fn member(world: &World, tenant: &Tenant, name: &str) -> UserId {
    let user = world.user(tenant.workspace.organisation, name);
    let id = user.id;
    world.store.create_user(user).await.unwrap();
    world.store.put_member(tenant.id(), id, Role::Editor).await.unwrap();
    id
}

async fn document(world: &World, row: &FlowRow, person: UserId) -> Option<String> {
    world.store.draft_of(row.workspace, row.id, person).await.unwrap().map(|draft| draft.document)
}

async fn a_draft_is_saved_by_revision(world: &World) {
    let tenant = world.set_up().await;
    let (row, ada) = (world.flow(tenant.id(), "First").await, tenant.owner.id);
    assert_eq!(world.store.draft_of(tenant.id(), row.id, ada).await.unwrap(), None);
    let save = |revision, text| world.store.save_draft(draft(world, &row, ada, revision, text));
    assert_conflict(save(2, "[0]").await);
    assert_eq!(save(1, "[1]").await.unwrap(), 2);
    assert_conflict(save(1, "[2]").await);
    assert_eq!(save(2, "[3]").await.unwrap(), 3);
    let kept = Draft { base: None, revision: 3, updated_at: world.now(), document: "[3]".into() };
    assert_eq!(world.store.draft_of(tenant.id(), row.id, ada).await.unwrap(), Some(kept));
    let flow = world.store.flow(tenant.id(), row.id).await.unwrap();
    assert_eq!((flow.revision, flow.updated_by, flow.name.as_str()), (3, Some(ada), "First"));
}

async fn each_has_their_own(world: &World) {
    let tenant = world.set_up().await;
    let (row, other) = (world.flow(tenant.id(), "First").await, world.flow(tenant.id(), "Other").await);
    let (ada, ben) = (tenant.owner.id, member(world, &tenant, "ben").await);
    world.store.save_draft(draft(world, &row, ada, 1, "[1]")).await.unwrap();
    world.clock.advance_ms(5);
    assert_eq!(world.store.save_draft(draft(world, &row, ben, 1, "[2]")).await.unwrap(), 3);
    world.store.save_draft(draft(world, &other, ben, 1, "[4]")).await.unwrap();
    assert_eq!(document(world, &row, ada).await.as_deref(), Some("[1]"));
    assert_eq!(document(world, &row, ben).await.as_deref(), Some("[2]"));
    let early = world.now().plus_ms(-5);
    let of_ben = DraftOf { person: ben, base: None, revision: 3, updated_at: world.now() };
    let of_ada = DraftOf { person: ada, base: None, revision: 2, updated_at: early };
    assert_eq!(world.store.drafts(tenant.id(), row.id).await.unwrap(), [of_ben, of_ada]);
    assert_eq!(world.store.flows_drafted_by(tenant.id(), ada).await.unwrap(), [row.id]);
    assert_eq!(world.store.flows_drafted_by(tenant.id(), ben).await.unwrap().len(), 2);
    assert_eq!(world.store.shared_document(tenant.id(), row.id).await.unwrap(), "{}");
    assert_eq!(world.store.newest_document(tenant.id(), row.id).await.unwrap(), "[2]");
}

async fn a_draft_remembers_the_version_it_was_begun_from(world: &World) {
    let tenant = world.set_up().await;
    let (row, ada) = (world.flow(tenant.id(), "First").await, tenant.owner.id);
    world.store.publish(world.version(&row, "[1]"), 1, vec![]).await.unwrap();
    let base = async || world.store.draft_of(tenant.id(), row.id, ada).await.unwrap().unwrap().base;
    world.store.save_draft(draft(world, &row, ada, 1, "[2]")).await.unwrap();
    assert_eq!(base().await, Some(1));
    // Another version changes nothing about it until its author says so.
    world.store.publish(world.version(&row, "[3]"), 1, vec![]).await.unwrap();
    world.store.save_draft(draft(world, &row, ada, 2, "[4]")).await.unwrap();
    assert_eq!(base().await, Some(1));
    let brought_up = SaveDraft { base: Some(Some(2)), ..draft(world, &row, ada, 3, "[5]") };
    world.store.save_draft(brought_up).await.unwrap();
    assert_eq!(base().await, Some(2));
    // Who has no draft yet may have begun before the newest version.
    let ben = member(world, &tenant, "ben").await;
    let late = SaveDraft { base: Some(Some(1)), ..draft(world, &row, ben, 9, "[6]") };
    world.store.save_draft(late).await.unwrap();
    assert_eq!(world.store.draft_of(tenant.id(), row.id, ben).await.unwrap().unwrap().base, Some(1));
}

async fn publishing_ends_a_draft_and_those_like_it(world: &World) {
    let tenant = world.set_up().await;
    let (row, ada) = (world.flow(tenant.id(), "First").await, tenant.owner.id);
    let (ben, cleo) = (member(world, &tenant, "ben").await, member(world, &tenant, "cleo").await);
    for (person, text) in [(ada, "[1]"), (ben, "[1]"), (cleo, "[2]")] {
        world.store.save_draft(draft(world, &row, person, 1, text)).await.unwrap();
    }
    let version = || VersionRow { created_by: Some(ada), ..world.version(&row, "[1]") };
    assert_conflict(world.store.publish(version(), 1, vec![]).await);
    assert!(document(world, &row, ada).await.is_some());
    world.store.publish(version(), 2, vec![]).await.unwrap();
    assert_eq!(document(world, &row, ada).await, None);
    assert_eq!(document(world, &row, ben).await, None);
    assert_eq!(document(world, &row, cleo).await.as_deref(), Some("[2]"));
    assert_eq!(world.store.shared_document(tenant.id(), row.id).await.unwrap(), "[1]");
    let flow = world.store.flow(tenant.id(), row.id).await.unwrap();
    assert_eq!((flow.revision, flow.published_revision), (4, Some(2)));
    // Its author goes on from what was published.
    assert_eq!(world.store.save_draft(draft(world, &row, ada, 2, "[3]")).await.unwrap(), 5);
}

async fn what_moved_on_is_not_published(world: &World) {
    let tenant = world.set_up().await;
    let (row, ada) = (world.flow(tenant.id(), "First").await, tenant.owner.id);
    world.store.save_draft(draft(world, &row, ada, 1, "[1]")).await.unwrap();
    world.store.publish(world.version(&row, "[2]"), 1, vec![]).await.unwrap();
    let version = || VersionRow { created_by: Some(ada), ..world.version(&row, "[1]") };
    assert_conflict(world.store.publish(version(), 2, vec![]).await);
    let brought_up = SaveDraft { base: Some(Some(1)), ..draft(world, &row, ada, 2, "[1]") };
    assert_eq!(world.store.save_draft(brought_up).await.unwrap(), 3);
    assert_eq!(world.store.publish(version(), 3, vec![]).await.unwrap(), 2);
}

async fn lists_show_the_name_that_was_given_last(world: &World) {
    let tenant = world.set_up().await;
    let (row, ada) = (world.flow(tenant.id(), "First").await, tenant.owner.id);
    let named =
        |name: &str| Headline { name: name.into(), description: "why".into(), trigger_kinds: vec!["schedule".into()] };
    let save = SaveDraft { headline: Some(named("New")), ..draft(world, &row, ada, 1, "[1]") };
    world.store.save_draft(save).await.unwrap();
    world.store.save_draft(draft(world, &row, ada, 2, "[2]")).await.unwrap();
    let saved = world.store.flow(tenant.id(), row.id).await.unwrap();
    assert_eq!((saved.name.as_str(), saved.description.as_str()), ("New", "why"));
    assert_eq!((saved.updated_at, saved.trigger_kinds), (world.now(), vec!["schedule".to_owned()]));
    world.store.drop_draft(tenant.id(), row.id, ada, named("First")).await.unwrap();
    assert_eq!(document(world, &row, ada).await, None);
    assert_eq!(world.store.flow(tenant.id(), row.id).await.unwrap().name, "First");
    world.store.drop_draft(tenant.id(), row.id, ada, named("First")).await.unwrap();
}

async fn drafts_go_with_their_flow_and_their_member(world: &World) {
    let tenant = world.set_up().await;
    let (row, other) = (world.flow(tenant.id(), "First").await, world.flow(tenant.id(), "Other").await);
    let (ada, ben) = (tenant.owner.id, member(world, &tenant, "ben").await);
    for person in [ada, ben] {
        world.store.save_draft(draft(world, &row, person, 1, "[1]")).await.unwrap();
        world.store.save_draft(draft(world, &other, person, 1, "[1]")).await.unwrap();
    }
    world.store.delete_flow(tenant.id(), row.id).await.unwrap();
    assert_eq!(document(world, &row, ada).await, None);
    assert_not_found(world.store.drafts(tenant.id(), row.id).await);
    world.store.remove_member(tenant.id(), ben).await.unwrap();
    assert_eq!(document(world, &other, ben).await, None);
    assert_eq!(document(world, &other, ada).await.as_deref(), Some("[1]"));
}

async fn a_foreign_draft_is_not_there(world: &World) {
    let tenant = world.set_up().await;
    let (row, ada) = (world.flow(tenant.id(), "First").await, tenant.owner.id);
    world.store.save_draft(draft(world, &row, ada, 1, "[1]")).await.unwrap();
    let foreign: WorkspaceId = world.another(&tenant, "Foreign").await.id();
    assert_eq!(world.store.draft_of(foreign, row.id, ada).await.unwrap(), None);
    assert_not_found(world.store.drafts(foreign, row.id).await);
    assert!(world.store.flows_drafted_by(foreign, ada).await.unwrap().is_empty());
    assert_not_found(world.store.newest_document(foreign, row.id).await);
    let headline = Headline { name: "x".into(), description: String::new(), trigger_kinds: vec![] };
    assert_not_found(world.store.drop_draft(foreign, row.id, ada, headline).await);
    let elsewhere = SaveDraft { workspace: foreign, ..draft(world, &row, ada, 2, "[2]") };
    assert_not_found(world.store.save_draft(elsewhere).await);
    let missing = SaveDraft { flow: FlowId::new(&*world.ids), ..draft(world, &row, ada, 2, "[2]") };
    assert_not_found(world.store.save_draft(missing).await);
    assert_eq!(document(world, &row, ada).await.as_deref(), Some("[1]"));
}
