//! Events that are sent until they are acknowledged, each with its own idempotency key,
//! whatever happens to the server. In the end: each event has exactly one run, every run
//! has ended well, and a request to the outside was repeated only with its own key, and
//! no more often than steps can have been in flight when the server died.

use crate::client::Client;
use crate::http::{self, Connection};
use crate::outside::Seen;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::PoisonError;
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::task::LocalSet;

const SENDERS: u64 = 16;
const SETTLE_MAXIMUM: Duration = Duration::from_secs(120);

/// What the senders have seen.
#[derive(Default)]
pub struct Sent {
    next_event: u64,
    acknowledged: HashMap<u64, String>,
    /// How often the server said that it is busy or cannot write.
    pub refused: u64,
    wrong: Vec<String>,
    is_over: bool,
}

/// Senders at work.
pub struct Events {
    sent: Rc<RefCell<Sent>>,
    answered: Rc<Notify>,
    local: RefCell<LocalSet>,
}

impl Events {
    /// Begins to send.
    pub fn send(address: SocketAddr) -> Self {
        let events = Self { sent: Rc::default(), answered: Rc::default(), local: RefCell::default() };
        for _ in 0..SENDERS {
            events.local.borrow_mut().spawn_local(sender(address, events.sent.clone(), events.answered.clone()));
        }
        events
    }

    /// Does something while they send.
    pub async fn while_sent<T>(&self, work: impl Future<Output = T>) -> T {
        let local = self.local.take();
        let done = local.run_until(work).await;
        self.local.replace(local);
        done
    }

    /// Until the next event is acknowledged.
    pub async fn answered(&self) {
        self.answered.notified().await;
    }

    /// How many events are acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.sent.borrow().acknowledged.len()
    }

    /// How often the server said that it is busy or cannot write.
    pub fn refused(&self) -> u64 {
        self.sent.borrow().refused
    }

    /// Sends no more, and waits until all that was sent is acknowledged.
    pub async fn end(self) -> Sent {
        self.sent.borrow_mut().is_over = true;
        self.local.take().await;
        self.sent.take()
    }
}

async fn sender(address: SocketAddr, sent: Rc<RefCell<Sent>>, answered: Rc<Notify>) {
    while !sent.borrow().is_over {
        let event = {
            let mut sent = sent.borrow_mut();
            sent.next_event += 1;
            sent.next_event
        };
        let key = format!("event-{event}");
        let body = json!({"event": event}).to_string();
        let request = http::request("POST", "/hooks/chaos", &[("idempotency-key", &key)], &body);
        acknowledge(address, event, &request, &sent).await;
        answered.notify_waiters();
    }
}

/// Sends an event until it is acknowledged.
async fn acknowledge(address: SocketAddr, event: u64, request: &[u8], sent: &RefCell<Sent>) {
    loop {
        let reply = match Connection::open(address).await {
            Ok(mut connection) => connection.send(request).await,
            Err(error) => Err(error),
        };
        match reply {
            Ok(reply) if (200..300).contains(&reply.status) => {
                let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
                let run = body["run"].as_str().unwrap_or_default().to_owned();
                sent.borrow_mut().acknowledged.insert(event, run);
                return;
            }
            // The same event is being accepted.
            Ok(reply) if reply.status == 409 => {}
            Ok(reply) if [429, 503].contains(&reply.status) => {
                let mut sent = sent.borrow_mut();
                sent.refused += 1;
                if http::field(&reply.head, "retry-after").is_none() {
                    let text = format!("event {event} was answered {} without Retry-After", reply.status);
                    sent.wrong.push(text);
                }
            }
            Ok(reply) => {
                let text =
                    format!("event {event} was answered {}: {}", reply.status, String::from_utf8_lossy(&reply.body));
                sent.borrow_mut().wrong.push(text);
                return;
            }
            // It is dead just now.
            Err(_) => {}
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Waits until no run is open.
pub async fn settle(client: &mut Client, workspace: &str) -> Result<(), String> {
    let begun = Instant::now();
    let path = format!("/api/v1/workspaces/{workspace}/runs?status=queued,running,waiting,in_doubt&limit=1");
    while client.get(&path).await?["items"].as_array().is_none_or(|items| !items.is_empty()) {
        if begun.elapsed() > SETTLE_MAXIMUM {
            return Err("some runs were still open long after the last kill".into());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// Looks whether all is well.
pub async fn judge(client: &mut Client, workspace: &str, sent: &Sent, seen: &Seen) -> Result<(), String> {
    let runs = all_runs(client, workspace).await?;
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    let mut wrong = sent.wrong.clone();
    wrong.extend(seen.needless.iter().map(|key| format!("{key} came twice without a kill in between")));
    for (event, run) in &sent.acknowledged {
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
    let silent = sent.acknowledged.keys().filter(|event| !runs_of_event.contains_key(event)).count();
    if silent > 0 {
        wrong.push(format!("{silent} acknowledged events never reached the outside"));
    }
    let repeated = seen.requests.values().filter(|request| request.times > 1).count();
    println!(
        "{} events acknowledged, {} runs, {} requests outside, {repeated} of them repeated with the same key",
        sent.acknowledged.len(),
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

async fn all_runs(client: &mut Client, workspace: &str) -> Result<HashMap<String, String>, String> {
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
