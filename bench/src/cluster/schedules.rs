//! Two processes look at the same schedules, and one of them is killed: each slot has
//! one run.

use super::Extent;
use super::town::Town;
use serde_json::json;
use std::path::Path;
use std::time::Duration;

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let mut town = Town::start(binary, extent, &["all", "scheduler", "worker"]).await?;
    let document = json!({
        "format": "towpath.flow", "version": 1, "name": "Each second",
        "nodes": [
            {"id": "clock", "kind": "schedule", "name": "Clock", "position": {"x": 0, "y": 0},
             "parameters": {"cron": "* * * * * *", "missed": "run_all"}},
            {"id": "end", "kind": "no_op", "name": "End", "position": {"x": 240, "y": 0}, "parameters": {}},
        ],
        "edges": [{"id": "e", "from": {"node": "clock"}, "to": {"node": "end"}}],
    });
    town.publish(&document).await?;
    tokio::time::sleep(Duration::from_secs(extent.schedule_seconds / 2)).await;
    town.servers[1].kill().await;
    tokio::time::sleep(Duration::from_secs(extent.schedule_seconds / 2)).await;
    let runs = town.count("SELECT COUNT(*) FROM run WHERE mode = 2")?;
    let slots = town.texts("SELECT key FROM idempotency ORDER BY key")?;
    let slots: Vec<i64> = slots.iter().filter_map(|slot| slot.parse().ok()).collect();
    if slots.len() < usize::try_from(extent.schedule_seconds).unwrap_or(0) / 2 {
        return Err(format!("only {} slots were started", slots.len()));
    }
    if let Some(gap) = slots.windows(2).find(|pair| pair[1] - pair[0] != 1_000) {
        return Err(format!("between {} and {} a slot is missing", gap[0], gap[1]));
    }
    // One may have been begun between the two looks.
    let fresh = i64::try_from(slots.len()).unwrap_or(i64::MAX) - runs;
    if !(0..=1).contains(&fresh) {
        return Err(format!("{} slots had {runs} runs", slots.len()));
    }
    Ok(format!("schedules: {} slots with two schedulers, one of them killed: one run each", slots.len()))
}
