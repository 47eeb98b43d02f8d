//! SIGTERM again and again under load: whoever tries another process then gets an
//! answer, and no event is lost.

use super::Extent;
use super::events::judge;
use super::load::under_load;
use super::town::{OPEN, Town};
use std::path::Path;
use std::time::Duration;

/// A process ends within this time.
const ENDED_MOST: Duration = Duration::from_secs(30);
/// Some process takes an event within this time.
const TAKEN_MOST: Duration = Duration::from_secs(5);

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let mut town = Town::start(binary, extent, &["all", "all"]).await?;
    town.publish(&town.waiting(0.3)).await?;
    let (slowest, runs) =
        under_load(town.addresses(), TAKEN_MOST, async |_| restart_in_turn(&mut town, extent.restarts).await).await?;
    town.until(Duration::from_secs(30), OPEN, 0).await?;
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
