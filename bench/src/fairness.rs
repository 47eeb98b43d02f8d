//! One tenant floods the server with runs that all call a slow service; another one
//! starts a run now and then. How long the other one's runs take to begin is measured
//! from its request to the call it leads to, alone and under the flood (R18, P12), and
//! how much memory the server takes meanwhile (R17).

use crate::client::Client;
use crate::http::{self, Connection};
use crate::report::{Latencies, table};
use crate::server::Server;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::LocalSet;

/// The service the flood calls takes so long.
const SERVICE_TAKES: Duration = Duration::from_millis(500);
/// Connections of the flood.
const FLOODING: usize = 64;
/// The other tenant starts a run so often.
const EVERY: Duration = Duration::from_millis(100);
/// How many runs of the other tenant are measured without a flood.
const ALONE: u64 = 100;
/// After so long without a call a run counts as lost.
const LOST_AFTER: Duration = Duration::from_secs(60);
const ACCEPTED: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{\"ok\":true}";

/// When the service heard of the runs of the other tenant, by their number.
type Heard = Rc<RefCell<HashMap<u64, Instant>>>;

/// Floods with so many runs; fails if the promises are not kept.
pub async fn run(binary: &Path, flood: u64) -> Result<(), String> {
    LocalSet::new().run_until(measure(binary, flood)).await
}

async fn measure(binary: &Path, flood: u64) -> Result<(), String> {
    let heard = Heard::default();
    let service = start_service(heard.clone()).await?;
    let (server, token) = Server::start(binary).await?;
    let (mut client, _, _) = server.publish(&token, &flow("flood", service, "flood")).await?;
    let other = json!({"name": "Other", "time_zone": "UTC"});
    let workspace = client.post("/api/v1/workspaces", &other).await?;
    let workspace = workspace["id"].as_str().ok_or("the workspace has no id")?.to_owned();
    publish(&mut client, &workspace, &flow("other", service, "other/{{ $json.number }}")).await?;

    let others = Others { address: server.address, heard, next: Cell::new(0) };
    let alone = others.start(|sent| sent < ALONE).await?;
    let flooding = Rc::new(Flood { address: server.address, left: Cell::new(flood), refused: Cell::new(0) });
    let begun = Instant::now();
    let floods: Vec<_> = (0..FLOODING).map(|_| tokio::task::spawn_local(flooding.clone().pour())).collect();
    let accepting = others.start(|_| flooding.left.get() > 0).await?;
    let accepted_after = begun.elapsed();
    for one in floods {
        one.await.map_err(|error| error.to_string())??;
    }
    let working = others.start(|sent| sent < ALONE).await?;
    let queued = count_queued(&mut client).await?;
    let peak_mib = server.peak_mib();

    println!(
        "{flood} runs accepted in {:.1} s, {} refused with 503 and sent again; {queued} still wait; peak {peak_mib:.0} MiB\n",
        accepted_after.as_secs_f64(),
        flooding.refused.get()
    );
    let row = |name: &str, delays: &Latencies| {
        let quantile = |share| format!("{:.1}", delays.quantile_ms(share));
        vec![name.to_owned(), delays.count().to_string(), quantile(0.5), quantile(0.95), quantile(0.99)]
    };
    let rows =
        [row("alone", &alone), row("while the flood comes in", &accepting), row("while it is worked off", &working)];
    table(&["the other tenant's runs begin", "runs", "p50 ms", "p95 ms", "p99 ms"], &rows);
    let worst = accepting.quantile_ms(0.95).max(working.quantile_ms(0.95));
    match () {
        () if worst > 2_000.0 => Err(format!("p95 is {worst:.0} ms, over 2 s")),
        () if peak_mib > 512.0 => Err(format!("the server took {peak_mib:.0} MiB, over 512")),
        () => Ok(()),
    }
}

/// A webhook and a call of the service.
fn flow(path: &str, service: SocketAddr, called: &str) -> Value {
    json!({
        "format": "towpath.flow", "version": 1, "name": path,
        "nodes": [
            {"id": "hook", "kind": "webhook", "name": "Webhook",
             "parameters": {"path": path, "respond": "accepted"}},
            {"id": "call", "kind": "http_request", "name": "Call",
             "parameters": {"method": "GET", "url": format!("http://{service}/{called}")}},
        ],
        "edges": [{"id": "e1", "from": {"node": "hook"}, "to": {"node": "call"}}],
    })
}

async fn publish(client: &mut Client, workspace: &str, document: &Value) -> Result<(), String> {
    let base = format!("/api/v1/workspaces/{workspace}/flows");
    let created = client.post(&base, &json!({"name": "Bench", "document": document})).await?;
    let flow = created["id"].as_str().ok_or("the flow has no id")?;
    client.post(&format!("{base}/{flow}/publish"), &json!({"revision": created["revision"]})).await.map(drop)
}

/// How many runs wait for their turn, at most what one page shows.
async fn count_queued(client: &mut Client) -> Result<String, String> {
    let me = client.get("/api/v1/session").await?;
    let mut counted = Vec::new();
    for workspace in me["workspaces"].as_array().into_iter().flatten() {
        let id = workspace["id"].as_str().unwrap_or_default();
        let page = client.get(&format!("/api/v1/workspaces/{id}/runs?status=queued&limit=200")).await?;
        let count = page["items"].as_array().map_or(0, Vec::len);
        let is_more = !page["next_cursor"].is_null();
        counted.push(if is_more { format!("over {count}") } else { count.to_string() });
    }
    Ok(counted.join(" and "))
}

/// The tenant that floods.
struct Flood {
    address: SocketAddr,
    left: Cell<u64>,
    refused: Cell<u64>,
}

impl Flood {
    /// Sends on one connection until all is accepted.
    async fn pour(self: Rc<Self>) -> Result<(), String> {
        let request = http::request("POST", "/hooks/flood", &[], "{\"n\":1}");
        let mut connection = Connection::open(self.address).await.map_err(|error| error.to_string())?;
        while self.left.get() > 0 {
            self.left.set(self.left.get() - 1);
            let reply = connection.send(&request).await.map_err(|error| error.to_string())?;
            match reply.status {
                200..300 => {}
                429 | 503 => {
                    self.left.set(self.left.get() + 1);
                    self.refused.set(self.refused.get() + 1);
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                status => return Err(format!("the flood was answered {status}")),
            }
        }
        Ok(())
    }
}

/// The tenant that starts a run now and then.
struct Others {
    address: SocketAddr,
    heard: Heard,
    next: Cell<u64>,
}

impl Others {
    /// Starts runs as long as told; gives how long each took to begin.
    async fn start(&self, goes_on: impl Fn(u64) -> bool) -> Result<Latencies, String> {
        let mut sent = Vec::new();
        let mut connection = Connection::open(self.address).await.map_err(|error| error.to_string())?;
        while goes_on(sent.len() as u64) {
            let number = self.next.replace(self.next.get() + 1);
            let request = http::request("POST", "/hooks/other", &[], &json!({"number": number}).to_string());
            let at = Instant::now();
            let reply = connection.send(&request).await.map_err(|error| error.to_string())?;
            if !(200..300).contains(&reply.status) {
                return Err(format!("the other tenant was answered {}", reply.status));
            }
            sent.push((number, at));
            tokio::time::sleep(EVERY).await;
        }
        let mut delays_us = Vec::new();
        for (number, at) in sent {
            delays_us.push(u32::try_from((self.heard_at(number).await? - at).as_micros()).unwrap_or(u32::MAX));
        }
        Ok(Latencies::new(delays_us))
    }

    async fn heard_at(&self, number: u64) -> Result<Instant, String> {
        let begun = Instant::now();
        loop {
            if let Some(at) = self.heard.borrow().get(&number) {
                return Ok(*at);
            }
            if begun.elapsed() > LOST_AFTER {
                return Err(format!("run {number} of the other tenant never began"));
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Starts the service; it ends with the process.
async fn start_service(heard: Heard) -> Result<SocketAddr, String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    tokio::task::spawn_local(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::task::spawn_local(serve(stream, heard.clone()));
        }
    });
    Ok(address)
}

async fn serve(mut stream: TcpStream, heard: Heard) -> std::io::Result<()> {
    let mut buffer: Vec<u8> = Vec::with_capacity(4096);
    loop {
        let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") else {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
            continue;
        };
        let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
        buffer.drain(..end + 4);
        let path = head.split(' ').nth(1).unwrap_or_default();
        match path.strip_prefix("/other/").and_then(|number| number.parse().ok()) {
            Some(number) => {
                heard.borrow_mut().entry(number).or_insert_with(Instant::now);
            }
            None => tokio::time::sleep(SERVICE_TAKES).await,
        }
        stream.write_all(ACCEPTED).await?;
    }
}
