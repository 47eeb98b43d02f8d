//! A process stands still past its lease and goes on: what it still wants to write is
//! refused, and it begins anew.

use super::Extent;
use super::events::{judge, send_all, send_somewhere};
use super::town::{OPEN, OWNERS, Town};
use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

/// All that is written of runs.
const WRITTEN: &str = "SELECT run.id::text || ' ' || run.status || ' ' || run.next_sequence || ' ' ||
    COALESCE(run.owner::text, '-') || ' ' || COALESCE(string_agg(md5(chunk), ',' ORDER BY sequence), '-')
    FROM run LEFT JOIN run_data ON run_data.run = run.id GROUP BY run.id ORDER BY run.id";
/// Runs that go on a little later are in the middle of it when the process is stopped.
const WAIT_SECONDS: f64 = 0.4;

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let mut town = Town::start(binary, extent, &["all", "all"]).await?;
    town.publish(&town.waiting(WAIT_SECONDS)).await?;
    let lease = Duration::from_millis(extent.lease_ms);
    let mut runs = HashMap::new();
    for round in 0..u64::from(extent.rounds) {
        let first = round * (extent.runs + 5);
        runs.extend(send_all(town.servers[1].address, first..first + extent.runs).await?);
        town.servers[1].signal("STOP")?;
        town.until(lease * 2 + Duration::from_secs(10), OPEN, 0).await?;
        town.until(Duration::from_secs(1), OWNERS, 1).await?;
        let before = town.texts(WRITTEN)?;
        town.servers[1].signal("CONT")?;
        // It has let go of all runs before it begins anew.
        town.until(Duration::from_secs(10), OWNERS, 2).await?;
        let after = town.texts(WRITTEN)?;
        if before != after {
            let stale = before.iter().zip(&after).filter(|(one, other)| one != other).count();
            return Err(format!("{stale} runs were written by a process that had lost its lease"));
        }
        for event in first + extent.runs..first + extent.runs + 5 {
            let run = send_somewhere(&[town.servers[1].address], event, Duration::from_secs(2)).await?;
            runs.insert(event, run);
        }
        town.until(Duration::from_secs(10), OPEN, 0).await?;
    }
    let repeated = judge(&town, &runs)?;
    Ok(format!(
        "zombie: {} runs, {} times a process stood still past its lease: 0 stale writes, and it went on under a new \
         lease; {repeated} requests outside repeated with the same key",
        runs.len(),
        extent.rounds,
    ))
}
