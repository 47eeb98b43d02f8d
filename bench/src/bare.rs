//! The ceiling: an HTTP server that answers every request with the same body and
//! keeps nothing, on a thread of its own.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Starts the server; it ends with the process.
pub fn start() -> Result<SocketAddr, String> {
    let words = |error: std::io::Error| error.to_string();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(words)?;
    listener.set_nonblocking(true).map_err(words)?;
    let address = listener.local_addr().map_err(words)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(words)?;
    std::thread::spawn(move || {
        runtime.block_on(async move {
            let Ok(listener) = TcpListener::from_std(listener) else { return };
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream));
            }
        });
    });
    Ok(address)
}

async fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(4096);
    loop {
        if stream.read_buf(&mut buffer).await? == 0 {
            return Ok(());
        }
        // The load generator sends one request at a time and its body is JSON.
        if buffer.ends_with(b"}") {
            buffer.clear();
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}")
                .await?;
        }
    }
}
