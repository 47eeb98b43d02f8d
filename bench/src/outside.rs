//! The oracle outside: a server that writes down every request a flow makes.

use crate::http::field;
use serde_json::Value;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How often each idempotency key came, with the event it came for.
pub type Seen = Arc<Mutex<HashMap<String, (u64, u32)>>>;

/// Starts the oracle; it ends with the process.
pub async fn start() -> Result<(SocketAddr, Seen), String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let seen = Seen::default();
    let shared = seen.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A connection that breaks off was the killed server's.
            tokio::spawn(serve(stream, shared.clone()));
        }
    });
    Ok((address, seen))
}

async fn serve(mut stream: TcpStream, seen: Seen) -> std::io::Result<()> {
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
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{\"ok\":true}")
            .await?;
    }
}

fn note(seen: &Seen, head: &str, body: &[u8]) {
    let key = field(head, "idempotency-key").unwrap_or("no key").to_owned();
    let event = serde_json::from_slice::<Value>(body).ok().and_then(|body| body["event"].as_u64()).unwrap_or(u64::MAX);
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.entry(key).or_insert((event, 0)).1 += 1;
}
