//! The courier on a private Redis: never started, killed, flushed, standing still, with
//! a wrong password. Two couriers stand for two processes.

use courier::Courier;
use flow::Timestamp;
use flow::id::{OwnerId, WorkspaceId};
use store::carrier::{Carrier, LiveText, Rates, Tiding, Wanted};
use store::owners::Hint;
use test_kit::redis::{HOW_TO_INSTALL, TempRedis};
use tokio::sync::broadcast::Receiver;

const PASSWORD: &str = "s3cret";

fn redis() -> Option<TempRedis> {
    let redis = TempRedis::new(PASSWORD);
    if redis.is_none() {
        eprintln!("left out: {HOW_TO_INSTALL}");
    }
    redis
}

fn courier(redis: &TempRedis) -> (Courier, Receiver<Hint>) {
    let courier = Courier::start(&redis.url(None), "test").unwrap();
    let hints = courier.hints();
    (courier, hints)
}

fn owner(number: u128) -> OwnerId {
    OwnerId(format!("{number:032x}").parse::<uuid::Uuid>().unwrap())
}

fn workspace() -> WorkspaceId {
    WorkspaceId(uuid::Uuid::from_u128(7))
}

/// What a process wants to hear that begins runs.
fn wanted(number: u128, workspaces: &[WorkspaceId]) -> Wanted {
    Wanted { owner: Some(owner(number)), beginnings: true, workspaces: workspaces.iter().copied().collect() }
}

fn live(text: &str, watchers: usize) -> Tiding {
    Tiding::Live(LiveText { workspace: workspace(), text: text.to_owned(), watchers })
}

/// Waits until a courier fares like this; each change is told as a hint.
async fn until(courier: &Courier, hints: &mut Receiver<Hint>, is_so: impl Fn(Option<&str>) -> bool) {
    while !is_so(courier.problem().as_deref()) {
        hints.recv().await.unwrap();
    }
}

/// Waits for this hint; others may come before.
async fn hears(hints: &mut Receiver<Hint>, wanted: &Hint) {
    while hints.recv().await.unwrap() != *wanted {}
}

/// Tells until it is told to as many as should hear it, which takes until all are connected.
async fn told(courier: &Courier, tiding: Tiding) {
    while !courier.tell(vec![tiding.clone()]).await.is_empty() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_is_told_reaches_those_it_is_for() {
    let Some(mut redis) = redis() else { return };
    redis.start();
    let ((one, mut to_one), (other, mut to_other)) = (courier(&redis), courier(&redis));
    other.attend(wanted(2, &[workspace()]));
    until(&one, &mut to_one, |problem| problem.is_none()).await;
    until(&other, &mut to_other, |problem| problem.is_none()).await;

    told(&one, live("first", 1)).await;
    hears(&mut to_other, &Hint::Live("first".into())).await;
    one.tell(vec![Tiding::Mail(Some(owner(2))), Tiding::Answer(owner(2)), Tiding::Mail(None)]).await;
    for hint in [Hint::Mail, Hint::Answer, Hint::Mail] {
        assert_eq!(to_other.recv().await.unwrap(), hint);
    }
    // What is for others is not heard: the next thing that comes is what is for all.
    let to_nobody = Tiding::Mail(Some(owner(3)));
    assert_eq!(one.tell(vec![to_nobody.clone(), Tiding::Beat]).await, [to_nobody], "nobody heard it");
    assert_eq!(to_other.recv().await.unwrap(), Hint::Beat);

    let two_watch = live("second", 2);
    assert_eq!(one.tell(vec![two_watch.clone()]).await, [two_watch], "one of two heard it");
    assert_eq!(to_other.recv().await.unwrap(), Hint::Live("second".into()));
    // Who watches itself is not counted among the others.
    one.attend(wanted(1, &[workspace()]));
    told(&other, live("third", 1)).await;
    hears(&mut to_one, &Hint::Live("third".into())).await;
}

#[tokio::test]
async fn it_goes_on_with_a_redis_that_comes_goes_and_comes_back() {
    let Some(mut redis) = redis() else { return };
    let (courier, mut hints) = courier(&redis);
    courier.attend(wanted(1, &[]));
    until(&courier, &mut hints, |problem| problem.is_some_and(|reason| reason != "not connected yet")).await;
    assert_eq!(courier.tell(vec![Tiding::Beat]).await, [Tiding::Beat], "nobody is there");
    assert_eq!(courier.take("key", 1, Timestamp(0)).await, None);

    redis.start();
    until(&courier, &mut hints, |problem| problem.is_none()).await;
    assert_eq!(courier.tell(vec![Tiding::Answer(owner(1))]).await, []);
    hears(&mut hints, &Hint::Answer).await;

    redis.kill();
    until(&courier, &mut hints, |problem| problem.is_some()).await;
    redis.start();
    // It may have missed something, so it is told to look.
    hears(&mut hints, &Hint::Connected).await;
    // The connection that speaks may find out later than the one that listens.
    told(&courier, Tiding::Answer(owner(1))).await;
    hears(&mut hints, &Hint::Answer).await;

    redis.stand_still(true);
    assert_eq!(courier.tell(vec![Tiding::Beat]).await, [Tiding::Beat], "it is given up soon");
    assert!(courier.problem().is_some());
    redis.stand_still(false);
    told(&courier, Tiding::Beat).await;
}

#[tokio::test]
async fn a_wrong_password_is_said_without_being_shown() {
    let Some(mut redis) = redis() else { return };
    redis.start();
    let courier = Courier::start(&redis.url(Some("not-this-one")), "test").unwrap();
    let mut hints = courier.hints();
    until(&courier, &mut hints, |problem| problem == Some("Redis refuses the password")).await;
    assert_eq!(courier.tell(vec![Tiding::Beat]).await, [Tiding::Beat]);
    let refused = Courier::start("rediss//:s3cret@host", "test").unwrap_err();
    assert!(refused.contains("`redis_url`") && !refused.contains("s3cret"), "{refused}");
}

#[tokio::test]
async fn processes_share_a_rate_until_it_is_forgotten() {
    let Some(mut redis) = redis() else { return };
    redis.start();
    let ((one, mut to_one), (other, mut to_other)) = (courier(&redis), courier(&redis));
    until(&one, &mut to_one, |problem| problem.is_none()).await;
    until(&other, &mut to_other, |problem| problem.is_none()).await;
    let now = Timestamp(60_000);
    assert_eq!(one.take("ada", 2, now).await, Some(true));
    assert_eq!(other.take("ada", 2, now).await, Some(true));
    assert_eq!(one.take("ada", 2, now).await, Some(false));
    assert_eq!(one.take("bob", 2, now).await, Some(true));
    assert_eq!(one.take("ada", 2, now.plus_ms(60_000)).await, Some(true));
    assert!(!redis.ask("KEYS *").contains("ada"));
    redis.ask("FLUSHALL");
    assert_eq!(one.take("ada", 2, now).await, Some(true));
}
