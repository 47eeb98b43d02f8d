//! kill -9 under load. Every event is sent with its own idempotency key until it is
//! acknowledged; in between the server is killed at random times. In the end:
//! each event has exactly one run, every run has ended well, and a request to the
//! outside was repeated only with its own key, and no more often than steps can
//! have been in flight at the kills.

use crate::http::{self, Connection};
use crate::outside::{self, Seen};
use crate::server::Server;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::sync::PoisonError;
use std::time::{Duration, Instant};
use tokio::task::LocalSet;

const SENDERS: u64 = 16;
/// How long the server lives at most before it is killed again.
const LIFE_MAXIMUM_MS: u64 = 400;
const SETTLE_MAXIMUM: Duration = Duration::from_secs(120);

/// What the senders share.
#[derive(Default)]
struct Progress {
    next_event: u64,
    acknowledged: HashMap<u64, String>,
    wrong: Vec<String>,
    is_over: bool,
}

/// Kills the server so many times under load, then looks whether all is well.
pub async fn run(binary: &Path, kills: u32, seed: u64) -> Result<(), String> {
    let (oracle, seen) = outside::start().await?;
    let (mut server, token) = Server::start(binary).await?;
    let (mut client, workspace, _) = server.publish(&token, &flow(oracle)).await?;
    let progress = Rc::new(RefCell::new(Progress::default()));
    let local = LocalSet::new();
    for _ in 0..SENDERS {
        local.spawn_local(sender(server.address, progress.clone()));
    }
    local.run_until(kill_again_and_again(&mut server, kills, seed, &progress, &seen)).await?;
    progress.borrow_mut().is_over = true;
    local.await;
    settle(&mut client, &workspace).await?;
    let progress = progress.take();
    judge(&mut client, &workspace, &progress, &seen, kills).await
}

fn flow(oracle: SocketAddr) -> Value {
    let text = include_str!("../flows/chaos.json").replace("ORACLE", &oracle.to_string());
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

async fn kill_again_and_again(
    server: &mut Server,
    kills: u32,
    seed: u64,
    progress: &RefCell<Progress>,
    seen: &Seen,
) -> Result<(), String> {
    let mut random = seed;
    for kill in 1..=kills {
        // A linear congruential generator: the same seed kills at the same times.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        tokio::time::sleep(Duration::from_millis(20 + (random >> 33) % LIFE_MAXIMUM_MS)).await;
        server.kill().await;
        // What it sent and we have not read yet is of the life that ended: it must be in the book first.
        tokio::time::sleep(Duration::from_millis(5)).await;
        seen.lock().unwrap_or_else(PoisonError::into_inner).kills += 1;
        server.resume().await?;
        if kill % 20 == 0 {
            eprintln!("{kill} kills, {} events acknowledged", progress.borrow().acknowledged.len());
        }
    }
    Ok(())
}

async fn sender(address: SocketAddr, progress: Rc<RefCell<Progress>>) {
    while !progress.borrow().is_over {
        let event = {
            let mut progress = progress.borrow_mut();
            progress.next_event += 1;
            progress.next_event
        };
        let key = format!("event-{event}");
        let body = json!({"event": event}).to_string();
        let request = http::request("POST", "/hooks/chaos", &[("idempotency-key", &key)], &body);
        acknowledge(address, event, &request, &progress).await;
    }
}

/// Sends an event until it is acknowledged.
async fn acknowledge(address: SocketAddr, event: u64, request: &[u8], progress: &RefCell<Progress>) {
    loop {
        let reply = match Connection::open(address).await {
            Ok(mut connection) => connection.send(request).await,
            Err(error) => Err(error),
        };
        match reply {
            Ok(reply) if (200..300).contains(&reply.status) => {
                let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
                let run = body["run"].as_str().unwrap_or_default().to_owned();
                progress.borrow_mut().acknowledged.insert(event, run);
                return;
            }
            // The same event is being accepted, the server is busy, or it is dead just now.
            Ok(reply) if [409, 429, 503].contains(&reply.status) => {}
            Ok(reply) => {
                let text =
                    format!("event {event} was answered {}: {}", reply.status, String::from_utf8_lossy(&reply.body));
                progress.borrow_mut().wrong.push(text);
                return;
            }
            Err(_) => {}
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Waits until no run is open.
async fn settle(client: &mut crate::client::Client, workspace: &str) -> Result<(), String> {
    let begun = Instant::now();
    let path = format!("/api/v1/workspaces/{workspace}/runs?status=running,waiting,in_doubt&limit=1");
    while client.get(&path).await?["items"].as_array().is_none_or(|items| !items.is_empty()) {
        if begun.elapsed() > SETTLE_MAXIMUM {
            return Err("some runs were still open long after the last kill".into());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

async fn judge(
    client: &mut crate::client::Client,
    workspace: &str,
    progress: &Progress,
    seen: &Seen,
    kills: u32,
) -> Result<(), String> {
    let runs = all_runs(client, workspace).await?;
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    let mut wrong = progress.wrong.clone();
    wrong.extend(seen.needless.iter().map(|key| format!("{key} came twice without a kill in between")));
    for (event, run) in &progress.acknowledged {
        match runs.get(run).map(String::as_str) {
            Some("succeeded") => {}
            Some(status) => wrong.push(format!("event {event} was acknowledged as {run}, which is {status}")),
            None => wrong.push(format!("event {event} was acknowledged as {run}, which is lost")),
        }
    }
    let mut runs_of_event: HashMap<u64, HashSet<&str>> = HashMap::new();
    for (key, request) in &seen.requests {
        runs_of_event.entry(request.event).or_default().insert(key.split('/').next().unwrap_or_default());
    }
    for (event, runs) in runs_of_event.iter().filter(|(_, runs)| runs.len() > 1) {
        wrong.push(format!("event {event} had {} runs", runs.len()));
    }
    let silent = progress.acknowledged.keys().filter(|event| !runs_of_event.contains_key(event)).count();
    if silent > 0 {
        wrong.push(format!("{silent} acknowledged events never reached the outside"));
    }
    let repeated = seen.requests.values().filter(|request| request.times > 1).count();
    println!(
        "{kills} kills, {} events acknowledged, {} runs, {} requests outside, {repeated} of them repeated with the same key",
        progress.acknowledged.len(),
        runs.len(),
        seen.requests.values().map(|request| u64::from(request.times)).sum::<u64>(),
    );
    if wrong.is_empty() {
        println!("no event lost, none run twice");
        return Ok(());
    }
    Err(format!(
        "{} violations, among them:\n{}",
        wrong.len(),
        wrong.iter().take(10).cloned().collect::<Vec<_>>().join("\n")
    ))
}

async fn all_runs(client: &mut crate::client::Client, workspace: &str) -> Result<HashMap<String, String>, String> {
    let mut runs = HashMap::new();
    let mut cursor = String::new();
    loop {
        let page = client.get(&format!("/api/v1/workspaces/{workspace}/runs?limit=200{cursor}")).await?;
        for run in page["items"].as_array().into_iter().flatten() {
            let [id, status] = ["id", "status"].map(|field| run[field].as_str().unwrap_or_default().to_owned());
            runs.insert(id, status);
        }
        let Some(next) = page["next_cursor"].as_str() else { return Ok(runs) };
        cursor = format!("&cursor={next}");
    }
}
