//! A new version comes under load: the database is brought up to date while the processes of
//! the version before work on it, then each is replaced. No request is refused, and nobody
//! waits long for a lock.
//!
//! `TOWPATH_PREVIOUS` names the binary of the version before. Without it the same binary is
//! both, and a column is added meanwhile as a migration would.

use super::Extent;
use super::events::{Sent, attempt, judge};
use super::town::{OPEN, Town};
use postgres::{Client, NoTls};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::process::Command;
use tokio::task::LocalSet;

const SENDERS: u64 = 8;
const ENDED_MOST: Duration = Duration::from_secs(30);
/// A lease that is lost on a busy machine would have requests refused, which is not what is played.
const LEASE_MS: u64 = 60_000;
/// Some load before, between and after.
const CALM: Duration = Duration::from_millis(700);
/// As a migration does it: it gives way, and is tried again.
const ADDS_A_COLUMN: &str = "SET lock_timeout = '1s'; ALTER TABLE run ADD COLUMN added_meanwhile INTEGER";

#[derive(Default)]
struct Load {
    next: Cell<u64>,
    is_over: Cell<bool>,
    runs: RefCell<HashMap<u64, String>>,
    refused: Cell<u64>,
    failed: RefCell<Vec<String>>,
}

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let previous = std::env::var_os("TOWPATH_PREVIOUS").map(PathBuf::from);
    let before = previous.as_deref().unwrap_or(binary);
    let patient = Extent { lease_ms: LEASE_MS, ..extent };
    let settings = [("TOWPATH_COMMIT_SLOW_MS", "60000".into())];
    let mut town = Town::start_with(before, patient, &["all", "all"], &settings).await?;
    town.publish(&town.waiting(0.3)).await?;
    let addresses = town.addresses();
    let load = Rc::new(Load::default());
    let (is_over, superuser) = (Arc::new(AtomicBool::new(false)), town.superuser().to_owned());
    let watch = {
        let is_over = is_over.clone();
        tokio::task::spawn_blocking(move || longest_wait_ms(&superuser, &is_over))
    };
    let local = LocalSet::new();
    for _ in 0..SENDERS {
        local.spawn_local(send(addresses.clone(), load.clone()));
    }
    let outcome = local.run_until(replace(&mut town, binary, previous.is_some())).await;
    load.is_over.set(true);
    local.await;
    is_over.store(true, Ordering::Relaxed);
    let waited_ms = watch.await.map_err(|error| error.to_string())??;
    let said = outcome?;
    town.until(ENDED_MOST, OPEN, 0).await?;
    if let Some(failed) = load.failed.borrow().first() {
        return Err(format!("{} requests failed, among them: {failed}", load.failed.borrow().len()));
    }
    if load.refused.get() > 0 {
        return Err(format!("{} requests were answered 503", load.refused.get()));
    }
    let runs = load.runs.take();
    let repeated = judge(&town, &runs)?;
    if waited_ms > extent.lock_most_ms as f64 {
        return Err(format!("somebody waited {waited_ms:.0} ms for a lock"));
    }
    Ok(format!(
        "upgrade: {said}; two processes replaced under load, {} events, none refused or lost, nobody waited longer \
         than {waited_ms:.0} ms for a lock; {repeated} requests outside repeated with the same key",
        runs.len(),
    ))
}

async fn replace(town: &mut Town, binary: &Path, has_previous: bool) -> Result<String, String> {
    tokio::time::sleep(CALM).await;
    let said = match has_previous {
        true => migrate(binary, town.url()).await?,
        false => add_column(town.superuser().to_owned()).await?,
    };
    tokio::time::sleep(CALM).await;
    for server in &mut town.servers {
        server.signal("TERM")?;
        server.ended(ENDED_MOST).await?;
        server.becomes(binary);
        server.resume().await?;
        tokio::time::sleep(CALM).await;
    }
    Ok(said)
}

async fn migrate(binary: &Path, url: &str) -> Result<String, String> {
    let output = Command::new(binary).arg("migrate").env("TOWPATH_DATABASE_URL", url).output().await;
    let output = output.map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).trim().trim_end_matches('.').to_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

async fn add_column(superuser: String) -> Result<String, String> {
    let added = tokio::task::spawn_blocking(move || {
        let mut client = Client::connect(&superuser, NoTls)?;
        loop {
            match client.batch_execute(ADDS_A_COLUMN) {
                Err(error) if error.code().is_some_and(|code| code.code() == "55P03") => {}
                outcome => return outcome,
            }
        }
    });
    added.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
    Ok("the same binary twice, and a column was added to `run`".to_owned())
}

/// Looks again and again who has waited how long for a lock.
fn longest_wait_ms(superuser: &str, is_over: &AtomicBool) -> Result<f64, String> {
    let look = "SELECT COALESCE(MAX(extract(epoch FROM clock_timestamp() - waitstart)) * 1000, 0)::float8, \
                pg_sleep(0.01)::text FROM pg_locks WHERE NOT granted";
    let mut client = Client::connect(superuser, NoTls).map_err(|error| error.to_string())?;
    let mut longest_ms = 0.0_f64;
    while !is_over.load(Ordering::Relaxed) {
        let row = client.query_one(look, &[]).map_err(|error| error.to_string())?;
        longest_ms = longest_ms.max(row.get(0));
    }
    Ok(longest_ms)
}

async fn send(addresses: Vec<SocketAddr>, load: Rc<Load>) {
    while !load.is_over.get() {
        let event = load.next.get();
        load.next.set(event + 1);
        for turn in event as usize.. {
            match attempt(addresses[turn % addresses.len()], event).await {
                Ok(Sent::Run(run)) => {
                    load.runs.borrow_mut().insert(event, run);
                    break;
                }
                // The same event at both: one of them is at it.
                Ok(Sent::Refused(409)) => {}
                Ok(Sent::Refused(_)) => load.refused.set(load.refused.get() + 1),
                Ok(Sent::Away) => {}
                Err(error) => {
                    load.failed.borrow_mut().push(error);
                    break;
                }
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
