//! Events sent all the while that something happens to the processes.

use super::events::send_somewhere;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::LocalSet;

const SENDERS: u64 = 8;

/// What is sent, and what became of it so far.
pub struct Load {
    addresses: Vec<SocketAddr>,
    next: Cell<u64>,
    is_over: Cell<bool>,
    runs: RefCell<HashMap<u64, String>>,
    failed: RefCell<Vec<String>>,
}

impl Load {
    /// Sends an event that nobody has sent yet; some process takes it within this time.
    pub async fn send(&self, most: Duration) -> Result<(), String> {
        let event = self.next.get();
        self.next.set(event + 1);
        let run = send_somewhere(&self.addresses, event, most).await?;
        self.runs.borrow_mut().insert(event, run);
        Ok(())
    }

    /// The runs of the events that were taken so far.
    pub fn taken(&self) -> HashMap<u64, String> {
        self.runs.borrow().clone()
    }

    /// How many these are.
    pub fn taken_count(&self) -> usize {
        self.runs.borrow().len()
    }

    async fn go_on(&self, most: Duration) {
        while !self.is_over.get() {
            if let Err(error) = self.send(most).await {
                self.failed.borrow_mut().push(error);
            }
        }
    }
}

/// Does something while events are sent to these processes, each of which some process takes
/// within this time; gives what it gives, and the run of each event.
pub async fn under_load<T>(
    addresses: Vec<SocketAddr>,
    most: Duration,
    work: impl AsyncFnOnce(&Load) -> Result<T, String>,
) -> Result<(T, HashMap<u64, String>), String> {
    let load = Rc::new(Load {
        addresses,
        next: Cell::default(),
        is_over: Cell::default(),
        runs: RefCell::default(),
        failed: RefCell::default(),
    });
    let local = LocalSet::new();
    for _ in 0..SENDERS {
        let load = load.clone();
        local.spawn_local(async move { load.go_on(most).await });
    }
    let outcome = local.run_until(work(&load)).await;
    load.is_over.set(true);
    local.await;
    let outcome = outcome?;
    if let Some(failed) = load.failed.borrow().first() {
        return Err(format!("{} events were not taken, among them: {failed}", load.failed.borrow().len()));
    }
    Ok((outcome, load.runs.take()))
}
