//! What items had in earlier runs.

use super::{Harness, assert_conflict, world};
use crate::world::World;
use store::seen::{History, MARK_BYTES_MOST};

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    values_are_new_once(&world(harness).await).await;
    a_history_keeps_what_was_seen_last(&world(harness).await).await;
    numbers_are_new_if_they_are_higher(&world(harness).await).await;
    histories_are_apart(&world(harness).await).await;
}

async fn history(world: &World, scope: &str) -> History {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    History { workspace: tenant.id(), flow: flow.id, scope: scope.into() }
}

async fn see(world: &World, history: &History, marks: &[&str], size: u32, step: &str) -> Vec<bool> {
    let marks = marks.iter().map(|mark| (*mark).to_owned()).collect();
    world.clock.advance_ms(1);
    world.store.see_marks(history.clone(), marks, size, step.into(), world.now()).await.unwrap()
}

async fn values_are_new_once(world: &World) {
    let history = history(world, "node").await;
    assert_eq!(see(world, &history, &["a", "b", "a"], 9, "1").await, [true, true, true]);
    assert_eq!(see(world, &history, &["b", "c", ""], 9, "2").await, [false, true, true]);
    assert_eq!(see(world, &history, &["b", "c", ""], 9, "2").await, [false, true, true], "a repeat is told the same");
    assert_eq!(see(world, &history, &["c", "", "a"], 9, "3").await, [false, false, false]);
    let long = vec!["x".repeat(MARK_BYTES_MOST + 1)];
    assert_conflict(world.store.see_marks(history.clone(), long, 9, "4".into(), world.now()).await);
    world.store.clear_seen(history.clone()).await.unwrap();
    assert_eq!(see(world, &history, &["a"], 9, "5").await, [true]);
}

async fn a_history_keeps_what_was_seen_last(world: &World) {
    let history = history(world, "node").await;
    see(world, &history, &["a"], 2, "1").await;
    see(world, &history, &["b"], 2, "2").await;
    assert_eq!(see(world, &history, &["a"], 2, "3").await, [false]);
    assert_eq!(see(world, &history, &["c"], 2, "4").await, [true]);
    assert_eq!(see(world, &history, &["a"], 2, "5").await, [false], "seen again after b");
    assert_eq!(see(world, &history, &["b"], 2, "6").await, [true], "forgotten when c came");
}

async fn numbers_are_new_if_they_are_higher(world: &World) {
    let history = history(world, "").await;
    let see = async |numbers: &[f64], step: &str| {
        world.store.see_numbers(history.clone(), numbers.to_vec(), step.into()).await.unwrap()
    };
    assert_eq!(see(&[3.0, -1.0], "1").await, [true, true], "nothing was seen before");
    assert_eq!(see(&[3.0, 3.5, 5.0], "2").await, [false, true, true]);
    assert_eq!(see(&[3.0, 3.5, 5.0], "2").await, [false, true, true], "a repeat is told the same");
    assert_eq!(see(&[4.0], "3").await, [false]);
    assert_eq!(see(&[], "4").await, [false; 0]);
    assert_eq!(see(&[5.0, 5.5], "5").await, [false, true]);
    world.store.clear_seen(history.clone()).await.unwrap();
    assert_eq!(see(&[1.0], "6").await, [true]);
}

async fn histories_are_apart(world: &World) {
    let one = history(world, "node").await;
    let other = History { flow: world.flow(one.workspace, "Other").await.id, ..one.clone() };
    let shared = History { scope: String::new(), ..one.clone() };
    for history in [&one, &other, &shared] {
        assert_eq!(see(world, history, &["a"], 9, "1").await, [true]);
    }
    world.store.delete_flow(one.workspace, one.flow).await.unwrap();
    assert_eq!(see(world, &one, &["a"], 9, "2").await, [true], "gone with its flow");
    assert_eq!(see(world, &other, &["a"], 9, "2").await, [false]);
}
