//! SIGTERM again and again under load: whoever tries another process then gets an
//! answer, and no event is lost.

use super::Extent;
use super::events::{judge, send_somewhere};
use super::town::{OPEN, Town};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::LocalSet;

const SENDERS: u64 = 8;
/// A process ends within this time.
const ENDED_MOST: Duration = Duration::from_secs(30);
/// Some process takes an event within this time.
const TAKEN_MOST: Duration = Duration::from_secs(5);

#[derive(Default)]
struct Load {
    next: Cell<u64>,
    is_over: Cell<bool>,
    runs: RefCell<HashMap<u64, String>>,
    failed: RefCell<Vec<String>>,
}

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let mut town = Town::start(binary, extent, &["all", "all"]).await?;
    town.publish(&town.waiting(0.3)).await?;
    let addresses: Vec<SocketAddr> = town.servers.iter().map(|server| server.address).collect();
    let load = Rc::new(Load::default());
    let local = LocalSet::new();
    for _ in 0..SENDERS {
        local.spawn_local(send(addresses.clone(), load.clone()));
    }
    let slowest = local.run_until(restart_in_turn(&mut town, extent.restarts)).await;
    load.is_over.set(true);
    local.await;
    let slowest = slowest?;
    if let Some(failed) = load.failed.borrow().first() {
        return Err(format!("{} requests failed, among them: {failed}", load.failed.borrow().len()));
    }
    town.until(Duration::from_secs(30), OPEN, 0).await?;
    let runs = load.runs.take();
    let repeated = judge(&town, &runs)?;
    let crashed = town.count("SELECT COUNT(*) FROM owner_gone WHERE crashed = 1")?;
    if crashed > 0 {
        return Err(format!("{crashed} processes ended without handing over their runs"));
    }
    Ok(format!(
        "drain: {} restarts under load, {} events, none failed or lost; the slowest end took {} ms; {repeated} \
         requests outside repeated with the same key",
        extent.restarts,
        runs.len(),
        slowest.as_millis(),
    ))
}

async fn restart_in_turn(town: &mut Town, restarts: u32) -> Result<Duration, String> {
    let mut slowest = Duration::ZERO;
    for restart in 0..restarts as usize {
        // Some load comes in between.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let server = restart % town.servers.len();
        town.servers[server].signal("TERM")?;
        slowest = slowest.max(town.servers[server].ended(ENDED_MOST).await?);
        town.servers[server].resume().await?;
    }
    Ok(slowest)
}

async fn send(addresses: Vec<SocketAddr>, load: Rc<Load>) {
    while !load.is_over.get() {
        let event = load.next.get();
        load.next.set(event + 1);
        match send_somewhere(&addresses, event, TAKEN_MOST).await {
            Ok(run) => drop(load.runs.borrow_mut().insert(event, run)),
            Err(error) => load.failed.borrow_mut().push(error),
        }
    }
}
