//! kill -9 of one process or the other at any time under load, again and again: every event
//! that was taken has one run, which ends well.

use super::Extent;
use super::events::{judge_with, times_at_most};
use super::load::{Load, under_load};
use super::town::{OPEN, Town};
use std::path::Path;
use std::time::Duration;

/// A process lives at most so long before it is killed again.
const LIFE_MOST_MS: u64 = 400;
/// Some process takes an event within this time.
const TAKEN_MOST: Duration = Duration::from_secs(60);
/// What follows the end of the last lease may take so long.
const ENDED_MOST: Duration = Duration::from_secs(60);
/// Runs that go on a little later are in the middle of it when their process is killed.
const WAIT_SECONDS: f64 = 0.2;
/// A request is in flight in one of a few lives at most: each repetition takes a kill just then.
const TIMES_MOST: u32 = 4;
const SEED: u64 = 1;

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let mut town = Town::start(binary, extent, &["all", "all"]).await?;
    town.publish(&town.waiting(WAIT_SECONDS)).await?;
    let (kills, runs) =
        under_load(town.addresses(), TAKEN_MOST, async |load| kill_again_and_again(&mut town, extent, load).await)
            .await?;
    town.until(Duration::from_millis(extent.lease_ms) + ENDED_MOST, OPEN, 0).await?;
    let repeated = judge_with(&town, &runs, TIMES_MOST)?;
    Ok(format!(
        "kills: {kills} times a process was killed under load, {} events acknowledged, 0 lost, none run twice; \
         {repeated} requests outside repeated with the same key, the most {} times",
        runs.len(),
        times_at_most(&town),
    ))
}

/// Until there were as many kills and as many events as wanted; gives the number of kills.
async fn kill_again_and_again(town: &mut Town, extent: Extent, load: &Load) -> Result<u32, String> {
    let mut random = SEED;
    let mut below = |end: u64| {
        // A linear congruential generator: the same seed kills the same ones after the same times.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % end
    };
    let mut kills = 0;
    while kills < extent.kills || load.taken_count() < extent.events {
        tokio::time::sleep(Duration::from_millis(below(LIFE_MOST_MS))).await;
        let server = usize::try_from(below(town.servers.len() as u64)).unwrap_or(0);
        town.servers[server].kill().await;
        town.servers[server].resume().await?;
        kills += 1;
    }
    Ok(kills)
}
