//! Ten times the load a server can bear, for minutes (R17). What is over its bounds is
//! refused with 429 or 503 and `Retry-After`; what was accepted is performed, each event
//! once; and the memory stays within its bound. Every event leads to a call of a service
//! that takes its time, so what the server can bear is known: its slots for such steps,
//! over the time the service takes.

use crate::events::settle;
use crate::http::{self, Connection, Reply};
use crate::outside::{self, Seen};
use crate::server::Server;
use serde_json::json;
use std::cell::RefCell;
use std::collections::HashSet;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::LocalSet;
use tokio::time::Instant;

/// The service takes so long, and so many steps may call it at once: 640 runs a second.
const SERVICE_TAKES: Duration = Duration::from_millis(100);
const SLOTS: u32 = 64;
/// Offered is so much more.
const TIMES: u32 = 10;
/// Connections the load comes by.
const SENDERS: u32 = 256;
/// So many runs may wait for their turn, and so many be in memory.
const QUEUED_RUNS: u32 = 10_000;
const ACTIVE_RUNS: u32 = 2_000;
/// Bodies that are held at once. Some callers announce a part of it and send nothing: while
/// enough of them do, there is no room for others.
const BODIES_BYTES: usize = 4 << 20;
const ANNOUNCED_BYTES: usize = 1 << 20;
const ANNOUNCING: u32 = 8;
const HELD_FOR: Duration = Duration::from_millis(200);
const HELD_AGAIN_AFTER: Duration = Duration::from_millis(300);
/// The memory the server may take.
const MEMORY_MOST_MIB: f64 = 512.0;

/// What became of the load.
#[derive(Default)]
struct Sent {
    next: u64,
    accepted: HashSet<u64>,
    too_often: u64,
    overloaded: u64,
    wrong: Vec<String>,
}

impl Sent {
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn take(&mut self, event: u64, reply: std::io::Result<Reply>) {
        match reply {
            Ok(reply) if (200..300).contains(&reply.status) => drop(self.accepted.insert(event)),
            Ok(reply) if [429, 503].contains(&reply.status) => {
                let counter = if reply.status == 429 { &mut self.too_often } else { &mut self.overloaded };
                *counter += 1;
                if http::field(&reply.head, "retry-after").is_none() {
                    self.wrong.push(format!("event {event} was answered {} without Retry-After", reply.status));
                }
            }
            Ok(reply) => self.wrong.push(format!("event {event} was answered {}", reply.status)),
            Err(error) => self.wrong.push(format!("event {event}: {error}")),
        }
    }
}

/// Loads the server for so many seconds; fails if the promises are not kept.
pub async fn run(binary: &Path, seconds: u64) -> Result<(), String> {
    let (service, seen) = outside::start_slow(SERVICE_TAKES).await?;
    let (mut server, token) = Server::start_with(binary, None, environment()).await?;
    let (mut client, workspace, _) = server.publish(&token, &outside::flow(service)).await?;
    let sent = Rc::new(RefCell::new(Sent::default()));
    let end = Instant::now() + Duration::from_secs(seconds);
    let local = LocalSet::new();
    for _ in 0..SENDERS {
        local.spawn_local(send_in_time(server.address, sent.clone(), end));
    }
    for _ in 0..ANNOUNCING {
        local.spawn_local(announce(server.address, end));
    }
    local.await;
    let peak_mib = server.peak_mib();
    settle(&mut client, &workspace).await?;
    let sent = sent.take();
    println!(
        "{} events in {seconds} s: {} accepted, {} refused with 429, {} with 503; peak {peak_mib:.0} MiB",
        sent.next,
        sent.accepted.len(),
        sent.too_often,
        sent.overloaded
    );
    server.kill().await;
    judge(sent, &seen, peak_mib)
}

fn environment() -> Vec<(&'static str, OsString)> {
    let settings = [
        ("TOWPATH_HEAVY_STEPS", SLOTS.to_string()),
        ("TOWPATH_QUEUED_RUNS", QUEUED_RUNS.to_string()),
        ("TOWPATH_ACTIVE_RUNS", ACTIVE_RUNS.to_string()),
        ("TOWPATH_HOOK_BODIES_BYTES", BODIES_BYTES.to_string()),
    ];
    settings.into_iter().map(|(name, value)| (name, value.into())).collect()
}

/// What the server can bear, in runs a second.
fn bearable() -> u32 {
    SLOTS * 1_000 / SERVICE_TAKES.as_millis() as u32
}

/// One of the senders: a request each time its turn comes, whether the server likes it or not.
async fn send_in_time(address: SocketAddr, sent: Rc<RefCell<Sent>>, end: Instant) {
    let pause = Duration::from_secs(1) * SENDERS / (bearable() * TIMES);
    let mut turns = tokio::time::interval(pause);
    let mut open = None;
    while Instant::now() < end {
        turns.tick().await;
        let event = sent.borrow_mut().number();
        let request = http::request("POST", "/hooks/chaos", &[], &json!({ "event": event }).to_string());
        let mut connection = match open.take() {
            Some(connection) => connection,
            None => match Connection::open(address).await {
                Ok(connection) => connection,
                Err(error) => {
                    sent.borrow_mut().take(event, Err(error));
                    continue;
                }
            },
        };
        let reply = connection.send(&request).await;
        // A refused body may not have been read to its end; then the connection ends with the answer.
        let is_kept = reply.as_ref().is_ok_and(|reply| reply.status != 503);
        open = is_kept.then_some(connection);
        sent.borrow_mut().take(event, reply);
    }
}

/// Announces a body and never sends it.
async fn announce(address: SocketAddr, end: Instant) {
    let head = format!("POST /hooks/chaos HTTP/1.1\r\nhost: localhost\r\ncontent-length: {ANNOUNCED_BYTES}\r\n\r\n");
    while Instant::now() < end {
        if let Ok(mut stream) = TcpStream::connect(address).await
            && stream.write_all(head.as_bytes()).await.is_ok()
        {
            tokio::time::sleep(HELD_FOR).await;
        }
        tokio::time::sleep(HELD_AGAIN_AFTER).await;
    }
}

fn judge(sent: Sent, seen: &Seen, peak_mib: f64) -> Result<(), String> {
    let book = seen.lock().unwrap_or_else(PoisonError::into_inner);
    let mut wrong = sent.wrong;
    let reached: HashSet<u64> = book.requests.values().map(|request| request.event).collect();
    let lost = sent.accepted.iter().filter(|event| !reached.contains(event)).count();
    let unasked = reached.iter().filter(|event| !sent.accepted.contains(event)).count();
    let repeated = book.requests.values().filter(|request| request.times > 1).count();
    for (count, what) in [
        (lost, "accepted events never reached the outside"),
        (unasked, "refused events reached the outside"),
        (repeated, "requests came twice"),
    ] {
        if count > 0 {
            wrong.push(format!("{count} {what}"));
        }
    }
    if sent.too_often == 0 || sent.overloaded == 0 {
        wrong.push("the load did not bring the server to its bounds".into());
    }
    if peak_mib > MEMORY_MOST_MIB {
        wrong.push(format!("the server took {peak_mib:.0} MiB, over {MEMORY_MOST_MIB:.0}"));
    }
    match wrong.as_slice() {
        [] => {
            println!("no accepted event lost, none performed twice, no refused one performed");
            Ok(())
        }
        wrong => Err(format!("{} violations, among them:\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"))),
    }
}
