//! kill -9 of a process whose runs wait for runs of another flow: parents and children may
//! come to different processes, and each parent still hears of its child.

use super::Extent;
use super::events::{judge, send_all};
use super::town::{OPEN, Town};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// A process looks at the children of others this often at least.
const LOOKS_MOST: Duration = Duration::from_secs(5);

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let mut town = Town::start(binary, extent, &["all", "all", "worker"]).await?;
    let child = town.publish(&called()).await?;
    let mut parent = town.waiting(0.0);
    parent["nodes"][1] = json!({"id": "mark", "kind": "sub_flow", "name": "Call", "position": {"x": 240, "y": 0},
        "parameters": {"flow": child}});
    town.publish(&parent).await?;
    let runs = send_all(town.servers[1].address, 0..extent.runs).await?;
    town.servers[1].kill().await;
    // Children are free before their parents, so others may take them apart.
    town.change("UPDATE run SET owner = NULL WHERE parent IS NOT NULL AND status NOT BETWEEN 3 AND 5")?;
    let lease = Duration::from_millis(extent.lease_ms);
    let ended = town.until(lease + Duration::from_secs(3) + LOOKS_MOST, OPEN, 0).await?;
    let repeated = judge(&town, &runs)?;
    let children = town.count("SELECT COUNT(*) FROM run WHERE parent IS NOT NULL")?;
    let parted = town.count(
        "SELECT COUNT(*) FROM run JOIN run AS parent ON parent.id = run.parent WHERE parent.owner <> run.owner",
    )?;
    if children != i64::try_from(runs.len()).unwrap_or(i64::MAX) {
        return Err(format!("{} runs had {children} children", runs.len()));
    }
    Ok(format!(
        "families: {children} runs and their children all ended {} ms after their process was killed, {parted} of them \
         parted by the take-over; {repeated} requests outside repeated with the same key",
        ended.as_millis(),
    ))
}

/// A flow that others call, and that takes a while.
fn called() -> Value {
    json!({
        "format": "towpath.flow", "version": 1, "name": "Called",
        "nodes": [
            {"id": "called", "kind": "sub_flow_trigger", "name": "Called", "position": {"x": 0, "y": 0}, "parameters": {}},
            {"id": "wait", "kind": "wait", "name": "Wait", "position": {"x": 240, "y": 0},
             "parameters": {"mode": "duration", "amount": 2, "unit": "seconds"}},
        ],
        "edges": [{"id": "e", "from": {"node": "called"}, "to": {"node": "wait"}}],
    })
}
