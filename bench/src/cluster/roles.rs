//! A process that serves and two that perform work as one: webhooks are answered, open
//! runs are reached and watched, and what is published is heeded.

use super::Extent;
use super::town::{LOOK, OPEN, Town};
use crate::http::{self, Connection};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What is told to other processes arrives within this time.
const TOLD_MOST: Duration = Duration::from_secs(3);

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let mut town = Town::start(binary, extent, &["api", "api", "worker", "worker"]).await?;
    let flow = town.publish(&answering("one")).await?;
    let (one, other) = (town.servers[0].address, town.servers[1].address);
    for address in [one, other] {
        expect(address, "one").await?;
    }
    counts_those_who_perform(&mut town).await?;
    heeds_what_is_published(&mut town, &flow, other).await?;
    let watched = watches(&mut town).await?;
    let cancelled = cancels(&mut town, extent.runs).await?;
    cancels_without_hints(binary, extent).await?;
    Ok(format!(
        "roles: two that serve answered for two that perform, heeded a new version, saw {watched} events of a run \
         live, and cancelled {cancelled} runs, also by beats alone"
    ))
}

/// A webhook that answers with a word.
fn answering(word: &str) -> Value {
    json!({
        "format": "towpath.flow", "version": 1, "name": "Answers",
        "nodes": [
            {"id": "hook", "kind": "webhook", "name": "Hook", "position": {"x": 0, "y": 0}, "parameters": {"path": "word"}},
            {"id": "word", "kind": "set_fields", "name": "Word", "position": {"x": 240, "y": 0},
             "parameters": {"fields": [{"name": "word", "value": word}]}},
            {"id": "answer", "kind": "respond", "name": "Answer", "position": {"x": 480, "y": 0}, "parameters": {}},
        ],
        "edges": [
            {"id": "a", "from": {"node": "hook"}, "to": {"node": "word"}},
            {"id": "b", "from": {"node": "word"}, "to": {"node": "answer"}},
        ],
    })
}

async fn word(address: SocketAddr) -> Result<String, String> {
    let mut connection = Connection::open(address).await.map_err(|error| error.to_string())?;
    let reply = connection.send(&http::request("POST", "/hooks/word", &[], "{}")).await;
    let reply = reply.map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    if reply.status != 200 {
        return Err(format!("the webhook was answered {}: {text}", reply.status));
    }
    Ok(text)
}

async fn expect(address: SocketAddr, wanted: &str) -> Result<(), String> {
    let text = word(address).await?;
    if text.contains(wanted) { Ok(()) } else { Err(format!("the webhook was answered {text}, not `{wanted}`")) }
}

/// Two processes perform steps, 256 at once if the settings say nothing else.
async fn counts_those_who_perform(town: &mut Town) -> Result<(), String> {
    let path = format!("/api/v1/workspaces/{}/workers/stats", town.workspace);
    let begun = Instant::now();
    loop {
        let stats = town.client.get(&path).await?;
        if stats["steps_at_most"] == 512 {
            return Ok(());
        }
        // Each says so with its first beat.
        if begun.elapsed() > TOLD_MOST {
            return Err(format!("two processes that perform are counted as {stats}"));
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn heeds_what_is_published(town: &mut Town, flow: &str, other: SocketAddr) -> Result<(), String> {
    let base = format!("/api/v1/workspaces/{}/flows/{flow}", town.workspace);
    let revision = town.client.get(&base).await?["revision"].clone();
    let draft = json!({"document": answering("two"), "revision": revision});
    let saved = town.client.put(&format!("{base}/draft"), &draft).await?;
    town.client.post(&format!("{base}/publish"), &json!({"revision": saved["revision"]})).await?;
    let begun = Instant::now();
    while !word(other).await?.contains("two") {
        if begun.elapsed() > TOLD_MOST {
            return Err("a process still answers with the version before".into());
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

/// Watches at a process that performs nothing what others perform; gives how many events came.
async fn watches(town: &mut Town) -> Result<usize, String> {
    let path = format!("/api/v1/workspaces/{}/live", town.workspace);
    let mut stream = TcpStream::connect(town.servers[0].address).await.map_err(|error| error.to_string())?;
    let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {}\r\n\r\n", town.client.cookie());
    stream.write_all(head.as_bytes()).await.map_err(|error| error.to_string())?;
    let mut seen = String::new();
    let begun = Instant::now();
    let mut buffer = [0; 16 * 1024];
    while !seen.contains("event: step") {
        // Those who perform hear a moment later that somebody watches.
        expect(town.servers[1].address, "two").await?;
        if let Ok(Ok(length)) = tokio::time::timeout(LOOK, stream.read(&mut buffer)).await {
            seen.push_str(&String::from_utf8_lossy(&buffer[..length]));
        }
        if begun.elapsed() > TOLD_MOST {
            return Err(format!("nothing was seen of runs of other processes: {seen}"));
        }
    }
    Ok(seen.matches("event: ").count())
}

/// Cancels runs that others own, through a process that owns none.
async fn cancels(town: &mut Town, count: u64) -> Result<usize, String> {
    let mut document = town.waiting(3_600.0);
    document["name"] = "Sleeps".into();
    town.publish(&document).await?;
    let runs = super::events::send_all(town.servers[1].address, 0..count).await?;
    for run in runs.values() {
        let path = format!("/api/v1/workspaces/{}/runs/{run}/cancel", town.workspace);
        town.client.post(&path, &json!({})).await?;
    }
    town.until(Duration::from_secs(5), OPEN, 0).await?;
    let cancelled = town.count("SELECT COUNT(*) FROM run WHERE status = 5")?;
    match usize::try_from(cancelled).unwrap_or(0) == runs.len() {
        true => Ok(runs.len()),
        false => Err(format!("{cancelled} of {} runs were cancelled", runs.len())),
    }
}

/// The same where whoever performs does not hear that something is asked: its beat finds it.
async fn cancels_without_hints(binary: &Path, extent: Extent) -> Result<(), String> {
    let mut town = Town::start(binary, extent, &["api"]).await?;
    town.join_deaf("worker", &[]).await?;
    town.publish(&town.waiting(3_600.0)).await?;
    let runs = super::events::send_all(town.servers[0].address, 0..3).await?;
    for run in runs.values() {
        let path = format!("/api/v1/workspaces/{}/runs/{run}/cancel", town.workspace);
        town.client.post(&path, &json!({})).await?;
    }
    town.until(Duration::from_secs(5), OPEN, 0).await.map(drop)
}
