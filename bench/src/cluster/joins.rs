//! A process joins those that have many runs asleep: it gets its share of them, and all of them
//! hear the event they wait for.

use super::Extent;
use super::events::{judge, send_all};
use super::signals::{WAITING, send_event, waits_for_an_event};
use super::town::{OPEN, Town};
use std::path::Path;
use std::time::Duration;

/// What is told to other processes arrives within this time.
const TOLD_MOST: Duration = Duration::from_secs(20);
/// The open runs of the process that has the fewest.
const FEWEST: &str = "SELECT MIN(runs) FROM (SELECT COUNT(run.id) AS runs FROM owner LEFT JOIN run ON run.owner = owner.id \
     AND run.status NOT BETWEEN 3 AND 5 GROUP BY owner.id) AS owned";

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let mut town = Town::start(binary, extent, &["all"]).await?;
    town.publish(&waits_for_an_event(&town)).await?;
    let runs = send_all(town.servers[0].address, 0..extent.runs).await?;
    let expected = i64::try_from(extent.runs).unwrap_or(i64::MAX);
    town.until(TOLD_MOST, WAITING, expected).await?;
    let newcomer = town.join("all", &[]).await?;
    let shared = town.until(TOLD_MOST, FEWEST, expected / 2).await?;
    send_event(&town, newcomer, expected).await?;
    town.until(TOLD_MOST, OPEN, 0).await?;
    judge(&town, &runs)?;
    Ok(format!(
        "joins: of {expected} runs asleep at one process half were another one's {} ms after it was ready, and all heard \
         the event they waited for",
        shared.as_millis(),
    ))
}
