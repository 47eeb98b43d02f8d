//! An event is sent at one process for waits of runs that another process owns.

use super::Extent;
use super::events::{judge, send_all};
use super::town::{OPEN, Town};
use crate::http::{self, Connection};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

/// What is told to other processes arrives within this time.
const TOLD_MOST: Duration = Duration::from_secs(20);
/// Runs that wait for an event.
pub const WAITING: &str = "SELECT COUNT(*) FROM wait WHERE is_over = 0";

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let mut town = Town::start(binary, extent, &["all", "all"]).await?;
    town.publish(&waits_for_an_event(&town)).await?;
    let (here, there) = (town.servers[0].address, town.servers[1].address);
    let runs = send_all(there, 0..extent.runs).await?;
    let expected = i64::try_from(extent.runs).unwrap_or(i64::MAX);
    town.until(TOLD_MOST, WAITING, expected).await?;
    send_event(&town, here, expected).await?;
    let ended = town.until(TOLD_MOST, OPEN, 0).await?;
    judge(&town, &runs)?;
    Ok(format!(
        "signals: {expected} runs of one process heard an event sent at another, and all had ended {} ms later",
        ended.as_millis(),
    ))
}

/// A flow that answers at once, waits for an event and asks the outside.
pub fn waits_for_an_event(town: &Town) -> Value {
    let mut document = town.waiting(0.0);
    document["nodes"][1] = json!({"id": "mark", "kind": "wait_for_event", "name": "Paid?", "position": {"x": 240, "y": 0},
        "parameters": {"name": "paid", "key": "7"}});
    document["edges"][1]["from"]["port"] = "event".into();
    // What the run was begun with, not the event.
    document["nodes"][2]["parameters"]["json"]["event"] = "{{ $('Webhook').first().json.event }}".into();
    document
}

/// Sends the event they wait for, at this process; so many wait.
pub async fn send_event(town: &Town, address: SocketAddr, waiting: i64) -> Result<(), String> {
    let path = format!("/api/v1/workspaces/{}/events", town.workspace);
    let headers = [("cookie", town.client.cookie()), ("x-towpath-request", "1")];
    let request = http::request("POST", &path, &headers, &json!({"name": "paid", "key": "7", "data": {}}).to_string());
    let mut connection = Connection::open(address).await.map_err(|error| error.to_string())?;
    let reply = connection.send(&request).await.map_err(|error| error.to_string())?;
    let answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    match reply.status == 201 && answer["waiting_runs"].as_i64() == Some(waiting) {
        true => Ok(()),
        false => Err(format!("the event was answered {}: {answer}", reply.status)),
    }
}
