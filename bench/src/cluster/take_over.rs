//! kill -9 of a process with open runs: the others take them over when its lease ends.

use super::Extent;
use super::events::{judge, send_all};
use super::town::{OPEN, Town};
use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

/// How long the runs wait before they go on.
const WAIT_SECONDS: f64 = 1.0;
/// What follows the end of the lease may take so long.
const AFTER_LEASE: Duration = Duration::from_secs(2);

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let mut town = Town::start(binary, extent, &["all", "all"]).await?;
    town.publish(&town.waiting(WAIT_SECONDS)).await?;
    let mut runs = HashMap::new();
    let mut slowest = Duration::ZERO;
    for round in 0..u64::from(extent.rounds) {
        let first = round * extent.runs;
        runs.extend(send_all(town.servers[1].address, first..first + extent.runs).await?);
        town.servers[1].kill().await;
        let most = Duration::from_millis(extent.lease_ms) + AFTER_LEASE + Duration::from_secs_f64(WAIT_SECONDS);
        slowest = slowest.max(town.until(most, OPEN, 0).await?);
        town.servers[1].resume().await?;
    }
    let repeated = judge(&town, &runs)?;
    Ok(format!(
        "take-over: {} runs of {} processes killed with a lease of {} ms all ended, the last {} ms after the kill; \
         {repeated} requests outside repeated with the same key",
        runs.len(),
        extent.rounds,
        extent.lease_ms,
        slowest.as_millis(),
    ))
}
