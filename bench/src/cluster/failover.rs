//! The primary is killed under load and its synchronous stand-by takes over: nothing that was
//! acknowledged is lost, and writes come back soon.

use super::Extent;
use super::events::judge;
use super::load::{Load, under_load};
use super::town::{Database, OPEN, Town};
use std::path::Path;
use std::time::{Duration, Instant};
use test_kit::TempPair;

/// Load between a new stand-by and the next kill.
const CALM: Duration = Duration::from_millis(300);
/// Whatever is open goes on when a database is there again.
const ENDED_MOST: Duration = Duration::from_secs(120);

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let away_most = Duration::from_millis(extent.away_most_ms);
    let pair = on_a_thread(TempPair::start).await?;
    let url = pair.database();
    let database = Database { superuser: pair.primary().superuser(&url), url };
    // What each loses for a while is said by all of them.
    let quiet = [("TOWPATH_LOG", "off".into())];
    let mut town = Town::at(binary, extent, &["all", "all"], &quiet, database).await?;
    town.publish(&town.waiting(0.2)).await?;
    let ((slowest, pair), runs) = under_load(town.addresses(), ENDED_MOST, async |load| {
        fail_over_again_and_again(pair, extent.fail_overs, load, away_most).await
    })
    .await?;
    town.until(ENDED_MOST, OPEN, 0).await?;
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

/// Gives the longest time from a kill until an event was taken that nobody had sent before.
async fn fail_over_again_and_again(
    mut pair: TempPair,
    times: u32,
    load: &Load,
    away_most: Duration,
) -> Result<(Duration, TempPair), String> {
    let mut slowest = Duration::ZERO;
    for _ in 0..times {
        tokio::time::sleep(CALM).await;
        let killed = Instant::now();
        pair = on_a_thread(move || {
            pair.fail_over();
            pair
        })
        .await?;
        load.send(away_most).await?;
        slowest = slowest.max(killed.elapsed());
        pair = on_a_thread(move || {
            pair.mend();
            pair
        })
        .await?;
    }
    Ok((slowest, pair))
}

async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, String> {
    tokio::task::spawn_blocking(work).await.map_err(|error| error.to_string())
}
