//! How fast runs are performed with a long history behind them, beside an empty database of the
//! same cluster: by turns, so that both find the machine alike.

use super::Extent;
use super::past;
use super::town::{Database, Town};
use crate::http;
use crate::load;
use serde_json::Value;
use std::path::Path;
use std::time::Instant;
use test_kit::TempCluster;

/// What a database of its own machine would have.
const SETTINGS: &str = "fsync = on\nshared_buffers = 512MB\nmax_wal_size = 4GB";
const FLOW: &str = include_str!("../../flows/five-light.json");
const EVENT: &str = r#"{"name":"Ada Lovelace","email":"ada@example.test","amount":120.5,"city":"London"}"#;
const IN_FLIGHT: usize = 64;
const ROUNDS: u32 = 3;
/// A list is asked for so often.
const LISTS: u32 = 50;

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let cluster = tokio::task::spawn_blocking(|| TempCluster::start_with(SETTINGS, &[]));
    let cluster = cluster.await.map_err(|error| error.to_string())?;
    let mut towns = Vec::new();
    for _ in 0..2 {
        let url = cluster.database();
        let database = Database { superuser: cluster.superuser(&url), url };
        let mut town = Town::at(binary, extent, &["all"], &[], database).await?;
        let flow: Value = serde_json::from_str(FLOW).map_err(|error| error.to_string())?;
        town.publish(&flow).await?;
        // The first runs compile the flow and warm the caches.
        rate(&town, 1).await?;
        towns.push(town);
    }
    let begun = Instant::now();
    past::write(towns[1].superuser(), extent.history_runs).await?;
    let written = begun.elapsed();
    let mut rates = [0.0; 2];
    for _ in 0..ROUNDS {
        for (town, sum) in towns.iter().zip(&mut rates) {
            *sum += rate(town, extent.load_seconds).await? / f64::from(ROUNDS);
        }
    }
    let mut lists_ms = [0.0; 2];
    for (town, list_ms) in towns.iter_mut().zip(&mut lists_ms) {
        *list_ms = list(town).await?;
    }
    let size: i64 = towns[1].count("SELECT pg_database_size(current_database()) >> 20")?;
    Ok(format!(
        "history: with {} ended runs ({size} MiB, written in {} s) {:.0} webhook runs a second, without {:.0}: {:.2} \
         (goal 0.90); the newest 50 runs are listed in {:.2} ms, without in {:.2} ms",
        extent.history_runs,
        written.as_secs(),
        rates[1],
        rates[0],
        rates[1] / rates[0],
        lists_ms[1],
        lists_ms[0],
    ))
}

/// Webhook runs a second.
async fn rate(town: &Town, seconds: u64) -> Result<f64, String> {
    let request = http::request("POST", "/hooks/bench", &[], EVENT);
    let loaded = load::closed(town.servers[0].address, request, 200, IN_FLIGHT, seconds).await?;
    match loaded.failures {
        0 => Ok(loaded.rate()),
        failures => Err(format!("{failures} requests failed")),
    }
}

/// How long the list of the newest runs takes, in milliseconds.
async fn list(town: &mut Town) -> Result<f64, String> {
    let path = format!("/api/v1/workspaces/{}/runs?limit=50", town.workspace);
    let begun = Instant::now();
    for _ in 0..LISTS {
        let listed = town.client.get(&path).await?;
        if listed["items"].as_array().is_none_or(|items| items.len() != 50) {
            return Err(format!("the list of runs is {listed}"));
        }
    }
    Ok(begun.elapsed().as_secs_f64() * 1e3 / f64::from(LISTS))
}
