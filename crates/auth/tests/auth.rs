//! Signing in, sessions and tokens on a real store, under a clock set by hand.

use auth::{
    Access, Auth, AuthError, NewServer, NewToken, PasswordCost, PasswordProblem, Permission, Principal,
    SESSION_IDLE_MS, SESSION_MAX_MS, Scope, SignedIn, SystemRandom, Who,
};
use flow::Clock as _;
use std::sync::Arc;
use store::identity::{Identity as _, Role, User, Workspace};
use test_kit::{CountingIds, TempStore, TestClock, World};

const PASSWORD: &str = "canal boat at dawn";
const MINUTE_MS: i64 = 60_000;

struct Scene {
    store: TempStore,
    clock: Arc<TestClock>,
    auth: Auth,
    workspace: Workspace,
    owner: User,
}

async fn scene() -> Scene {
    let store = TempStore::default();
    let clock = Arc::new(TestClock::default());
    let cost = PasswordCost { memory_kib: 64, passes: 1, at_once: 2 };
    let ids = Arc::new(CountingIds::default());
    let auth = Auth::new(store.shared(), clock.clone(), ids, Arc::new(SystemRandom), cost).unwrap();
    let (_, workspace, owner) = auth.set_up(new_server()).await.unwrap();
    Scene { store, clock, auth, workspace, owner }
}

fn new_server() -> NewServer {
    NewServer {
        organisation: "Agency".into(),
        workspace: "First".into(),
        time_zone: "Europe/London".into(),
        name: "Ada".into(),
        email: " Ada@Example.org".into(),
        password: PASSWORD.into(),
    }
}

impl Scene {
    async fn sign_in(&self) -> SignedIn {
        self.auth.sign_in("ada@example.org", PASSWORD, "browser").await.unwrap()
    }

    async fn who(&self, secret: &str) -> Option<Principal> {
        self.auth.session_principal(secret).await.unwrap()
    }
}

#[tokio::test]
async fn a_server_is_set_up_once_with_a_sound_password() {
    let scene = scene().await;
    assert_eq!(scene.owner.email, "ada@example.org");
    let again = scene.auth.set_up(new_server()).await;
    assert!(matches!(again, Err(AuthError::Store(store::StoreError::Conflict(_)))));
    let weak = scene.auth.set_up(NewServer { password: "ada@example.org".into(), ..new_server() }).await;
    assert!(matches!(weak, Err(AuthError::BadPassword(PasswordProblem::IsEmail))));
    let odd = scene.auth.set_up(NewServer { email: "ada".into(), ..new_server() }).await;
    assert!(matches!(odd, Err(AuthError::BadEmail)));
}

#[tokio::test]
async fn whoever_knows_the_password_gets_a_session() {
    let scene = scene().await;
    let signed_in = scene.auth.sign_in(" ADA@example.ORG", PASSWORD, &"x".repeat(999)).await.unwrap();
    assert_eq!(signed_in.session.user_agent.len(), 256);
    let principal = scene.who(&signed_in.secret).await.unwrap();
    assert_eq!((principal.user(), principal.organisation), (scene.owner.id, scene.owner.organisation));
    assert_eq!((principal.kind(), principal.name()), ("user", "Ada"));
    assert_eq!(scene.who("").await, None);
    assert_eq!(scene.who("made up").await, None);
}

#[tokio::test]
async fn every_wrong_sign_in_looks_the_same() {
    let scene = scene().await;
    let mut disabled = World::new(scene.store.shared()).user(scene.owner.organisation, "eve");
    disabled.id = flow::id::UserId(uuid::Uuid::from_u128(999));
    disabled.password_hash = scene.owner.password_hash.clone();
    disabled.disabled_at = Some(scene.clock.now());
    scene.store.create_user(disabled).await.unwrap();
    for (email, password) in [
        ("ada@example.org", "canal boat at dusk"),
        ("ada@example.org", ""),
        ("nobody@example.org", PASSWORD),
        ("no address", PASSWORD),
        ("eve@example.org", PASSWORD),
    ] {
        let refused = scene.auth.sign_in(email, password, "").await;
        assert!(matches!(refused, Err(AuthError::WrongCredentials)), "{email}");
    }
}

#[tokio::test]
async fn only_the_hash_of_a_secret_is_kept() {
    let scene = scene().await;
    let signed_in = scene.sign_in().await;
    let (_, token) = scene.auth.create_token(new_token(&scene)).await.unwrap();
    drop(scene.auth);
    let files = ["towpath.db", "towpath.db-wal"].map(|name| std::fs::read(scene.store.folder().join(name)).unwrap());
    for secret in [signed_in.secret.as_str(), token.as_str(), PASSWORD] {
        let kept = files.iter().any(|file| file.windows(secret.len()).any(|window| window == secret.as_bytes()));
        assert!(!kept, "a secret lies in the database");
    }
    // The search itself finds what is there.
    assert!(files.iter().any(|file| file.windows(15).any(|window| window == b"ada@example.org")));
}

#[tokio::test]
async fn a_session_ends_when_it_lies_idle() {
    let scene = scene().await;
    let secret = scene.sign_in().await.secret;
    scene.clock.advance_ms(SESSION_IDLE_MS - 1);
    assert!(scene.who(&secret).await.is_some());
    // That use has moved the end.
    scene.clock.advance_ms(SESSION_IDLE_MS - 1);
    assert!(scene.who(&secret).await.is_some());
    scene.clock.advance_ms(SESSION_IDLE_MS);
    assert!(scene.auth.sessions(scene.owner.id).await.unwrap().is_empty());
    assert_eq!(scene.who(&secret).await, None);
}

#[tokio::test]
async fn a_session_ends_in_the_end_however_much_it_is_used() {
    let scene = scene().await;
    let secret = scene.sign_in().await.secret;
    let uses = SESSION_MAX_MS / (SESSION_IDLE_MS / 2);
    for _ in 1..uses {
        scene.clock.advance_ms(SESSION_IDLE_MS / 2);
        assert!(scene.who(&secret).await.is_some());
    }
    scene.clock.advance_ms(SESSION_IDLE_MS / 2);
    assert_eq!(scene.who(&secret).await, None);
}

#[tokio::test]
async fn use_is_noted_once_a_minute() {
    let scene = scene().await;
    let signed_in = scene.sign_in().await;
    let mut seen_after_ms = Vec::new();
    for _ in 0..4 {
        scene.clock.advance_ms(MINUTE_MS / 2);
        scene.who(&signed_in.secret).await.unwrap();
        let sessions = scene.auth.sessions(scene.owner.id).await.unwrap();
        seen_after_ms.push(sessions[0].last_seen_at.since_ms(signed_in.session.created_at));
    }
    assert_eq!(seen_after_ms, [0, MINUTE_MS, MINUTE_MS, 2 * MINUTE_MS]);
}

#[tokio::test]
async fn a_session_that_is_ended_is_of_no_use_at_once() {
    let scene = scene().await;
    let (first, second) = (scene.sign_in().await, scene.sign_in().await);
    scene.auth.end_session(scene.owner.id, first.session.id).await.unwrap();
    assert_eq!(scene.who(&first.secret).await, None);
    assert!(scene.who(&second.secret).await.is_some());
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_other_sessions() {
    let scene = scene().await;
    let (here, elsewhere) = (scene.sign_in().await, scene.sign_in().await);
    let principal = scene.who(&here.secret).await.unwrap();
    let wrong = scene.auth.change_password(&principal, "not it at all", "harbour lights").await;
    assert!(matches!(wrong, Err(AuthError::WrongCredentials)));
    let weak = scene.auth.change_password(&principal, PASSWORD, "short").await;
    assert!(matches!(weak, Err(AuthError::BadPassword(PasswordProblem::TooShort))));
    assert!(scene.who(&elsewhere.secret).await.is_some());

    scene.auth.change_password(&principal, PASSWORD, "harbour lights").await.unwrap();
    assert!(scene.who(&here.secret).await.is_some());
    assert_eq!(scene.who(&elsewhere.secret).await, None);
    assert!(scene.auth.sign_in("ada@example.org", PASSWORD, "").await.is_err());
    assert!(scene.auth.sign_in("ada@example.org", "harbour lights", "").await.is_ok());
}

fn new_token(scene: &Scene) -> NewToken {
    NewToken {
        workspace: scene.workspace.id,
        name: "ci".into(),
        scopes: vec![Scope::FlowsRead],
        created_by: scene.owner.id,
        expires_at: Some(scene.clock.now().plus_ms(1000)),
    }
}

#[tokio::test]
async fn a_token_opens_its_workspace_until_it_ends() {
    let scene = scene().await;
    let (token, secret) = scene.auth.create_token(new_token(&scene)).await.unwrap();
    assert!(secret.starts_with("towpath_") && secret.len() == "towpath_".len() + 43);
    let principal = scene.auth.token_principal(&secret).await.unwrap().unwrap();
    assert!(
        matches!(&principal.who, Who::Token { id, scopes, .. } if *id == token.id && scopes == &[Scope::FlowsRead])
    );
    let access = |permission| scene.auth.access(&principal, scene.workspace.id, permission);
    assert_eq!(access(Permission::ReadFlows).await.unwrap(), Access::Granted);
    assert_eq!(access(Permission::WriteFlows).await.unwrap(), Access::Forbidden);
    let elsewhere = scene.auth.access(&principal, flow::id::WorkspaceId(uuid::Uuid::nil()), Permission::ReadFlows);
    assert_eq!(elsewhere.await.unwrap(), Access::Hidden);

    // A token is no session, and a part of it is nothing.
    assert_eq!(scene.who(&secret).await, None);
    assert_eq!(scene.auth.token_principal(&secret["towpath_".len()..]).await.unwrap(), None);
    scene.clock.advance_ms(1000);
    assert_eq!(scene.auth.token_principal(&secret).await.unwrap(), None);
}

#[tokio::test]
async fn a_changed_role_counts_at_the_next_question() {
    let scene = scene().await;
    let eve = scene.auth.new_user(scene.owner.organisation, " Eve ", "eve@example.org", PASSWORD).await.unwrap();
    scene.store.create_user(eve.clone()).await.unwrap();
    let secret = scene.auth.sign_in("eve@example.org", PASSWORD, "").await.unwrap().secret;
    let principal = scene.who(&secret).await.unwrap();
    assert_eq!(principal.name(), "Eve");
    let access = || scene.auth.access(&principal, scene.workspace.id, Permission::WriteFlows);
    assert_eq!(access().await.unwrap(), Access::Hidden);
    for (role, expected) in [(Role::Editor, Access::Granted), (Role::Viewer, Access::Forbidden)] {
        scene.store.put_member(scene.workspace.id, eve.id, role).await.unwrap();
        assert_eq!(access().await.unwrap(), expected);
    }
    scene.store.remove_member(scene.workspace.id, eve.id).await.unwrap();
    assert_eq!(access().await.unwrap(), Access::Hidden);
}
