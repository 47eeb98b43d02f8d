//! Sick services (R16): they hang, drip, reset, hang up half way, or never come to an end.
//! Every call of a flow ends within its time limit and a second, and its connection with it:
//! nothing goes on in the background.

use crate::client::Client;
use crate::http::{self, Connection};
use crate::report::table;
use crate::server::Server;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::LocalSet;

/// The time limit of a call.
const LIMIT: Duration = Duration::from_secs(2);
/// It must have ended so long after that, and its connection too.
const MORE: Duration = Duration::from_secs(1);
/// Calls of each kind, all at once.
const CALLS: usize = 20;

/// What a service suffers from.
#[derive(Clone, Copy, Debug)]
enum Sickness {
    /// It takes the request and says nothing.
    Hangs,
    /// It sends its answer byte by byte, for ever.
    Drips,
    /// It says all but the end of its head.
    HalfAHead,
    /// It closes its side at once and goes on listening.
    HalfCloses,
    /// It resets the connection.
    Resets,
    /// It closes the connection before all that was announced is said.
    Truncates,
    /// It says more than anybody wants to hear.
    NeverEnds,
}

const ALL: [Sickness; 7] = [
    Sickness::Hangs,
    Sickness::Drips,
    Sickness::HalfAHead,
    Sickness::HalfCloses,
    Sickness::Resets,
    Sickness::Truncates,
    Sickness::NeverEnds,
];

/// The connections that are open, and the longest time one of them was.
#[derive(Default)]
struct Book {
    open: usize,
    longest: Duration,
}

/// Calls each kind of service; fails if a call or a connection lasts too long.
pub async fn run(binary: &Path) -> Result<(), String> {
    LocalSet::new().run_until(measure(binary)).await
}

async fn measure(binary: &Path) -> Result<(), String> {
    let (mut server, token) = Server::start(binary).await?;
    let mut services = Vec::new();
    for sickness in ALL {
        services.push((sickness, serve(sickness).await?));
    }
    let (mut client, workspace, _) = server.publish(&token, &flow()).await?;
    let idle_mib = server.resident_mib();
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for (sickness, (address, book)) in &services {
        let calls: Vec<_> = (0..CALLS).map(|_| tokio::task::spawn_local(call(server.address, *address))).collect();
        let mut longest = Duration::ZERO;
        for call in calls {
            let run = call.await.map_err(|error| error.to_string())??;
            longest = longest.max(duration(&mut client, &workspace, &run).await?);
        }
        tokio::time::sleep(MORE).await;
        let book = book.borrow();
        rows.push(vec![
            format!("{sickness:?}"),
            format!("{:.2}", longest.as_secs_f64()),
            format!("{:.2}", book.longest.as_secs_f64()),
            book.open.to_string(),
        ]);
        if longest > LIMIT + MORE || book.longest > LIMIT + MORE || book.open > 0 {
            wrong.push(format!("{sickness:?}"));
        }
    }
    table(&["service", "longest call, s", "longest connection, s", "connections left"], &rows);
    println!("memory: {idle_mib:.0} MiB before, {:.0} MiB at most", server.peak_mib());
    server.kill().await;
    if wrong.is_empty() { Ok(()) } else { Err(format!("it lasts too long: {}", wrong.join(", "))) }
}

/// A call that may fail, and what comes after it.
fn flow() -> Value {
    json!({
        "format": "towpath.flow", "version": 1, "name": "Sick services",
        "nodes": [
            {"id": "hook", "kind": "webhook", "name": "Webhook", "parameters": {"path": "sick"}},
            {"id": "call", "kind": "http_request", "name": "Call", "timeout_ms": LIMIT.as_millis() as u64,
             "retry": {"maximum": 0}, "on_error": "pass_on", "parameters": {"url": "http://{{ $json.service }}/"}},
            {"id": "answer", "kind": "respond", "name": "Respond", "parameters": {}},
        ],
        "edges": [
            {"id": "e1", "from": {"node": "hook"}, "to": {"node": "call"}},
            {"id": "e2", "from": {"node": "call"}, "to": {"node": "answer"}},
        ],
    })
}

/// Has the flow make one call; gives the run.
async fn call(server: SocketAddr, service: SocketAddr) -> Result<String, String> {
    let body = json!({"service": service.to_string()}).to_string();
    let mut connection = Connection::open(server).await.map_err(|error| error.to_string())?;
    let reply = connection.send(&http::request("POST", "/hooks/sick", &[], &body)).await;
    let reply = reply.map_err(|error| error.to_string())?;
    let answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    answer["run"].as_str().map(str::to_owned).ok_or_else(|| format!("the hook answered {}: {answer}", reply.status))
}

/// How long a run took, once it has ended well.
async fn duration(client: &mut Client, workspace: &str, run: &str) -> Result<Duration, String> {
    let begun = Instant::now();
    loop {
        let view = client.get(&format!("/api/v1/workspaces/{workspace}/runs/{run}")).await?;
        let time = |name: &str| view[name].as_u64();
        if let (Some("succeeded"), Some(from), Some(to)) =
            (view["status"].as_str(), time("started_at"), time("finished_at"))
        {
            return Ok(Duration::from_millis(to.saturating_sub(from)));
        }
        if begun.elapsed() > LIMIT + 10 * MORE {
            return Err(format!("the run has not ended well: {}", view["status"]));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn serve(sickness: Sickness) -> Result<(SocketAddr, Rc<RefCell<Book>>), String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let book = Rc::new(RefCell::new(Book::default()));
    let shared = book.clone();
    tokio::task::spawn_local(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let book = shared.clone();
            tokio::task::spawn_local(async move {
                let begun = Instant::now();
                book.borrow_mut().open += 1;
                // However it ends: what counts is when.
                let _ = suffer(stream, sickness).await;
                let mut book = book.borrow_mut();
                book.open -= 1;
                book.longest = book.longest.max(begun.elapsed());
            });
        }
    });
    Ok((address, book))
}

/// Serves one connection, until the other side closes it, or until it is spoilt.
async fn suffer(mut stream: TcpStream, sickness: Sickness) -> std::io::Result<()> {
    let mut request = vec![0; 4096];
    if stream.read(&mut request).await? == 0 {
        return Ok(());
    }
    match sickness {
        Sickness::Hangs => {}
        Sickness::Drips => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await?;
            return say_for_ever(&mut stream, b"x", Duration::from_millis(50)).await;
        }
        Sickness::HalfAHead => stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n").await?,
        Sickness::HalfCloses => stream.shutdown().await?,
        Sickness::Resets => {
            // Closed with something unread or still to be said, a connection is reset.
            stream.set_zero_linger()?;
            return Ok(());
        }
        Sickness::Truncates => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\nnot all of it").await?;
            return Ok(());
        }
        Sickness::NeverEnds => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await?;
            let mut chunk = b"10000\r\n".to_vec();
            chunk.resize(chunk.len() + 0x10000, b'x');
            chunk.extend(b"\r\n");
            return say_for_ever(&mut stream, &chunk, Duration::ZERO).await;
        }
    }
    while stream.read(&mut request).await? > 0 {}
    Ok(())
}

/// Until the other side hears no more.
async fn say_for_ever(stream: &mut TcpStream, what: &[u8], pause: Duration) -> std::io::Result<()> {
    loop {
        stream.write_all(what).await?;
        tokio::time::sleep(pause).await;
    }
}
