//! Organisations, workspaces, users, members, sessions and tokens.

use super::{Harness, assert_conflict, assert_not_found, first_page, walk, world};
use crate::world::{Tenant, World};
use flow::id::{OrganisationId, SessionId, TokenId, UserId, WorkspaceId};
use store::identity::{Role, Session, Token};
use store::runs::RunStatus;

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    a_server_is_set_up_once(&world(harness).await).await;
    workspaces_are_listed_with_the_role(&world(harness).await).await;
    addresses_are_unique_whatever_their_case(&world(harness).await).await;
    a_workspace_keeps_an_owner(&world(harness).await).await;
    sessions_end(&world(harness).await).await;
    a_disabled_user_has_no_session(&world(harness).await).await;
    a_new_password_ends_the_other_sessions(&world(harness).await).await;
    tokens_belong_to_a_workspace(&world(harness).await).await;
    nothing_is_found_that_is_not_there(&world(harness).await).await;
    a_workspace_leaves_when_nothing_of_it_is_at_work(&world(harness).await).await;
}

async fn a_workspace_leaves_when_nothing_of_it_is_at_work(world: &World) {
    let tenant = world.set_up().await;
    let (store, id) = (&world.store, tenant.id());
    assert_eq!(store.region(id).await.unwrap(), "");
    let flow = world.flow(id, "First").await;
    let record = world.record(&flow, RunStatus::Running);
    store.commit(record.clone()).await.unwrap();
    assert_conflict(store.set_region(id, "us", false).await);
    store.set_region(id, "eu", true).await.unwrap();
    store.commit(world.next_record(&record, RunStatus::Succeeded)).await.unwrap();
    store.set_region(id, "us", false).await.unwrap();
    assert_eq!(store.region(id).await.unwrap(), "us");
    let nobody = WorkspaceId::new(&*world.ids);
    assert_not_found(store.region(nobody).await);
    assert_not_found(store.set_region(nobody, "us", false).await);
}

async fn a_server_is_set_up_once(world: &World) {
    assert!(world.store.is_empty().await.unwrap());
    let tenant = world.set_up().await;
    assert!(!world.store.is_empty().await.unwrap());
    assert_eq!(world.store.organisation(tenant.organisation.id).await.unwrap(), tenant.organisation);
    assert_eq!(world.store.workspace(tenant.id()).await.unwrap(), tenant.workspace);
    assert_eq!(world.store.user(tenant.owner.id).await.unwrap(), tenant.owner);
    assert_eq!(world.store.role(tenant.id(), tenant.owner.id).await.unwrap(), Some(Role::Owner));

    let Tenant { mut organisation, workspace, owner } = tenant;
    organisation.id = OrganisationId::new(&*world.ids);
    assert_conflict(world.store.set_up(organisation, workspace, owner).await);
}

async fn workspaces_are_listed_with_the_role(world: &World) {
    let first = world.set_up().await;
    let second = world.another(&first, "alpha").await;
    world.store.put_member(second.id(), first.owner.id, Role::Viewer).await.unwrap();
    let listed = world.store.workspaces_of(first.owner.id).await.unwrap();
    // By name, whatever the case.
    assert_eq!(listed, [(second.workspace.clone(), Role::Viewer), (first.workspace.clone(), Role::Owner)]);

    world.store.update_workspace(first.id(), "Renamed", "UTC").await.unwrap();
    let changed = world.store.workspace(first.id()).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.time_zone.as_str()), ("Renamed", "UTC"));
    assert_eq!(world.store.workspace(second.id()).await.unwrap(), second.workspace);
}

async fn addresses_are_unique_whatever_their_case(world: &World) {
    let tenant = world.set_up().await;
    let user = world.user(tenant.organisation.id, "Ada");
    world.store.create_user(user.clone()).await.unwrap();
    assert_eq!(world.store.user_by_email("ADA@Example.org").await.unwrap(), Some(user));
    assert_eq!(world.store.user_by_email("nobody@example.org").await.unwrap(), None);
    assert_conflict(world.store.create_user(world.user(tenant.organisation.id, "ada")).await);
}

async fn a_workspace_keeps_an_owner(world: &World) {
    let tenant = world.set_up().await;
    let (workspace, owner) = (tenant.id(), tenant.owner.id);
    assert_conflict(world.store.put_member(workspace, owner, Role::Admin).await);
    assert_conflict(world.store.remove_member(workspace, owner).await);

    let ada = world.user(tenant.organisation.id, "Ada");
    world.store.create_user(ada.clone()).await.unwrap();
    world.store.put_member(workspace, ada.id, Role::Owner).await.unwrap();
    world.store.put_member(workspace, owner, Role::Editor).await.unwrap();
    let members = world.store.members(workspace).await.unwrap();
    assert_eq!(
        members.iter().map(|member| (member.user.id, member.role)).collect::<Vec<_>>(),
        [(ada.id, Role::Owner), (owner, Role::Editor)]
    );
    world.store.remove_member(workspace, owner).await.unwrap();
    assert_eq!(world.store.role(workspace, owner).await.unwrap(), None);
    assert_not_found(world.store.remove_member(workspace, owner).await);
}

fn session(world: &World, user: UserId, token_hash: u8) -> Session {
    Session {
        id: SessionId::new(&*world.ids),
        user,
        token_hash: [token_hash; 32],
        created_at: world.now(),
        last_seen_at: world.now(),
        expires_at: world.now().plus_ms(1000),
        user_agent: "browser".into(),
    }
}

async fn sessions_end(world: &World) {
    let tenant = world.set_up().await;
    let user = tenant.owner.id;
    let (first, second) = (session(world, user, 1), session(world, user, 2));
    for session in [&first, &second] {
        world.store.create_session(session.clone()).await.unwrap();
    }
    let now = world.now();
    let found = world.store.session_by_hash([1; 32], now).await.unwrap();
    assert_eq!(found, Some((first.clone(), tenant.owner.clone())));
    assert_eq!(world.store.session_by_hash([9; 32], now).await.unwrap(), None);
    assert_eq!(world.store.sessions_of(user, now).await.unwrap(), [second.clone(), first.clone()]);

    world.store.touch_session(first.id, now.plus_ms(500)).await.unwrap();
    let seen = world.store.session_by_hash([1; 32], now).await.unwrap().unwrap().0.last_seen_at;
    assert_eq!(seen, now.plus_ms(500));

    assert_not_found(world.store.delete_session(UserId::new(&*world.ids), first.id).await);
    world.store.delete_session(user, first.id).await.unwrap();
    assert_eq!(world.store.session_by_hash([1; 32], now).await.unwrap(), None);

    assert_eq!(world.store.session_by_hash([2; 32], now.plus_ms(1000)).await.unwrap(), None);
    assert_eq!(world.store.sessions_of(user, now.plus_ms(1000)).await.unwrap(), []);
}

async fn a_disabled_user_has_no_session(world: &World) {
    let tenant = world.set_up().await;
    let mut user = world.user(tenant.organisation.id, "eve");
    user.disabled_at = Some(world.now());
    world.store.create_user(user.clone()).await.unwrap();
    world.store.create_session(session(world, user.id, 1)).await.unwrap();
    assert_eq!(world.store.session_by_hash([1; 32], world.now()).await.unwrap(), None);
}

async fn a_new_password_ends_the_other_sessions(world: &World) {
    let user = world.set_up().await.owner.id;
    let (kept, ended) = (session(world, user, 1), session(world, user, 2));
    for session in [&kept, &ended] {
        world.store.create_session(session.clone()).await.unwrap();
    }
    world.store.change_password(user, "$new$", Some(kept.id)).await.unwrap();
    assert_eq!(world.store.user(user).await.unwrap().password_hash, "$new$");
    assert_eq!(world.store.sessions_of(user, world.now()).await.unwrap(), [kept]);
    world.store.change_password(user, "$newer$", None).await.unwrap();
    assert_eq!(world.store.sessions_of(user, world.now()).await.unwrap(), []);
}

async fn tokens_belong_to_a_workspace(world: &World) {
    let tenant = world.set_up().await;
    let other = world.another(&tenant, "Other").await;
    let mut tokens = Vec::new();
    for number in 0..3 {
        let token = Token {
            id: TokenId::new(&*world.ids),
            workspace: tenant.id(),
            name: format!("token {number}"),
            token_hash: [number; 32],
            scopes: vec!["flows:read".into(), "runs:read".into()],
            created_by: tenant.owner.id,
            created_at: world.now(),
            last_used_at: None,
            expires_at: Some(world.now().plus_ms(1000)),
        };
        world.store.create_token(token.clone()).await.unwrap();
        tokens.insert(0, token);
    }
    let (now, id) = (world.now(), tokens[0].id);
    assert_eq!(walk(|page| world.store.tokens(tenant.id(), page)).await, tokens);
    assert!(world.store.tokens(other.id(), first_page()).await.unwrap().items.is_empty());
    assert_eq!(world.store.token_by_hash([2; 32], now).await.unwrap().as_ref(), Some(&tokens[0]));
    assert_eq!(world.store.token_by_hash([2; 32], now.plus_ms(1000)).await.unwrap(), None);

    world.store.touch_token(id, now).await.unwrap();
    assert_eq!(world.store.token_by_hash([2; 32], now).await.unwrap().unwrap().last_used_at, Some(now));

    assert_not_found(world.store.delete_token(other.id(), id).await);
    world.store.delete_token(tenant.id(), id).await.unwrap();
    assert_eq!(world.store.token_by_hash([2; 32], now).await.unwrap(), None);
}

async fn nothing_is_found_that_is_not_there(world: &World) {
    let tenant = world.set_up().await;
    let (user, workspace) = (UserId::new(&*world.ids), WorkspaceId::new(&*world.ids));
    assert_not_found(world.store.user(user).await);
    assert_not_found(world.store.workspace(workspace).await);
    assert_not_found(world.store.organisation(OrganisationId::new(&*world.ids)).await);
    assert_not_found(world.store.update_workspace(workspace, "x", "UTC").await);
    assert_not_found(world.store.change_password(user, "x", None).await);
    // A member of what does not exist, or who does not exist, is refused.
    assert_conflict(world.store.put_member(workspace, tenant.owner.id, Role::Viewer).await);
    assert_conflict(world.store.put_member(tenant.id(), user, Role::Viewer).await);
}
