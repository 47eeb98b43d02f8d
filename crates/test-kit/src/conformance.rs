//! What every store must do, whatever database is under it. One harness per
//! database; each area opens an empty store for each of its cases.

pub mod audit;
pub mod batches;
pub mod children;
pub mod credentials;
pub mod drafts;
pub mod durability;
pub mod flow_tests;
pub mod flows;
pub mod identity;
pub mod limits;
pub mod messages;
pub mod owners;
pub mod polls;
pub mod presets;
pub mod retention;
pub mod run_notes;
pub mod runs;
pub mod seen;
pub mod static_data;
pub mod tables;
pub mod triggers;
pub mod variables;
pub mod waits;

use crate::world::World;
use async_trait::async_trait;
use std::sync::Arc;
use store::{Page, PageRequest, Store, StoreError, StoreResult};

/// How the suite reaches a database.
#[async_trait]
pub trait Harness: Send + Sync {
    /// A new, empty store. The one before is not used any more.
    async fn open(&self) -> Arc<dyn Store>;
    /// What another process finds if this one dies at this moment.
    async fn after_crash(&self) -> Arc<dyn Store>;
    /// What another process holds at the database of the open store; None where there can be one only.
    async fn beside(&self) -> Option<Arc<dyn Store>> {
        None
    }
    /// Whether the room of the open store can be limited here.
    fn can_fill_disk(&self) -> bool;
    /// Lets the open store run out of room.
    async fn fill_disk(&self);
    /// Gives it room again.
    async fn free_disk(&self);
}

/// All areas.
pub async fn all(harness: &dyn Harness) {
    identity::all(harness).await;
    flows::all(harness).await;
    drafts::all(harness).await;
    flow_tests::all(harness).await;
    presets::all(harness).await;
    triggers::all(harness).await;
    waits::all(harness).await;
    batches::all(harness).await;
    limits::all(harness).await;
    credentials::all(harness).await;
    variables::all(harness).await;
    tables::all(harness).await;
    static_data::all(harness).await;
    run_notes::all(harness).await;
    seen::all(harness).await;
    audit::all(harness).await;
    runs::all(harness).await;
    messages::all(harness).await;
    polls::all(harness).await;
    retention::all(harness).await;
    children::all(harness).await;
    durability::all(harness).await;
}

async fn world(harness: &dyn Harness) -> World {
    World::new(harness.open().await)
}

#[track_caller]
fn assert_not_found<T>(result: StoreResult<T>) {
    assert!(matches!(result.as_ref().err(), Some(StoreError::NotFound(_))), "{:?}", result.err());
}

#[track_caller]
fn assert_conflict<T>(result: StoreResult<T>) {
    assert!(matches!(result.as_ref().err(), Some(StoreError::Conflict(_))), "{:?}", result.err());
}

/// Walks all pages, two rows at a time.
async fn walk<T, F>(mut list: impl FnMut(PageRequest) -> F) -> Vec<T>
where
    F: Future<Output = StoreResult<Page<T>>>,
{
    let mut items = Vec::new();
    let mut cursor = None;
    loop {
        let page = list(PageRequest { cursor, limit: 2 }).await.expect("a page");
        assert!(page.items.len() <= 2);
        items.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return items;
        }
    }
}

fn first_page() -> PageRequest {
    PageRequest { cursor: None, limit: 50 }
}
