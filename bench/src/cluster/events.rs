//! Events sent to a process, and what became of them all.

use super::town::Town;
use crate::http::{self, Connection};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// What became of an event that was sent.
pub enum Sent {
    /// It was taken.
    Run(String),
    /// It is to be sent again: the process said so, with this status.
    Refused(u16),
    /// It is to be sent again: the process is not there.
    Away,
}

/// Sends one event under its own key.
pub async fn attempt(address: SocketAddr, event: u64) -> Result<Sent, String> {
    let key = format!("event-{event}");
    let request =
        http::request("POST", "/hooks/chaos", &[("idempotency-key", &key)], &json!({"event": event}).to_string());
    let Ok(mut connection) = Connection::open(address).await else { return Ok(Sent::Away) };
    match connection.send(&request).await {
        Ok(reply) if (200..300).contains(&reply.status) => {
            let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
            let run = body["run"].as_str().map(|run| Sent::Run(run.to_owned()));
            run.ok_or_else(|| format!("event {event} got no run"))
        }
        Ok(reply) if [409, 429, 503].contains(&reply.status) => Ok(Sent::Refused(reply.status)),
        Ok(reply) => {
            Err(format!("event {event} was answered {}: {}", reply.status, String::from_utf8_lossy(&reply.body)))
        }
        Err(_) => Ok(Sent::Away),
    }
}

/// Sends one event under its own key; gives its run, or None if it is to be sent again.
pub async fn send(address: SocketAddr, event: u64) -> Result<Option<String>, String> {
    Ok(match attempt(address, event).await? {
        Sent::Run(run) => Some(run),
        Sent::Refused(_) | Sent::Away => None,
    })
}

/// Sends these events to one process, which takes each at the first attempt.
pub async fn send_all(address: SocketAddr, events: std::ops::Range<u64>) -> Result<HashMap<u64, String>, String> {
    let mut runs = HashMap::new();
    for event in events {
        let run = send(address, event).await?.ok_or_else(|| format!("event {event} was not taken"))?;
        runs.insert(event, run);
    }
    Ok(runs)
}

/// Sends an event to one process after the other until one takes it.
pub async fn send_somewhere(addresses: &[SocketAddr], event: u64, most: Duration) -> Result<String, String> {
    let begun = Instant::now();
    for turn in event as usize.. {
        if let Some(run) = send(addresses[turn % addresses.len()], event).await? {
            return Ok(run);
        }
        if begun.elapsed() > most {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Err(format!("no process took event {event} within {most:?}"))
}

/// Looks whether each event has one run that ended well and asked the outside, and under
/// one key; gives how many were asked twice.
pub fn judge(town: &Town, runs: &HashMap<u64, String>) -> Result<usize, String> {
    judge_with(town, runs, 2)
}

/// How often the request came that came most often.
pub fn times_at_most(town: &Town) -> u32 {
    let book = town.seen.lock().unwrap_or_else(PoisonError::into_inner);
    book.requests.values().map(|request| request.times).max().unwrap_or_default()
}

/// The same where a request may come so often.
pub fn judge_with(town: &Town, runs: &HashMap<u64, String>, times_most: u32) -> Result<usize, String> {
    let mut wrong: Vec<String> = town
        .texts("SELECT id::text || ' has status ' || status FROM run WHERE status <> 3 AND system = 0")?
        .into_iter()
        .collect();
    let kept = town.count("SELECT COUNT(*) FROM run WHERE system = 0 AND parent IS NULL")?;
    if kept != i64::try_from(runs.len()).unwrap_or(i64::MAX) {
        wrong.push(format!("{} events were taken, and there are {kept} runs", runs.len()));
    }
    let book = town.seen.lock().unwrap_or_else(PoisonError::into_inner);
    let mut keys: HashMap<u64, usize> = HashMap::new();
    for request in book.requests.values() {
        *keys.entry(request.event).or_default() += 1;
    }
    for event in runs.keys() {
        match keys.get(event) {
            Some(1) => {}
            Some(count) => wrong.push(format!("event {event} reached the outside under {count} keys")),
            None => wrong.push(format!("event {event} never reached the outside")),
        }
    }
    let repeated = book.requests.values().filter(|request| request.times > 1).count();
    let over = book.requests.iter().filter(|(_, request)| request.times > times_most);
    wrong.extend(over.map(|(key, request)| format!("{key} came {} times", request.times)));
    match wrong.is_empty() {
        true => Ok(repeated),
        false => Err(format!("{} violations, among them:\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"))),
    }
}
