//! Two processes at one database: what comes at one is seen at the other.

use crate::support;
use async_trait::async_trait;
use std::sync::Arc;
use store::Store;
use store::carrier::{Carrier, Tiding, Wanted};
use store::door::{LiveEvent, Runner};
use store::memory::MemoryStore;
use store::owners::Hint;
use tokio::sync::broadcast;
use worker::{Limits, Sharing, Worker};

/// Brings what one process tells to the other one.
#[derive(Debug)]
struct Wire {
    here: broadcast::Sender<Hint>,
    there: broadcast::Sender<Hint>,
}

#[async_trait]
impl Carrier for Wire {
    fn name(&self) -> &'static str {
        "wire"
    }

    async fn tell(&self, tidings: Vec<Tiding>) -> Vec<Tiding> {
        for tiding in tidings {
            let hint = match tiding {
                Tiding::Beat => Hint::Beat,
                Tiding::Mail(_) => Hint::Mail,
                Tiding::Answer(_) => Hint::Answer,
                Tiding::Live(live) => Hint::Live(live.text),
            };
            // The other one may not be there yet.
            let _ = self.there.send(hint);
        }
        Vec::new()
    }

    fn attend(&self, _wanted: Wanted) {}

    fn hints(&self) -> broadcast::Receiver<Hint> {
        self.here.subscribe()
    }

    fn problem(&self) -> Option<String> {
        None
    }
}

async fn process(store: Arc<dyn Store>, wire: Wire) -> Worker {
    let sharing = Sharing { carrier: Some(Arc::new(wire)), ..Sharing::default() };
    support::start_worker_as(store, Limits::default(), sharing).await
}

#[tokio::test]
async fn a_receipt_at_one_process_has_those_look_anew_who_watch_at_another() {
    let store = MemoryStore::open_shared().unwrap();
    let workspace = support::set_up(&*store).await;
    let (to_one, to_other) = (broadcast::channel(64).0, broadcast::channel(64).0);
    let one = process(store.beside(), Wire { here: to_one.clone(), there: to_other.clone() }).await;
    let other = process(store.beside(), Wire { here: to_other, there: to_one }).await;

    let mut seen = one.watch(workspace);
    // The other one hears a moment later that somebody watches.
    let event = loop {
        other.receipt_came(workspace);
        tokio::select! {
            event = seen.recv() => break event.unwrap(),
            () = tokio::task::yield_now() => {}
        }
    };
    assert!(matches!(event, LiveEvent::Lag), "{event:?}");
    // Who watches where it comes sees it at once.
    let mut seen = other.watch(workspace);
    other.receipt_came(workspace);
    assert!(matches!(seen.try_recv(), Ok(LiveEvent::Lag)));
}
