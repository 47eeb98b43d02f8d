//! The oracle outside: a server that writes down every request a flow makes.

use crate::http::field;
use serde_json::Value;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the oracle wrote down.
#[derive(Default)]
pub struct Book {
    /// The requests by idempotency key.
    pub requests: HashMap<String, Request>,
    /// How often the server was killed so far.
    pub kills: u32,
    /// Keys that came twice in one life of the server, which nothing excuses.
    pub needless: Vec<String>,
}

/// The requests with one key.
pub struct Request {
    /// The event they are about.
    pub event: u64,
    /// How many there were.
    pub times: u32,
    /// In which life of the server the last one came.
    life: u32,
}

/// The book, shared with the oracle's connections.
pub type Seen = Arc<Mutex<Book>>;

/// Starts the oracle; it ends with the process.
pub async fn start() -> Result<(SocketAddr, Seen), String> {
    start_slow(Duration::ZERO).await
}

/// The same, and each answer takes so long.
pub async fn start_slow(takes: Duration) -> Result<(SocketAddr, Seen), String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let seen = Seen::default();
    let shared = seen.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A connection that breaks off was the killed server's.
            tokio::spawn(serve(stream, shared.clone(), takes));
        }
    });
    Ok((address, seen))
}

/// A flow with one request to the oracle for each event at its webhook.
pub fn flow(oracle: SocketAddr) -> Value {
    let text = include_str!("../flows/chaos.json").replace("ORACLE", &oracle.to_string());
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

async fn serve(mut stream: TcpStream, seen: Seen, takes: Duration) -> std::io::Result<()> {
    let mut buffer: Vec<u8> = Vec::with_capacity(4096);
    loop {
        let head_end = buffer.windows(4).position(|window| window == b"\r\n\r\n").map(|end| end + 4);
        let head = head_end.map(|end| String::from_utf8_lossy(&buffer[..end]).into_owned());
        let length = head.as_deref().and_then(|head| field(head, "content-length")?.parse::<usize>().ok()).unwrap_or(0);
        let (Some(head_end), Some(head)) = (head_end.filter(|end| buffer.len() >= end + length), head) else {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
            continue;
        };
        note(&seen, &head, &buffer[head_end..head_end + length]);
        buffer.drain(..head_end + length);
        tokio::time::sleep(takes).await;
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{\"ok\":true}")
            .await?;
    }
}

fn note(seen: &Seen, head: &str, body: &[u8]) {
    let key = field(head, "idempotency-key").unwrap_or("no key").to_owned();
    let event = serde_json::from_slice::<Value>(body).ok().and_then(|body| body["event"].as_u64()).unwrap_or(u64::MAX);
    let mut book = seen.lock().unwrap_or_else(PoisonError::into_inner);
    let life = book.kills;
    match book.requests.entry(key.clone()) {
        Entry::Vacant(vacant) => {
            vacant.insert(Request { event, times: 1, life });
        }
        Entry::Occupied(mut occupied) => {
            let request = occupied.get_mut();
            request.times += 1;
            if std::mem::replace(&mut request.life, life) == life {
                book.needless.push(key);
            }
        }
    }
}
