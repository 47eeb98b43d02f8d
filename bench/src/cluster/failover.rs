//! The primary is killed under load and its synchronous stand-by takes over: nothing that was
//! acknowledged is lost, and writes come back soon.

use super::Extent;
use super::events::{judge, send_somewhere};
use super::town::{Database, OPEN, Town};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};
use test_kit::TempPair;
use tokio::task::LocalSet;

const SENDERS: u64 = 8;
/// Load between a new stand-by and the next kill.
const CALM: Duration = Duration::from_millis(300);
/// Whatever is open goes on when a database is there again.
const ENDED_MOST: Duration = Duration::from_secs(120);

#[derive(Default)]
struct Load {
    next: Cell<u64>,
    is_over: Cell<bool>,
    runs: RefCell<HashMap<u64, String>>,
    failed: RefCell<Vec<String>>,
}

impl Load {
    fn event(&self) -> u64 {
        let event = self.next.get();
        self.next.set(event + 1);
        event
    }
}

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let away_most = Duration::from_millis(extent.away_most_ms);
    let mut pair = on_a_thread(TempPair::start).await?;
    let url = pair.database();
    let database = Database { superuser: pair.primary().superuser(&url), url };
    // What each loses for a while is said by all of them.
    let quiet = [("TOWPATH_LOG", "off".into())];
    let mut town = Town::at(binary, extent, &["all", "all"], &quiet, database).await?;
    town.publish(&town.waiting(0.2)).await?;
    let addresses: Vec<SocketAddr> = town.servers.iter().map(|server| server.address).collect();
    let load = Rc::new(Load::default());
    let local = LocalSet::new();
    for _ in 0..SENDERS {
        local.spawn_local(send(addresses.clone(), load.clone()));
    }
    let outcome = local.run_until(async {
        let mut slowest = Duration::ZERO;
        for _ in 0..extent.fail_overs {
            tokio::time::sleep(CALM).await;
            let killed = Instant::now();
            pair = on_a_thread(move || {
                pair.fail_over();
                pair
            })
            .await?;
            // One that nobody has sent yet.
            let event = load.event();
            let run = send_somewhere(&addresses, event, away_most).await?;
            load.runs.borrow_mut().insert(event, run);
            slowest = slowest.max(killed.elapsed());
            pair = on_a_thread(move || {
                pair.mend();
                pair
            })
            .await?;
        }
        Ok::<_, String>((slowest, pair))
    });
    let outcome = outcome.await;
    load.is_over.set(true);
    local.await;
    let (slowest, pair) = outcome?;
    if let Some(failed) = load.failed.borrow().first() {
        return Err(format!("{} events were not taken, among them: {failed}", load.failed.borrow().len()));
    }
    town.until(ENDED_MOST, OPEN, 0).await?;
    let runs = load.runs.take();
    let repeated = judge(&town, &runs)?;
    if slowest > away_most {
        return Err(format!("writes came back only after {} ms", slowest.as_millis()));
    }
    drop(town);
    drop(pair);
    Ok(format!(
        "fail-over: {} times the primary was killed under load, {} events acknowledged, 0 lost; writes came back after \
         {} ms at most; {repeated} requests outside repeated with the same key",
        extent.fail_overs,
        runs.len(),
        slowest.as_millis(),
    ))
}

async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, String> {
    tokio::task::spawn_blocking(work).await.map_err(|error| error.to_string())
}

async fn send(addresses: Vec<SocketAddr>, load: Rc<Load>) {
    while !load.is_over.get() {
        let event = load.event();
        match send_somewhere(&addresses, event, ENDED_MOST).await {
            Ok(run) => drop(load.runs.borrow_mut().insert(event, run)),
            Err(error) => load.failed.borrow_mut().push(error),
        }
    }
}
