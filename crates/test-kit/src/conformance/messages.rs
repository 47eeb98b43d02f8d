//! Messages handed to providers, and their receipts.

use super::{Harness, assert_not_found, world};
use crate::world::World;
use store::messages::MessageStatus;
use store::runs::RunStatus;

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    receipts_are_added_once(&world(harness).await).await;
    a_message_sent_twice_with_one_key_does_no_harm(&world(harness).await).await;
    a_foreign_message_is_not_there(&world(harness).await).await;
}

fn receipt(world: &World, status: &str, plus_ms: i64) -> MessageStatus {
    MessageStatus { status: status.into(), at: world.now().plus_ms(plus_ms), detail: Some(format!("was {status}")) }
}

/// `delivered` is final here; anything else gives way.
fn gives_way(old: &str, _new: &str) -> bool {
    old != "delivered"
}

async fn receipts_are_added_once(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let mut record = world.record(&flow, RunStatus::Succeeded);
    record.messages = vec![world.message("SM1"), world.message("SM2")];
    let receive = |status| world.store.receive(tenant.id(), "twilio", "SM1", receipt(world, status, 5), gives_way);
    assert_not_found(receive("sent").await);
    world.store.commit(record.clone()).await.unwrap();

    let row = receive("delivered").await.unwrap();
    assert_eq!(row.message.status, "delivered");
    assert_eq!((row.updated_at, row.run), (world.now().plus_ms(5), record.run));
    // A late one is kept, but does not take the place of the present one.
    assert_eq!(receive("sent").await.unwrap().message.status, "delivered");
    // The same one again changes nothing.
    let row = receive("sent").await.unwrap();
    let statuses: Vec<_> = row.history.iter().map(|line| line.status.as_str()).collect();
    assert_eq!(statuses, ["queued", "delivered", "sent"]);
    assert_eq!(row.history[1], receipt(world, "delivered", 5));

    let rows = world.store.messages(tenant.id(), record.run).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0], row);
    assert_eq!(rows[1].message, record.messages[1]);
}

async fn a_message_sent_twice_with_one_key_does_no_harm(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let mut first = world.record(&flow, RunStatus::Running);
    first.messages = vec![world.message("SM1")];
    world.store.commit(first.clone()).await.unwrap();
    let mut second = world.next_record(&first, RunStatus::Succeeded);
    second.messages = vec![world.message("SM1"), first.messages[0].clone()];
    world.store.commit(second).await.unwrap();
    assert_eq!(world.store.messages(tenant.id(), first.run).await.unwrap().len(), 2);
    world.store.receive(tenant.id(), "twilio", "SM1", receipt(world, "sent", 1), gives_way).await.unwrap();
}

async fn a_foreign_message_is_not_there(world: &World) {
    let tenant = world.set_up().await;
    let flow = world.flow(tenant.id(), "First").await;
    let mut record = world.record(&flow, RunStatus::Succeeded);
    record.messages = vec![world.message("SM1")];
    world.store.commit(record.clone()).await.unwrap();
    let foreign = world.another(&tenant, "Foreign").await.id();
    assert!(world.store.messages(foreign, record.run).await.unwrap().is_empty());
    assert_not_found(world.store.receive(foreign, "twilio", "SM1", receipt(world, "sent", 1), gives_way).await);
    assert_not_found(world.store.receive(tenant.id(), "other", "SM1", receipt(world, "sent", 1), gives_way).await);
}
